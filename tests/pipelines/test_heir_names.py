"""An heir that bears the names of those it was made of, and names that one list has side by side."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any

import pytest

from pipelines.steps.coverage import living
from spiders.listing import Listing
from tests.support.weeks import begun, card, listing, named, phrases

MONDAYS = ("2027-01-04", "2027-01-11", "2027-01-18")
CLAIRE, TAILLIS = ("CPTS Orée Claire", "Montbard, Semur-en-Auxois"), ("CPTS du Grand Taillis", "Beaune, Seurre")
OTHER = ("CPTS Porte des Lacs", "Champagnole")
BOTH = "Montbard, Semur-en-Auxois, Beaune, Seurre"


@pytest.fixture
def observatory(tmp_path, monkeypatch):
    return begun(tmp_path, monkeypatch, agence="ars", caisse="assurance_maladie", gazette="presse")


def rows(source_id: str, *names: tuple[str, str], said: str = "") -> list[Listing]:
    """A table with a row for each name."""
    plain = [listing(source_id, name, communes, lineage_text=said or None) for name, communes in names]
    return [
        replace(one, evidence=replace(one.evidence, locator=f"/html/body/table/tr[{number}]"))
        for number, one in enumerate(plain, 1)
    ]


def review(observatory) -> list[dict[str, str]]:
    with (observatory.data / "work" / "a_relire.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def counted(tables: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {row["nom"] for row in living(tables["cpts"])}


@pytest.mark.parametrize(
    ("heir", "told"),
    [
        ("CPTS Orée Claire-Grand Taillis", True),
        ("CPTS Orée Claire et Grand Taillis", False),
        ("CPTS Grand Taillis – Orée Claire", False),
    ],
)
def test_the_heir_of_two_names_is_neither_of_the_two(observatory, heir, told):
    said = f"Depuis le 1er janvier 2027, les CPTS Orée Claire et du Grand Taillis ne font plus qu'une : la {heir}."
    before = observatory.week(
        MONDAYS[0], {"agence": rows("agence", CLAIRE, TAILLIS, OTHER), "caisse": rows("caisse", CLAIRE, TAILLIS)}
    )
    new = rows("agence", (heir, BOTH), OTHER, said=said if told else "")
    merged = observatory.week(MONDAYS[1], {"agence": new})
    later = observatory.week(MONDAYS[2], {"agence": rows("agence", (heir, BOTH), OTHER)})
    for tables in (merged, later):
        one = named(tables, heir)
        assert counted(tables) == {heir, OTHER[0]} and one["alias"] is None
        assert {row["vers"] for row in tables["lignees"]} == {one["cpts_id"]}
        assert {row["nature"] for row in tables["lignees"]} == {"fusion"}
        ended = {row["cpts_id"] for row in tables["cpts"] if row["statut"] == "cessee"}
        assert ended == {named(before, name)["cpts_id"] for name, _ in (CLAIRE, TAILLIS)}
    assert f"CPTS Orée Claire a fusionné et est réunie à {heir}." in phrases(merged, MONDAYS[1])
    assert phrases(later, MONDAYS[2]) == []


def test_a_name_in_short_is_still_that_of_one(observatory):
    observatory.week(MONDAYS[0], {"agence": rows("agence", ("CPTS Asclépios", "Beaune"), OTHER)})
    tables = observatory.week(MONDAYS[1], {"gazette": [listing("gazette", "CPTS Asclépios du Beaunois", "Beaune")]})
    assert len(tables["cpts"]) == 2


def test_two_rows_of_one_list_are_two_although_the_longer_name_begins_with_the_other(observatory):
    tables = observatory.week(
        MONDAYS[0], {"agence": rows("agence", ("CPTS Asclépios", ""), ("CPTS Asclépios Beaunois", ""), OTHER)}
    )
    assert counted(tables) == {"CPTS Asclépios", "CPTS Asclépios Beaunois", OTHER[0]}


RENAMED = "La CPTS Orée Claire est devenue la CPTS du Grand Taillis."


def test_two_that_one_list_names_side_by_side_are_no_renaming(observatory):
    press = listing("gazette", CLAIRE[0], status="", lineage_text=RENAMED)
    week = {"agence": rows("agence", CLAIRE, TAILLIS), "gazette": [press]}
    tables = observatory.week(MONDAYS[0], week)
    assert counted(tables) == {CLAIRE[0], TAILLIS[0]} and tables["lignees"] == []
    gone = observatory.week(MONDAYS[1], {"agence": rows("agence", TAILLIS)})
    assert [row["nature"] for row in gone["lignees"]] == ["renommage"], "once the list no longer names both"


# --- who tells ------------------------------------------------------------------------------------------------

TAKEN = "La CPTS Orée Claire a été absorbée par la CPTS du Grand Taillis."


def test_an_end_that_the_press_tells_waits_while_an_official_list_names_the_cpts(observatory):
    week = {"agence": rows("agence", CLAIRE, TAILLIS), "gazette": [listing("gazette", TAILLIS[0], lineage_text=TAKEN)]}
    waits = observatory.week(MONDAYS[0], week)
    assert waits["lignees"] == [] and counted(waits) == {CLAIRE[0], TAILLIS[0]}
    (line,) = [row for row in review(observatory) if row["decision"]]
    assert line["decision"] == "fusionnee_dans" and "une liste officielle la nomme encore" in line["motifs"]
    holds = observatory.week(MONDAYS[1], {"agence": rows("agence", TAILLIS)})
    assert [row["nature"] for row in holds["lignees"]] == ["fusion"] and counted(holds) == {TAILLIS[0]}


@pytest.mark.parametrize("teller", ["caisse", "cpts"])
def test_an_end_that_its_authority_or_the_cpts_itself_tells_holds(observatory, teller, tmp_path):
    card(tmp_path / "cards", "cpts", kind="cpts")
    said = {teller: [listing(teller, TAILLIS[0], lineage_text=TAKEN)]}
    tables = observatory.week(MONDAYS[0], {"agence": rows("agence", CLAIRE, TAILLIS), **said})
    assert counted(tables) == {TAILLIS[0]}


def test_one_that_keeps_its_name_after_a_split_is_one_on_every_page(observatory):
    said = "La CPTS Orée Claire a été scindée en deux : la CPTS Orée Claire et la CPTS du Grand Taillis."
    before = observatory.week(
        MONDAYS[0], {"agence": rows("agence", CLAIRE, OTHER), "caisse": rows("caisse", (CLAIRE[0], ""))}
    )
    tables = observatory.week(MONDAYS[1], {"agence": rows("agence", CLAIRE, TAILLIS, OTHER, said=said)})
    one = named(tables, CLAIRE[0])
    assert counted(tables) == {CLAIRE[0], TAILLIS[0], OTHER[0]} and one["nb_sources"] == 2
    assert one["cpts_id"] == named(before, CLAIRE[0])["cpts_id"]
