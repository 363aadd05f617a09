"""Rows that a host's page object joins, on a made page of the kind: no bundled page needs one yet."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

import spiders.pages
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.instructions import ExtractRules
from spiders.listing import Extraction

# a name and its panel are joined by their rank alone
TABS = """<html><head><title>Annuaire</title></head><body><main><h1>Annuaire des structures</h1>
<h2>Déjà sous contrat</h2>
<ul class="onglets"><li>Vallée des Peupliers</li><li>Sud Plateau</li><li>Haut Eyrieux</li></ul>
<div class="panneaux">
<div><p>Communes : Aubenas, Privas</p><p class="hab">42 000 habitants</p><p class="contact">Camille Roudier, 06 39 98 12 34</p></div>
<div><p class="hab">18 500 habitants</p></div>
<div><p>Communes : Saint-Agrève</p><p>Camille Roudier, 06 39 98 12 34</p></div>
</div></main></body></html>"""
RULES = {
    "rows": "page object",
    "fields": {
        "name": "self::li",
        "status_text": "self::li/preceding::h2[1]",
        "territory_text": {"select": "p", "match": "Communes : (.*)"},
        "population_text": "p.hab",
    },
    "ignore": [".contact"],
}
MODULE = '''"""Names in a row of tabs, what is said of each in the panel of the same rank."""

from web_poet import field, handle_urls

from spiders.pages import ListPage


@handle_urls("onglets.example")
class Tabs(ListPage):
    @field
    def rows(self):
        return list(zip(self.css("ul.onglets > li"), self.css("div.panneaux > div"), strict=True))
'''


@pytest.fixture(autouse=True, scope="module")
def module_of_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "onglets_example.py").write_text(MODULE, encoding="utf-8")
    spiders.pages.__path__.append(str(folder))
    yield
    spiders.pages.__path__.remove(str(folder))


def told(body: str = TABS, host: str = "onglets.example", **rules) -> Extraction:
    known = SourceContext(kind="urps", regions=("84",), rules=ExtractRules.model_validate(RULES | rules))
    return read(Document(f"https://{host}/annuaire", body.encode(), "text/html"), known)


def test_the_elements_that_a_page_object_joins_are_the_rows_of_the_card():
    found = told()
    assert [(one.name, one.territory_text, one.population_text) for one in found.listings] == [
        ("Vallée des Peupliers", "Aubenas, Privas", "42 000 habitants"),
        ("Sud Plateau", None, "18 500 habitants"),  # and not the communes of a neighbour
        ("Haut Eyrieux", "Saint-Agrève", None),
    ]
    assert {one.status_filed for one in found.listings} == {"Déjà sous contrat"}
    assert found.alarms == ()


def test_their_evidence_is_that_of_any_row_of_a_card():
    first = told().listings[0]
    assert first.evidence.locator == "/html/body/main/ul/li[1]"
    assert [(one.field, one.words, one.rule) for one in first.facts][2:4] == [
        ("territory_text", "Aubenas, Privas", "fiche.selecteur"),
        ("population_text", "42 000 habitants", "fiche.selecteur"),
    ]


def test_people_of_joined_elements_stay_and_what_is_left_is_loud():
    found = told(TABS.replace('class="hab"', ""))
    assert [one.name for one in found.alarms] == ["UnreadText"] * 2
    assert "42 000 habitants" in found.alarms[0].detail and "18 500 habitants" in found.alarms[1].detail
    assert not any(person in repr(found) for person in ("Camille", "Roudier", "06 39"))


@pytest.mark.parametrize("without", ["<li>Sud Plateau</li>", '<div><p class="hab">18 500 habitants</p></div>'])
def test_a_page_object_that_fails_leaves_the_page_to_the_general_rules(without):
    found = told(TABS.replace(without, "").replace("</main>", "<p>La CPTS du Lac a signé son ACI.</p></main>"))
    assert [one.name for one in found.listings] == ["CPTS du Lac"]
    assert "lignes de la fiche" in found.alarms[0].detail


def test_a_host_without_page_object_is_a_drift():
    assert next(one.name for one in told(host="ailleurs.example").alarms) == "LayoutDrift"


def test_a_redesign_is_a_drift_where_its_page_object_finds_nothing():
    assert "LayoutDrift" in [one.name for one in told(TABS.replace("onglets", "t").replace("panneaux", "p")).alarms]


def test_only_cards_that_name_a_page_object_load_the_library():
    program = "import sys, spiders.extract.read, spiders.extract.card.rows, spiders.registry; print('web_poet' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
