"""Grids whose columns are no fields: one column per stage, per département or per CPTS.

A stage or a département stands over names (« ACI signé | Lettre d'intention »), départements are crossed for each
CPTS, or CPTS are crossed for each commune. All end as a table of names with one field beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lexicon.departement_headings import is_department_heading, without_names
from lexicon.gate import gated
from lexicon.stage_marks import stage_of
from lexicon.text import fold
from spiders.extract.model.content import Grid
from spiders.extract.model.section import Heading, Section
from spiders.extract.model.source import SourceContext
from spiders.extract.table.cell_values import has_date, inhabitants, is_figure, looks_personal, unwrap
from spiders.extract.table.header_meaning import (
    is_blank,
    is_note,
    is_total,
    looks_like_header,
    meaning_of,
    names_a_cpts,
    names_other_structure,
    says_no,
    says_yes,
    speaks_of_cpts,
)
from spiders.extract.table.header_rows import Row, columns_of, distinct
from spiders.extract.table.rows import Table
from spiders.extract.table.table_headings import is_plural, names_one_cpts

_NAME = "Nom de la CPTS"
_FIELDS = {"stage": "Statut", "department": "Département"}
# columns that may stand left of one column per CPTS
_PLACES = ("communes", "commune_codes", "department", "epci", "territory")
# words of stage that are said of a CPTS rather than of an action or a protocol
_OF_A_CPTS = gated(
    r"\b(?:acis?|contrats?|contractual\w+|lettres?|li|projets? de sante|cpts|signataires?|emergen\w+|fonctionn\w+"
    r"|operationn\w+)\b"
)
_TITLE_LINES = 8  # a header lower than this is that of another table


@dataclass(frozen=True, slots=True)
class Matrix:
    """`section`: the headings over the table, the lone cells above its header among them."""

    table: Table
    section: Section


def matrix_of(rows: Sequence[Row], context: SourceContext, grid: Grid, about: bool) -> Matrix | None:
    """The table a matrix stands for, or `None`. `about`: the document is known to list CPTS, so that names may
    lack the word. On the site of one CPTS columns hold members and communes, not other CPTS."""
    section = grid.section
    for line, row in enumerate(rows[:_TITLE_LINES]):
        cells = distinct(row)
        if len(cells) > 1:
            body = [(number, row) for number, row in enumerate(rows) if number > line and _counts(row)]
            table = None
            if body and context.kind != "cpts":
                about = about or any(map(speaks_of_cpts, (*section.words, *cells)))
                table = _labelled(row, body, section, about) or _crossed(row, body, section)
            return Matrix(_placed(table, row, grid.where(line)), section) if table else None
        section = section.inner(*(Heading(cell, grid.where(line)) for cell in cells))
    return None


def _placed(table: Table, header: Row, place: str) -> Table:
    """What the header says of each name stands there."""
    told = ((column.index, set(table.cells(column))) for column in table.columns)
    return replace(table, places=dict.fromkeys((index for index, cells in told if cells and cells <= {*header}), place))


def labels_columns(row: Row) -> bool:
    """Whether a line holds nothing but two or more stages, or départements."""
    kinds = {_kind(cell) for cell in distinct(row)}
    return len(distinct(row)) > 1 and len(kinds) == 1 and "" not in kinds


def _counts(row: Row) -> bool:
    cells = distinct(row)
    return bool(cells) and not is_total(cells[0]) and not (len(cells) == 1 and is_note(cells[0]))


def _kind(label: str) -> str:
    """`stage`, `department`, or nothing, for a cell that may head a column or begin a row."""
    if len(label) > 80 or names_one_cpts(label):
        return ""
    if is_department_heading(label):
        return "department"
    return "stage" if stage_of(label) else ""


@dataclass(frozen=True, slots=True)
class _Labels:
    """The columns that stages or départements head; `first`: how many columns stand before the first that may be."""

    header: Row
    columns: tuple[int, ...]
    kind: str
    first: int

    @property
    def texts(self) -> list[str]:
        return [self.header[column] for column in self.columns]


def _labels_of(header: Row) -> _Labels | None:
    """`None` when another column than a total stands among them, or when they are no two of one kind."""
    first = _first_label(header)
    columns = [column for column in range(first, len(header)) if header[column] and not is_total(header[column])]
    kinds = {_kind(header[column]) for column in columns}
    different = {stage_of(header[column]) or fold(header[column]) for column in columns}
    if len(kinds) != 1 or "" in kinds or len(different) < 2:
        return None
    return _Labels(header, tuple(columns), kinds.pop(), first)


def _first_label(header: Row) -> int:
    """0 when the first column is one of stages or départements like the others, else 1."""
    kinds = {_kind(cell) for cell in header if cell and not is_total(cell)}
    return 0 if _kind(header[0]) and len(kinds) == 1 else 1


def _labelled(header: Row, body: Sequence[tuple[int, Row]], section: Section, about: bool) -> Table | None:
    """Columns headed by stages or by départements, over names; the first column may tell the other of the two, or
    name the CPTS whose départements are crossed."""
    labels = _labels_of(header)
    if labels is None:
        return None
    crosses = (row[column] for _, row in body for column in labels.columns)
    if labels.kind == "department" and labels.first and _are_crosses(crosses):
        return _crossed_departements(labels, body, section)
    if not _may_stand_beside(labels, body):
        return None
    filled = list(_entries(labels, body))
    if not _are_names([name for _, name, _, _ in filled], labels, section, about):
        return None
    return _table(section, labels.kind, (entry for entry in filled if _is_a_name(entry[1])))


_Entry = tuple[int, str, str, str]  # line, name, label, what the first column tells


def _may_stand_beside(labels: _Labels, body: Sequence[tuple[int, Row]]) -> bool:
    """Whether the first column, where there is one, tells the other of stage and département, or nothing."""
    beside = {_kind(row[0]) for _, row in body if row[0]} if labels.first else set()
    return len(beside) < 2 and beside.isdisjoint({"", labels.kind})


def _entries(labels: _Labels, body: Sequence[tuple[int, Row]]) -> Iterator[_Entry]:
    for column in labels.columns:
        for line, row in body:
            for name in _names_in(row[column]):
                yield line, name, labels.header[column], row[0] if labels.first else ""


def _crossed_departements(labels: _Labels, body: Sequence[tuple[int, Row]], section: Section) -> Table | None:
    """CPTS down, départements across."""
    named = [(line, row) for line, row in body if names_a_cpts(row[0], about=False)]
    entries = (
        (line, row[0], labels.header[column], "")
        for line, row in named
        for column in labels.columns
        if says_yes(row[column])
    )
    return _table(section, labels.kind, entries) if len(named) > 1 else None


def _are_names(names: Sequence[str], labels: _Labels, section: Section, about: bool) -> bool:
    """Whether what stands under the labels are names of CPTS: nine in ten, with the word or where it is known."""
    prefixed = sum(map(speaks_of_cpts, names)) * 2 >= len(names)
    listed = prefixed or (about and _may_list_bare_names(section, labels.texts, labels.kind))
    return len(names) > 1 and listed and sum(map(_is_a_name, names)) * 10 >= len(names) * 9


def _may_list_bare_names(section: Section, labels: Sequence[str], kind: str) -> bool:
    """Under the name of one CPTS, stages are those of its actions and départements those of its communes; and
    « En projet | Signé » alone may speak of anything."""
    if any(names_one_cpts(word) or without_names(word) != word for word in section.words if not is_plural(word)):
        return False
    return kind == "department" or any(map(_OF_A_CPTS.search, map(fold, labels)))


def _table(section: Section, kind: str, entries: Iterator[_Entry]) -> Table:
    other = next(name for name in _FIELDS if name != kind)
    rows = [(line, [name, label, beside]) for line, name, label, beside in entries]
    return Table(columns_of([_NAME, _FIELDS[kind], _FIELDS[other]], {}), section, list(rows), complete=True)


def _names_in(cell: str) -> list[str]:
    """The names a cell lists, one per line, or between commas, semicolons or bars."""
    if is_blank(cell):
        return []
    if speaks_of_cpts(cell):
        parts = re.split(r"[\n,;/•]+[\s•–—-]*(?=(?:l[ae] )?(?:c[pt]{2}s\b|communaut))", cell, flags=re.I)
    else:
        parts = re.split(r"[,;•|]| / ", unwrap(cell))
    return [name for part in parts if (name := unwrap(part).strip(" •–—-.,;"))]


def _is_a_name(text: str) -> bool:
    """A short proper name: most of its long words begin with a capital."""
    if len(text) > 100 or is_figure(text) or has_date(text) or looks_personal(text) or inhabitants(text):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return names_a_cpts(text, about=True) and not names_other_structure(text) and capitals * 2 >= len(words)


def _crossed(header: Row, body: Sequence[tuple[int, Row]], section: Section) -> Table | None:
    """Communes down, CPTS across, a cross where the commune belongs to the CPTS."""
    named = [column for column, cell in enumerate(header) if _heads_a_cpts(cell)]
    if len({header[column] for column in named}) < 2 or named[0] == 0 or len(body) < 2:
        return None
    places = _places_before(named[0], header)
    marked = is_figure(header[places[0]]) or any(says_yes(row[places[0]]) for _, row in body)
    crosses = (row[column] for _, row in body for column in named)
    return None if marked or not _are_crosses(crosses) else _communes_of(named, places, header, body, section)


def _places_before(first: int, header: Row) -> list[int]:
    return [column for column in range(first) if _is_place(header[column])] or [0]


def _heads_a_cpts(cell: str) -> bool:
    return names_a_cpts(cell, about=False) and _is_a_name(cell)


def _communes_of(
    named: list[int], places: list[int], header: Row, body: Sequence[tuple[int, Row]], section: Section
) -> Table:
    columns = columns_of([_NAME, *(header[place] or "Communes" for place in places)], {})
    crossed = ((line, row, header[column]) for column in named for line, row in body if says_yes(row[column]))
    rows: list[tuple[int, Row]] = [(line, [name, *(row[place] for place in places)]) for line, row, name in crossed]
    return Table(columns, section, rows, complete=True)


def _is_place(header: str) -> bool:
    meaning = looks_like_header(header) or meaning_of(header)
    return meaning is not None and meaning.field in _PLACES


def _are_crosses(cells: Iterator[str] | Sequence[str]) -> bool:
    found = list(cells)
    return any(map(says_yes, found)) and all(says_yes(cell) or says_no(cell) for cell in found)
