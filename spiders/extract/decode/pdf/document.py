"""PDF documents: ruled tables over several pages, tables without rules, bullets in columns, running text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lexicon.text import tidy
from spiders.document import Document
from spiders.extract.decode.pdf.lines import Line, blocks_of, lines_of, without_running_lines
from spiders.extract.decode.pdf.overflow import without_doubles
from spiders.extract.decode.pdf.ruled_tables import tables_of, texts_of
from spiders.extract.decode.pdf.unruled_tables import grids_of_words, is_header_line, row_within
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Block, Content, Grid
from spiders.extract.model.section import Heading, Section
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import read_content
from spiders.extract.table.header_rows import Row, is_header_row
from spiders.extract.table.legends import legend_of, may_hold_a_legend
from spiders.extract.table.pivots import labels_columns
from spiders.extract.table.table_headings import stated_date
from spiders.listing import Alarm, Extraction

if TYPE_CHECKING:
    from pdfplumber.page import Page

Cell = tuple[int, int]  # row and column
MAX_PAGES = 300  # a listing longer than this is another document
_NEAR = 6.0  # points by which the edges of one column may differ from page to page


@dataclass
class _Grid:
    """A table followed over pages. `places` holds (page, place) of each row; `edges` the left edges of
    its columns; `merged` as in `Grid`."""

    edges: tuple[float, ...]
    headings: tuple[Heading, ...]
    rows: list[Row] = field(default_factory=list)
    places: list[tuple[int, str]] = field(default_factory=list)
    merged: dict[Cell, Cell] = field(default_factory=dict)
    cut: bool = False  # whether the page has cut the last row

    def append(self, row: Row, page: int, place: str) -> None:
        self.rows.append(row)
        self.places.append((page, place))

    def merge(self, begin: int, merged: Mapping[Cell, Cell], open_cells: Mapping[Cell, Cell]) -> None:
        """The merged cells of a page whose first row is the one numbered `begin`; `open_cells`: those of its cells that
        lie in one of the page before."""
        self.merged |= {(begin + line, column): (begin + row, over) for (line, column), (row, over) in merged.items()}
        for (line, column), first in open_cells.items():
            self.merged |= {first: first, (begin + line, column): first}

    def where(self, row: int) -> str:
        return self.places[row][1]


def read_pdf(document: Document, context: SourceContext) -> Extraction:
    """Listings of the tables of a PDF, and of its text where it has none. Bytes that are not a PDF or are locked
    give `WrongType`, a cut file `Truncated`, a scan `EmptyListing`."""
    if b"%PDF-" not in document.body[:1024]:
        detail = f"annoncé comme PDF, le contenu est « {document.kind} »"
        return Extraction((), (alarm("WrongType", detail, document, context),), "pdf")
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    alarms: list[Alarm] = []
    if b"%%EOF" not in document.body[-2048:]:
        alarms.append(alarm("Truncated", "le PDF s'arrête avant sa fin (%%EOF)", document, context))
    try:
        with pdfplumber.open(BytesIO(document.body)) as opened:
            if len(opened.pages) > MAX_PAGES:
                detail = f"{len(opened.pages)} pages : seules les {MAX_PAGES} premières sont lues"
                alarms.append(alarm("Truncated", detail, document, context))
            grids, lines, beside = _read_pages(opened.pages[:MAX_PAGES])
    except (PdfminerException, PDFPasswordIncorrect) as error:
        locked = "Password" in repr(error) or b"/Encrypt" in document.body
        detail = "PDF protégé par un mot de passe" if locked else f"PDF illisible : {error}"
        return Extraction((), (*alarms, alarm("WrongType", detail, document, context)), "pdf")
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        # the PDF reader answers a broken object with whatever it met
        return Extraction((), (*alarms, alarm("WrongType", f"PDF illisible : {error!r}", document, context)), "pdf")
    if not grids and not lines:
        alarms.append(alarm("EmptyListing", "aucun texte dans le PDF : pages numérisées en image", document, context))
    return read_content(_content(grids, lines, beside, alarms), document, context)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pdf(Content):
    """`lines`: outside rules; `beside`: of these, those no table is made of; `ruled`: the tables inside rules,
    whose words are not among the lines."""

    lines: Sequence[Line]
    beside: Sequence[Line]
    ruled: Sequence[_Grid]

    def text(self, taken: Collection[str]) -> tuple[Block, ...]:
        if taken:
            return tuple(blocks_of(self.beside))
        return (*blocks_of(self.lines), *(block for grid in self.ruled for block in _rows_as_items(grid)))

    def title(self, blocks: Sequence[Block]) -> tuple[str, str] | None:
        return next(((line.text, line.place) for line in self.lines), None)

    def day(self, blocks: Sequence[Block]) -> str | None:
        return stated_date(tuple(line.text for line in self.lines[:4]))


def _content(grids: Sequence[_Grid], lines: Sequence[Line], beside: Sequence[Line], alarms: list[Alarm]) -> Content:
    text = "\n".join(line.text for line in lines)
    section = Section(legend=legend_of(text) if may_hold_a_legend(text) else {})
    return _Pdf(
        reader="pdf",
        grids=[
            Grid(one.rows, one.where, one.where(0), section.inner(*one.headings), merged=one.merged) for one in grids
        ],
        introduces=True,
        alarms=alarms,
        lines=lines,
        beside=beside,
        ruled=[grid for grid in grids if grid.edges],
    )


def _rows_as_items(grid: _Grid) -> Iterator[Block]:
    for number, row in enumerate(grid.rows):
        if any(row):
            cells = dict.fromkeys(" ".join(cell.split()) for cell in row if cell)
            yield Block("item", " : ".join(cells), grid.where(number), 1)


def _read_pages(pages: Iterable[Page]) -> tuple[list[_Grid], list[Line], list[Line]]:
    """The tables of all pages, those that go on joined, the lines around the rules, and those no table is made of."""
    text: list[tuple[int, list[Line], float]] = []
    found: list[tuple[int, list[Any], list[Line]]] = []
    for page in pages:
        tables, lines = tables_and_lines(page)
        text.append((page.page_number, lines, float(page.height)))
        found.append((page.page_number, tables, lines))
        page.flush_cache()
    kept = without_running_lines(text)
    grids: list[_Grid] = []
    for number, tables, _ in found:
        for order, table in enumerate(sorted(tables, key=lambda found: found[0].bbox[1]), 1):
            above = [line for line in kept if line.page == number and line.bottom <= table[0].bbox[1] + 2]
            _add(grids, number, table, above, order)
    if not any(is_table_of_names(grid) for grid in grids):
        drawn = grids_of_words(kept)
        grids += [_Grid((), _headings(one.titles), one.rows, one.places) for one in drawn]
        taken = {id(line) for one in drawn for line in one.lines}
        return grids, kept, [line for line in kept if id(line) not in taken]
    return grids, kept, kept


def tables_and_lines(page: Page) -> tuple[list[tuple[Any, bool, bool]], list[Line]]:
    """The ruled tables of a page, each with whether the page cuts it at its top and bottom; the lines around them."""
    page = without_doubles(_as_written(page))
    tables = [found for found in tables_of(page) if _is_table(found[0]) and _rules_hold(found[0])]
    boxes = [table.bbox for table, _, _ in tables]
    return tables, lines_of(page.filter(partial(_outside, boxes)) if boxes else page)


def _as_written(page: Page) -> Page:
    """A page as it was written, where turning it by its `/Rotate` lays its letters on their side."""
    upright = [char["matrix"][0] > abs(char["matrix"][1]) for char in page.chars] if page.rotation else []
    if sum(upright) * 2 >= len(upright):
        return page
    page.page_obj.rotate = page.page_obj.attrs["Rotate"] = 0
    return type(page)(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


def is_table_of_names(grid: _Grid) -> bool:
    return len(grid.rows) > 1 and (any(is_header_row(row, {}) for row in grid.rows) or len(grid.edges) > 1)


def _is_table(table: Any) -> bool:
    """A frame around text is no table: at least two rows and two columns, or three rows of one column."""
    rows = table.rows
    columns = max((sum(cell is not None for cell in row.cells) for row in rows), default=0)
    return (len(rows) >= 2 and columns >= 2) or len(rows) >= 3


def _rules_hold(table: Any) -> bool:
    """Whether the rules of a table separate all its columns and rows: no words left or right of it on its lines, and
    no cell of a few rows with several names. Otherwise white space tells more than the rules."""
    left, top, right, bottom = table.bbox
    beside = [
        char
        for char in table.page.chars
        if top < (char["top"] + char["bottom"]) / 2 < bottom
        and not left - 2 < (char["x0"] + char["x1"]) / 2 < right + 2
        and char["text"].strip()
    ]
    if len(beside) > 10 or len(table.rows) > 3:
        return len(beside) <= 10
    rows = [[tidy(cell or "") for cell in row] for row in table.extract()]
    if rows and labels_columns(rows[0]):
        return True
    cells = [cell for row in rows for cell in row]
    return not any(len(re.findall(r"^\W*CPTS\s+\w", cell, re.M)) > 1 for cell in cells)


def _outside(boxes: Sequence[tuple[float, float, float, float]], thing: dict[str, Any]) -> bool:
    if thing.get("object_type") != "char":
        return True
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _add(grids: list[_Grid], page: int, found: tuple[Any, bool, bool], above: Sequence[Line], order: int) -> None:
    """Adds a table, the one of rank `order` on its page, to the one before when it begins the next page with the same
    columns. A row that the page cut goes on in the first row of the next one."""
    table, cut_above, cut_below = found
    texts, merged = texts_of(table)
    rows = list(map(_without_gaps, texts))
    header = _header_above(rows, table, above)
    edges = tuple(sorted({round(edge, 1) for edge in _left_edges(table)}))
    places = [f"page {page}, tableau {order}, ligne {number}" for number, _ in enumerate(rows, 1)]
    headings = _headings((above[:-1] if header else above)[-4:])
    last = grids[-1] if grids else None
    if last is not None and order == 1 and _is_rest_of(last, page, edges, len(rows[0])):
        rows, going_on = _with_open_cells(texts, last.rows[-1])
        end = len(last.rows) - 1
        open_cells = {cell: last.merged.get((end, cell[1]), (end, cell[1])) for cell in going_on}
        if headings and len(headings[-1].text) < 90:
            between = [headings[-1].text] + [""] * (len(rows[0]) - 1)  # a heading between two pages of a table
            last.append(between, page, headings[-1].locator)
        elif last.cut and cut_above:
            last.rows[-1] = list(map(_rest_of, last.rows[-1], rows.pop(0)))
            last.places[-1] = (page - 1, f"{last.where(-1)}, puis {places.pop(0)}")
    else:
        last, open_cells = _Grid(edges, headings), {}
        grids.append(last)
    if header:
        last.append(header, page, above[-1].place)
    last.merge(len(last.rows) - (len(texts) - len(rows)), merged, open_cells)
    for row, place in zip(rows, places, strict=True):
        last.append(row, page, place)
    last.cut = cut_below


def _headings(lines: Iterable[Line]) -> tuple[Heading, ...]:
    return tuple(Heading(line.text, line.place) for line in lines)


def _is_rest_of(last: _Grid, page: int, edges: tuple[float, ...], columns: int) -> bool:
    """Whether a table has the columns of the last one of the page before."""
    if last.places[-1][0] != page - 1 or len(last.rows[0]) != columns or len(last.edges) != len(edges):
        return False
    return all(abs(one - other) <= _NEAR for one, other in zip(last.edges, edges, strict=True))


def _without_gaps(row: Sequence[str | None]) -> Row:
    return [text or "" for text in row]


def _left_edges(table: Any) -> set[float]:
    return {cell[0] for row in table.rows for cell in row.cells if cell}


def _with_open_cells(texts: Sequence[Sequence[str | None]], above: Row) -> tuple[list[Row], list[Cell]]:
    """The rows of a page whose first ones, below the header, may lie in a cell that the page before began; the (row,
    column) of those that do."""
    rows: list[Row] = []
    going_on: list[Cell] = []
    still_open = set(range(len(above)))
    for line, row in enumerate(texts):
        told = [cell or "" for cell in row]
        if is_header_row(told, {}):
            rows.append(told)
            continue
        still_open = {column for column in still_open if row[column] is None}
        rows.append([above[column] if column in still_open else cell for column, cell in enumerate(told)])
        going_on += [(line, column) for column in still_open if above[column]]
    return rows, going_on


def _rest_of(cell: str, rest: str) -> str:
    """A cell and what the next page has of it; a merged cell is there twice."""
    return cell if rest == cell else f"{cell}\n{rest}".strip()


def _header_above(rows: Sequence[Row], table: Any, above: Sequence[Line]) -> Row | None:
    """The header of a table whose first line has no rule over it, and so lies just outside."""
    if not above or not rows or is_header_row(rows[0], {}):
        return None
    line = above[-1]
    if table.bbox[1] - line.bottom > line.size * 1.5 or not is_header_line(line):
        return None
    edges = sorted(_left_edges(table))
    return row_within(line, edges[1:]) if len(edges) == len(rows[0]) else None
