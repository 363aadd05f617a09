"""A draft card says how its list would be read, when that reads the same CPTS with all that was read of them."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.instructions import ExtractRules
from spiders.listing import Extraction
from spiders.propose_reading import as_toml, propose
from tests.support.corpus import CASES, extraction, fields

LISTS = [name for name, case in CASES.items() if len(case.rows) >= 3 and case.document.kind in ("html", "json")]


def proposed(name: str) -> dict:
    case = CASES[name]
    return propose(case.document, extraction(name).listings, case.context)


def by(name: str, rules: dict) -> Extraction:
    case = CASES[name]
    return read(case.document, replace(case.context, rules=ExtractRules.model_validate(rules)))


@pytest.mark.parametrize("name", LISTS)
def test_a_proposal_is_a_card_that_reads_as_much(name):
    rules = proposed(name)
    told = tomllib.loads(as_toml(rules)).get("extract", {})
    assert told == rules
    names = [one["name"] for one in map(fields, by(name, told).listings)]
    assert sorted(names) == sorted(row["name"] for row in CASES[name].rows)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("html/ars_status_bullets", "fields", {"name": ".", "status_text": "preceding::h2[1]"}),
        ("table/merged_headers", "ignore", ["Président"]),
        ("json/open_data", "rows", "results"),
        ("table/by_stage", "expect_columns", ["CPTS"]),
    ],
)
def test_what_a_list_of_each_kind_gets(name, key, value):
    assert proposed(name)[key] == value


CARD = """<div class="{}"><h3>CPTS {}</h3><span class="etape">ACI signé</span><p class="lieu md:flex">Communes : {}</p>
<span class="pop">{} habitants</span><p>Référente : Camille Roudier</p></div>"""


def test_labels_and_alike_elements_of_a_row_are_told_apart():
    rows = [
        ("Planèze", "Murat, Saint-Flour", "21 300"),
        ("Artense", "Maurs", "18 000"),
        ("Truyère", "Aurillac", "7 000"),
    ]
    body = (
        "<main><h1>Nos communautés</h1>" + "".join(CARD.format("fiche", *row) for row in rows) + "<div>Fin</div></main>"
    )
    document, context = Document("https://a.example/cpts", body.encode(), "text/html"), SourceContext(regions=("84",))
    assert propose(document, read(document, context).listings, context) == {
        "rows": "div.fiche",
        "fields": {
            "name": "h3",
            "status_text": "span.etape",
            "territory_text": {"select": "p.lieu", "match": "Communes : (.*)"},
            "population_text": "span.pop",
        },
    }


def test_prose_and_few_rows_get_nothing():
    assert proposed("html/press_enumeration") == {}
    case = CASES["json/open_data"]
    assert propose(case.document, extraction("json/open_data").listings[:2], case.context) == {}
    assert as_toml({}) == ""
