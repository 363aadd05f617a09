"""A WordPress site: its REST interface first, its HTML second.

To recognise it: `wp-content` in the addresses, `?p=<id>` short links, `/wp-json/`. The REST answer holds the
text of a page without menus or side blocks, and its date; many sites close it, and then the HTML is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Request, Response

from spiders.addresses import is_attachment
from spiders.discovery import page_links, place_links, rest_pages, worth_following
from spiders.platforms.asking import Role
from spiders.platforms.base import SourceSpider

KINDS = ("pages", "posts")
SEARCH = "/wp-json/wp/v2/{kind}?search=cpts&per_page=100"
MAX_REST_PAGES = 10


class WordpressSpider(SourceSpider):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._linked: list[str] = []  # what the pages of the REST answers lead to
        self._refused: dict[str, str] = {}  # address of the REST interface → why it did not answer

    def starts(self) -> Iterator[Request]:
        if "rest" in self.card.crawl.discovery and not self.entry_pages_only:
            yield from self._search(KINDS[0])
        else:
            yield from super().starts()

    def later(self) -> Iterator[Request]:
        if "rest" in self.card.crawl.discovery:
            for kind in KINDS[1:]:
                yield from self._search(kind)
            yield from super().starts()

    def _search(self, kind: str, number: int = 1) -> Iterator[Request]:
        more = f"&page={number}" if number > 1 else ""
        address = urljoin(self.card.entry_urls[0], SEARCH.format(kind=kind) + more)
        yield from self.ask(address, "discovery", self.parse_rest, kind=kind, number=number)

    def _after(self, kind: str) -> Iterator[Request]:
        """The next kind of content, and when all are read the entry pages they did not hold."""
        following = KINDS[KINDS.index(kind) + 1 :]
        if following:
            yield from self._search(following[0])
        else:
            yield from self.follow(self._linked)
            yield from super().starts()

    def parse_rest(self, response: Response, kind: str, number: int) -> Iterator[Any]:
        """One page of results. Pages read here are not asked again as HTML; of an article only the files are."""
        document = self.document(response)
        rows = list(rest_pages(document)) if document and document.kind == "json" else []
        if document and rows:
            yield from self.read(document, "page").listings
            self._asked.update(page.url for page in rows)
        for page in rows:
            links = worth_following(page_links(page))
            self._linked += [one for one in links if kind == KINDS[0] or is_attachment(one)] + place_links(page)
        total = (response.headers.get("X-WP-TotalPages") or b"1").decode("latin-1")
        if rows and total.isdigit() and number < min(int(total), MAX_REST_PAGES):
            yield from self._search(kind, number + 1)
        else:
            yield from self._after(kind)

    def missed(self, role: Role, url: str, reason: str, gone: bool = False) -> None:
        super().missed(role, url, reason, gone)
        if "/wp-json/" in url and not gone:
            self._refused[url] = reason

    def closed(self, reason: str) -> None:
        """Where the HTML held no list either, the cause is the REST interface that is there and did not answer."""
        if not self.found:
            for url, why in self._refused.items():
                self.alarm("FetchFailed", why, url)
        super().closed(reason)

    def failed(self, failure: Any) -> Iterator[Request]:
        """A REST interface that is closed or broken leaves the HTML."""
        super().failed(failure)
        if "kind" in failure.request.cb_kwargs:
            yield from self._after(failure.request.cb_kwargs["kind"])
