"""What a check demands, said to a reader."""

from __future__ import annotations

import re

from expectations.generated import from_schema
from schema import load_schema


def test_what_is_demanded_is_said_without_names_of_columns_or_of_nothing() -> None:
    for table in load_schema().values():
        for rule in from_schema(table):
            assert not re.search(r"None|\w_\w|\w\.\w", rule.description), rule.description


def test_a_bound_that_is_not_there_is_not_said() -> None:
    said = {rule.description for rule in from_schema(load_schema()["travaux"])}
    assert "« Occurrences » est au moins 1" in said
