"""Whether a list of communes is the whole territory, over everything that any source says."""

import json

import pytest

from lexicon import gazetteer as geography
from pipelines.steps.claims import read_listing
from pipelines.steps.list_record import without_doubtful_lists
from pipelines.steps.places import WITHOUT_ARRONDISSEMENT
from pipelines.steps.population_bounds import commune_bounds, total
from spiders.listing import Evidence, Listing
from tests.pipelines.test_resolution import claim, named, of, population, territory

DIJON, BEAUNE, TOULOUSE, MARSEILLE = "21231", "21054", "31555", "13055"


def inhabitants(*codes: str) -> int:
    return geography.load().population(codes)


def said(codes, text, announced=None, **options):
    """A territory claim with the name of each place and the words around."""
    found = territory(codes, **options)
    names = {code: geography.load().commune(code).name for code in codes}
    data = json.loads(found["donnees"])
    data["annonce"] = announced
    for place in data["lieux"]:
        place["texte"] = names[place["codes"][0]]
    return found | {"texte": text, "donnees": json.dumps(data)}


def test_the_population_that_another_source_declares_denies_a_list():
    # « liste complète » of 51 811 inhabitants beside 175 000 declared elsewhere
    whole = of(named(), territory([DIJON, BEAUNE]))
    assert whole.cpts["communes_completes"] is True and whole.desaccords == []
    denied = of(named(), territory([DIJON, BEAUNE]), population(450000, source="journal", mention="m2"))
    assert denied.cpts["communes_completes"] is False and denied.cpts["population_insee"] is None
    texts = {(row["valeur"], row["retenue"], row["sources"]) for row in denied.desaccords}
    assert ("450 000 habitants", False, "journal") in {(v.replace("\u202f", " "), r, s) for v, r, s in texts}
    assert {row["propriete"] for row in denied.desaccords} == {"completude"}


def test_a_list_that_its_own_listing_denies_says_why_it_is_not_whole():
    listing = Listing(
        "CPTS du Val",
        Evidence("s", "https://exemple.fr/", "/html"),
        territory_text="composée de 2 communes : Dijon et Beaune",
        department_text="21",
        population_text="400 000 habitants",
    )
    told = [claim(one.topic, one.value, mention="m1", **one.data) for one in read_listing(listing, ()).claims]
    found = of(named(), *told)
    assert found.cpts["communes_completes"] is False
    figures = {(row["valeur"].replace("\u202f", " "), row["retenue"]) for row in found.desaccords}
    assert figures == {
        ("400 000 habitants", False),
        (f"2 communes, {inhabitants(DIJON, BEAUNE):_} habitants".replace("_", " "), True),
    }


@pytest.mark.parametrize(
    ("declared", "precision", "whole"),
    [
        (0.7, "au_moins", True),  # « plus de » denies nothing that holds more
        (2.0, "au_moins", False),
        (2.0, "au_plus", True),
        (0.5, "au_plus", False),
        (1.05, "environ", True),
    ],
)
def test_a_bound_denies_only_on_its_side(declared, precision, whole):
    figure = round(declared * inhabitants(DIJON, BEAUNE))
    claimed = claim("population", str(figure), valeur=figure, precision=precision)
    assert of(named(), territory([DIJON, BEAUNE]), claimed).cpts["communes_completes"] is whole


def test_the_ends_of_an_extent_that_hold_far_more_than_declared_are_not_of_it():
    # « de Saint-Quentin à Valenciennes : 30 000 habitants »
    def extent(declared):
        found = said([DIJON, BEAUNE], "de Dijon à Beaune", 30, complete=False)
        data = json.loads(found["donnees"])
        for place in data["lieux"]:
            place["regle"] = "borne"
        rows = of(named(), found | {"donnees": json.dumps(data)}, population(declared)).territoires
        return {(row["deduite"], row["partiel"], row["regle"]) for row in rows}

    assert extent(30000) == {(True, True, "borne_trop_peuplee")}
    assert extent(inhabitants(DIJON, BEAUNE) + 9000) == {(False, False, "borne")}


def test_a_list_of_more_communes_than_it_announces_says_both():
    found = of(named(), said([DIJON, BEAUNE, "21110"], "2 communes : …", 2, complete=False))
    assert found.cpts["communes_completes"] is False
    assert [row["valeur"] for row in found.desaccords if not row["retenue"]] == ["2 communes annoncées"]
    assert of(named(), said([DIJON], "2 communes, dont Dijon", 2, complete=False)).desaccords == []


def test_another_number_or_another_commune_denies_a_list():
    more = said([DIJON], "48 communes, dont Dijon", 48, complete=False, source="journal", mention="m2")
    assert of(named(), territory([DIJON, BEAUNE]), more).cpts["communes_completes"] is False
    other = territory(["21110"], complete=False, source="journal", mention="m2")
    found = of(named(), territory([DIJON, BEAUNE]), other)
    assert found.cpts["communes_completes"] is False
    assert any("21110" in row["valeur"] for row in found.desaccords)
    # a shorter list that names nothing else denies nothing
    inside = territory([DIJON], complete=False, source="journal", mention="m2")
    assert of(named(), territory([DIJON, BEAUNE]), inside).cpts["communes_completes"] is True


def test_a_city_far_above_the_declared_population_is_covered_in_part():
    found = of(named(), territory([TOULOUSE]), population(120808))
    assert [row["partiel"] for row in found.territoires] == [True]
    assert found.cpts["communes_completes"] is False and found.cpts["population_insee"] is None
    assert [row["partiel"] for row in of(named(), territory([TOULOUSE])).territoires] == [False]


def test_a_city_named_without_its_arrondissement_is_somewhere_in_it():
    found = of(named(), said([MARSEILLE], "à Marseille"))
    assert {(row["partiel"], row["deduite"]) for row in found.territoires} == {(True, True)}
    assert {row["regle"] for row in found.territoires} == {WITHOUT_ARRONDISSEMENT}
    assert found.cpts["nb_communes"] is None and found.cpts["communes_completes"] is False
    assert found.cpts["departements"] == "13"
    everything = of(named(), said([MARSEILLE], "toute la ville de Marseille"))
    assert len(everything.territoires) == 16 and not any(row["partiel"] for row in everything.territoires)
    assert everything.cpts["nb_communes"] == 16


def test_the_size_is_given_when_all_that_is_known_gives_one():
    assert of(named(), population(45000)).cpts["taille_aci"] == 2
    differing = of(named(), population(45000), population(35000, source="journal", mention="m2"))
    assert differing.cpts["taille_aci"] is None
    list_and_figure = of(named(), territory([DIJON]), population(185000))
    assert inhabitants(DIJON) < 175000 and list_and_figure.cpts["taille_aci"] is None
    assert of(named(), claim("population", "90000", valeur=90000, precision="au_moins")).cpts["taille_aci"] is None


def test_a_source_that_names_every_commune_and_says_that_there_are_more_denies_a_list():
    # « rayonne autour de Dreux, Vernouillet et Chaudon » beside a layer that lists the three
    def beside(text, codes=(DIJON, BEAUNE)):
        other = said(list(codes), text, complete=False, source="journal", mention="m2")
        return of(named(), territory([DIJON, BEAUNE]), other)

    around = beside("autour de Dijon et Beaune")
    assert around.cpts["communes_completes"] is False and around.cpts["population_insee"] is None
    assert {(row["valeur"], row["retenue"]) for row in around.desaccords} >= {("« autour de Dijon et Beaune »", False)}
    # one town of the list is where it is, and the same list without these words says no more
    assert beside("autour de Dijon", [DIJON]).cpts["communes_completes"] is True
    assert beside("Dijon et Beaune").cpts["communes_completes"] is True
    # « de Menton à Roquebrune-Cap-Martin » beside a list of the two
    ends = said([DIJON, BEAUNE], "de Dijon à Beaune", complete=False, source="journal", mention="m2")
    ends |= {"donnees": ends["donnees"].replace('"regle": "nom"', '"regle": "borne"')}
    assert of(named(), territory([DIJON, BEAUNE]), ends).cpts["communes_completes"] is False


def test_a_list_of_more_people_than_any_cpts_has_proves_no_population():
    # « tout le département »
    found = of(named(), territory(["31555", "34172"]))
    assert inhabitants("31555", "34172") > 500_000
    assert found.cpts["communes_completes"] is False and found.cpts["population_insee"] is None


def groups_of(*declared):
    """One CPTS per figure that the press declares, whose communes one source lists alone."""
    return {
        f"c{number}": [
            territory([DIJON], mention=f"m{number}"),
            *([population(figure, source="journal", mention=f"p{number}")] if figure else []),
        ]
        for number, figure in enumerate(declared)
    }


@pytest.mark.parametrize(
    ("declared", "whole"),
    [
        ((450000, 400000, None), False),  # a layer that gives the market towns of a territory
        ((450000, inhabitants(DIJON), None), True),
        ((None, None, None), True),  # nothing says that the source is wrong
    ],
)
def test_a_source_whose_lists_mostly_fail_proves_none_that_nothing_checks(declared, whole):
    kept = without_doubtful_lists(groups_of(*declared), geography.load())
    assert json.loads(kept["c2"][0]["donnees"])["complet"] is whole


def test_what_a_list_announces_or_a_population_holds_stands_whatever_its_source():
    groups = groups_of(450000, 400000, 390000, inhabitants(DIJON), None)
    groups["c4"] = [said([DIJON], "1 commune : Dijon", 1)]
    kept = without_doubtful_lists(groups, geography.load())
    assert kept["c3"] == groups["c3"] and kept["c4"] == groups["c4"]


def in_part(*codes, **options):
    """A list that is whole and names `codes` in part."""
    found = territory([DIJON, BEAUNE], **options)
    data = json.loads(found["donnees"])
    for place in data["lieux"]:
        place["partiel"] = place["codes"][0] in codes
    return found | {"donnees": json.dumps(data)}


def test_a_commune_in_part_does_not_open_the_list_that_names_it():
    # « Beaune et l'est de Dijon »: the others count, the part adds nothing
    found = of(named(), in_part(DIJON))
    assert found.cpts["communes_completes"] is True and found.cpts["population_insee"] is None
    least, most = total(commune_bounds([found.cpts], found.territoires), [DIJON, BEAUNE])
    assert (least, most) == (inhabitants(BEAUNE), inhabitants(DIJON, BEAUNE))


@pytest.mark.parametrize(("share", "whole"), [(0.5, True), (2.0, False)])
def test_what_is_declared_may_lie_between_the_whole_communes_and_the_parts(share, whole):
    figure = inhabitants(BEAUNE) + round(share * inhabitants(DIJON))
    claimed = claim("population", str(figure), valeur=figure, precision="exact")
    assert of(named(), in_part(DIJON), claimed).cpts["communes_completes"] is whole
