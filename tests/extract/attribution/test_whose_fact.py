"""Whose fact a sentence tells when several CPTS are named: « celle de », « la première », « cette dernière », « toutes deux »."""

from __future__ import annotations

import pytest

from lexicon.cpts_names import find_names
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from tests.support.pages import told


def test_celle_de_is_a_second_cpts_and_respectively_keeps_its_prepositions() -> None:
    facts = told(
        "<p>La CPTS du Val Doré, puis celle du Puy Clair, ont signé leur ACI respectivement en avril 2021 et le"
        " 6 mai 2022.</p>"
    )
    assert facts["du Val Doré"]["date"] == "2021-04"
    assert facts["du Puy Clair"] == {"statut": "aci_signe", "date": "2022-05-06"}


@pytest.mark.parametrize("behind", ["<p>Communes : Maurs, Murat</p>", "<div><p>Elle couvre 12 communes.</p></div>"])
def test_what_stands_behind_a_list_is_not_of_its_last_cpts(behind: str) -> None:
    body = (
        f"<html><body><main><ul><li>CPTS du Val Doré</li><li>CPTS du Puy Clair</li></ul>{behind}</main></body></html>"
    )
    found = read(Document("https://x.fr", body.encode(), "text/html"), SourceContext(regions=("84",))).listings
    assert [(one.name, one.territory_text) for one in found] == [
        ("CPTS du Val Doré", None),
        ("CPTS du Puy Clair", None),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("la population de la CPTS du Val Doré et celle de Bellac", ["CPTS du Val Doré"]),
        ("la CPTS du Val Doré et celle du Var", ["CPTS du Val Doré"]),
        (
            "la CPTS du Val Doré ainsi que celles d'Ambray et de Lormont",
            ["CPTS du Val Doré", "CPTS d'Ambray", "CPTS de Lormont"],
        ),
        (
            "La CPTS du Val Doré a signé en mai, suivie de celle de Lormont en juin",
            ["CPTS du Val Doré", "CPTS de Lormont"],
        ),
        ("Ils ont choisi le nom de leur future CPTS : ce sera « Lormont Océan ».", ["CPTS Lormont Océan"]),
        ("après la signature de la CPTS du Val Doré et de celle de Lormont", ["CPTS du Val Doré", "CPTS de Lormont"]),
    ],
)
def test_what_celle_stands_for(text: str, names: list[str]) -> None:
    assert [mention.name for mention in find_names(text)] == names


def test_the_first_and_the_second() -> None:
    facts = told(
        "<p>Deux structures voisines, la CPTS du Val Doré et la CPTS du Puy Clair, se sont lancées. La première a signé"
        " son ACI le 4 mai 2021, la seconde le 9 juin 2022.</p>"
    )
    assert facts["du Val Doré"]["date"] == "2021-05-04"
    assert facts["du Puy Clair"]["date"] == "2022-06-09"


def test_cette_derniere_is_the_last_one_named() -> None:
    facts = told(
        "<p>La CPTS du Val Doré travaille avec la CPTS du Puy Clair. Cette dernière compte 31 200 habitants.</p>"
    )
    assert facts["du Puy Clair"]["population"] == "31200"
    assert "population" not in facts["du Val Doré"]


def test_elle_aussi_tells_of_the_one_before() -> None:
    facts = told(
        "<p>La CPTS du Val Doré a montré le chemin le 8 mars 2021. Elle a été rejointe en juin 2023 par la CPTS du Puy"
        " Clair, sous contrat elle aussi.</p>"
    )
    assert {name: one["statut"] for name, one in facts.items()} == {
        "du Val Doré": "aci_signe",
        "du Puy Clair": "aci_signe",
    }
    assert facts["du Puy Clair"]["date"] == "2023-06"


def test_a_count_of_all_is_not_the_territory_of_the_one_named() -> None:
    facts = told(
        "<p>Avec la CPTS du Val Doré, dont l'ACI a été signé le 8 mars 2024, la région compte six communautés : trois"
        " en Savoie et trois en Haute-Savoie.</p>",
        region="84",
    )
    assert "departements" not in facts["du Val Doré"]


def test_a_count_under_contract_is_said_of_each_when_all_are_named() -> None:
    facts = told(
        "<p>La Creuse compte désormais trois CPTS sous contrat. La CPTS du Val Doré a ouvert la marche en mai 2020,"
        " suivie de la CPTS du Puy Clair en mars 2021 et de la CPTS des Combes le 2 avril 2022.</p>"
    )
    assert [one["statut"] for one in facts.values()] == ["aci_signe"] * 3
    assert [one["date"] for one in facts.values()] == ["2020-05", "2021-03", "2022-04-02"]


def test_both_teams_have_the_missions_and_one_more() -> None:
    facts = told(
        "<h2>CPTS du Val Doré</h2><p>Bellac, Magnac-Laval, Le Dorat — 21 400 habitants — 30 adhérents</p>"
        "<h2>CPTS du Puy Clair</h2><p>Nexon, Châlus — 14 600 habitants — 22 adhérents</p>"
        "<p>Les deux communautés travaillent à l'accès aux soins et à la prévention. La CPTS du Puy Clair s'occupe"
        " aussi de la gestion des crises sanitaires.</p>"
    )
    assert facts["du Val Doré"]["missions"] == ["acces_soins", "prevention"]
    assert facts["du Puy Clair"]["missions"] == ["acces_soins", "crises", "prevention"]
    assert facts["du Val Doré"]["population"] == "21400"
    assert facts["du Val Doré"]["territoire"] == "87011 ; 87059 ; 87089"


def test_a_day_over_a_line_of_another_day_is_no_label_of_it() -> None:
    facts = told("<h2>CPTS du Val Doré</h2><p>12/03/2022</p><p>ACI signé le 3 avril 2022</p>")
    assert facts["du Val Doré"]["date"] == "2022-04-03"


def test_each_name_of_an_enumeration_has_the_figures_in_its_own_brackets() -> None:
    facts = told(
        "<p>Le 30 juin 2022, trois CPTS ont signé leur ACI : la CPTS du Val Doré (180 000 habitants), la CPTS du Puy"
        " Clair (31 communes, 48 000 habitants) et la CPTS des Trois Lacs (70 500 habitants).</p>"
    )
    assert {name: one.get("population") for name, one in facts.items()} == {
        "du Val Doré": "180000",
        "du Puy Clair": "48000",
        "des Trois Lacs": "70500",
    }
    assert {one["date"] for one in facts.values()} == {"2022-06-30"}


@pytest.mark.parametrize("break_", [" ", "</p><p>"])
def test_the_first_and_the_second_may_have_a_sentence_each(break_: str) -> None:
    facts = told(
        f"<p>Deux projets sont suivis : la CPTS du Val Doré et la CPTS du Puy Clair.{break_}La première a déposé sa lettre"
        " d'intention en avril 2021. La seconde a vu son projet de santé validé par l'ARS le 15 juin 2021.</p>"
    )
    assert facts["du Val Doré"] == {"statut": "lettre_intention", "date": "2021-04"}
    assert facts["du Puy Clair"] == {"statut": "projet_valide", "date": "2021-06-15"}


def test_what_follows_a_sentence_on_one_s_own_president_is_still_its_own() -> None:
    facts = told(
        "<h1>La CPTS du Val Doré signe</h1><p>La CPTS du Val Doré a signé son ACI le 4 avril 2022. Sa présidente rappelle"
        " que l'ACI de la CPTS du Puy Clair, signé en 2020, a servi de modèle. Le territoire compte 63 000 habitants.</p>"
    )
    assert facts["du Val Doré"]["population"] == "63000"
    assert facts["du Puy Clair"] == {"statut": "aci_signe", "date": "2020"}


def test_the_people_whom_an_institution_covers_are_not_those_of_the_cpts() -> None:
    facts = told(
        "<p>L'ARS a validé en 2021 le projet de santé de la CPTS du Val Doré. L'accord avec la CPAM de l'Indre, qui couvre"
        " tout le département (220 000 habitants), a été signé le 30 novembre 2021.</p>"
    )["du Val Doré"]
    assert (facts["statut"], facts["date"]) == ("aci_signe", "2021-11-30")
    assert "population" not in facts


def test_a_title_on_the_team_of_one_cpts_hides_nothing_below() -> None:
    facts = told(
        "<h1>Gers : l'équipe s'agrandit</h1><p>La CPTS du Val Doré accueille une infirmière.</p><h2>En chiffres</h2>"
        "<ul><li>92 communes</li><li>51 300 habitants</li></ul>"
    )
    assert facts["du Val Doré"]["population"] == "51300"


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("La CPTS du Val Doré, qui touche la CPTS du Puy Clair (9 000 habitants), a signé", {"population": "9000"}),
        ("La CPTS du Val Doré, voisine de la CPTS du Puy Clair (9 000 habitants), a signé", {"population": "9000"}),
        ("Trois ans après la CPTS du Puy Clair, la CPTS du Val Doré a signé", {}),
        ("Avant la CPTS du Puy Clair, la CPTS du Val Doré a signé", {}),
    ],
)
def test_what_an_aside_tells_of_another_one_stays_with_it(words: str, other: dict[str, str]) -> None:
    facts = told(f"<p>{words} son ACI jeudi 4 mai 2023.</p>")
    assert facts["du Val Doré"] == {"statut": "aci_signe", "date": "2023-05-04"}
    assert {topic: value for topic, value in facts["du Puy Clair"].items() if topic != "nom"} == other


def test_what_follows_a_health_centre_is_of_the_centre() -> None:
    facts = told(
        "<h1>Une maison de santé ouvre</h1><p>La maison de santé, membre de la CPTS du Val Doré, a ouvert. Elle a signé son"
        " ACI en 2023.</p>"
    )
    assert "statut" not in facts["du Val Doré"]


def test_the_year_of_the_one_that_came_before_hides_no_date() -> None:
    facts = told(
        "<p>La CPTS du Val Doré a vu le jour en 2021. Elle a été la deuxième du département à signer l'ACI, le 15 juin 2022,"
        " après celle du Puy Clair (2020).</p>"
    )
    assert (facts["du Val Doré"]["statut"], facts["du Val Doré"]["date"]) == ("aci_signe", "2022-06-15")
