"""The site of a regional health agency: eighteen of them share one Drupal theme.

To recognise it: `data-drupal-selector`, a `main-content` anchor, pages at the root (`/slug`), attachments at
`/media/<id>/download`. A list page of CPTS is rare; most facts are in press releases, so the crawl looks in
the feed, the list of press releases and the site search for what speaks of CPTS, besides the pages of the
card. None of these ways is certain to exist in a region: only the pages of the card must.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from scrapy.http import Request, Response

from spiders.addresses import is_attachment
from spiders.discovery import feed_links, next_pages, page_links, slug, speaks_of_cpts, worth_following
from spiders.document import Document
from spiders.listing import Extraction
from spiders.platforms.base import SourceSpider

# `rss` and `press` were read on several agencies; `search` is the usual path of the theme, not yet seen
WAYS = {
    "rss": ("/rss.xml", "/rss.xml?type=ars_actualite"),
    "press": ("/liste-communiques-presse",),
    "search": ("/recherche?search_api_fulltext=CPTS",),
}


# of a list of press releases, which goes back ten years; what is older was found by earlier crawls
MAX_LIST_PAGES = 5


class ArsSpider(SourceSpider):
    def starts(self) -> Iterator[Request]:
        yield from super().starts()
        for way in self.card.crawl.discovery:
            for path in WAYS.get(way, ()):
                address = urljoin(self.card.entry_urls[0], path)
                yield from self.ask(address, "discovery", self.parse_discovery)

    def parse_discovery(self, response: Response, number: int = 1) -> Iterator[Request]:
        document = self.document(response)
        if document is None:
            return
        if document.kind != "html":
            yield from self.follow(worth_following(feed_links(document)))
            return
        yield from self.follow(worth_following(page_links(document)))
        if number < MAX_LIST_PAGES:
            for address in next_pages(document)[:1]:
                yield from self.ask(address, "discovery", self.parse_discovery, number=number + 1)

    def links(self, document: Document, extraction: Extraction) -> Iterable[str]:
        """From a list page, the pages and files of each CPTS; from a press release, its attachments only:
        the other news beside it are found by the ways above."""
        yield from self.chosen(document, extraction)
        entry = self.is_entry(document.url)
        if document.kind != "html":
            # a card whose list was never seen starts from the feed of the agency
            yield from worth_following(feed_links(document)) if entry else ()
            return
        for text, link in page_links(document):
            if (entry or is_attachment(link)) and speaks_of_cpts(text, slug(link)):
                yield link
