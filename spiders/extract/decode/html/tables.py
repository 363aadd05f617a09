"""HTML tables as grids: merged cells repeated, nested tables apart, the headings over them kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import html

from lexicon.cpts_names import find_names
from lexicon.patterns import vocabulary
from lexicon.text import tidy
from spiders.document import TooHeavyDocument
from spiders.extract.decode.html.content_root import lines_of, text_of
from spiders.extract.decode.html.headings_over import HeadingsOver, owner
from spiders.extract.decode.html.locators import Paths
from spiders.extract.decode.html.table_notes import called, notes_of
from spiders.extract.model.content import Grid
from spiders.extract.model.section import Section
from spiders.extract.table.header_rows import Row
from spiders.extract.table.legends import legend_of, may_hold_a_legend

MAX_SPAN = 500  # a span larger than this is a mistake of the page
MAX_SPREAD = 20  # places of a table for each cell written in it; a span of many lines and columns makes more
_FEW = 100_000  # places of a table that are no burden
_BLOCKS = frozenset(
    [
        "p",
        "li",
        "div",
        "br",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dd",
        "dt",
        "summary",
    ]
)
_SKIPPED = frozenset(["script", "style", "template", "noscript", "svg", "button", "select", "table"])
_BLANKS = re.compile(r"\s+")
_TICK = re.compile(
    r"\b(?:fa-(?:check|check-circle|check-square|circle-check)|check(?:mark|ed)?|icon-(?:ok|check|valid)|coche)\b",
    re.I,
)


def grids_of(root: html.HtmlElement, base: str) -> Iterator[Grid]:
    """Every table of `root`, in document order, its place the path from the root of its tree; `base` completes the
    addresses of its links."""
    paths = Paths()
    over: HeadingsOver | None = None
    for table in _tables(root):
        drawn = _grid(table, base)
        elements = drawn.elements
        if not elements:
            continue
        if over is None:
            over = HeadingsOver.of(root.getroottree().getroot(), paths)
            legend = legend_of(lines_of(root)) if may_hold_a_legend(text_of(root)) else {}
            notes = notes_of(root)
        yield Grid(
            drawn.rows,
            [paths.of(element) for element in elements].__getitem__,
            paths.of(table),
            Section(legend=legend).inner(*over.headings(table)),
            drawn.links,
            {number: found for number, row in enumerate(elements) if notes and (found := called(row, notes))},
            drawn.merged,
        )


def _tables(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Data tables, and `div`s that play tables. A table used for layout holds other tables and has no header
    cell of its own."""
    for table in root.xpath("descendant-or-self::table | descendant-or-self::*[@role='table' or @role='grid']"):
        if table.get("role") in ("presentation", "none"):
            continue
        headed = any(owner(cell) is table for cell in table.iter("th"))
        if not headed and (table.find(".//table") is not None or _holds_a_page(table)):
            continue
        yield table


def _holds_a_page(table: html.HtmlElement) -> bool:
    """A table that only sets a menu beside a text: one of its cells tells of several CPTS in paragraphs of its own."""
    return any(
        len(cell.xpath("./p | ./h1 | ./h2 | ./h3 | ./h4 | ./hr | ./ul | ./div")) > 1
        and len({mention.name for mention in find_names(lines_of(cell))}) > 1
        for cell in table.iter("td")
        if owner(cell) is table and len(text_of(cell)) > 300
    )


@dataclass
class _Drawn:
    """The rows of a table, the element of each; by (line, column), the links of its cells and what `Grid.merged`
    tells."""

    rows: list[Row] = field(default_factory=list)
    elements: list[html.HtmlElement] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


def _grid(table: html.HtmlElement, base: str) -> _Drawn:
    drawn = _Drawn()
    lines: list[dict[int, str]] = []
    pending: dict[int, tuple[int, str, tuple[int, int]]] = {}  # column → (lines still covered, text, first cell)
    written = held = width = 0
    for row in table.xpath(".//tr | .//*[@role='row']"):
        if owner(row) is not table:
            continue
        number = len(lines)
        line = {column: text for column, (_, text, _) in pending.items()}
        drawn.merged |= {(number, column): first for column, (_, _, first) in pending.items()}
        pending = {column: (left - 1, text, first) for column, (left, text, first) in pending.items() if left > 1}
        for columns, cell in _placed(row, line):
            text, link, down = cell_text(cell), _link(cell, base), _span(cell, "rowspan")
            places, first = [(number, column) for column in columns], (number, columns.start)
            line |= dict.fromkeys(columns, text)
            written, width = written + 1, max(width, columns.start + 1)
            if link:
                drawn.links |= dict.fromkeys(places, link)
            if down > 1 or len(columns) > 1:
                drawn.merged |= dict.fromkeys(places, first)
            if down > 1:
                pending |= dict.fromkeys(columns, (down - 1, text, first))
        lines.append(line)
        drawn.elements.append(row)
        held += len(line)
        _check_places(max(held, len(lines) * width), written)
    # a column where no cell begins is none: « colspan="100" » over three columns
    drawn.rows = [[line.get(column, "") for column in range(width)] for line in lines]
    return drawn


def _check_places(places: int, written: int) -> None:
    if places > MAX_SPREAD * written + _FEW:
        raise TooHeavyDocument(f"un tableau de {places} cases pour {written} écrites : fusions démesurées")


def _placed(row: html.HtmlElement, line: Mapping[int, str]) -> Iterator[tuple[range, html.HtmlElement]]:
    """Each cell of a row with the columns it stands over, the first that `line` has not taken by then."""
    column = 0
    for cell in row:
        if isinstance(cell.tag, str) and _is_cell(cell):
            while column in line:
                column += 1
            columns = range(column, column + _span(cell, "colspan"))
            yield columns, cell
            column = columns.stop


def _is_cell(cell: html.HtmlElement) -> bool:
    return cell.tag in ("td", "th") or cell.get("role") in ("cell", "gridcell", "columnheader", "rowheader")


def _span(cell: html.HtmlElement, name: str) -> int:
    """How many rows or columns a cell stands over; 0 is « to the last row »."""
    value = (cell.get(name) or cell.get(f"aria-{name}") or "1").strip()
    return min(int(value) or MAX_SPAN, MAX_SPAN) if value.isdigit() else 1


def cell_text(cell: html.HtmlElement) -> str:
    """Text of a cell, one line per block. A cell without text is read by its image, tick or check box; a
    counter shown as 0 by the value it counts to."""
    parts: list[str] = []
    _collect(cell, parts)
    text = tidy(re.sub(r" *\n *", "\n", "".join(parts)) if len(parts) > 1 else parts[0])
    if text in ("", "0"):
        return _silent_text(cell) or text
    return text


def _collect(element: html.HtmlElement, parts: list[str]) -> None:
    parts.append(_flat(element.text))
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED and not _is_footnote_mark(child):
            breaks = child.tag in _BLOCKS
            parts.append("\n" if breaks else "")
            _collect(child, parts)
            parts.append("\n" if breaks and child.tag != "br" else "")
        parts.append(_flat(child.tail))


def _flat(text: str | None) -> str:
    return _BLANKS.sub(" ", text) if text else ""


def _is_footnote_mark(element: html.HtmlElement) -> bool:
    """`<sup>1</sup>`, `<sup>(2)</sup>`, `<sup>*</sup>`; « 20<sup>e</sup> » is part of the text."""
    return element.tag == "sup" and bool(re.fullmatch(r"[(\[]?(?:\d{1,2}|\*+)[)\]]?", element.text_content().strip()))


def _silent_text(cell: html.HtmlElement) -> str:
    for element in cell.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if name in vocabulary("html")["counter_attributes"] and re.fullmatch(r"[1-9][\d .,]*", value):
                return str(value)
        if element.tag == "input" and element.get("type") == "checkbox":
            return "oui" if element.get("checked") is not None else ""
        for name in ("alt", "title", "aria-label"):
            if said := str(element.get(name) or "").strip():
                return said
        if element.tag in ("i", "span", "svg", "use") and _TICK.search(element.get("class") or ""):
            return "oui"
    return ""


def _link(cell: html.HtmlElement, base: str) -> str:
    """The first web address a cell links to, outside the publisher's own site when there is one."""
    found = [
        address
        for anchor in cell.iter("a")
        if (address := urljoin(base, (anchor.get("href") or "").strip()))
        and urlsplit(address).scheme in ("http", "https")
    ]
    if not found:
        return ""
    own = urlsplit(base).netloc
    return next((address for address in found if urlsplit(address).netloc != own), str(found[0]))
