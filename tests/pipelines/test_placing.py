"""A mention without a place gets one from its name, its publisher or its neighbours, with the ground."""

from datetime import date
from typing import Any

import pytest

from lexicon import gazetteer
from pipelines.steps.claims import read_listing
from pipelines.steps.ground import ground
from pipelines.steps.placing import placed
from spiders.listing import Evidence, Listing
from spiders.registry import SourceCard
from tests.pipelines.test_resolution import claim, named, of, territory


def card(**changed: Any) -> SourceCard:
    said = {
        "id": "essai",
        "publisher": "Éditeur",
        "title": "Essai",
        "kind": "presse",
        "regions": ("84",),
        "platform": "site",
        "entry_urls": ("https://exemple.fr/",),
        "verified": False,
        "known": "Carte inventée.",
        "licence": "Aucune",
        "expect": {"minimum": 0, "maximum": 9},
        "lifecycle": {"state": "active", "since": date(2026, 1, 1), "reason": "essai"},
    }
    return SourceCard(**(said | changed))


def places(*listings: tuple[str, dict[str, str]], **of_card: Any) -> list[list[tuple[str | None, str]]]:
    """(départements, ground) of each listing of one page."""
    evidence = Evidence("essai", "https://exemple.fr/", "/html")
    shown = card(**of_card)
    read = [read_listing(Listing(name, evidence, **texts), shown.regions) for name, texts in listings]
    found = placed(read, shown, gazetteer.load())
    return [[(one.value, one.rule) for one in statement.values("departements")] for statement in found]


def test_what_the_page_states_comes_first():
    stated = ("CPTS de Grenoble", {"department_text": "Drôme"})
    assert places(stated, departements=("01",)) == [[("26", "departement_nomme")]]


def test_then_the_name_then_the_publisher():
    both = places(("CPTS de Grenoble", {}), ("CPTS des Trois Vallons", {}), departements=("01",))
    assert both == [[("38", "nom_de_la_cpts")], [("01", "aire_de_l_editeur")]]


def test_the_towns_of_the_page_come_before_the_area_of_the_publisher():
    shown = ("CPTS des Trois Vallons", {"place_text": "Elle a son siège à Frontignan (Hérault)."})
    assert places(shown, departements=("01",), regions=("76",)) == [[("34", "lieu_montre_par_la_page")]]
    # a name that two départements of the region know is no place without its bracket
    assert places(("CPTS des Trois Vallons", {"place_text": "Une halte à Vernoux."})) == [[]]


def test_a_town_where_it_acts_is_in_its_territory_as_an_inference():
    evidence = Evidence("essai", "https://exemple.fr/", "/html")
    told = {"department_text": "Haute-Garonne", "place_text": "À Caraman, la CPTS installe un mammobile."}
    shown = card(regions=("76",))
    (statement,) = placed([read_listing(Listing("CPTS du Val", evidence, **told), ("76",))], shown, gazetteer.load())
    inferred = statement.first("territoire")
    assert inferred and (inferred.value, inferred.rule, inferred.text) == ("31106", "lieu_d_action", told["place_text"])
    assert inferred.data["deduit"] and not inferred.data["complet"]
    listed = told | {"territory_text": "Gardouch, Nailloux"}
    (statement,) = placed([read_listing(Listing("CPTS du Val", evidence, **listed), ("76",))], shown, gazetteer.load())
    assert [claim.rule for claim in statement.values("territoire")] == ["nom"]


@pytest.mark.parametrize(("name", "expected"), [("CPTS des Trois Vallons", "01"), ("CPTS de la Côte Blanche", None)])
def test_the_site_of_a_cpts_speaks_for_itself_and_not_for_its_neighbours(name, expected):
    found = places((name, {}), kind="cpts", publisher="CPTS des Trois Vallons", departements=("01",))
    assert found == [[(expected, "aire_de_l_editeur")] if expected else []]


def test_then_three_neighbours_of_one_departement():
    def neighbours(*departements: str) -> list[tuple[str, dict[str, str]]]:
        return [(f"CPTS du Val {number}bis", {"department_text": one}) for number, one in enumerate(departements)]

    alone = ("CPTS des Trois Vallons", {})
    assert places(*neighbours("Ain", "Ain", "Ain"), alone)[-1] == [("01", "voisins_de_la_liste")]
    assert places(*neighbours("Ain", "Ain", "Isère", "Ain"), alone)[-1] == []
    assert places(*neighbours("Ain", "Ain"), alone)[-1] == []


def test_a_town_inferred_from_the_name_is_marked_and_stands_aside():
    evidence = Evidence("essai", "https://exemple.fr/", "/html")
    shown = card(regions=("84",))
    (bare,) = placed([read_listing(Listing("CPTS de Grenoble", evidence), ("84",))], shown, gazetteer.load())
    inferred = bare.first("territoire")
    assert inferred and (inferred.value, inferred.rule, inferred.data["complet"]) == ("38185", "nom_de_la_cpts", False)
    listed = Listing("CPTS de Grenoble", evidence, territory_text="Grenoble, Échirolles", department_text="Isère")
    (said,) = placed([read_listing(listed, ("84",))], shown, gazetteer.load())
    assert len(said.values("territoire")) == 1


def test_in_one_dossier_what_is_stated_is_published_and_what_is_inferred_is_not():
    inferred = territory(["21231"], complete=False, deduit=True, source="site", mention="m2")
    dossier = of(named(), territory(["21054"], complete=False), inferred)
    assert [row["commune"] for row in dossier.territoires] == ["21054"]
    alone = of(named(), inferred)
    assert [row["commune"] for row in alone.territoires] == ["21231"]
    assert alone.cpts["communes_completes"] is False and alone.cpts["population_insee"] is None
    # a complete list is not contradicted by an inference
    assert of(named(), territory(["21054"]), inferred).cpts["communes_completes"] is True


def test_stated_departements_add_to_those_of_an_open_list():
    stated = claim("departements", "21 ; 71", source="journal", mention="m2") | {"regle": "departement_nomme"}
    inferred = claim("departements", "39", source="agence") | {"regle": "aire_de_l_editeur"}
    assert of(named(), territory(["21054"], complete=False), stated, inferred).cpts["departements"] == "21 ; 71"
    assert of(named(), territory(["21054"]), stated, inferred).cpts["departements"] == "21"
    assert of(named(), inferred).cpts["departements"] == "39"


@pytest.mark.parametrize(
    ("words", "departement"),
    [
        ("Elle a signé son ACI avec la CPAM de Lille-Douai et l'ARS.", "59"),
        ("Contrat signé avec la caisse primaire d'assurance maladie des Côtes-d'Armor", "22"),
        ("ACI signé avec la CPAM et l'ARS", None),
    ],
)
def test_the_fund_that_signs_is_in_charge_where_the_cpts_is(words, departement):
    found = places(("CPTS des Trois Vallons", {"status_text": words}), regions=())
    assert found == [[(departement, "caisse_signataire")] if departement else []]


def test_the_site_of_a_cpts_declares_nothing_of_another():
    evidence = Evidence("essai", "https://exemple.fr/", "/html")
    shown = card(kind="cpts", publisher="CPTS du Mont")
    told = "Le projet de santé est en cours de rédaction."
    names = ("CPTS du Mont", "CPTS de la Plaine")
    read = [read_listing(Listing(name, evidence, status_text=told), ("84",)) for name in names]
    own, other = (statement.first("statut") for statement in placed(read, shown, gazetteer.load()))
    rows = [claim("statut", one.value, rule=one.rule, **one.data) for one in (own, other)]
    assert [ground(row, "cpts") for row in rows] == ["declaration", "deduit"]
