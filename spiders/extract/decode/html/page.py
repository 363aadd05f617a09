"""HTML pages and plain text, decoded: the tables of a page, the text beside them, what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from lexicon.cpts_names import find_names, triggers
from lexicon.gate import gated
from lexicon.text import fold
from spiders.document import Document
from spiders.extract.card.rows import Read, read_elements
from spiders.extract.decode.data.page_data import read_page_data
from spiders.extract.decode.html import blocks as html
from spiders.extract.decode.html.content_root import content_root, drop_open_end, parse, text_of
from spiders.extract.decode.html.labels import separate_glued
from spiders.extract.decode.html.line_breaks import goes_on
from spiders.extract.decode.html.links import links as links_of
from spiders.extract.decode.html.metadata import TITLE, date_line, page_title, signature, site_names
from spiders.extract.decode.html.metadata import page_date as date_of_page
from spiders.extract.decode.html.tables import grids_of
from spiders.extract.model.alarm import alarm
from spiders.extract.model.attempt import attempt
from spiders.extract.model.content import Block, Content
from spiders.extract.model.source import SourceContext
from spiders.extract.output.alarms import (
    asks_password,
    blocked,
    empty_container,
    heading_missing,
    is_login_title,
    is_truncated,
)
from spiders.extract.passes import read_content
from spiders.extract.prose.site_owner import own_name
from spiders.listing import Alarm, Extraction

# « La communauté a signé son contrat le 12 mai 2023 », « notre CPTS couvre 25 communes »: what one CPTS did or is, with
# a figure; what any CPTS does has none
_ITS_LIFE = gated(r"\b(?:la|notre|cette)(?: nouvelle)? (?:cpts|communaute(?! (?:de communes|urbaine|d'agglo)))\b.*\d")
_FEATURE_FILES = gated(r"\.(?:pdf|xlsx?|ods|csv|zip|geojson|kml)$")


@dataclass(frozen=True, slots=True)
class _Head:
    """What a page says of itself, read before its surroundings are emptied. `cut`: its HTML stops before its end."""

    title: str
    site: Sequence[tuple[str, str]]
    signature: tuple[str, str]
    day: str | None
    links: tuple[str, ...]
    login: bool
    cut: bool
    drifted: str  # the heading its card expects and it lacks

    @classmethod
    def of(cls, tree: etree._Element, document: Document, context: SourceContext) -> _Head:
        cut = is_truncated(document)
        if cut:
            drop_open_end(tree)
        heading = context.rules.expect_heading if context.entry else None
        return cls(
            title=page_title(tree),
            site=site_names(tree),
            signature=signature(tree),
            day=date_of_page(tree, document.url),
            links=tuple(links_of(tree, document.url)),
            login=asks_password(tree),
            cut=cut,
            drifted=heading or "" if heading_missing(tree, text_of(tree), heading) else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page(Content):
    """An HTML page."""

    document: Document
    context: SourceContext
    root: etree._Element
    head: _Head

    def text(self, taken: Collection[str]) -> tuple[Block, ...]:
        blocks = html.blocks_of(self.root, self.document.url, frozenset(taken))
        signed, place = self.head.signature
        told = signed and not taken and any(_ITS_LIFE.search(fold(block.text)) for block in blocks)
        if not told or any(find_names(block.text) for block in blocks):
            return blocks
        return (*blocks, Block("paragraph", signed, place))  # a page that says « la CPTS » and signs it

    def title(self, blocks: Sequence[Block]) -> tuple[str, str] | None:
        """That of the page, when no first heading says what the page is about."""
        if any(block.kind == "heading" and block.level == 1 and find_names(block.text) for block in blocks):
            return None
        title = re.split(r"\s[|–—·]\s|\s\|\s", self.head.title)[0]
        return (title, TITLE) if title else None

    def owner(self, blocks: Sequence[Block]) -> tuple[str, str] | None:
        # the address names the site of a CPTS where the page does not: a page that is there, and whole
        there = any(block.text.strip() for block in blocks) and not self.head.cut
        return own_name(((self.head.title, TITLE), *self.head.site), blocks, self.document.url if there else "")

    def day(self, blocks: Sequence[Block]) -> str | None:
        return self.head.day or date_line([block.text for block in blocks])

    def refusal(self, text: str) -> str | None:
        locked = self.head.login and (not triggers(text) or is_login_title(self.head.title))
        reason = blocked(text, self.head.title) or ("page de connexion" if locked else None)
        return f"{reason} : « {(self.head.title or text)[:80]} »" if reason else None

    def data(self) -> Extraction:
        return read_page_data(self.document.text, self.document, self.context)

    def silence(self, text: str, leads_on: bool) -> tuple[str, str] | None:
        if named := find_names(text):
            return "UnreadText", f"{named[0].name} : citée, aucune ligne n'en est tirée"
        if triggers(text) and empty_container(text):
            return "EmptyListing", "la liste annoncée est vide"
        titled = triggers(text) and "." not in text  # nothing but « Les CPTS de la région »
        if len(text) < 60 and not leads_on and (titled or "<script" in self.document.text.lower()):
            return "EmptyListing", "page sans texte : contenu produit par un script ou absent"
        return None


def read_page(document: Document, context: SourceContext) -> Extraction:
    """Listings of an HTML page, each CPTS once, with the alarms of the page."""
    tree = parse(document.text)
    if tree is None:
        return Extraction(alarms=(alarm("Truncated", "page HTML sans contenu", document, context),), extractor="html")
    head = _Head.of(tree, document, context)
    no_rows: Read = ([], [])
    (by_card, alarms), failed = attempt(
        "lignes de la fiche", lambda: read_elements(tree, document, context), no_rows, document, context
    )
    root = content_root(tree)
    separate_glued(root)
    page = _Page(
        reader="html",
        by_card=by_card,
        grids=grids_of(root, document.url),
        alarms=(*alarms, *failed, *_page_alarms(head, document, context)),
        links=head.links,
        document=document,
        context=context,
        root=root,
        head=head,
    )
    return read_content(page, document, context)


def _page_alarms(head: _Head, document: Document, context: SourceContext) -> list[Alarm]:
    found = []
    if head.drifted:
        found.append(alarm("LayoutDrift", f"« {head.drifted} » manque à la page", document, context))
    if head.cut:
        found.append(alarm("Truncated", "la page s'arrête avant la fin de son HTML", document, context))
    return [*found, *_of_another_type(document, context, ("text/html", "application/xhtml+xml"), "une page HTML")]


def _of_another_type(document: Document, context: SourceContext, fitting: Sequence[str], what: str) -> list[Alarm]:
    """The alarm of a document that its type or its address announce as something else."""
    declared = document.content_type.split(";")[0].strip().lower()
    path = document.url.split("?")[0].lower()
    if not _FEATURE_FILES.search(path) and declared in ("", *fitting):
        return []
    said = declared or document.url.rsplit(".", 1)[-1]
    return [alarm("WrongType", f"annoncé « {said} », c'est {what}", document, context)]


@dataclass(frozen=True, slots=True)
class _Text(Content):
    blocks: tuple[Block, ...] = ()

    def text(self, taken: Collection[str]) -> tuple[Block, ...]:
        return self.blocks


def read_text(document: Document, context: SourceContext) -> Extraction:
    """Listings of a plain text. A declared PDF or HTML type that turns out to be text is an alarm."""
    alarms = _of_another_type(document, context, ("text/plain", "text/html", "text/markdown"), "du texte")
    return read_content(_Text("text", alarms=alarms, blocks=blocks_of_text(document.text, "texte")), document, context)


def blocks_of_text(text: str, locator: str) -> tuple[Block, ...]:
    """Plain text as blocks: lines that open with a bullet are items, others paragraphs; a line that goes on with the
    one above, in a text wrapped by hand, is part of it."""
    result: list[Block] = []
    above = ""
    for number, line in enumerate(text.splitlines(), 1):
        if goes_on(above, line):
            result[-1] = replace(result[-1], text=f"{result[-1].text} {line.strip()}")
            above = line
            continue
        above = line
        bullet = re.match(r"\s*[-–•*▪◦‣·o]\s+(?=\S)", line)
        stripped = line[bullet.end() :] if bullet else line
        if stripped.strip():
            block = Block(
                "item" if bullet else "paragraph", stripped.strip(), f"{locator}, ligne {number}", 1 if bullet else 0
            )
            result.append(block)
    return tuple(result)
