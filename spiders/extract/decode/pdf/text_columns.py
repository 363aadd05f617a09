"""Columns of bullets, or of names, on a page of a PDF: each is read from top to bottom before the next, whatever stands
at the same height in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from lexicon.gate import gated
from spiders.extract.table.header_rows import is_header_row

Row = Sequence[dict[str, Any]]  # words that share a baseline, left to right

_BULLET = gated(r"[•▪◦●■❖➢➤►✓✔·*§\uf0b7\uf0a7\uf0d8–—-]$|[•▪◦●■❖➢➤►✓✔\uf0b7\uf0a7\uf0d8]\w")
_NAME = re.compile(r"c[pt]{2}s$", re.I)  # « CPTS » opens an item too where lists have no bullets
_INDENT = 60.0  # points by which a nested bullet may be set in; a column is wider
_EDGE = 2.0  # points by which the lines of a column may begin beside its edge
_BESIDE_AN_EDGE = 0.5  # letter sizes: wider than a space
_LONGEST_LABEL = 20  # letters of a header written in lower case
_STEP = 1.0  # points between two tried places of a gutter


def rows_of(words: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Words that share a baseline, left to right, rows from top to bottom."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if rows and abs(rows[-1][0]["bottom"] - word["bottom"]) <= 3:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word["x0"]) for row in rows]


def columns_of_items(rows: Sequence[Row], gap: float) -> list[list[dict[str, Any]]] | None:
    """The rows of a page whose items stand in several columns, one column after the other; `None` for any other
    page. A row that runs across a gutter comes between what is above it and what is below. `gap`: the white space,
    in letter sizes, that no space between two words reaches."""
    lefts = _left_edges(rows)
    if len(lefts) < 2 or any(_is_header(cells_of(row, gap)) for row in rows):
        return None
    gutters = [_gutter(rows, left, right) for left, right in pairwise(lefts)]
    found: list[list[dict[str, Any]]] = []
    band: list[dict[str, Any]] = []
    for row in rows:
        if any(_runs_across(row, gutter, edge) for gutter, edge in zip(gutters, lefts[1:], strict=True)):
            found += [*_column_after_column(band, gutters), list(row)]
            band = []
        else:
            band += row
    return found + _column_after_column(band, gutters)


def _column_after_column(words: Sequence[dict[str, Any]], gutters: Sequence[float]) -> list[list[dict[str, Any]]]:
    bounds = [float("-inf"), *gutters, float("inf")]
    return [
        row
        for left, right in pairwise(bounds)
        for row in rows_of([word for word in words if left <= (word["x0"] + word["x1"]) / 2 < right])
    ]


def cells_of(row: Row, gap: float) -> list[str]:
    """The texts of a row that wide gaps separate."""
    cells = [row[0]["text"]]
    for left, right in pairwise(row):
        if right["x0"] - left["x1"] > gap * left["size"]:
            cells.append(right["text"])
        else:
            cells[-1] += f" {right['text']}"
    return cells


def _left_edges(rows: Sequence[Row]) -> list[float]:
    """Where the items of each column begin: the places that two of them share, nested ones left out, or that of one
    name beside another, with lines under it. A dash is a bullet where a wide gap or the margin comes before it and a
    word close behind: not inside a sentence, nor alone in a cell for « none »."""
    places: list[list[float]] = []
    for x in (word["x0"] for row in rows for word in _items_of(row)):
        near = next((place for place in places if abs(place[0] - x) < 4), None)
        if near:
            near.append(x)
        else:
            places.append([x])
    beside = _names_beside(rows)
    edges: list[float] = []
    for edge in sorted(min(place) for place in places if len(place) > 1 or place[0] in beside):
        if not edges or edge - edges[-1] > _INDENT:
            edges.append(edge)
    return edges


def _items_of(row: Row) -> Iterator[dict[str, Any]]:
    """The words of a row that begin an item."""
    return (word for word, after in _cells_begun(row) if after < 2 * word["size"] and _opens_an_item(word["text"]))


def _names_beside(rows: Sequence[Row]) -> list[float]:
    """Where names begin beside another name, with lines under them."""
    named = ([word["x0"] for word in _items_of(row) if _NAME.match(word["text"])] for row in rows)
    beside = [x for names in named if len(names) > 1 for x in names]
    starts = [word["x0"] for row in rows for word, _ in _cells_begun(row)] if beside else []
    return [x for x in beside if sum(abs(start - x) < _EDGE for start in starts) > 1]


def _cells_begun(row: Row) -> Iterator[tuple[dict[str, Any], float]]:
    """The words of a row that a wide gap or the margin comes before, and the white behind each."""
    for number, word in enumerate(row):
        if not number or word["x0"] - row[number - 1]["x1"] > word["size"]:
            yield word, row[number + 1]["x0"] - word["x1"] if number + 1 < len(row) else float("inf")


def _is_header(cells: list[str]) -> bool:
    """Whether a row heads a table: « la crise sanitaire, les équipes reprennent » is the middle of a sentence."""
    return is_header_row(cells, {}) and not any(cell[0].islower() and len(cell) > _LONGEST_LABEL for cell in cells)


def _opens_an_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _NAME.match(text))


def _gutter(rows: Sequence[Row], left: float, right: float) -> float:
    """Between the items of two columns, the white river that the fewest words cross; of several, the one nearest to
    the right column: the lines of the left one are of any length."""
    spans = [(word["x0"], word["x1"]) for row in rows for word in row if word["x1"] > left and word["x0"] < right]
    places = [right - 1 - _STEP * step for step in range(int((right - left) / _STEP))]
    return min(places, key=lambda place: sum(start < place < end for start, end in spans))


def _runs_across(row: Row, gutter: float, edge: float) -> bool:
    """Whether words stand on both sides of a gutter with no more than a space between them, or on it. Columns set close
    leave little white between a full line and the next column, which begins at its `edge`."""
    before = max((word["x1"] for word in row if word["x0"] < gutter), default=float("-inf"))
    after = min((word["x0"] for word in row if word["x0"] >= gutter), default=float("inf"))
    least = _BESIDE_AN_EDGE if abs(after - edge) < _EDGE else 1.0
    return before > gutter or after - before < least * row[0]["size"]
