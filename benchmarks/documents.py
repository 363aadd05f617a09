"""One document, beside libraries that take its text or its cells out and understand nothing of them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.harness import ROUNDS, Cost, Pair, cost, installed, side, spent_in
from benchmarks.report import Goal, Peer, Result

ROWS = 2_000  # of the workbook
URL = "https://a.example/cpts"
SHAPES = {"workbook": ("xlsx", ROWS), "page": ("html_table", 500), "prose": ("prose", 200), "paper": ("pdf", 150)}
# document → side of the peer → what must be installed
PEERS = {
    "workbook": {"pandas": "pandas", "polars": "fastexcel"},
    "page": {"read_html": "pandas"},
    "prose": {"trafilatura": "trafilatura"},
    "paper": {"pdfplumber": "pdfplumber", "pymupdf": "pymupdf"},
}
WHY = "every cell is sought for facts and for people, every value keeps its words and its place"


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as name:
        for document, peers in PEERS.items():
            path = Path(name) / document
            side("documents:written", document, path)
            for peer, module in peers.items():
                what = f"{document}: {SHAPES[document][1]} rows, {path.stat().st_size // 1000} kB"
                if not installed(module):
                    yield Peer(what, peer, reason=f"{module} is not installed")
                    continue
                measured, where = side("documents:both", document, peer)[1]
                warm = Pair.of(measured)
                cold = Pair.of([(_extract(path).cpu, side("documents:once", peer, path)[0].cpu) for _ in range(ROUNDS)])
                yield Peer(what, peer, cold, warm)
                if peer == "pandas":
                    against = "reading it with pandas and calamine, warm"
                    started = f"{cold.ours - warm.ours:.1f} of {cold.ours:.1f} s are its start and first reading"
                    yield Goal(f"a workbook of {ROWS} rows: `extract`", 60, cold.ours / warm.theirs, against, started)
                    yield Goal("… reading alone", 15, warm.ratio, against, f"{WHY}: {where}")


def _extract(path: Path) -> Cost:
    return cost([sys.executable, "-m", "pipelines.cli.main", "extract", str(path), "--url", URL, "--kind", "ars"])


def written(document: str, path: str) -> None:
    from benchmarks import bench_growth

    made, rows = SHAPES[document]
    Path(path).write_bytes(getattr(bench_growth, made)(rows))


def both(document: str, peer: str) -> tuple[list[tuple[float, float]], str]:
    """Seconds of our reader and of the peer, and what ours does in them; documents are all different, for answers are
    remembered."""
    from benchmarks import bench_growth
    from benchmarks.harness import fresh_pairs
    from spiders.document import Document
    from spiders.extract.read import read

    made, rows = SHAPES[document]
    theirs: Callable[[bytes], Any] = globals()[peer]
    *bodies, last = [getattr(bench_growth, made)(rows) for _ in range(5)]
    spent = fresh_pairs(lambda body: read(Document(URL, body), bench_growth.CONTEXT), theirs, bodies)
    return spent, spent_in(lambda: read(Document(URL, last), bench_growth.CONTEXT))


def once(peer: str, path: str) -> None:
    globals()[peer](Path(path).read_bytes())


# --- the peers ------------------------------------------------------------------------------------------------


def pandas(body: bytes) -> Any:
    import io

    import pandas as pd

    return pd.read_excel(io.BytesIO(body), engine="calamine", dtype=str)


def polars(body: bytes) -> Any:
    import polars as pl

    return pl.read_excel(body, engine="calamine", infer_schema_length=0)


def read_html(body: bytes) -> Any:
    import io

    import pandas as pd

    return pd.read_html(io.StringIO(body.decode()), flavor="lxml")


def trafilatura(body: bytes) -> Any:
    import trafilatura as library

    return library.extract(body, output_format="json", with_metadata=True, fast=True)


def pdfplumber(body: bytes) -> Any:
    import io

    import pdfplumber as library

    with library.open(io.BytesIO(body)) as paper:
        return [page.extract_tables() for page in paper.pages]


def pymupdf(body: bytes) -> Any:
    import pymupdf as library

    with library.open(stream=body, filetype="pdf") as paper:
        return [[table.extract() for table in page.find_tables().tables] for page in paper]
