"""Pages of many layouts: every field of every row, and the same rows (or a named alarm) when a page is damaged.

Each folder of `fixtures/html` holds a page of our own making, where it would be published, and what a reader
finds in it. `expected.jsonl` has one object per CPTS; an absent field is one the page does not give.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from spiders.document import Document
from spiders.extract.context import SourceContext
from spiders.extract.names_in_text import name_key
from spiders.extract.read import read
from spiders.listing import Extraction

CASES = Path(__file__).parent / "fixtures" / "html"
NAMES = sorted(folder.name for folder in CASES.iterdir())
FIELDS = (
    "status_text",
    "territory_text",
    "department_text",
    "population_text",
    "missions_text",
    "date_text",
    "page_date",
    "website",
    "publisher_ref",
)


def case(name: str) -> tuple[bytes, dict, list[dict]]:
    folder = CASES / name
    rows = [json.loads(line) for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    return (folder / "page.html").read_bytes(), json.loads((folder / "meta.json").read_text(encoding="utf-8")), rows


def extract(body: bytes, meta: dict, content_type: str = "text/html; charset=utf-8") -> Extraction:
    context = SourceContext(source_id="essai", kind=meta["kind"], regions=(meta["region"],))
    return read(Document(meta["url"], body, content_type), context)


def facts(found: Extraction) -> dict[str, dict]:
    return {
        listing.name: {field: getattr(listing, field) for field in FIELDS if getattr(listing, field)}
        for listing in found.listings
    }


# --- damaged pages: the same rows, or an alarm that names the damage -----------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_renamed_classes_change_nothing(name: str) -> None:
    body, meta, _ = case(name)
    # side blocks known by their class alone may come back; their names must not become rows silently
    renamed = re.sub(
        rb'class="(?!related|menu|navbar|logo|counter|accordion-button|card-title)[^"]*"', b'class="x1 y2"', body
    )
    assert facts(extract(renamed, meta)) == facts(extract(body, meta))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("name", NAMES)
def test_another_encoding_changes_nothing(name: str, encoding: str) -> None:
    body, meta, _ = case(name)
    text = body.decode("utf-8").replace("\u202f", "\u00a0").replace('<meta charset="utf-8">', "")
    again = extract(text.encode(encoding), meta, "text/html")
    assert facts(again) == facts(extract(text.encode("utf-8"), meta))


@pytest.mark.parametrize("name", [name for name in NAMES if "</html>" in case(name)[0].decode()])
def test_a_truncated_page_says_so(name: str) -> None:
    body, meta, rows = case(name)
    cut = body[: int(len(body) * 0.6)]
    found = extract(cut, meta)
    assert "Truncated" in {alarm.name for alarm in found.alarms}
    assert {listing.name for listing in found.listings} <= {row["name"] for row in rows} | {
        listing.name
        for listing in found.listings
        if any(name_key(row["name"]).startswith(name_key(listing.name)) for row in rows)
    }


@pytest.mark.parametrize("name", ["ars_four_in_prose", "pdl_department_bullets", "cards_accordion", "definition_list"])
def test_wrapping_everything_in_more_divs_changes_nothing(name: str) -> None:
    body, meta, _ = case(name)
    wrapped = body.replace(b"<main>", b"<div><div><main><div class='row'>").replace(
        b"</main>", b"</div></main></div></div>"
    )
    assert facts(extract(wrapped, meta)) == facts(extract(body, meta))


def test_reordered_cards_give_the_same_rows() -> None:
    body, meta, _ = case("cards_accordion")
    head, first, second = re.split(rb'(?=<div class="accordion-item")', body)
    second, tail = (
        second[: second.index(b"</div></div></div>") + 12],
        second[second.index(b"</div></div></div>") + 12 :],
    )
    assert facts(extract(head + second + first + tail, meta)) == facts(extract(body, meta))


def simple(title: str, body: str) -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


BLOCKED = {
    "contrôle": simple("Just a moment...", "<p>Checking your browser before accessing.</p>"),
    "captcha": simple("Vérification", "<p>Merci de résoudre ce captcha pour continuer.</p>"),
    "connexion": simple("Espace adhérents", "<form></form><p>Veuillez vous connecter pour voir les CPTS.</p>"),
    "erreur": simple("Erreur 404 - Page non trouvée", "<main><h1>Page introuvable</h1></main>"),
    "refus": simple("403 Forbidden", "Access denied"),
    "maintenance": simple("Maintenance", "<p>Le site est en maintenance, nous revenons bientôt.</p>"),
}


@pytest.mark.parametrize("reason", BLOCKED)
def test_a_page_that_is_no_content_is_blocked(reason: str) -> None:
    found = extract(BLOCKED[reason], {"url": "https://x.ars.sante.fr/cpts", "kind": "ars", "region": "84"})
    assert [alarm.name for alarm in found.alarms] == ["BlockedPage"]
    assert not found.listings


def test_the_date_of_publication_is_found_behind_heavy_scripts() -> None:
    script = "<script>" + "window.reglages = {theme: 1};" * 2000 + "</script>"
    body = simple("CPTS Val Bleu", f"{script}<main><p>Publié le 3 mai 2023</p><p>La CPTS Val Bleu est née.</p></main>")
    found = extract(body, {"url": "https://x.fr/cpts", "kind": "presse", "region": "84"})
    assert [listing.page_date for listing in found.listings] == ["2023-05-03"]


def test_a_missing_anchor_is_a_drift_and_a_present_one_is_not() -> None:
    body, meta, _ = case("ars_status_bullets")
    document = Document(meta["url"], body, "text/html")
    kept = read(document, SourceContext(anchor="Les projets validés par l'ARS"))
    lost = read(document, SourceContext(anchor="Annuaire des communautés"))
    by_selector = read(document, SourceContext(anchor="div[role=main] ul li"))
    assert "LayoutDrift" not in {alarm.name for alarm in (*kept.alarms, *by_selector.alarms)}
    assert "LayoutDrift" in {alarm.name for alarm in lost.alarms}


def test_an_announced_list_with_nothing_under_it() -> None:
    body = simple("CPTS", "<main><h1>Liste des CPTS de la région</h1><ul></ul><p>Mise à jour mensuelle.</p></main>")
    found = extract(body, {"url": "https://x.fr/cpts", "kind": "urps", "region": "28"})
    assert "EmptyListing" in {alarm.name for alarm in found.alarms}


def test_html_served_for_a_document_is_of_the_wrong_type() -> None:
    body, meta, _ = case("ars_status_bullets")
    found = extract(body, meta | {"url": "https://x.fr/liste.xlsx"}, "application/vnd.ms-excel")
    assert "WrongType" in {alarm.name for alarm in found.alarms}


def test_an_empty_answer_and_an_unknown_kind_name_themselves() -> None:
    meta = {"url": "https://x.fr/cpts", "kind": "urps", "region": "28"}
    assert [alarm.name for alarm in extract(b"", meta).alarms] == ["Truncated"]
    assert [alarm.name for alarm in extract(b"\x00\x01\x02" * 40, meta, "application/octet-stream").alarms] == [
        "WrongType"
    ]


def test_links_worth_following_keep_misspellings_and_documents() -> None:
    body, meta, _ = case("ars_status_bullets")
    assert extract(body, meta).links == ("https://bourgogne-franche-comte.ars.sante.fr/media/101/download",)
    page = simple(
        "CPTS", "<a href='/creation-dune-ctps'>Lire</a><a href='/msp'>MSP</a><a href='mailto:x@y.fr'>CPTS</a>"
    )
    found = extract(page, {"url": "https://x.ars.sante.fr/", "kind": "ars", "region": "84"})
    assert found.links == ("https://x.ars.sante.fr/creation-dune-ctps",)


def test_the_reconstructed_pages_give_the_cpts_they_are_about() -> None:
    """Two hundred pages of as many publishers, written by other hands: nearly every CPTS, almost nothing else."""
    import tomllib

    folder = Path(__file__).parent.parent / "datasets" / "reconstructions"
    pages = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))["page"]
    stated: dict[str, set[str]] = {}
    for line in (folder / "facts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        stated[row["file"]] = {name_key(cpts["nom"]) for cpts in row["cpts"] if cpts["nom"]}
    missed, added, wanted = [], [], 0
    for page in {page["file"]: page for page in pages if page["file"].endswith(".html")}.values():
        names = stated.get(page["file"], set())
        context = SourceContext(kind="cpts" if re.search(r"//(?:www\.)?cpts", page["url"]) else "presse")
        found = read(Document(page["url"], (folder / page["file"]).read_bytes(), page["content_type"]), context)
        got = {name_key(listing.name) for listing in found.listings}
        wanted += len(names)
        missed += [name for name in names if not any(set(name.split()) & set(one.split()) for one in got)]
        added += [one for one in got if not any(set(name.split()) & set(one.split()) for name in names)]
    assert wanted > 250
    assert len(missed) <= 0.03 * wanted, missed
    assert len(added) <= 0.03 * wanted, added
