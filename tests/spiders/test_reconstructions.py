"""The reconstructed pages: they say what they are, carry the facts they claim, and name nobody real."""

from __future__ import annotations

import html
import json
import re
import tomllib
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from spiders.document import Document
from spiders.registry import load_cards

FOLDER = Path(__file__).parents[2] / "datasets" / "reconstructions"
PAGES = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))["page"]
FACTS = [json.loads(line) for line in (FOLDER / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
BY_FILE = {page["file"]: page for page in PAGES}


def document(page: dict) -> Document:
    body = (FOLDER / page["file"]).read_bytes()
    return Document(url=page["url"], body=body, content_type=page["content_type"], reconstruction=True)


def text_of(page: dict) -> str:
    """Everything a reader of the document sees, on one line, typography levelled."""
    read = document(page)
    if read.kind == "pdf":
        import pdfplumber

        with pdfplumber.open(BytesIO(read.body)) as pdf:
            # a cell may be broken over lines: words are compared without spaces further down
            text = " ".join(word["text"] for sheet in pdf.pages for word in sheet.extract_words())
            text += " " + " ".join(
                (cell or "").replace("\n", " ")
                for sheet in pdf.pages
                for table in sheet.extract_tables()
                for row in table
                for cell in row
            )
    elif read.kind in ("xlsx", "ods"):
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(BytesIO(read.body))
        text = " ".join(
            str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
        )
    elif read.kind == "json":
        text = json.dumps(json.loads(read.text), ensure_ascii=False)
    else:
        text = html.unescape(re.sub(r"<[^>]+>", " ", read.text))
    return level(text)


def level(text: str) -> str:
    # a JSON answer of WordPress carries markup and entities inside its strings
    text = html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("’", "'").replace("\\n", " ")
    return re.sub(r"\s+", " ", text.replace("\xa0", " ").replace("\u202f", " ")).lower()


def test_the_manifest_names_every_file_and_nothing_else() -> None:
    on_disk = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()} - {
        "manifest.toml",
        "facts.jsonl",
        "README.md",
    }
    assert on_disk == set(BY_FILE)
    assert [url for url, count in Counter(page["url"] for page in PAGES).items() if count > 1] == []


def test_every_page_belongs_to_an_active_card_that_it_makes_replayable() -> None:
    cards = load_cards()
    assert {page["source"] for page in PAGES} <= {one.id for one in cards.values() if one.lifecycle.state == "active"}
    served = {page["url"] for page in PAGES}
    for source_id in {page["source"] for page in PAGES}:
        assert set(cards[source_id].entry_urls) <= served, source_id


@pytest.mark.parametrize("page", BY_FILE.values(), ids=lambda page: page["file"])
def test_a_document_is_of_its_type_and_says_that_it_is_a_reconstruction(page: dict) -> None:
    read = document(page)
    assert read.kind == page["file"].rsplit(".", 1)[1]
    if read.kind == "html":
        assert "<!-- Reconstruction" in read.text
        assert '<meta name="reconstruction" content="observatoire-cpts">' in read.text
    elif read.kind == "xlsx":
        assert b"reconstruction" in zipfile.ZipFile(BytesIO(read.body)).read("docProps/core.xml")
    elif read.kind == "pdf":
        assert "reconstruction" in text_of(page)
    elif not page["url"].endswith(("search=cpts", "per_page=100")):  # a bare REST list has no room for it
        assert "econstruction" in read.text


@pytest.mark.parametrize("row", FACTS, ids=lambda row: row["file"])
def test_the_stated_facts_are_on_the_page(row: dict) -> None:
    seen = text_of(BY_FILE[row["file"]])
    packed = seen.replace(" ", "").replace(".", "")
    assert len(row["cpts"]) == BY_FILE[row["file"]]["facts"]
    for fact in row["cpts"]:
        name = re.sub(r"^cpts ", "", level(fact["nom"]))
        assert name in seen
        for commune in fact["communes"]:
            # « Paris 13e » is read from a page that says « 13e arrondissement »
            if not re.search(r"\d|\(", commune):
                assert level(commune) in seen, (fact["nom"], commune)
        if fact["population"] is not None:
            assert str(fact["population"]) in packed, fact["nom"]
        for wording in (fact["statut"], fact["date"], fact["missions"]):
            assert wording is None or level(wording) in seen, (fact["nom"], wording)


@pytest.mark.parametrize("page", BY_FILE.values(), ids=lambda page: page["file"])
def test_people_can_only_be_invented(page: dict) -> None:
    seen = text_of(page)
    for address in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", seen):
        assert address.endswith(("@example.org", "@example.com", "@mail.example.org")), address
    for number in re.findall(r"(?<![\d.])0\d(?:[ .]\d\d){4}(?!\d)", seen):
        assert number.startswith(("01 99 00", "06 39 98")), number


def test_the_bundled_web_is_wide_enough() -> None:
    stated = {(row["source"], fact["nom"]) for row in FACTS for fact in row["cpts"]}
    names = {re.sub(r"^(cpts )?(du |de la |de l'|des |de |d')?", "", level(name)) for _, name in stated}
    assert len({page["source"] for page in PAGES if page["facts"]}) >= 45
    assert len(names) >= 285
