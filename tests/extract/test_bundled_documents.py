"""What ships with the project is read to its end: no part of a bundled document makes a reader fail."""

from __future__ import annotations

import pytest

from spiders.collect import BUNDLED
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.probe import documents_of
from spiders.registry import load_cards

CAPTURED = [name for name in load_cards() if documents_of(BUNDLED / name)]


@pytest.mark.parametrize("name", CAPTURED)
def test_no_bundled_document_makes_a_reader_fail(name):
    context = SourceContext.from_card(load_cards()[name])
    for document in documents_of(BUNDLED / name):
        found = read(document, context)
        assert [one.detail for one in found.alarms if "a échoué" in one.detail or one.name == "TooHeavy"] == []


def test_the_bundled_sources_were_found():
    assert len(CAPTURED) > 100
