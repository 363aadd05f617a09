"""Each card that says how its list is read does read it in the page that ships with the project, and tells a redesign."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spiders.collect import BUNDLED
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.probe import documents_of
from spiders.registry import load_cards

LISTS = {name: card for name, card in load_cards().items() if card.extract.rows or card.extract.columns}
HTML = [name for name, card in LISTS.items() if card.extract.rows]


def entries(name: str) -> list[Document]:
    """The documents of the list: the entry pages, or for columns the files they lead to."""
    found = documents_of(BUNDLED / name)
    if LISTS[name].extract.rows:
        return [one for one in found if one.url in LISTS[name].entry_urls]
    return [one for one in found if one.kind in ("xlsx", "csv", "json", "pdf")]


@pytest.mark.parametrize("name", LISTS)
def test_the_list_is_read_by_its_card_without_drift(name):
    assert entries(name)
    for document in entries(name):
        found = read(document, SourceContext.from_card(LISTS[name]))
        assert found.listings
        assert not [one for one in found.alarms if one.name in ("LayoutDrift", "UnknownHeader")]
        assert LISTS[name].extract.columns or "card" in found.extractor


@pytest.mark.parametrize("name", HTML)
def test_a_redesign_of_the_page_is_told(name):
    rules = LISTS[name].extract
    for document in entries(name):
        body = (
            document.text.replace("<ul", "<div")
            .replace("</ul", "</div")
            .replace("<dl", "<div")
            .replace("</dl", "</div")
        )
        body = body.replace("<li", "<p").replace("</li", "</p").replace("<h2", "<h5").replace("</h2", "</h5")
        found = read(replace(document, body=body.encode()), SourceContext.from_card(LISTS[name]))
        assert [one.name for one in found.alarms if rules.rows and rules.rows in one.detail] == ["LayoutDrift"]
