"""Lines of text of PDF pages in reading order, columns apart, and the blocks they make."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lexicon.gate import gated
from lexicon.text import fold, tidy
from spiders.extract.decode.pdf.text_columns import cells_of, columns_of_items, rows_of
from spiders.extract.model.content import Block
from spiders.extract.table.header_meaning import looks_like_header, meaning_of

if TYPE_CHECKING:
    from pdfplumber.page import Page

_BULLET = gated(r"^\s*(?:[•▪◦●■❖➢➤►✓✔·*§\uf0b7\uf0a7\uf0d8]|[-–—](?=\s)|o(?=\s+[A-ZÀ-Þ]))\s*")
_GLYPH = gated(r"^\(cid:\d+\)$")  # a sign of a font without a letter: a bullet
_OPEN_END = gated(r" (?:de|du|des|la|le|les|à|au|aux|et|par|pour|avec)$")
_WIDE = 2.2  # letter sizes: a gap wider than any space between two words
_MARGIN = 0.09  # share of the page height where headers and footers stand


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column. `words`: (text, left, right); sizes in points from the top of the page; `number`: among
    the lines of its page, running heads aside."""

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    words: tuple[tuple[str, float, float], ...] = ()
    number: int = 1

    @property
    def place(self) -> str:
        return f"page {self.page}, ligne {self.number}"


def lines_of(page: Page) -> list[Line]:
    """The lines of a page, one column after the other."""
    words = page.extract_words(
        x_tolerance_ratio=0.2, y_tolerance=2.5, extra_attrs=["fontname", "size"], keep_blank_chars=False
    )
    if not words:
        return []
    for word in words:
        word["text"] = _GLYPH.sub("•", word["text"])
    rows = rows_of(words)
    columns = columns_of_items(rows, _WIDE)
    if columns:
        return [line for row in columns if (line := _line(page.page_number, row)).text]
    parts = (part for band in _bands(rows) for part in _parts(band))
    return [line for part in parts for row in part if row and (line := _line(page.page_number, row)).text]


def _parts(band: list[list[dict[str, Any]]]) -> list[list[list[dict[str, Any]]]]:
    """A band, or its two columns."""
    gutter = _gutter(band)
    if gutter is None:
        return [band]
    left, right = [], []
    for row in band:
        middles = [(word, (word["x0"] + word["x1"]) / 2) for word in row]
        left.append([word for word, middle in middles if middle < gutter])
        right.append([word for word, middle in middles if middle >= gutter])
    return [left, right]


def _bands(rows: Sequence[list[dict[str, Any]]]) -> list[list[list[dict[str, Any]]]]:
    """Runs of rows between lines that cross the middle: a title over two columns, a footer under them."""
    bands: list[list[list[dict[str, Any]]]] = []
    for row in rows:
        split = _gap(row) is not None
        if (bands and split == (_gap(bands[-1][-1]) is not None)) or (
            bands and not split and _one_sided(row, bands[-1])
        ):
            bands[-1].append(row)
        else:
            bands.append([row])
    return bands


def _gap(row: Sequence[dict[str, Any]]) -> float | None:
    """The middle of the widest gap of a row, when it is wider than a space could be."""
    gaps = [(b["x0"] - a["x1"], (a["x1"] + b["x0"]) / 2) for a, b in pairwise(row)]
    widest = max(gaps, default=(0.0, 0.0))
    return widest[1] if widest[0] > _WIDE * row[0]["size"] else None


def _one_sided(row: Sequence[dict[str, Any]], band: Sequence[list[dict[str, Any]]]) -> bool:
    """Whether a row lies wholly in one column of the band above."""
    gutter = _gutter(band)
    return gutter is not None and (row[-1]["x1"] <= gutter or row[0]["x0"] >= gutter)


def _gutter(band: Sequence[list[dict[str, Any]]]) -> float | None:
    """The x between two columns of text: the same wide gap on most rows, and sentences or bullets on both sides.
    A band of three or more columns is a table, left whole."""
    gaps = [gap for row in band if (gap := _gap(row)) is not None]
    if len(gaps) < 3:
        return None
    middle = statistics.median(gaps)
    return middle if _is_prose(band) and _parts_columns(middle, band) else None


def _is_prose(band: Sequence[list[dict[str, Any]]]) -> bool:
    """Sentences or bullets, with two wide gaps on few rows only."""
    wide = sum(sum(b["x0"] - a["x1"] > _WIDE * a["size"] for a, b in pairwise(row)) > 1 for row in band)
    return wide * 3 < len(band) and (statistics.mean(map(len, band)) >= 8 or _bullets_in(band) >= 2)


def _parts_columns(middle: float, band: Sequence[list[dict[str, Any]]]) -> bool:
    """No word crosses the gutter, and the words after it begin at the same place."""
    if any(word["x0"] < middle < word["x1"] for row in band for word in row):
        return False
    sides = ([word["x0"] for word in row if word["x0"] > middle] for row in band)
    edges = [side[0] for side in sides if side]
    return len(edges) < 2 or statistics.pstdev(edges) < 25


def _bullets_in(band: Sequence[list[dict[str, Any]]]) -> int:
    signs = (word["text"] for row in band for word in row if not re.search(r"\w{2}", word["text"]))
    return sum(bool(_BULLET.match(f"{sign} x")) for sign in signs)


def _line(page: int, row: Sequence[dict[str, Any]]) -> Line:
    sizes = [word["size"] for word in row]
    bold = sum(bool(re.search(r"bold|black|heavy|semibold|-b\b", word["fontname"], re.I)) for word in row) * 2 > len(
        row
    )
    return Line(
        page,
        tidy(" ".join(word["text"] for word in row)),
        row[0]["x0"],
        row[-1]["x1"],
        min(word["top"] for word in row),
        max(word["bottom"] for word in row),
        statistics.median(sizes),
        bold,
        tuple((word["text"], word["x0"], word["x1"]) for word in row),
    )


def without_running_lines(pages: Sequence[tuple[int, list[Line], float]]) -> list[Line]:
    """All lines without headers and footers: lines of the margins that come back on half of the pages, their
    figures aside, and page numbers."""
    edge = Counter(
        re.sub(r"\d+", "#", fold(line.text))
        for _, lines, height in pages
        for line in lines
        if line.bottom < height * _MARGIN or line.top > height * (1 - _MARGIN)
    )
    kept: list[Line] = []
    for _, lines, height in pages:
        before = len(kept)
        for line in lines:
            in_margin = line.bottom < height * _MARGIN or line.top > height * (1 - _MARGIN)
            again = edge[re.sub(r"\d+", "#", fold(line.text))]
            number = re.fullmatch(r"(?:page|p\.)?\s*\d{1,3}(?:\s*(?:/|sur)\s*\d{1,3})?", fold(line.text))
            if in_margin and (number or (again >= 2 and again * 2 >= len(pages))):
                continue
            kept.append(replace(line, number=len(kept) - before + 1))
    return kept


@dataclass(frozen=True, slots=True)
class _Letters:
    """The usual size of the letters of a document, and whether bold ones tell a heading."""

    usual: float
    bold_tells: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Letters:
        sizes = Counter(round(line.size, 1) for line in lines for _ in line.words)
        # a document all in bold has no bold headings
        return cls(sizes.most_common(1)[0][0], sum(line.bold for line in lines) * 3 < len(lines) * 2)

    def heading(self, line: Line) -> int:
        """The level of a line that is larger than others, or bold and short; 0 for any other."""
        if len(line.text) >= 140:
            return 0
        if line.size > self.usual * 1.12:
            return 1 if line.size > self.usual * 1.5 else 2
        return 3 if self.bold_tells and line.bold and len(line.text) < 100 else 0


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """Headings (larger or bold and short), bullets and paragraphs; wrapped lines joined."""
    if not lines:
        return []
    letters = _Letters.of(lines)
    blocks: list[Block] = []
    last: Line | None = None
    for line in lines:
        bullet = _BULLET.match(line.text)
        labelled = _labelled(line)
        opens = bool(bullet or labelled)
        level = 0 if opens else letters.heading(line)
        if last and blocks and not opens and _is_of(blocks[-1], last, line, level) and _goes_on(last, line, blocks[-1]):
            blocks[-1] = _extended(blocks[-1], line.text)
        elif text := labelled or line.text[bullet.end() if bullet else 0 :]:
            blocks.append(_block(text, line.place, level, bullet is not None))
        last = line
    return blocks


def _block(text: str, place: str, level: int, is_item: bool) -> Block:
    if level:
        return Block("heading", text, place, level)
    return Block("item", text, place, 1) if is_item else Block("paragraph", text, place)


def _is_of(block: Block, last: Line, line: Line, level: int) -> bool:
    """Whether a line is of the kind of the block above; two headings have letters of one size."""
    alike = (block.kind == "heading") == bool(level)
    return alike and (not level or abs(last.size - line.size) < 0.5)


def _labelled(line: Line) -> str:
    """« Statut : ACI signé », or « Statut     ACI signé »: a line of a sheet of facts, which goes on with none above;
    empty for any other."""
    label, colon, value = line.text.partition(" : ")
    if not colon:
        words = [{"text": text, "x0": left, "x1": right, "size": line.size} for text, left, right in line.words]
        parts = cells_of(words, _WIDE) if words else []
        label, value = parts if len(parts) == 2 else ("", "")
    meaning = meaning_of(label) if len(label) < 40 and value else None
    other = looks_like_header(value)  # « CPTS     Population » heads a table
    told = meaning is not None and meaning.coverage > 0.9 and (other is None or other.field == "milestone")
    return f"{label} : {value}" if told else ""


def _goes_on(last: Line, line: Line, block: Block) -> bool:
    """Whether a line continues the block above: close under it, or the first of the next column or page in the
    middle of a sentence."""
    if line.page == last.page and line.top >= last.top:
        if block.kind == "item":
            return line.top - last.bottom < line.size * 0.9 and (line.left > last.left - 1 or line.text[:1].islower())
        if line.top - last.bottom >= line.size * 0.9:
            return False
        return not re.search(r"[.:!?]$", last.text) or len(last.text) > 60
    if _OPEN_END.search(last.text):  # « un territoire de | 45 000 habitants »
        return True
    return line.text[:1].islower() and not re.search(r"[.:!?]$", last.text)


def _extended(block: Block, text: str) -> Block:
    joined = block.text + text if re.search(r"\w-$", block.text) and text[:1].isalpha() else f"{block.text} {text}"
    return Block(block.kind, joined, block.locator, block.level)
