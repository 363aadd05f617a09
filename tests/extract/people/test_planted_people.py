"""Invented people planted in every layout: none comes out, and the facts beside them do."""

from __future__ import annotations

import json

import pytest

from pipelines.cli.extract import as_object
from pipelines.steps.claims import read_listing
from spiders.extract.people.sites import public_site
from spiders.extract.read import read
from tests.support.cpts_tables import ARS, document
from tests.support.writers import xlsx

PEOPLE = (
    "vertadier",
    "isaure",
    "mandragore",
    "tiburce",
    "trotefou",
    "vachequi",
    "carambole",
    "pinteau",
    "06 12",
    "612 345",
)
PAGE = "<html><head><title>Les CPTS</title>{}</head><body><main><h1>Les CPTS</h1>{}</main></body></html>"
ROWS = [
    ["CPTS", "Statut", "Territoire", "Population", "Site web"],
    [
        "CPTS du Lac (Isaure Vertadier)",
        "ACI signé le 12 mars 2021 par Tiburce Mandragore",
        "Gray (Ygrec Vachequi, médecin), Lure",
        "24 000 habitants (Aloïs Pinteau)",
        "https://lac.example/equipe/isaure-vertadier",
    ],
    ["CPTS du Cap – Léocadie Trotefou", "Zénobie Carambole : projet de santé validé", "Vesoul", "0 612 345 678", ""],
]
PERSON = {"@type": "Person", "name": "Isaure Vertadier"}
LD = {
    "@type": "Organization",
    "name": "CPTS du Lac",
    "employee": [PERSON],
    "founder": "Tiburce Mandragore",
    "member": {"@type": "Person", "name": "Aloïs Pinteau"},
    "telephone": "0 612 345 678",
    "description": "Présidée par Isaure Vertadier.",
}
PROSE = (
    "<p>La CPTS du Lac, portée par Isaure Vertadier, infirmière, a signé son ACI le 12 mars 2021.</p>"
    "<p>Elle couvre 24 000 habitants, selon Tiburce Mandragore (06 12 34 56 78).</p>"
)
MARKERS = [
    {
        "name": "CPTS du Lac (Isaure Vertadier)",
        "description": "ACI signé le 12 mars 2021\nPrésidente : Isaure Vertadier\nPopulation : 24 000 habitants\n"
        "Tiburce Mandragore 06.12.34.56.78",
    }
]


def table(rows):
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows) + "</table>"


LAYOUTS = {
    "table.html": PAGE.format("", table(ROWS)),
    "liste.csv": "\n".join(";".join(row) for row in ROWS) + "\n",
    "liste.xlsx": xlsx(("CPTS", ROWS)),
    "records.json": json.dumps([dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]], ensure_ascii=False),
    "bullets.html": PAGE.format(
        "", "<ul>" + "".join(f"<li>{row[0]} : {row[1]}, {row[3]}</li>" for row in ROWS[1:]) + "</ul>"
    ),
    "sheets.html": PAGE.format(
        "",
        "<h2>CPTS du Lac</h2><ul><li>Statut : ACI signé le 12 mars 2021</li><li>Population : 24 000 habitants</li>"
        "<li>Animation : Tiburce Mandragore</li><li>Isaure Vertadier, présidente</li></ul>",
    ),
    "prose.html": PAGE.format("", PROSE),
    "data.html": PAGE.format(f'<script type="application/ld+json">{json.dumps(LD)}</script>', PROSE),
    "carte.geojson": json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": one} for one in MARKERS]}
    ),
    "carte.js": f"var reperes = {json.dumps(MARKERS)};",
    "texte.txt": "Les CPTS\n- CPTS du Lac (Isaure Vertadier) : ACI signé le 12 mars 2021, 24 000 habitants\n",
    "flux.xml": "<?xml version='1.0'?><rss version='2.0'><channel><title>Actualités</title><item><title>La CPTS du Lac"
    f"</title><author>Isaure Vertadier</author><description><![CDATA[{PROSE}]]></description></item></channel></rss>",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_planted_people_never_come_out_and_the_facts_do(name):
    body = LAYOUTS[name]
    found = read(document(body if isinstance(body, bytes) else body.encode(), name), ARS)
    objects = [as_object(read_listing(one), found.extractor) for one in found.listings]
    text = (repr(found.listings) + repr(found.alarms) + json.dumps(objects, ensure_ascii=False)).lower()
    assert [person for person in PEOPLE if person in text] == []
    lake = objects[0]
    assert (lake["nom"], lake["statut"], lake["date"]) == ("CPTS du Lac", "aci_signe", "2021-03-12")
    assert lake["population"] == 24000


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://cpts-lac.example/equipe/isaure-vertadier", "https://cpts-lac.example"),
        ("https://asso.example/associations/cpts-du-lac", "https://asso.example/associations/cpts-du-lac"),
        (
            "https://asso.example/associations/cpts-du-lac/membres/i.vertadier",
            "https://asso.example/associations/cpts-du-lac",
        ),
        ("https://lac.example/?contact=i.vertadier@exemple.fr", "https://lac.example"),
        ("www.cpts-lac.example/", "www.cpts-lac.example/"),
    ],
)
def test_an_address_is_kept_as_far_as_it_speaks_of_the_cpts(address, kept):
    assert public_site(address, "CPTS du Lac") == kept


@pytest.mark.parametrize(
    "name",
    ["CPTS du Léon Blanc", "CPTS Marie Galante", "CPTS de la Côte d'Hermine", "CPTS Jules Verne", "CPTS Rose Noire"],
)
def test_a_first_name_inside_the_name_of_a_cpts_is_no_person(name):
    (found,) = read(document(f"CPTS;Statut\n{name};ACI signé\n".encode(), "liste.csv"), ARS).listings
    assert found.name == name
