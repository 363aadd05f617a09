"""The reference geography as every other module reads it."""

from __future__ import annotations

import pytest

from lexicon.gazetteer import load, place_key

GEOGRAPHY = load()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Loire-Atlantique", "44"),
        ("44", "44"),
        ("1", "01"),
        ("(974)", "974"),
        ("la Drôme", "26"),
        ("2a", "2A"),
        ("Hauts-de-Seine (92)", "92"),
        ("COTES D’ARMOR", "22"),
        ("en Haute-Savoie", "74"),
        ("Loir et Cher", "41"),
        ("d'Ille-et-Vilaine", "35"),
        ("La Réunion", "974"),
        ("l'Ain", "01"),
        ("Territoire de Belfort", "90"),
        ("Hauts-de-Seine (93)", None),
        ("Loire-Forez", None),
        ("", None),
        ("99", None),
        ("Saint-Rambert-sur-Loire", None),
    ],
)
def test_a_departement_written_any_way(text: str, code: str | None) -> None:
    assert GEOGRAPHY.departement(text) == code


def test_former_codes_are_followed() -> None:
    assert GEOGRAPHY.current("69152") == "69149"  # Pierre-Bénite
    assert GEOGRAPHY.current("59298") == "59350"  # Hellemmes
    assert GEOGRAPHY.current("44109") == "44109"
    assert GEOGRAPHY.current("00000") is None


def test_population_counts_everyone_once() -> None:
    paris = GEOGRAPHY.population(["75056"])
    districts = GEOGRAPHY.arrondissements["75056"]
    assert len(districts) == 20
    assert GEOGRAPHY.population(["75056", *districts]) == paris == GEOGRAPHY.population(districts)
    merged = GEOGRAPHY.population(["69149"])
    assert GEOGRAPHY.population(["69149", "69152", "69149"]) == merged > 30_000
    assert GEOGRAPHY.population(["unknown"]) == 0


def test_members() -> None:
    plaine_commune = next(code for code, one in GEOGRAPHY.epci.items() if one.name == "Plaine Commune")
    assert "93066" in GEOGRAPHY.members_of_epci(plaine_commune)
    assert len(GEOGRAPHY.members_of_departement("90")) == 101
    assert not set(GEOGRAPHY.members_of_departement("75")) - {"75056"}
    assert GEOGRAPHY.members_of_epci("unknown") == ()


def test_the_guadeloupe_agency_serves_two_collectivities() -> None:
    assert GEOGRAPHY.departements_of_region("01") == ("971", "977", "978")


def test_names_and_postal_codes() -> None:
    assert set(GEOGRAPHY.by_name[place_key("St-Denis")]) >= {"93066", "97411"}
    assert GEOGRAPHY.by_postal_code["75020"] == ("75120",)
    assert GEOGRAPHY.by_postal_code["44800"] == ("44162",)


def test_every_link_leads_somewhere() -> None:
    for commune in GEOGRAPHY.communes.values():
        assert commune.departement in GEOGRAPHY.departements and commune.region in GEOGRAPHY.regions
        assert commune.epci is None or commune.epci in GEOGRAPHY.epci
        assert commune.ept is None or GEOGRAPHY.epci[commune.ept].kind == "EPT"
    assert all(one.current in GEOGRAPHY.communes for one in GEOGRAPHY.former)
    assert all(other in GEOGRAPHY.departements for one in GEOGRAPHY.departements.values() for other in one.neighbours)


def test_a_missing_reference_names_the_command_that_builds_it(tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match=r"python -m pipelines\.reference"):
        load(tmp_path)
