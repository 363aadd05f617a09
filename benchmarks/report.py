"""What was measured, as rows, and the page they make. An unmet goal says so, and so does what was not measured."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.harness import ROOT, Pair, exponent

PACKAGES = (
    "dagster", "great-expectations", "scrapy", "datasette", "pandas", "pyarrow", "python-calamine", "rapidfuzz", "lxml",
    "pdfplumber", "warcio", "fastexcel", "fastwarc", "polars", "pyahocorasick", "pymupdf", "splink", "trafilatura",
)  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """One goal. `measured` is None when it could not be, and `reason` says why; of an unmet one it says what costs."""

    what: str
    most: float
    measured: float | None
    against: str
    reason: str = ""
    unit: str = "×"

    @property
    def met(self) -> bool:
        return self.measured is not None and self.measured <= self.most

    def line(self) -> str:
        if self.measured is None:
            verdict = f"not measured: {self.reason}"
        else:
            verdict = "met" if self.met else f"**not met**: {self.reason or 'no reason is known'}"
        return _line(
            self.what, f"≤ {self.most:g} {self.unit}", _figure(self.measured, self.unit), self.against, verdict
        )


@dataclass(frozen=True)
class Peer:
    """The same work by us and by a peer, in processor seconds; `reason`: why one side is missing, or what differs."""

    what: str
    peer: str
    cold: Pair | None = None
    warm: Pair | None = None
    reason: str = ""

    def line(self) -> str:
        if self.cold is None and self.warm is None:
            return _line(self.what, self.peer, "not measured", "", self.reason)
        return _line(self.what, self.peer, _pair(self.cold), _pair(self.warm), self.reason)


@dataclass(frozen=True)
class Curve:
    """Processor seconds of one work at growing sizes."""

    what: str
    of: str
    sizes: tuple[float, ...]
    spent: tuple[float, ...]

    @property
    def exponent(self) -> float:
        return exponent(self.sizes, self.spent)

    def line(self) -> str:
        sizes, spent = (
            " ".join(f"{one:.3g}" if one < 100 else f"{one:.0f}" for one in many) for many in (self.sizes, self.spent)
        )
        return _line(self.what, f"{sizes} {self.of}", spent, f"{self.exponent:.2f}")


@dataclass(frozen=True)
class Figure:
    """One figure beside its budget, where there is one."""

    what: str
    figure: str
    budget: str = ""
    good: bool = True

    def line(self) -> str:
        return _line(self.what, self.figure, self.budget + ("" if self.good else " **exceeded**"))


@dataclass(frozen=True)
class Trouble:
    """A benchmark that ended before its end."""

    name: str
    why: str

    def line(self) -> str:
        return f"- `{self.name}`: not measured to its end: {' '.join(self.why.split())}"


Result = Goal | Peer | Curve | Figure | Trouble

TABLES = (
    (Goal, "Goals", ("What", "Goal", "Measured", "Against", "Verdict")),
    (Peer, "Peers", ("Work", "Peer", "Cold: ours, theirs", "Warm: ours, theirs", "What to know")),
    (Curve, "Curves", ("Work", "Sizes", "Processor seconds", "Exponent")),
    (Figure, "Other figures", ("What", "Measured", "Budget")),
)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.2f} {unit}"


def _pair(pair: Pair | None) -> str:
    return f"{_seconds(pair.ours)}, {_seconds(pair.theirs)}: {pair.ratio:.3g} ×" if pair else ""


def _seconds(value: float) -> str:
    for scale, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if value * scale >= 1 or unit == "µs":
            return f"{value * scale:.3g} {unit}"
    raise AssertionError("unreachable")


def tables(results: Sequence[Result]) -> str:
    """The results as tables of Markdown, the troubles last."""
    parts = []
    for kind, title, header in TABLES:
        mine = [one.line() for one in results if isinstance(one, kind)]
        if mine:
            parts.append("\n".join([f"## {title}\n", _line(*header), _line(*["---"] * len(header)), *mine]))
    if troubles := [one.line() for one in results if isinstance(one, Trouble)]:
        parts.append("\n".join(["## Not measured\n", *troubles]))
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """Cores, processor and Python, and how much else the machine had to do."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    return f"{os.cpu_count()} cores, {cpu}, {platform.system()}, Python {platform.python_version()}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def load() -> str:
    """Programs that wait for a core, on average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def versions() -> str:
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def page(results: Sequence[Result], before: str, after: str, minutes: float) -> str:
    """docs/performance.md. `before` and `after`: the load around the measures, this command's own included after."""
    goals = [one for one in results if isinstance(one, Goal)]
    met = sum(one.met for one in goals)
    return f"""# What it costs, beside what it could cost

`make benchmarks` wrote this page, every word and figure of it: one command, one machine, one day. A ratio is the median
of three pairs or more, measured one after the other, unless its row says « once », « one pair » or « one first week »;
a curve has one sample per size. Seconds are of processor time, children included. Cold is a new process with its
imports; warm the same call again, or another input of the kind where answers are remembered. Peers get the same input,
the same context and, of the settings tried, the best. What an unmet goal spends is measured too, by process or profile.

- Day: {date.today().isoformat()}, {minutes:.0f} minutes
- Machine: {machine()}
- Load before and after: {before}, {after} (a quiet machine: under 0.5 before; the command itself makes one or two)
- Versions: {versions()}
- Goals met: {met} of {len(goals)}

{tables(results)}"""


def write(text: str) -> Path:
    path = ROOT / "docs" / "performance.md"
    path.write_text(text, encoding="utf-8")
    return path


def say(results: Sequence[Result]) -> None:
    sys.stdout.write(tables(results))
    sys.stdout.flush()
