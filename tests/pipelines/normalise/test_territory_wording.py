"""What the words around the names mean: exclusions, shares, bounds, spelt arrondissements, ordinary words."""

from __future__ import annotations

import pytest

from lexicon.gazetteer import load
from lexicon.readings import TerritoryReading
from pipelines.normalise.territory import resolve_territory
from pipelines.normalise.territory_groups import groups_of

GEOGRAPHY = load()
RENNES = next(code for code, one in GEOGRAPHY.epci.items() if one.name == "Rennes Métropole")


def read(text: str, *departements: str, region: str | None = None) -> TerritoryReading:
    return resolve_territory(text, region, departements)


@pytest.mark.parametrize(
    ("text", "departement", "expected"),
    [
        ("Les communes de Tulle, Naves et Laguenne", "19", ("19101", "19146", "19272")),
        ("Les communes du Puy-en-Velay et de Brives-Charensac", "43", ("43041", "43157")),
        ("les communes de Rennes et de Bruz", "35", ("35047", "35238")),
        ("les villes de Blois et Vineuil", "41", ("41018", "41295")),
        ("les communes de Fougères", "35", ("35115",)),
    ],
)
def test_communes_of_a_town_are_not_its_grouping(text: str, departement: str, expected: tuple[str, ...]) -> None:
    assert read(text, departement).codes == expected


@pytest.mark.parametrize(
    "text",
    [
        "les communes de Rennes Métropole",
        "les 43 communes de Rennes Métropole",
        "100 % de Rennes Métropole",
        "l'ensemble de Rennes Métropole",
        "métropole de Rennes",
    ],
)
def test_communes_of_a_grouping_are_the_grouping(text: str) -> None:
    assert read(text, "35").codes == GEOGRAPHY.members_of_epci(RENNES)


@pytest.mark.parametrize(
    "text",
    [
        "comcom Bretagne Romantique",
        "Bretagne Romantique (CC)",
        "com'com Bretagne Romantique",
        "com com de la Bretagne Romantique",
        "Bretagne Romantique (communauté de communes)",
        "interco Bretagne Romantique",
    ],
)
def test_a_grouping_by_a_familiar_name(text: str) -> None:
    group = next(iter(groups_of(GEOGRAPHY).by_key["bretagne romantique"]))
    assert read(text, "35").codes == GEOGRAPHY.members_of_epci(group)


def test_agglomeration_of_a_country_is_the_grouping_and_of_a_town_the_town() -> None:
    assert len(read("agglomération du Pays de Dreux", "28").codes) > 70
    assert len(read("agglomération du Choletais", "49").codes) > 20
    assert read("agglomération de Dreux", "28").codes == ("28134",)


@pytest.mark.parametrize(
    "text",
    [
        "40 % du Calvados",
        "5 % des habitants du Calvados",
        "Calvados (30 %)",
        "12,5 % du Calvados",
        "20 pour cent du Calvados",
        "les trois quarts du Calvados",
        "deux tiers de la CU Caen la Mer",
        "Caen la Mer à 80 %",
        "60 % de Caen la Mer",
    ],
)
def test_a_share_is_not_the_whole(text: str) -> None:
    reading = read(text, "14")
    assert reading.codes == () and not reading.complete


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("75015", ("75115",)),
        ("75018, 75019", ("75118", "75119")),
        ("75116", ("75116",)),
        ("94015", ("94015",)),
    ],
)
def test_a_postal_code_comes_before_a_former_code(text: str, expected: tuple[str, ...]) -> None:
    assert read(text).codes == expected


@pytest.mark.parametrize("text", ["69003", "13008", "13001, 13002"])
def test_a_code_that_is_a_village_or_an_arrondissement_is_not_decided(text: str) -> None:
    reading = read(text, text[:2])
    assert reading.codes == () and reading.ambiguous and not reading.complete


@pytest.mark.parametrize(
    ("text", "departement"),
    [
        ("zone rurale de montagne", "05"),
        ("la montagne et la plaine", "38"),
        ("ville et campagne", "60"),
        ("La montagne et la mer", "44"),
        ("Montagne et plaine", "38"),
        ("le port et la ville", "76"),
        ("Montagne", "05"),
        ("pont et route", "76"),
        ("le Marsan", "40"),
        ("le bourg et ses hameaux", "42"),
        ("Beauce", "41"),
    ],
)
def test_ordinary_words_and_natural_regions_are_not_communes(text: str, departement: str) -> None:
    assert read(text, departement).codes == ()


def test_a_name_without_capitals_is_still_read() -> None:
    assert read("saint-marcellin, vinay et tullins", "38").codes == ("38416", "38517", "38559")
    assert read("ville de bernay", "27").codes == ("27056",)
    assert read("Montagne, Lussac", "33").codes == ("33261", "33290")


def test_a_former_name_that_begins_others_is_not_decided() -> None:
    assert read("Castelnau", region="76").codes == ()
    assert read("Bourg", region="84").codes == ()
    assert read("Bourg", "01").codes == ("01053",)


@pytest.mark.parametrize(
    ("text", "departement", "expected"),
    [
        ("vingtième arrondissement de Paris", "75", ("75120",)),
        ("premier et deuxième arrondissements de Lyon", "69", ("69381", "69382")),
        ("dix-septième et dix huitième arrondissements", "75", ("75117", "75118")),
        ("du dixième au douzième arrondissement de Paris", "75", ("75110", "75111", "75112")),
        ("arrondissements 9 et 10 de Paris", "75", ("75109", "75110")),
        ("arrondissement n° 3 de Marseille", "13", ("13203",)),
        ("les deux premiers arrondissements de Marseille", "13", ("13201", "13202")),
        ("Lyon, troisième", "69", ("69383",)),
        ("Paris, vingt communes", "75", ("75056",)),
        ("5e, 6e", "75", ("75105", "75106")),
        ("XXe", "75", ("75120",)),
        ("9, 10 et 11 arrondissements de Paris", "75", ("75109", "75110", "75111")),
        ("5e", "38", ()),
        ("2 arrondissements de Paris", "75", ()),
        ("plusieurs arrondissements de Marseille", "13", ()),
    ],
)
def test_arrondissements_in_words_and_numbers(text: str, departement: str, expected: tuple[str, ...]) -> None:
    assert read(text, departement).codes == expected


@pytest.mark.parametrize(
    "text",
    [
        "Rennes Métropole, Bruz exceptée",
        "Rennes Métropole moins Bruz",
        "Rennes Métropole (sans Bruz)",
        "Rennes Métropole, mais pas Bruz",
        "Rennes Métropole, Bruz non comprise",
        "Rennes Métropole, Bruz mise à part",
        "Rennes Métropole moins la commune de Bruz",
        "Rennes Métropole hors Bruz",
    ],
)
def test_what_is_taken_away_from_a_grouping(text: str) -> None:
    assert set(GEOGRAPHY.members_of_epci(RENNES)) - set(read(text, "35").codes) == {"35047"}


@pytest.mark.parametrize(
    ("text", "departement", "removed"),
    [
        ("Rennes Métropole, Bruz et Gévezé exceptées", "35", {"35047", "35120"}),
        ("Rennes Métropole à l'exclusion de Bruz, Gévezé et Rennes", "35", {"35047", "35120", "35238"}),
    ],
)
def test_several_communes_taken_away(text: str, departement: str, removed: set[str]) -> None:
    assert set(GEOGRAPHY.members_of_epci(RENNES)) - set(read(text, departement).codes) == removed


def test_a_departement_or_a_city_less_something() -> None:
    belfort = set(GEOGRAPHY.members_of_departement("90"))
    for text in (
        "Territoire de Belfort, hors Belfort",
        "Territoire de Belfort (sauf Belfort)",
        "Territoire de Belfort, Belfort excepté",
    ):
        assert belfort - set(read(text, "90").codes) == {"90010"}, text
    rhone = read("le Rhône à l'exclusion de la métropole de Lyon", "69").codes
    assert "69264" in rhone and not {"69123", "69266"} & set(rhone)
    isere = set(read("l'Isère hors CC Le Grésivaudan et CC de l'Oisans", "38").codes)
    assert "38185" in isere and not {"38006", "38052"} & isere
    assert read("Lyon sauf le 1er arrondissement", "69").codes == tuple(f"6938{number}" for number in range(2, 10))


@pytest.mark.parametrize(
    "text",
    [
        "Toutes les communes de la communauté de communes du Pays de Craon, hors Craon.",
        "Communauté de communes du Pays de Craon (hors Craon)",
        "CC du Pays de Craon, Craon excepté",
    ],
)
def test_a_namesake_taken_away_is_the_one_of_the_grouping(text: str) -> None:
    pays = resolve_territory("CC du Pays de Craon").codes
    assert set(pays) - set(resolve_territory(text).codes) == {"53084"}


def covered(text: str, departement: str) -> tuple[set[str], set[str]]:
    """The communes covered whole, and in part."""
    places = read(text, departement).places
    whole = {code for place in places if not place.partial for code in place.codes}
    return whole, {code for place in places if place.partial for code in place.codes} - whole


@pytest.mark.parametrize(
    ("text", "whole", "part"),
    [
        ("La CPTS couvre le 3e arrondissement de Lyon, hormis le quartier Montchat.", set(), {"69383"}),
        ("les 3e et 6e arrondissements de Lyon, à l'exception du quartier Montchat", {"69386"}, {"69383"}),
        ("Lyon 3e (sauf le quartier Villette-Paul Bert)", set(), {"69383"}),
        ("Villeurbanne, hormis le quartier des Gratte-Ciel", set(), {"69266"}),
        ("Lyon sauf le quartier de la Duchère", {f"6938{number}" for number in range(1, 9)}, {"69389"}),
        ("Villeurbanne et Bron, hormis le quartier des Gratte-Ciel", {"69266", "69029"}, set()),  # of which one?
        ("le 3e arrondissement de Lyon, y compris le quartier Montchat", {"69383"}, set()),
        ("le 3e arrondissement de Lyon hors saison", {"69383"}, set()),
        ("Villeurbanne et Bron, hormis Vénissieux", {"69266", "69029"}, set()),
    ],
)
def test_a_commune_less_a_quarter_is_covered_in_part(text: str, whole: set[str], part: set[str]) -> None:
    assert covered(text, "69") == (whole, part)


def test_a_name_outside_a_list_it_was_never_in_adds_nothing() -> None:
    pays = read("CC du Pays d'Iroise, Brest excepté", "29")
    assert "29019" not in pays.codes and len(pays.codes) == 19
    assert read("Nantes sans oublier Orvault", "44").codes == ("44109", "44114")
    assert not read("Rennes Métropole hors ville-centre", "35").complete


@pytest.mark.parametrize(
    "text",
    [
        "entre Blois et Vendôme",
        "de Blois à Vendôme",
        "La CPTS s'étend entre Blois et Vendôme",
        "un territoire compris entre Blois et Vendôme",
        "Elle s'étend de Blois à Vendôme",
        "Le territoire va de Blois à Vendôme.",
    ],
)
def test_both_bounds_are_named_and_the_list_is_open(text: str) -> None:
    reading = read(text, "41")
    assert reading.codes == ("41018", "41269") and not reading.complete


@pytest.mark.parametrize("text", ["entre Roanne et la Loire", "entre mer et campagne", "entre Saône et Beaujolais"])
def test_bounds_that_are_not_all_communes_give_nothing(text: str) -> None:
    assert read(text, "42").codes == ()


@pytest.mark.parametrize(
    "text",
    [
        "La CPTS couvre Dreux, Vernouillet et Anet",
        "La CPTS regroupe les communes de Dreux, Vernouillet, Anet",
        "composée de 3 communes (Dreux, Vernouillet, Anet)",
        "Communes : Dreux, Vernouillet, Anet",
        "Dreux/Vernouillet/Anet",
    ],
)
def test_the_first_name_after_a_verb_is_kept_and_the_list_is_whole(text: str) -> None:
    reading = read(text, "28")
    assert reading.codes == ("28007", "28134", "28404") and reading.complete


@pytest.mark.parametrize(
    "text",
    [
        "autour de Dreux",
        "Dreux et sa périphérie",
        "La CPTS couvre Dreux et sa périphérie.",
        "Dreux, notamment Anet",
        "secteur de Dreux",
        "zone de Dreux",
        "principaux bourgs : Dreux, Anet",
        "Dreux, Anet…",
        "Dreux, Anet et plusieurs villages",
        "composée de 4 communes (Dreux, Anet)",
        "La CPTS est implantée à Dreux",
        "La CPTS est présente à Dreux, Anet",
        "Notre équipe soigne les habitants de la ville de Dreux",
        "de part et d'autre de Dreux",
        "mairie de Dreux",
        "une partie de Dreux",
        "Dreux-Nord",
    ],
)
def test_what_does_not_claim_to_be_the_whole_territory_is_not_complete(text: str) -> None:
    reading = read(text, "28")
    assert "28134" in reading.codes and not reading.complete


@pytest.mark.parametrize(
    ("text", "departement", "expected"),
    [
        ("Strasbourg-Neudorf", "67", "67482"),
        ("Mauguio-Carnon", "34", "34154"),
        ("Annecy Seynod", "74", "74010"),
        ("Belleville (Paris)", "75", "75056"),
        ("quartier Saint-Cyprien à Toulouse", "31", "31555"),
        ("quartier de la Croix-Rousse à Lyon", "69", "69123"),
    ],
)
def test_a_quarter_with_its_city(text: str, departement: str, expected: str) -> None:
    reading = read(text, departement)
    assert reading.codes == (expected,) and any(place.partial for place in reading.places) and not reading.complete


@pytest.mark.parametrize(
    ("text", "departement", "expected"),
    [
        ("Montreuil sous Bois", "93", "93048"),
        ("Luchon", "31", "31042"),
        ("Villefranche-de-R.", "12", "12300"),
        ("Noyal-sur-V.", "35", "35207"),
    ],
)
def test_usual_and_abbreviated_names(text: str, departement: str, expected: str) -> None:
    assert read(text, departement).codes == (expected,)


def test_a_departement_whose_name_is_a_village_elsewhere() -> None:
    assert read("Aube", region="44").codes == GEOGRAPHY.members_of_departement("10")
    assert read("Aube", "57", region="44").codes == ("57037",)
    assert read("Troyes, Aube", region="44").codes == ("10387",)
    assert read("Metz, Aube", region="44").codes == ("57037", "57463")
    assert read("Vienne", region="84").codes == ("38544",)


def test_a_sentence_that_names_a_grouping_is_whole_when_it_says_so() -> None:
    covers = read("La CPTS recouvre la communauté de communes Bretagne Romantique", "35")
    works = read("La CPTS travaille souvent avec la communauté de communes Bretagne Romantique", "35")
    assert covers.complete and not covers.unresolved and not works.complete


def test_a_part_of_a_city_is_a_part_and_what_is_beside_it_is_not() -> None:
    (part,) = read("le nord de Toulouse", "31").places
    assert (part.codes, part.partial) == (("31555",), True)
    (beside,) = read("au nord de Toulouse", "31").places
    assert beside.codes == ()
    some = read("une partie du 8e et du 9e arrondissement de Marseille", "13")
    assert some.codes == ("13208", "13209") and not some.complete and some.places[0].partial


def test_cantons_by_name_leave_the_list_open() -> None:
    assert not read("quatre cantons : Lannion, Perros-Guirec, Tréguier et Plouaret", "22").complete


def test_the_territory_of_a_grouping_is_its_communes() -> None:
    assert len(read("le territoire de Rennes Métropole, soit 43 communes", "35").codes) == 43


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Paris Centre", ("75101", "75102", "75103", "75104")),
        ("arrondissements parisiens 13e et 14e", ("75113", "75114")),
    ],
)
def test_an_arrondissement_may_follow_its_town(text: str, codes: tuple[str, ...]) -> None:
    assert read(text, "75").codes == codes


@pytest.mark.parametrize("beside", ["et les communes limitrophes de", ", en limite de", ", voisine de"])
def test_an_epci_that_communes_lie_beside_is_not_of_the_territory(beside: str) -> None:
    assert read(f"Bruz {beside} Rennes Métropole", "35").codes == ("35047",)
