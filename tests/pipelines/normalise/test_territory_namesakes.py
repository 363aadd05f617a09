"""Names that several communes bear or bore, and names of countries: never a namesake far away."""

import pytest

from pipelines.normalise.territory import resolve_territory


def read(text: str, region: str | None = None, departements: tuple[str, ...] = ()):
    return resolve_territory(text, region, departements)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Évry et Courcouronnes", ("91228",)),  # and not Évry, a village of the Yonne
        ("Culoz, Béon et Artemare", ("01022", "01138")),
        ("L'Oudon, Livarot, Notre-Dame-de-Fresnay", ("14371", "14654")),  # and not Oudon, on the Loire
        ("Annecy-le-Vieux et Seynod", ("74010",)),
    ],
)
def test_names_given_up_are_followed_to_their_successor_without_a_context(text, codes):
    assert read(text).codes == codes


@pytest.mark.parametrize("name", ["Béon", "Évry", "L'Oudon"])
def test_a_name_of_today_that_was_the_name_of_a_larger_town_decides_nothing_alone(name):
    found = read(name)
    assert found.codes == () and len(found.ambiguous[0][1]) == 2


def test_a_town_far_larger_than_its_namesake_of_old_is_meant():
    assert read("Narbonne").codes == ("11262",)


def test_a_country_is_not_cut_into_a_commune():
    # « Grand » is a village of the Vosges, « Grand-Couronne » a town near Rouen
    assert read("Bassin de Pompey/Grand Couronné", "44").codes == ("54430",)
    assert read("Bassin de Pompey/Grand Couronné", "44", ("54",)).codes == ("54430",)
    assert read("Rouen et sa couronne", "28").codes == ("76540",)


def test_a_part_of_a_country_does_not_name_its_town():
    found = read("Une partie du Pays d'Issoudun", "24")
    assert found.codes == () and found.complete is False


def test_one_name_far_from_all_the_others_is_reported_and_not_taken():
    found = read("Iholdy, Mauléon et Tardets", "75")
    assert found.codes == ("64271", "64533") and found.complete is False
    assert found.ambiguous == (("Mauléon", ("79079",)),)
    # the row's own département decides
    assert read("Iholdy, Mauléon et Tardets", "75", ("64",)).codes == ("64271", "64371", "64533")
    # a list along a border is no error
    border = read("Redon, Saint-Nicolas-de-Redon, Allaire", "53", ("35",))
    assert border.ambiguous == () and len(border.codes) == 3


@pytest.mark.parametrize("text", ["Bassin de Pompey/Grand Couronné", "Pompey et Grand-Couronne"])
def test_of_two_towns_far_apart_nothing_decides_where_no_place_is_expected(text):
    found = read(text)
    assert found.codes == () and {codes for _, codes in found.ambiguous} == {("54430",), ("76319",)}
    assert len(read("Dreux et Vernouillet").codes) == 2


def test_the_whole_of_a_town_is_that_town():
    assert read("couvre tout Nantes", "52").codes == ("44109",)
    assert read("couvre tout Nantes, sauf le quartier Bellevue", "52").complete is False


def test_the_east_of_a_city_is_a_part_of_it():
    found = read("La CPTS couvre l'est de la ville de Rennes et Cesson-Sévigné", "53")
    assert {place.text: place.partial for place in found.places}["Rennes"] is True and found.complete is True
    assert read("La CPTS couvre l'est de la ville de Rennes", "53").complete is False


@pytest.mark.parametrize(
    "text",
    [
        "La CPTS s'étend sur les 12 communes du Grand Avignon.",
        "La CPTS couvre les communes du Grand Besançon",
        "Elle couvre Grand Cognac.",
        "La CPTS regroupe les communes de Grand Lac et du Grand Chambéry",
    ],
)
def test_a_grouping_is_not_cut_into_a_commune_far_away(text):
    assert "88212" not in read(text).codes  # Grand, in the Vosges


def test_what_counts_the_communes_of_a_list_is_none_of_them():
    # « Troisvilles » is a village of the Nord
    found = read("trois villes ; Trois villes : Lomme, Lambersart et Lille", "32", ("59",))
    assert found.codes == ("59328", "59350") and found.complete is False
    assert read("Troisvilles, Caudry", "32", ("59",)).codes == ("59139", "59604")


def test_the_town_of_a_country_is_not_sure_where_no_place_is_known():
    for text in ("Elle couvre 23 communes du Pays d’Issoudun.", "les communes du canton de Beaune et du Pays de Nuits"):
        found = read(text)
        assert not {"36088", "89280"} & set(found.codes) and found.ambiguous
    assert "52269" in read("127 communes, en Haute-Marne (pays de Langres)", None, ("52",)).codes
