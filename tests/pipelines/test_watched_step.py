"""A step that no source dates is known to lie between two readings, where one source was seen to tell both stages."""

from __future__ import annotations

import pytest

from tests.support.weeks import begun, failures, listing, named

LETTER, SIGNED = "Lettre d'intention validée", "ACI signé"
NAMES = {"statut_depuis", "statut_depuis_nature", "statut_depuis_apres"}


@pytest.fixture
def observatory(tmp_path, monkeypatch):
    return begun(tmp_path, monkeypatch, agence="ars", caisse="assurance_maladie")


def stands(source_id, status, name="CPTS du Mont", **more):
    return {source_id: [listing(source_id, name, "Montbard", status, **more)]}


def since(tables):
    (row,) = tables["cpts"]
    return tuple(row[name] for name in ("statut_depuis", "statut_depuis_nature", "statut_depuis_apres"))


def test_a_list_that_moves_a_cpts_to_a_later_stage_was_seen_to(observatory):
    assert since(observatory.week("2027-01-04", stands("agence", LETTER))) == (None, None, None)
    observatory.week("2027-01-11", {})
    for day in ("2027-01-18", "2027-01-25"):  # it stays known
        tables = observatory.week(day, stands("agence", SIGNED))
        assert since(tables) == ("2027-01-18", "observe", "2027-01-11")
        assert tables["cpts"][0]["aci_echeance"] is None, "a contract runs from its signature, which nobody tells"
        assert failures(tables) == []


def test_the_day_that_a_source_tells_comes_first(observatory):
    observatory.week("2027-01-04", stands("agence", LETTER))
    told = stands("agence", SIGNED, date_text="contrat ACI signé le 8 janvier 2027")
    assert since(observatory.week("2027-01-11", told)) == ("2027-01-08", "evenement", None)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({}, stands("agence", SIGNED)),  # it was never seen at an earlier stage
        (stands("agence", ""), stands("agence", SIGNED)),  # a list that gave no stage denied none
        (stands("agence", SIGNED), stands("agence", LETTER)),  # nobody goes back
        (stands("agence", LETTER) | stands("caisse", SIGNED), stands("agence", SIGNED)),  # another had said so before
        (stands("agence", LETTER), stands("caisse", SIGNED)),  # two sources, each of which says one thing
    ],
)
def test_nothing_else_is_a_step_that_was_seen(observatory, first, then):
    start = {"agence": [], "caisse": []} | first
    observatory.week("2027-01-04", start)
    tables = observatory.week("2027-01-11", then)
    assert named(tables, "CPTS du Mont")["statut_depuis"] is None
