"""Workbooks (XLSX, ODS, XLS) and delimited text, read sheet by sheet into grids."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO, StringIO
from typing import NamedTuple

from lexicon.characters import without_entities
from lexicon.gate import gated
from lexicon.text import fold, tidy
from spiders.document import Document, TooHeavyDocument, UnreadableDocument, check_inflation
from spiders.extract.decode.data import finess
from spiders.extract.decode.sheet.ods_spans import merged_ranges
from spiders.extract.decode.sheet.size import check_cells
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Content, Grid
from spiders.extract.model.section import Heading, Section
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import read_content
from spiders.extract.people.clean import clean_title
from spiders.extract.table.header_meaning import is_note, speaks_of_cpts
from spiders.extract.table.header_rows import Row, is_header_row
from spiders.extract.table.legends import legend_of
from spiders.extract.table.read_grid import notes_of
from spiders.listing import Extraction

MAX_ROWS = 60_000  # a listing by commune of the whole country has 35 000
MAX_COLUMNS = 400
_SEPARATORS = (";", "\t", ",", "|")
# sheet names office software gives by itself: they say nothing of the rows
_DEFAULT_NAME = gated(r"(?:feuil(?:le)?|sheet|tableau|table|export|data|donnees|listing|liste|base)\s*\d*$")

# sheets that explain the others
_EXPLAINS = gated(
    r"\W*(?:\d+\W+)?(?:lisez[ -]?moi|a lire|read ?me|notices?|legendes?|mode d'emploi|methodologie|methode|glossaire"
    r"|definitions?|avertissements?|a propos|metadonnees|dictionnaire)\b"
)


def read_spreadsheet(document: Document, context: SourceContext) -> Extraction:
    """Listings of every visible sheet of a workbook, or of a delimited text. Bytes that are neither give
    `WrongType` or `Truncated`, a zip bomb `WrongType`."""
    if document.kind in ("xlsx", "ods", "xls", "zip"):
        return _read_workbook(document, context)
    return _read_delimited(document, context)


def looks_delimited(document: Document) -> bool:
    """Whether a text without a telling type is a delimited file: the frozen FINESS file, or a header, possibly below
    title lines, over lines of as many cells."""
    if document.kind not in ("text", "csv"):
        return False
    if finess.is_legacy(document.body):
        return True
    lines = "\n".join(decode_french(document).splitlines()[:60])
    grid = [row for row in parse_delimited(lines) if any(cell.strip() for cell in row)]
    for number, row in enumerate(grid[:12]):
        cells = [tidy(cell) for cell in row]
        if is_header_row(cells, {}) and max(map(len, cells)) < 60:
            return _is_above_its_rows(number, len(row), [len(other) for other in grid[number + 1 :]])
    tabs = {line.count("\t") for line in lines.split("\n")[:-1] if line.strip()}
    return len(grid) > 2 and len(tabs) == 1 and tabs != {0}  # nobody writes prose with as many on every line


def _is_above_its_rows(number: int, width: int, below: list[int]) -> bool:
    """Whether the line of rank `number`, of `width` cells, is the header of rows of as many (`below`)."""
    if not below:  # a header and nothing else is an empty list; the last line of a letter is none
        return number == 0 and width > 1
    if len(below) == 1:
        return 1 < below[0] <= width
    whole = below[:-1]  # the last line may be a note, or cut
    return whole.count(width) * 5 >= len(whole) * 4


def read_broken_zip(document: Document, context: SourceContext) -> Extraction:
    """What a zip container nobody can open is: a workbook or map cut on its way (`Truncated`), else `WrongType`."""
    cut = _is_cut_zip(document.body)
    detail = "l'archive (classeur ou carte) s'arrête avant sa fin" if cut else "archive sans classeur ni carte"
    return Extraction((), (alarm("Truncated" if cut else "WrongType", detail, document, context),), "spreadsheet")


def _is_cut_zip(body: bytes) -> bool:
    """A zip container ends with its directory."""
    return body[:2] == b"PK" and b"PK\x05\x06" not in body[-70_000:]


def _read_workbook(document: Document, context: SourceContext) -> Extraction:
    try:
        found = list(sheets(document))
    except UnreadableDocument as error:
        name = "Truncated" if _is_cut_zip(document.body) else "WrongType"
        return Extraction((), (alarm(name, f"classeur illisible : {error}", document, context),), "spreadsheet")
    kept = _newest([one.name for one in found])
    legend = legend_of("\n".join(notes_of(one.rows) for one in found))  # it may have a sheet of its own
    start = Section((Heading("CPTS"),) if _speaks_of_cpts(found) else (), legend)
    told = [
        Grid(
            one.rows,
            partial(_locator, shown),
            one.name,
            start if _DEFAULT_NAME.match(fold(one.name)) else start.inner(Heading(one.name, f"feuille {shown}")),
            merged=one.merged,
        )
        for number, one in enumerate(found, 1)
        for shown in [clean_title(one.name) or f"n° {number}"]
        if one.name in kept and not (len(found) > 1 and _EXPLAINS.match(fold(one.name)))
    ]
    empty = alarm("EmptyListing", "le classeur n'a aucune cellule remplie", document, context)
    alarms = () if any(one.rows for one in found) else (empty,)
    return read_content(Content("spreadsheet", grids=told, alarms=alarms), document, context)


def _speaks_of_cpts(found: Sequence[Sheet]) -> bool:
    """By the names of its sheets, or one of their first lines."""
    first = (cell for one in found for row in one.rows[:15] for cell in row)
    return speaks_of_cpts(" ".join(one.name for one in found)) or any(map(speaks_of_cpts, first))


def _locator(sheet: str, row: int) -> str:
    return f"feuille {sheet}, ligne {row + 1}"


def _newest(names: list[str]) -> set[str]:
    """All sheets, or only the newest when their names are years: « 2023 », « 2024 » are vintages of one list."""
    years = {name: found.group() for name in names if (found := re.search(r"\b20\d\d\b", name))}
    if len(set(years.values())) < 2:
        return set(names)
    newest = max(years.values())
    return {name for name in names if years.get(name, newest) == newest}


class Sheet(NamedTuple):
    """A sheet of a workbook, its merged cells repeated; `merged` as in `Grid`."""

    name: str
    rows: list[Row]
    merged: dict[tuple[int, int], tuple[int, int]]


def sheets(document: Document) -> Iterator[Sheet]:
    """The sheets a reader sees. Raises `UnreadableDocument`."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    if document.kind != "xls":
        check_inflation(document.body)
    try:
        check_cells(document.body, document.kind)
        workbook = CalamineWorkbook.from_filelike(BytesIO(document.body))
        of_ods = merged_ranges(document.body) if document.kind == "ods" else {}
        for metadata in workbook.sheets_metadata:
            if metadata.visible is not SheetVisibleEnum.Visible:
                continue
            sheet = workbook.get_sheet_by_name(metadata.name)
            values = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS)
            grid = [[_text(cell) for cell in row[:MAX_COLUMNS]] for row in values]
            merged = _repeat_merged(grid, sheet.merged_cell_ranges or of_ods.get(metadata.name, []))
            yield Sheet(metadata.name, _trimmed(grid), merged)
    except (UnreadableDocument, TooHeavyDocument):
        raise
    except Exception as error:  # both openers answer a broken file with whatever they met
        raise UnreadableDocument(str(error) or type(error).__name__) from error


def _text(cell: object) -> str:
    """A cell as a reader sees it: whole numbers without decimals, dates in ISO, « oui » for true."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time | timedelta):
        return ""
    return str(cell)


def _repeat_merged(
    grid: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> dict[tuple[int, int], tuple[int, int]]:
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in ranges:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        value = grid[top][left]
        for line in range(top, min(bottom + 1, len(grid))):
            for column in range(left, min(right + 1, len(grid[line]))):
                grid[line][column] = value
                merged[line, column] = top, left
    return merged


def _trimmed(grid: list[list[str]]) -> list[Row]:
    """Without the empty lines after the last filled one; lines keep their number."""
    while grid and not any(cell.strip() for cell in grid[-1]):
        grid.pop()
    return list(grid)


def _read_delimited(document: Document, context: SourceContext) -> Extraction:
    text = decode_french(document)
    # one byte in four of a text in UTF-16 is a zero at least; fewer are those of a program
    binary = document.kind == "binary" and document.body.count(0) * 4 <= len(document.body)
    if document.kind in ("html", "pdf", "json", "xml", "docx", "kmz") or binary:
        detail = f"ni classeur ni texte délimité ({document.kind})"
        return Extraction((), (alarm("WrongType", detail, document, context),), "spreadsheet")
    if finess.is_legacy(document.body):
        return finess.read_legacy(text, document, context)
    text = without_entities(text)  # the « ; » of « &eacute; » separates nothing
    grid = parse_delimited(text)
    cut = _cut(text, grid)
    if cut:
        grid = grid[:-1]  # its last cell may be half a word, or half a number
    alarms = [alarm("Truncated", cut, document, context)] if cut else []
    if not any(cell.strip() for row in grid for cell in row):
        alarms.append(alarm("EmptyListing", "le fichier n'a aucune ligne remplie", document, context))
    told = Grid(grid, lambda row: f"ligne {row + 1}")
    return read_content(Content("spreadsheet", grids=[told], alarms=alarms), document, context)


def _cut(text: str, grid: list[Row]) -> str:
    """Why a delimited text seems to stop inside a line; empty when it does not. Nobody can tell of a text that
    stops between two."""
    if text.count('"') % 2:
        return "un guillemet ouvert n'est pas refermé"
    ends = not grid or text.endswith(("\n", "\r")) or (len(grid[-1]) == 1 and is_note(grid[-1][0]))
    usual = max((len(row) for row in grid[-3:-1]), default=0)
    return "" if ends or len(grid[-1]) >= usual else f"la ligne {len(grid)} s'arrête avant sa dernière cellule"


def decode_french(document: Document) -> str:
    """Text of a delimited file. Beside UTF-8 and Windows-1252, the code pages of old French office software
    (Mac, DOS) are tried: the one whose accented letters read as French wins."""
    text = document.text
    try:
        document.body.decode("utf-8")
        return text
    except UnicodeDecodeError:
        if document.body[:2] in (b"\xff\xfe", b"\xfe\xff") or document.body.count(0) * 4 > len(document.body):
            return _utf16(document.body)
    candidates = [text] + [document.body.decode(name, errors="replace") for name in ("mac_roman", "cp850")]
    return max(candidates, key=_french)


def _utf16(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    return body.decode("utf-16-le" if body[1:2] == b"\x00" else "utf-16-be", errors="replace")


def _french(text: str) -> int:
    """Accented letters French writes, less the signs it does not, and less letters where it has none: « VallÇe »,
    « Foràt », « VALLêE »."""
    good = len(re.findall(r"[éèêëàâçôîïùûœÉÈÊÀÇÔÎŒ’°«»–\u00a0]", text))
    bad = r"[^\x00-\x7féèêëàâçôöîïùûüœæÿÉÈÊËÀÂÇÔÖÎÏÙÛÜŒÆ’‘“”°«»–—…•€²\u00a0\u202f]"
    odd = r"[a-zà-ÿ][À-Þ]|[A-Z][à-ÿ][A-Z]|à(?=[a-z])"
    return good - 3 * len(re.findall(f"{bad}|{odd}", text))


def parse_delimited(text: str) -> list[Row]:
    """Rows of a delimited text whose separator is found by trying: the one that gives most lines the same
    number of cells, more than one."""
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        return _split(text[declared.end() :], declared.group(1))
    sample = "\n".join(text.splitlines()[:200])
    separator = max(_SEPARATORS, key=lambda mark: _regularity(_split(sample, mark)))
    return _split(text, separator)


def _split(text: str, separator: str) -> list[Row]:
    csv.field_size_limit(1_000_000)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    rows: list[Row] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) >= MAX_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def _regularity(rows: list[Row]) -> float:
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if not widths:
        return 0.0
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    return 0.0 if usual < 2 else widths.count(usual) / len(widths) + min(usual, 20) / 100
