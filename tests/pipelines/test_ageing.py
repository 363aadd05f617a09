"""Only a list that says it names all contradicts by its silence, and only what is older and weaker than it."""

from __future__ import annotations

import csv

import pytest

from pipelines.steps.coverage import living
from tests.support.weeks import Observatory, card, listing, named

WEAK = "La CPTS est active"  # no act: the press lets one deduce nothing of the stage


TOWNS = {"CPTS Deux Clochers": "Dole", "CPTS du Mont": "Montbard", "CPTS du Lac": "Champagnole"}


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
    assert row["motifs"].startswith("à confirmer : la liste de agence, du 2027-01-04, ne la nomme pas")


@pytest.mark.parametrize(
    "said",
    [
        pages(page_date="2027-01-04"),  # no older word
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


def lists(folder, **cards):
    """Cards of lists that are read again every week: id → kind and lines of its card."""
    for source_id, (kind, more) in cards.items():
        card(folder, source_id, kind=kind, more=more)


def stands(source_id, *names, status="ACI signé"):
    return {source_id: [listing(source_id, name, TOWNS[name], status) for name in names]}


BOTH = ("CPTS Deux Clochers", "CPTS du Mont")


def test_a_page_that_nobody_touched_gives_way_to_the_list_that_left_a_cpts_out(observatory, tmp_path):
    lists(tmp_path / "cards", caisse=("assurance_maladie", ""))
    observatory.week("2027-01-04", stands("agence", *BOTH) | stands("caisse", *BOTH))
    tables = observatory.week("2027-01-11", stands("agence", "CPTS Deux Clochers"))  # the other page answers 304
    assert named(tables, "CPTS du Mont")["presence"] == "a_confirmer"
    assert named(tables, "CPTS Deux Clochers")["presence"] == "presente"
    again = observatory.week("2027-01-18", {})
    assert named(again, "CPTS du Mont")["presence"] == "a_confirmer"
    touched = observatory.week("2027-01-25", stands("caisse", *BOTH, status="ACI signé en 2027"))
    assert named(touched, "CPTS du Mont")["presence"] == "presente"


def test_of_two_pages_first_read_on_one_day_neither_is_the_older_until_one_changes(observatory, tmp_path):
    lists(tmp_path / "cards", federation=("federation", ""))
    said = stands("federation", "CPTS du Mont", status="Projet en cours de rédaction")
    first = observatory.week("2027-01-04", stands("agence", "CPTS Deux Clochers") | said)
    assert named(first, "CPTS du Mont")["presence"] == "presente"
    assert named(observatory.week("2027-01-11", {}), "CPTS du Mont")["presence"] == "presente"
    later = observatory.week("2027-01-18", stands("agence", "CPTS Deux Clochers", "CPTS du Lac"))
    assert named(later, "CPTS du Mont")["presence"] == "a_confirmer"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("assurance_maladie", "ACI signé"),  # as strong, and not the authority's own list
        ("ars", "Contrat ACI signé le 12 janvier 2024"),  # an act
    ],
)
def test_a_silence_undoes_no_act_nor_what_rests_on_as_much(observatory, tmp_path, kind, status):
    lists(tmp_path / "cards", agence=(kind, "exhaustive = true"), caisse=("assurance_maladie", ""))
    whole = stands("agence", *BOTH) | stands("caisse", *BOTH, status=status)
    observatory.week("2027-01-04", whole)
    tables = observatory.week("2027-01-11", stands("agence", "CPTS Deux Clochers"))
    assert named(tables, "CPTS du Mont")["presence"] == "presente"
