"""What was known on a day about a day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.steps.as_of import states
from pipelines.tables.rows import claim_id
from tests.support.site_server import DAY, make_release

KINDS = {"agence": "ars", "journal": "presse"}
MARCH, JUNE, SEPTEMBER = date(2027, 3, 7), date(2027, 6, 6), date(2027, 9, 5)


def said(propriete: str, valeur: str | None, texte: str = "", **changed: Any) -> dict[str, Any]:
    return {
        "affirmation_id": f"{propriete}-{valeur}",
        "cpts_id": "cpts-aaaaaaaa",
        "mention_id": "m1",
        "propriete": propriete,
        "valeur": valeur,
        "donnees": None,
        "texte": texte,
        "regle": "aci.signature",
        "source_id": "agence",
        "url": "https://exemple.fr/",
        "localisation": "/html/body/p[1]",
        "date_page": None,
        "premiere_vue": MARCH,
        "derniere_vue": MARCH,
        "retiree_le": None,
        "motif_retrait": None,
        "reconstruction": False,
        **changed,
    }


NAME = said("nom", "CPTS du Val", "CPTS du Val", donnees=json.dumps({"par_lieu": False, "alias": []}), regle="nom")
PROJECT = said("statut", "projet_valide", "projet de santé validé", regle="projet.validation", date_page="2027-02-10")
CONTRACT = said("statut", "aci_signe", "ACI signé", mention_id="m2", premiere_vue=JUNE, date_page="2027-05-20")


def stage(rows: list[dict[str, Any]], day: date, known: date) -> str | None:
    (row,) = states(rows, KINDS, day, known)
    return row["statut"]


def test_what_was_read_later_was_not_known() -> None:
    assert stage([NAME, PROJECT, CONTRACT], JUNE, MARCH) == "projet_valide"
    assert stage([NAME, PROJECT, CONTRACT], JUNE, JUNE) == "aci_signe"


def test_what_is_known_today_of_an_earlier_day() -> None:
    assert stage([NAME, PROJECT, CONTRACT], date(2027, 5, 19), SEPTEMBER) == "projet_valide"
    assert stage([NAME, PROJECT, CONTRACT], date(2027, 5, 20), SEPTEMBER) == "aci_signe"


def test_what_was_withdrawn_is_no_longer_known() -> None:
    withdrawn = CONTRACT | {"retiree_le": SEPTEMBER, "motif_retrait": "mots_disparus"}
    assert stage([NAME, PROJECT, withdrawn], SEPTEMBER, date(2027, 9, 4)) == "aci_signe"
    assert stage([NAME, PROJECT, withdrawn], SEPTEMBER, SEPTEMBER) == "projet_valide"


def test_what_was_withdrawn_held_until_then_unless_it_had_been_read_amiss() -> None:
    gone = CONTRACT | {"retiree_le": SEPTEMBER, "motif_retrait": "mots_disparus"}
    assert stage([NAME, PROJECT, gone], JUNE, SEPTEMBER) == "aci_signe"
    assert stage([NAME, PROJECT, gone | {"motif_retrait": "relecture"}], JUNE, SEPTEMBER) == "projet_valide"


def test_an_act_holds_from_its_day_however_late_it_was_told() -> None:
    told = CONTRACT | {"date_page": None}
    act = said(
        "date", "2024-01-12", donnees=json.dumps({"evenement": "signature_aci"}), mention_id="m2", premiere_vue=JUNE
    )
    assert stage([NAME, told, act], date(2024, 2, 1), SEPTEMBER) == "aci_signe"
    assert stage([NAME, told, act], date(2024, 1, 11), SEPTEMBER) is None


def test_a_correction_holds_once_it_was_made() -> None:
    corrected = {
        "cpts_id": "cpts-aaaaaaaa", "propriete": "statut", "valeur_fausse": "aci_signe", "valeur": "projet_valide",
        "date": SEPTEMBER, "jusqu_a": None,
    }  # fmt: skip

    def on(known: date) -> str | None:
        (row,) = states([NAME, CONTRACT], KINDS, JUNE, known, corrections=[corrected])
        return row["statut"]

    assert on(date(2027, 9, 4)) == "aci_signe"
    assert on(SEPTEMBER) == "projet_valide"


def test_a_month_has_passed_on_its_last_day_and_words_without_a_date_speak_of_their_first_reading() -> None:
    monthly, undated = CONTRACT | {"date_page": "2027-05"}, CONTRACT | {"date_page": None}
    assert stage([NAME, monthly], date(2027, 5, 30), SEPTEMBER) is None
    assert stage([NAME, monthly], date(2027, 5, 31), SEPTEMBER) == "aci_signe"
    assert stage([NAME, undated], date(2027, 6, 5), SEPTEMBER) is None
    assert stage([NAME, undated], JUNE, SEPTEMBER) == "aci_signe"


def test_a_cpts_that_nobody_had_named_is_not_there() -> None:
    assert states([NAME, PROJECT], KINDS, MARCH, date(2027, 3, 6)) == []


MERGED = {
    "lignee_id": "0123456789abcdef", "de": "cpts-aaaaaaaa", "vers": "cpts-bbbbbbbb", "nature": "fusion",
    "date_evenement": "2027-06-01", "appris_le": SEPTEMBER, "fondement": "mots", "texte": "fusionnée", "motif": "",
    "source_id": "agence", "url": "https://exemple.fr/", "localisation": "", "capture": None, "reconstruction": False,
}  # fmt: skip


def test_a_merger_ends_a_cpts_from_its_day_once_it_is_known() -> None:
    def on(day: date, known: date) -> str | None:
        (row,) = states([NAME, PROJECT, CONTRACT], KINDS, day, known, [MERGED])
        return row["fin_nature"] or row["statut"]

    assert on(SEPTEMBER, date(2027, 9, 4)) == "aci_signe", "nobody knew yet"
    assert on(SEPTEMBER, SEPTEMBER) == "fusion"
    assert on(date(2027, 5, 31), SEPTEMBER) == "aci_signe", "it had not happened yet"


RENAMED = MERGED | {
    "lignee_id": "fedcba9876543210", "vers": "cpts-aaaaaaaa", "nature": "renommage", "de_nom": "CPTS du Val",
    "vers_nom": "CPTS des Monts", "date_evenement": None, "appris_le": JUNE,
}  # fmt: skip
MONTS = NAME | {"valeur": "CPTS des Monts", "mention_id": "m3", "premiere_vue": JUNE, "affirmation_id": "0"}


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("gone", [{}, {"retiree_le": JUNE, "motif_retrait": "mention_absente"}])
def test_a_renamed_cpts_has_the_name_it_bore_on_the_day(gone: dict[str, Any], order: int) -> None:
    """Whether its former name is gone from every page, or an unchanged one goes on using it."""

    def on(day: date) -> str:
        (row,) = states([NAME | gone, MONTS, PROJECT][::order], KINDS, day, SEPTEMBER, [RENAMED])
        return str(row["nom"])

    assert on(date(2027, 5, 31)) == "CPTS du Val"
    assert on(JUNE) == on(SEPTEMBER) == "CPTS des Monts"


OLD = NAME | {"valeur": "CPTS Haut Taillis", "texte": "CPTS Haut Taillis"}
NEW = NAME | {"valeur": "CPTS Haut-Taillis", "texte": "CPTS Haut-Taillis", "premiere_vue": JUNE}
CAISSE = OLD | {"source_id": "caisse", "mention_id": "m9", "affirmation_id": "0"}


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_is_one_that_was_read_by_the_day(order: int) -> None:
    """The agency writes it anew in June; the insurance never touches its page."""
    gone = OLD | {"retiree_le": JUNE, "motif_retrait": "mention_absente"}

    def on(day: date) -> str:
        (row,) = states([gone, NEW, CAISSE, PROJECT][::order], KINDS | {"caisse": "federation"}, day, SEPTEMBER)
        return str(row["nom"])

    assert on(MARCH) == on(date(2027, 6, 5)) == "CPTS Haut Taillis"
    assert on(JUNE) == on(SEPTEMBER) == "CPTS Haut-Taillis"
    assert on(date(2027, 1, 4)) == "CPTS Haut Taillis", "the first that anybody read"


def test_of_two_spellings_as_good_the_one_of_the_release_is_told() -> None:
    """A release breaks the tie by the id of the evidence, whatever the ids of the affirmations are."""
    old, new = (NAME | {"valeur": one, "texte": one} for one in ("CPTS Haut Taillis", "CPTS Haut-Taillis"))
    ids = {claim_id("m1", "nom", one["valeur"], one["texte"], "nom"): one["valeur"] for one in (old, new)}
    for first, second in (("0", "1"), ("1", "0")):
        (row,) = states([old | {"affirmation_id": first}, new | {"affirmation_id": second}], KINDS, JUNE, JUNE)
        assert row["nom"] == ids[min(ids)]


def test_the_date_of_a_list_is_a_day_on_which_it_was_read() -> None:
    filed = CONTRACT | {"date_page": None, "localisation": "ligne 3", "premiere_vue": MARCH, "derniere_vue": SEPTEMBER}
    for day in (MARCH, date(2027, 3, 9), JUNE, SEPTEMBER):
        (row,) = states([NAME, filed], KINDS, day, SEPTEMBER)
        assert row["statut_date"] == MARCH.isoformat()


def test_no_date_of_a_stage_is_after_the_day_asked_about() -> None:
    """Lists that were read again later, acts told later, a month of which the day is the last."""
    filed = CONTRACT | {"date_page": None, "localisation": "ligne 3", "mention_id": "m4"}
    act = said("date", "2027-05-20", donnees=json.dumps({"evenement": "signature_aci"}), mention_id="m4")
    for rows in ([NAME, PROJECT, filed], [NAME, filed, act], [NAME, filed | {"date_page": "2027-06"}]):
        for day in (date(2027, 3, 6), date(2027, 5, 20), date(2027, 6, 5), JUNE, date(2027, 8, 1)):
            for row in states(rows, KINDS, day, SEPTEMBER):
                assert (row["statut_date"] or "") <= day.isoformat(), (day, row)


def test_a_day_after_the_release_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    make_release(tmp_path / "releases")
    assert "is after the latest release" in CliRunner().invoke(main, ["as-of", "2031-01-01"]).stderr
    assert CliRunner().invoke(main, ["as-of", DAY.isoformat()]).stderr == ""


@pytest.mark.parametrize(("asked", "known"), [("2099-01-01", DAY.isoformat()), ("2019-12-31", "2019-12-31")])
def test_nothing_is_known_after_the_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, known: str
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    make_release(tmp_path / "releases")
    told = CliRunner().invoke(main, ["as-of", "2026-11-01", "--known", asked])
    assert told.exit_code == 0 and f"tel que su le {known}" in told.output.splitlines()[-1]


@pytest.mark.parametrize("arguments", [["2026-02-30"], ["hier"], ["2026-11-01", "--cpts", "cpts-inconnue"]])
def test_what_cannot_be_asked_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    make_release(tmp_path / "releases")
    told = CliRunner().invoke(main, ["as-of", *arguments])
    assert told.exit_code in (1, 2) and not isinstance(told.exception, ValueError)
