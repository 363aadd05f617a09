"""A person corrects a value once: what the file may say, what wins, and when the correction has no object left."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.steps.corrections import (
    COLUMNS,
    CorrectionError,
    corrected,
    decided,
    of_nobody,
    read_corrections,
    without_effect,
)

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
    with pytest.raises(CorrectionError, match="corrected twice"):
        read_corrections(written(tmp_path, GOOD, GOOD | {"valeur": "59000"}))


@pytest.mark.parametrize(
    ("known", "joined", "value", "code", "words"),
    [
        ("CPTS-000001", None, "600000", 0, "affirmée par une source"),
        ("CPTS-000001", None, "60 000", 1, "jamais affirmée"),
        ("CPTS-000009", "CPTS-000009", "600000", 0, "affirmée par une source"),
        ("CPTS-000009", None, "600000", 1, "inconnue de la dernière livraison"),
    ],
)
def test_the_check_says_what_is_affirmed_and_refuses_a_cpts_nobody_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str, joined: str | None, value: str, code: int, words: str
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from click.testing import CliRunner

    from pipelines.cli.corrections import corrections
    from pipelines.publish.checksums import sha256, write_sums

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    written(tmp_path, GOOD)
    release = tmp_path / "releases" / "2027-01-03"
    release.mkdir(parents=True)
    affirmed = {"cpts_id": known, "propriete": "population", "valeur": value, "retiree_le": None}
    pq.write_table(pa.Table.from_pylist([affirmed]), release / "affirmations.parquet")
    ids = pa.schema([("cpts_id", pa.string()), ("reunie_a", pa.string())])
    pq.write_table(
        pa.Table.from_pylist([{"cpts_id": "CPTS-000001", "reunie_a": joined}], schema=ids), release / "cpts.parquet"
    )
    write_sums(release, {path.name: sha256(path) for path in release.iterdir()})
    (release.parent / "latest").symlink_to(release.name)
    done = CliRunner().invoke(corrections, ["check"])
    assert (done.exit_code, words in done.output) == (code, True), done.output
