"""Only a list that says it names all contradicts by its silence, and only what is older and weaker than it."""

from __future__ import annotations

import csv

import pytest

from pipelines.steps.coverage import living
from tests.support.weeks import Observatory, card, listing, named

WEAK = "La CPTS est active"  # no act: the press lets one deduce nothing of the stage


TOWNS = {"CPTS Deux Clochers": "Dole", "CPTS du Mont": "Montbard"}


@pytest.fixture
def observatory(tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_CARDS", str(tmp_path / "cards"))
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OBSERVATOIRE_REPETITION", "1")
    card(tmp_path / "cards", "journal", kind="presse", regions=())
    card(tmp_path / "cards", "agence", more="exhaustive = true")
    return Observatory(tmp_path / "data")


def pages(page_date="2026-05-01", status=WEAK, communes="Montbard", agency=("CPTS Deux Clochers",)):
    return {
        "agence": [listing("agence", name, TOWNS[name]) for name in agency],
        "journal": [listing("journal", "CPTS du Mont", communes, status, page_date=page_date)],
    }


def test_an_older_weaker_statement_is_to_confirm_out_of_the_counts_and_in_the_review(observatory):
    tables = observatory.week("2027-01-04", pages())
    one = named(tables, "CPTS du Mont")
    assert one["presence"] == "a_confirmer"
    assert one["cpts_id"] not in {row["cpts_id"] for row in living(tables["cpts"])}
    observatory.week("2027-01-11", {})
    with (observatory.data / "work" / "a_relire.csv").open(encoding="utf-8", newline="") as lines:
        (row,) = [row for row in csv.DictReader(lines) if row["mention_a"] == one["cpts_id"]]
    assert row["motifs"].startswith("à confirmer : la liste de agence, du 2027-01-11, ne la nomme pas")


@pytest.mark.parametrize(
    "said",
    [
        pages(page_date="2027-01-05"),  # the later word
        pages(status="La CPTS a signé son contrat ACI"),  # an act is stronger than a silence
        pages(communes="Rennes"),  # of another region
        pages(agency=("CPTS Deux Clochers", "CPTS du Mont")),  # the list names it
    ],
)
def test_nothing_else_is_contradicted(observatory, said):
    assert named(observatory.week("2027-01-04", said), "CPTS du Mont")["presence"] == "presente"


def test_a_list_that_fails_or_does_not_say_that_it_names_all_is_no_proof(observatory, tmp_path, monkeypatch):
    observatory.week("2027-01-04", pages(agency=("CPTS Deux Clochers", "CPTS du Mont")))
    later = pages() | {"agence": None}
    assert named(observatory.week("2027-01-11", later), "CPTS du Mont")["presence"] == "presente"
    monkeypatch.setenv("OBSERVATOIRE_CARDS", str(tmp_path / "others"))
    for source_id, kind in (("journal", "presse"), ("agence", "ars")):
        card(tmp_path / "others", source_id, kind=kind)
    assert named(observatory.week("2027-01-18", pages()), "CPTS du Mont")["presence"] == "presente"
