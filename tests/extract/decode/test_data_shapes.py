"""Data met in other shapes than a list of records: dictionaries, columns cut by their format, layers kept in scripts."""

import json

import pytest

from spiders.document import sniff
from spiders.extract.decode.data.descriptions import labels_of, pairs_of, unmarked_pair
from spiders.extract.read import read
from spiders.extract.table.header_meaning import meaning_of
from tests.support.cpts_tables import ARS, alarm_names, document


def told(data, name="data.json"):
    body = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return read(document(body.encode(), name), ARS)


def rows(found):
    return {one.name: one.commune_codes or one.territory_text or one.department_text for one in found.listings}


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"63430": "CPTS du Couteau", "63125": "CPTS du Couteau", "63003": "CPTS du Papier"}, ("63430", "63125")),
        ({"CPTS du Couteau": ["63430", "63125"], "CPTS du Papier": ["63003"]}, ("63430", "63125")),
        (
            {"Thiers": "CPTS du Couteau", "Courpière": "CPTS du Couteau", "Ambert": "CPTS du Papier"},
            "Thiers, Courpière",
        ),
        ({"03": ["CPTS du Couteau"], "63": ["CPTS du Papier", "CPTS du Lac"]}, "03"),
        ({"Allier": ["CPTS du Couteau"], "Puy-de-Dôme": ["CPTS du Papier"]}, "Allier"),
    ],
)
def test_a_dictionary_says_of_each_place_which_cpts_it_has(data, wanted):
    assert rows(told(data))["CPTS du Couteau"] == wanted
    assert rows(told({"carte": {"zones": data}, "titre": "Les CPTS"}))["CPTS du Couteau"] == wanted


def test_keys_that_number_their_entries_are_no_departements():
    found = told({"10": "CPTS du Couteau", "11": "CPTS du Papier", "12": "CPTS du Lac"})
    assert found.listings == () and alarm_names(found.alarms) == {"UnreadText"}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("cd_cmmn", "commune_codes"),
        ("lb_cmmn", "communes"),
        ("nm_cpts", "name"),
        ("code_inse", "commune_codes"),
        ("insee_comm", "commune_codes"),
        ("ppltn", "population"),
        ("NB_HABITAN", "population"),
        ("DEPARTEMEN", "department"),
        ("etat_avanc", "status"),
        ("statut_cpt", "status"),
    ],
)
def test_a_column_whose_name_a_format_has_cut(header, field):
    assert meaning_of(header).field == field


@pytest.mark.parametrize(
    "text",
    [
        "var json_cpts_2 = {};",
        "/* couche */\nconst liste = {};\nafficher(liste);",
        "export default {};",
        "window.cpts = {};",
        "(function () {{ var cpts = {}; dessiner(cpts); }})();",
    ],
)
def test_a_layer_kept_in_a_script_is_the_same_layer(text):
    records = '[{nom: "CPTS du Papier", departement: "Puy-de-Dôme", }, {nom: \'CPTS du Lac\', departement: "Ain"}]'
    found = told(text.replace("{}", records).replace("{{", "{").replace("}}", "}"), "couche.js")
    assert rows(found) == {"CPTS du Papier": "Puy-de-Dôme", "CPTS du Lac": "Ain"}


def test_a_text_with_a_bracket_is_no_script():
    assert sniff(b"Les CPTS (12) : [liste]") == "text"


def test_codes_in_the_column_of_the_communes_are_codes():
    (found,) = told([{"commune": "63430", "cpts": "CPTS du Couteau"}]).listings
    assert found.commune_codes == ("63430",)


@pytest.mark.parametrize("levels", [2, 24, 60])
def test_tables_inside_tables_are_read_once(levels):
    inner = "<table><tr><th>CPTS</th><th>Statut</th></tr><tr><td>CPTS du Lac</td><td>ACI signé</td></tr></table>"
    outer = "<table><tr><td>" * levels + inner + "</td></tr></table>" * levels
    found = told(f"<html><body><h1>Les CPTS</h1>{outer}</body></html>", "page.html")
    assert [one.name for one in found.listings] == ["CPTS du Lac"]


def test_records_pushed_one_by_one_are_a_list():
    pushed = "".join(
        f'points.push({{"title": "CPTS {name}", "html": "<p>{said}</p>"}});'
        for name, said in (("Lac Est", "44 200 habitants<br>ACI signé"), ("Lac Ouest", "Projet de santé validé"))
    )
    found = read(document(f"<h1>Carte</h1><script>var points = [];{pushed}</script>".encode(), "carte.html"), ARS)
    assert [one.name for one in found.listings] == ["CPTS Lac Est", "CPTS Lac Ouest"]
    assert "44 200" in (found.listings[0].population_text or "")


def test_the_label_of_a_nested_object_is_its_value():
    records = [
        {"nom": name, "etat": {"libelle": said, "date": day}, "departement": {"code": "37", "nom": "Indre-et-Loire"}}
        for name, said, day in (("Val Lilas", "ACI signé", "2022-06-14"), ("Mont Lilas", "Projet validé", None))
    ]
    found = told({"cpts": records})
    assert [(one.name, (one.status_text or "").split(";")[0]) for one in found.listings] == [
        ("Val Lilas", "ACI signé"),
        ("Mont Lilas", "Projet validé"),
    ]


def test_json_that_a_script_quotes_is_read():
    found = told(
        """<html><body><script>var carte = JSON.parse('[{"nom": "CPTS du Lac", "statut": "ACI signé"}]');</script></body></html>""",
        "page.html",
    )
    assert [(one.name, one.status_text) for one in found.listings] == [("CPTS du Lac", "ACI signé")]


def test_a_popup_is_unquoted_as_its_language_does():
    popup = r"CPTS de l\'Ouest<br>Population : 60\u00a0000 hab.<br>Territoire : Redon"
    found = told(f"<html><body><script>L.marker([48, 1]).bindPopup('{popup}');</script></body></html>", "page.html")
    assert [(one.name, one.population_text) for one in found.listings] == [("CPTS de l'Ouest", "60 000 hab.")]


@pytest.mark.parametrize(
    ("line", "field"), [("12 communes", "communes"), ("https://www.exemple.fr/cpts", "site"), ("Réunion du lundi", "")]
)
def test_a_line_of_a_description_without_a_label(line, field):
    assert labels_of(line) == ([field] if field else [])


def test_a_label_and_its_value_without_a_sign_between_them():
    assert unmarked_pair("Population environ 45 000") == ("Population", "environ 45 000")


_CODED = {"T1": "CPTS du Lac", "T2": "CPTS du Pin"}
_NUMBERED = {"1": "CPTS du Lac", "2": "CPTS du Pin"}
_STEPS = ("ACI signé", "projet de santé validé")


@pytest.mark.parametrize(
    ("tree", "stages"),
    [
        ({"noms": _CODED, "suivi": [{"code": f"T{n}", "etape": step} for n, step in enumerate(_STEPS, 1)]}, _STEPS),
        ({"noms": _NUMBERED, "suivi": [{"id_cpts": n, "etape": step} for n, step in enumerate(_STEPS, 1)]}, _STEPS),
        ({"noms": _CODED, "suivi": {f"T{n}": {"etape": step} for n, step in enumerate(_STEPS, 1)}}, _STEPS),
        ({"noms": _CODED, "suivi": {f"T{n}": step for n, step in enumerate(_STEPS, 1)}}, _STEPS),
        ({"noms": _NUMBERED, "suivi": {"1": "ACI signé", "2": "projet de santé validé"}}, ()),
        # a number may be that of anything, a code that nothing explains is another's
        ({"noms": _NUMBERED, "suivi": [{"id": n, "etape": step} for n, step in enumerate(_STEPS, 1)]}, ()),
        ({"noms": _CODED, "suivi": [{"code": "T1", "etape": "ACI signé"}, {"code": "T9", "etape": "ACI signé"}]}, ()),
        (
            {
                "codes": {"CPTS du Lac": "A", "CPTS du Pin": "S"},
                "etats": {"A": "ACI signé", "S": "projet de santé validé"},
                "liste": [{"id": 1, "nom": "CPTS du Lac"}, {"id": 2, "nom": "CPTS du Pin"}],
            },
            _STEPS,
        ),
    ],
)
def test_codes_are_read_with_the_part_that_explains_them(tree, stages):
    found = told(tree)
    assert [(one.name, one.status_text) for one in found.listings] == list(zip(_CODED.values(), stages, strict=False))


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            "La CPTS du Gâtinais couvre 45 000 habitants et 12 communes : Gien, Briare et Coullons.",
            [
                ("nom cpts", "CPTS du Gâtinais"),
                (
                    "population",
                    "La CPTS du Gâtinais couvre 45 000 habitants et 12 communes : Gien, Briare et Coullons.",
                ),
                ("communes", "La CPTS du Gâtinais couvre 45 000 habitants et 12 communes : Gien, Briare et Coullons."),
            ],
        ),
        (
            "ACI signé en mai 2021. 32 000 habitants.",
            [("date de signature", "ACI signé en mai 2021."), ("population", "32 000 habitants.")],
        ),
        (
            "CPTS Beauce : lettre d'intention",
            [("nom cpts", "CPTS Beauce"), ("statut", "CPTS Beauce : lettre d'intention")],
        ),
        ("La CPTS Grand Ouest et la CPTS Petit Est ont signé leur ACI.", []),
    ],
)
def test_a_sentence_of_a_description_tells_each_field_it_holds(text, pairs):
    assert pairs_of(text)[0] == pairs


def test_a_description_in_data_is_read_without_the_person_it_names():
    told_of = "La CPTS, présidée par Corentin Vasseur, couvre 45 000 habitants et 12 communes."
    records = [{"name": "CPTS du Gâtinais", "description": told_of}, {"name": "CPTS Beauce", "description": ""}]
    found, _ = told(records).listings
    assert "45 000 habitants" in (found.population_text or "") and "12 communes" in (found.territory_text or "")
    assert "Vasseur" not in str(found)


def test_a_name_in_a_description_completes_that_of_its_record():
    records = [
        {"titre": "Gâtinais", "texte": "La CPTS du Gâtinais couvre 45 000 habitants. Elle a signé son ACI en 2021."},
        {"titre": "Beauce", "texte": "CPTS Beauce : lettre d'intention."},
        {"titre": "Giennois", "texte": "CPTS Giennois"},
    ]
    found = told(records).listings
    assert [one.name for one in found] == ["CPTS du Gâtinais", "CPTS Beauce", "CPTS Giennois"]
    assert [bool(one.status_text) for one in found] == [True, True, False]


_HEADS, _ROWS = ("CPTS", "Statut", "Population"), (("CPTS du Lac", _STEPS[0], 45000), ("CPTS du Pin", _STEPS[1], 30200))


@pytest.mark.parametrize(
    "tree",
    [
        {"columns": [{"title": head} for head in _HEADS], "data": _ROWS},
        {"entetes": _HEADS, "lignes": _ROWS},
        {"cols": [{"label": head} for head in _HEADS], "rows": [{"c": [{"v": cell} for cell in row]} for row in _ROWS]},
    ],
)
def test_headers_that_stand_apart_from_their_rows(tree):
    found = told(tree).listings
    assert [(one.name, one.status_text, one.population_text) for one in found] == [
        (name, stage, f"{number:,} habitants".replace(",", " ")) for name, stage, number in _ROWS
    ]


def test_round_numbers_without_a_header_are_no_codes_of_communes():
    found = told([[name, number] for name, _, number in _ROWS])
    assert [one.commune_codes for one in found.listings] == [(), ()]
    assert [one.name for one in found.alarms] == ["UnknownHeader"]


@pytest.mark.parametrize(
    "place",
    [
        {"departement": {"id": 3, "nom": "Jura"}},
        {"departement": {"data": {"id": 3, "attributes": {"nom": "Jura"}}}},
        {"departement_id": 3, "departement": "Jura"},
        {"departement": "Jura", "communes": [{"id": 3004, "nom": "Dole"}]},
    ],
)
def test_the_number_a_service_gives_a_place_is_not_its_code(place):
    (found,) = told([{"nom": "CPTS du Lac", **place}]).listings
    assert (found.department_text, found.commune_codes) == ("Jura", ())


def test_names_under_a_departement_and_a_key_that_tells_no_stage():
    found = told({"39": {"signees": ["CPTS du Lac"], "autres": ["CPTS du Bois"]}, "58": {"signees": ["CPTS du Pin"]}})
    assert [(one.name, one.department_text) for one in found.listings] == [
        ("CPTS du Lac", "39"),
        ("CPTS du Bois", "39"),
        ("CPTS du Pin", "58"),
    ]


_LAYER = {"features": [{"attributes": {"NOM": "CPTS du Lac"}}]}
_DRAWN = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"nom": "CPTS du Lac"}}]}


@pytest.mark.parametrize(
    "tree",
    [
        {"layerDefinition": {"name": "couche", "description": "Les CPTS ayant signé l'ACI"}, "featureSet": _LAYER},
        {"layers": [{"title": "CPTS ACI signé", "featureCollection": {"layers": [{"featureSet": _LAYER}]}}]},
        {"ACI signé": _DRAWN, "légende": {}},
        {"titre": "CPTS ayant signé l'ACI", "couche": _DRAWN},
    ],
)
def test_the_stage_told_over_a_layer_in_a_map(tree):
    (found,) = told(tree).listings
    assert "sign" in (found.status_text or "")


def test_letters_escaped_twice():
    (found,) = told([{"nom": "CPTS Ch&amp;acirc;teau Vert", "statut": "ACI sign&amp;amp;eacute;"}]).listings
    assert (found.name, found.status_text) == ("CPTS Château Vert", "ACI signé")
