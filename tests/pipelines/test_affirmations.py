"""Two clocks on every claim: what confirms, what withdraws and why, and what no run may touch again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pipelines.steps.affirmations import affirmation_rows, known_since

MARCH, APRIL, MAY = date(2027, 3, 7), date(2027, 4, 4), date(2027, 5, 2)
CPTS = {"m1": "CPTS-000001", "m2": "CPTS-000002"}


def claim(
    mention: str = "m1", value: str | None = "aci_signe", text: str = "ACI signé", **changed: Any
) -> dict[str, Any]:
    return {
        "mention_id": mention,
        "propriete": "statut",
        "valeur": value,
        "texte": text,
        "regle": "aci.signature",
        "regle_lecture": "phrase.nomme",
        "donnees": json.dumps({}),
        "source_id": "agence",
        "url": "https://exemple.fr/cpts",
        "localisation": "/html/body/table/tr[2]",
        "date_page": "2027-01",
        "lu_depuis": "2027-03-07",
        "confirme_le": "2027-03-07",
        "reconstruction": False,
        **changed,
    }


def build(claims: list[dict[str, Any]], before: list[dict[str, Any]] = [], day: date = MARCH, **more: Any):  # noqa: B006
    return affirmation_rows(claims, more.pop("cpts", CPTS), before, more.pop("sources", {"agence"}), day, **more)


def test_a_confirmation_moves_the_second_clock_only() -> None:
    (first,) = build([claim()])
    (row,) = build([claim(confirme_le="2027-04-04")], [first], APRIL)
    assert row == first | {"derniere_vue": APRIL}


def test_a_page_sent_again_with_a_later_first_reading_keeps_the_first() -> None:
    (first,) = build([claim()])
    (row,) = build([claim(lu_depuis="2027-04-04", confirme_le="2027-04-04")], [first], APRIL)
    assert row["premiere_vue"] == MARCH and row["affirmation_id"] == first["affirmation_id"]


def test_a_failing_source_confirms_and_withdraws_nothing() -> None:
    (first,) = build([claim()])
    (row,) = build([claim()], [first], APRIL)  # its last good listings stand, with their old clocks
    assert row == first


def test_words_that_left_a_page_are_withdrawn_while_the_page_still_names_the_cpts() -> None:
    first = build([claim(), claim(propriete="population", value="60000", text="60 000 habitants")])
    rows = build([claim()], first, APRIL)
    gone = {row["propriete"]: (row["retiree_le"], row["motif_retrait"]) for row in rows}
    assert gone == {"statut": (None, None), "population": (APRIL, "mots_disparus")}


def test_the_reason_of_a_withdrawal() -> None:
    first = build([claim(), claim("m2")])
    by_mention = {row["mention_id"]: row["motif_retrait"] for row in build([claim()], first, APRIL)}
    assert by_mention == {"m1": None, "m2": "mention_absente"}
    assert {row["motif_retrait"] for row in build([], first, APRIL, sources=set())} == {"source_retiree"}
    again = build([claim(value="projet_valide")], build([claim()]), APRIL)
    assert {(row["valeur"], row["motif_retrait"]) for row in again} == {
        ("aci_signe", "relecture"),
        ("projet_valide", None),
    }


def test_what_was_withdrawn_stays_and_a_return_is_a_new_row() -> None:
    gone = build([], build([claim()]), APRIL)
    rows = build([claim(lu_depuis="2027-05-02", confirme_le="2027-05-02")], gone, MAY)
    assert len(rows) == 2 and gone[0] in rows
    assert {(row["premiere_vue"], row["retiree_le"]) for row in rows} == {(MARCH, APRIL), (MAY, None)}


def test_words_that_return_with_their_first_day_are_said_anew_since_the_silence() -> None:
    """A page that is again what it was, or a rule: the first reading is that of before, and ids stay unique."""
    rows = build([claim()])
    for day in (APRIL, APRIL, MAY):
        rows = build([claim(confirme_le=day.isoformat())], build([], rows, day), day)
    assert len({row["affirmation_id"] for row in rows}) == len(rows) == 4
    assert sorted((row["premiere_vue"], row["retiree_le"] or date.max) for row in rows) == [
        (MARCH, APRIL), (APRIL, APRIL), (APRIL, MAY), (MAY, date.max),
    ]  # fmt: skip


def test_a_row_follows_its_cpts_when_two_ids_become_one() -> None:
    first = build([claim(), claim("m2")])
    joined = {"m1": "CPTS-000001", "m2": "CPTS-000001"}
    rows = build([claim(), claim("m2")], first, APRIL, cpts=joined)
    assert {row["cpts_id"] for row in rows} == {"CPTS-000001"}
    assert {row["affirmation_id"] for row in rows} == {row["affirmation_id"] for row in first}
    (old,) = build(
        [], [row for row in first if row["mention_id"] == "m2"], APRIL, redirects={"CPTS-000002": "CPTS-000001"}
    )
    assert old["cpts_id"] == "CPTS-000001"


def test_a_mention_of_no_cpts_affirms_nothing() -> None:
    assert build([claim("m3")]) == []


def test_what_was_learned_is_the_first_reading_by_any_source() -> None:
    rows = build([claim(), claim("m2", lu_depuis="2027-01-03")], cpts={"m1": "CPTS-000001", "m2": "CPTS-000001"})
    assert known_since(rows) == {("CPTS-000001", "statut", "aci_signe"): date(2027, 1, 3)}
