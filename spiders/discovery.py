"""Where a source may speak of CPTS next: pure functions from a document to addresses.

A link is worth following when its text, its title or its slug says so, typing errors of the publishers
included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from lexicon.departement_words import departement_of, is_place
from lexicon.patterns import pattern
from lexicon.text import fold, fold_words
from spiders.addresses import NOT_A_DOCUMENT, canonical, split_page
from spiders.document import MAX_BYTES, Document

# « CPTS », « CTPS », « C.P.T.S. », « Communautés Professionnelles et Territoriales de Santé », « communauté
# territoriale professionnelle de santé », « communauté professionelle »: all read on publishers' pages. A slug is
# cut near 95 characters, often before its last words.
CPTS = re.compile(
    r"\bc(?:pt|tp| p t )s\b|\bcpts(?=[a-z0-9])|(?<=[a-z])cpts\b"
    r"|\bcommunautes? professionn?elles?(?: et)? territoriales?\b"
    r"|\bcommunautes? territoriales? professionn?elles?\b"
)
# « Exercice coordonné »: the section of ameli.fr, and of agencies, that holds them
LEADS_TO = re.compile(r"\bexercices? coordonnes?\b")
MENU_WORDS = 8  # of an entry of a menu; a longer link is the title of a page
FIRST_PAGE = re.compile(r"^\D*1\b")


def speaks_of_cpts(*texts: str) -> bool:
    return any(CPTS.search(fold_words(text)) for text in texts if text)


def slug(url: str) -> str:
    return unquote(urlsplit(url).path).rsplit("/", 1)[-1]


def page_links(document: Document) -> Iterator[tuple[str, str]]:
    """(text, address) of the links of an HTML page, in page order, each address once. The text is the
    `title` of the link as well: cards often link their whole content."""
    if (tree := _tree(document)) is None:
        return
    base = tree.xpath("string(//base/@href)") or document.url
    seen: set[str] = set()
    for link in tree.iter("a", "iframe"):
        address = canonical(link.get("href") or link.get("src") or link.get("data-src") or "", base)
        if address and address not in seen and not NOT_A_DOCUMENT.search(address):
            seen.add(address)
            text = " ".join(f"{link.text_content()} {link.get('title') or ''}".split())
            yield text, address


def _tree(document: Document) -> Any:
    from lxml import html

    try:
        return html.fromstring(document.text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, html.etree.ParserError):
        return None


def place_links(document: Document) -> list[str]:
    """« Charente », « Vienne » under a heading that speaks of CPTS: the pages of each département."""
    tree, over, found = _tree(document), [("h0", False)], dict[str, None]()
    for element in () if tree is None else tree.iter("h1", "h2", "h3", "h4", "h5", "h6", "a"):
        text = " ".join(element.text_content().split())
        if element.tag != "a":
            over = [one for one in over if one[0] < element.tag]
            over.append((element.tag, over[-1][1] or speaks_of_cpts(text)))
        elif over[-1][1] and (departement_of(text) or is_place(text)):
            found[canonical(element.get("href") or "", document.url)] = None
    return [address for address in found if address]


def headed_by_cpts(document: Document) -> bool:
    """Whether a heading of the page speaks of CPTS."""
    tree = _tree(document)
    return tree is not None and any(speaks_of_cpts(one.text_content()) for one in tree.iter("h1", "h2", "h3"))


def next_pages(document: Document) -> list[str]:
    """The pages of the same list after this one, nearest first. Sites count from 0 or from 1: the link that
    reads « 1 » is the first page, whatever its address says."""
    here, number = split_page(canonical(document.url))
    found = {}
    for text, address in page_links(document):
        there, other = split_page(address)
        if there == here and other > number and not FIRST_PAGE.match(text):
            found[address] = other
    return sorted(found, key=found.__getitem__)


def feed_links(document: Document) -> Iterator[tuple[str, str]]:
    """(title and summary, address) of the entries of an RSS or Atom feed."""
    from lxml import etree

    # entities are not resolved: a feed is somebody else's text
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        tree = etree.fromstring(document.body, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if tree is None:
        return
    for entry in tree.iter("{*}item", "{*}entry"):
        told = entry.xpath("*[local-name()='title' or local-name()='description' or local-name()='summary']")
        text = " ".join(" ".join(re.sub(r"<[^>]+>", " ", "".join(one.itertext())) for one in told).split())
        address = entry.xpath("string(*[local-name()='link'])").strip()
        address = canonical(address or entry.xpath("string(*[local-name()='link']/@href)"), document.url)
        if address:
            yield text, address


def rest_pages(document: Document) -> Iterator[Document]:
    """The pages that a WordPress REST answer holds, each at its own address."""
    try:
        rows = json.loads(document.text)
    except ValueError:
        return
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("link") and (address := canonical(str(row["link"]), document.url)):
            content = row.get("content")
            body = str(content.get("rendered") or "") if isinstance(content, dict) else ""
            yield replace(document, url=address, body=f"<div>{body}</div>".encode(), content_type="text/html")


def sitemap_links(document: Document) -> tuple[list[str], list[str]]:
    """Addresses of the pages of a sitemap, and of the sitemaps of an index, gzipped or not (sitemaps.org). Empty for
    what is neither."""
    from lxml import etree
    from scrapy.utils.gz import gunzip
    from scrapy.utils.sitemap import Sitemap

    body = document.body
    try:
        sitemap = Sitemap(gunzip(body, max_size=MAX_BYTES) if body[:2] == b"\x1f\x8b" else body)
        found = [canonical(one["loc"], document.url) for one in sitemap if one.get("loc")]
    except (OSError, EOFError, ValueError, AttributeError, StopIteration, etree.XMLSyntaxError):
        return [], []
    found = list(dict.fromkeys(filter(None, found)))
    return ([], found) if sitemap.type == "sitemapindex" else (found, [])


def worth_asking(links: Iterable[tuple[str, str]]) -> list[str]:
    """Of the links of a home page, those that speak of CPTS or of what menus file them under."""
    return [
        address
        for text, address in links
        if speaks_of_cpts(text, slug(address)) or any(LEADS_TO.search(fold_words(one)) for one in (text, slug(address)))
    ]


def menu_entries(links: Iterable[tuple[str, str]]) -> list[str]:
    """Of the links of a page, those of its menu under which a site may file its CPTS."""
    filed = pattern("menus", "menu")
    return [
        address
        for text, address in links
        if any(
            filed.search(fold(one)) for one in (text, slug(address).replace("-", " ")) if len(one.split()) <= MENU_WORDS
        )
    ]


def leads(document: Document) -> Iterator[tuple[str, str]]:
    """(text, address) of the links of a page whose text or host speaks of CPTS."""
    for text, address in page_links(document):
        if speaks_of_cpts(text, re.sub(r"[^a-z0-9]+", " ", urlsplit(address).hostname or "")):
            yield text, address


def worth_following(links: Iterable[tuple[str, str]]) -> list[str]:
    """The addresses whose text or slug speaks of CPTS."""
    return [address for text, address in links if speaks_of_cpts(text, slug(address))]
