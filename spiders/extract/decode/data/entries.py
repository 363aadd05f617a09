"""Entries of a feed or of a site's REST answer: each is a small page of its own, with its address and its day."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, replace

from spiders.document import Document
from spiders.extract.decode.html.page import read_page
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import joined
from spiders.listing import Extraction, Listing, placed_in


@dataclass(frozen=True, slots=True)
class Entry:
    """`markup`: the HTML of the entry; `url`: where it is published; `day`: its ISO day or empty; `place`: the
    locator of the entry in the document that holds it."""

    title: str
    markup: str
    url: str
    day: str
    place: str


def read_entries(entries: Iterable[Entry], document: Document, context: SourceContext, extractor: str) -> Extraction:
    """Listings of all entries, the latest first: of a CPTS told twice, what was written last holds."""
    latest_first = sorted(entries, key=lambda entry: entry.day, reverse=True)
    return joined((_read_entry(entry, document, context) for entry in latest_first), extractor, document, context)


def _read_entry(entry: Entry, document: Document, context: SourceContext) -> Extraction:
    found = _read_as_page(entry, document, context)
    # an entry that lists nothing is the usual case: news speak of one thing at a time
    alarms = tuple(one for one in found.alarms if one.name != "EmptyListing")
    return replace(found, listings=tuple(_of_entry(one, entry, document) for one in found.listings), alarms=alarms)


def _of_entry(listing: Listing, entry: Entry, document: Document) -> Listing:
    listing = placed_in(listing, f"{entry.place}, ")
    evidence = replace(listing.evidence, digest=document.digest, url=document.url)
    return replace(listing, evidence=evidence, page_date=listing.page_date or entry.day or None)


def _read_as_page(entry: Entry, document: Document, context: SourceContext) -> Extraction:
    title = html.escape(entry.title)
    body = f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1>{entry.markup}</main></body></html>"
    page = replace(
        document,
        url=entry.url or document.url,
        body=body.encode("utf-8"),
        content_type="text/html; charset=utf-8",
    )
    return read_page(page, context)
