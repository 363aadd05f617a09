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
from spiders.discovery import feed_links, page_links, slug, speaks_of_cpts, worth_following
from spiders.document import Document
from spiders.listing import Extraction
from spiders.platforms.base import SourceSpider

# `rss` and `press` were read on several agencies; `search` is the usual path of the theme, not yet seen
WAYS = {
    "rss": ("/rss.xml", "/rss.xml?type=ars_actualite"),
    "press": ("/liste-communiques-presse",),
    "search": ("/recherche?search_api_fulltext=CPTS",),
}


class ArsSpider(SourceSpider):
    def starts(self) -> Iterator[Request]:
        yield from super().starts()
        for way in self.card.crawl.discovery:
            for path in WAYS.get(way, ()):
                address = urljoin(self.card.entry_urls[0], path)
                yield from self.ask(address, "discovery", self.parse_discovery)

    def parse_discovery(self, response: Response) -> Iterator[Request]:
        document = self.document(response)
        if document is None:
            return
        links = page_links(document) if document.kind == "html" else feed_links(document)
        yield from self.follow(worth_following(links))

    def links(self, document: Document, extraction: Extraction) -> Iterable[str]:
        """From a list page, the pages and files of each CPTS; from a press release, its attachments only:
        the other news beside it are found by the ways above."""
        yield from self.chosen(document, extraction)
        if document.kind != "html":
            return
        entry = self.is_entry(document.url)
        for text, link in page_links(document):
            if (entry or is_attachment(link)) and speaks_of_cpts(text, slug(link)):
                yield link
