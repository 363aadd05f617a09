"""What a check demands, said to a reader."""

from __future__ import annotations

import re

import pytest

from expectations.derived import frame
from expectations.generated import from_schema
from schema import load_schema


def test_what_is_demanded_is_said_without_names_of_columns_or_of_nothing() -> None:
    for table in load_schema().values():
        for rule in from_schema(table):
            assert not re.search(r"None|\w_\w|\w\.\w", rule.description), rule.description


def test_a_bound_that_is_not_there_is_not_said() -> None:
    said = {rule.description for rule in from_schema(load_schema()["travaux"])}
    assert "« Occurrences » est au moins 1" in said


def test_a_figure_is_of_a_departement_that_exists() -> None:
    tables = {"comptes_publies": [], "departements": [{"departement": "48"}]}
    rows = [{"departement": code} for code in ("48", "99", None)]
    data = frame(load_schema()["comptes_publies"], rows, tables)
    assert list(data["departement__connu"]) == [True, False, True]


@pytest.mark.parametrize(
    ("table", "column", "sound", "odd"),
    [
        *(
            (table, "url", "https://exemple.fr/a", "exemple.fr")
            for table in ("preuves", "financements", "comptes_publies")
        ),
        *(
            ("cpts", "site_web", as_published, "CPTS du Val")
            for as_published in (
                "https://cpts.exemple.fr",
                "HTTP://exemple.fr/notre page",
                "www.cpts-val.fr",
                "//val.fr",
            )
        ),
        ("structures_appui", "site", "http://exemple.fr", "http://exemple fr"),
        ("structures_appui", "regions", "11 ; 24", "11, 24"),
        ("comptes_locaux", "cpts_nom", "CPTS du Val", " "),
        ("comptes_publies", "auteur", "Sénat", ""),
    ],
)
def test_a_text_has_the_form_that_is_demanded(table: str, column: str, sound: str, odd: str) -> None:
    rules = from_schema(load_schema()[table])
    (form,) = (rule.regex for rule in rules if getattr(rule, "regex", None) and rule.column == column)
    assert re.search(form, sound) and not re.search(form, odd)
