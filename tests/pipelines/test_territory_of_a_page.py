"""From the words of a page to the published rows of a territory: what is a part stays a part all the way."""

import pytest

from pipelines.steps.claims import read_listing
from tests.pipelines.test_resolution import claim, of
from tests.support.pages import by_name, extract


def published(words, name="CPTS du Val"):
    listing = by_name(extract(f"<h1>{name}</h1><p>{words}</p>", kind="presse", region=""))[name]
    claims = read_listing(listing, (), publisher_kind="presse").claims
    return of(*(claim(one.topic, one.value, rule=one.rule, **one.data) | {"texte": one.text} for one in claims))


def covered(words):
    found = published(words)
    whole = {row["commune"] for row in found.territoires if not row["partiel"]}
    return whole, {row["commune"] for row in found.territoires if row["partiel"]}, found.cpts["communes_completes"]


@pytest.mark.parametrize(
    ("words", "whole", "part", "complete"),
    [
        ("le 3e arrondissement de Lyon hormis le quartier Montchat", set(), {"69383"}, False),
        ("le 8e arrondissement de Marseille sauf Les Goudes", set(), {"13208"}, False),
        ("Vincennes, Saint-Mandé et le nord de Saint-Maur-des-Fossés", {"94080", "94067"}, {"94068"}, True),
        ("Clamart, Meudon et le sud d'Issy-les-Moulineaux", {"92023", "92048"}, {"92040"}, True),
        ("Vénissieux, Bron (hors quartier Parilly) et Saint-Fons", {"69259", "69199"}, {"69029"}, False),
        ("Bourg-en-Bresse, à l'exclusion du quartier de la Croix-Blanche, et Viriat", {"01451"}, {"01053"}, False),
        ("Bron, hors quartier du Terraillon, Chassieu et Saint-Priest", {"69271", "69290"}, {"69029"}, False),
        ("Rennes, Cesson-Sévigné et Bruz, sauf les jours fériés", {"35238", "35051", "35047"}, set(), True),
        ("le 10e arrondissement de Paris, sans médecin dans le quartier Saint-Louis", {"75110"}, set(), True),
        ("Orvault et Sautron, au nord de Nantes", {"44114", "44194"}, set(), True),
        ("Vénissieux et Bron, et compte 60 soignants. Le nord de Lyon a la sienne", {"69259", "69029"}, set(), True),
    ],
)
def test_a_part_named_by_a_page_is_published_as_a_part(words, whole, part, complete):
    assert covered(f"La CPTS du Val couvre {words}.") == (whole, part, complete)


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("couvre Vénissieux, Bron et le quartier Monplaisir de Lyon", {"69259", "69029"}),
        ("couvre Bron, le quartier Monplaisir de Lyon, Vénissieux et Saint-Fons", {"69259", "69029", "69199"}),
        (
            "regroupe les communes de Caluire-et-Cuire, de Rillieux-la-Pape et le quartier de la Croix-Rousse à Lyon",
            {"69034", "69286"},
        ),
    ],
)
def test_a_quarter_of_a_city_leaves_its_arrondissements_in_part_and_the_list_open(words, whole):
    found, part, complete = covered(f"La CPTS du Val {words}.")
    assert found == whole
    assert part and all(code.startswith("6938") for code in part)
    assert not complete
