"""People that only their place in a sentence tells, however long the run of capitals they stand in."""

from __future__ import annotations

import pytest

from spiders.extract.people.clean import clean
from spiders.extract.people.strangers import ends_with_a_stranger, stranger_span


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("ACI signé par Ysoline Vercassoul", "Ysoline Vercassoul"),
        ("Lure – Mbaye Diouf Vercassoul", "Mbaye Diouf Vercassoul"),
        ("un texte sans fin " * 60 + "par Ysoline Vercassoul", "Ysoline Vercassoul"),
        ("la CPTS du Haut Jura", None),
    ],
)
def test_a_text_ends_with_a_person(text: str, person: str | None) -> None:
    start = ends_with_a_stranger(text)
    assert (None if start is None else text[start:]) == person


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("La CPTS du Mont, présidée par KARIMOVA, a signé son ACI.", "par KARIMOVA"),
        ("Une association dirigée par Vercassoul.", "par Vercassoul"),
        ("La CPTS du Mont est coordonnée par Dole.", None),
    ],
)
def test_a_surname_alone_behind_who_leads(text: str, person: str | None) -> None:
    span = stranger_span(text)
    assert (span and text[slice(*span)]) == person


def test_a_run_of_capitals_is_cut_in_names_of_bounded_length() -> None:
    run = "Ysoline Vercassoul " * 40
    start = ends_with_a_stranger(run.strip())
    assert start is not None
    assert len(run.strip()[start:].split()) == 7
    assert stranger_span(f"ACI signé par {run}") is not None


def test_a_first_name_nobody_has_listed_goes_with_the_words_that_only_stand_beside_people() -> None:
    assert clean("Rencontre chez Ygrec Vachequi à Redon") == "Rencontre"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("CPTS Beauce Maïwenn Boursault", "CPTS Beauce"),  # a first name, and a commune that is a surname too
        ("CPTS Sud Loiret Thècle Ruibanys", "CPTS Sud Loiret"),  # a first name that a commune bears
        ("CPTS Beauce Marie Laval", "CPTS Beauce"),  # both words are borne by communes, and the first by people
        ("CPTS Beauce LE LAVAL Solenn", "CPTS Beauce"),
        ("CPTS Giennois – Pierre Fontaine", "CPTS Giennois"),
        ("45 000 LE GUENNEC Solenn", "45 000"),
        ("Nguyen Thi Hoa 06.11.22.33.44", ""),
        ("CPTS Beauce Boursault", "CPTS Beauce Boursault"),
        ("SAINT MAURICE DE CAZEVIEILLES", "SAINT MAURICE DE CAZEVIEILLES"),
        ("CPTS de La Chapelle-Thècle", "CPTS de La Chapelle-Thècle"),
        ("CPTS Pays de Saint-Denis", "CPTS Pays de Saint-Denis"),
    ],
)
def test_a_person_right_behind_a_name_is_cut(text: str, kept: str) -> None:
    assert clean(text, value=True) == kept


def test_who_signs_begins_a_sentence_that_names_the_cpts_after() -> None:
    assert "Zülfiye" not in clean("Zülfiye Karaçay signe l'ACI de la CPTS Giennois le 4 mai 2021")


@pytest.mark.parametrize(
    "person", ["Mme Van den Berghe", "Pr. Hugues de La Roche", "Y. Vachequi", "LAVAL Maïwenn", "Ygrec Vachequi"]
)
def test_a_phone_in_a_line_takes_its_person_along_and_no_fact(person: str) -> None:
    assert clean(f"CPTS du Lac {person} 04-70-11-22-33 ACI signé en 2021") == "CPTS du Lac ACI signé en 2021"


@pytest.mark.parametrize("person", ["Ygrec Vachequi", "LAVAL Maïwenn", "MARTIN-DUVAL Élodie", "Anne-Lise Laval"])
@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Lettre d'intention {}", "Lettre d'intention"),
        ("Lettre d'intention Appeler {}", "Lettre d'intention"),
        ("ACI signé ({})", "ACI signé"),
        ("CPTS du Lac c/o {} : ACI signé", "CPTS du Lac : ACI signé"),
        ("{} – CPTS du Lac – ACI signé", "CPTS du Lac – ACI signé"),
    ],
)
def test_a_person_is_told_by_what_leads_to_it(line: str, kept: str, person: str) -> None:
    assert clean(line.format(person)) == kept


def test_an_elision_hides_nobody() -> None:
    kept = "Des soignants, réunis, ont fondé la CPTS du Lac."
    assert clean("Des soignants, réunis autour d'Ygrec Vachequi, ont fondé la CPTS du Lac.") == kept


@pytest.mark.parametrize(
    "text",
    [
        "ACI signé le 04/05/2021 12 communes",
        "départements 04 - 05 - 06 - 13 - 83",
        "0.123456789",
        "La CPTS du Lac lance « Bouge » | Radio Mélodie",
    ],
)
def test_days_codes_and_sites_are_nobody(text: str) -> None:
    assert clean(text) == text
