"""The difference between two builds, in rows and sentences."""

from datetime import date

import pytest

from pipelines.steps.changes import change_rows

DAY = date(2027, 3, 7)
LABELS = {"projet_valide": "Projet de santé validé", "aci_signe": "ACI signé"}


def cpts(**values):
    return {
        "cpts_id": "c1",
        "nom": "CPTS du Val",
        "presence": "presente",
        "statut": "projet_valide",
        "fin_nature": None,
        "population_declaree": 40000,
        **values,
    }


def tables(*rows, communes=("01001",), corrected=()):
    return {
        "corrections": [{"cpts_id": "c1", "propriete": name, "etat": "appliquee"} for name in corrected],
        "cpts": list(rows),
        "territoires": [{"cpts_id": row["cpts_id"], "commune": code} for row in rows for code in communes],
        "preuves": [
            {"cpts_id": "c1", "propriete": name, "retenue": True, "preuve_id": f"preuve-{name}"}
            for name in ("nom", "statut", "population", "territoire")
        ],
    }


@pytest.mark.parametrize(
    ("name", "before", "after", "sentence"),
    [
        ("statut", {"statut": "aci_signe"}, {}, "statut corrigé, « Projet de santé validé » et non « ACI signé »."),
        ("statut", {"statut": None, "fin_nature": "refus"}, {}, "« Projet de santé validé » et non « Projet refusé »."),
        ("statut", {"statut": None, "fin_nature": "refus"}, {"statut": None}, "« Inconnu » et non « Projet refusé »."),
        (
            "population",
            {"population_declaree": 400000},
            {},
            "corrigée, 40\u202f000 habitants et non 400\u202f000 habitants.",
        ),
        ("population", {}, {"population_declaree": None}, "corrigée, inconnue et non 40\u202f000 habitants."),
        ("nom", {"nom": "CPTS du Nont"}, {"nom": "CPTS du Mont"}, "Nom corrigé : CPTS du Mont, et non CPTS du Nont."),
    ],
)
def test_what_a_person_corrects_did_not_happen(name, before, after, sentence):
    (row,) = change_rows(tables(cpts(**after), corrected=[name]), tables(cpts(**before)), LABELS, DAY)
    assert row["nature"] == name and row["phrase"].endswith(sentence), row["phrase"]


def test_a_corrected_territory_is_told_as_such():
    now = tables(cpts(), communes=("01001", "01002"), corrected=["territoire"])
    (row,) = change_rows(now, tables(cpts()), LABELS, DAY)
    assert row["phrase"].endswith(" : territoire corrigé, 1 commune ajoutée.")


def test_a_first_release_has_no_changes():
    assert change_rows(tables(cpts()), None, LABELS, DAY) == []


def test_the_same_tables_have_no_changes():
    assert change_rows(tables(cpts()), tables(cpts()), LABELS, DAY) == []


@pytest.mark.parametrize(
    ("before", "after", "nature", "words"),
    [
        ([], [cpts()], "apparue", "apparaît"),
        ([cpts()], [], "disparue", "n'est plus citée"),
        ([cpts()], [cpts(presence="absente_depuis")], "disparue", "n'est plus citée"),
        ([cpts()], [cpts(statut="aci_signe")], "statut", "de « Projet de santé validé » à « ACI signé »"),
        ([cpts()], [cpts(population_declaree=45000)], "population", "de 40\u202f000 à 45\u202f000 habitants."),
        ([cpts(population_declaree=None)], [cpts()], "population", "de 40\u202f000 habitants, inconnue jusque-là."),
        (
            [cpts()],
            [cpts(population_declaree=None)],
            "population",
            "désormais inconnue, 40\u202f000 habitants auparavant.",
        ),
        ([cpts()], [cpts(nom="CPTS des Monts")], "nom", "s'appelle désormais CPTS des Monts"),
        (
            [cpts(nom="CPTS Val-Doré")],
            [cpts(nom="CPTS Val Dore")],
            "nom",
            "CPTS Val-Doré s'écrit désormais CPTS Val Dore",
        ),
        ([cpts()], [cpts(presence="retiree", statut=None)], "fiche", "réunie"),
        ([cpts()], [cpts(presence="a_confirmer")], "a_confirmer", "ne compte plus : une liste plus récente"),
        ([cpts(presence="a_confirmer")], [cpts()], "a_confirmer", "compte de nouveau"),
        ([cpts(presence="absente_depuis")], [cpts()], "revenue", "est de nouveau citée"),
        ([cpts()], [cpts(statut=None)], "statut", "plus aucune source ne dit son statut, qui était « Projet de santé"),
        ([cpts(statut=None)], [cpts()], "statut", "désormais connu, « Projet de santé validé »"),
        ([cpts()], [cpts(statut=None, fin_nature="refus")], "fin", "l'agence a refusé le projet"),
        ([cpts()], [cpts(statut="cessee", fin_nature="dissolution")], "fin", "est dissoute"),
        ([cpts()], [cpts(statut="cessee")], "fin", "a pris fin"),
        ([cpts()], [cpts(statut="cessee", fin_nature="fusion", presence="absente_depuis")], "fusion", "a fusionné"),
    ],
)
def test_each_nature_has_its_sentence(before, after, nature, words):
    rows = change_rows(tables(*after), tables(*before), LABELS, DAY)
    assert [row["nature"] for row in rows] == [nature]
    assert words in rows[0]["phrase"]


@pytest.mark.parametrize(
    ("after", "evidence"),
    [
        ({"statut": "aci_signe"}, "preuve-statut"),
        ({"population_declaree": 45000}, "preuve-population"),
        ({"nom": "CPTS des Monts"}, "preuve-nom"),
        ({"presence": "absente_depuis"}, "preuve-nom"),
        ({"presence": "retiree"}, "preuve-nom"),
    ],
)
def test_each_change_points_at_its_evidence(after, evidence):
    rows = change_rows(tables(cpts(**after)), tables(cpts()), LABELS, DAY)
    assert [row["preuve_id"] for row in rows] == [evidence]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (("01003",), ("01001", "01002"), "2 communes ajoutées, 1 retirée."),
        (("01001",), ("01001", "01002"), "1 commune ajoutée."),
        (("01001", "01002", "01003"), ("01001",), "2 communes retirées."),
    ],
)
def test_communes_added_and_removed_are_counted(before, after, words):
    rows = change_rows(tables(cpts(), communes=after), tables(cpts(), communes=before), LABELS, DAY)
    assert [row["nature"] for row in rows] == ["territoire"]
    assert rows[0]["phrase"] == f"CPTS du Val : {words}"


def test_an_end_names_those_that_follow():
    over = cpts(statut="cessee", fin_nature="scission")
    lines = [
        {"de": "c1", "vers": one, "de_nom": "CPTS du Val", "vers_nom": name}
        for one, name in (("c2", "CPTS du Haut Val"), (None, "CPTS du Bas Val"))
    ]
    now = tables(over) | {"lignees": lines}
    (row,) = change_rows(now, tables(cpts()), LABELS, DAY)
    assert (row["nature"], row["preuve_id"]) == ("scission", "preuve-statut")
    assert row["phrase"] == "CPTS du Val a été scindée et laisse la place à CPTS du Bas Val et CPTS du Haut Val."


@pytest.mark.parametrize("end", [{"statut": "cessee", "fin_nature": "fusion"}, {"statut": None, "fin_nature": "refus"}])
def test_that_an_ended_one_is_no_longer_named_is_no_news(end):
    assert change_rows(tables(cpts(presence="absente_depuis", **end)), tables(cpts(**end)), LABELS, DAY) == []


def test_two_records_that_turn_out_to_be_one_tell_no_event():
    """What the other record said already happened to nobody today; what neither said did."""
    before = tables(cpts(), cpts(cpts_id="c2", nom="CPTS Mont Plat", statut="aci_signe", population_declaree=None))
    joined = cpts(cpts_id="c2", presence="retiree", reunie_a="c1", statut=None)
    after = tables(cpts(nom="CPTS Mont Plat", statut="aci_signe", population_declaree=41000), joined)
    rows = change_rows(after, before, LABELS, DAY)
    assert [(row["cpts_id"], row["nature"]) for row in rows] == [("c1", "population"), ("c1", "fiche"), ("c2", "fiche")]
    assert rows[1]["phrase"] == "La fiche de CPTS du Val reprend ce que disait celle de CPTS Mont Plat : nom, statut."
