"""Tables read by the headers a card names: what is named is consumed, what is new or gone is told."""

from __future__ import annotations

import pytest

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.instructions import ExtractRules
from tests.support.writers import pdf_pages, xlsx

ROWS = [
    ["Secteur", "Avancée", "Bassin", "Référent", "Date"],
    ["Deux Rives", "2", "Aubenas, Privas", "Camille Roudier", "12/03/2024"],
    ["Sud Plateau", "1", "Le Cheylard", "Camille Roudier", "12/05/2024"],
]
RULES = {
    "columns": {
        "Secteur": "name",
        "Avancée": "status_text",
        "Bassin": "territory_text",
        "Date": "date_text",
    },
    "ignore": ["Référent"],
    "expect_columns": ["Secteur", "Avancée"],
}


def told(body: bytes, rules: dict, kind: str = ""):
    known = SourceContext(kind="urps", regions=("84",), rules=ExtractRules.model_validate(rules))
    return read(Document("https://a.example/cpts", body, kind), known)


def html(rows: list[list[str]]) -> bytes:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><body><main><h1>Les CPTS</h1><table>{lines}</table></main></body></html>".encode()


def pdf(rows: list[list[str]]) -> bytes:
    return pdf_pages("Les CPTS", [("", rows)])


def csv(rows: list[list[str]]) -> bytes:
    return "\n".join(";".join(row) for row in rows).encode()


@pytest.mark.parametrize("written", [html, csv, lambda rows: xlsx(("CPTS", rows))], ids=["html", "csv", "xlsx"])
def test_the_columns_named_are_read_and_those_ignored_are_left(written):
    found = told(written(ROWS), RULES)
    assert [(one.name, one.territory_text) for one in found.listings] == [
        ("Deux Rives", "Aubenas, Privas"),
        ("Sud Plateau", "Le Cheylard"),
    ]
    assert "Roudier" not in str(found) and "Référent" not in str(found.listings)
    assert not [one for one in found.alarms if one.name in ("LayoutDrift", "UnknownHeader")]


@pytest.mark.parametrize(
    ("header", "cells", "alarms"),
    [("Population", ["42 000", "18 500"], []), ("Commune", ["Aubenas", "Privas"], []), ("Zg", ["4", "1"], ["« Zg »"])],
)
def test_a_column_the_card_does_not_name_is_told_where_nobody_reads_it(header, cells, alarms):
    rows = [[*row, extra] for row, extra in zip(ROWS, [header, *cells], strict=True)]
    found = told(html(rows), RULES)
    assert [one.detail for one in found.alarms if one.name == "UnknownHeader"] == alarms
    assert found.listings[0].population_text == ("42 000 habitants" if header == "Population" else None)


def test_a_column_that_is_gone_is_a_drift():
    rows = [["Secteur", "Étape", *row[2:]] if number == 0 else row for number, row in enumerate(ROWS)]
    (drift,) = [one for one in told(html(rows), RULES).alarms if one.name == "LayoutDrift"]
    assert "« Avancée »" in drift.detail and "Secteur" not in drift.detail


def test_a_code_means_what_the_card_says():
    meant = {"means": "ACI signé", "reason": "légende du classeur, feuille 2", "since": "2026-11-29"}
    found = told(html(ROWS), RULES | {"lookups": {"status_text": {"2": meant}}})
    first, second = found.listings
    assert (first.status_text, first.by_card) == ("ACI signé", (("status_text", "2"),))
    assert (second.status_text, second.by_card) == (None, ())
    assert [one.name for one in found.alarms if "(1)" in one.detail] == ["UnreadText"]


def test_a_constant_fills_what_is_empty_as_long_as_the_page_says_so():
    rules = RULES | {"constants": {"department_text": {"value": "Ardèche", "words": "Les CPTS de l'Ardèche"}}}
    page = html(ROWS).decode().replace("Les CPTS<", "Les CPTS de l'Ardèche<").encode()
    assert {one.department_text for one in told(page, rules).listings} == {"Ardèche"}
    stated = {"constants": {"territory_text": {"value": "Ardèche", "words": "Les CPTS"}}}
    assert told(page, RULES | stated).listings[0].territory_text == "Aubenas, Privas"
    card = RULES | {"constants": {"status_text": {"value": "ACI signé", "words": "Les CPTS"}}}
    facts = [fact for one in told(html(ROWS), card).listings for fact in one.facts if fact.rule == "fiche.constante"]
    assert {fact.locator for fact in facts} == {"page (fiche document, constants.status_text)"}  # no row writes it
    gone = told(html(ROWS), rules)
    assert {one.department_text for one in gone.listings} == {None}
    assert [one.name for one in gone.alarms if "Ardèche" in one.detail] == ["LayoutDrift"]


@pytest.mark.parametrize(
    "written", [html, csv, lambda rows: xlsx(("CPTS", rows)), pdf], ids=["html", "csv", "xlsx", "pdf"]
)
def test_the_columns_of_a_table_without_header_are_counted(written):
    rules = {
        "columns": {"colonne 1": "name", "colonne 3": "territory_text", "colonne 5": "date_text"},
        "ignore": ["colonne 4"],
    }
    found = told(written(ROWS[1:]), rules)
    assert [(one.name, one.territory_text, one.date_text) for one in found.listings] == [
        ("Deux Rives", "Aubenas, Privas", "12/03/2024"),
        ("Sud Plateau", "Le Cheylard", "12/05/2024"),
    ]
    assert "Roudier" not in str(found)
    assert ("UnknownHeader", "« colonne 2 »") in [(one.name, one.detail) for one in found.alarms]
