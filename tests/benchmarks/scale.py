"""A whole `suggest` for somebody with six needs: in a town, in a country of such towns, and in one city of that size.

PYTHONPATH=tests .venv/bin/python tests/benchmarks/scale.py 200 2000 20000 [--city]

Every town has 200 services as `../shared/bench/gen.py` draws them, in three districts; the person lives in the first, has six
needs, and goes on foot: the paths must be the same whatever the size of the country. With `--city` they go by bus, and all
services are in reach, hundreds for each need. One line of JSON for each size: the median of a few calls after one to warm up,
and what compiling took.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from typing import Any

import generated
from builders import rules
from cafematch import Matcher, Suggestion

TOWN = 200
NEEDS = 6
CALLS = 9


def paths_of(suggestion: Suggestion) -> list[list[str]]:
    """Return the services of every path, in order."""
    return [[step.service for step in path.steps] for path in suggestion.paths]


def measure(count: int, *, city: bool) -> tuple[dict[str, Any], list[list[str]]]:
    """Return the figures of one size, and the paths."""
    catalog, person = (
        generated.catalog(count, town=TOWN),
        generated.neighbour(NEEDS, reach="transit" if city else "walk"),
    )
    gc.collect()
    began = time.perf_counter()
    matcher = Matcher(catalog, rules())
    compiled = time.perf_counter() - began
    began = time.perf_counter()
    suggestion = matcher.suggest(person)
    first = (time.perf_counter() - began) * 1e3
    times = []
    for _ in range(CALLS):
        began = time.perf_counter()
        suggestion = matcher.suggest(person)
        times.append((time.perf_counter() - began) * 1e3)
    row = {"n": count, "compile_s": compiled, "first_ms": first, "median_ms": statistics.median(times)}
    return {**row, "truncated": suggestion.truncated is not None}, paths_of(suggestion)


def main() -> None:
    """Print a line for each size."""
    smallest: list[list[str]] | None = None
    city = "--city" in sys.argv
    for size in (int(word) for word in sys.argv[1:] if word.isdigit()):
        row, paths = measure(size, city=city)
        smallest = smallest or paths
        print(json.dumps({**row, "same_paths": paths == smallest}), flush=True)


if __name__ == "__main__":
    main()
