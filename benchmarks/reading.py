"""How the time of reading grows with a document: the shapes of `bench_growth`, each read once at growing sizes."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness import side
from benchmarks.report import Curve, Goal, Result

STEPS = (1, 2, 4, 8)
NAMES = (
    "HTML table", "HTML tables", "HTML list", "unknown bullets", "prose", "prose of one", "page without CPTS", "CSV",
    "CSV of communes", "XLSX", "PDF", "JSON",
)  # fmt: skip


def measure() -> Iterator[Result]:
    curves = [Curve(f"reading: {name}", "times", STEPS, tuple(side("reading:grown", name)[1])) for name in NAMES]
    yield from curves
    worst = max(curves, key=lambda one: one.exponent)
    against = f"the worst shape, {worst.what}"
    # measured: communes in CSV 1.07 to 1.08 with it, 1.04 without (`gc.disable`)
    reason = "Python's collector of cycles looks again at what was read, 0.03 to 0.04 of the exponent"
    yield Goal("reading as a document grows", 1.1, worst.exponent, against, reason, unit="")


def grown(name: str) -> list[float]:
    """Seconds at each step; names never come twice, for answers about a name are remembered."""
    from benchmarks import bench_growth

    made, first = bench_growth.SHAPES[name]
    bench_growth.seconds([made(first)], "https://a.example/cpts")
    return [bench_growth.seconds([made(first * step)], "https://a.example/cpts") for step in STEPS]
