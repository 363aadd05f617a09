"""HTML pages and plain text: tables and inline data first, then the prose and lists around them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from lexicon.cpts_names import find_names, name_key, triggers
from spiders.document import Document
from spiders.extract.card.rows import Read, read_elements
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
    asks_password,
    blocked,
    empty_container,
    heading_missing,
    is_login_title,
    is_truncated,
)
from spiders.extract.output.attempt import attempt
from spiders.extract.output.merge import merge_same
from spiders.extract.prose.read_blocks import listings_from_blocks
from spiders.extract.prose.site_owner import own_name
from spiders.extract.table.meanings import with_meanings
from spiders.listing import Alarm, Extraction, Listing

_FEATURE_FILES = re.compile(r"\.(?:pdf|xlsx?|ods|csv|zip|geojson|kml)$")


@dataclass(frozen=True)
class _Head:
    """What a page says of itself, read before its surroundings are emptied. `cut`: its HTML stops before its end."""

    title: str
    site: str
    page_date: str | None
    links: tuple[str, ...]
    login: bool
    cut: bool
    alarms: tuple[Alarm, ...]

    @classmethod
    def of(cls, tree: etree._Element, document: Document, context: SourceContext) -> _Head:
        cut = is_truncated(document)
        if cut:
            drop_open_end(tree)
        heading = context.rules.expect_heading if context.entry else None
        drifted = heading_missing(tree, text_of(tree), heading)
        return cls(
            title=page_title(tree),
            site=site_name(tree),
            page_date=date_of_page(tree, document.url),
            links=tuple(links_of(tree, document.url)),
            login=asks_password(tree),
            cut=cut,
            alarms=(alarm("LayoutDrift", f"« {heading} » manque à la page", document, context),) if drifted else (),
        )

    def refusal(self, text: str) -> str | None:
        """Why the page is no content: a challenge, a login, an error."""
        locked = self.login and (not triggers(text) or is_login_title(self.title))
        return blocked(text, self.title) or ("page de connexion" if locked else None)


def read_page(document: Document, context: SourceContext) -> Extraction:
    """Listings of an HTML page, each CPTS once, with the alarms of the page."""
    tree = parse(document.text)
    if tree is None:
        return Extraction(alarms=(alarm("Truncated", "page HTML sans contenu", document, context),), extractor="html")
    head = _Head.of(tree, document, context)
    no_rows: Read = ([], [])
    (by_card, card_alarms), failed_card = attempt(
        "lignes de la fiche", lambda: read_elements(tree, document, context), no_rows, document, context
    )
    root = content_root(tree)
    nothing: _Tables = ((), [], [])
    (from_tables, table_alarms, paths), failed = attempt(
        "tableaux de la page", lambda: _tables(root, document, context), nothing, document, context
    )
    content = html.blocks_of(root, document.url, frozenset(paths))
    text = "\n".join(block.text for block in content)
    page_date = head.page_date or date_line([block.text for block in content])
    rows = (*by_card, *from_tables)
    if not rows and (reason := head.refusal(text)):
        refused = alarm("BlockedPage", f"{reason} : « {(head.title or text)[:80]} »", document, context)
        return Extraction(alarms=(refused,), extractor="html")
    prose, failed_too = attempt(
        "texte de la page",
        lambda: _prose(content, text, head, page_date, document, context),
        Extraction(),
        document,
        context,
    )
    inline, failed_also = attempt(
        "données de la page", lambda: read_page_data(document.text, document, context), Extraction(), document, context
    )
    merged = merge_same((*rows, *_only_new(prose.listings, from_tables), *inline.listings))
    told = with_meanings(merged, [block.text for block in content])
    listings = tuple(replace(listing, page_date=listing.page_date or page_date) for listing in told)
    alarms = [*card_alarms, *table_alarms, *_raised(prose, rows or inline.listings), *inline.alarms]
    alarms += [*failed_card, *failed, *failed_too, *failed_also, *_beside_rows(by_card, told, document, context)]
    alarms += _page_alarms(document, context, text, listings, leads_on=bool(inline.links))
    found = {"card": by_card, "tables": from_tables, "inline": inline.listings, "prose": prose.listings}
    links = tuple(dict.fromkeys((*head.links, *inline.links)))
    alarms = list(dict.fromkeys((*alarms, *head.alarms)))
    return Extraction(listings, tuple(alarms), _readers(found), links, prose.unread)


def _raised(prose: Extraction, listed: Sequence[Listing]) -> list[Alarm]:
    """The alarms of the prose; a heading over a table lists what the table does."""
    return [one for one in prose.alarms if not (listed and one.name == "EmptyListing")]


def _readers(found: Mapping[str, Sequence[Listing]]) -> str:
    return "html:" + "+".join([name for name, listings in found.items() if listings] or ["prose"])


def _prose(
    content: tuple[Block, ...],
    text: str,
    head: _Head,
    page_date: str | None,
    document: Document,
    context: SourceContext,
) -> Extraction:
    # the address names the site of a CPTS where the page does not: a page that is there, and whole
    address = document.url if text.strip() and not head.cut else ""
    subject = own_name((head.title, head.site), content, address) if context.kind == "cpts" else None
    title = _telling(head.title, content)
    return listings_from_blocks(content, document, context, title=title, page_date=page_date, subject=subject)


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


def _beside_rows(
    by_card: Sequence[Listing], told: Sequence[Listing], document: Document, context: SourceContext
) -> list[Alarm]:
    """CPTS that the page names outside the rows of the card, which were read by the general rules."""
    known = {name_key(listing.name) for listing in by_card}
    return [
        alarm("UnreadText", f"{one.name} : lue hors des lignes de la fiche", document, context)
        for one in told
        if known and name_key(one.name) not in known
    ]


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
