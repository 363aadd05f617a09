"""Which platform fits a document, why, and how a crawl would find the rest: by the address and the markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from spiders.addresses import is_agency, is_attachment
from spiders.discovery import page_links, slug, speaks_of_cpts
from spiders.document import Document
from spiders.extract.card.select import records
from spiders.registry import Platform

EMBEDDED_MAP = re.compile(r"umap\.|/maps/d/|arcgis\.com/apps|/(?:Feature|Map)Server/")
# the CMS of a page, where its markup tells; none of them is a platform of its own
SIGNATURES = (
    ("Next.js, whose data is in the page", r'id="__NEXT_DATA__"'),
    ("Joomla", r'content="Joomla!|/media/(?:jui|system)/js/|option=com_content'),
    ("SPIP", r'content="SPIP|spip\.php'),
    ("TYPO3", r'content="TYPO3'),
    ("Wix", r'content="Wix\.com|static\.wixstatic\.com'),
)
# the records of an open API → how its next page is asked (docs/platforms/json.md): Explore of Opendatasoft,
# `datastore_search` of CKAN, the tabular API of data.gouv.fr
PAGED: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("results", {"offset": "offset", "total": "total_count"}),
    ("result.records", {"offset": "offset", "total": "result.total"}),
    ("data", {"next": "links.next", "total": "meta.total"}),
)


@dataclass(frozen=True)
class Recognised:
    """`discovery`: the ways of the card that fit; `pages`: how it goes on. `hints`: what a person should know, in
    sentences."""

    platform: Platform
    why: str
    discovery: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)


def recognise(document: Document, rows: int = 0) -> Recognised:
    """`rows`: how many CPTS were read in the document itself; a page without any may lead to files."""
    host = urlsplit(document.url).hostname or ""
    if is_agency(host):
        return Recognised("ars", f"{host} is a health agency", _OF_AN_AGENCY)
    if "finess" in document.url.lower() and document.kind in ("gzip", "csv", "text"):
        return Recognised("finess", "a file of the FINESS register")
    if why := _map(document):
        return Recognised("maps", why)
    return _page(document, rows) if document.kind == "html" else _file(document)


_OF_AN_AGENCY = ("rss", "press", "search", "sitemap", "menu")


def _page(document: Document, rows: int) -> Recognised:
    text = document.text
    drupal = "data-drupal-selector" in text
    if drupal and re.search(r"ars\.sante\.fr|agence régionale de santé", text, re.I):
        why = "Drupal (`data-drupal-selector`) with the words of a health agency"
        return Recognised("ars", why, _OF_AN_AGENCY)
    links = list(page_links(document))
    hints = _hints(links)
    attached = [link for text, link in links if is_attachment(link) and speaks_of_cpts(text, slug(link))]
    if attached and not rows:
        why = f"no CPTS in the page, {len(attached)} attached file(s) that speak of CPTS"
        return Recognised("documents", why, hints=hints)
    leads = _leads(document, links)
    if re.search(r"/wp-(?:content|includes|json)/", text):
        if re.search(r"""rel=(["'])https://api\.w\.org/\1""", text):
            return Recognised("wordpress", "WordPress (`/wp-content/`) that names its REST interface", ("rest",), hints)
        return Recognised("wordpress", "WordPress (`/wp-content/`) without a REST interface", leads, hints)
    named = "Drupal" if drupal else next((name for name, mark in SIGNATURES if re.search(mark, text)), "")
    return Recognised("site", named or "an HTML page of no known platform", leads, hints)


def _map(document: Document) -> str:
    url = document.url
    if re.search(r"/(Feature|Map)Server/\d+", url, re.I):
        return "the address of an ArcGIS layer"
    if re.search(r"service=wfs|/wfs/?(\?|$)", url, re.I):
        return "the address of a WFS"
    if re.search(r"google\.[a-z.]+/maps/d/", url):
        return "a map of Google My Maps"
    if document.kind == "html" and re.search(r"""id=["']map-settings["']|umap/js/umap""", document.text):
        return "a uMap page, by its settings"
    head = document.body[:3000].lower()
    if document.kind == "kmz" or b"<kml" in head:
        return "a KML map"
    if document.kind == "json" and (b'"featurecollection"' in head or b'"_umap_options"' in head):
        return "GeoJSON"
    if document.kind == "json" and re.search(rb'"(esri\w+|objectidfieldname)"', head):
        return "the answer of an ArcGIS layer"
    return ""


def _file(document: Document) -> Recognised:
    if document.kind == "xml" and re.search(rb"<(rss|feed)\b", document.body[:2000]):
        hint = "a feed names articles and holds few rows: probe the page that lists the CPTS, if there is one"
        return Recognised("site", "a feed", ("links",), (hint,))
    if document.kind == "json" and "/wp-json/" in document.url:
        hint = "give the card the address of the page, not of its REST answer"
        return Recognised("wordpress", "an answer of the REST interface of WordPress", ("rest",), (hint,))
    return Recognised("documents", f"a file, {document.kind} by its bytes")


def pages_of(document: Document) -> dict[str, str]:
    """`[crawl.pages]` of an open API that gives its records page by page; empty for anything else."""
    try:
        data = json.loads(document.text) if document.kind == "json" else None
    except ValueError:
        return {}
    for rows, pages in PAGED:
        total = next(iter(records(data, pages["total"])), None) if data else None
        if isinstance(total, int) and any(isinstance(one, dict) for one in records(data, rows)):
            return dict(pages)
    return {}


def _leads(document: Document, links: list[tuple[str, str]]) -> tuple[str, ...]:
    """`links` where the page leads to others of the same site that speak of CPTS."""
    host = urlsplit(document.url).netloc
    there = [
        link
        for text, link in links
        if urlsplit(link).netloc == host and link != document.url and speaks_of_cpts(text, slug(link))
    ]
    return ("links",) if there else ()


def _hints(links: list[tuple[str, str]]) -> tuple[str, ...]:
    maps = [link for _, link in links if EMBEDDED_MAP.search(link)]
    return tuple(f"the page shows a map, probe it too: {link}" for link in maps[:3])
