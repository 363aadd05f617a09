"""Two CPTS of one name in two départements are two, in every layout; one that lies on a border is one."""

import json

import pytest

from spiders.extract.output.merge import merge_same
from spiders.extract.read import read
from spiders.listing import Evidence, Listing
from tests.support.cpts_tables import ARS, document, read_grid
from tests.support.pages import extract

WANTED = {("33", "60 000 habitants"), ("24", "18 000 habitants")}
PAGE = "<html><body><main><h1>Annuaire des CPTS</h1>{}</main></body></html>"
SHEET = "<h2>CPTS des Deux Rives</h2><ul><li>Département : {}</li><li>Population : {} habitants</li></ul>"
TABLE = "<h2>{}</h2><table><tr><th>CPTS</th><th>Population</th></tr><tr><td>CPTS des Deux Rives</td><td>{}</td></tr></table>"
LAYOUTS = {
    "rows.csv": "CPTS;Département;Population\nCPTS des Deux Rives;33;60 000\nCPTS des Deux Rives;24;18 000\n",
    "apart.csv": "CPTS;Département;Population\nCPTS des Deux Rives;33;60 000\nCPTS du Cap;40;9 000\nCPTS des Deux Rives;24;18 000\n",
    "sheets.html": PAGE.format(SHEET.format("Gironde", "60 000") + SHEET.format("Dordogne", "18 000")),
    "groups.html": PAGE.format(
        "<h2>Gironde</h2><ul><li>CPTS des Deux Rives : 60 000 habitants</li></ul>"
        "<h2>Dordogne</h2><ul><li>CPTS des Deux Rives : 18 000 habitants</li></ul>"
    ),
    "lines.html": PAGE.format(
        "<h2>Gironde</h2><p>CPTS des Deux Rives : 60 000 habitants</p>"
        "<h2>Dordogne</h2><p>CPTS des Deux Rives : 18 000 habitants</p>"
    ),
    "tables.html": PAGE.format(TABLE.format("Gironde", "60 000") + TABLE.format("Dordogne", "18 000")),
    "prose.html": PAGE.format(
        "<p>La CPTS des Deux Rives (Gironde) a signé son contrat et couvre 60 000 habitants.</p>"
        "<p>La CPTS des Deux Rives (Dordogne) est en projet et couvrira 18 000 habitants.</p>"
    ),
    "list.json": json.dumps(
        [
            {"nom": "CPTS des Deux Rives", "departement": "Gironde", "population": 60000},
            {"nom": "CPTS des Deux Rives", "departement": "Dordogne", "population": 18000},
        ]
    ),
}
CODES = {"Gironde": "33", "Dordogne": "24"}


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_of_two_homonyms_keeps_its_own_figures(name):
    found = [one for one in read(document(LAYOUTS[name].encode(), name), ARS).listings if "Rives" in one.name]
    told = {(CODES.get(one.department_text, one.department_text), one.population_text) for one in found}
    assert {
        (place, population.removeprefix("couvre ").removeprefix("couvrira ")) for place, population in told
    } == WANTED


def test_one_cpts_on_a_border_is_one():
    text = "CPTS;Commune;Département;Statut\nCPTS du Pont;Mâcon;71;ACI signé\nCPTS du Pont;Replonges;01;ACI signé\n"
    (found,) = read(document(text.encode(), "liste.csv"), ARS).listings
    assert found.department_text == "71 / 01"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "CPTS|Département|Statut\nCPTS Nord|Jura|ACI signé\nCPTS Nord|Doubs|\nCPTS Nord|Ain|",
            ["Jura", "Doubs", "Ain"],
        ),
        ("CPTS|Département\nCPTS Nord|39\nCPTS Nord|25", ["39", "25"]),
        ("CPTS|Département|Date de signature\nCPTS Nord|39|2/2/2020\nCPTS Nord|25|", ["39", "25"]),
        ("CPTS|Département|Population\nCPTS Nord|39|48 000\nCPTS Nord|25|48 000", ["39 / 25"]),
        ("CPTS|Département|Commune\nCPTS Nord|39|Dole\nCPTS Nord|25|Osselle", ["39 / 25"]),
        ("CPTS|Département|Population\nCPTS Nord|39|\n|25|48 000", ["39 / 25"]),
    ],
)
def test_rows_of_one_name_in_two_departements_are_two_unless_they_say_they_go_on(text, places):
    found, _ = read_grid(text)
    assert [one.department_text for one in found] == places


def test_a_name_merged_over_two_departements_is_one_cpts():
    rows = "<tr><td rowspan=2>CPTS Nord</td><td>Jura</td></tr><tr><td>Doubs</td></tr>"
    (found,) = extract(f"<table><tr><th>CPTS</th><th>Département</th></tr>{rows}</table>").listings
    assert found.department_text == "Jura / Doubs"


def listing(place, **more):
    return Listing("CPTS du Val", Evidence("x", "https://x.fr", "1"), department_text=place, **more)


def test_the_same_departement_in_letters_and_in_figures_is_one():
    (merged,) = merge_same([listing("Ain"), listing("01", population_text="48 000 habitants")])
    assert merged.population_text == "48 000 habitants"


def test_words_that_do_not_say_which_of_two_fill_neither():
    merged = merge_same([listing("Ain"), listing("Loire"), listing(None, population_text="48 000 habitants")])
    assert [(one.department_text, one.population_text) for one in merged] == [("Ain", None), ("Loire", None)]
