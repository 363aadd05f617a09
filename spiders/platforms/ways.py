"""Ways of finding the pages of a site that speak of CPTS, besides those the card names. None is certain to exist."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from spiders.discovery import (
    feed_links,
    menu_entries,
    next_pages,
    page_links,
    sitemap_links,
    worth_asking,
    worth_following,
)
from spiders.document import Document

# `rss`, `press`: read on several agencies; `search`: the usual path of their theme, not yet seen; `news`: the folder of
# press releases of the health insurance, that of news on many sites, the feed of a WordPress; `sitemap`: the address of
# sitemaps.org, which WordPress and Drupal serve or redirect, and those that robots.txt names; `menu`: the home page
WAYS = {
    "rss": ("/rss.xml", "/rss.xml?type=ars_actualite"),
    "press": ("/liste-communiques-presse",),
    "search": ("/recherche?search_api_fulltext=CPTS",),
    "news": ("/presse", "/actualites", "/feed/"),
    "sitemap": ("/sitemap.xml",),
    "menu": ("/",),
}
# of a list of press releases, which goes back ten years; what is older was found by earlier crawls
MAX_LIST_PAGES = 5
MAX_SITEMAPS = 10
MAX_MENU_HOPS = 3  # the home page, and two of the pages its menu files CPTS under
MAX_MENU_PAGES = 10  # of one source


def addresses(site: str, ways: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(way, address) of each of the ways on the site of an address."""
    for way in ways:
        for path in WAYS.get(way, ()):
            yield way, urljoin(site, path)


def found(way: str, document: Document) -> list[str]:
    """The pages worth asking for."""
    if way == "sitemap":
        return worth_following(("", address) for address in sitemap_links(document)[0])
    if document.kind != "html":
        return worth_following(feed_links(document))
    return (worth_asking if way == "menu" else worth_following)(page_links(document))


def further(way: str, document: Document, number: int) -> list[str]:
    """Where the same way goes on: the next part of a list, the sitemaps of an index, what a menu files CPTS under."""
    if way == "menu":
        return menu_entries(page_links(document)) if number < MAX_MENU_HOPS else []
    if way == "sitemap":
        return sitemap_links(document)[1][:MAX_SITEMAPS] if number == 1 else []
    return next_pages(document)[:1] if document.kind == "html" and number < MAX_LIST_PAGES else []
