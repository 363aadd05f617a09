"""Two CPTS of one name in two départements are two, in every layout; one that lies on a border is one."""

import json
from dataclasses import replace

import pytest

from lexicon.departement_words import departement_of
from spiders.extract.output.merge import merge_same
from spiders.extract.read import read
from spiders.instructions import ExtractRules
from spiders.listing import Evidence, Listing
from tests.support.cpts_tables import ARS, document, read_grid
from tests.support.pages import extract

NAME = "CPTS des Deux Rives"
HEADERS = ("Nom de la CPTS", "Département", "Population", "Communes")
KEYS = ("nom", "departement", "population", "communes")
# what rows of one name say, and the CPTS they are: département, population, communes
CASES = {
    "two": (
        [("Gironde", "60 000", ""), ("Dordogne", "18 000", "")],
        {("33", "60 000", ""), ("24", "18 000", "")},
    ),
    "one written in figures too": (
        [("Gironde", "60 000", ""), ("33", "", "Libourne"), ("Gironde (33)", "", "")],
        {("33", "60 000", "Libourne")},
    ),
    "then without": ([("Gironde", "", "Libourne"), ("", "60 000", "")], {("33", "60 000", "Libourne")}),
    "first without": ([("", "", "Libourne"), ("Gironde", "60 000", "")], {("33", "60 000", "Libourne")}),
}


def page(text):
    return f"<html><body><main><h1>Annuaire des CPTS</h1>{text}</main></body></html>"


def lines_of(rows):
    return [HEADERS, *((NAME, *row) for row in rows)]


def csv(rows):
    return "\n".join(map(";".join, lines_of(rows)))


def records(rows):
    return [{key: value for key, value in zip(KEYS, (NAME, *row), strict=True) if value} for row in rows]


def table(lines):
    return "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)


def under_headings(rows, one):
    return page("".join(f"<h2>{row[0] or 'Autres'}</h2>{one(*row[1:])}" for row in rows))


def group_rows(rows):
    groups = ([[row[0] or "Autres"] * 3, (NAME, *row[1:])] for row in rows)
    return page(f"<table>{table([(HEADERS[0], *HEADERS[2:]), *(line for group in groups for line in group)])}</table>")


def told_by(population, communes):
    said = (population and f"Population : {population} habitants", communes and f"Communes : {communes}")
    return "".join(f"<li>{one}</li>" for one in said if one)


def by_card(rows):
    cells = "".join(
        f"<div><h3>{NAME}</h3>" + "".join(f"<p class=c{n}>{cell}</p>" for n, cell in enumerate(row) if cell) + "</div>"
        for row in rows
    )
    return page(cells)


CARD = {
    "rows": "main > div",
    "fields": {"name": "h3", "department_text": ".c0", "population_text": ".c1", "territory_text": ".c2"},
}
LAYOUTS = {
    "table.csv": csv,
    "apart.csv": lambda rows: csv([one for row in rows for one in (row, ("Landes", "9 000", "Dax"))]).replace(
        f"{NAME};Landes", "CPTS du Cap;Landes"
    ),
    "turned.csv": lambda rows: "\n".join(map(";".join, zip(*lines_of(rows), strict=True))),
    "stacked.csv": lambda rows: "\n\n".join(
        "\n".join(f"{header};{cell}" for header, cell in zip(HEADERS, (NAME, *row), strict=True) if cell)
        for row in rows
    ),
    "list.json": lambda rows: json.dumps(records(rows)),
    "map.geojson": lambda rows: json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "geometry": None, "properties": one} for one in records(rows)],
        }
    ),
    "table.html": lambda rows: page(f"<table>{table(lines_of(rows))}</table>"),
    "groups.html": group_rows,
    "tables.html": lambda rows: under_headings(
        rows, lambda *row: f"<table>{table([(HEADERS[0], *HEADERS[2:]), (NAME, *row)])}</table>"
    ),
    "sheets.html": lambda rows: page(
        "".join(
            f"<h2>{NAME}</h2><ul>{f'<li>Département : {row[0]}</li>' if row[0] else ''}{told_by(*row[1:])}</ul>"
            for row in rows
        )
    ),
    "list.html": lambda rows: under_headings(rows, lambda *row: f"<h3>{NAME}</h3><ul>{told_by(*row)}</ul>"),
    "card.html": by_card,
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", CASES)
def test_rows_of_one_name_are_the_same_cpts_in_every_layout(case, layout):
    rows, wanted = CASES[case]
    context = replace(ARS, rules=ExtractRules.model_validate(CARD)) if layout == "card.html" else ARS
    found = read(document(LAYOUTS[layout](rows).encode(), layout), context).listings
    told = {
        (
            departement_of(one.department_text or ""),
            (one.population_text or "").removesuffix(" habitants"),
            (one.territory_text or "").removeprefix("Communes : "),
        )
        for one in found
        if one.name == NAME
    }
    assert told == wanted


def test_each_of_two_named_with_its_departement_keeps_its_own_figures():
    found = extract(
        "<h1>Annuaire des CPTS</h1><p>La CPTS des Deux Rives (Gironde) a signé son contrat et couvre 60 000 habitants.</p>"
        "<p>La CPTS des Deux Rives (Dordogne) est en projet et couvrira 18 000 habitants.</p>"
    ).listings
    assert {(one.department_text, one.population_text) for one in found} == {
        ("Gironde", "couvre 60 000 habitants"),
        ("Dordogne", "couvrira 18 000 habitants"),
    }


COMMUNES = [("Ain", "", "Belley"), ("01", "", "Gex"), ("Ain (01)", "", "Nantua")]
BORDER = [("71", "", "Mâcon"), ("01", "", "Replonges")]


@pytest.mark.parametrize("layout", ["table.csv", "apart.csv", "turned.csv", "list.json", "map.geojson", "card.html"])
@pytest.mark.parametrize(
    ("rows", "place", "communes"),
    [
        (COMMUNES, "Ain", {"Belley", "Gex", "Nantua"}),
        (BORDER, "71 / 01", {"Mâcon", "Replonges"}),
    ],
)
def test_a_row_per_commune_is_one_cpts_wherever_its_rows_stand(rows, place, communes, layout):
    context = replace(ARS, rules=ExtractRules.model_validate(CARD)) if layout == "card.html" else ARS
    listings = read(document(LAYOUTS[layout](rows).encode(), layout), context).listings
    (found,) = [one for one in listings if one.name == NAME]
    assert found.department_text == place
    assert {one.split(" (")[0] for one in found.territory_text.split(", ")} == communes


def test_a_cpts_under_the_headings_of_two_departements_is_not_given_the_communes_of_both():
    listings = read(document(group_rows(BORDER).encode(), "groups.html"), ARS).listings
    assert [(one.department_text, one.territory_text) for one in listings] == [("71", "Mâcon"), ("01", "Replonges")]


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
    (merged,), _ = merge_same([listing("Ain"), listing("01", population_text="48 000 habitants")])
    assert merged.population_text == "48 000 habitants"


@pytest.mark.parametrize("rank", [0, 1, 2])
def test_words_that_do_not_say_which_of_two_fill_neither(rank):
    told = [listing("Ain"), listing("Loire")]
    told.insert(rank, listing(None, population_text="48 000 habitants"))
    merged, left = merge_same(told)
    assert [(one.department_text, one.population_text) for one in merged] == [("Ain", None), ("Loire", None)]
    assert [one.population_text for one in left] == ["48 000 habitants"]


@pytest.mark.parametrize(
    "layout", ["list.json", "map.geojson", "stacked.csv", "card.html", "tables.html", "sheets.html", "list.html"]
)
def test_what_does_not_say_of_which_of_two_it_is_raises_an_alarm(layout):
    rows = [("Gironde", "48 000", ""), ("Dordogne", "9 000", ""), ("", "", "Libourne")]
    context = replace(ARS, rules=ExtractRules.model_validate(CARD)) if layout == "card.html" else ARS
    found = read(document(LAYOUTS[layout](rows).encode(), layout), context)
    assert [one.territory_text for one in found.listings if one.name == NAME] == [None, None]
    (told,) = found.alarms
    assert told.detail.endswith(f" : {NAME}, de quel département ?")
