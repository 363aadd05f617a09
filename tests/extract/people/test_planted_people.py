"""Invented people planted in every layout: none comes out, and the facts beside them do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipelines.cli.extract import as_object
from pipelines.steps.claims import read_listing
from spiders.extract.people.clean import clean
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
        ("https://sites.google.com/view/cptslac", "https://sites.google.com/view/cptslac"),
        ("https://linktr.ee/cptsdulac/vertadier", "https://linktr.ee/cptsdulac"),
        ("https://linktr.ee/ivertadiercpts", None),
        ("https://www.facebook.com/isaure.vertadier.92", None),
        ("https://sites.google.com/view/isaure", None),
        ("https://www.facebook.com/cptsdulac", "https://www.facebook.com/cptsdulac"),
        ("https://cpts-lac.sante.fr/equipe/isaure-vertadier", "https://cpts-lac.sante.fr"),
        ("https://lac.example/equipe/isaure-vertadier?mail=i.v@exemple.fr", "https://lac.example"),
        ("https://lac.example/#equipe/isaure-vertadier", "https://lac.example"),
        ("https://isaure.vertadier@exemple.fr", None),
        ("https://lac.example/i.v%40exemple.fr/cpts", "https://lac.example"),
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


STRANGERS = (
    "Ysoline Vercassoul",
    "Mbaye DIOUF-SARRAZOU",
    "KARIMOVSKAÏA Zulfiya",
    "ÖZGÜR DELACROISETTE",
    "Aodrenn Le Kerbratzec",
    "ÉLOÏC DE LA TOURMENTÈRE",
    "Thi Hoa Nguyenvanh",
)
PLANTED = (
    ("{} {}, médecin", "", "", ""),
    ("{} {}", "", "", ""),
    ("{} ({})", "", "", ""),
    ("{} – {}", "", "", ""),
    ("{}, {}", "", "", ""),
    ("{}", "par {}", "", ""),
    ("{}", "({})", "", ""),
    ("{}", "- {}, infirmière", "", ""),
    ("{}", ", contact {} 06 12 34 56 78", "", ""),
    ("{}", "", "({})", ""),
    ("{}", "", "- {}", ""),
    ("{}", "", "", "({})"),
)
SHAPES = ("table.html", "liste.csv", "records.json", "sheets.html", "definitions.html", "carte.geojson")


def planted(person: str, frame: tuple[str, str, str, str]) -> list[str]:
    facts = ("ACI signé le 12 mars 2021", "Gray, Lure", "24 000 habitants")
    return [
        frame[0].format("CPTS du Mont Blanzy", person),
        *(f"{fact} {words.format(person)}".strip() for fact, words in zip(facts, frame[1:], strict=True)),
        "",
    ]


def shaped(shape: str, row: list[str]) -> str:
    rows = [ROWS[0], row, ["CPTS du Cap", "projet de santé validé", "Vesoul", "12 000 habitants", ""]]
    if shape == "table.html":
        return PAGE.format("", table(rows))
    if shape == "liste.csv":
        return "\n".join(";".join(one) for one in rows)
    if shape == "records.json":
        return json.dumps([dict(zip(ROWS[0], one, strict=True)) for one in rows[1:]])
    if shape == "carte.geojson":
        told = [{"name": one[0], "description": "\n".join(one[1:])} for one in rows[1:]]
        return json.dumps({"type": "FeatureCollection", "features": [{"properties": one} for one in told]})
    sheet = "<h2>{}</h2><ul><li>Statut : {}</li><li>Territoire : {}</li><li>Population : {}</li></ul>"
    return PAGE.format(
        "",
        "".join(sheet.format(*one) if shape == "sheets.html" else definitions([*one[:4], ""]) for one in rows[1:]),
    )


@pytest.mark.parametrize("frame", PLANTED, ids=" ".join)
@pytest.mark.parametrize("shape", SHAPES)
def test_people_of_whom_no_list_holds_the_first_name(shape, frame):
    for person in STRANGERS:
        body = shaped(shape, planted(person, frame)).replace("Isaure Vertadier", person)
        found = read(document(body.encode(), shape), ARS)
        objects = [as_object(read_listing(one), found.extractor) for one in found.listings]
        text = (repr(found.listings) + repr(found.alarms) + json.dumps(objects, ensure_ascii=False)).lower()
        assert not any(word in text for word in person.lower().split() if len(word) > 3), person
        mount = objects[0]
        told = (mount["nom"], mount["statut"], mount["date"], mount["population"])
        assert told == ("CPTS du Mont Blanzy", "aci_signe", "2021-03-12", 24000), person


PRESS = (
    "{0}, présidente de la CPTS du Mont Blanzy, a signé l'ACI le 12 mars 2021. La CPTS couvre 24 000 habitants.",
    "La CPTS du Mont Blanzy, que préside {0}, a signé son ACI le 12 mars 2021. Elle couvre 24 000 habitants.",
    "La CPTS du Mont Blanzy a signé son ACI le 12 mars 2021, en présence de {0}. Elle couvre 24 000 habitants.",
    "La CPTS du Mont Blanzy, animée par {0} (infirmière), a signé son ACI le 12 mars 2021. Elle couvre 24 000 habitants.",
    "La CPTS du Mont Blanzy a signé son ACI le 12 mars 2021. Elle couvre 24 000 habitants, selon {0}.",
    "Le 12 mars 2021, {0} et le directeur de la CPAM ont signé l'ACI de la CPTS du Mont Blanzy. Elle couvre "
    "24 000 habitants.",
)


@pytest.mark.parametrize("told", PRESS)
def test_people_of_whom_no_list_holds_the_first_name_in_sentences(told):
    for person in STRANGERS:
        found = read(document(PAGE.format("", f"<p>{told.format(person)}</p>").encode(), "prose.html"), ARS)
        objects = [as_object(read_listing(one), found.extractor) for one in found.listings]
        text = (repr(found.listings) + json.dumps(objects, ensure_ascii=False)).lower()
        assert not any(word in text for word in person.lower().split() if len(word) > 3), person
        told_of = [(one["nom"], one["statut"], one["date"], one["population"]) for one in objects]
        assert told_of == [("CPTS du Mont Blanzy", "aci_signe", "2021-03-12", 24000)], person


@pytest.mark.parametrize(
    "text",
    [
        "CPTS Kalon Eusa",
        "CPTS du Pays Kalon Eusa",
        "CPTS – Kalon Eusa",
        "La CPTS Terra Sana a signé son ACI le 12 mars 2021",
        "Gray, Lure (Val Saint-Éloi)",
        "ACI signé avec l'Assurance Maladie et l'ARS Bourgogne-Franche-Comté",
        "projet de santé validé par l'ARS Hauts-de-France",
        "CPTS Haute Gironde (Blaye, Saint-André-de-Cubzac)",
    ],
)
def test_what_a_gazetteer_or_a_vocabulary_explains_is_no_person(text):
    assert clean(text) == text
