"""Many people on Neuwerder: `suggest_many` and `cafematch batch` on one process and on two, and a Dask cluster of two.

PYTHONPATH=tests .venv/bin/python tests/benchmarks/many.py [PEOPLE] [--dask]

The people are those of the examples, each with another age, until there are as many as asked for (2,000). Two
processes are started anew (spawn, as `cafematch batch` does) and, where that can be, as copies of this one (fork, what Linux
does before Python 3.14 if nobody says otherwise). Starting processes is counted, starting a cluster is not. One line of JSON:
the median seconds of three rounds, as machines change their pace, and how many times faster two processes are than one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from importlib import import_module
from itertools import count, islice
from multiprocessing import get_all_start_methods, get_context
from statistics import median
from typing import Any

from cafematch import Matcher, Profile
from cafematch.reading.yamlfile import read_yaml
from shipped import EXAMPLES, ROOT, matcher_for, neuwerder, profile_of

WORKERS = 2
ROUNDS = 3
STARTED = [way for way in ("spawn", "fork") if way in get_all_start_methods()]


def people(many: int) -> tuple[Matcher, list[Profile]]:
    """Return the matcher of Neuwerder and so many people."""
    matcher = neuwerder()
    own = [profile_of(example) for example in EXAMPLES if matcher_for(example) is matcher]

    def endless() -> Iterator[Profile]:
        for age in count(18):
            for person in own:
                said = {**dict(person.background), "age": age % 90}
                yield person.model_copy(update={"background": tuple(sorted(said.items()))})

    return matcher, list(islice(endless(), many))


def lines(many: int) -> bytes:
    """Return the same people as JSON lines."""
    own = [example for example in EXAMPLES if matcher_for(example) is neuwerder()]
    said: list[Any] = [read_yaml(ROOT / "examples" / example / "profile.yaml").value or {} for example in own]

    def endless() -> Iterator[str]:
        for age in count(18):
            for one in said:
                yield json.dumps({**one, "background": {**one.get("background", {}), "age": age % 90}})

    return "\n".join(islice(endless(), many)).encode()


def seconds_of_batch(people: bytes, jobs: int) -> float:
    """Return how long the command takes for them, with its start."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "cafematch.cli", "batch", "-", "--jobs", str(jobs)]
    answers = subprocess.run(command, input=people, cwd=ROOT, check=True, capture_output=True).stdout
    assert answers.count(b"\n") == people.count(b"\n") + 1
    return time.perf_counter() - began


def seconds(matcher: Matcher, profiles: list[Profile], executor: Executor | None) -> float:
    """Return how long suggesting for all of them takes."""
    began = time.perf_counter()
    found = sum(1 for _ in matcher.suggest_many(profiles, executor))
    assert found == len(profiles)
    return time.perf_counter() - began


def main() -> None:
    """Measure."""
    many = next((int(word) for word in sys.argv[1:] if word.isdigit()), 2_000)
    matcher, profiles = people(many)
    matcher.suggest(profiles[0])
    took: dict[str, list[float]] = {way: [] for way in ("one", *STARTED)}
    for _ in range(ROUNDS):
        took["one"].append(seconds(matcher, profiles, None))
        for way in STARTED:
            with ProcessPoolExecutor(WORKERS, mp_context=get_context(way)) as executor:
                took[way].append(seconds(matcher, profiles, executor))
    row: dict[str, float] = {"people": many, **{f"{way}_s": median(all_of_it) for way, all_of_it in took.items()}}
    for way in STARTED:
        row[f"{way}_faster"] = row["one_s"] / row[f"{way}_s"]
    said = lines(many)
    batch = [[seconds_of_batch(said, jobs) for jobs in (1, WORKERS)] for _ in range(ROUNDS)]
    row["batch_one_s"], row["batch_two_s"] = (median(column) for column in zip(*batch, strict=True))
    row["batch_faster"] = row["batch_one_s"] / row["batch_two_s"]
    if "--dask" in sys.argv:
        dask = import_module("distributed")
        with (
            dask.LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster,
            dask.Client(cluster) as client,
        ):
            row["dask_s"] = seconds(matcher, profiles, client.get_executor())
        row["dask_to_two"] = row["dask_s"] / row["spawn_s"]
    print(json.dumps(row))


if __name__ == "__main__":
    main()
