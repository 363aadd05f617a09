"""Feeds, RSS, RDF, Atom or JSON: the entries of a site's news, each read as the page it announces."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from spiders.document import Document
from spiders.extract.decode.data.entries import Entry, read_entries
from spiders.extract.model.alarm import alarm
from spiders.extract.model.source import SourceContext
from spiders.extract.people.sites import public_page
from spiders.listing import Extraction

ROOTS = ("rss", "feed", "RDF")
# the whole text before its beginning
_TEXTS = ("encoded", "content", "description", "summary")
# the day an entry was first published dates its words better than its last correction
_DAYS = ("pubDate", "published", "date", "issued", "updated", "modified")


def recognises(root: etree._Element) -> bool:
    return str(etree.QName(root).localname) in ROOTS


def read(root: etree._Element, document: Document, context: SourceContext) -> Extraction:
    """Listings of the entries and the addresses of all of them. A feed without entry gives `EmptyListing`."""
    elements = root.xpath(".//*[local-name()='item' or local-name()='entry']")
    return _read([_entry(element, number) for number, element in enumerate(elements, 1)], document, context)


def recognises_json(data: object) -> bool:
    return isinstance(data, Mapping) and isinstance(data.get("items"), list) and "jsonfeed" in str(data.get("version"))


def read_json(data: Mapping[str, Any], document: Document, context: SourceContext) -> Extraction:
    """As `read`, for a JSON feed."""
    return _read([_json_entry(one, number) for number, one in enumerate(data["items"], 1)], document, context)


def _json_entry(item: Mapping[str, Any], number: int) -> Entry:
    url, text = str(item.get("url") or ""), str(item.get("content_text") or item.get("summary") or "")
    return Entry(
        title=str(item.get("title") or ""),
        markup=str(item.get("content_html") or "") or f"<p>{html.escape(text)}</p>",
        url=url,
        day=_day(str(item.get("date_published") or item.get("date_modified") or "")),
        place=_place(number, url),
    )


def _place(number: int, url: str) -> str:
    return f"entrée {number}" + (f" ({public_page(url)})" if url else "")


def _read(entries: list[Entry], document: Document, context: SourceContext) -> Extraction:
    if not entries:
        return Extraction((), (alarm("EmptyListing", "le flux n'a aucune entrée", document, context),), "feed")
    found = read_entries(entries, document, context, "feed")
    addresses = dict.fromkeys(entry.url for entry in entries if entry.url)
    return Extraction(found.listings, found.alarms, "feed", tuple(dict.fromkeys((*addresses, *found.links))))


def _entry(element: etree._Element, number: int) -> Entry:
    url = _address(element)
    texts = [markup for name in _TEXTS if (markup := _markup(_child(element, name)))]
    return Entry(
        title=" ".join(html.unescape("".join(_text(_child(element, "title")))).split()),
        markup=texts[0] if texts else "",
        url=url,
        day=next((day for name in _DAYS if (day := _day(_text(_child(element, name))))), ""),
        place=_place(number, url),
    )


def _child(element: etree._Element, name: str) -> etree._Element | None:
    found = element.xpath("*[local-name()=$name]", name=name)
    return found[0] if found else None


def _text(element: etree._Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


def _address(element: etree._Element) -> str:
    """RSS writes the address of an entry, Atom gives it as that of its page among others."""
    links = element.xpath("*[local-name()='link']")
    pages = [link for link in links if link.get("rel") in (None, "alternate")]
    return next((found for link in pages or links if (found := (link.get("href") or link.text or "").strip())), "")


def _markup(element: etree._Element | None) -> str:
    """The HTML of a text construct: escaped in RSS and in Atom's `html`, as elements in `xhtml`."""
    if element is None:
        return ""
    if len(element):
        return "".join(etree.tostring(child, encoding="unicode") for child in element)
    text = _text(element)
    return f"<p>{html.escape(text)}</p>" if text and "<" not in text else text


def _day(text: str) -> str:
    """ISO day of « Mon, 10 Mar 2025 09:00:00 +0100 » or of « 2025-03-10T09:00:00Z »."""
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return ""
