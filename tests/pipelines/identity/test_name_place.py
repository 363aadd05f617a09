"""Where a name says a CPTS is, and where it says nothing."""

import pytest

from lexicon import gazetteer
from pipelines.identity.name_place import NamePlace, place_of_name
from pipelines.normalise.names import read_name


def place(name: str, region: str | None = None, departements: tuple[str, ...] = ()) -> NamePlace | None:
    return place_of_name(read_name(name), region, departements, gazetteer.load())


@pytest.mark.parametrize(
    ("name", "region", "departement", "communes"),
    [
        ("CPTS de Nanterre", "11", "92", ("92050",)),
        ("CPTS Mulhouse Agglomération", "44", "68", ("68224",)),
        ("CPTS du Pays de Redon", "53", "35", ("35236",)),
        ("CPTS Clichy sous Bois/Montfermeil", "11", "93", ("93014", "93047")),
        ("CPTS Hyères et îles d'Or", "93", "83", ("83069",)),
        ("CPTS Tarbes-Adour", "76", "65", ("65440",)),
        ("CPTS du Béthunois", None, "62", ("62119",)),
        ("CPTS du Pays Châtelleraudais", "75", "86", ("86066",)),
        ("CPTS du Chalonnais", "27", "71", ("71076",)),
        ("CPTS Le Mans Agglo", None, "72", ("72181",)),
        ("CPTS de Vienne", "84", "38", ("38544",)),
        ("CPTS Paris 19", None, "75", ("75119",)),
        ("CPTS du 5e arrondissement", "11", "75", ("75105",)),
    ],
)
def test_a_town_that_names_a_cpts_is_in_it(name, region, departement, communes):
    assert place(name, region) == NamePlace((departement,), communes)


@pytest.mark.parametrize(
    ("name", "region", "departements"),
    [
        ("CPTS Sud Yvelines", None, ("78",)),
        ("CPTS de Haute-Saône", "27", ("70",)),
        ("CPTS Centre-Hérault", None, ("34",)),
        ("CPTS Nord du Lot", "76", ("46",)),
        ("CPTS Sud 28", "24", ("28",)),
        ("CPTS 21-52", "27", ("21", "52")),
        # beside the town as often as in it
        ("CPTS Lyon Nord", "84", ("69",)),
        ("CPTS Ouest Toulousain", "76", ("31",)),
        ("CPTS du Sud Lochois", "24", ("37",)),
        ("CPTS Sud Valence", None, ("26",)),
    ],
)
def test_a_name_may_say_its_departement_alone(name, region, departements):
    assert place(name, region) == NamePlace(departements)


def test_a_number_after_a_town_is_a_part_of_it():
    assert place("CPTS de Montpellier 1", "76") == NamePlace(("34",), ("34172",), True)


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("CPTS de Vienne", None),  # Vienne of the Isère, or the département
        ("CPTS Sud 28", None),
        ("CPTS Atlantique Nord Loire", None),  # along the river
        ("CPTS du Pays Blanc", None),  # not Le Blanc
        ("CPTS Sèvre et Loire", None),  # not Sevran
        ("CPTS du Barrois", "44"),  # of Bar-le-Duc, not of Barr
        ("CPTS Val de Seine", "11"),
        ("CPTS Asclépios", "24"),
        ("CPTS Saint-Martin", "76"),  # several
    ],
)
def test_a_name_that_does_not_decide_says_nothing(name, region):
    assert place(name, region) is None


def test_what_is_known_of_the_mention_decides_a_namesake():
    assert place("CPTS de Saint-Denis", None) is None
    assert place("CPTS de Saint-Denis", None, ("93",)) == NamePlace(("93",), ("93066",))
    assert place("CPTS de Saint-Denis", "04") == NamePlace(("974",), ("97411",))
