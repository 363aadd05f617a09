"""PDF documents: ruled tables over several pages, tables without rules, bullets in columns, running text."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from spiders.document import Document
from spiders.extract.alarms import alarm
from spiders.extract.blocks import Block
from spiders.extract.columns import Row, is_header_row
from spiders.extract.context import SourceContext
from spiders.extract.matrices import labels_columns
from spiders.extract.merging import merge_same
from spiders.extract.passages import listings_from_blocks
from spiders.extract.pdf_lines import Line, blocks_of, lines_of, without_running_lines
from spiders.extract.pdf_words import grid_of_words, is_header_line, row_within
from spiders.extract.sections import Section, stated_date
from spiders.extract.tabular import listings_from_grid
from spiders.extract.words import tidy
from spiders.listing import Alarm, Extraction, Listing

if TYPE_CHECKING:
    from pdfplumber.page import Page

MAX_PAGES = 300  # a listing longer than this is another document
_NEAR = 6.0  # points by which the edges of one column may differ from page to page


@dataclass
class _Grid:
    """A table followed over pages. `places` holds (page, row on that page) of each row; `edges` the left edges of
    its columns."""

    edges: tuple[float, ...]
    words: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)

    def where(self, row: int) -> str:
        page, line = self.places[row]
        return f"page {page}, ligne {line}"


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
            grids, lines = _read_pages(opened.pages[:MAX_PAGES])
    except (PdfminerException, PDFPasswordIncorrect) as error:
        locked = "Password" in repr(error) or b"/Encrypt" in document.body
        detail = "PDF protégé par un mot de passe" if locked else f"PDF illisible : {error}"
        return Extraction((), (*alarms, alarm("WrongType", detail, document, context)), "pdf")
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        # the PDF reader answers a broken object with whatever it met
        return Extraction((), (*alarms, alarm("WrongType", f"PDF illisible : {error!r}", document, context)), "pdf")
    if not grids and not lines:
        alarms.append(alarm("EmptyListing", "aucun texte dans le PDF : pages numérisées en image", document, context))
    return _read(grids, lines, alarms, document, context)


def _read(
    grids: Sequence[_Grid], lines: Sequence[Line], alarms: list[Alarm], document: Document, context: SourceContext
) -> Extraction:
    listings: list[Listing] = []
    title = next((line.text for line in lines), None)
    unread: list[Block] = []
    for grid in grids:
        found, wrong = listings_from_grid(grid.rows, document, context, grid.where, Section().inner(*grid.words))
        listings += found
        alarms += wrong
        if not found:
            unread += [
                Block(
                    "item",
                    " : ".join(dict.fromkeys(" ".join(cell.split()) for cell in row if cell)),
                    grid.where(number),
                    1,
                )
                for number, row in enumerate(grid.rows)
                if any(row)
            ]
    # the day of the title is that of every table under it
    day = stated_date(tuple(line.text for line in lines[:4]))
    listings = [replace(listing, page_date=listing.page_date or day) for listing in listings]
    # beside a table that gave its rows, the text introduces it: its names are in the table already
    if not listings:
        prose = listings_from_blocks([*blocks_of(lines), *unread], document, context, title=title)
        return Extraction(prose.listings, (*alarms, *prose.alarms), "pdf:texte", prose.links)
    return Extraction(tuple(merge_same(listings)), tuple(dict.fromkeys(alarms)), "pdf:tableau")


def _read_pages(pages: Iterable[Page]) -> tuple[list[_Grid], list[Line]]:
    """The tables of all pages, those that go on joined, and the lines of text around them."""
    text: list[tuple[int, list[Line], float]] = []
    found: list[tuple[int, list[Any], list[Line]]] = []
    for page in pages:
        page = page.dedupe_chars()
        tables = [table for table in page.find_tables() if _is_table(table) and _rules_hold(table)]
        boxes = [table.bbox for table in tables]
        outside = page.filter(partial(_outside, boxes)) if boxes else page
        lines = lines_of(outside)
        text.append((page.page_number, lines, float(page.height)))
        found.append((page.page_number, tables, lines))
        page.flush_cache()
    kept = without_running_lines(text)
    grids: list[_Grid] = []
    for number, tables, _ in found:
        for order, table in enumerate(sorted(tables, key=lambda table: table.bbox[1])):
            above = [line for line in kept if line.page == number and line.bottom <= table.bbox[1] + 2]
            _add(grids, number, table, above, first_of_page=order == 0)
    if not any(is_table_of_names(grid) for grid in grids):
        drawn = grid_of_words(kept)
        if drawn is not None:
            rows, places, titles = drawn
            grids.append(_Grid((), tuple(titles), rows, places))
    return grids, kept


def is_table_of_names(grid: _Grid) -> bool:
    return len(grid.rows) > 1 and (any(is_header_row(row, {}) for row in grid.rows) or len(grid.edges) > 1)


def _is_table(table: Any) -> bool:
    """A frame around text is no table: at least two rows and two columns, or three rows of one column."""
    rows = table.rows
    columns = max((sum(cell is not None for cell in row.cells) for row in rows), default=0)
    return (len(rows) >= 2 and columns >= 2) or len(rows) >= 3


def _rules_hold(table: Any) -> bool:
    """Whether the rules of a table separate all its columns and rows: no words left or right of it on its lines, and
    no cell with several names. Otherwise white space tells more than the rules."""
    left, top, right, bottom = table.bbox
    beside = [
        char
        for char in table.page.chars
        if top < (char["top"] + char["bottom"]) / 2 < bottom
        and not left - 2 < (char["x0"] + char["x1"]) / 2 < right + 2
        and char["text"].strip()
    ]
    if len(beside) > 10:
        return False
    rows = [[tidy(cell or "") for cell in row] for row in table.extract()]
    if rows and labels_columns(rows[0]):
        return True
    cells = [cell for row in rows for cell in row]
    return not any(len(re.findall(r"^\W*CPTS\s+\w", cell, re.M)) > 1 and len(table.rows) <= 3 for cell in cells)


def _outside(boxes: Sequence[tuple[float, float, float, float]], thing: dict) -> bool:
    if thing.get("object_type") != "char":
        return True
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _add(grids: list[_Grid], page: int, table: Any, above: Sequence[Line], first_of_page: bool) -> None:
    """Adds a table, to the one before when it begins the next page with the same columns."""
    rows = [[tidy(cell or "") for cell in row] for row in _filled(table)]
    header = _header_above(rows, table, above)
    edges = tuple(sorted({round(cell[0], 1) for row in table.rows for cell in row.cells if cell}))
    last = grids[-1] if grids else None
    words = tuple(line.text for line in (above[:-1] if header else above)[-4:])
    goes_on = (
        last is not None
        and first_of_page
        and last.places[-1][0] == page - 1
        and len(last.rows[0]) == len(rows[0])
        and len(last.edges) == len(edges)
        and all(abs(one - other) <= _NEAR for one, other in zip(last.edges, edges, strict=True))
    )
    if last is None or not goes_on:
        last = _Grid(edges, words)
        grids.append(last)
    elif words and len(words[-1]) < 90:
        last.rows.append([words[-1]] + [""] * (len(rows[0]) - 1))  # a heading between two pages of a table
        last.places.append((page, 0))
    if header:
        last.rows.append(header)
        last.places.append((page, 0))
    for number, row in enumerate(rows, 1):
        last.rows.append(row)
        last.places.append((page, number))


def _header_above(rows: Sequence[Row], table: Any, above: Sequence[Line]) -> Row | None:
    """The header of a table whose first line has no rule over it, and so lies just outside."""
    if not above or not rows or is_header_row(rows[0], {}):
        return None
    line = above[-1]
    if table.bbox[1] - line.bottom > line.size * 1.5 or not is_header_line(line):
        return None
    edges = sorted({cell[0] for row in table.rows for cell in row.cells if cell})
    return row_within(line, edges[1:]) if len(edges) == len(rows[0]) else None


def _filled(table: Any) -> list[list[str | None]]:
    """The cells of a table; a cell merged over several rows or columns is repeated where it stands."""
    extracted = table.extract(x_tolerance=_tolerance(table), y_tolerance=3)
    rows = table.rows
    by_box = {
        cell: extracted[line][column]
        for line, row in enumerate(rows)
        for column, cell in enumerate(row.cells)
        if cell
    }
    for line, row in enumerate(rows):
        top = min((cell[1] for cell in row.cells if cell), default=row.bbox[1])
        for column, cell in enumerate(row.cells):
            if cell is not None:
                continue
            x = _column_centre(rows, column)
            if x is None:
                continue
            over = next((box for box in by_box if box[0] < x < box[2] and box[1] <= top + 1 < box[3]), None)
            extracted[line][column] = by_box[over] if over else None
    return extracted


def _column_centre(rows: Sequence[Any], column: int) -> float | None:
    centres = [
        (row.cells[column][0] + row.cells[column][2]) / 2
        for row in rows
        if column < len(row.cells) and row.cells[column]
    ]
    return statistics.median(centres) if centres else None


def _tolerance(table: Any) -> float:
    """Gap above which two letters are two words: a fraction of the letter size, as tight type needs."""
    sizes = [char["size"] for char in table.page.chars[:400]]
    return max(1.0, statistics.median(sizes) * 0.2) if sizes else 3.0
