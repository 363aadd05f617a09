"""Grids that hold several tables: sheets of facts one under the other, lists of CPTS side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lexicon.cpts_names import find_names, name_key
from spiders.extract.model.content import Grid
from spiders.extract.model.section import Heading, Section
from spiders.extract.model.source import SourceContext
from spiders.extract.table.header_meaning import Meaning, looks_like_header, meaning_with_card, names_a_cpts
from spiders.extract.table.header_rows import Row, columns_of, distinct
from spiders.extract.table.rows import Table
from spiders.extract.table.table_headings import names_one_cpts


def pairs_under_each_other(rows: list[Row], context: SourceContext) -> list[Row]:
    """A sheet of facts whose lines hold several « label | value » pairs, as one pair per line; any other grid as it
    is."""
    pairs: list[Row] = []
    several = 0
    for row in rows:
        cells = distinct(row)
        labels = [meaning_with_card(cell, context.columns) for cell in cells[::2]]
        if len(cells) % 2 or not all(meaning and meaning.coverage >= 0.6 for meaning in labels):
            if len(cells) > 1:
                return rows
            pairs.append([*cells, "", ""][:2])
            continue
        several += len(cells) > 2
        pairs += [cells[start : start + 2] for start in range(0, len(cells), 2)]
    values = [looks_like_header(row[1]) for row in pairs if row[1]]
    return pairs if several and sum(map(bool, values)) * 2 < len(values) else rows


def titles_over(rows: list[Row], where: Callable[[int], str]) -> tuple[list[Heading], list[Row]]:
    """The lone cells above a sheet of facts, and the rest of it."""
    titles: list[Heading] = []
    first = 0
    while first < len(rows) and len(cells := distinct(rows[first])) < 2:
        titles += [Heading(cell, where(first)) for cell in cells]
        first += 1
    return titles, rows[first:]


def _name_of_sheet(cells: Sequence[str], meaning: Meaning | None) -> str:
    """The CPTS whose sheet a line begins, or nothing. `meaning`: of the first of two cells."""
    if len(cells) == 1 and names_one_cpts(cells[0]):
        return cells[0]
    # « Nom de la CPTS | CPTS du Perche », not « CPTS du Perche | reconnue par l'ARS »
    labelled = meaning is not None and meaning.field == "name" and meaning.coverage >= 0.6
    return cells[1] if labelled and names_a_cpts(cells[1], about=True) else ""


def sheets_of_one(rows: Sequence[Row], context: SourceContext, grid: Grid) -> list[Table]:
    """One table per CPTS when a grid stacks sheets of facts: a line with its name, then « label | value » lines.
    A sheet may also begin with the label of the name."""
    sheets: list[tuple[int, str, dict[str, tuple[int, str]]]] = []
    known = told = 0
    for line, row in enumerate(rows):
        cells = distinct(row)
        if len(cells) > 2:
            return []
        meaning = meaning_with_card(cells[0], context.columns) if len(cells) == 2 else None
        if name := _name_of_sheet(cells, meaning):
            sheets.append((line, name, {}))
        elif len(cells) == 2 and sheets:
            told += 1
            known += meaning is not None
            sheets[-1][2].setdefault(cells[0], (line, cells[1]))
    if len(sheets) < 2 or known * 5 < told * 3 or not all(facts for _, _, facts in sheets):
        return []
    tables = []
    for line, name, facts in sheets:
        columns = columns_of(["Nom de la CPTS", *facts], context.columns)
        values = [value for _, value in facts.values()]
        places = {column: grid.where(at) for column, (at, _) in enumerate(facts.values(), 1)}
        tables.append(Table(columns, grid.section, [(line, [name, *values])], places, complete=True))
    return tables


def lists_side_by_side(rows: Sequence[Row], section: Section) -> list[Table]:
    """One table per column when every column is a list of CPTS: a stage or a département stands over each."""
    columns = [column for column in range(len(rows[0]) if rows else 0) if any(row[column] for row in rows)]
    tables = []
    for column in columns:
        cells: list[tuple[int, Row]] = [(line, [row[column]]) for line, row in enumerate(rows) if row[column]]
        named = sum(names_a_cpts(cell[0], about=False) for _, cell in cells)
        if named < 2 or named * 3 < len(cells) * 2:
            return []
        tables.append(Table((), section, cells))
    return tables if len(tables) > 1 and not _names_one_twice(rows, columns) else []


def _names_one_twice(rows: Sequence[Row], columns: Sequence[int]) -> bool:
    """« CPTS du Perche | Association CPTS du Perche »: one CPTS and who carries it."""
    called = ([_called(row[column]) for column in columns if row[column]] for row in rows)
    return any(len(names) > len(set(names)) for names in called)


def _called(cell: str) -> str:
    """What tells a CPTS from the others, whatever stands before its name: « Association CPTS du Perche »."""
    return name_key(next((mention.name for mention in find_names(cell)), cell))
