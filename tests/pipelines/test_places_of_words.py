"""From a page to `preuves`: the words of a claim stand in the element that its `localisation` names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from lxml import html

from lexicon.text import word_key
from pipelines.paths import CAPTURES
from pipelines.steps.claim_rows import claim_rows
from pipelines.steps.claims import read_listing
from schema import Row
from spiders.archive.reader import Capture
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.registry import load_cards
from tests.support.corpus import CASES

SHORTER = re.compile(rb"cpts|territoriale", re.I)  # what a page without any of them tells of no CPTS

# what a rule completes with words from elsewhere: the day of the line above, a year, the name written in full
# further on, the name of the site, a legend; « fusionnée » of « née de l'élargissement de »
COMPLETED = {
    ("entractes", "date"),
    ("concours-pluripro", "nom"),
    ("concours-pluripro", "statut"),
    ("cpts-berry-vierzon-sologne", "nom"),
    ("cpts-berry-vierzon-sologne", "territoire"),
    ("cpts-lsto", "nom"),
}


# the place of a cell is its row, also for what the header and the heading over the table add to it
OF_THE_ROW = {"tableau.intitule", "colonne.intitule_et_valeur", "colonne.cochee"}


# its text and its links; of a row, cells merged with its own from rows before
BELOW = " | following-sibling::*//text()"  # of « (et 2 suivantes) »
HELD = ".//text() | .//@href | self::tr/preceding-sibling::tr/*[@rowspan]//text()"


def rows_of(document: Document, context: SourceContext) -> Iterator[Row]:
    for listing in read(document, context).listings:
        yield from claim_rows(read_listing(listing, context.regions, publisher_kind=context.kind))


def astray(document: Document, context: SourceContext) -> Iterator[Row]:
    """The claims fewer than half of whose words stand at their place; the code of a département stands for its
    name, a year may be that of the page."""
    tree = html.document_fromstring(document.text.replace("<?xml", "<?"))
    for row in rows_of(document, context):
        place = row["localisation"].replace("/titre", "//title").partition(" (et ")[0]
        if (
            row["regle_lecture"] in {None, *OF_THE_ROW}
            or not place.startswith("/")
            or re.fullmatch(r"\d[\dAB]|20\d\d", row["texte"])
        ):
            continue
        (element, *_) = tree.xpath(place) or [None]
        told = () if element is None else element.xpath(HELD + BELOW * (" suivantes)" in row["localisation"]))
        stands = set(word_key(" ".join(told)).split())
        words = set(word_key(row["texte"]).split())
        words = words - {"cpts"} or words
        several = " (et " in row["localisation"]
        if len(words & stands) * 2 < len(words) and not (several and words & stands):
            yield row


def pages(source: str) -> Iterator[Document]:
    for path in sorted((CAPTURES / source).glob("*.warc.gz")):
        capture = Capture(path)
        for exchange in chain.from_iterable(map(capture.exchanges, capture.addresses())):
            document = Document(exchange.url, exchange.decoded, exchange.header("Content-Type") or "")
            if document.kind == "html" and SHORTER.search(document.body):
                yield document


@pytest.mark.parametrize("source", sorted(path.name for path in Path(CAPTURES).iterdir() if path.is_dir()))
def test_the_words_of_a_bundled_capture_stand_where_it_is_said(source: str) -> None:
    context = SourceContext.from_card(load_cards()[source])
    wrong = [row for page in pages(source) for row in astray(page, context)]
    assert {(source, row["propriete"]) for row in wrong} <= COMPLETED, wrong


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.document.kind == "html"])
def test_the_words_of_a_fixture_stand_where_it_is_said(name: str) -> None:
    wrong = list(astray(CASES[name].document, CASES[name].context))
    assert not wrong
