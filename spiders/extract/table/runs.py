"""The runs of rows of one table under one name: joined where they are of one CPTS."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lexicon.cpts_names import name_key
from spiders.extract.model.same_cpts import of_one_cpts, places, repeats
from spiders.extract.model.section import department_words
from spiders.extract.table.header_rows import Column, Row
from spiders.extract.table.rows import Record, Table


def one_record_each(runs: Sequence[Record], table: Table) -> list[Record]:
    """One record per CPTS, in the order of its first run. A run that does not say of which of two it is stays apart,
    and so does one under a heading that says the département its first run lacks."""
    headed = not table.of("department")
    by_name: dict[str, list[Record]] = {}
    for run in runs:
        by_name.setdefault(name_key(run.name), []).append(run)
    taken: set[int] = set()
    for same in [found for found in by_name.values() if len(found) > 1]:
        stated = [_places(run, table) for run in same]
        for first, *others in of_one_cpts(stated, partial(_goes_on, same, table)):
            for number in others:
                if headed and stated[number] and not stated[first]:
                    continue
                same[first].join(same[number])
                taken.add(id(same[number]))
    return [run for run in runs if id(run) not in taken]


def place_of(row: Row, table: Table) -> frozenset[str]:
    return frozenset().union(*(places(row[column.index]) for column in table.of("department")))


def _places(run: Record, table: Table) -> frozenset[str]:
    told = frozenset[str]().union(*(place_of(row, table) for row in run.rows))
    return told or places(department_words(run.section.headings))


def _goes_on(same: Sequence[Record], table: Table, known: list[int], other: list[int]) -> bool:
    """Whether rows of another département say that they go on with those of their name: headings do not."""
    if not table.of("department"):
        return False

    def told(numbers: list[int], column: Column) -> list[str]:
        return [value for number in numbers for value in same[number].values(column)]

    by_place = any(told(other, column) for column in table.of("communes", "commune_codes", "territory", "epci"))
    fields = ("status", "milestone", "finess", "siren", "ref", *(() if by_place else ("population",)))
    return repeats(((told(known, one), told(other, one)) for one in table.of(*fields)), by_place)
