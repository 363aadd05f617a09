"""Every word of a fact stands in the element that its locator names, but for what docs/extraction.md says of cleaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from lexicon.months import MONTH
from pipelines.paths import CAPTURES
from spiders.archive.reader import Capture
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.listing import Extraction, Fact
from spiders.registry import load_cards
from tests.support.corpus import CASES, extraction
from tests.support.words_at import Page, words_of

SHORTER = re.compile(rb"cpts|territoriale", re.I)  # what a page without any of them tells of no CPTS

HEADED = {"colonne.intitule_et_valeur", "colonne.cochee"}  # the header of the row is told with it
GIVEN = re.compile(rf"\d{{1,2}}|1er|{MONTH}|20\d\d")  # a day, or a year, of a line above


def astray(document: Document, found: Extraction) -> Iterator[tuple[Fact, set[str]]]:
    """The facts of which a word does not stand at their place, and these words."""
    page = Page(document)
    shown = [one for one in found.listings if not one.evidence.locator.startswith("script ")]
    told = {row for listing in shown for row in page.under(listing.evidence.locator)}
    for fact in (fact for listing in found.listings for fact in listing.facts):
        if fact.locator.startswith("script "):
            continue  # data beside what the page shows
        missing = words_of(fact.words) - page.at(fact.locator)
        if missing := missing - set(cleaned(fact, page, told)):
            yield fact, missing


def cleaned(fact: Fact, page: Page, told: set) -> Iterator[str]:
    """The words that a fact has beside those of its place."""
    if page.at(fact.locator) >= {"communaute", "professionnelle", "territoriale"}:
        yield "cpts"
    if fact.field == "website":
        yield from ("https", "http")
    if fact.field == "population_text":
        yield "habitants"
    if fact.rule == "phrase.fusion":
        yield "fusionnee"
    if fact.rule in HEADED:
        yield from page.over(fact.locator, told)
    if fact.field in ("status_text", "date_text"):
        yield from ("en", "le", *filter(GIVEN.fullmatch, page.before(fact.locator)))
    if opened := re.match(r"[^:]+(?= : )", fact.words):  # « Landes : … », of the line above
        yield from words_of(opened[0]) & page.before(fact.locator)


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
    assert not [wrong for page in pages(source) for wrong in astray(page, read(page, context))]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.document.kind == "html"])
def test_the_words_of_a_fixture_stand_where_it_is_said(name: str) -> None:
    assert not list(astray(CASES[name].document, extraction(name)))


@pytest.mark.parametrize(
    ("page", "field", "words", "place"),
    [
        pytest.param(
            "<title>Accueil</title><h1>Notre équipe</h1><p>Bienvenue à la CPTS du Val Clair.</p><p>ACI signé en 2021.</p>",
            "name",
            "CPTS du Val Clair",
            "/html/body/p[1]",
            id="the name of an own site in its text",
        ),
        pytest.param(
            "<head><meta property='og:site_name' content='CPTS du Val Clair'></head><h1>Équipe</h1><p>ACI signé en 2021.</p>",
            "name",
            "CPTS du Val Clair",
            "/html/head/meta",
            id="the name of the site",
        ),
        pytest.param(
            "<title>CPTS VCL</title><h1>Équipe</h1><p>La CPTS Val Clair Loire (CPTS VCL) a signé son ACI en 2021.</p>",
            "name",
            "CPTS Val Clair Loire",
            "/html/body/p",
            id="a short name, then the whole one",
        ),
        pytest.param(
            "<title>La CPTS du Val Clair</title><h1>CPTS</h1><p>Communiqué de la CPAM d'Ille-et-Vilaine.</p><p>ACI signé en 2021.</p>",
            "department_text",
            "Ille-et-Vilaine",
            "/html/body/p[1]",
            id="the département of who speaks",
        ),
    ],
)
def test_words_stand_where_they_are_written(page: str, field: str, words: str, place: str) -> None:
    document = Document("https://sante.exemple.fr/", f"<html>{page}</html>".encode(), "text/html; charset=utf-8")
    found = read(document, SourceContext(kind="cpts", regions=("53",)))
    (listing,) = found.listings
    assert (field, words, place) in [(fact.field, fact.words, fact.locator) for fact in listing.facts]
    assert not list(astray(document, found))
