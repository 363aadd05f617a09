"""Where a source may speak of CPTS next: pure functions from a document to addresses.

A link is worth following when its text, its title or its slug says so, typing errors of the publishers
included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from lexicon.text import fold_words
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
FIRST_PAGE = re.compile(r"^\D*1\b")


def speaks_of_cpts(*texts: str) -> bool:
    return any(CPTS.search(fold_words(text)) for text in texts if text)


def slug(url: str) -> str:
    return unquote(urlsplit(url).path).rsplit("/", 1)[-1]


def page_links(document: Document) -> Iterator[tuple[str, str]]:
    """(text, address) of the links of an HTML page, in page order, each address once. The text is the
    `title` of the link as well: cards often link their whole content."""
    from lxml import html

    try:
        tree = html.fromstring(document.text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, html.etree.ParserError):
        return
    base = tree.xpath("string(//base/@href)") or document.url
    seen: set[str] = set()
    for link in tree.iter("a", "iframe"):
        address = canonical(link.get("href") or link.get("src") or link.get("data-src") or "", base)
        if address and address not in seen and not NOT_A_DOCUMENT.search(address):
            seen.add(address)
            text = " ".join(f"{link.text_content()} {link.get('title') or ''}".split())
            yield text, address


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
    """(title, address) of the entries of an RSS or Atom feed."""
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
        title = " ".join("".join(entry.xpath("string(*[local-name()='title'])")).split())
        address = entry.xpath("string(*[local-name()='link'])").strip()
        address = canonical(address or entry.xpath("string(*[local-name()='link']/@href)"), document.url)
        if address:
            yield title, address


def rest_links(document: Document) -> Iterator[tuple[str, str]]:
    """(title, address) of the pages of a WordPress REST answer."""
    try:
        rows = json.loads(document.text)
    except ValueError:
        return
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and (address := canonical(str(row.get("link") or ""), document.url)):
            title = row.get("title")
            text = title.get("rendered", "") if isinstance(title, dict) else str(title or "")
            yield re.sub(r"<[^>]+>", " ", text), address


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


def leads(document: Document) -> Iterator[tuple[str, str]]:
    """(text, address) of the links of a page whose text or host speaks of CPTS."""
    for text, address in page_links(document):
        if speaks_of_cpts(text, re.sub(r"[^a-z0-9]+", " ", urlsplit(address).hostname or "")):
            yield text, address


def worth_following(links: Iterable[tuple[str, str]]) -> list[str]:
    """The addresses whose text or slug speaks of CPTS."""
    return [address for text, address in links if speaks_of_cpts(text, slug(address))]
