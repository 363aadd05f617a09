"""Tables of pages: merged cells, headings over them, ticks, links, boxes that play tables."""

from __future__ import annotations

import pytest
from lxml import html

from spiders.document import TooHeavyDocument
from spiders.extract.decode.html.tables import grids_of
from spiders.extract.passes import rows_of
from tests.support.cpts_tables import ARS, EXPECTED, GRID, NAMES, document, facts, names
from tests.support.writers import html_page, html_table


def tables(body, context=ARS, **options):
    """What each table of a page gives, where it gives anything."""
    markup = html_page(body, **options)
    page = document(markup.encode())
    given = [rows_of([grid], page, context) for grid in grids_of(html.fromstring(markup), page.url)]
    return [rows for rows in given if rows.listings or rows.alarms]


def test_an_html_table():
    readings = tables(html_table(GRID))
    assert [facts(listing) for listing in readings[0].listings] == EXPECTED
    assert readings[0].taken == {"/html/body/main/table"}
    assert readings[0].listings[0].evidence.locator == "/html/body/main/table/tr[2]"


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td rowspan=1000>CPTS</td></tr>" * 2500,
        f"<tr>{'<td colspan=1000>a</td>' * 4000}</tr>",
        f"<tr>{'<td>a' * 500}</tr>" + "<tr><td>a" * 9000,
    ],
)
def test_a_table_whose_spans_make_all_its_places_is_refused(rows):
    with pytest.raises(TooHeavyDocument):
        list(grids_of(html.fromstring(f"<div><table>{rows}</table></div>"), "https://a.example/"))


def test_a_span_wider_than_the_table_makes_no_column():
    rows = "<tr><th colspan=400>Les CPTS</tr><tr><th>CPTS<th>Statut</tr>" + "<tr><td>CPTS du Lac<td>ACI</tr>" * 900
    grid = next(grids_of(html.fromstring(f"<div><table>{rows}</table></div>"), "https://a.example/"))
    assert {len(row) for row in grid.rows} == {2}


def test_rowspan_and_colspan():
    found = tables(
        "<table><tr><th rowspan=2>CPTS<th colspan=2>Territoire<th rowspan=2>Statut</tr><tr><th>Communes<th>Population</tr>"
        "<tr><td colspan=4>Finistère</td></tr>"
        "<tr><td>Brest<td>Brest<br>Guilers<td>210&nbsp;000<sup>1</sup><td rowspan=2>ACI</tr><tr><td>Quimper<td>Quimper<td>100 000</tr></table>"
    )[0]
    assert [(one.name, one.department_text, one.status_text, one.population_text) for one in found.listings] == [
        ("Brest", "Finistère", "sous ACI", "210 000 habitants"),
        ("Quimper", "Finistère", "sous ACI", "100 000 habitants"),
    ]
    assert found.listings[0].territory_text == "Brest, Guilers"


def test_headings_and_captions_speak_for_the_table():
    table = "<table><caption>CPTS ayant signé l'ACI</caption><tr><th>Nom<th>Population</tr><tr><td>Brest<td>210 000</tr></table>"
    listing = tables(f"<h2>Morbihan</h2><p>…</p><h2>Finistère</h2>{table}")[0].listings[0]
    assert (listing.department_text, listing.status_text) == ("Finistère", "CPTS ayant signé l'ACI")


def test_a_table_in_an_accordion():
    body = (
        "<button data-bs-target='#d29'>Finistère</button><div id='d29'>"
        + html_table([["CPTS", "Population"], ["Brest", "210 000"]])
        + "</div>"
    )
    assert tables(body)[0].listings[0].department_text == "Finistère"


def test_links_ticks_and_counters_in_cells():
    listing = tables(
        "<table><tr><th>CPTS<th>Site<th>Accès aux soins<th>Prévention<th>Habitants</tr>"
        "<tr><td><a href='/fiche'>CPTS de Brest</a><td><a href='http://cpts-brest.example'>voir</a><td><i class='fa fa-check'></i>"
        "<td><img alt='Non' src='x'><td><span data-count='210000'>0</span></tr></table>"
    )[0].listings[0]
    assert listing.website == "http://cpts-brest.example"
    assert listing.missions_text == "Accès aux soins"
    assert listing.population_text == "210 000 habitants"


def test_a_visible_zero_is_no_population():
    assert tables(html_table([["CPTS", "Habitants"], ["CPTS de Brest", "0"]]))[0].listings[0].population_text is None


def test_layout_tables_hold_the_table_of_data():
    readings = tables(f"<table><tr><td>menu</td><td>{html_table(GRID)}</td></tr></table>")
    assert len(readings) == 1
    assert names(readings[0].listings) == NAMES


def test_divs_that_play_tables():
    rows = "".join(
        "<div role=row>" + "".join(f"<span role=cell>{cell}</span>" for cell in row) + "</div>" for row in GRID
    )
    assert [facts(listing) for listing in tables(f"<div role=table>{rows}</div>")[0].listings] == EXPECTED


def test_a_table_under_a_heading_of_another_structure():
    table = html_table([["Nom", "Département", "Communes"], ["Pôle de Belz", "56", "Belz"]])
    assert tables(f"<h2>Maisons de santé</h2>{table}") == []
