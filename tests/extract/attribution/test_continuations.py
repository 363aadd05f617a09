"""What goes on about a CPTS: under a headline that tells, in a chronology, around an aside or a bracket."""

from __future__ import annotations

import pytest

from tests.support.pages import extract, told


@pytest.mark.parametrize(
    "headline",
    [
        "Blois : des professionnels de santé s'unissent pour soigner mieux",
        "Les acteurs de santé se mobilisent",
        "Ces soignants ont uni leurs forces",
        "Vendôme : les professionnels préparent leur communauté",
        "Les partenaires présentent le projet",
    ],
)
def test_a_headline_that_tells_is_no_list_of_people(headline: str) -> None:
    body = (
        f"<h1>{headline}</h1><p>La CPTS des Combes est née.</p><p>Elle couvre 3 communes : Blois, Mer et Vendôme.</p>"
    )
    assert told(body, region="24")["des Combes"]["territoire"] == "41018 ; 41136 ; 41269"


@pytest.mark.parametrize("heading", ["Nos partenaires", "Les professionnels qui se mobilisent", "L'équipe"])
def test_a_heading_of_people_still_says_nothing_of_the_cpts(heading: str) -> None:
    body = f"<h1>Santé</h1><p>La CPTS des Combes est née.</p><h2>{heading}</h2><p>Elle couvre Blois et Vendôme.</p>"
    assert "territoire" not in told(body, region="24")["des Combes"]


@pytest.mark.parametrize(
    ("line", "stage"),
    [
        ("Mars 2020 : lettre d'intention validée par l'ARS et la CPAM", "lettre_intention"),
        ("3 juin 2021 – signature de l'ACI", "aci_signe"),
        ("Mai 2021 : projet de santé validé par l'ARS", "projet_valide"),
        ("Déposer une lettre d'intention auprès de l'ARS", None),
        ("Signature de l'ACI avec l'ARS et la CPAM", None),
    ],
)
def test_the_dated_lines_under_the_steps_are_its_own(line: str, stage: str | None) -> None:
    body = f"<h1>CPTS des Combes</h1><p>Notre histoire.</p><h2>Les étapes</h2><ul><li>{line}</li></ul>"
    assert told(body, kind="cpts", region="24")["des Combes"].get("statut") == stage


def test_a_sentence_that_lists_other_structures_aside_is_of_the_cpts() -> None:
    words = "Plus de 90 adhérents — libéraux, MSP, DAC — et près de 50 000 habitants dans le bassin."
    facts = told(f"<p>La CPTS des Combes a signé son ACI. {words}</p>")["des Combes"]
    assert (facts["population"], facts["adherents"]) == ("50000", "90")
    other = told("<p>La CPTS des Combes a signé son ACI. La MSP reçoit 5 000 habitants du bassin.</p>")
    assert "population" not in other["des Combes"]


@pytest.mark.parametrize(
    "words",
    [
        "Population : 69 481 habitants, soit une CPTS de taille 2.",
        "Avec 69 481 habitants, le projet correspondra à une CPTS de taille 2 (entre 40 000 et 80 000 habitants).",
        "69 481 personnes vivent dans les 48 communes concernées.",
        "Sur le territoire, 69 481 personnes résident à l'année.",
    ],
)
def test_the_inhabitants_of_this_cpts(words: str) -> None:
    assert told(f"<h1>CPTS des Combes</h1><p>{words}</p>", kind="cpts")["des Combes"]["population"] == "69481"


@pytest.mark.parametrize(
    "words",
    ["Une CPTS de taille 2 couvre entre 40 000 et 80 000 habitants.", "Ces 69 481 personnes ont été vaccinées."],
)
def test_no_inhabitants_of_this_cpts(words: str) -> None:
    assert "population" not in told(f"<h1>CPTS des Combes</h1><p>{words}</p>", kind="cpts")["des Combes"]


def test_a_bracket_about_another_cpts_does_not_take_the_rest_of_the_sentence() -> None:
    words = "réunit Blois, hormis Mer (rattachée au projet de CPTS du Haut Val), et 2 communes : Vendôme et Montoire."
    facts = told(f"<p>La CPTS des Combes {words}</p>", region="24")
    assert "41269" in facts["des Combes"]["territoire"] and "41136" not in facts["des Combes"]["territoire"]
    assert "territoire" not in facts["du Haut Val"]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("La CPTS des Combes grandit. Blois, Mer et Vendôme l'ont rejointe.", "41018 ; 41136 ; 41269"),
        ("La CPTS des Combes s'est étendue en mars 2023 à Blois et Vendôme.", "41018 ; 41269"),
        ("La CPTS des Combes s'est étendue à Blois, Mer et Vendôme.", "41018 ; 41136 ; 41269"),
        ("La CPTS des Combes couvrait Blois et Vendôme.", "41018 ; 41269"),
        ("À sa naissance, la CPTS des Combes réunissait Blois, Mer et Vendôme.", "41018 ; 41136 ; 41269"),
    ],
)
def test_communes_that_join_are_of_the_territory(words: str, codes: str) -> None:
    assert told(f"<p>{words}</p>", region="24")["des Combes"]["territoire"] == codes


def test_two_departements_one_inside_the_name_of_the_other_are_both_kept() -> None:
    page = extract("<p>La CPTS des Combes couvre 20 communes de la Loire et de la Haute-Loire.</p>", region="84")
    assert page.listings[0].department_text == "Loire ; Haute-Loire"
    page = extract("<p>La CPTS des Combes réunit 38 communes sur 3 départements (Loir et Cher, Cher, Indre).</p>")
    assert page.listings[0].department_text == "Loir et Cher ; Cher ; Indre"


@pytest.mark.parametrize(
    "words",
    [
        "couvrait Blois et le territoire de la communauté de communes du Grand Chambord",
        "couvre Blois et la communauté de communes du Grand Chambord",
        "s'étend sur Blois et sur la communauté de communes du Grand Chambord",
        "regroupe Blois ainsi que le Grand Chambord",
    ],
)
def test_a_town_and_a_grouping_are_both_of_the_territory(words: str) -> None:
    codes = told(f"<p>La CPTS des Combes {words}.</p>", region="24")["des Combes"]["territoire"].split(" ; ")
    assert len(codes) == 17 and {"41018", "41034"} <= set(codes)
