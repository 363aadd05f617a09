"""Citations: what a page says, in its own words, or nothing."""

import json

import pytest

from pipelines.steps.citations import page_text
from pipelines.steps.quotation import CUT, PageText, quote
from spiders.document import Document
from tests.support.writers import pdf_pages, xlsx

PAGE = PageText(
    "Les CPTS de la région\n"
    "En 2021, la CPTS du Val a signé son ACI avec l’ARS. Elle compte 12 communes.\n"
    "Le contrat de la CPTS des Monts Bleus a été signé le 3 mars.\n"
    "CPTS en fonctionnement\nCPTS en fonctionnement\nLancée en mai.\nLancée en juin."
)


@pytest.mark.parametrize(
    ("read", "quoted"),
    [
        ("signé son ACI", "En 2021, la CPTS du Val a signé son ACI avec l’ARS."),
        ("a signé son ACI avec l'ARS", "En 2021, la CPTS du Val a signé son ACI avec l’ARS."),
        ("contrat de la CPTS a été signé", "Le contrat de la CPTS des Monts Bleus a été signé le 3 mars."),
        ("en fonctionnement", "CPTS en fonctionnement"),
        (
            "12 communes ; signé son ACI",
            f"En 2021, la CPTS du Val a signé son ACI avec l’ARS.{CUT}Elle compte 12 communes.",
        ),
        ("3 mars 2022", "Le contrat de la CPTS des Monts Bleus a été signé le 3 mars."),  # the year is of the heading
        ("202", None),  # a part of a word
        ("Lancée", None),  # two sentences, and nothing tells which
        ("a signé son contrat tripartite", None),  # not in the page
        ("signé son ACI ; un ajout", None),  # a part is not in the page
        ("", None),
    ],
)
def test_the_sentence_around_the_words_as_the_page_writes_it(read, quoted):
    assert quote(read, PAGE) == quoted


def test_of_several_sentences_the_one_that_speaks_of_a_cpts_is_quoted():
    page = PageText("Publié le 27 septembre 2024\nCe 27 septembre 2024, la CPTS du Val signe son ACI.\nEn 2024.")
    assert quote("27 septembre 2024", page) == "Ce 27 septembre 2024, la CPTS du Val signe son ACI."


def test_a_title_and_the_same_title_before_the_name_of_its_site_are_one_sentence():
    page = PageText("La CPTS du Val signe l’ACI | Journal du Val\nLa CPTS du Val signe l’ACI\nPublié le 3 mars")
    assert quote("signe l’ACI", page) == "La CPTS du Val signe l’ACI | Journal du Val"


def test_a_citation_is_made_of_substrings_of_the_page_and_names_nobody():
    page = PageText(
        "La CPTS du Val, présidée par le docteur Jeanne Inventée, réunit 40 professionnels de santé du bassin."
    )
    quoted = quote("40 professionnels de santé", page)
    assert quoted and "Inventée" not in quoted and CUT.strip() in quoted
    assert all(part in page.text for part in quoted.split(CUT))


def text_of(body, declared):
    page = page_text(Document("https://exemple.fr/", body.encode(), declared))
    return page.text.splitlines() if page else None


def test_a_page_is_read_block_by_block():
    body = "<main><h1>Nos  CPTS</h1><p>La <b>CPTS</b> du Val<script>var x</script></p><ul><li>Un<li>Deux</ul></main>"
    assert text_of(body, "text/html; charset=utf-8") == ["Nos CPTS", "La CPTS du Val", "Un", "Deux"]


def test_the_values_of_data_are_read_pages_in_them_included():
    body = '{"nom": "CPTS du Val", "contenu": "<p>Un</p><p>Deux</p>", "nombre": 3}'
    assert sorted(text_of(body, "application/json")) == ["CPTS du Val", "Deux", "Un"]


def test_the_cells_of_a_workbook_and_of_a_pdf_are_read():
    grid = [["CPTS", "Avancement"], ["CPTS du Val", "ACI signé le 3 mars 2022 avec l'ARS"]]
    book = page_text(Document("https://exemple.fr/liste.xlsx", xlsx(("Liste", grid))))
    assert book and quote("signé le 3 mars 2022", book) == "ACI signé le 3 mars 2022 avec l'ARS"
    printed = page_text(Document("https://exemple.fr/liste.pdf", pdf_pages("Liste", [("CPTS", grid)])))
    assert printed and quote("signé le 3 mars 2022", printed)


PERSON = "Jeanne Inventée - 01 99 00 13 09"
CROSSING = [
    ["CPTS", "Communes", "Référent"],
    ["CPTS du Val", "Rosny, Villemomble", PERSON],
    ["CPTS du Lac", "Pantin", PERSON],
]
DELIMITED = "\n".join(";".join(row) for row in CROSSING)


@pytest.mark.parametrize(
    ("body", "declared"),
    [(pdf_pages("Liste", [("CPTS", CROSSING)]), "application/pdf"), (DELIMITED.encode(), "text/csv")],
    ids=["pdf", "csv"],
)
def test_the_quotation_of_a_cell_does_not_run_into_the_next(body, declared):
    page = page_text(Document("https://exemple.fr/liste", body, declared))
    assert page and quote("Rosny, Villemomble", page) == "Rosny, Villemomble"
    assert "Rosny, Villemomble" in page.text.splitlines()


def test_the_addresses_of_a_page_tell_its_surnames():
    page = PageText("La réunion du Val avec Ygrec Vachequi a fixé le territoire à 12 communes.\ny.vachequi@exemple.fr")
    assert "Vachequi" not in (quote("12 communes", page) or "")


def test_what_cannot_be_opened_is_not_quoted():
    assert not text_of("%PDF-1.4 …", "application/pdf")
    assert page_text(Document("https://exemple.fr/photo.png", b"\x89PNG\r\n\x1a\n")) is None


def test_a_very_deep_page_is_read():
    assert text_of("<div>" * 5000 + "Au fond" + "</div>" * 5000, "text/html") is not None


def test_a_citation_holds_nothing_that_is_no_text() -> None:
    """References and escapes are written in letters, which no cleaning of the bytes meets."""
    page = "<p>La CPTS du Val\ufffe a &#xFDD0;signé &#x202E;son ACI&#xD800; en &#1;2021&#x1FFFE;. L&#8217;ARS suit.</p>"
    for document in (
        Document("https://x.fr/", f"<html><body>{page}</body></html>".encode(), "text/html; charset=utf-8"),
        Document("https://x.fr/d", json.dumps({"texte": page}).encode(), "application/json"),
        Document(
            "https://x.fr/e", json.dumps([{"texte": "La CPTS du Val a signé\x01 son \ud800ACI en 2021."}]).encode()
        ),
    ):
        text = page_text(document)
        assert text is not None
        assert quote("signé son ACI", text) == "La CPTS du Val a signé son ACI en 2021."
