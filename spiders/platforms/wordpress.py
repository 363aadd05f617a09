"""A WordPress site: its REST interface first, its HTML second.

To recognise it: `wp-content` in the addresses, `?p=<id>` short links, `/wp-json/`. The REST answer holds the
text of a page without menus or side blocks, and its date; many sites close it, and then the HTML is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Request, Response

from spiders.discovery import rest_links
from spiders.platforms.base import SourceSpider

SEARCH = "/wp-json/wp/v2/pages?search=cpts&per_page=100&_fields=id,date,modified,link,title,content"
MAX_REST_PAGES = 10


class WordpressSpider(SourceSpider):
    def starts(self) -> Iterator[Request]:
        if "rest" not in self.card.crawl.discovery:
            yield from super().starts()
            return
        address = urljoin(self.card.entry_urls[0], SEARCH)
        yield from self.ask(address, "discovery", self.parse_rest, number=1)

    def parse_rest(self, response: Response, number: int) -> Iterator[Any]:
        """One page of results. The entry pages it holds are read from it; the others are asked as HTML."""
        document = self.document(response) if response.status == 200 else None
        rows = list(rest_links(document)) if document and document.kind == "json" else []
        if document and rows:
            yield from self.read(document, "page").listings
            self._asked.update(address for _, address in rows)
        total = (response.headers.get("X-WP-TotalPages") or b"1").decode("latin-1")
        if rows and total.isdigit() and number < min(int(total), MAX_REST_PAGES):
            address = urljoin(self.card.entry_urls[0], f"{SEARCH}&page={number + 1}")
            yield from self.ask(address, "discovery", self.parse_rest, number=number + 1)
        else:
            yield from super().starts()

    def failed(self, failure: Any) -> Iterator[Request]:
        """A REST interface that is closed or broken leaves the HTML."""
        super().failed(failure)
        if failure.request.meta["role"] == "discovery":
            yield from super().starts()

