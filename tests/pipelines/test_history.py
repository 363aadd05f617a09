"""What becomes of the tables when sources leave: a retired card stops no release, and what it said is history."""

from __future__ import annotations

import pytest

from tests.support.weeks import Observatory, card, failures, listing, named


@pytest.fixture
def observatory(tmp_path, monkeypatch):
    for folder, state in (("cards", "active"), ("later", "retired")):
        card(tmp_path / folder, "agence")
        card(tmp_path / folder, "caisse", kind="assurance_maladie", state=state)
    monkeypatch.setenv("OBSERVATOIRE_CARDS", str(tmp_path / "cards"))
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OBSERVATOIRE_REPETITION", "1")
    return Observatory(tmp_path / "data")


def test_a_retired_card_stops_no_release(observatory, tmp_path, monkeypatch):
    first = {
        "agence": [listing("agence", "CPTS Deux Clochers", "Dole")],
        "caisse": [listing("caisse", "CPTS du Mont", "Montbard")],
    }
    before = observatory.week("2027-01-04", first)
    monkeypatch.setenv("OBSERVATOIRE_CARDS", str(tmp_path / "later"))
    for day in ("2027-01-11", "2027-01-18"):
        tables = observatory.week(day, {})
        assert failures(tables) == []
        kept = named(tables, "CPTS du Mont")
        assert kept["cpts_id"] == named(before, "CPTS du Mont")["cpts_id"] and kept["presence"] != "presente"
        assert {row["cycle"] for row in tables["sources"] if row["source_id"] == "caisse"} == {"retiree"}
        said = [row for row in tables["affirmations"] if row["source_id"] == "caisse"]
        assert {row["motif_retrait"] for row in said} == {"source_retiree"}


def test_history_is_the_same_whatever_is_built_twice(observatory):
    pages = {"agence": [listing("agence", "CPTS Deux Clochers", "Dole"), listing("agence", "CPTS du Mont", "Montbard")]}
    observatory.week("2027-01-04", pages)
    once = observatory.week("2027-01-11", {"agence": pages["agence"][:1]})
    told = [row["phrase"] for row in once["changements"]]
    assert told == ["CPTS du Mont n'est plus citée par ses sources."]
    later = observatory.week("2027-01-18", {})
    assert [row["phrase"] for row in later["changements"]] == told, "kept, and told once"
