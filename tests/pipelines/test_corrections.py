"""A person corrects a value once: what the file may say, what wins, and when the correction has no object left."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.steps.corrections import (
    COLUMNS,
    CorrectionError,
    affirmed,
    corrected,
    decided,
    of_nobody,
    read_corrections,
    without_effect,
)
from pipelines.steps.corrections import applied as apply
from tests.support.weeks import begun, failures, listing, named

DAY = date(2027, 3, 7)
GOOD = {
    "cpts_id": "CPTS-000001",
    "propriete": "population",
    "valeur_fausse": "600000",
    "valeur": "60000",
    "motif": "un zéro de trop sur la page",
    "qui": "cpts",
    "date": "2027-03-01",
    "preuve": "https://exemple.fr/projet-de-sante.pdf",
    "jusqu_a": "",
}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "corrections.csv"
    lines = [",".join(COLUMNS), *(",".join(f'"{row[name]}"' for name in COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def claim(value: str, **changed: object) -> dict[str, object]:
    data = json.dumps({"valeur": int(value), "precision": "exact"})
    return {"propriete": "population", "valeur": value, "regle": "habitants", "donnees": data, **changed}


def applied(tmp_path: Path, row: dict[str, str], *claims: dict[str, object], day: date = DAY):
    groups = {"CPTS-000001": list(claims)}
    known = {"CPTS-000001": "CPTS-000001", "CPTS-000009": "CPTS-000001"}
    ever = [{"cpts_id": "CPTS-000001", "propriete": "population", "valeur": "600000"}]
    changed, rows = corrected(groups, read_corrections(written(tmp_path, row)), day, known.get, ever)
    return changed["CPTS-000001"], rows


def test_the_value_of_a_person_replaces_the_wrong_one_and_wins(tmp_path: Path) -> None:
    claims, (row,) = applied(tmp_path, GOOD, claim("600000"), claim("61000"))
    assert [one["valeur"] for one in decided(claims)] == ["60000"]
    assert json.loads(decided(claims)[0]["donnees"]) == {"valeur": 60000, "precision": "exact"}
    assert row["etat"] == "appliquee" and row["date"] == date(2027, 3, 1)


def test_a_wrong_value_without_a_known_one_leaves_none(tmp_path: Path) -> None:
    claims, _ = applied(tmp_path, GOOD | {"valeur": ""}, claim("600000"), claim("61000"))
    assert [one["valeur"] for one in decided(claims)] == [None]


@pytest.mark.parametrize(
    ("change", "value", "day", "state"),
    [
        ({}, "60000", DAY, "sans_objet"),
        ({"valeur_fausse": "610000"}, "60000", DAY, "jamais_affirmee"),
        ({"date": "2027-03-08"}, "600000", DAY, "a_venir"),
        ({"jusqu_a": "2027-03-06"}, "600000", DAY, "expiree"),
        ({"jusqu_a": "2027-03-07"}, "600000", DAY, "appliquee"),
        ({"cpts_id": "CPTS-000009"}, "600000", DAY, "appliquee"),
        ({"cpts_id": "CPTS-000404"}, "600000", DAY, "cpts_inconnue"),
    ],
)
def test_when_a_correction_is_applied(tmp_path: Path, change, value, day, state) -> None:
    claims, (row,) = applied(tmp_path, GOOD | change, claim(value), day=day)
    assert row["etat"] == state
    assert claims[0]["valeur"] == ("60000" if state == "appliquee" else value)


# --- a refusal, a day, a mission ------------------------------------------------------------------------------

REFUSAL = {"fin": "refus", "nie": ["emergence", "lettre_intention", "projet_valide", "aci_signe"]}


def said(propriete: str, value: str | None, mention: str = "m1", **data: object) -> dict[str, object]:
    return {
        "mention_id": mention, "propriete": propriete, "valeur": value, "regle": "mots", "donnees": json.dumps(data),
    }  # fmt: skip


def line(tmp_path: Path, *claims: dict[str, object], **changed: str):
    (one,) = read_corrections(written(tmp_path, GOOD | changed))
    return apply([dict(one) for one in claims], one.propriete, one.valeur_fausse, one.valeur)


@pytest.mark.parametrize("right", ["projet_valide", ""])
def test_a_wrong_refusal_is_corrected_and_its_day_falls(tmp_path: Path, right: str) -> None:
    refusal, day = said("statut", None, **REFUSAL), said("date", "2028-02-03", evenement="refus")
    corrected_refusal, dropped = line(tmp_path, refusal, day, propriete="statut", valeur_fausse="refus", valeur=right)
    assert (corrected_refusal["valeur"], corrected_refusal["donnees"]) == (right or None, "{}")
    assert (dropped["valeur"], dropped["regle"]) == (None, "correction")
    assert affirmed(refusal) == "refus" and affirmed(said("statut", None)) is None


def test_the_day_of_an_act_falls_with_its_stage_and_no_other_does(tmp_path: Path) -> None:
    signed, signature = said("statut", "aci_signe"), said("date", "2028-02-24", evenement="signature_aci")
    letter, elsewhere = said("date", "2027-01-05", evenement="depot"), signature | {"mention_id": "m2"}
    found = line(
        tmp_path, signed, signature, letter, elsewhere,
        propriete="statut", valeur_fausse="aci_signe", valeur="lettre_intention",
    )  # fmt: skip
    assert [one["valeur"] for one in found] == ["lettre_intention", None, "2027-01-05", "2028-02-24"]


def test_a_wrong_day_and_a_wrong_mission_are_corrected(tmp_path: Path) -> None:
    signature = said("date", "2028-02-24", evenement="signature_aci", precision="jour", jour_incompatible=True)
    (day,) = line(tmp_path, signature, propriete="date", valeur_fausse="2028-02-24", valeur="2027-02")
    told = json.loads(day["donnees"])
    assert (day["valeur"], told["evenement"], told["precision"]) == ("2027-02", "signature_aci", "mois")
    assert told["jour_incompatible"] is False
    (mission,) = line(tmp_path, said("missions", "crises"), propriete="missions", valeur_fausse="crises", valeur="")
    assert mission["valeur"] is None


def test_codes_are_those_of_the_line_in_any_order(tmp_path: Path) -> None:
    (one,) = read_corrections(
        written(tmp_path, GOOD | {"propriete": "territoire", "valeur_fausse": "01005;01004", "valeur": "01004"})
    )
    assert one.valeur_fausse == "01004 ; 01005"


def test_without_a_correction_every_claim_takes_part() -> None:
    assert decided([claim("60000"), claim("61000")]) == [claim("60000"), claim("61000")]


def test_a_correction_without_effect_is_work_for_a_person(tmp_path: Path) -> None:
    _, rows = applied(tmp_path, GOOD, claim("60000"))
    said = {"affirmation_id": "a", "cpts_id": "CPTS-000001", "propriete": "population", "valeur": "600000"}
    said |= {"mention_id": "m", "source_id": "agence", "url": "https://exemple.fr/", "derniere_vue": DAY}
    (line,) = without_effect(rows, [said])
    assert (line["cause"], line["source_id"]) == ("correction_sans_objet", "agence")
    assert without_effect([row | {"etat": "appliquee"} for row in rows], [said]) == []


def test_a_mistyped_correction_is_work_for_a_person(tmp_path: Path) -> None:
    _, rows = applied(tmp_path, GOOD | {"valeur_fausse": "60 000"}, claim("600000"))
    said = {"affirmation_id": "a", "cpts_id": "CPTS-000001", "propriete": "nom", "valeur": "CPTS du Val"}
    said |= {"mention_id": "m", "source_id": "agence", "url": "https://exemple.fr/", "derniere_vue": DAY}
    (line,) = without_effect(rows, [said])
    assert (line["cause"], line["source_id"]) == ("correction_jamais_affirmee", "agence")
    assert "60 000 → 60000" in line["texte"]
    _, nobody = applied(tmp_path, GOOD | {"cpts_id": "CPTS-000404"}, claim("600000"))
    assert without_effect(nobody, [said]) == []
    assert of_nobody(nobody) == [("CPTS-000404", "population 600000 → 60000")]


def test_codes_are_found_whatever_spaces_stand_between_them(tmp_path: Path) -> None:
    (one,) = read_corrections(
        written(tmp_path, GOOD | {"propriete": "territoire", "valeur_fausse": "01004;01005", "valeur": "01004"})
    )
    assert (one.valeur_fausse, one.valeur) == ("01004 ; 01005", "01004")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"propriete": "humeur"}, "unknown property"),
        ({"valeur": "soixante mille"}, "digits only"),
        ({"valeur": "60 000"}, "digits only"),
        ({"propriete": "statut", "valeur_fausse": "emergence", "valeur": "signee"}, "is no stage"),
        ({"propriete": "territoire", "valeur": "01004 ; 99999"}, "99999"),
        ({"propriete": "statut", "valeur_fausse": "refusee", "valeur": "emergence"}, "is no stage"),
        ({"propriete": "date", "valeur_fausse": "2028-02-24", "valeur": "24/02/2028"}, "is no date"),
        ({"propriete": "missions", "valeur_fausse": "crises", "valeur": "crise"}, "is no mission"),
        ({"propriete": "departements", "valeur": "1"}, "département"),
        ({"propriete": "nom", "valeur": "CPTS"}, "names no CPTS"),
        ({"propriete": "siren", "valeur": "12"}, "SIREN"),
        ({"propriete": "site_web", "valeur": "cpts.fr"}, "address"),
        ({"qui": "Camille Durand"}, "never a name"),
        ({"date": "01/03/2027"}, "write it as 2027-03-01"),
        ({"jusqu_a": "2027-02-01"}, "never hold"),
        ({"valeur": "600000"}, "valeur is valeur_fausse"),
        (
            {"propriete": "territoire", "valeur_fausse": "01004 ; 01005", "valeur": "01004;01005"},
            "valeur is valeur_fausse",
        ),
        ({"motif": ""}, "motif is empty"),
        ({"preuve": ""}, "preuve is empty"),
    ],
)
def test_a_line_that_cannot_be_applied_is_refused_with_its_place(tmp_path: Path, change, said) -> None:
    with pytest.raises(CorrectionError, match=said) as refused:
        read_corrections(written(tmp_path, GOOD | change))
    assert "corrections.csv, line 2" in str(refused.value)


def test_the_file_itself(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "corrections.csv") == ()
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(CorrectionError, match="is a folder"):
        read_corrections(tmp_path / "folder.csv")
    with pytest.raises(CorrectionError, match="corrected twice"):
        read_corrections(written(tmp_path, GOOD, GOOD | {"valeur": "59000"}))


@pytest.mark.parametrize(
    ("known", "joined", "value", "change", "code", "words"),
    [
        ("CPTS-000001", None, "600000", {}, 0, "affirmée par une source"),
        ("CPTS-000001", None, "60 000", {}, 1, "jamais affirmée"),
        ("CPTS-000009", "CPTS-000009", "600000", {}, 0, "affirmée par une source"),
        ("CPTS-000009", None, "600000", {}, 1, "inconnue de la dernière livraison"),
        ("CPTS-000001", None, "600000", {"date": "2027-03-08"}, 0, "pas encore en vigueur"),
        ("CPTS-000001", None, "600000", {"jusqu_a": "2027-03-06"}, 1, "plus en vigueur"),
        (
            "CPTS-000001",
            None,
            None,
            {"propriete": "statut", "valeur_fausse": "refus", "valeur": ""},
            0,
            "par une source",
        ),
    ],
)
def test_the_check_says_what_is_affirmed_and_refuses_a_cpts_nobody_knows(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    known: str,
    joined: str | None,
    value: str | None,
    change: dict[str, str],
    code: int,
    words: str,
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from click.testing import CliRunner

    from pipelines.cli.corrections import corrections
    from pipelines.publish.checksums import sha256, write_sums

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    monkeypatch.setattr("spiders.clock.now", lambda: f"{DAY}T08:00:00Z")
    written(tmp_path, GOOD | change)
    release = tmp_path / "releases" / "2027-01-03"
    release.mkdir(parents=True)
    told = {"cpts_id": known, "propriete": (GOOD | change)["propriete"], "valeur": value, "retiree_le": None}
    rows = [told | {"donnees": json.dumps(REFUSAL)}]
    columns = pa.schema(
        [*((name, pa.string()) for name in ("cpts_id", "propriete", "valeur", "donnees")), ("retiree_le", pa.date32())]
    )
    pq.write_table(pa.Table.from_pylist(rows, schema=columns), release / "affirmations.parquet")
    ids = pa.schema([("cpts_id", pa.string()), ("reunie_a", pa.string())])
    pq.write_table(
        pa.Table.from_pylist([{"cpts_id": "CPTS-000001", "reunie_a": joined}], schema=ids), release / "cpts.parquet"
    )
    write_sums(release, {path.name: sha256(path) for path in release.iterdir()})
    (release.parent / "latest").symlink_to(release.name)
    done = CliRunner().invoke(corrections, ["check"])
    assert (done.exit_code, words in done.output) == (code, True), done.output


def test_a_wrong_refusal_and_a_wrong_day_leave_every_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    observatory = begun(tmp_path, monkeypatch, agence="ars")
    refused = listing("agence", "CPTS du Clos Fleuri", "Beaune", status="Projet refusé par l'ARS le 24 février 2028")
    signed = listing("agence", "CPTS Deux Clochers", "Dole", status="ACI signé", date_text="ACI signé le 3 mars 2028")
    before = observatory.week("2028-03-13", {"agence": [refused, signed]})
    assert "signature_aci" in {row["nature"] for row in before["evenements"]}
    ids = {row["nom"]: row["cpts_id"] for row in before["cpts"]}
    assert named(before, "CPTS du Clos Fleuri")["fin_nature"] == "refus"
    wrong = GOOD | {"propriete": "statut", "date": "2028-03-14", "qui": "ars"}
    refusal = wrong | {"cpts_id": ids["CPTS du Clos Fleuri"], "valeur_fausse": "refus", "valeur": "projet_valide"}
    contract = wrong | {
        "cpts_id": ids["CPTS Deux Clochers"],
        "valeur_fausse": "aci_signe",
        "valeur": "lettre_intention",
    }
    day = wrong | {"cpts_id": contract["cpts_id"], "propriete": "date", "valeur_fausse": "2028-03-03", "valeur": ""}
    written(observatory.data, refusal, contract, day)
    after = observatory.week("2028-03-20", {})
    assert {row["nom"]: (row["statut"], row["fin_nature"]) for row in after["cpts"]} == {
        "CPTS du Clos Fleuri": ("projet_valide", None),
        "CPTS Deux Clochers": ("lettre_intention", None),
    }
    assert after["evenements"] == [] and after["lignees"] == []
    assert {row["etat"] for row in after["corrections"]} == {"appliquee"}
    assert failures(after) == []


@pytest.mark.parametrize("right", ["62000", ""])
def test_the_evidence_says_that_a_person_corrected_it_and_what_the_source_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str
) -> None:
    observatory = begun(tmp_path, monkeypatch, agence="ars", journal="presse")
    pages = {
        source: [listing(source, "CPTS du Clos Fleuri", "Beaune", population_text=f"{number} habitants")]
        for source, number in (("agence", 60000), ("journal", 62000))
    }
    before = observatory.week("2028-03-13", pages)
    line = GOOD | {"cpts_id": before["cpts"][0]["cpts_id"], "valeur_fausse": "60000", "valeur": right}
    written(observatory.data, line | {"motif": "un chiffre d'avant", "date": "2028-03-14"})
    after = observatory.week("2028-03-20", {})
    assert after["cpts"][0]["population_declaree"] == (int(right) if right else None)
    told = {row["source_id"]: row["motif"] for row in after["preuves"] if row["propriete"] == "population"}
    assert told["agence"] == (
        "valeur corrigée le 14/03/2028 par la CPTS : un chiffre d'avant ; la source écrit « 60000 »"
    )
    assert told["journal"] == "une autre affirmation est retenue"
    sides = {row["valeur"]: (row["sources"], row["retenue"]) for row in after["desaccords"]}
    assert sides == {"60000": ("agence", False), "62000": ("journal", bool(right))}
