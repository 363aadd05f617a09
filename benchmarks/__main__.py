"""Measure everything, or what is named, beside its peers.

    python -m benchmarks           everything (some fifteen minutes on a quiet machine); writes docs/performance.md
    python -m benchmarks NAME…     these only, printed

Exit 1 when something could not be measured to its end; an unmet goal is a line of the page, not a failure.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from collections.abc import Iterator, Sequence

from benchmarks import report

# the last ones hold tables in this process, whose memory Linux would count to the commands
NAMES = (
    "commands", "finess", "scale", "identity", "territory", "documents", "reading", "weeks", "crawl", "site", "history",
    "attacks",
)  # fmt: skip


def measured(name: str) -> Iterator[report.Result]:
    """The results of one benchmark; one that fails says so and what it had measured stands."""
    try:
        yield from importlib.import_module(f"benchmarks.{name}").measure()
    except Exception as error:
        yield report.Trouble(name, f"{type(error).__name__}: {error}")


def _processor() -> float:
    """Seconds of this process and of those that it waited for: how long a quiet machine would take at most."""
    return sum(os.times()[:4])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    names = parser.parse_args(arguments).names
    if unknown := set(names) - set(NAMES):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # it doubles the start of every process
    before, began = report.load(), time.perf_counter()
    results: list[report.Result] = []
    for name in names or NAMES:
        started, used = time.perf_counter(), _processor()
        print(f"{name} …", file=sys.stderr, flush=True)
        mine = list(measured(name))
        results += mine
        report.say(mine)
        took, spent = time.perf_counter() - started, _processor() - used
        print(f"{name}: {took:.0f} s, {spent:.0f} of a processor\n", file=sys.stderr, flush=True)
    if not names:
        minutes = (time.perf_counter() - began) / 60
        print(report.write(report.page(results, before, report.load(), minutes)))
    return int(any(isinstance(one, report.Trouble) for one in results))


if __name__ == "__main__":
    sys.exit(main())
