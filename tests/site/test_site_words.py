"""French numbers, dates, sentences; the cells, as plain functions."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from markupsafe import Markup

from pipelines.normalise.territory_block import NATURES
from pipelines.normalise.territory_walk import END
from pipelines.paths import REFERENCE
from pipelines.site import french
from pipelines.site.cells import described, in_words, short_link, show, web_address
from pipelines.site.columns import columns, label_columns
from pipelines.site.french import (
    _INFERRED as INFERRED_WORDS,
)
from pipelines.site.french import (
    french_bytes,
    french_date,
    french_host,
    french_inference,
    french_number,
    french_place,
    french_within,
    lowered,
    plural,
    without_breaks,
)
from pipelines.site.paging import completed
from pipelines.site.readable import names
from pipelines.site.sentences import CHOICES, LOOKUPS, filter_sentence, text_query
from pipelines.steps.context_tables import published_count_rows, vocabulary_rows
from pipelines.steps.correction_values import RULE
from pipelines.steps.places import DEDUCED, UNLIKELY_END
from schema import load_schema
from spiders.listing import ALARMS
from spiders.registry import REGIONS, load_cards

NARROW = "\u202f"
SITE_CODE = Path(french.__file__).parent


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1234567, f"1{NARROW}234{NARROW}567"),
        (0, "0"),
        (12.34, "12,3"),
        (0.2, "0,2"),
        (0.534, "0,534"),
        (0.9999, "1"),
        (2.04, "2"),
        (-1500, f"−1{NARROW}500"),
        (None, ""),
        ("abc", "abc"),
        (700.0, "700"),
    ],
)
def test_numbers(value: Any, written: str) -> None:
    assert french_number(value) == written


def test_a_host_is_read_in_its_own_letters() -> None:
    assert french_host("https://www.xn--cpts-mtropolenancienne-g8bl.fr/x") == "cpts-métropolenancéienne.fr"
    assert french_host("https://www.ars.sante.fr") == "ars.sante.fr" and french_host("xn--é") == "xn--é"


@pytest.mark.parametrize(
    ("label", "within"),
    [("Actives", "actives"), ("ACI signés", "ACI signés"), ("Nom de la CPTS", "nom de la CPTS"), ("", "")],
)
def test_a_label_within_a_sentence_keeps_its_acronyms(label: str, within: str) -> None:
    assert lowered(label) == within


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2026-03-01", "1er mars 2026"),
        ("2026-12-25", "25 décembre 2026"),
        ("2023-06", "juin 2023"),
        ("2018", "2018"),
        ("--06-12", "12 juin (année non dite)"),
        (None, ""),
        ("bientôt", "bientôt"),
        ("2026-13", "2026-13"),
    ],
)
def test_dates(value: Any, written: str) -> None:
    assert french_date(value) == written


@pytest.mark.parametrize("kind", ["departement", "region"])
def test_every_territory_has_its_preposition(kind: str) -> None:
    codes = pq.read_table(REFERENCE / f"{kind}s.parquet").column("code").to_pylist()
    listed = tomllib.loads((SITE_CODE / "prepositions.toml").read_text(encoding="utf-8"))[kind]
    assert sorted(code for held in listed.values() for code in held) == sorted(codes)


@pytest.mark.parametrize(
    ("code", "kind", "name", "said"),
    [
        ("04", "region", "La Réunion", "à La Réunion"),
        ("32", "region", "Hauts-de-France", "dans les Hauts-de-France"),
        ("44", "region", "Grand Est", "dans le Grand Est"),
        ("53", "region", "Bretagne", "en Bretagne"),
        ("978", "region", "Saint-Martin", "à Saint-Martin"),
        ("32", "departement", "Gers", "dans le Gers"),
        ("01", "departement", "Ain", "dans l'Ain"),
        ("86", "departement", "Vienne", "dans la Vienne"),
        ("976", "departement", "Mayotte", "à Mayotte"),
        ("49", "departement", "Maine-et-Loire", "en Maine-et-Loire"),
    ],
)
def test_where_it_is(code: str, kind: str, name: str, said: str) -> None:
    assert french_within(code, kind, name) == said


def test_sizes_and_plurals() -> None:
    assert french_bytes(512) == "512 octets"
    assert french_bytes(1536) == "1,5 ko"
    assert french_bytes(48_000_000) == "48 Mo"
    assert plural(0, "commune") == "0 commune"
    assert plural(2, "ACI signé", "ACI signés") == "2 ACI signés"


@pytest.mark.parametrize(
    ("page", "written"),
    [
        ("<p>Statut : oui ; non ?</p>", "<p>Statut\u00a0: oui\u00a0; non\u00a0?</p>"),
        ("<p>« <b>Mende</b> », 12 %</p>", f"<p>«\u00a0<b>Mende</b>\u00a0», 12{NARROW}%</p>"),
        (
            "<p>1 000 CPTS, 1 000 000 euros, en 2022 282 contrats, le 14 1200</p>",
            f"<p>1{NARROW}000 CPTS, 1{NARROW}000{NARROW}000 euros, en 2022 282 contrats, le 14 1200</p>",
        ),
        ("<b>Date</b> : 3", "<b>Date</b>\u00a0: 3"),
        ("<q>dit : « oui » !</q>", "<q>dit : « oui » !</q>"),
        (
            '<blockquote class="a-copier">Au 3 mai : 12 %</blockquote>',
            f'<blockquote class="a-copier">Au 3 mai\u00a0: 12{NARROW}%</blockquote>',
        ),
        ("<blockquote>dit : oui</blockquote>", "<blockquote>dit : oui</blockquote>"),
        ("<pre>select a ; -- b ?</pre> ;", "<pre>select a ; -- b ?</pre>\u00a0;"),
        ('<a title="a : b" href="/x?q= :">y :z</a>', '<a title="a : b" href="/x?q= :">y :z</a>'),
    ],
)
def test_punctuation_never_begins_a_line(page: str, written: str) -> None:
    assert without_breaks(page) == written


def test_every_lookup_of_datasette_has_its_french() -> None:
    from datasette.filters import Filters

    keys = {entry.key for entry in Filters._filters}
    assert keys <= set(LOOKUPS) and keys <= set(CHOICES)


def test_filter_sentence() -> None:
    found = filter_sentence([("statut", "exact", "aci_signe")], {"statut": "Statut"}, "lyon", sort="statut")
    assert found == "recherche « lyon », Statut : « aci_signe » ; par Statut"


@pytest.mark.parametrize(
    ("column", "value", "kind", "said"),
    [
        ("statut", "aci_signe", "string", "ACI signé"),
        ("region", "84", "string", "Auvergne-Rhône-Alpes"),
        ("departements", "69", "string", "Rhône (69)"),
        ("reconstruction", "1", "boolean", "oui"),
        ("statut_depuis", "2022-07", "string", "juillet 2022"),
        ("population_declaree", "20000", "integer", "20000"),
        ("nom", "<b>", "string", "<b>"),
    ],
)
def test_a_filter_says_its_value_in_words(column: str, value: str, kind: str, said: str) -> None:
    known = names(
        [("statut", "aci_signe", "ACI signé")],
        {
            "region": [("84", "Auvergne-Rhône-Alpes")],
            "departement": [("69", "Rhône")],
        },
    )
    assert in_words(column, value, kind, known, "cpts") == said


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("saint-deni", '"saint" "deni"*'),
        ('a" OR "b', '"a" "OR" "b"*'),
        ("", '""'),
        ("!!!", '""'),
    ],
)
def test_text_query_never_holds_an_operator(words: str, query: str) -> None:
    assert text_query(words) == query


def test_columns_named_for_display_exist_in_the_schema() -> None:
    from schema import load_schema

    known = {(name, field.name) for name, table in load_schema().items() for field in table.fields}
    assert set(label_columns()) <= known
    for section in ("facets", "search"):
        for table, held in columns()[section].items():
            assert {(table, name) for name in held} <= known
    for section in ("names", "order"):
        assert {(table, name.lstrip("-")) for table, name in columns()[section].items()} <= known


KEYS = {"cpts": ["cpts_id"], "deploiement": ["date", "niveau"]}


@pytest.mark.parametrize(
    ("sql", "completion"),
    [
        ("select cpts_id, nom from cpts order by statut desc limit 51", ", cpts_id"),
        ("select date, nb_cpts from deploiement where niveau = :p0 order by date desc limit 101", ", date, niveau"),
        (
            "select nom from [cpts] where rowid in (select rowid from cpts_fts where x match :s) order by [nom] limit 9",
            ", cpts_id",
        ),
    ],
)
def test_a_sorted_page_is_ordered_by_its_key_too(sql: str, completion: str) -> None:
    ordered, limit = sql.rsplit(" limit ", 1)
    assert completed(sql, KEYS) == f"{ordered}{completion} limit {limit}"


@pytest.mark.parametrize(
    "sql",
    [
        "select nom from cpts limit 5",
        "select nom from other order by nom limit 5",
        "select count(*) from cpts order by nom limit 5",
        "select distinct nom from cpts c order by nom limit 5",
        "select nom from cpts join preuves using (cpts_id) order by nom limit 5",
        "select nom from cpts where 1 union select nom from regions order by nom limit 5",
        "select nom from cpts where statut = 'a' group by statut order by nom limit 5",
    ],
)
def test_other_queries_are_left_as_they_are(sql: str) -> None:
    assert completed(sql, KEYS) == sql


NAMES = names(
    [("statut", "aci_signe", "ACI signé"), ("mission", "acces_soins", "Accès aux soins"), ("mission", "x", "Ixe")],
    {
        "departement": [("48", "Lozère"), ("12", "Aveyron")],
        "region": [("76", "Occitanie")],
        "commune": [("48095", "Mende"), ("48061", "Florac Trois Rivières")],
        "source": [("ars-1", "ARS <1>")],
    },
)


def cell(column: str, value: Any, kind: str | None = "string", **row: Any) -> str | None:
    shown = show(column, value, kind, NAMES, **row)
    return None if shown is None else str(shown)


def test_cells() -> None:
    assert cell("statut", {"value": "aci_signe", "label": "ACI signé"}) == (
        '<span class="statut statut-aci_signe">ACI signé</span>'
    )
    assert cell("departements", "48 ; 12") == (
        '<a href="/departement/48">Lozère (48)</a>, <a href="/departement/12">Aveyron (12)</a>'
    )
    assert cell("missions", "acces_soins ; x") == "Accès aux soins, Ixe"
    assert cell("sources", "ars-1 ; inconnue") == (
        '<a href="/sources#ars-1">ARS &lt;1&gt;</a>, <a href="/sources#inconnue">inconnue</a>'
    )
    assert cell("partiel", 1, "boolean") == "oui"
    assert "mai 2025" in (cell("date_etat", "2025-05") or "")


def test_only_regions_that_have_a_page_are_linked() -> None:
    assert cell("region", "76") == '<a href="/region/76">76</a>'
    assert cell("region", "FR") == "France" and cell("region", "non_localisee") == "non localisée"


def test_a_code_of_a_stored_query_is_read_as_in_the_tables() -> None:
    assert cell("definition", "aci_signe", table=None) is None  # NAMES knows no definition
    assert "statut-aci_signe" in str(cell("statut", "aci_signe", table=None))
    assert cell("premiere_vue", "2026-11-29", table=None) == '<time datetime="2026-11-29">29 novembre 2026</time>'


def test_an_identifier_that_says_nothing_is_not_what_a_reader_sees() -> None:
    link = Markup('<a href="/observatoire/preuves/00063ca22b8cf860">00063ca22b8cf860</a>')
    assert ">la ligne</a>" in short_link(link, "00063ca22b8cf860") and "preuves/00063ca22b8cf860" in short_link(
        link, "00063ca22b8cf860"
    )
    assert short_link("<a>cpts-242ljgxt</a>", "cpts-242ljgxt") == "<a>cpts-242ljgxt</a>"


def test_a_column_is_named_by_its_title() -> None:
    tables = {"cpts": {"title": "CPTS", "titres": {"nom": "Nom"}}}
    assert described("cpts", None, tables) == "CPTS" and described("nom", "cpts", tables) == "Nom"
    assert described("autre", "cpts", tables) == "autre"


def test_a_value_is_read_by_the_property_of_its_row() -> None:
    assert cell("valeur", "48095 ; 48061", table="preuves", what="territoire") == "Mende, Florac Trois Rivières"
    assert cell("valeur", "aci_signe", table="desaccords", what="statut") == "ACI signé"
    assert cell("valeur", "178722", table="preuves", what="population") == "178\u202f722 habitants"
    assert cell("valeur", "2019-09", table="preuves", what="date") == "septembre 2019"
    assert cell("valeur", "aci_signe", table="comptes_publies") is None


def test_an_address_is_followed_only_when_it_is_one() -> None:
    assert web_address("www.exemple.invalid") == "https://www.exemple.invalid"
    assert web_address("http://exemple.invalid/a") == "http://exemple.invalid/a"
    for text in ("javascript:alert(1)", "JavaScript://www.x%0aalert(1)", "voir www.exemple.invalid", "", None):
        assert web_address(text) == ""
    assert cell("url", "javascript:alert(1)") is None  # Datasette then escapes it as plain text
    assert (cell("url", "https://www.exemple.invalid/<b>") or "").count("<b>") == 0


def test_every_code_of_the_tables_has_a_label() -> None:
    labels = [(row["domaine"], row["code"]) for row in vocabulary_rows()]
    labelled = set(labels)
    assert len(labels) == len(labelled), "a code has one label"
    domains = label_columns()
    for table in load_schema().values():
        for field in table.fields:
            for code in field.enum or ():
                domain = domains[(table.name, field.name)]
                assert (domain, code) in labelled, (table.name, field.name, code)
    assert {("alarme", name) for name in ALARMS} <= labelled
    assert {("mesure", row["mesure"]) for row in published_count_rows(REGIONS)} <= labelled
    assert {("unite", row["unite"]) for row in published_count_rows(REGIONS)} <= labelled
    assert {("plateforme", card.platform) for card in load_cards().values()} <= labelled


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("/html/body/div[2]/section/p[3]", "un paragraphe"),
        ("/html/body/main/ul/li[4]", "un point d'une liste"),
        ("/html/body/main/h2", "un titre de la page"),
        ("/html/body/main/blockquote", "un passage de la page"),
        (
            "entrée 2 (https://exemple.invalid/a/b/), /html/body/p",
            "entrée 2 (https://exemple.invalid/a/b/), un paragraphe",
        ),
        ("feuille Liste, ligne 3 (et 2 suivantes)", "feuille Liste, ligne 3 (et 2 suivantes)"),
        ("/titre", "le titre"),
        ("/html/head/meta[2]", "l'en-tête de la page"),
        ("/html/body/header/a/img", "une image"),
        (None, ""),
    ],
)
def test_a_place_is_said_as_a_reader_sees_it(location: str | None, said: str) -> None:
    assert french_place(location) == said


def test_every_inferred_place_says_what_it_was_inferred_from() -> None:
    from lexicon.patterns import vocabulary

    rules = {line["regle"] for line in vocabulary("places_shown")["lieu"]}
    for rule in rules | {"nom_de_la_cpts"}:
        assert french_inference(rule).startswith("déduite "), rule
    assert french_inference("nom") == french_inference(None) == ""


def test_every_rule_by_which_a_commune_is_deduced_or_named_has_a_label() -> None:
    labelled = {row["code"] for row in vocabulary_rows() if row["domaine"] == "regle_commune"}
    natures = {nature for nature in NATURES if nature != "commune"} | {"nom", "epci", "arrondissement"}
    assert {*DEDUCED, *INFERRED_WORDS, *natures, END, UNLIKELY_END, RULE} <= labelled
