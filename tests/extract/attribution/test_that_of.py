"""« celle de … », « les trois autres »: CPTS told beside one that is named."""

from __future__ import annotations

import pytest

from lexicon.cpts_names import find_names
from tests.support.pages import told


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        (
            "La CPTS du Val Noir (41) a signé son ACI le 7 mai 2021, comme celle du Val Vert (41) le 2 juin.",
            ["CPTS du Val Noir", "CPTS du Val Vert"],
        ),
        ("La CPTS du Mas, tout comme celle du Marais, a signé.", ["CPTS du Mas", "CPTS du Marais"]),
        (
            "Deux CPTS ont signé : celle du Sud-Lochois Vif (37) en mai et celle du Chinonais Clair (37) en juin.",
            ["CPTS du Sud-Lochois Vif", "CPTS du Chinonais Clair"],
        ),
        # « celle » stands for another feminine noun
        ("La population de la CPTS du Bessin a augmenté, comme celle du Cotentin Blanc.", ["CPTS du Bessin"]),
        ("La CPTS du Bessin a signé une convention, comme celle du Cotentin Blanc.", ["CPTS du Bessin"]),
        ("La CPTS du Bessin anime un atelier, comme celle du Cotentin Blanc.", ["CPTS du Bessin"]),
    ],
)
def test_what_celle_stands_for(sentence: str, names: list[str]) -> None:
    assert [mention.name for mention in find_names(sentence)] == names


def test_each_has_its_own_day() -> None:
    facts = told(
        "<p>La CPTS du Nord Blanc (41) a signé son ACI le 7 mai 2021, comme celle du Sud Blanc (41) le 2 juin 2021.</p>"
    )
    assert {name: told["date"] for name, told in facts.items()} == {
        "du Nord Blanc": "2021-05-07",
        "du Sud Blanc": "2021-06-02",
    }
    assert {told["statut"] for told in facts.values()} == {"aci_signe"}


@pytest.mark.parametrize(("number", "dated"), [("deux", True), ("trois", False)])
def test_the_others_are_as_many_as_the_page_names(number: str, dated: bool) -> None:
    facts = told(
        "<h1>Yonne : trois signatures</h1><p>Trois CPTS de l'Yonne ont signé leur ACI : Auxois Vif, Morvan Clair et"
        " Puisaye Rose.</p><p>La signature a eu lieu le 4 mai 2022 pour la CPTS Auxois Vif et le 12 juin 2022 pour les"
        f" {number} autres.</p>",
        kind="ars",
    )
    assert facts["Auxois Vif"]["date"] == "2022-05-04"
    for name in ("Morvan Clair", "Puisaye Rose"):
        assert facts[name]["statut"] == "aci_signe"
        assert (facts[name].get("date") == "2022-06-12") is dated


@pytest.mark.parametrize(
    "text",
    [
        "Une CPTS voit le jour dans la Creuse. Baptisée « Cap Combrailles », elle couvre 21 000 habitants.",
        "La nouvelle communauté professionnelle territoriale de santé porte le nom de « Cap Combrailles ».",
    ],
)
def test_a_name_given_in_the_next_words(text: str) -> None:
    assert [mention.name for mention in find_names(text)] == ["CPTS Cap Combrailles"]


def test_a_cpts_named_in_another_paragraph() -> None:
    facts = told(
        "<p>Les soignants du Gévaudan ont créé leur CPTS.</p><p>Elle a été baptisée « Gévaudan Santé ».</p><p>Son"
        " contrat a été signé le 3 juin 2022.</p>"
    )
    assert facts["Gévaudan Santé"]["date"] == "2022-06-03"


@pytest.mark.parametrize(
    "end",
    ["n'existe plus depuis juin 2023.", "a mis fin à ses activités le 30 juin 2023.", "a été dissoute en juin 2023."],
)
def test_the_end_of_a_cpts(end: str) -> None:
    facts = told(f"<p>La CPTS du Moulin Vert {end}</p>")
    assert facts["du Moulin Vert"]["statut"] == "cessee"
    assert facts["du Moulin Vert"]["date"].startswith("2023-06")


def test_two_that_make_one_have_ended() -> None:
    facts = told(
        "<p>Depuis le 1er janvier 2024, la CPTS Rive Verte et la CPTS Rive Noire ne forment plus qu'une CPTS : la CPTS"
        " des Deux Rives.</p>"
    )
    assert facts["Rive Verte"]["statut"] == facts["Rive Noire"]["statut"] == "cessee"
    assert facts["des Deux Rives"].get("statut") != "cessee"


@pytest.mark.parametrize(
    "plan",
    [
        "La signature de l'ACI est visée d'ici fin décembre 2031.",
        "Elle a pour objectif de signer l'ACI avant juin 2031.",
        "Elle signera son ACI le 3 mai 2031.",
        "Elle sera opérationnelle début 2031.",
        "Elle verra le jour en mai 2031.",
    ],
)
def test_a_plan_is_neither_a_stage_nor_a_date(plan: str) -> None:
    facts = told(f"<p>La CPTS du Clos Vert réunit 40 soignants. {plan}</p>")
    assert facts["du Clos Vert"].get("statut") != "aci_signe"
    assert "date" not in facts["du Clos Vert"]
