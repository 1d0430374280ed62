"""For which of N services is a person eligible? The public call on a compiled matcher, one size in one process.

PYTHONPATH=tests .venv/bin/python tests/benchmarks/eligibility.py 100 1000 10000

The services and people are those of `../shared/bench/gen.py`, and every answer up to 100,000 services is compared with the
plain reference there. One warm-up call, then every person once, first all fully known, then with a quarter of their facts
missing; medians. `listed_ms` is the call and a walk through all ids that are met or unknown. Each size prints one line of JSON,
as the adapters of the peers do; `table.py` puts them side by side.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import generated
from builders import rules
from cafematch import Matcher

MOST_CHECKED = 100_000


def memory_mb(key: str) -> float:
    """Return a figure of this process's memory in MB: `VmRSS` now, `VmHWM` at most so far."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def measure(count: int) -> dict[str, Any]:
    """Return the figures of one size."""
    catalog, people = generated.catalog(count), generated.people()
    gc.collect()
    before = memory_mb("VmRSS")
    began = time.perf_counter()
    matcher = Matcher(catalog, rules())
    row: dict[str, Any] = {"n": count, "load_s": time.perf_counter() - began}
    row["rss_load_mb"] = memory_mb("VmRSS") - before
    Path("/proc/self/clear_refs").write_text("5")  # the most memory so far is counted from here
    matcher.eligibility(people[0][0])
    for which, name in enumerate(("median_ms", "unknown_median_ms")):
        answers, times = [], []
        for person in people:
            began = time.perf_counter()
            answers.append(matcher.eligibility(person[which]))
            times.append((time.perf_counter() - began) * 1e3)
        row[name] = statistics.median(times)
        row["agree" if which == 0 else "unknown_agree"] = _agreeing(count, answers, which)
        listed = []
        for person in people[:10]:
            began = time.perf_counter()
            found = matcher.eligibility(person[which])
            assert len(list(found.yes)) + len(list(found.unknown)) + len(found.no) == count + 1
            listed.append((time.perf_counter() - began) * 1e3)
        row[f"{name.removesuffix('median_ms')}listed_ms"] = statistics.median(listed)
    row["peak_mb"] = max(memory_mb("VmHWM"), before + row["rss_load_mb"]) - before
    return row


def _agreeing(count: int, answers: list[Any], which: int) -> str:
    """Return how many answers are those of the plain reference."""
    if count > MOST_CHECKED:
        return "-"
    gen = generated.generators()
    drawn, people = gen.catalog(count), gen.profiles()
    same = 0
    for answer, person in zip(answers, people, strict=True):
        yes, unknown = gen.reference(drawn, person[which])
        same += ({*map(_number, answer.yes)} - {None}, {*map(_number, answer.unknown)}) == (yes, unknown)
    return f"{same}/{len(answers)}"


def _number(id_: str) -> int | None:
    """Return the number a service has in the generator; the entrance has none."""
    name = id_.partition(".")[2]
    return int(name[1:]) if name[1:].isdigit() else None


def main() -> None:
    """Print a line for each size, measured in a process of its own."""
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()]
    if len(sizes) == 1:
        print(json.dumps({"peer": "cafematch", **measure(sizes[0])}), flush=True)
        return
    for size in sizes:
        subprocess.run([sys.executable, __file__, str(size)], check=True)


if __name__ == "__main__":
    main()
