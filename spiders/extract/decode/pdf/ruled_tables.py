"""The ruled tables of a page of a PDF and the text of their cells: merged, turned, cut by the page, or without the rule
under a header."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lexicon.text import tidy
from spiders.extract.table.header_meaning import looks_like_header, names_a_cpts

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

Box = tuple[float, float, float, float]
_AT = 2.0  # points within which two rules are at the same place


def tables_of(page: Page) -> list[tuple[Table, bool, bool]]:
    """(table, cut at its top, cut at its bottom) of the ruled tables of a page. Where upright rules run on past the
    last level one, the page has cut a row: the missing rule is added at their ends."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    level = [edge for edge in page.edges if edge["orientation"] == "h"]
    added, cut = [], {}
    for side, furthest in (("top", min), ("bottom", max)):
        end = furthest((edge[side] for edge in upright), default=None)
        ending = [edge for edge in upright if abs(edge[side] - end) <= _AT]
        rule = _rule_at(end, ending) if end is not None else None
        if rule:
            added.append(rule)
            cut[side] = None if any(abs(edge["top"] - end) <= _AT for edge in level) else end
    tables = page.find_tables({"explicit_horizontal_lines": added} if added else {})
    return [
        (table, _is_at(cut.get("top"), table.bbox[1]), _is_at(cut.get("bottom"), table.bbox[3])) for table in tables
    ]


def _rule_at(height: float, ending: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The level rule that joins the ends of upright ones, as pdfplumber describes it; none for a narrow pair."""
    left, right = min(edge["x0"] for edge in ending), max(edge["x0"] for edge in ending)
    if len(ending) < 2 or right - left <= 50:
        return None
    place = {"x0": left, "x1": right, "top": height, "bottom": height, "y0": 0, "y1": 0}
    return place | {"object_type": "line", "orientation": "h", "width": right - left, "height": 0}


def _is_at(end: float | None, side: float) -> bool:
    return end is not None and abs(end - side) <= _AT


def texts_of(table: Table) -> tuple[list[list[str | None]], dict[tuple[int, int], tuple[int, int]]]:
    """The texts of the cells of a table; a cell merged over several rows or columns is repeated where it stands. `None`
    where no rule closes a cell. Beside them the merged cells, as in `Grid.merged`."""
    texts = _upright(table, table.extract(x_tolerance=_tolerance(table), y_tolerance=3))
    apart = _part_header(table, texts)
    rows = table.rows
    by_box = {cell: (line, column) for line, row in enumerate(rows) for column, cell in enumerate(row.cells) if cell}
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for line, column in _without_cell(rows):
        over = _cell_over(rows, by_box, line, column)
        if over and texts[line][column] is None and (line, column) not in apart:
            first = by_box[over]
            texts[line][column] = texts[first[0]][first[1]]
            merged |= {first: first, (line, column): first}
    return [[None if text is None else tidy(text) for text in row] for row in texts], merged


def _without_cell(rows: Sequence[Any]) -> Iterator[tuple[int, int]]:
    for line, row in enumerate(rows):
        for column, cell in enumerate(row.cells):
            if cell is None:
                yield line, column


def _cell_over(rows: Sequence[Any], by_box: Iterable[Box], line: int, column: int) -> Box | None:
    top = min((cell[1] for cell in rows[line].cells if cell), default=rows[line].bbox[1])
    centres = [
        (row.cells[column][0] + row.cells[column][2]) / 2
        for row in rows
        if column < len(row.cells) and row.cells[column]
    ]
    if not centres:
        return None
    x = statistics.median(centres)
    return next((box for box in by_box if box[0] < x < box[2] and box[1] <= top + 1 < box[3]), None)


def _part_header(table: Table, texts: list[list[str | None]]) -> set[tuple[int, int]]:
    """Parts, in `texts`, a header from what stands below it in the same cell for want of a rule between them: « CPTS »
    over the first name, or over the rest of the rows of the page before. The (row, column) of the cells below."""
    rows = table.rows
    below: set[tuple[int, int]] = set()
    height = min((cell[3] for cell in rows[0].cells if cell), default=0.0)
    for column, cell in enumerate(rows[0].cells):
        if cell is None or cell[3] <= height + _AT:
            continue
        over, rest = (
            _words_within(table, (cell[0], top, cell[2], bottom))
            for top, bottom in ((cell[1], height), (height, cell[3]))
        )
        if not looks_like_header(over) or (rest and not names_a_cpts(rest, about=False)):
            continue
        texts[0][column] = over
        for line, row in enumerate(rows[1:], 1):
            if row.cells[column] is None and row.bbox[1] < cell[3] - _AT:
                texts[line][column] = rest or None
                below.add((line, column))
    return below


def _words_within(table: Table, box: Box) -> str:
    left, top, right, bottom = box
    words = table.page.extract_words(x_tolerance=_tolerance(table), y_tolerance=3)
    return " ".join(
        word["text"]
        for word in words
        if left < (word["x0"] + word["x1"]) / 2 < right and top < (word["top"] + word["bottom"]) / 2 < bottom
    )


def _upright(table: Table, texts: list[list[str | None]]) -> list[list[str | None]]:
    """`texts` with the cells whose letters are turned read in their own direction."""
    turned = [char for char in table.page.chars if not char["upright"]]
    for line, row in enumerate(table.rows if turned else ()):
        for column, cell in enumerate(row.cells):
            inside = [char for char in turned if cell and _is_inside(char, cell)]
            if inside and 2 * len(inside) > len((texts[line][column] or "").replace(" ", "").replace("\n", "")):
                texts[line][column] = _turned_text(inside)
    return texts


def _is_inside(char: dict[str, Any], box: Box) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _turned_text(chars: list[dict[str, Any]]) -> str:
    """Letters turned left are read from the bottom, lines from the left; letters turned right the other way round."""
    left = chars[0]["matrix"][1] > 0
    lines: list[list[dict[str, Any]]] = []
    for char in sorted(chars, key=lambda char: char["x0"] if left else -char["x0"]):
        if lines and abs(lines[-1][0]["x0"] - char["x0"]) <= char["size"] / 2:
            lines[-1].append(char)
        else:
            lines.append([char])
    return " ".join(_turned_line(line, left) for line in lines)


def _turned_line(chars: list[dict[str, Any]], left: bool) -> str:
    text, end = "", None
    for char in sorted(chars, key=lambda char: -char["bottom"] if left else char["top"]):
        start = -char["bottom"] if left else char["top"]
        if end is not None and start - end > char["size"] * 0.2 and not text.endswith(" "):
            text += " "
        text += char["text"]
        end = -char["top"] if left else char["bottom"]
    return text.strip()


def _tolerance(table: Table) -> float:
    """Gap above which two letters are two words: a fraction of the letter size, as tight type needs."""
    sizes = [char["size"] for char in table.page.chars[:400]]
    return max(1.0, statistics.median(sizes) * 0.2) if sizes else 3.0
