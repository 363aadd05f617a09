"""What a person decides of a succession: confirmed, refused, told, and what cannot be decided."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from tests.support.lineage import MONDAYS, MONT, OTHERS, VAL, agency, caisse, counted, lines, review
from tests.support.weeks import begun, failures, named, phrases


@pytest.fixture
def observatory(tmp_path, monkeypatch):
    return begun(tmp_path, monkeypatch, agence="ars", caisse="assurance_maladie")


def decide(observatory, rows: list[dict[str, str]], **changed: str) -> None:
    """Lines of the review file, copied into `decisions.csv`."""
    with (observatory.data / "decisions.csv").open("w", encoding="utf-8", newline="") as lines:
        names = ("mention_a", "mention_b", "nom_a", "nom_b", "decision", "motif_decision", "date")
        sheet = csv.DictWriter(lines, names, extrasaction="ignore")
        sheet.writeheader()
        sheet.writerows({"date": "2027-01-12", **row, **changed} for row in rows)


def test_a_person_confirms_what_a_rule_proposed(observatory):
    observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS)})
    heir = ("CPTS Monts et Vaux", f"{MONT}, {VAL}")
    observatory.week(MONDAYS[1], {"agence": agency(heir, *OTHERS)})
    decide(observatory, review(observatory), motif_decision="vu avec l'agence")
    tables = observatory.week(MONDAYS[2], {})
    assert {row["decidee_par"] for row in tables["lignees"]} == {"personne"}
    assert {row["motif"] for row in tables["lignees"]} == {"vu avec l'agence"}
    assert {row["appris_le"] for row in tables["lignees"]} == {date(2027, 1, 11)}
    assert review(observatory) == [], "nothing is left to confirm"


def test_a_person_refuses_what_a_rule_proposed(observatory):
    observatory.week(
        MONDAYS[0],
        {
            "agence": agency(("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS),
            "caisse": caisse("CPTS du Mont", "CPTS du Val"),
        },
    )
    observatory.week(MONDAYS[1], {"agence": agency(("CPTS Monts et Vaux", f"{MONT}, {VAL}"), *OTHERS)})
    decide(observatory, review(observatory), decision="differente", motif_decision="deux CPTS de plus")
    tables = observatory.week(MONDAYS[2], {})
    assert tables["lignees"] == []
    assert {"CPTS du Mont", "CPTS du Val", "CPTS Monts et Vaux"} <= counted(tables)


def test_a_renaming_that_a_person_refuses_makes_two_again(observatory):
    observatory.week(
        MONDAYS[0], {"agence": agency(("CPTS du Mont", "Montbard"), *OTHERS), "caisse": caisse("CPTS du Mont")}
    )
    observatory.week(MONDAYS[1], {"agence": agency(("CPTS Grand Large", "Montbard"), *OTHERS)})
    decide(observatory, review(observatory), decision="differente", motif_decision="une autre association")
    tables = observatory.week(MONDAYS[2], {})
    assert tables["lignees"] == []
    assert {"CPTS du Mont", "CPTS Grand Large"} <= counted(tables)


def test_a_person_tells_a_succession_that_nothing_shows(observatory):
    before = observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS)})
    ids = [named(before, name)["cpts_id"] for name in ("CPTS du Mont", "CPTS du Val")]
    row = {
        "mention_a": ids[0],
        "mention_b": ids[1],
        "decision": "remplacée_par",
        "motif_decision": "lettre de l'agence",
    }
    decide(observatory, [row], date="2027-01-08")
    tables = observatory.week(MONDAYS[1], {})
    over = named(tables, "CPTS du Mont")
    assert (over["statut"], over["fin_nature"], over["statut_depuis"]) == ("cessee", "remplacement", "2027-01-08")
    (line,) = tables["lignees"]
    assert (line["de"], line["vers"], line["decidee_par"], line["motif"]) == (*ids, "personne", "lettre de l'agence")


def successions(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [
        {"mention_a": a, "mention_b": b, "decision": "fusionnee_dans", "motif_decision": "lettre de l'agence"}
        for a, b in pairs
    ]


def test_decisions_that_go_round_in_a_circle_are_refused(observatory):
    before = observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS)})
    one, two, three = (named(before, name)["cpts_id"] for name in ("CPTS du Mont", "CPTS du Val", OTHERS[0][0]))
    decide(observatory, successions((one, two), (two, three), (three, one)), date=MONDAYS[0])
    with pytest.raises(ValueError, match=r"decisions\.csv, line \d: « CPTS .* » gives way to « CPTS .* »"):
        observatory.week(MONDAYS[1], {})


def test_of_two_that_are_said_to_give_way_to_each_other_one_lives(observatory):
    pages = (("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS)
    observatory.week(MONDAYS[0], {"agence": agency(*pages)})
    for day, said in (
        (MONDAYS[1], "La CPTS du Mont a été remplacée par la CPTS du Val."),
        (MONDAYS[2], "La CPTS du Val a été remplacée par la CPTS du Mont."),
    ):
        tables = observatory.week(day, {"agence": agency(*pages, said=said)})
        assert lines(tables) == {("remplacement", "CPTS du Mont", "CPTS du Val", "mots", "regle")}
        assert "CPTS du Val" in counted(tables) and "CPTS du Mont" not in counted(tables)


def test_a_decision_for_a_day_to_come_waits_for_it(observatory):
    before = observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS)})
    pair = (named(before, "CPTS du Mont")["cpts_id"], named(before, "CPTS du Val")["cpts_id"])
    decide(observatory, successions(pair), date=MONDAYS[2])
    assert observatory.week(MONDAYS[1], {})["lignees"] == []
    assert lines(observatory.week(MONDAYS[2], {})) == {
        ("fusion", "CPTS du Mont", "CPTS du Val", "decision", "personne")
    }


@pytest.mark.parametrize("written", ["12/01/2027", "2027-1-8", "2027-02-30", "le 12 janvier"])
def test_a_decision_of_no_day_is_refused(observatory, written):
    observatory.week(MONDAYS[0], {"agence": agency(*OTHERS)})
    decide(observatory, successions(("a", "b")), date=written)
    with pytest.raises(ValueError, match=r"line 2: .* is no date"):
        observatory.week(MONDAYS[1], {})


def test_two_records_that_a_person_joins_leave_one_that_leads_to_the_other(observatory):
    before = observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS)})
    ids = [named(before, name)["cpts_id"] for name in ("CPTS du Mont", "CPTS du Val")]
    decide(observatory, [{"mention_a": ids[0], "mention_b": ids[1], "decision": "même", "motif_decision": "une seule"}])
    tables = observatory.week(MONDAYS[1], {})
    (retired,) = [row for row in tables["cpts"] if row["presence"] == "retiree"]
    assert {retired["cpts_id"], retired["reunie_a"]} == set(ids)
    assert failures(tables) == [], "each proof is of one record"
    assert "une autre" in " ".join(phrases(tables, MONDAYS[1]))


def test_a_decision_says_the_same_of_its_pairs_once_it_is_carried_out(observatory):
    """Or the second run of unchanged pages would publish another release than the first."""
    before = observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS)})
    row = {
        "mention_a": named(before, "CPTS du Mont")["cpts_id"],
        "mention_b": named(before, "CPTS du Val")["cpts_id"],
        "decision": "meme",
        "motif_decision": "vu avec l'agence",
    }
    decide(observatory, [row])
    pairs = []
    for day, pages in ((MONDAYS[1], {"caisse": caisse("CPTS le Val", "CPTS Val")}), (MONDAYS[2], {})):
        observatory.week(day, pages)
        pairs.append((observatory.data / "work" / "rapprochements.csv").read_text(encoding="utf-8"))
    assert "CPTS le Val" in pairs[0]
    assert pairs[0] == pairs[1]
