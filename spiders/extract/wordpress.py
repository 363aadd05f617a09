"""WordPress REST answers: pages and posts whose HTML goes back through the page reader, and custom types whose
fields are records."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import replace

from spiders.document import Document
from spiders.extract.context import SourceContext
from spiders.extract.headers import names_a_cpts
from spiders.extract.records import listings_from_records, text_of
from spiders.extract.sections import names_one_cpts
from spiders.extract.tabular import merge_same
from spiders.listing import Alarm, Extraction, Listing


def recognises(data: object) -> bool:
    entries = _entries(data)
    return bool(entries) and all(
        "title" in entry and ("content" in entry or "acf" in entry or "excerpt" in entry) for entry in entries
    )


def _entries(data: object) -> list[Mapping]:
    found = data if isinstance(data, list) else [data]
    entries = [one for one in found if isinstance(one, Mapping) and _rendered(one.get("title"))]
    return entries if len(entries) == len(found) else []


def _rendered(value: object) -> str:
    return html.unescape(text_of(value.get("rendered"))) if isinstance(value, Mapping) else ""


def read(data: object, document: Document, context: SourceContext) -> Extraction:
    """Listings of every entry. Entries that each stand for one CPTS (their title is its name) with fields of
    their own are records; the content of others is read as a page at the entry's address."""
    entries = _entries(data)
    titles = [_rendered(entry.get("title")) for entry in entries]
    listings: list[Listing] = []
    alarms: list[Alarm] = []
    if any(entry.get("acf") for entry in entries) and sum(
        names_a_cpts(title, about=False) for title in titles
    ) * 2 >= len(titles):
        records = [_fields(entry) for entry in entries]
        listings, alarms = listings_from_records(records, document, context, _place(entries))
    read_as_records = {listing.name for listing in listings}
    links: dict[str, None] = {}
    for number, entry in enumerate(entries):
        if titles[number] in read_as_records and not names_one_cpts(titles[number]):
            continue
        page = _page(entry, document)
        found = _read_page(page, context)
        place = _place(entries)(number)
        day = text_of(entry.get("modified") or entry.get("date"))[:10] or None
        listings += [
            replace(
                listing,
                page_date=listing.page_date or day,
                evidence=replace(
                    listing.evidence,
                    digest=document.digest,
                    url=document.url,
                    locator=f"{place}, {listing.evidence.locator}",
                ),
            )
            for listing in found.listings
        ]
        alarms += [one for one in found.alarms if one.name != "EmptyListing"]
        links.update(dict.fromkeys(found.links))
    return Extraction(tuple(merge_same(listings)), tuple(dict.fromkeys(alarms)), "wordpress", tuple(links))


def _read_page(page: Document, context: SourceContext) -> Extraction:
    from spiders.extract.read import read as read_document  # the dispatcher imports this package's readers

    return read_document(page, context)


def _fields(entry: Mapping) -> dict[str, object]:
    """The fields of a custom type, its title first; the machinery of the site left out."""
    acf = entry.get("acf")
    fields = dict(acf) if isinstance(acf, Mapping) else {}
    return {
        "nom cpts": _rendered(entry.get("title")),
        "slug": entry.get("slug"),
        **fields,
        "content": _rendered(entry.get("content")),
    }


def _place(entries: list[Mapping]) -> Callable[[int], str]:
    def place(number: int) -> str:
        return f"entrée {number + 1} ({text_of(entries[number].get('link')) or text_of(entries[number].get('id'))})"

    return place


def _page(entry: Mapping, document: Document) -> Document:
    title = html.escape(_rendered(entry.get("title")))
    content = text_of((entry.get("content") or entry.get("excerpt") or {}).get("rendered"))
    body = f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1>{content}</main></body></html>"
    return replace(
        document,
        url=text_of(entry.get("link")) or document.url,
        body=body.encode("utf-8"),
        content_type="text/html; charset=utf-8",
    )
