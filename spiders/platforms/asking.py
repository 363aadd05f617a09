"""How every spider asks: a page once, within the card's bounds, and what it means when the page does not come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings

from spiders.addresses import canonical, split_page
from spiders.archive.middleware import ReplayMiss
from spiders.document import Document
from spiders.listing import Alarm
from spiders.politeness import RobotsRefused, publisher_group
from spiders.registry import SourceCard
from spiders.wire import not_followed

# entry: named on the card, its absence fails the run · discovery: may not exist · page: found on the way · brought: by
# a person, read wherever it stands
Role = Literal["entry", "discovery", "page", "brought"]

FOR_GOOD = {301, 308}  # redirections that say: ask there from now on


def first_address(exchange: Request | Response) -> str:
    """The address that was asked for, before any redirection: the one the card or a page names."""
    return next(iter(exchange.meta.get("redirect_urls", ())), exchange.url)


class AskingSpider(scrapy.Spider):
    """Bound to a card by `spiders.loader`. `alarms` holds what went wrong, `lost` the entry pages that could not be
    read, `gone` those the publisher has taken down."""

    card: ClassVar[SourceCard]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alarms: list[Alarm] = []
        self.lost: list[str] = []
        self.gone: list[str] = []
        self.pages = 0
        self.left_out: list[str] = []
        self.not_asked = 0  # pages beyond the entry pages, where only these are asked
        groups = {publisher_group(urlsplit(url).hostname or "") for url in self.card.entry_urls}
        self.allowed_domains = sorted(groups)
        self.moved: dict[str, str] = {}  # entry page → where the publisher has moved it for good
        self._asked: set[str] = set()
        self._entries = {split_page(canonical(url))[0] for url in self.card.entry_urls}
        self._menu: set[str] = set()  # pages that the menu leads to, and those of a département
        self._started = False

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        slowest = max(cls.card.crawl.delay, settings.getfloat("DOWNLOAD_DELAY"))
        settings.set("DOWNLOAD_DELAY", slowest, priority="spider")

    def is_entry(self, url: str) -> bool:
        """Whether the address is that of an entry page, where it has moved to, or of a further part of it."""
        return split_page(canonical(url))[0] in self._entries

    def is_list(self, url: str) -> bool:
        """Whether the page may list others: an entry page, or one that the menu leads to."""
        return self.is_entry(url) or canonical(url) in self._menu

    @property
    def entry_pages_only(self) -> bool:
        return self.settings.getbool("ENTRY_PAGES_ONLY")

    def parse_document(self, response: Response) -> Iterator[Any]:
        """What is done with a page unless its request says otherwise."""
        raise NotImplementedError

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
            priority={"entry": 20, "discovery": 10, "page": 0, "brought": 0}[role],
        )

    def follow(
        self, links: Iterable[str], role: Role = "page", callback: Any = None, **kwargs: Any
    ) -> Iterator[Request]:
        for link in links:
            if self.of_the_source(link):
                yield from self.ask(link, role, callback, **kwargs)

    def of_the_source(self, url: str) -> bool:
        host = urlsplit(url).hostname or ""
        return any(host == domain or host.endswith("." + domain) for domain in self.allowed_domains)

    # -- receiving ---------------------------------------------------------------------------------------

    def document(self, response: Response) -> Document | None:
        """The response as a document, or None after an alarm when the server gave something else."""
        if response.status != 200:
            gone = response.status in (404, 410)
            reason = f"le serveur a répondu {response.status}{not_followed(response)}"
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
