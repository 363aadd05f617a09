"""A CPTS that is renamed, merged, split or replaced is followed, and never counted beside the one that follows it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipelines.steps.lineage_contest import contested
from pipelines.steps.lineage_effects import ended
from tests.support.lineage import MONDAYS, MONT, OTHERS, VAL, agency, caisse, counted, lines, review
from tests.support.weeks import begun, failures, listing, named, phrases


@pytest.fixture
def observatory(tmp_path, monkeypatch):
    return begun(tmp_path, monkeypatch, agence="ars", caisse="assurance_maladie")


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


def test_an_end_that_another_page_tells_points_into_the_capture_of_that_page():
    row = {
        "lignee_id": "0f0f0f0f0f0f0f0f", "de": "cpts-aaaaaaaa", "vers": "cpts-bbbbbbbb", "nature": "fusion",
        "date_evenement": None, "appris_le": date(2027, 1, 4), "fondement": "mots", "texte": MERGED,
        "source_id": "journal", "url": "https://journal.test/a", "localisation": "/p", "capture": "urn:uuid:2",
        "reconstruction": False,
    }  # fmt: skip
    own = {"preuve_id": "1", "propriete": "statut", "releve_le": "2027-01-04"}
    groups = {
        "cpts-aaaaaaaa": [own | {"capture": "urn:uuid:1", "empreinte": "sha256:11", "date_page": "2020"}],
        "cpts-bbbbbbbb": [own | {"capture": "urn:uuid:2", "empreinte": "sha256:22", "date_page": "2026-12"}],
    }
    *_, end = ended(groups, [row])["cpts-aaaaaaaa"]
    assert (end["valeur"], end["capture"], end["empreinte"]) == ("cessee", "urn:uuid:2", "sha256:22")
    assert end["date_page"] == "2026-12"


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


@pytest.mark.parametrize(
    "said",
    [
        "La CPTS du Mont a été scindée en deux : la CPTS du Mont et la CPTS Mont Sud.",
        "La CPTS du Mont se scinde et donne naissance à la CPTS Mont Sud.",
    ],
)
def test_one_that_keeps_its_name_outlives_its_split(observatory, said):
    observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), *OTHERS)})
    parts = (("CPTS du Mont", "Montbard"), ("CPTS Mont Sud", "Semur-en-Auxois"))
    split = observatory.week(MONDAYS[1], {"agence": agency(*parts, *OTHERS, said=said)})
    later = observatory.week(MONDAYS[2], {"agence": agency(*parts, *OTHERS)})
    for tables in (split, later):
        assert named(tables, "CPTS du Mont")["statut"] != "cessee"
        assert ("scission", "CPTS du Mont", "CPTS Mont Sud", "mots", "regle") in lines(tables)
        assert {"CPTS du Mont", "CPTS Mont Sud"} <= counted(tables)
    assert not [one for one in phrases(split, MONDAYS[1]) if "scindée" in one]


@pytest.mark.parametrize(
    "said",
    [
        "La CPTS du Mont examine sa fusion avec la CPTS Deux Clochers.",
        "La CPTS du Mont est remplacée par la CPTS Deux Clochers au jury du prix.",
        "La CPTS du Mont est-elle devenue la CPTS Deux Clochers ?",
    ],
)
def test_what_is_no_succession_ends_nothing(observatory, said):
    observatory.week(MONDAYS[0], {"agence": agency(("CPTS du Mont", MONT), *OTHERS)})
    tables = observatory.week(MONDAYS[1], {"agence": agency(("CPTS du Mont", MONT), *OTHERS, said=said)})
    assert tables["lignees"] == []
    assert counted(tables) == {"CPTS du Mont", "CPTS Deux Clochers", "CPTS Porte des Lacs"}


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
