"""The fields of one listing from the rows of one CPTS.

Values stay the publisher's words; a figure or a cross that left its column takes the words of its header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from lexicon.cpts_names import name_key
from lexicon.gate import gated
from lexicon.stage_marks import stage_of
from lexicon.text import fold
from spiders.document import Document
from spiders.extract.model.content import Grid
from spiders.extract.model.same_cpts import each_once
from spiders.extract.model.section import department_words
from spiders.extract.model.source import SourceContext
from spiders.extract.people.clean import clean
from spiders.extract.table.cell_values import (
    count_text,
    department_text,
    insee_codes,
    is_figure,
    join_places,
    lists_people,
    looks_personal,
    population_text,
    register_number,
    spelled,
    unwrap,
)
from spiders.extract.table.facts import facts_of_row
from spiders.extract.table.header_meaning import (
    is_blank,
    says_no,
    says_yes,
)
from spiders.extract.table.header_rows import Column
from spiders.extract.table.row_roles import TableReading, name_in
from spiders.extract.table.rows import Record, Table
from spiders.extract.table.stage_columns import milestones_of, planned_steps
from spiders.extract.table.table_headings import stated_date
from spiders.listing import Listing

# « Communes hors EPCI », « Autres communes »: added to the EPCI of the row, not the whole territory
_ADDED = gated(r"\bhors\b|\bautres?\b|\bsupplementaires?\b|\bcomplementaires?\b|\bisolees?\b|\bajoutees?\b")
_ADDRESS = gated(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:fr|org|com|net|eu|info|re|bzh|corsica)(?:/\S*)?$")


def listing_of(
    record: Record,
    reading: TableReading,
    grid: Grid,
    document: Document,
    context: SourceContext,
) -> Listing:
    """The listing of one record."""
    table = reading.table
    by_commune = lists_communes(reading)
    territory, used = _territory(record, reading)
    steps = milestones_of(record, table, stated_date(record.section.words) or document.fetched_at)
    name, stage = _with_its_stage(record.name)
    own = table.of("status")
    # a column of stages is said of the CPTS itself, a heading of all those under it
    status = _kept("; ".join(part for part in (stage, steps.status if own or not stage else "") if part))
    listing = Listing(
        name=clean(name) or name,
        evidence=context.evidence(document, _place(record.lines, grid.where)),
        status_text=status,
        status_filed=status,
        territory_text=_kept(territory),
        department_text=_kept(_department(record, table, context.area)),
        population_text=_population(record, reading, by_commune),
        missions_text=_kept(_missions(record, table)),
        date_text=_kept(steps.dates),
        website=_website(record, table, grid),
        finess=_register(record, table, "finess"),
        siren=_register(record, table, "siren"),
        publisher_ref=None if by_commune else _reference(record, table),
        commune_codes=_codes(record, table),
        extra=_extra(record, reading, used),
    )
    return replace(listing, facts=facts_of_row(listing, record, table))


def _place(lines: Sequence[int], where: Callable[[int], str]) -> str:
    """That of the first row, and which follow: « ligne 2 (et 3 suivantes) », « ligne 2 (et 2e, 5e suivantes) »."""
    first = where(lines[0])
    after = [line - lines[0] for line in lines[1:]]
    if not after or where(lines[-1]) == first:
        return first
    together = after == [*range(1, len(after) + 1)]
    return f"{first} (et {len(after) if together else ', '.join(f'{step}e' for step in after)} suivantes)"


def _with_its_stage(name: str) -> tuple[str, str]:
    """« Astarac (lettre d'intention) »: the name, and the stage in brackets after it."""
    beside = re.fullmatch(r"(.*\S)\s*\(([^()]{4,60})\)", name)
    return (beside.group(1), beside.group(2)) if beside and stage_of(beside.group(2)) else (name, "")


@lru_cache(maxsize=64)  # asked again for each row of a table
def lists_communes(reading: TableReading) -> bool:
    """Whether the table has one row per commune."""
    several = sum(len(record.rows) > 1 for record in reading.records)
    places = reading.table.of("communes", "commune_codes", "territory")
    return several * 2 >= len(reading.records) and bool(places)


def _territory(record: Record, reading: TableReading) -> tuple[str, list[Column]]:
    """Communes first; without them the territory in words, without it the EPCI; and the columns it came from.
    The announced number of communes stays with the list."""
    table = reading.table
    told = (count_text(text) for column in table.of("commune_count") for text in record.values(column))
    counts = list(filter(None, told))
    for kind in ("communes", "territory", "epci"):
        columns = _territory_columns(kind, reading)
        found = filter(None, (_places(record, column, table) for column in columns))
        text = "; ".join(dict.fromkeys(found))
        if text and is_figure(text):  # « Communes : 25 » counts them
            counts += filter(None, [count_text(text)])
        elif text:
            return _with_count(text, counts, kind), columns
    return (counts[0] if counts else ""), []


def _territory_columns(kind: str, reading: TableReading) -> list[Column]:
    """The columns of a kind that say where the CPTS is; communes added to EPCI stand beside them."""
    columns = [
        column for column in reading.table.of(kind) if column is not reading.name and not _is_seat(column, reading)
    ]
    added = bool(columns) and all(_ADDED.search(fold(column.header)) for column in columns)
    return reading.table.of("epci") + columns if added else columns


def _with_count(text: str, counts: list[str], kind: str) -> str:
    if not counts:
        return text
    return f"{counts[0]} : {text}" if kind == "communes" else f"{text} ({counts[0]})"


def _places(record: Record, column: Column, table: Table) -> str:
    """The cells of a column of places. Where the rows of one CPTS lie in several départements, a name stands with its
    own: « Sigoyer (05) » is not the Sigoyer of the 04."""
    parts: dict[str, bool] = {}
    where = _own_departements(record, table)
    for row, continued, area in zip(record.rows, record.continued, where, strict=True):
        if not is_blank(row[column.index]):
            name = unwrap(row[column.index])
            parts.setdefault(name if re.search(r"[,;(\d]", name) else name + area, continued)
    return join_places(list(parts.items()))


def _own_departements(record: Record, table: Table) -> list[str]:
    """« (05) » for each row, where the rows say more than one département; else nothing."""
    columns = table.of("department")[:1]
    said = [department_text(row[columns[0].index]) or "" for row in record.rows] if columns else []
    return [f" ({one})" if one else "" for one in said] if len(each_once(said)) > 1 else [""] * len(record.rows)


@lru_cache(maxsize=64)  # asked again for each row of a table
def _is_seat(column: Column, reading: TableReading) -> bool:
    """« Commune » or « Ville » in the singular, one for each CPTS: where it sits, not what it covers."""
    header = fold(column.header)
    if column.field != "communes" or not re.search(r"\b(?:commune|ville|city)\b", header) or "communes" in header:
        return False
    columns, cells = reading.table.columns, reading.table.cells(column)
    address = any(
        re.search(r"adresse|code postal|\bcp\b|\brue\b|siege|address|latitude|\blat\b", fold(other.header))
        for other in columns
    )
    names = reading.table.cells(reading.name) if reading.name else []
    one_each = len(set(map(name_key, names))) == len(names) == len(cells)
    return one_each and not any(re.search(r"[,;\n]", cell) for cell in cells) and (address or len(names) >= 3)


def _department(record: Record, table: Table, area: frozenset[str]) -> str:
    """A second column of départements adds to the first only when it is numbered; a column of codes repeats it."""
    found: dict[str, None] = {}
    for column in table.of("department"):
        if not found or re.search(r"[2-9]\b|second|autre", fold(column.header)):
            found.update(dict.fromkeys(text for cell in record.values(column) if (text := department_text(cell))))
    in_name = re.search(r"\((\d[\dAB]\d?)\)\s*$", record.name)
    over = department_words(record.section.headings, area)
    return " / ".join(each_once(found)) or over or (in_name.group(1) if in_name else "")


def _population(record: Record, reading: TableReading, by_commune: bool) -> str | None:
    """The latest vintage wins. In a table of communes a column that varies within a CPTS counts each commune."""
    columns = reading.table.of("population")
    if len(columns) > 1:
        columns = sorted(columns, key=lambda column: (_year(column.header), column.weight), reverse=True)
    for column in columns:
        if by_commune and _varies(column, reading):
            continue
        found = next(filter(None, (population_text(text, column.header) for text in record.values(column))), None)
        if found:
            return _kept(found)
    if record.total:
        return population_text(record.total, "")
    return None if by_commune else _population_beside(record, reading)


def _population_beside(record: Record, reading: TableReading) -> str | None:
    """« 19 communes, 48 000 habitants » under « Territoire », « Taille 2 (48 000 hab.) » under « Taille »."""
    columns = (
        column
        for column in reading.table.of("territory", "communes", "epci", "other")
        if column is not reading.name and (column.field != "other" or "taille" in fold(column.header))
    )
    texts = (text for column in columns for text in record.values(column))
    said = (text for text in texts if re.search(r"\d\s*(?:d')?hab", fold(text)) and population_text(text, ""))
    return next((_kept(" ".join(text.split())) for text in said), None)


def _year(header: str) -> str:
    return max(re.findall(r"(?:19|20)\d\d", header), default="")


@lru_cache(maxsize=64)  # asked again for each row of a table
def _varies(column: Column, reading: TableReading) -> bool:
    return any(len(record.values(column)) > 1 for record in reading.records)


def _missions(record: Record, table: Table) -> str:
    found: list[str] = []
    for column in table.of("mission", "missions"):
        for text in map(spelled, map(unwrap, record.values(column))):
            if says_yes(text):
                found.append(column.header)
            elif not says_no(text) and not is_figure(text):
                found.append(f"{column.header} : {text}" if column.field == "mission" else text)
    return "; ".join(dict.fromkeys(found))


def _website(record: Record, table: Table, grid: Grid) -> str | None:
    for column in table.of("website"):
        for line, row in zip(record.lines, record.rows, strict=True):
            # an address too long for its cell goes on on the next line
            words = re.sub(r"(?<=[./-])\n(?=[\w.-]+(?:/|$))", "", row[column.index]).split()
            for address in [grid.links.get((line, column.index), ""), *words]:
                if _ADDRESS.match(address):
                    return address
    return None


def _register(record: Record, table: Table, kind: str) -> str | None:
    cells = (cell for column in table.of(kind) for cell in record.values(column))
    return next((number for cell in cells if (number := register_number(cell))), None)


def _reference(record: Record, table: Table) -> str | None:
    return next((text for column in table.of("ref") for text in record.values(column)), None)


def _codes(record: Record, table: Table) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            code for column in table.of("commune_codes") for text in record.values(column) for code in insee_codes(text)
        )
    )


def _extra(record: Record, reading: TableReading, used: list[Column]) -> tuple[tuple[str, str], ...]:
    """Every column that no other field holds, people excluded."""
    found = []
    for column in reading.table.columns:
        held = column is reading.name or column in used or column.field == "personal"
        spare = column.field in ("other", "unknown", "type", "name", "territory", "epci", "communes")
        header = clean(column.header, value=True)  # a person may stand in a header too
        if held or not spare or not header:
            continue
        texts = [
            text
            for cell in record.values(column)[:3]
            if not (looks_personal(cell) or lists_people(cell))
            and (text := clean(name_in(cell)) if column.field == "name" else clean(unwrap(cell), value=True))
        ]
        if texts:
            found.append((header, "; ".join(texts)))
    found += [(header, text) for header, cell in planned_steps(record, reading.table) if (text := clean(unwrap(cell)))]
    return tuple(found)


def _kept(text: str) -> str | None:
    return clean(text, value=True) or None
