"""How large a workbook says it is, told before a reader lays out its cells: one cell at XFD1048576 is a sheet of
seventeen thousand million cells to a reader that fills the rectangle."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from lxml import etree

from spiders.document import TooHeavyDocument

MAX_CELLS = 3_000_000  # every commune of the country with eighty columns
MAX_REPEATED = 1_048_576  # rows of the largest sheet an office program can hold
_CHUNK = 1 << 20
# <c r="B12" …> with content; an empty cell that carries a format closes itself
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*(?<!/)>")


def check_cells(body: bytes, kind: str) -> None:
    """Raises `TooHeavyDocument` for an XLSX or ODS one of whose sheets spans more than `MAX_CELLS`."""
    measure = {"xlsx": _xlsx, "ods": _ods}.get(kind)
    if measure is None:
        return
    with zipfile.ZipFile(BytesIO(body)) as archive:
        for cells in measure(archive):
            if cells > MAX_CELLS:
                raise TooHeavyDocument(f"une feuille de {cells} cases, plus de {MAX_CELLS} : classeur démesuré")


def _xlsx(archive: zipfile.ZipFile) -> Iterator[int]:
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            with archive.open(name) as stream:
                yield _spanned(stream)


def _spanned(stream: IO[bytes]) -> int:
    """Cells of the rectangle around those that hold something."""
    rows, columns = set[int](), set[int]()
    left = b""
    while chunk := stream.read(_CHUNK):
        text = left + chunk
        end = text.rfind(b"<") + 1 or len(text)
        for column, row in _CELL.findall(text, 0, end - 1):
            rows.add(int(row))
            columns.add(_number(column))
        left = text[end - 1 :]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) if rows else 0


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def _ods(archive: zipfile.ZipFile) -> Iterator[int]:
    """Cells that the repeated rows and cells of each sheet stand for; empty ones after the last are not laid out."""
    if "content.xml" not in archive.namelist():
        return
    height = width = waiting = row_width = filled = 0
    with archive.open("content.xml") as stream:
        walk = etree.iterparse(stream, events=("end",), resolve_entities=False, no_network=True, recover=True)
        for _, element in walk:
            if element.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                row_width += repeated(element, "columns")
                if len(element) or element.get(f"{_OFFICE}value-type"):
                    filled = row_width
            elif element.tag == f"{TABLE}table-row":
                waiting += repeated(element, "rows")
                if filled:
                    height, waiting, width = height + waiting, 0, max(width, filled)
                row_width = filled = 0
                element.clear()
            elif element.tag == f"{TABLE}table":
                yield height * width
                height = width = waiting = 0
                element.clear()


def repeated(element: etree._Element, what: str) -> int:
    """How many rows or columns an element of an ODS stands for."""
    count = element.get(f"{TABLE}number-{what}-repeated") or "1"
    times = int(count) if count.isdigit() and len(count) < 12 else 1
    if times > MAX_REPEATED:
        raise TooHeavyDocument(f"une ligne ou une case répétée {times} fois : classeur démesuré")
    return times
