"""What every spider does: ask for pages, hand each one to the extractors, follow what is worth it.

A spider decides where to go and nothing else. What a document says is for `spiders.extract`; whether the run
was good is for `spiders.baseline`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings

from spiders.addresses import canonical, split_page
from spiders.archive.middleware import ReplayMiss
from spiders.discovery import feed_links, leads, next_pages, page_links, worth_following
from spiders.document import Document
from spiders.extract.bounded import read_bounded
from spiders.extract.model.source import SourceContext
from spiders.extract.people.clean import clean
from spiders.listing import Alarm, Extraction, Listing
from spiders.platforms import ways
from spiders.politeness import RobotsRefused, publisher_group
from spiders.registry import SourceCard

# entry: named on the card, its absence fails the run · discovery: may not exist · page: found on the way
Role = Literal["entry", "discovery", "page"]

# what was served in the place of the page: as little news of the publisher as no answer at all
UNREADABLE = {"BlockedPage", "WrongType", "TooHeavy"}
MOST_LEADS, LEAD_LENGTH = 200, 120  # of one source
FOR_GOOD = {301, 308}  # redirections that say: ask there from now on


def first_address(exchange: Request | Response) -> str:
    """The address that was asked for, before any redirection: the one the card or a page names."""
    return next(iter(exchange.meta.get("redirect_urls", ())), exchange.url)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


class SourceSpider(scrapy.Spider):
    """Bound to a card by `spiders.loader`. `found` and `alarms` hold what the crawl gave, in document order;
    `lost` the entry pages that could not be read, `gone` those the publisher has taken down."""

    card: ClassVar[SourceCard]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: list[Listing] = []
        self.alarms: list[Alarm] = []
        self.lost: list[str] = []
        self.gone: list[str] = []
        self.pages = 0
        self.left_out: list[str] = []
        self.unread: Counter[str] = Counter()  # family of rules → texts that no field took
        self.not_asked = 0  # pages beyond the entry pages, where only these are asked
        self.leads: dict[str, str] = {}  # links that speak of CPTS and leave the site → their text
        self.context = SourceContext.from_card(self.card)
        groups = {publisher_group(urlsplit(url).hostname or "") for url in self.card.entry_urls}
        self.allowed_domains = sorted(groups)
        self.moved: dict[str, str] = {}  # entry page → where the publisher has moved it for good
        self._asked: set[str] = set()
        self._entries = {split_page(canonical(url))[0] for url in self.card.entry_urls}
        self._menu: set[str] = set()  # pages that the home page leads to
        self._started = False

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        slowest = max(cls.card.crawl.delay, settings.getfloat("DOWNLOAD_DELAY"))
        settings.set("DOWNLOAD_DELAY", slowest, priority="spider")

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

    def links(self, document: Document, extraction: Extraction) -> Iterable[str]:
        """Addresses to visit after this document: those the card's `follow` matches and, where its discovery says
        `links`, those of a list page that speak of CPTS."""
        yield from self.chosen(document, extraction)
        if "links" in self.card.crawl.discovery and self.is_list(document.url):
            read = page_links if document.kind == "html" else feed_links
            yield from worth_following(read(document))

    def is_entry(self, url: str) -> bool:
        """Whether the address is that of an entry page, where it has moved to, or of a further part of it."""
        return split_page(canonical(url))[0] in self._entries

    def is_list(self, url: str) -> bool:
        """Whether the page may list others: an entry page, or one that the menu leads to."""
        return self.is_entry(url) or canonical(url) in self._menu

    @property
    def entry_pages_only(self) -> bool:
        return self.settings.getbool("ENTRY_PAGES_ONLY")

    # -- asking ------------------------------------------------------------------------------------------

    def ask(self, url: str, role: Role, callback: Any = None, **kwargs: Any) -> Iterator[Request]:
        """The request for a page, unless it was asked, is refused by the card or exceeds the ceiling."""
        address = canonical(url)
        if not address or address in self._asked:
            return
        if self.card.crawl.refuse and re.search(self.card.crawl.refuse, address):
            return
        self._asked.add(address)
        if self.entry_pages_only and (role != "entry" or self._started):
            self.not_asked += 1
            return
        if self.pages >= self.card.crawl.max_pages:
            self.left_out.append(address)
            return
        self.pages += 1
        yield Request(
            address,
            callback or self.parse_document,
            errback=self.failed,
            cb_kwargs=kwargs,
            meta={"role": role},
            priority={"entry": 20, "discovery": 10, "page": 0}[role],
        )

    def follow(self, links: Iterable[str]) -> Iterator[Request]:
        for link in links:
            host = urlsplit(link).hostname or ""
            if any(host == domain or host.endswith("." + domain) for domain in self.allowed_domains):
                yield from self.ask(link, "page")

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
        if "menu" in self.card.crawl.discovery and _is_home(document.url):
            yield from self._by_menu(document)
        if document.kind == "html" and self.is_entry(document.url):
            further = next_pages(document)
            if further or split_page(document.url)[1]:
                self._part_of_a_list(document)
            yield from self.follow(further)
        yield from self.follow(self.links(document, extraction))

    def parse_way(self, response: Response, way: str, number: int = 1) -> Iterator[Request]:
        """A page that may lead to others: it is no listing itself."""
        document = self.document(response)
        if document is None:
            return
        if way == "menu":
            yield from self._by_menu(document)
        else:
            yield from self.follow(ways.found(way, document))
        for address in ways.further(way, document, number):
            yield from self.ask(address, "discovery", self.parse_way, way=way, number=number + 1)

    def _by_menu(self, document: Document) -> Iterator[Request]:
        found = ways.found("menu", document)
        self._menu.update(found)
        yield from self.follow(found)

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
        self.found.extend(extraction.listings)
        self.unread.update(one.family for one in extraction.unread)
        for alarm in extraction.alarms:
            self.alarm(alarm.name, alarm.detail, alarm.url or document.url)
        return extraction

    def document(self, response: Response) -> Document | None:
        """The response as a document, or None after an alarm when the server gave something else."""
        if response.status != 200:
            gone = response.status in (404, 410)
            reason = f"le serveur a répondu {response.status}{_not_followed(response)}"
            self.missed(response.meta["role"], first_address(response), reason, gone)
            return None
        if response.meta["role"] == "entry":
            self._arrived(response)
        if response.meta.get("cut"):
            self.alarm("Truncated", "le corps compressé s'arrête avant sa fin", response.url)
        evidence = response.meta.get("evidence", {})
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return Document(url=response.url, body=response.body, content_type=content_type, **evidence)

    def _arrived(self, response: Response) -> None:
        """An entry page that was redirected is known under its new address too, and so is its site."""
        asked, here = first_address(response), canonical(response.url)
        self._entries.add(split_page(here)[0])
        group = publisher_group(urlsplit(here).hostname or "")
        if group not in self.allowed_domains:
            self.allowed_domains = sorted([*self.allowed_domains, group])
        if asked != here and set(response.meta.get("redirect_reasons", ())) <= FOR_GOOD:
            self.moved[asked] = here

    def failed(self, failure: Any) -> Iterable[Request] | None:
        """No response: refused by robots.txt, unreachable, too large, redirected without end …"""
        request: Request = failure.request
        error = failure.value
        role, url = request.meta["role"], first_address(request)
        if isinstance(error, ReplayMiss):
            # the archive counts its misses itself
            if role == "entry":
                self.lost.append(url)
        elif isinstance(error, RobotsRefused):
            if role != "discovery":
                self.alarm("RobotsRefused", str(error), url)
            if role == "entry":
                self.lost.append(url)
        else:
            kind = "" if isinstance(error, IgnoreRequest) else f"{type(error).__name__}: "
            self.missed(role, url, f"{kind}{error}".rstrip(": "))
        return None

    def missed(self, role: Role, url: str, reason: str, gone: bool = False) -> None:
        """A page of the card that is gone is an alarm; a way of finding others may simply not exist."""
        if role == "discovery":
            return
        self.alarm("FetchFailed", reason, url)
        if role == "entry":
            (self.gone if gone else self.lost).append(url)

    def alarm(self, name: str, detail: str, url: str) -> None:
        alarm = Alarm(name, detail, source_id=self.card.id, url=url)
        if alarm not in self.alarms:
            self.alarms.append(alarm)
            self.logger.info("%s: %s (%s)", name, detail, url)

    def closed(self, reason: str) -> None:
        """Says what the crawl left aside. May be called twice."""
        entry, ceiling = self.card.entry_urls[0], self.card.crawl.max_pages
        if self.left_out:
            detail = f"le plafond de {ceiling} pages est atteint, {len(self.left_out)} n'ont pas été demandées"
            detail += f", la première {self.left_out[0]} ; relever `max_pages` ou resserrer `follow` sur la fiche"
            self.alarm("Truncated", detail, entry)
        if reason != "finished":
            self.alarm("Truncated", f"le relevé a été interrompu avant sa fin ({reason})", entry)


def _not_followed(response: Response) -> str:
    """Where an answer leads that Scrapy does not follow, in words; empty when it leads nowhere or over http."""
    scheme = urlsplit((response.headers.get("Location") or b"").decode("latin-1")).scheme
    wrong = scheme and scheme not in ("http", "https")
    return f" et mène à une adresse en « {scheme} » : seules http et https sont relevées" if wrong else ""
