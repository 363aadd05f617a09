"""How everything here is measured.

Seconds are of processor time, which other programs of the machine lengthen but do not fill; a ratio is the median of
the ratios of pairs measured one after the other, so that both sides meet the same machine. Cold is a process of its
own, imports included (`cost`); warm is the same call again in a process that has made it before (`warm_pairs`).

The process that measures must stay small: Linux counts the memory of the parent as that of the child until it runs its
own program. So heavy things are imported by the functions that `side` calls in a process of their own.
"""

from __future__ import annotations

import atexit
import cProfile
import importlib
import json
import math
import os
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.watch import Watch

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3  # of a pair, where nothing else is said
OBSERVATOIRE = (sys.executable, "-m", "pipelines.cli.main")


@dataclass(frozen=True)
class Cost:
    """Of a process and of those it waited for: processor and clock seconds, megabytes of the largest of them.
    `held`: megabytes of all that lived at once when they held most, by kind, pages that they share counted once, seen
    five times a second.
    `shares`: processor seconds of its processes, by what `KINDS` calls them, as last seen."""

    cpu: float
    wall: float
    memory: float
    said: str = ""
    held: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)

    @property
    def together(self) -> float:
        return sum(self.held.values())


WORDS = {
    "command": "in the command itself",
    "crawl": "in Scrapy",
    "reader": "in readers",
    "apart": "in checks and database",
}
PROFILED = """
import cProfile, runpy, sys, time
path, profile = sys.argv.pop(1), cProfile.Profile(time.process_time)
try:
    profile.runcall(runpy.run_module, "pipelines.cli.main", run_name="__main__")
finally:
    profile.dump_stats(path)
"""


class Failed(RuntimeError):
    """A command that was to be measured did not succeed."""


def cost(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    success: Collection[int] = (0,),
) -> Cost:
    """Run `command` to its end. Raises `Failed` with its last words when its exit code is none of `success`."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, cwd=folder, stdout=out, stderr=errors
        )
        watch = Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        watch.ended.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode not in success:
            words = (out.read() + errors.read()).decode(errors="replace").strip()[-500:]
            raise Failed(f"{' '.join(map(str, command))[:120]}: exit {process.returncode}: {words}")
        cpu, said = used.ru_utime + used.ru_stime, out.read().decode(errors="replace")
        return Cost(cpu, wall, used.ru_maxrss / 1024, said, watch.held, watch.shares())


def shared(many: Sequence[Cost]) -> str:
    """The medians of what the processes of a command spent, in words."""
    kinds = {kind for one in many for kind in one.shares}
    spent = {kind: median(one.shares.get(kind, 0.0) for one in many) for kind in kinds}
    return ", ".join(f"{spent[kind]:.1f} s {words}" for kind, words in WORDS.items() if kind in spent)


def side(function: str, *arguments: Any, environment: Mapping[str, str] | None = None) -> tuple[Cost, Any]:
    """Cost of `module:function` of this package in a process of its own, and what it returned (JSON)."""
    spent = cost([sys.executable, "-m", "benchmarks.harness", function, *map(str, arguments)], environment)
    return spent, json.loads(spent.said.splitlines()[-1])


def pairs(ours: Callable[[], Cost], theirs: Callable[[], Cost], rounds: int = ROUNDS) -> Pair:
    """Both sides turn by turn."""
    return Pair.of([(ours().cpu, theirs().cpu) for _ in range(rounds)])


@dataclass(frozen=True)
class Pair:
    """Medians of the processor seconds of two sides, and the median of their ratios."""

    ours: float
    theirs: float
    ratio: float

    @classmethod
    def of(cls, measured: Sequence[Sequence[float]]) -> Pair:
        ours, theirs = zip(*measured, strict=True)
        return cls(median(ours), median(theirs), median(a / b for a, b in measured))


def warm_pairs(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int = 7) -> list[tuple[float, float]]:
    """Seconds of each side, turn by turn in this process, once each has been called."""
    ours()
    theirs()
    return [(_seconds(ours), _seconds(theirs)) for _ in range(rounds)]


def fresh_pairs(
    ours: Callable[[Any], Any], theirs: Callable[[Any], Any], batches: Sequence[Any]
) -> list[tuple[float, float]]:
    """Seconds of each side on batches that neither has met, the first of which warms them: answers are remembered."""
    spent = [(_once(ours, one), _once(theirs, one)) for one in batches]
    return spent[1:]


def _once(call: Callable[[Any], Any], given: Any) -> float:
    began = time.process_time()
    call(given)
    return time.process_time() - began


def _seconds(call: Callable[[], Any]) -> float:
    """Processor seconds of one call; of a call too quick for the clock, of as many as last a tenth of a second."""
    times = 1
    while True:
        began = time.process_time()
        for _ in range(times):
            call()
        if (spent := time.process_time() - began) >= 0.1 or times >= 1000:
            return spent / times
        times = min(1000, max(times * 2, int(times * 0.12 / max(spent, 1e-4))))


def spent_in(call: Callable[[], Any], most: int = 5) -> str:
    """Where the time of a call goes, by the modules of the project and the libraries: a profile, in words."""
    profile = cProfile.Profile(time.process_time)
    profile.runcall(call)
    return _rooms(pstats.Stats(profile), most)


def profiled(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The same of a command of ours in its own process, by packages; once."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/profile"
        cost([sys.executable, "-c", PROFILED, path, *arguments], environment)
        return _rooms(pstats.Stats(path), 6, 1)


def _rooms(stats: pstats.Stats, most: int, depth: int = 9) -> str:
    """The largest shares of a profile, what is built into Python counted to the code that calls it."""
    found: Counter[str] = Counter()
    for (path, _, _), (_, _, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined]
        if path != "~" or not callers:
            found[_room(path, depth)] += own
        else:
            for (caller, _, _), (_, _, spent, _) in callers.items():
                found[_room(caller, depth)] += spent
    whole = sum(found.values()) or 1.0
    return ", ".join(f"{name} {spent / whole:.0%}" for name, spent in found.most_common(most) if spent >= whole / 100)


def _room(path: str, depth: int) -> str:
    """`pipelines.apart` of a file of the project, `dagster` of one of a library, « imports » of what loads modules."""
    if "importlib" in path:
        return "imports"
    if "site-packages" in path:
        return path.partition("site-packages/")[2].partition("/")[0].removesuffix(".py")
    if path.startswith(f"{ROOT}/"):
        return ".".join(Path(path).relative_to(ROOT).with_suffix("").parts[:depth])
    return "Python itself"


def exponent(sizes: Sequence[float], spent: Sequence[float]) -> float:
    """Slope of the logarithm of time over that of size, by least squares: 1 is time in proportion."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(one, 1e-6)) for one in spent]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def installed(module: str) -> bool:
    return find_spec(module) is not None


@cache
def workplace() -> Path:
    """A folder for what several benchmarks share, gone with this process."""
    folder = Path(tempfile.mkdtemp(prefix="benchmarks-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def release() -> Path:
    """A release of the bundled captures, made by the first benchmark that needs one."""
    if not (released() / "releases").exists():
        cost([*OBSERVATOIRE, "run"], own_data(released()))
    return (released() / "releases" / "latest").resolve()


def released() -> Path:
    """The data folder of that release."""
    return workplace() / "released"


def own_data(folder: Path) -> dict[str, str]:
    """An environment in which nothing of the machine is read or written."""
    return {"OBSERVATOIRE_DATA": str(folder), "OBSERVATOIRE_CAPTURES": str(folder / "captures")}


def _side(called: str, *arguments: str) -> None:
    module, name = called.split(":")
    print(json.dumps(getattr(importlib.import_module(f"benchmarks.{module}"), name)(*arguments)))


if __name__ == "__main__":
    _side(*sys.argv[1:])
