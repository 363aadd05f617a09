"""What a publisher may expect of us: robots.txt obeyed and its status looked at, `Crawl-delay` and
`Retry-After` respected, and all hosts of one publisher visited as one.

Scrapy obeys the rules it can read and takes everything else for a permission: an error page served for
robots.txt, or no answer at all, would let the crawl go on.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Request, Response

from spiders.addresses import is_agency
from spiders.archive.middleware import ReplayMiss
from spiders.document import sniff

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

MAX_SILENCES = 3
MAX_CRAWL_DELAY = 30  # seconds; above, a crawl of sixty pages would not end


class RobotsRefused(IgnoreRequest):
    """robots.txt refuses the page, or says nothing that can be taken for a permission."""


class HostUnreachable(IgnoreRequest):
    """robots.txt could not be asked for, or not today: nothing else is."""


@cache
def _registrable() -> Callable[[str], Any]:
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that ships with it: nothing is downloaded


@cache
def publisher_group(host: str) -> str:
    """Hosts that are visited one request at a time. The eighteen agencies share one platform; otherwise a
    publisher is a domain as registered (`data.gouv.fr` and `sante.gouv.fr` are two), and its sub-domains are his."""
    host = host.lower().rstrip(".")
    if is_agency(host):
        return "ars.sante.fr"
    if ":" in host or host.replace(".", "").isdigit():
        return host
    return _registrable()(host).top_domain_under_public_suffix or ".".join(host.split(".")[-2:])


def robots_refusal(status: int, content_type: str, body: bytes) -> str:
    """Why a robots.txt answered like this stops the crawl; empty when it does not.

    404 and 410 say that there are no rules (RFC 9309). A server in error is left alone today, as the RFC
    asks. 401, 403 and a page in the place of rules are a door, not a permission: stricter than the RFC.
    """
    if status >= 500 or status == 429:
        return f"robots.txt a répondu {status} : pas aujourd'hui, relever plus tard"
    if status in (401, 403):
        return f"robots.txt a répondu {status} : le site ne veut pas de robot, demander à son éditeur"
    if 200 <= status < 300 and (sniff(body, content_type) == "html" or "html" in content_type.lower()):
        return "robots.txt est une page et non des règles : la regarder dans un navigateur"
    if 300 <= status < 400:
        return f"robots.txt a répondu {status} et ne mène nulle part"
    return ""


class RobotsGuard(RobotsTxtMiddleware):
    """`verdicts`: host → what its robots.txt said, for the report of the run."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.verdicts: dict[str, str] = {}
        self._closed: dict[str, IgnoreRequest] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host in self._closed:
            raise self._closed[host]
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsRefused(f"robots.txt refuse {request.url}") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        refusal = robots_refusal(response.status, content_type, response.body)
        if refusal:
            busy = response.status >= 500 or response.status == 429  # it refused nothing
            self._closed[netloc] = (HostUnreachable if busy else RobotsRefused)(refusal)
        rules = response.status == 200 and not refusal
        self.verdicts[netloc] = refusal or ("rules" if rules else f"{response.status}, no rules")
        # whatever an error page holds is not rules
        await super()._parse_robots(response if rules else response.replace(body=b""), netloc, request)
        if rules:
            self._slow_down(netloc)

    def sitemaps(self, netloc: str) -> list[str]:
        """The sitemaps that the robots.txt of a host names."""
        return list(getattr(getattr(self._parsers.get(netloc), "rp", None), "sitemaps", ()))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, ReplayMiss):
            self.verdicts[netloc] = "not in the capture"
        else:
            reason = f"{type(exc).__name__}: {exc}".rstrip(": ")
            self.verdicts[netloc] = reason
            self._closed[netloc] = HostUnreachable(f"le robots.txt de {netloc} n'a pas pu être lu ({reason})")
        super()._robots_error(exc, netloc)

    def _slow_down(self, netloc: str) -> None:
        parser: Any = self._parsers[netloc]
        asked = parser.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        if not asked or self.crawler.settings["ARCHIVE_MODE"] == "replay":
            return
        downloader = self.crawler.engine.downloader
        group = publisher_group(netloc.partition(":")[0])
        delay = min(max(float(asked), self.crawler.settings.getfloat("DOWNLOAD_DELAY")), MAX_CRAWL_DELAY)
        downloader.per_slot_settings[group] = {"delay": delay}
        if group in downloader.slots:
            downloader.slots[group].delay = delay


class RetryAfter:
    """Waits as long as a publisher asks, or gives up when that is too long; sees to it that all the hosts of
    one publisher share one download slot, and that one who lets page after page wait is left alone."""

    def __init__(self, longest: float, replay: bool) -> None:
        self.longest = longest
        self.replay = replay
        self.silences: Counter[str] = Counter()  # publisher → pages in a row that ended in a timeout

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        return cls(settings.getfloat("RETRY_AFTER_MAX"), settings["ARCHIVE_MODE"] == "replay")

    def process_request(self, request: Request) -> None:
        publisher = publisher_group(urlsplit(request.url).hostname or "")
        request.meta["download_slot"] = publisher
        if self.silences[publisher] >= MAX_SILENCES:
            raise HostUnreachable(f"{publisher} a laissé {MAX_SILENCES} pages de suite sans réponse : pas aujourd'hui")

    async def process_response(self, request: Request, response: Response) -> Response:
        self.silences[request.meta["download_slot"]] = 0
        if response.status in (429, 503) and (asked := response.headers.get("Retry-After")):
            seconds = retry_after(asked.decode("latin-1"), datetime.now(UTC))
            if seconds > self.longest:
                request.meta["dont_retry"] = True
            elif not self.replay:
                await asyncio.sleep(seconds)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, DownloadTimeoutError):
            self.silences[request.meta["download_slot"]] += 1


def retry_after(value: str, now: datetime) -> float:
    """Seconds to wait from a `Retry-After` header: a number, or a date. Zero when it is neither."""
    value = value.strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
