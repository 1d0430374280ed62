#!/usr/bin/env bash
# Times whole processes in pairs, A B A B …, and prints the ratio of each pair and their median.
# Run it with an environment in which cafematch is installed from a wheel, so that its modules are compiled as a user's are.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin="${1:-.venv/bin}"
"$bin/python" - "$bin" <<'PYTHON'
import statistics, subprocess, sys, time

bin = sys.argv[1]
ours = [f"{bin}/cafematch", "suggest", "examples/eviction-with-two-small-children/profile.yaml", "--format", "json"]
bare = [f"{bin}/python", "-c", "import pydantic, yaml, typer, rich"]


def seconds(command):
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


seconds(ours), seconds(bare)
pairs = [(seconds(ours), seconds(bare)) for _ in range(15)]
ratios = sorted(a / b for a, b in pairs)
print(f"cafematch suggest  median {statistics.median(a for a, _ in pairs):.3f} s")
print(f"bare imports       median {statistics.median(b for _, b in pairs):.3f} s")
print(f"ratio              median {statistics.median(ratios):.2f}  min {ratios[0]:.2f}  max {ratios[-1]:.2f}")
PYTHON
