"""WordPress REST answers: pages and posts whose HTML goes back through the page reader, and custom types whose
fields are records."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

from spiders.document import Document
from spiders.extract.decode.data.entries import Entry, read_entries
from spiders.extract.decode.data.records import grid_of_records, text_of
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import joined
from spiders.extract.people.sites import public_page
from spiders.extract.table.header_meaning import names_a_cpts
from spiders.extract.table.read_grid import listings_from_grid
from spiders.extract.table.table_headings import names_one_cpts
from spiders.listing import Extraction


def recognises(data: object) -> bool:
    entries = _entries(data)
    return bool(entries) and all(
        "title" in entry and ("content" in entry or "acf" in entry or "excerpt" in entry) for entry in entries
    )


def _entries(data: object) -> list[Mapping[str, Any]]:
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
    known = Extraction()
    if any(entry.get("acf") for entry in entries) and sum(
        names_a_cpts(title, about=False) for title in titles
    ) * 2 >= len(titles):
        records = [_fields(entry) for entry in entries]
        listings, alarms = listings_from_grid(grid_of_records(records, _place(entries)), document, context)
        known = Extraction(tuple(listings), tuple(alarms))
    read_as_records = {listing.name for listing in known.listings}
    found = read_entries(
        [
            _as_entry(entry, title, _place(entries)(number))
            for number, (entry, title) in enumerate(zip(entries, titles, strict=True))
            if title not in read_as_records or names_one_cpts(title)
        ],
        document,
        context,
        "wordpress",
    )
    return joined((known, found), "wordpress", document, context)


def _as_entry(entry: Mapping[str, Any], title: str, place: str) -> Entry:
    return Entry(
        title=title,
        markup=text_of((entry.get("content") or entry.get("excerpt") or {}).get("rendered")),
        url=text_of(entry.get("link")),
        day=text_of(entry.get("modified") or entry.get("date"))[:10],
        place=place,
    )


def _fields(entry: Mapping[str, Any]) -> dict[str, object]:
    """The fields of a custom type, its title first; the machinery of the site left out."""
    acf = entry.get("acf")
    fields = dict(acf) if isinstance(acf, Mapping) else {}
    return {
        "nom cpts": _rendered(entry.get("title")),
        "slug": entry.get("slug"),
        **fields,
        "content": _rendered(entry.get("content")),
    }


def _place(entries: list[Mapping[str, Any]]) -> Callable[[int], str]:
    def place(number: int) -> str:
        link, number_given = text_of(entries[number].get("link")), text_of(entries[number].get("id"))
        return f"entrée {number + 1} ({public_page(link) or number_given})"

    return place
