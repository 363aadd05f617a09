"""Citations of the evidence, from the captures at hand: what a page says, in its own words."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from lexicon.characters import legible
from pipelines.steps.quotation import PageText, quote
from schema import Row

if TYPE_CHECKING:
    from lxml import etree

    from spiders.archive.reader import Capture
    from spiders.document import Document


_TAGS = re.compile(r"</\w+>|<br\b")  # of a page kept inside data, as WordPress serves it
_SILENT = ("script", "style", "template", "noscript")
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    )
)
READ = ("nom", "statut", "date", "population", "missions", "territoire", "departements")  # properties read in sentences


def cite(rows: list[Row], captures: tuple[Path, ...]) -> None:
    """Fills `citation` of rows of `preuves`, where one of the folders `captures` holds the page of the row and the page
    holds its words. It is sought first in the capture of its day, which its name says: those of a hundred other weeks
    stay closed."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["propriete"] in READ and row["texte"] and row["capture"]:
            by_source[row["source_id"]].append(row)
    for source_id, mine in sorted(by_source.items()):
        shelf = list(_captures(source_id, captures))
        opened = cache(_opened)
        pages: dict[str, PageText | None] = {}
        for row in mine:
            if row["capture"] not in pages:
                ordered = sorted(shelf, key=lambda path: not path.name.startswith(str(row["releve_le"])))
                pages[row["capture"]] = _page(row["capture"], map(opened, ordered))
            page = pages[row["capture"]]
            row["citation"] = quote(row["texte"], page) if page else None


def _captures(source_id: str, folders: tuple[Path, ...]) -> Iterator[Path]:
    """The captures of a source, the newest of the first folder first."""
    from spiders.archive.folder import brought, crawls

    for folder in folders:
        yield from (*reversed(crawls(folder, source_id)), *brought(folder, source_id))


def _opened(path: Path) -> Capture | None:
    from spiders.archive.exchange import CaptureError
    from spiders.archive.reader import Capture

    with suppress(CaptureError):
        return Capture(path)
    return None


def _page(record_id: str, shelf: Iterable[Capture | None]) -> PageText | None:
    """That of a record of the first capture that holds it: those after it are not opened."""
    from spiders.document import Document

    found = next(filter(None, (capture.find((record_id, "", "")) for capture in shelf if capture)), None)
    return page_text(Document(found.url, found.decoded, found.header("Content-Type") or "")) if found else None


def page_text(document: Document) -> PageText | None:
    """The text of a page, of a feed, of data, of a PDF, a workbook or a delimited file; `None` for another document and
    for one that cannot be opened. A cell is a line of its own."""
    kind = document.kind
    if kind in ("html", "xml"):
        lines = _of_markup(document.text)
    elif kind == "json":
        lines = _of_json(document.text)
    elif kind == "csv":
        lines = _of_delimited(document)
    elif kind == "pdf":
        lines = _of_pdf(document.body)
    elif kind in ("xlsx", "ods", "xls"):
        lines = _of_workbook(document)
    else:
        return None
    folded = (" ".join(legible(line).split()) for line in lines)  # escapes went through no other door
    return PageText("\n".join(line for line in folded if line))


def _of_markup(text: str) -> Iterator[str]:
    """One line per block: what stands in the same paragraph, cell or item stays together."""
    from lxml import etree, html

    try:
        root = html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    line: list[str] = []
    for text, breaks in _pieces(root):
        if breaks and line:
            yield "".join(line)
            line = []
        line.append(text)
    yield "".join(line)
    yield from (value for value in root.xpath("//meta[@name='description' or starts-with(@property, 'og:')]/@content"))


def _pieces(root: etree._Element) -> Iterator[tuple[str, bool]]:
    """Texts in the order of the page, each with whether a new block begins there; without recursion, for deep pages."""
    from lxml import etree

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        block = bool(tag) and tag not in _INLINE
        if event == "start":
            yield ("" if not tag or tag in _SILENT else element.text or ""), block
        else:
            yield element.tail or "", block


def _of_json(text: str) -> Iterator[str]:
    try:
        waiting = [json.loads(text)]
    except ValueError:
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield from _of_markup(value) if _TAGS.search(value) else (value,)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _of_pdf(body: bytes) -> Iterator[str]:
    """The lines around the tables of each page, parted at their gaps, then the cells of its tables. A line across the
    cells of a row would stand the words of one beside the person of another. A PDF is read here only when its reader
    took a CPTS from it, hence within its bounds of time and memory."""
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    from spiders.extract.decode.pdf.document import MAX_PAGES, tables_and_lines
    from spiders.extract.decode.pdf.ruled_tables import texts_of
    from spiders.extract.decode.pdf.unruled_tables import cells_of

    try:
        with pdfplumber.open(BytesIO(body)) as opened:
            for page in opened.pages[:MAX_PAGES]:
                tables, lines = tables_and_lines(page)
                yield from (words for line in lines for words, _, _ in cells_of(line))
                yield from (cell for table, _, _ in tables for row in texts_of(table)[0] for cell in row if cell)
    except (PdfminerException, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError):
        return  # as the reader of PDF: a broken object is answered with whatever was met


def _of_delimited(document: Document) -> Iterator[str]:
    from spiders.extract.decode.sheet.workbook import decode_french, parse_delimited

    yield from (cell for row in parse_delimited(decode_french(document)) for cell in row)


def _of_workbook(document: Document) -> Iterator[str]:
    from spiders.document import TooHeavyDocument, UnreadableDocument
    from spiders.extract.decode.sheet.workbook import sheets

    with suppress(UnreadableDocument, TooHeavyDocument):
        for sheet in sheets(document):
            yield from (cell for row in sheet.rows for cell in row)
