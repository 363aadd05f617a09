"""The merged cells of an ODS workbook, which its reader leaves out."""

from __future__ import annotations

import zipfile
from io import BytesIO

from lxml import etree

from spiders.extract.decode.sheet.size import TABLE, repeated

Range = tuple[tuple[int, int], tuple[int, int]]  # (row, column) of the first cell and of the last


def merged_ranges(body: bytes) -> dict[str, list[Range]]:
    """Name of a sheet → the ranges of its merged cells, counted from 0."""
    with zipfile.ZipFile(BytesIO(body)) as archive:
        content = archive.read("content.xml")
    if b"-spanned=" not in content:
        return {}
    found: dict[str, list[Range]] = {}
    row = column = 0
    ranges: list[Range] = []
    for _, element in etree.iterparse(BytesIO(content), resolve_entities=False, no_network=True, recover=True):
        if element.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            down, right = _spanned(element, "rows"), _spanned(element, "columns")
            if down > 1 or right > 1:
                ranges.append(((row, column), (row + down - 1, column + right - 1)))
            column += repeated(element, "columns")
        elif element.tag == f"{TABLE}table-row":
            row, column = row + repeated(element, "rows"), 0
            element.clear()
        elif element.tag == f"{TABLE}table":
            found[element.get(f"{TABLE}name") or ""] = ranges
            row, ranges = 0, []
            element.clear()
    return found


def _spanned(element: etree._Element, what: str) -> int:
    count = element.get(f"{TABLE}number-{what}-spanned") or "1"
    return int(count) if count.isdigit() and len(count) < 8 else 1
