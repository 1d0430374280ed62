"""What `suggest` costs in this checkout against another: both timed in one run, in turns, over the examples both have alike.

git worktree add ../before REVISION
.venv/bin/python tests/benchmarks/revisions.py ../before
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parents[2]
TURNS = 3
ROUNDS = 15


def time_here(root: Path, names: list[str]) -> None:
    """Print the median milliseconds of every example, with the code, catalog and rules of a checkout."""
    sys.path.insert(0, str(root / "src"))
    from cafematch import Matcher, load_catalog, load_profile, load_rules

    catalog = load_catalog(root / "catalog", "neuwerder")
    matcher = Matcher(catalog, load_rules(root / "rules", catalog=catalog))
    profiles = {name: load_profile(root / "examples" / name / "profile.yaml", catalog) for name in names}
    for profile in profiles.values():
        matcher.suggest(profile)
    gc.disable()
    for name, profile in profiles.items():
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            matcher.suggest(profile)
            times.append(time.perf_counter() - start)
        print(name, statistics.median(times) * 1000)


def timed(root: Path, names: list[str]) -> dict[str, float]:
    command = [sys.executable, __file__, "--time", str(root), *names]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name: float(value) for name, value in (line.split() for line in told.splitlines())}


def alike(before: Path) -> list[str]:
    """Return the examples of Neuwerder that both checkouts have, word for word."""
    own = {path.parent.name: path for path in sorted((HERE / "examples").glob("*/profile.yaml"))}
    others = {name: before / "examples" / name / "profile.yaml" for name in own}
    return [
        name
        for name, path in own.items()
        if others[name].is_file()
        and (told := path.read_text("utf-8")) == others[name].read_text("utf-8")
        and "network: neuwerder" in told
    ]


def main(before: Path) -> None:
    names = alike(before)
    turns = [(timed(before, names), timed(HERE, names)) for _ in range(TURNS)]
    print(f"{'example':40} {'before':>8} {'now':>8} {'ratio':>6}")
    for name in names:
        old, new = (statistics.median(turn[side][name] for turn in turns) for side in (0, 1))
        print(f"{name:40} {old:8.2f} {new:8.2f} {new / old:6.2f}")
    sums = [(sum(old.values()), sum(new.values())) for old, new in turns]
    told = ", ".join(f"{old:.0f} -> {new:.0f} ms ({new / old:.2f})" for old, new in sums)
    print(f"all {len(names)}, in {TURNS} turns: {told}")


if __name__ == "__main__":
    if sys.argv[1] == "--time":
        time_here(Path(sys.argv[2]), sys.argv[3:])
    else:
        main(Path(sys.argv[1]).resolve())
