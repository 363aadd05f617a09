"""Milestones, support structures, funding and local counts: kept by hand, each with its source; what follows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lexicon import gazetteer
from pipelines.steps import landmarks
from pipelines.steps.landmarks import FILES, envelope_rows, landmark_rows
from schema import load_schema, to_arrow


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_of_its_schema_and_says_where_each_line_comes_from(name: str) -> None:
    rows = landmark_rows(name)
    assert to_arrow(name, rows).num_rows == len(rows) > 10
    for field in load_schema()[name].fields:
        if field.enum:
            assert {row[field.name] for row in rows} <= {None, *field.enum}, field.name
    for row in rows:
        assert row["editeur"]
        assert row["url"] is not None or row["certitude"] == "non_confirmee", row


def test_two_sources_that_differ_keep_a_line_each() -> None:
    said = [row for row in landmark_rows("financements") if row["poste"] == "lettre_intention" and row["taille"] == 4]
    assert sorted(row["valeur"] for row in said) == [25000, 30000]
    assert {row["certitude"] for row in said} == {"contredite"}


def test_a_local_count_is_of_a_departement_of_its_region() -> None:
    known = gazetteer.load().departements
    for row in landmark_rows("comptes_locaux"):
        assert row["departement"] is None or known[row["departement"]].region == row["region"], row
        assert row["nature"] == "nombre" or row["cpts_nom"] or "ne nomme pas" in row["remarque"], row


def test_a_value_of_another_type_and_a_line_told_twice_are_refused(tmp_path: Path, monkeypatch: Any) -> None:
    header = "date_etat,region,departement,territoire,nature,valeur,precision,stade,cpts_nom,editeur,url,remarque\n"
    line = "2024,84,42,,rang,5,exact,,CPTS du Val,ARS,https://exemple.fr,\n"
    (tmp_path / "comptes_publies").mkdir()
    monkeypatch.setattr(landmarks, "BUNDLED", tmp_path)
    file = tmp_path / "comptes_publies" / "locaux.csv"
    file.write_text(header + line.replace(",5,", ",cinq,"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"locaux\.csv, line 2.*cinq"):
        landmark_rows("comptes_locaux")
    file.write_text(header + line + line, encoding="utf-8")
    with pytest.raises(ValueError, match="line 3: says what an earlier line says"):
        landmark_rows("comptes_locaux")


@pytest.mark.parametrize(
    ("departement", "nature", "host"),
    [("42", "rang", "ars.sante.fr"), ("62", "rang", "lequotidiendumedecin"), ("57", "nombre", "nosdeputes")],
)
def test_the_first_and_the_only_one_are_a_rank_and_a_number_of_one(departement: str, nature: str, host: str) -> None:
    rows = [row for row in landmark_rows("comptes_locaux") if row["departement"] == departement and host in row["url"]]
    assert (nature, 1) in {(row["nature"], row["valeur"]) for row in rows}


@pytest.mark.parametrize(
    ("told", "region", "found"),
    [
        ("CPTS du Val-Clair", "84", "a"),
        ("CPTS Val Clair", "84", "a"),
        ("CPTS du Val Doré", "84", "b"),  # a name it bore
        ("CPTS des Deux Rives", "84", None),  # two bear it
        ("CPTS du Val Clair", "76", None),  # of another region
        ("CPTS du Haut Pays", "84", None),
        (None, "84", None),
    ],
)
def test_a_local_count_names_the_one_cpts_of_its_region(told: str | None, region: str, found: str | None) -> None:
    known = [
        {"cpts_id": "a", "nom": "CPTS du Val Clair", "alias": "CPTS Rives", "region": "84"},
        {"cpts_id": "b", "nom": "CPTS Combes", "alias": "CPTS du Val Doré ; CPTS des Deux Rives", "region": "84"},
        {"cpts_id": "c", "nom": "CPTS des Deux Rives", "alias": None, "region": "84"},
    ]
    (row,) = landmarks.local_count_rows([{"cpts_nom": told, "region": region}], known)
    assert row["cpts_id"] == found


def cpts(**changes: Any) -> dict[str, Any]:
    row = {
        "cpts_id": "a",
        "statut": "aci_signe",
        "statut_fondement": "acte",
        "fin_nature": None,
        "presence": "presente",
    }
    return row | {"taille_declaree": None, "taille_aci": 4} | changes


def test_an_envelope_follows_the_size_and_says_how_sure_its_ceiling_is() -> None:
    (row,) = envelope_rows([cpts()], landmark_rows("financements"))
    assert (row["fonctionnement"], row["plafond"], row["plafond_certitude"]) == (90000, 580000, "confirmee")
    (row,) = envelope_rows([cpts(taille_declaree=2)], landmark_rows("financements"))
    assert (row["taille_fondement"], row["fonctionnement"], row["plafond"]) == ("declaree", 60000, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"statut": "projet_valide"},
        {"statut_fondement": "deduit"},
        {"fin_nature": "dissolution"},
        {"presence": "retiree"},
        {"taille_aci": None},
    ],
)
def test_no_contract_or_no_size_gives_no_envelope(changes: dict[str, Any]) -> None:
    assert envelope_rows([cpts(**changes)], landmark_rows("financements")) == []
