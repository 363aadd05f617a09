"""Start of the command line: `observatoire --help` against an empty Python process, as a ratio in one run.

python benchmarks/bench_cli.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 11


def median(command: list[str]) -> float:
    """Median seconds of a whole process, the first run left out because it warms the disk cache."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main() -> None:
    empty = median([sys.executable, "-c", "pass"])
    helped = median([sys.executable, "-m", "pipelines.cli.main", "--help"])
    print(f"empty process {empty:.3f} s, observatoire --help {helped:.3f} s, ratio {helped / empty:.1f}")


if __name__ == "__main__":
    main()
