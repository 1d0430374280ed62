"""Many people on Neuwerder: one process, two, and a Dask cluster of two worker processes.

PYTHONPATH=tests .venv/bin/python tests/benchmarks/many.py [PEOPLE] [--dask]

The people are those of the examples, each with another age, until there are as many as asked for (2,000). Two
processes are started anew (spawn, as `cafematch batch` does) and, where that can be, as copies of this one (fork, what Linux
does before Python 3.14 if nobody says otherwise). Starting processes is counted, starting a cluster is not. One line of JSON:
the median seconds of three rounds, as machines change their pace, and how many times faster two processes are than one.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from importlib import import_module
from itertools import count, islice
from multiprocessing import get_all_start_methods, get_context
from statistics import median

from cafematch import Matcher, Profile
from shipped import EXAMPLES, matcher_for, neuwerder, profile_of

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
