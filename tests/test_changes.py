"""The difference between two builds, in rows and sentences."""

import pytest

from pipelines.changes import change_rows

LABELS = {"projet_valide": "Projet de santé validé", "aci_signe": "ACI signé"}


def cpts(**values):
    return {"cpts_id": "c1", "nom": "CPTS du Val", "presence": "presente", "statut": "projet_valide",
            "population_declaree": 40000, **values}


def tables(*rows, communes=("01001",)):
    return {
        "cpts": list(rows),
        "territoires": [{"cpts_id": row["cpts_id"], "commune": code} for row in rows for code in communes],
        "preuves": [{"cpts_id": "c1", "propriete": "statut", "retenue": True, "preuve_id": "p1"}],
    }


def test_a_first_release_has_no_changes():
    assert change_rows(tables(cpts()), None, LABELS) == []


def test_the_same_tables_have_no_changes():
    assert change_rows(tables(cpts()), tables(cpts()), LABELS) == []


@pytest.mark.parametrize(("before", "after", "nature", "words"), [
    ([], [cpts()], "apparue", "apparaît"),
    ([cpts()], [], "disparue", "n'est plus citée"),
    ([cpts()], [cpts(presence="absente_depuis")], "disparue", "n'est plus citée"),
    ([cpts()], [cpts(statut="aci_signe")], "statut", "de « Projet de santé validé » à « ACI signé »"),
    ([cpts()], [cpts(population_declaree=45000)], "population", "de 40\u202f000 habitants à 45\u202f000 habitants"),
    ([cpts()], [cpts(nom="CPTS des Monts")], "nom", "s'appelle désormais CPTS des Monts"),
    ([cpts()], [cpts(presence="fusionnee")], "fusion", "réunie"),
])
def test_each_nature_has_its_sentence(before, after, nature, words):
    rows = change_rows(tables(*after), tables(*before), LABELS)
    assert [row["nature"] for row in rows] == [nature]
    assert words in rows[0]["phrase"]


def test_a_change_of_status_points_at_its_evidence():
    rows = change_rows(tables(cpts(statut="aci_signe")), tables(cpts()), LABELS)
    assert rows[0]["preuve_id"] == "p1"


def test_communes_added_and_removed_are_counted():
    rows = change_rows(tables(cpts(), communes=("01001", "01002")), tables(cpts(), communes=("01003",)), LABELS)
    assert [row["nature"] for row in rows] == ["territoire"]
    assert "2 commune(s) ajoutée(s), 1 retirée(s)" in rows[0]["phrase"]
