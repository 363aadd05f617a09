"""HTML pages and plain text: tables and inline data first, then the prose and lists around them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lxml import etree

from lexicon.cpts_names import find_names, name_key, triggers
from spiders.document import Document
from spiders.extract.decode.data.page_data import read_page_data
from spiders.extract.decode.html import blocks as html
from spiders.extract.decode.html.content_root import content_root, drop_open_end, parse, text_of
from spiders.extract.decode.html.links import links as links_of
from spiders.extract.decode.html.metadata import date_line, page_title, site_name
from spiders.extract.decode.html.metadata import page_date as date_of_page
from spiders.extract.model.content import Block
from spiders.extract.model.source import SourceContext
from spiders.extract.output.alarms import (
    alarm,
    anchor_missing,
    asks_password,
    blocked,
    empty_container,
    is_login_title,
    is_truncated,
)
from spiders.extract.output.attempt import attempt
from spiders.extract.output.merge import merge_same
from spiders.extract.prose.read_blocks import listings_from_blocks
from spiders.extract.prose.site_owner import own_name
from spiders.listing import Alarm, Extraction, Listing

_FEATURE_FILES = re.compile(r"\.(?:pdf|xlsx?|ods|csv|zip|geojson|kml)$")


def read_page(document: Document, context: SourceContext) -> Extraction:
    """Listings of an HTML page, each CPTS once, with the alarms of the page."""
    tree = parse(document.text)
    if tree is None:
        return Extraction(alarms=(alarm("Truncated", "page HTML sans contenu", document, context),), extractor="html")
    cut = is_truncated(document)
    if cut:
        drop_open_end(tree)
    # what the page says of itself is read before its surroundings are emptied
    title, site, page_date = page_title(tree), site_name(tree), date_of_page(tree, document.url)
    links = links_of(tree, document.url)
    login = asks_password(tree)
    drifted = anchor_missing(tree, text_of(tree), context.anchor)
    root = content_root(tree)
    nothing: _Tables = ((), [], [])
    (from_tables, table_alarms, paths), failed = attempt(
        "tableaux de la page", lambda: _tables(root, document, context), nothing, document, context
    )
    content = html.blocks_of(root, document.url, frozenset(paths))
    text = "\n".join(block.text for block in content)
    page_date = page_date or date_line([block.text for block in content])
    locked = login and (not triggers(text) or is_login_title(title))
    reason = blocked(text, title) or ("page de connexion" if locked else None)
    if reason and not from_tables:
        return Extraction(
            alarms=(alarm("BlockedPage", f"{reason} : « {(title or text)[:80]} »", document, context),),
            extractor="html",
        )
    # the address names the site of a CPTS where the page does not: a page that is there, and whole
    address = document.url if text.strip() and not cut else ""
    subject = own_name((title, site), content, address) if _own_site(document, context) else None
    prose, failed_too = attempt(
        "texte de la page",
        lambda: listings_from_blocks(
            content, document, context, title=_telling(title, content), page_date=page_date, subject=subject
        ),
        Extraction(),
        document,
        context,
    )
    inline, failed_also = attempt(
        "données de la page", lambda: read_page_data(document.text, document, context), Extraction(), document, context
    )
    told = merge_same((*from_tables, *_only_new(prose.listings, from_tables), *inline.listings))
    listings = tuple(replace(listing, page_date=listing.page_date or page_date) for listing in told)
    # a heading over a table lists what the table does
    listed = from_tables or inline.listings
    raised = [one for one in prose.alarms if not (listed and one.name == "EmptyListing")]
    alarms = [*table_alarms, *raised, *inline.alarms, *failed, *failed_too, *failed_also]
    alarms += _page_alarms(document, context, text, listings, leads_on=bool(inline.links))
    if drifted:
        alarms.append(alarm("LayoutDrift", f"l'ancre « {context.anchor} » manque à la page", document, context))
    readers = [
        name
        for name, found in (("tables", from_tables), ("inline", inline.listings), ("prose", prose.listings))
        if found
    ]
    links = tuple(dict.fromkeys((*links, *inline.links)))
    return Extraction(listings, tuple(dict.fromkeys(alarms)), "html:" + "+".join(readers or ["prose"]), links)


def read_text(document: Document, context: SourceContext) -> Extraction:
    """Listings of a plain text. A declared PDF or HTML type that turns out to be text is an alarm."""
    blocks = blocks_of_text(document.text, "texte")
    found = listings_from_blocks(blocks, document, context)
    declared = document.content_type.split(";")[0].strip().lower()
    alarms = found.alarms
    if _FEATURE_FILES.search(document.url.split("?")[0].lower()) or declared not in (
        "",
        "text/plain",
        "text/html",
        "text/markdown",
    ):
        alarms += (
            alarm(
                "WrongType",
                f"annoncé « {declared or document.url.rsplit('.', 1)[-1]} », c'est du texte",
                document,
                context,
            ),
        )
    return replace(found, alarms=alarms, extractor="text")


def _only_new(prose: tuple[Listing, ...], tables: tuple[Listing, ...]) -> tuple[Listing, ...]:
    """Beside a table of CPTS, a name in the prose without a fact of its own adds no row."""
    if not tables:
        return prose
    known = {name_key(listing.name) for listing in tables}
    return tuple(
        listing
        for listing in prose
        if name_key(listing.name) in known
        or listing.territory_text
        or listing.population_text
        or listing.date_text
        or listing.status_text
    )


def _own_site(document: Document, context: SourceContext) -> bool:
    return context.kind == "cpts"


def _telling(title: str, content: tuple[Any, ...]) -> str | None:
    """The page title, when no first heading says what the page is about."""
    if any(block.kind == "heading" and block.level == 1 and find_names(block.text) for block in content):
        return None
    first = re.split(r"\s[|–—·]\s|\s\|\s", title)[0] if title else ""
    return first or None


_Tables = tuple[tuple[Listing, ...], list[Alarm], list[str]]  # rows, alarms, paths of the tables that gave rows


def _tables(root: etree._Element, document: Document, context: SourceContext) -> _Tables:
    from spiders.extract.decode.html.tables import read_tables

    listings: list[Listing] = []
    alarms: list[Alarm] = []
    paths: list[str] = []
    for found, raised, path in read_tables(root, document, context):
        alarms.extend(raised)
        if found:
            listings.extend(found)
            paths.append(path)
    return tuple(merge_same(listings)), alarms, paths


def _page_alarms(
    document: Document, context: SourceContext, text: str, listings: tuple[Listing, ...], leads_on: bool
) -> list[Alarm]:
    """`leads_on`: the data of the page names the documents that hold its list, as a uMap page does."""
    found = []
    if is_truncated(document):
        found.append(alarm("Truncated", "la page s'arrête avant la fin de son HTML", document, context))
    declared = document.content_type.split(";")[0].strip().lower()
    if (declared and declared not in ("text/html", "application/xhtml+xml")) or _FEATURE_FILES.search(
        document.url.split("?")[0].lower()
    ):
        found.append(
            alarm(
                "WrongType",
                f"annoncé « {declared or document.url.rsplit('.', 1)[-1]} », c'est une page HTML",
                document,
                context,
            )
        )
    if not listings:
        named = [mention.name for mention in find_names(text)]
        if named:
            found.append(alarm("UnreadText", f"{named[0]} : citée, aucune ligne n'en est tirée", document, context))
        elif triggers(text) and empty_container(text):
            found.append(alarm("EmptyListing", "la liste annoncée est vide", document, context))
        elif len(text) < 60 and not leads_on and "<script" in document.text.lower():
            found.append(
                alarm("EmptyListing", "page sans texte : contenu produit par un script ou absent", document, context)
            )
    return found


def blocks_of_text(text: str, locator: str) -> tuple[Block, ...]:
    """Plain text as blocks: lines that open with a bullet are items, others paragraphs."""
    result = []
    for number, line in enumerate(text.splitlines(), 1):
        bullet = re.match(r"\s*[-–•*▪◦‣·o]\s+(?=\S)", line)
        stripped = line[bullet.end() :] if bullet else line
        if stripped.strip():
            block = Block(
                "item" if bullet else "paragraph", stripped.strip(), f"{locator}, ligne {number}", 1 if bullet else 0
            )
            result.append(block)
    return tuple(result)
