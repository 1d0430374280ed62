"""One table of everything: what cafematch takes, what the peers take in the same run, and how cost grows with size.

PYTHONPATH=tests .venv/bin/python tests/benchmarks/table.py [--peers PYTHON] [--quick]

`--peers` is the interpreter of an environment with the packages of `../shared/bench/requirements-peers.txt`; without it the
columns of the peers stay empty. `--quick` leaves out the largest sizes. Growth is the factor by which the figure grows where
the size doubles, between a row and the one above it. Every row is measured in a process of its own, one after the other.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from generated import BENCH

HERE = Path(__file__).parent
KNOW_UNKNOWN = ("cel_rust", "polars_rows")
TWO_VALUED = ("datalogic_many", "sqlite_wide", "polars_wide")
ELIGIBILITY = (100, 1_000, 10_000, 100_000, 1_000_000)
MOST_FOR_PEERS = 100_000
SUGGEST = (200, 2_000, 20_000, 100_000)
PATHS = (53, 200, 2_000, 20_000)
"""The generator of graphs looks for shortest plans itself, and takes more than a quarter of an hour for 100,000."""
READING = (1_000, 10_000)

Row = Mapping[str, Any]


def lines_of(*command: str) -> Iterator[str]:
    """Run a command and yield what it prints; what it complains about is shown."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    yield from done.stdout.splitlines()


def rows_of(*command: str) -> Iterator[Row]:
    """Run a command and yield the lines of JSON that it prints."""
    for line in lines_of(*command):
        if line.startswith("{"):
            yield json.loads(line)


def growth(sizes: Sequence[int], values: Sequence[float]) -> list[str]:
    """Return for every value by what factor it grows where the size doubles, since the value before; empty for the first."""
    told = [""]
    for (small, large), (before, after) in zip(pairwise(sizes), pairwise(values), strict=True):
        told.append(f"{(after / before) ** (1 / math.log2(large / small)):.2f}")
    return told


def figure(value: float) -> str:
    """Return a figure with three digits that count."""
    return f"{value:.3g}" if value < 1_000 else f"{value:,.0f}"


def head(title: str, *columns: str) -> None:
    """Print the head of a table."""
    print(f"\n## {title}\n\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}", flush=True)


def line(*cells: object) -> None:
    """Print a line of a table."""
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def eligibility(sizes: Sequence[int], peers: str | None) -> None:
    """Print what the public call takes, for people fully known and with unknown facts, beside the best peers."""
    found: list[tuple[Row, Mapping[str, Row]]] = []
    for size in sizes:
        (ours,) = rows_of(sys.executable, str(HERE / "eligibility.py"), str(size))
        theirs: Mapping[str, Row] = {}
        if peers and size <= MOST_FOR_PEERS:
            script = str(BENCH / "peers_match.py")
            asked = (peers, script, "--n", str(size), "--budget", "10", "--peer", *KNOW_UNKNOWN, *TWO_VALUED)
            theirs = {row["peer"]: row for row in rows_of(*asked) if "error" not in row}
        found.append((ours, theirs))
    for title, key, listed, who in (
        ("Eligibility, people fully known (ms)", "median_ms", "listed_ms", TWO_VALUED),
        ("Eligibility, a quarter of the facts unknown (ms)", "unknown_median_ms", "unknown_listed_ms", KNOW_UNKNOWN),
    ):
        head(
            title, "services", "cafematch", "all ids listed", "as the reference", "best peer", "times faster", "growth"
        )
        grown = growth(sizes, [ours[key] for ours, _ in found])
        for size, (ours, theirs), factor in zip(sizes, found, grown, strict=True):
            best = min((row for name, row in theirs.items() if name in who), key=lambda row: row[key], default=None)
            agree = ours["agree" if key == "median_ms" else "unknown_agree"]
            peer = f"{best['peer']} {figure(best[key])}" if best else ""
            faster = f"{best[key] / ours[key]:.1f}" if best else ""
            line(f"{size:,}", figure(ours[key]), figure(ours[listed]), agree, peer, faster, factor)
    columns = ("services", "cafematch s", "SQLite wide s", "of its time", "growth", "peak MB", "polars wide peak MB")
    head("Compiling a loaded network", *columns)
    grown = growth(sizes, [ours["load_s"] for ours, _ in found])
    for size, (ours, theirs), factor in zip(sizes, found, grown, strict=True):
        sqlite, polars = theirs.get("sqlite_wide"), theirs.get("polars_wide")
        line(
            f"{size:,}",
            figure(ours["load_s"]),
            figure(sqlite["load_s"]) if sqlite else "",
            f"{ours['load_s'] / sqlite['load_s']:.2f}" if sqlite else "",
            factor,
            figure(ours["peak_mb"]),
            figure(polars["peak_mb"]) if polars else "",
        )


def suggest(title: str, sizes: Sequence[int], *options: str) -> None:
    """Print what a whole suggestion takes."""
    found = list(rows_of(sys.executable, str(HERE / "scale.py"), *map(str, sizes), *options))
    head(
        title,
        "services",
        "median",
        "of the smallest",
        "same paths",
        "the first",
        "growth",
    )
    for row, factor in zip(found, growth(sizes, [row["median_ms"] for row in found]), strict=True):
        line(
            f"{row['n']:,}",
            figure(row["median_ms"]),
            f"{row['median_ms'] / found[0]['median_ms']:.2f}",
            row["same_paths"],
            figure(row["first_ms"]),
            factor,
        )


def verbatim(title: str, *command: str) -> None:
    """Print what another benchmark prints."""
    print(f"\n## {title}\n", flush=True)
    for told in lines_of(*command):
        print(f"    {told}", flush=True)


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", metavar="PYTHON", help="the interpreter of an environment with the peers")
    parser.add_argument("--quick", action="store_true", help="leave out the largest sizes")
    said = parser.parse_args()

    def sizes(all_sizes: Sequence[int]) -> Sequence[int]:
        return all_sizes[:-1] if said.quick else all_sizes

    eligibility(sizes(ELIGIBILITY), said.peers)
    suggest("A whole suggestion, six needs, in a country of towns (ms)", sizes(SUGGEST))
    suggest("A whole suggestion, six needs, in one city (ms)", sizes(SUGGEST), "--city")
    paths = [str(HERE / "paths.py"), "--sizes", *(str(size) for size in sizes(PATHS))]
    verbatim("Five cheapest plans to a fact", said.peers or sys.executable, *paths)
    for size in sizes(READING):
        verbatim(f"Reading {size:,} services", sys.executable, str(HERE / "reading.py"), "--services", str(size))
    verbatim("Many people", sys.executable, str(HERE / "many.py"), "--dask")
    verbatim("Interview", sys.executable, str(HERE / "interview.py"))
    verbatim("Start-up", "bash", str(HERE / "startup.sh"))


if __name__ == "__main__":
    main()
