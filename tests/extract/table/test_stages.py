"""Columns of stages and their dates: crosses, planned steps, dates written by machines."""

from __future__ import annotations

import pytest

from tests.support.cpts_tables import one_of, read_grid


def test_steps_with_crosses_and_dates():
    listings, _ = read_grid("""
CPTS|Lettre d'intention|Projet de santé validé|Date de signature ACI|Date prévisionnelle de signature ACI
CPTS de Redon|X|X|2021-03-12|
CPTS de Fougères|X|non||2027-01-01
CPTS d'Auray|12/02/2020|||
""")
    assert listings[0].status_text == "Date de signature ACI : 2021-03-12; Projet de santé validé; Lettre d'intention"
    assert listings[0].date_text == "Date de signature ACI : 2021-03-12"
    assert listings[1].status_text == "Lettre d'intention"
    assert listings[1].date_text is None
    assert listings[2].date_text == "Lettre d'intention : 12/02/2020"


def test_status_as_crosses_under_columns_of_status():
    listings, _ = read_grid("CPTS|Département|En projet|ACI signé\nCPTS de Redon|35||X\nCPTS de Fougères|35|X|")
    assert [listing.status_text for listing in listings] == ["ACI signé", "En projet"]


def test_a_date_written_under_the_status():
    assert (
        one_of("CPTS|Statut|Population\nCPTS Iroise|ACI signé en juillet 2021|48 000").date_text
        == "ACI signé en juillet 2021"
    )


@pytest.mark.parametrize(
    ("header", "cell", "date"),
    [
        ("Date", "10/10/2021", "Signature ACI : 10/10/2021"),
        ("Suivi / Date", "2021-10-09T22:00:00Z", "Signature ACI : 2021-10-10"),
        ("Date du statut", "juin-21", "Signature ACI : juin 2021"),
        ("Date de création", "2019", "Date de création : 2019"),
        ("Date", "prévue fin 2026", None),
    ],
)
def test_a_date_column_dates_the_stage_beside_it(header, cell, date):
    listing = one_of(f"Nom de la CPTS|Statut|{header}\nCPTS du Lac|Signature ACI|{cell}")
    assert (listing.status_text, listing.date_text) == ("Signature ACI", date)


@pytest.mark.parametrize(
    "cell", ["prévue fin 2026", "NC", "à venir", "06/2026 (prév.)", "objectif fin 2026", "à signer"]
)
def test_a_planned_signature_is_no_signature(cell):
    listing = one_of(f"Nom de la CPTS|LI|Signature ACI\nCPTS du Lac|02/2022|{cell}")
    assert (listing.status_text, listing.date_text) == ("LI : 02/2022", "LI : 02/2022")


def test_a_date_after_the_document_is_planned():
    listing = one_of(
        "CPTS : situation au 01/09/2025||\nNom de la CPTS|LI|Signature ACI\nCPTS du Lac|02/2022|30/06/2027"
    )
    assert listing.date_text == "LI : 02/2022"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1633816800000", "2021-10-10"),
        ("1633816800", "2021-10-10"),
        ("44479", "2021-10-10"),
        ("20211010", "2021-10-10"),
        ("2021-10-10T08:00:00", "2021-10-10"),
        ("2021-10-10", "2021-10-10"),
        ("2021", "2021"),
    ],
)
def test_dates_written_by_machines(cell, day):
    assert one_of(f"Nom de la CPTS|Signature ACI\nCPTS du Lac|{cell}").date_text == f"Signature ACI : {day}"


def test_a_cpts_that_has_ceased_is_not_signed():
    listing = one_of(
        "Nom de la CPTS|Statut|Date de signature ACI|Date de fin\nCPTS du Lac|Dissoute|12/01/2020|31/12/2023"
    )
    assert listing.status_text == "Dissoute"
    assert listing.date_text == "Date de signature ACI : 12/01/2020; Dissoute : 31/12/2023"


def test_the_end_of_a_contract_is_no_end_of_the_cpts():
    listing = one_of("Nom de la CPTS|Contrat ACI signé le|Fin du contrat\nCPTS du Lac|12-mai-21|11/05/2026")
    assert listing.status_text == listing.date_text == "Contrat ACI signé le : 12 mai 2021"
    assert listing.extra == (("Fin du contrat", "11/05/2026"),)


def test_words_under_a_date_are_not_the_event_it_would_date():
    listing = one_of("Nom de la CPTS|Date de validation du projet de santé\nCPTS du Lac|en cours de rédaction")
    assert (listing.status_text, listing.date_text) == ("projet de santé : en cours de rédaction", None)


def test_a_date_beside_a_cross():
    listing = one_of("Nom de la CPTS|ACI|Date\nCPTS du Lac|oui|12/05/2021")
    assert (listing.status_text, listing.date_text) == ("sous ACI", "ACI : 12/05/2021")


def test_steps_under_steps():
    listing = one_of("""
CPTS|LI|LI|Projet de santé|ACI
|Déposée le|Validée le|Validé le|Signé le
CPTS du Lac|01/02/2019|15/03/2019|06/2020|15/12/2020
""")
    steps = "ACI Signé le : 15/12/2020; Projet de santé Validé le : 06/2020; LI Déposée le"
    assert listing.date_text is not None and listing.date_text.startswith(steps)
