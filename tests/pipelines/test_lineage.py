"""A CPTS that is renamed, merged, split or replaced is followed, and never counted beside the one that follows it."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pytest

from pipelines.steps.coverage import living
from pipelines.steps.lineage_contest import contested
from tests.support.weeks import begun, failures, listing, named, phrases

MONDAYS = ("2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25")
MONT, VAL = "Montbard, Semur-en-Auxois, Venarey-les-Laumes", "Beaune, Nuits-Saint-Georges, Seurre"


@pytest.fixture
def observatory(tmp_path, monkeypatch):
    return begun(tmp_path, monkeypatch, agence="ars", caisse="assurance_maladie")


def agency(*rows: tuple[str, str], said: str = "") -> list[Any]:
    return [listing("agence", name, communes, lineage_text=said or None) for name, communes in rows]


def caisse(*names: str) -> list[Any]:
    """The page of the insurance, which nobody touches again."""
    return [listing("caisse", name) for name in names]


OTHERS = (("CPTS Deux Clochers", "Dole"), ("CPTS Porte des Lacs", "Champagnole"))


def lines(tables: dict[str, list[dict[str, Any]]]) -> set[tuple[str, str, str | None, str, str]]:
    return {
        (row["nature"], row["de_nom"], row["vers_nom"], row["fondement"], row["decidee_par"])
        for row in tables["lignees"]
    }


def counted(tables: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {row["nom"] for row in living(tables["cpts"])}


# --- words ---------------------------------------------------------------------------------------------------

RENAMED = "La CPTS du Mont s'appelle désormais CPTS Grand Large."


def test_a_renaming_in_words_keeps_the_id_while_another_page_keeps_the_name(observatory):
    before = observatory.week(
        MONDAYS[0], {"agence": agency(("CPTS du Mont", "Montbard"), *OTHERS), "caisse": caisse("CPTS du Mont")}
    )
    weeks = [
        observatory.week(MONDAYS[1], {"agence": agency(("CPTS Grand Large", "Montbard"), *OTHERS, said=RENAMED)}),
        observatory.week(MONDAYS[2], {"agence": agency(("CPTS Grand Large", "Montbard"), *OTHERS)}),
    ]
    for tables in weeks:  # the sentence is gone the week after
        one = named(tables, "CPTS Grand Large")
        assert one["cpts_id"] == named(before, "CPTS du Mont")["cpts_id"]
        assert one["alias"] == "CPTS du Mont"
        assert lines(tables) == {("renommage", "CPTS du Mont", "CPTS Grand Large", "mots", "regle")}
        assert counted(tables) == {"CPTS Grand Large", "CPTS Deux Clochers", "CPTS Porte des Lacs"}
    assert phrases(weeks[0], MONDAYS[1]) == ["CPTS du Mont s'appelle désormais CPTS Grand Large."]
    assert phrases(weeks[1], MONDAYS[2]) == []


@pytest.mark.parametrize("name", ["CPTS Grand Large (ex-CPTS du Mont)", "CPTS Grand Large (anciennement Mont)"])
def test_a_name_that_carries_the_one_before_it_is_a_renaming(observatory, name):
    before = observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", "Montbard"), *OTHERS)})
    after = observatory.week(MONDAYS[1], {"agence": agency((name, "Montbard"), *OTHERS)})
    one = named(after, "CPTS Grand Large")
    assert one["cpts_id"] == named(before, "CPTS du Mont")["cpts_id"] and "Mont" in one["alias"]
    assert [row["nature"] for row in after["lignees"]] == ["renommage"]
    assert len(phrases(after, MONDAYS[1])) == 1 and "s'appelle désormais" in phrases(after, MONDAYS[1])[0]


MERGED = "La CPTS Monts et Vaux est née de la fusion de la CPTS du Mont et de la CPTS du Val le 2 janvier 2027."


def test_a_merger_in_words_ends_both_although_an_unchanged_page_lists_them(observatory):
    observatory.week(
        MONDAYS[0],
        {
            "agence": agency(("CPTS du Mont", "Montbard"), ("CPTS du Val", "Beaune"), *OTHERS),
            "caisse": caisse("CPTS du Mont", "CPTS du Val", "CPTS Deux Clochers"),
        },
    )
    heir = ("CPTS Monts et Vaux", "Montbard, Beaune")
    merged = observatory.week(MONDAYS[1], {"agence": agency(heir, *OTHERS, said=MERGED)})
    later = observatory.week(MONDAYS[2], {"agence": agency(heir, *OTHERS)})
    for tables in (merged, later):
        for name in ("CPTS du Mont", "CPTS du Val"):
            one = named(tables, name)
            assert (one["statut"], one["fin_nature"], one["statut_depuis"]) == ("cessee", "fusion", "2027-01-02")
            (proof,) = [
                row
                for row in tables["preuves"]
                if (row["cpts_id"], row["propriete"], row["retenue"]) == (one["cpts_id"], "statut", True)
            ]
            assert proof["texte"] == MERGED and proof["regle"] == "succession.mots"
            (event,) = [row for row in tables["evenements"] if row["cpts_id"] == one["cpts_id"]]
            assert (event["nature"], event["date_evenement"]) == ("fusion", "2027-01-02")
        assert counted(tables) == {"CPTS Monts et Vaux", "CPTS Deux Clochers", "CPTS Porte des Lacs"}
        (mont, val) = sorted(tables["lignees"], key=lambda row: row["de_nom"])
        assert {mont["vers"], val["vers"]} == {named(tables, "CPTS Monts et Vaux")["cpts_id"]}
        assert (mont["texte"], mont["appris_le"]) == (MERGED, date(2027, 1, 11))
        assert mont["preuve_id"] in {row["preuve_id"] for row in tables["preuves"]}
    assert sorted(phrases(merged, MONDAYS[1])) == [
        "CPTS Monts et Vaux apparaît dans l'observatoire.",
        "CPTS du Mont a fusionné et est réunie à CPTS Monts et Vaux.",
        "CPTS du Val a fusionné et est réunie à CPTS Monts et Vaux.",
    ]
    assert phrases(later, MONDAYS[2]) == []


SPLIT = "La CPTS du Mont a été scindée en deux : la CPTS Mont Nord et la CPTS Mont Sud."


def test_a_split_of_one_that_nobody_names_any_more_is_told_on_its_record(observatory):
    observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), *OTHERS)})
    parts = (("CPTS Mont Nord", "Montbard"), ("CPTS Mont Sud", "Semur-en-Auxois"))
    split = observatory.week(MONDAYS[1], {"agence": agency(*parts, *OTHERS, said=SPLIT)})
    later = observatory.week(MONDAYS[2], {"agence": agency(*parts, *OTHERS)})
    for tables in (split, later):
        one = named(tables, "CPTS du Mont")
        assert (one["presence"], one["statut"], one["fin_nature"]) == ("absente_depuis", "cessee", "scission")
        proofs = [row for row in tables["preuves"] if row["cpts_id"] == one["cpts_id"] and row["propriete"] == "statut"]
        assert [row["texte"] for row in proofs if row["retenue"]] == [SPLIT]
        assert {row["vers_nom"] for row in tables["lignees"]} == {"CPTS Mont Nord", "CPTS Mont Sud"}
        assert counted(tables) == {"CPTS Mont Nord", "CPTS Mont Sud", "CPTS Deux Clochers", "CPTS Porte des Lacs"}
    told = [one for one in phrases(split, MONDAYS[1]) if "du Mont" in one]
    assert told == ["CPTS du Mont a été scindée et laisse la place à CPTS Mont Nord et CPTS Mont Sud."]


def test_a_refusal_and_a_dissolution_are_lines_of_one(observatory):
    first = [("CPTS du Mont", "Montbard"), ("CPTS du Val", "Beaune"), *OTHERS]
    observatory.week(MONDAYS[0], {"agence": agency(*first)})
    ended = [
        *(
            listing("agence", name, communes, words, date_text=words)
            for name, communes, words in (
                ("CPTS du Mont", "Montbard", "Projet refusé par l'ARS le 5 janvier 2027"),
                ("CPTS du Val", "Beaune", "CPTS dissoute le 6 janvier 2027"),
            )
        ),
        *agency(*OTHERS),
    ]
    tables = observatory.week(MONDAYS[1], {"agence": ended})
    assert {(row["nature"], row["de_nom"], row["date_evenement"]) for row in tables["lignees"]} == {
        ("refus", "CPTS du Mont", "2027-01-05"),
        ("dissolution", "CPTS du Val", "2027-01-06"),
    }
    gone = observatory.week(MONDAYS[2], {"agence": agency(*OTHERS)})
    assert lines(gone) == lines(tables) and {row["appris_le"] for row in gone["lignees"]} == {date(2027, 1, 11)}
    assert phrases(gone, MONDAYS[2]) == [], "an ended one that leaves the list is no news"


def test_words_come_before_what_the_communes_would_let_one_infer(observatory):
    """The first part has all the communes of the one that was split, and would pass for it under another name."""
    observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", "Montbard"), *OTHERS)})
    parts = (("CPTS Mont Nord", "Montbard"), ("CPTS Mont Sud", "Semur-en-Auxois"))
    tables = observatory.week(MONDAYS[1], {"agence": agency(*parts, *OTHERS, said=SPLIT)})
    assert {(row["nature"], row["vers_nom"]) for row in tables["lignees"]} == {
        ("scission", "CPTS Mont Nord"),
        ("scission", "CPTS Mont Sud"),
    }


def test_what_is_published_passes_its_checks(observatory):
    observatory.week(
        MONDAYS[0],
        {
            "agence": agency(("CPTS du Mont", "Montbard"), ("CPTS du Val", "Beaune"), *OTHERS),
            "caisse": caisse("CPTS du Mont", "CPTS du Val", "CPTS Deux Clochers"),
        },
    )
    tables = observatory.week(MONDAYS[1], {"agence": agency(("CPTS Monts et Vaux", "Beaune"), *OTHERS, said=MERGED)})
    assert failures(tables) == []


# --- two runs of one source ----------------------------------------------------------------------------------


@pytest.mark.parametrize("former", ["CPTS du Mont", "CPTS Loire Haute"])
def test_a_name_that_takes_the_place_of_another_is_the_same_cpts(observatory, former):
    before = observatory.week(MONDAYS[0], {"agence": agency((former, "Montbard"), *OTHERS), "caisse": caisse(former)})
    for day in MONDAYS[1:3]:
        tables = observatory.week(
            day, {"agence": agency(("CPTS Grand Large", "Montbard"), *OTHERS), "caisse": caisse("CPTS Grand Large")}
        )
        one = named(tables, "CPTS Grand Large")
        assert one["cpts_id"] == named(before, former)["cpts_id"] and one["alias"] == former
        assert lines(tables) == {("renommage", former, "CPTS Grand Large", "releves", "regle")}
    decisions = review(observatory)
    assert [row["decision"] for row in decisions] == ["renommee_en"]


def test_two_that_vanish_over_the_communes_of_one_that_appears_have_merged(observatory):
    observatory.week(
        MONDAYS[0],
        {
            "agence": agency(("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS),
            "caisse": caisse("CPTS du Mont", "CPTS du Val"),
        },
    )
    tables = observatory.week(MONDAYS[1], {"agence": agency(("CPTS Monts et Vaux", f"{MONT}, {VAL}"), *OTHERS)})
    assert {row["nature"] for row in tables["lignees"]} == {"fusion"}
    assert named(tables, "CPTS du Mont")["statut_fondement"] == "deduit", "an inference says so"
    assert counted(tables) == {"CPTS Monts et Vaux", "CPTS Deux Clochers", "CPTS Porte des Lacs"}
    assert {row["decision"] for row in review(observatory)} == {"fusionnee_dans"}


def test_one_that_vanishes_over_the_communes_of_several_was_split(observatory):
    observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), *OTHERS)})
    parts = (("CPTS Mont Nord", "Montbard"), ("CPTS Mont Sud", "Semur-en-Auxois, Venarey-les-Laumes"))
    tables = observatory.week(MONDAYS[1], {"agence": agency(*parts, *OTHERS)})
    assert {(row["nature"], row["de_nom"]) for row in tables["lignees"]} == {("scission", "CPTS du Mont")}
    assert len(tables["lignees"]) == 2


def test_one_that_grows_over_another_has_taken_it_in(observatory):
    observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), ("CPTS du Val", VAL), *OTHERS)})
    tables = observatory.week(MONDAYS[1], {"agence": agency(("CPTS du Val", f"{MONT}, {VAL}"), *OTHERS)})
    assert lines(tables) == {("fusion", "CPTS du Mont", "CPTS du Val", "releves", "regle")}


@pytest.mark.parametrize(
    "after",
    [
        {"agence": agency(*OTHERS)},  # it only vanishes
        {"agence": None},  # silence after a failure says nothing
        {"agence": agency(("CPTS du Val", VAL), *OTHERS)},  # another appears elsewhere
    ],
)
def test_nothing_else_is_a_succession(observatory, after):
    observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), *OTHERS)})
    assert observatory.week(MONDAYS[1], after)["lignees"] == []


def test_words_that_oppose_forbid_a_renaming(observatory):
    observatory.week(MONDAYS[0], {"agence": agency(("CPTS Mont Nord", "Montbard"), *OTHERS)})
    tables = observatory.week(MONDAYS[1], {"agence": agency(("CPTS Mont Sud", "Montbard"), *OTHERS)})
    assert tables["lignees"] == []


# --- a person -------------------------------------------------------------------------------------------------


def review(observatory) -> list[dict[str, str]]:
    with (observatory.data / "work" / "a_relire.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["decision"]]


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


# --- contradicted by another source ------------------------------------------------------------------------------

TAKEN_IN = "La CPTS du Mont a été absorbée par la CPTS du Val le 2 janvier 2027."


def disputed(tables: dict[str, list[dict[str, Any]]]) -> list[tuple[str, str]]:
    return [(row["source_id"], row["texte"]) for row in contested(tables["lignees"], tables["affirmations"])]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),  # an old page that goes on naming it
        ({"page_date": "2026-12-01"}, []),
        ({"page_date": "2027-01-08"}, ["« ACI signé » contredit : fusion, CPTS du Mont → CPTS du Val, 2027-01-02"]),
        (
            {"date_text": "ACI signé le 6 janvier 2027"},
            ["« 6 janvier 2027 » contredit : fusion, CPTS du Mont → CPTS du Val, 2027-01-02"],
        ),
    ],
    ids=("no day", "earlier", "later page", "later event"),
)
def test_a_later_statement_of_another_source_is_work_for_a_person(observatory, change, said):
    both = (("CPTS du Mont", "Montbard"), ("CPTS du Val", "Beaune"))
    observatory.week(MONDAYS[0], {"agence": agency(*both, *OTHERS), "caisse": caisse("CPTS du Mont")})
    tables = observatory.week(
        MONDAYS[1],
        {
            "agence": agency(both[1], *OTHERS, said=TAKEN_IN),
            "caisse": [listing("caisse", "CPTS du Mont", "Montbard", **change)],
        },
    )
    assert named(tables, "CPTS du Mont")["fin_nature"] == "fusion"  # it holds until a person decides
    assert disputed(tables) == [("caisse", one) for one in said]


def test_two_sources_that_tell_different_ends_are_both_named(observatory):
    others = (("CPTS du Mont", "Montbard"), ("CPTS du Val", "Beaune"), ("CPTS du Lac", "Seurre"))
    observatory.week(MONDAYS[0], {"agence": agency(*others)})
    said = "La CPTS du Mont a été absorbée par la CPTS du Lac."
    tables = observatory.week(
        MONDAYS[1],
        {
            "agence": agency(*others[1:], said=TAKEN_IN),
            "caisse": [listing("caisse", "CPTS du Lac", "Seurre", lineage_text=said)],
        },
    )
    assert sorted(source for source, _ in disputed(tables)) == ["agence", "caisse"]
