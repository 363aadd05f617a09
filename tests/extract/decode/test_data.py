"""JSON of any shape, WordPress, and the data inside pages."""

from __future__ import annotations

import json

import pytest

from spiders.extract.decode.data.dispatch import read_json
from spiders.extract.decode.data.js_literal import NotALiteral, literals, parse
from spiders.extract.decode.data.page_data import read_page_data
from spiders.extract.decode.data.records import flatten, pairs_of
from spiders.extract.model.source import SourceContext
from tests.support.cpts_tables import ARS, alarm_names, document, names, says_nobody

BREST = {"nom": "CPTS de Brest", "statut": "signataire", "departement": "29", "population": 210000}
AURAY = {"nom": "CPTS du Pays d'Auray", "statut": "initiative", "departement": "56", "population": 90000}
PLAIN = [
    ("CPTS de Brest", "29", "signataire", "210 000 habitants"),
    ("CPTS du Pays d'Auray", "56", "initiative", "90 000 habitants"),
]


def read(data, name="api/cpts", context=ARS):
    body = data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else json.dumps(data).encode()
    return read_json(document(body, name), context)


def plain(found):
    return [(one.name, one.department_text, one.status_text, one.population_text) for one in found.listings]


@pytest.mark.parametrize(
    "data",
    [
        [BREST, AURAY],
        {"results": [BREST, AURAY], "total_count": 2},
        {"records": [{"recordid": "a", "fields": BREST}, {"recordid": "b", "fields": AURAY}], "nhits": 2},
        {"data": [{"id": 1, "attributes": BREST}, {"id": 2, "attributes": AURAY}]},
        {"data": {"toutesLesCpts": {"edges": [{"node": BREST}, {"node": AURAY}]}}},
        {"columns": list(BREST), "data": [list(BREST.values()), list(AURAY.values())]},
        [list(BREST), list(BREST.values()), list(AURAY.values())],
        {"a": BREST, "b": AURAY},
        {"a": {"b": {"c": [BREST, AURAY]}}},
    ],
    ids=["list", "results", "fields", "attributes", "graph", "columns", "rows", "keyed", "deep"],
)
def test_every_shape_gives_the_same_rows(data):
    assert plain(read(data)) == PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "callback(%s);",
        "\ufeff%s",
        "  %s\n",
    ],
)
def test_wrapped_json(text):
    assert plain(read(text % json.dumps([BREST, AURAY]))) == PLAIN


def test_one_object_per_line():
    assert plain(read(json.dumps(BREST) + "\n" + json.dumps(AURAY) + "\n")) == PLAIN


def test_keys_above_a_list_speak_for_it():
    bare = {key: value for key, value in BREST.items() if key != "departement"}
    assert read({"cpts": {"Finistère": [bare]}}).listings[0].department_text == "Finistère"


def test_nested_objects_and_lists():
    flat = flatten(
        {
            "departement": {"code": "35", "nom": "Ille-et-Vilaine"},
            "communes": [{"nom": "Redon", "code": "35236"}, {"nom": "Allaire", "code": "56001"}],
            "chiffres": {"habitants": 81246.0},
            "contact": {"nom": "PELLERIN"},
        }
    )
    assert flat == {
        "departement": "Ille-et-Vilaine",
        "code departement": "35",
        "communes": "Redon, Allaire",
        "code communes": "35236 56001",
        "chiffres habitants": "81246",
        "contact": "PELLERIN",
    }


def test_codes_and_people_of_nested_objects():
    row = {
        "nom": "CPTS de Redon",
        "communes": [{"nom": "Redon", "code": "35236"}],
        "contact": {"nom": "Sacha PELLERIN", "email": "pellerin@exemple.invalid"},
    }
    found = read([row])
    assert found.listings[0].commune_codes == ("35236",)
    assert says_nobody(found.listings)


def test_a_total_larger_than_the_list_is_named():
    assert "Truncated" in alarm_names(read({"results": [BREST], "total_count": 120}).alarms)


def test_text_that_is_not_json_is_named():
    assert alarm_names(read("{nope}").alarms) == {"WrongType"}


@pytest.mark.parametrize("data", [[], {}, {"results": []}])
def test_an_empty_answer_is_named(data):
    assert alarm_names(read(data).alarms) == {"EmptyListing"}


def test_names_outside_any_list_are_an_alarm():
    assert alarm_names(read({"textes": ["CPTS de Brest", "CPTS d'Auray"]}).alarms) == {"UnreadText"}


def test_news_are_no_listing():
    assert (
        read(
            [
                {"title": "La CPTS de Brest signe son contrat", "date": "2021-01-01"},
                {"title": "Lancement de la CPTS d'Auray", "date": "2021-02-01"},
            ]
        ).listings
        == ()
    )


@pytest.mark.parametrize(
    "menu",
    [
        [{"titre": "Accueil", "lien": "/"}, {"titre": "Contact", "lien": "/contact"}],
        [{"nom": "Nos actions", "url": "https://www.exemple.fr/cpts/actions"}],
    ],
)
def test_the_menu_of_a_site_is_no_list(menu):
    assert plain(read({"menu": menu, "cpts": [BREST, AURAY]})) == PLAIN


def test_the_date_of_a_page_beside_other_data_is_no_date_of_a_stage():
    pages = [entry("CPTS de Brest", acf={"statut": "ACI signé", "departement": "29"})]
    (listing,) = read({"menu": [{"id": 1}], "pages": pages}).listings
    assert (listing.status_text, listing.date_text, listing.page_date) == ("ACI signé", None, "2025-02-03")


# --- descriptions ------------------------------------------------------------------------------------


def test_pairs_of_a_description():
    pairs, rest = pairs_of(
        "<b>CPTS de Brest</b><br>Population : 210 000 hab.<br>Communes :<ul><li>Brest</li><li>Guilers</li></ul>Voir aussi"
    )
    assert pairs[:2] == [("nom cpts", "CPTS de Brest"), ("Population", "210 000 hab.")]
    assert pairs[2][0] == "Communes"
    assert pairs[2][1].startswith("Brest\nGuilers")
    assert rest == ""


def test_pairs_of_a_popup_made_as_a_table():
    pairs, _ = pairs_of(
        "<table><tr><td>Nom</td><td>CPTS de Brest</td></tr><tr><th>Statut</th><td>ACI</td></tr></table>"
    )
    assert pairs == [("Nom", "CPTS de Brest"), ("Statut", "ACI")]


# --- WordPress ---------------------------------------------------------------------------------------


def entry(title, content="", **more):
    return {
        "id": 7,
        "link": "https://www.cpts-na.example/redon/",
        "date": "2024-01-02T10:00:00",
        "modified": "2025-02-03T10:00:00",
        "title": {"rendered": title},
        "content": {"rendered": content},
        **more,
    }


def test_the_content_of_a_wordpress_page():
    found = read(
        [entry("CPTS du Pays de Redon", "<p>La CPTS du Pays de Redon couvre 39 communes et 81 246 habitants.</p>")]
    )
    (listing,) = found.listings
    assert listing.name == "CPTS du Pays de Redon"
    assert "81 246 habitants" in listing.population_text
    assert listing.page_date == "2025-02-03"
    assert listing.evidence.locator.startswith("entrée 1 (https://www.cpts-na.example/redon/)")
    assert (
        listing.evidence.digest
        == document(
            json.dumps(
                [
                    entry(
                        "CPTS du Pays de Redon",
                        "<p>La CPTS du Pays de Redon couvre 39 communes et 81 246 habitants.</p>",
                    )
                ]
            ).encode()
        ).digest
    )


def test_a_table_in_a_wordpress_page():
    table = "<table><tr><th>CPTS</th><th>Population</th></tr><tr><td>CPTS de Brest</td><td>210 000</td></tr></table>"
    assert read([entry("Les CPTS de Bretagne", table)]).listings[0].population_text == "210 000 habitants"


def test_fields_of_a_wordpress_type():
    fields = {
        "departement": "35",
        "nombre_dhabitants": "81 246",
        "statut": "ACI signé",
        "presidente": "Camille DUROCHER",
    }
    found = read([entry("CPTS du Pays de Redon", acf=fields)])
    assert plain(found) == [("CPTS du Pays de Redon", "35", "ACI signé", "81 246 habitants")]
    assert says_nobody(found.listings)


# --- data inside pages -------------------------------------------------------------------------------


def inline(body, context=ARS):
    markup = f"<html><body>{body}</body></html>"
    return read_page_data(markup, document(markup.encode(), "carte"), context)


def test_next_data():
    data = {
        "props": {
            "pageProps": {
                "cpts": {
                    "nom": "CPTS des Mauges",
                    "chiffres_cles": {"professionnels": "300", "communes": "6", "habitants": "120000"},
                },
                "actualites": [{"title": "La CPTS des Mauges signe", "date": "2021-01-01"}],
            }
        }
    }
    found = inline(
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>', SourceContext(kind="cpts")
    )
    assert [(one.name, one.population_text) for one in found.listings] == [("CPTS des Mauges", "120 000 habitants")]


def test_an_array_of_markers():
    found = inline("""<script>
    var cpts = [ {nom: 'CPTS de l\\'Orne', pop: 60000, dep: "61", lat: 48.1,}, // première
      {nom: "CPTS de Caen", pop: 150000, dep: "14", "lat": 49.1} ];
    </script>""")
    assert [(one.name, one.department_text, one.population_text) for one in found.listings] == [
        ("CPTS de l'Orne", "61", "60 000 habitants"),
        ("CPTS de Caen", "14", "150 000 habitants"),
    ]


def test_popups_of_markers():
    found = inline(
        """<script>L.marker([48, 1]).bindPopup("<b>CPTS d'Alençon</b><br>Population : 60 000 hab.<br>Contact : Sacha PELLERIN");</script>"""
    )
    assert [(one.name, one.population_text) for one in found.listings] == [("CPTS d'Alençon", "60 000 hab.")]
    assert says_nobody(found.listings)


def test_json_in_a_data_attribute():
    value = json.dumps([BREST, AURAY]).replace('"', "&quot;")
    assert plain(inline(f'<div data-markers="{value}"></div>')) == PLAIN


def test_data_attributes_of_elements():
    found = inline('<ul><li data-nom="CPTS de Flers" data-dept="61" data-population="48000">Flers</li></ul>')
    assert [(one.name, one.population_text) for one in found.listings] == [("CPTS de Flers", "48 000 habitants")]


def test_streamed_chunks():
    chunk = json.dumps([1, "4:" + json.dumps([BREST, AURAY])])
    assert plain(inline(f"<script>self.__next_f.push({chunk})</script>")) == PLAIN


def test_a_page_without_data_gives_nothing():
    found = inline("<script>var menu = [{titre: 'Les CPTS', url: '/cpts'}];</script><p>CPTS de Brest</p>")
    assert names(found.listings) == []
    assert found.alarms == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 2,]", [1, 2]),
        ("{a: 'b', \"c\": null}", {"a": "b", "c": None}),
        ("['a' + 'b', .5, -3]", ["ab", 0.5, -3]),
        ("[/* rien */ true, undefined]", [True, None]),
        (r"['\u00e9', 'd\'Or', `x`]", ["é", "d'Or", "x"]),
    ],
)
def test_javascript_literals(text, value):
    assert parse(text)[0] == value


@pytest.mark.parametrize("text", ["[f(1)]", "{a: b}", "[`${x}`]", "[1", "[" * 100])
def test_javascript_that_is_code(text):
    with pytest.raises(NotALiteral):
        parse(text)


def test_literals_of_a_script():
    assert list(literals("var a = [1]; f({b: 2}); var c = [g()];")) == [[1], {"b": 2}]
