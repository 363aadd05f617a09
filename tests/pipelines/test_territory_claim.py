"""What the rest of a listing says of its territory: where it is, and whether the list is whole."""

import pytest

from lexicon import gazetteer as geography
from pipelines.cli.extract import as_object
from pipelines.steps.claims import read_listing
from spiders.listing import Evidence, Fact, Listing


def read(name="CPTS du Val", regions=(), **texts):
    listing = Listing(name, Evidence("s", "https://exemple.fr/", "/html"), **texts)
    return read_listing(listing, regions)


def codes(statement):
    territory = statement.first("territoire")
    return territory.data["codes"] if territory else []


@pytest.mark.parametrize("text", ["Moselle", "Bas-Rhin", "la Gironde", "en Loire-Atlantique"])
def test_a_bare_departement_says_where_and_not_what(text):
    statement = read(territory_text=text)
    assert codes(statement) == []
    assert statement.first("departements").value == geography.load().departement(text)


def test_the_whole_departement_is_a_territory_when_the_text_says_so():
    assert len(codes(read(territory_text="tout le département de la Moselle"))) > 700


@pytest.mark.parametrize(("region", "departement"), [("06", "976"), ("04", "974"), ("02", "972"), ("03", "973")])
def test_a_region_of_one_departement_need_not_name_it(region, departement):
    assert read(regions=(region,)).first("departements").value == departement


def test_communes_that_all_lie_in_one_other_departement_say_where_they_are():
    listed = read(regions=("04",), territory_text="Koungou, Bandraboua, Mtsamboro")
    assert (listed.first("departements").value, codes(listed)) == ("976", ["97602", "97610", "97612"])
    # one name alone, names of two départements, or a département that the source names, decide nothing
    assert codes(read(regions=("04",), territory_text="Koungou")) == []
    assert codes(read(regions=("04",), territory_text="Koungou, Guéret")) == []
    named = read(regions=("04",), department_text="La Réunion", territory_text="Koungou, Bandraboua")
    assert (named.first("departements").value, codes(named)) == ("974", [])


def test_a_region_of_several_says_no_departement():
    assert read(regions=("27",)).first("departements") is None


def complete(**texts):
    return read(**texts).first("territoire").data["complet"]


def test_a_list_that_its_own_population_denies_is_not_whole():
    territory = {"territory_text": "composée de 2 communes : Dijon et Beaune", "department_text": "21"}
    assert complete(**territory, population_text="180 000 habitants")
    assert not complete(**territory, population_text="400 000 habitants")


def test_the_doubt_is_published():
    statement = read(
        territory_text="composée de 2 communes : Dijon et Beaune",
        department_text="21",
        population_text="400 000 habitants",
    )
    assert ("territoire", "incoherence") in {(name, cause) for name, cause, _ in statement.unread}


@pytest.mark.parametrize(("name", "whole"), [("CPTS Pantin", True), ("CPTS du Sud Lochois", False)])
def test_one_commune_is_the_whole_territory_of_the_cpts_that_bears_its_name(name, whole):
    commune = {"CPTS Pantin": ("Pantin", "93"), "CPTS du Sud Lochois": ("Loches", "37")}[name]
    assert complete(name=name, territory_text=commune[0], department_text=commune[1]) is whole


def test_the_territory_that_only_a_name_tells_is_inferred():
    # « la CPTS de Lyon 8e », named among partners: nobody says that it is all of the arrondissement
    texts = {"name": "CPTS de Lyon 8e", "territory_text": "Lyon 8e", "department_text": "69"}
    rules = {True: "nom.dit_le_lieu", False: "phrase.nomme"}
    for inferred, rule in rules.items():
        found = read(facts=(Fact("territory_text", "Lyon 8e", "/html", rule),), **texts).first("territoire")
        assert (found.value, found.data["complet"]) == ("69388", not inferred)
        assert found.data.get("deduit", False) is inferred
        assert found.data["lieux"][0]["regle"] == ("nom_de_la_cpts" if inferred else "arrondissement")


# « vingt et une » is not read: « et » parts the names of a list; nothing is better than one
@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("dix-huit communes", 18),
        ("dix huit communes", 18),
        ("vingt et une communes", None),
        ("vingt-deux communes", 22),
        ("soixante-douze communes", 72),
        ("quatre-vingt-dix communes", 90),
        ("huit communes", 8),
        ("une commune", None),
        ("quarante communes", 40),
        ("18 communes", 18),
    ],
)
def test_the_announced_number_is_read_in_words(words, number):
    territory = read(territory_text=f"regroupe {words} autour de Dijon", department_text="21").first("territoire")
    assert territory.data["annonce"] == number


@pytest.mark.parametrize(
    ("named", "territory", "departements"),
    [
        ("Ille-et-Vilaine", "CA Redon Agglomération", ["35"]),
        (None, "CA Redon Agglomération", ["35", "44", "56"]),
        ("Ille-et-Vilaine", "CA Redon Agglomération, Questembert", ["35", "56"]),
        ("Ille-et-Vilaine", "CA Redon Agglomération, Allaire", ["35", "56"]),
    ],
)
def test_a_grouping_that_crosses_a_border_adds_no_departement_to_those_named(named, territory, departements):
    assert as_object(read(department_text=named, territory_text=territory), "html")["departements"] == departements


def test_the_name_of_the_cpts_decides_a_homonym():
    listed = "Aucamville et Fenouillet"
    assert codes(read("CPTS Nord Toulousain", ("76",), territory_text=listed)) == ["31022", "31182"]
    assert codes(read("CPTS du Val", ("76",), territory_text=listed)) == []


def test_the_commune_of_a_point_is_no_whole_territory():
    alone = read("CPTS Châteauroux et compagnie", ("24",), commune_codes=("36044",))
    assert not alone.first("territoire").data["complet"]
    held = read("CPTS Châteauroux et compagnie", ("24",), commune_codes=("36044",), population_text="43 000 habitants")
    assert held.first("territoire").data["complet"]
    assert read("CPTS de Pantin", ("11",), territory_text="Pantin").first("territoire").data["complet"]


def test_a_cpts_of_one_commune_covers_the_town_of_its_name():
    statement = read("CPTS de Villejuif", ("11",), territory_text="mono-communale", department_text="Val-de-Marne")
    territory = statement.first("territoire")
    assert (territory.value, territory.rule, territory.data["complet"]) == ("94076", "commune_unique", True)
    assert not read("CPTS du Haut Val", ("11",), territory_text="mono-communale").first("territoire").value
