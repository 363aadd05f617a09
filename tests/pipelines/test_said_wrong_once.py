"""What the release of November 2026 said wrong of CPTS by name, one kind a test: no figure says more than its words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lexicon import gazetteer as geography
from lexicon.stages import read_status
from pipelines.normalise.territory import resolve_territory
from pipelines.steps.completeness import parts
from pipelines.steps.coverage import deployment_rows
from pipelines.steps.population_bounds import commune_bounds, per_cent, total
from pipelines.steps.quotation import PageText, quote
from tests.pipelines.test_resolution import claim, day, named, of, population, status, territory
from tests.support.pages import told

TOULOUSE, SAINT_MARTIN = "31555", "97801"


def test_a_city_is_no_minimum_of_a_part_of_it() -> None:
    rows = of(named(), territory([TOULOUSE]), population(120808)).territoires
    (row,) = parts(rows, None, [population(120808)], geography.load())
    declared = {"cpts_id": "cpts-test", "communes_completes": True, "population_declaree": 120808}
    bounds = commune_bounds([declared | {"population_precision": "exact"}], [dict(row)])
    assert row["partiel"] and bounds == {TOULOUSE: (0, 120808)}


def test_the_word_of_an_agency_outlives_the_older_and_weaker_one_of_a_newspaper() -> None:
    """CPTS de l'Extrême Sud: « en activité » in the press of 2024, a project that the agency validated in 2025."""
    active = status(None, rule="en_activite", source="journal", mention="m2", page="2024-03-01", activite=True)
    validated = status("projet_valide", rule="projet_de_sante.validation", page="2025-12-01")
    cpts = of(named(), active, validated).cpts
    assert (cpts["statut"], cpts["statut_fondement"], cpts["statut_date"]) == ("projet_valide", "acte", "2025-12-01")
    assert cpts["activite_attestee_le"] == "2024-03-01"


@pytest.mark.parametrize("words", ["CPTS en activité", "CPTS opérationnelle", "en fonctionnement depuis 2021"])
def test_who_works_is_not_said_to_have_signed(words: str) -> None:
    assert read_status(words).value is None and read_status(words).active


def test_a_letter_of_2019_is_of_2019() -> None:
    cpts = of(named(), status("lettre_intention", rule="lettre_d_intention.validation", page="2019-06-01")).cpts
    assert (cpts["statut_date"], cpts["statut_date_nature"]) == ("2019-06-01", "page")
    assert cpts["statut_age_mois"] > 60
    old = of(named(), status("aci_signe"), day("2019-10-01", "signature_aci")).cpts
    assert old["aci_echeance"] == "2024-10-01" and old["aci_a_verifier"]


def test_a_signature_that_is_aimed_at_is_none() -> None:
    facts = told("<p>La signature de l'ACI de la CPTS du Val Doré est visée d'ici fin décembre 2031.</p>")
    assert facts.get("du Val Doré", {}).get("statut") != "aci_signe" and "date" not in facts.get("du Val Doré", {})


def test_a_list_that_cannot_hold_the_declared_people_is_not_whole() -> None:
    """Pays d'Arles: 51 811 inhabitants listed, 175 000 declared by another page."""
    found = of(named("CPTS du Pays d'Arles"), territory(["13004"]), population(175000, mention="m2"))
    assert found.cpts["communes_completes"] is False and found.cpts["population_insee"] is None
    assert "completude" in {row["propriete"] for row in found.desaccords}


def test_the_dead_are_not_counted() -> None:
    """Sud Valence merged, Santé Seine Essonne refused."""
    merged = of(named(), status("cessee", rule="fusion", fin="fusion")).cpts
    refused = of(named(), status(None, rule="opposition", fin="refus", nie=["emergence"])).cpts
    assert (merged["statut"], merged["fin_nature"], refused["statut"]) == ("cessee", "fusion", None)
    rows = deployment_rows(date(2026, 11, 22), [dict(merged)], [], geography.load())
    assert {row["nb_cpts"] for row in rows} == {0}


def test_a_departement_without_a_known_territory_has_no_zero() -> None:
    cpts = dict(of(named(), status("aci_signe"), claim("departements", "21", rule="departement_nomme")).cpts)
    rows = deployment_rows(date(2026, 11, 22), [cpts], [], geography.load())
    (dijon,) = (row for row in rows if row["territoire"] == "21" and row["definition"] == "aci_signe")
    assert (dijon["nb_cpts"], dijon["population_min"], dijon["population_max"]) == (1, None, None)


def test_two_ends_of_a_country_are_not_its_list() -> None:
    found = resolve_territory("de Chantonnay à Aizenay", "52")
    assert found.codes == ("85003", "85051") and not found.complete


def test_a_citation_is_in_the_page_or_there_is_none() -> None:
    page = PageText("La CPTS du Val a signé son ACI avec l’ARS et la CPAM.")
    assert quote("a signé son ACI", page) == page.text and quote("a signé un ACI", page) is None


def test_a_share_is_rounded_once_and_guadeloupe_has_no_saint_martin() -> None:
    share = per_cent(2448, 100000)
    assert share == 2.448 and f"{share:.1f}" == "2.4"  # 2.45 would give 2.5
    assert total({"97101": (1, 1), SAINT_MARTIN: (9, 9)}, ["97101"]) == (1, 1)
    rows: list[dict[str, Any]] = list(deployment_rows(date(2026, 11, 22), [], [], geography.load()))
    island = next(row for row in rows if row["niveau"] == "region" and row["territoire"] == "01")
    members = geography.load().members_of_departement("971")
    assert island["population_totale"] == geography.load().population(members)
