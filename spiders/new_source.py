"""A new source on disk: its card, a fixture that fails until a person fills it in, and the real pages set aside.

The real pages hold people and somebody's text: they stay in a folder outside version control. The fixture starts
as their frame (`spiders.frame`), in the form of the other fixtures, so that the common tests read it too.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from spiders.collect import ROOT
from spiders.document import Document
from spiders.draft import TO_FILL
from spiders.frame import frame
from spiders.probe import Probe
from spiders.registry import SOURCES, CardError, read_card

FIXTURE_FAMILIES = ROOT / "tests" / "fixtures"
FIXTURES = FIXTURE_FAMILIES / "sources"
EXPECTED = {"name": f"{TO_FILL} : une ligne par CPTS du document, dans son ordre"}
# whoever takes the first words away answers for the rest
NOTE = f"{TO_FILL} : Reconstruction : nos phrases et notre balisage, d'après la page ; personnes inventées"


@dataclass(frozen=True)
class Places:
    """`pages`: a folder outside version control, for the real pages."""

    pages: Path
    sources: Path = SOURCES
    fixtures: Path = FIXTURES


def new(card_id: str, found: Probe, places: Places) -> tuple[list[Path], list[str]]:
    """What was written, and what a person does next. Refuses to overwrite, and what has nothing to collect."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", card_id):
        raise CardError(f"{card_id!r}: an id is lower-case words joined by hyphens, for instance urps-bretagne")
    if found.blocked:
        raise CardError(
            f"{found.url}: {found.blocked}; nothing was written. Open the page in a browser: if the list "
            f"is public, save it and give the file: sources new {card_id} FILE --url ADDRESS"
        )
    card, folder = places.sources / f"{card_id}.toml", places.fixtures / card_id
    for path in (card, folder):
        if path.exists():
            raise FileExistsError(f"{path.name} exists already; choose another id or edit it")
    card.write_text(found.card, encoding="utf-8")
    made = read_card(card)
    pages = _set_aside(found.documents, places.pages / card_id)

    document = found.best
    extension = _extension(document)
    listings = [one for one in found.listings if one.evidence.url == document.url]
    outline = frame(document, listings)
    meta = {
        "url": document.url,
        "kind": made.kind,
        "region": " ".join(made.regions),
        "source": card_id,
        "layout": f"{TO_FILL} : ce que la page a de particulier",
        "note": NOTE,
    }
    if document.kind != "html":
        meta["content_type"] = document.content_type
    folder.mkdir(parents=True)
    written = [card, folder / "meta.json", folder / "expected.jsonl"]
    written[1].write_text(json.dumps(meta, ensure_ascii=False) + "\n", encoding="utf-8")
    written[2].write_text(json.dumps(EXPECTED, ensure_ascii=False) + "\n", encoding="utf-8")
    # a document without words for structure cannot be outlined: its place is held by a text that gives no row
    written.append(folder / (f"page.{extension}" if outline else "page.txt"))
    written[-1].write_bytes(outline or f"{TO_FILL} : le document lui-même, en page.{extension}\n".encode())
    real = pages[found.documents.index(document)]
    return [*written, *pages], _next_steps(made.id, folder, extension, real, bool(outline))


def _set_aside(documents: tuple[Document, ...], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, document in enumerate(documents, 1):
        paths.append(folder / f"{number}.{_extension(document)}")
        paths[-1].write_bytes(document.body)
    return paths


def _extension(document: Document) -> str:
    return {"text": "txt", "gzip": "gz", "binary": "bin", "empty": "txt"}.get(document.kind, document.kind)


def _next_steps(card_id: str, folder: Path, extension: str, real: Path, outlined: bool) -> list[str]:
    page = f"{folder.name}/page.{extension}"
    if outlined:
        first = (
            f"{page} is the frame of {real}: compare them, add what was missed, write its sentences in your own "
            "words, invent the people"
        )
    else:
        first = (
            f"replace {folder.name}/page.txt by {page}, of your own making (tests/support/writers.py), in the "
            f"layout of {real} and with invented people"
        )
    return [
        f"fill in what says {TO_FILL} on the card; docs/sources.md tells every field",
        first,
        f"write in {folder.name}/expected.jsonl one line per CPTS, from the real page and not from what was read",
        f"observatoire sources test {card_id}, until nothing differs; then pytest tests -k {card_id}",
        f"observatoire sources check {card_id}",
        f"observatoire collect {card_id} --live, then --replay; observatoire sources propose {card_id}",
        "observatoire sources list --markdown > docs/sources-list.md",
    ]
