"""Invented people planted in every layout: none comes out, and the facts beside them do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipelines.cli.extract import as_object
from pipelines.steps.claims import read_listing
from spiders.extract.people.sites import public_site
from spiders.extract.read import read
from spiders.instructions import ExtractRules
from tests.support.cpts_tables import ARS, document
from tests.support.writers import ods, pdf_pages, xlsx

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


def placemark(row):
    told = "".join(
        f'<Data name="{key}"><value>{value}</value></Data>'
        for key, value in (("Statut", row[1]), ("Population", row[3]), ("Contact", "Isaure Vertadier"))
    )
    said = f"{row[1]} — Présidente : Isaure Vertadier"
    return f"<Placemark><name>{row[0]}</name><description>{said}</description><ExtendedData>{told}</ExtendedData></Placemark>"


def definitions(row):
    terms = (("Statut", row[1]), ("Territoire", row[2]), ("Population", row[3]), ("Contact", "Isaure Vertadier"))
    return f"<h3>{row[0]}</h3><dl>{''.join(f'<dt>{term}</dt><dd>{text}</dd>' for term, text in terms)}</dl>"


def fiche(row):
    fields = zip(("etape", "lieu", "hab"), row[1:4], strict=True)
    told = "".join(f'<p class="{name}">{text}</p>' for name, text in fields)
    return (
        f'<div class="fiche"><h3>{row[0]}</h3>{told}<p class="asso">Présidée par Isaure Vertadier, 40 membres</p></div>'
    )


PAPER = [[cell.replace("–", "-") for cell in row] for row in ROWS]  # the fonts of a PDF have no long dash
RECORDS = [dict(zip(("n", "s", "t", "p", "w"), row, strict=True), resp="Isaure Vertadier") for row in ROWS[1:]]
POPUPS = "".join(
    f'L.marker([1, 2]).bindPopup("<b>{row[0]}</b><br>{row[1]}<br>{row[3]}<br>Isaure Vertadier");' for row in ROWS[1:]
)
STATE = {"props": {"cpts": [{"nom": r[0], "statut": r[1], "population": r[3], "agent": PERSON} for r in ROWS[1:]]}}
KML = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
LAYOUTS |= {
    "traits.pdf": pdf_pages("Les CPTS", [("", PAPER)]),
    "sans-traits.pdf": pdf_pages("Les CPTS", [("", PAPER)], rules=False),
    "liste.ods": ods(("CPTS", ROWS)),
    "carte.kml": KML.format("".join(map(placemark, ROWS[1:]))),
    "popups.html": PAGE.format("", f"<script>{POPUPS}</script>"),
    "etat.html": PAGE.format("", f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(STATE)}</script>'),
    "definitions.html": PAGE.format("", "".join(map(definitions, ROWS[1:]))),
    "fiches.html": PAGE.format("", "".join(map(fiche, ROWS[1:]))),
    "fiches.json": json.dumps({"data": RECORDS}, ensure_ascii=False),
}
FIELDS = {
    "name": "h3",
    "status_text": ".etape",
    "territory_text": ".lieu",
    "population_text": ".hab",
    "structure_text": ".asso",
}
KEYS = {"name": "n", "status_text": "s", "territory_text": "t", "population_text": "p", "website": "w"}
CARDS = {
    "fiches.html": ExtractRules.model_validate({"rows": "div.fiche", "fields": FIELDS}),
    "fiches.json": ExtractRules.model_validate({"rows": "data", "fields": KEYS}),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_planted_people_never_come_out_and_the_facts_do(name):
    body = LAYOUTS[name]
    context = replace(ARS, rules=CARDS.get(name, ARS.rules))
    found = read(document(body if isinstance(body, bytes) else body.encode(), name), context)
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
