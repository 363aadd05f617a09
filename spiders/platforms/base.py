"""What every spider does: ask for pages, hand each one to the extractors, follow what is worth it.

A spider decides where to go and nothing else. What a document says is for `spiders.extract`; whether the run
was good is for `spiders.baseline`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response

from spiders.addresses import canonical, is_home, split_page
from spiders.archive.middleware import ArchiveMiddleware
from spiders.discovery import (
    feed_links,
    headed_by_cpts,
    leads,
    next_pages,
    page_links,
    place_links,
    worth_following,
)
from spiders.document import Document, sniff
from spiders.extract.bounded import read_bounded
from spiders.extract.model.source import SourceContext
from spiders.extract.people.clean import clean
from spiders.listing import Alarm, Extraction, Listing
from spiders.platforms import ways
from spiders.platforms.asking import AskingSpider, Role
from spiders.politeness import RobotsGuard, publisher_group

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

# what was served in the place of the page: as little news of the publisher as no answer at all
UNREADABLE = {"BlockedPage", "WrongType", "TooHeavy"}
A_PAGE = "le service a répondu une page au lieu de données"
DATA = {"json", "xml", "text", "binary", "empty"}
MOST_LEADS, LEAD_LENGTH = 200, 120  # of one source


class SourceSpider(AskingSpider):
    """`found` holds what the crawl gave, in document order. `gives_data`: a page at an entry address is served in the
    place of what was asked for."""

    gives_data = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: list[Listing] = []
        self.unread: Counter[str] = Counter()  # family of rules → texts that no field took
        self.counts: dict[str, str] = {}  # sentences that count CPTS → their page
        self.leads: dict[str, str] = {}  # links that speak of CPTS and leave the site → their text
        self.context = SourceContext.from_card(self.card)
        self._filed = 0  # pages asked for what the menu may file under them

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.read_brought, signals.spider_idle)
        return spider

    def read_brought(self) -> None:
        """Once all was asked: what a person brought and the card does not lead to."""
        archive = self.crawler.get_downloader_middleware(ArchiveMiddleware)
        requests = [
            request
            for address, alone in (archive.brought() if archive else ())
            if alone or self.of_the_source(address)
            for request in self.ask(address, "brought", self.parse_brought, alone=alone)
        ]
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    async def start(self) -> AsyncIterator[Request]:
        first = list(self.starts())
        self._started = True
        for request in first:
            yield request

    def starts(self) -> Iterator[Request]:
        """The first requests: the entry pages, and the ways of finding others that the card names."""
        for url in self.card.entry_urls:
            yield from self.ask(url, "entry")
        for way, url in ways.addresses(self.card.entry_urls[0], self.card.crawl.discovery):
            yield from self.ask(url, "discovery", self.parse_way, way=way)

    def later(self) -> Iterator[Request]:
        """The requests that follow the first ones whatever these answer, where they do."""
        yield from ()

    def links(self, document: Document, extraction: Extraction) -> Iterable[str]:
        """Addresses to visit after this document: those the card's `follow` matches and, where its discovery says
        `links`, those of a list page that speak of CPTS."""
        yield from self.chosen(document, extraction)
        if "links" in self.card.crawl.discovery and self.is_list(document.url):
            read = page_links if document.kind == "html" else feed_links
            yield from worth_following(read(document))

    def chosen(self, document: Document, extraction: Extraction) -> Iterator[str]:
        """The links of the document that the card's `follow` matches, by address or by text."""
        if not self.card.crawl.follow:
            return
        wanted = re.compile(self.card.crawl.follow, re.IGNORECASE)
        for link in extraction.links:
            if wanted.search(link):
                yield link
        if document.kind == "html":
            for text, link in page_links(document):
                if wanted.search(link) or wanted.search(text):
                    yield link

    # -- receiving ---------------------------------------------------------------------------------------

    def parse_document(self, response: Response) -> Iterator[Any]:
        document = self.document(response)
        if document is None:
            return
        extraction = self.read(document, response.meta["role"])
        if (
            response.meta["role"] == "entry"
            and not extraction.listings
            and any(alarm.name in UNREADABLE for alarm in extraction.alarms)
        ):
            self.lost.append(document.url)
        yield from extraction.listings
        self._note_leads(document, extraction)
        if "menu" in self.card.crawl.discovery:
            if is_home(document.url):
                yield from self._by_way("menu", document, 1)
            elif self.is_list(document.url):
                yield from self._further("menu", document, 2)
        if document.kind == "html" and self.is_entry(document.url):
            further = next_pages(document)
            if further or split_page(document.url)[1]:
                self._part_of_a_list(document)
            yield from self.follow(further)
        if document.kind == "html" and self.card.crawl.discovery:
            places = place_links(document)
            self._menu.update(places)
            yield from self.follow(places)
        yield from self.follow(self.links(document, extraction))

    def parse_brought(self, response: Response, alone: bool) -> Iterator[Any]:
        """A visit brings what its pages load, too: of several, those that a person sees are read."""
        if alone or sniff(response.body, "", response.url) not in DATA:
            yield from self.parse_document(response)

    def parse_way(self, response: Response, way: str, number: int = 1) -> Iterator[Any]:
        """A page that may lead to others: it is no listing itself, but where a menu leads to one."""
        if way == "sitemap":
            yield from self._named_sitemaps(response.url)
        document = self.document(response)
        if document is None:
            return
        if way == "menu" and number > 1 and headed_by_cpts(document):
            self._menu.add(canonical(document.url))
            yield from self.parse_document(response)
        yield from self._by_way(way, document, number)

    def _by_way(self, way: str, document: Document, number: int) -> Iterator[Request]:
        found = ways.found(way, document)
        if way == "menu":
            self._menu.update(found)
        yield from self.follow(found)
        yield from self._further(way, document, number)

    def _further(self, way: str, document: Document, number: int) -> Iterator[Request]:
        for request in self.follow(
            ways.further(way, document, number), "discovery", self.parse_way, way=way, number=number + 1
        ):
            self._filed += way == "menu"
            if self._filed > ways.MAX_MENU_PAGES:
                return
            yield request

    def _named_sitemaps(self, url: str) -> Iterator[Request]:
        """Those that robots.txt names, where the usual address has none."""
        guard = self.crawler.get_downloader_middleware(RobotsGuard)
        named = guard.sitemaps(urlsplit(url).netloc) if guard else []
        yield from self.follow(map(canonical, named[: ways.MAX_SITEMAPS]), "discovery", self.parse_way, way="sitemap")

    def _note_leads(self, document: Document, extraction: Extraction) -> None:
        """What the page says of other sites: nobody follows it, somebody may want to."""
        links = leads(document) if document.kind == "html" else ((clean(one), one) for one in extraction.links)
        for text, address in links:
            elsewhere = publisher_group(urlsplit(address).hostname or "") not in self.allowed_domains
            if (elsewhere or document.kind != "html") and len(self.leads) < MOST_LEADS:
                self.leads.setdefault(address, clean(text)[:LEAD_LENGTH])

    def _part_of_a_list(self, document: Document) -> None:
        """What a page announces is the whole list, of which it shows a part: the card's bounds judge the whole."""
        self.alarms = [one for one in self.alarms if (one.name, one.url) != ("CountMismatch", document.url)]

    def read(self, document: Document, role: Role) -> Extraction:
        """What the extractors say of the document; kept in `found` and `alarms`."""
        context = replace(self.context, entry=role == "entry")
        extraction = read_bounded(document, context, self.settings.getint("EXTRACTION_TIMEOUT"))
        if role == "entry" and self.gives_data and document.kind == "html":
            told = tuple(one for one in extraction.alarms if one.name in UNREADABLE)
            extraction = Extraction(alarms=told or (Alarm("WrongType", A_PAGE, self.card.id, document.url),))
        self.found.extend(extraction.listings)
        self.unread.update(one.family for one in extraction.unread)
        self.counts |= dict.fromkeys(extraction.counts, document.url)
        for alarm in extraction.alarms:
            self.alarm(alarm.name, alarm.detail, alarm.url or document.url)
        return extraction
