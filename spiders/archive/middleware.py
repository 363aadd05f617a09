"""The archive as a downloader middleware, below every other one: it sees robots.txt, redirections, errors
and bodies as the server sent them.

`live` fetches and records, asking again with the validators of the last capture: a page that has not changed
costs one 304, and the spider gets the page. `replay` answers from the capture alone; what it does not hold
is a `ReplayMiss`. `plain` does neither.
"""

from __future__ import annotations

import zlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import exceptions, signals
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.response import response_status_message

from spiders.addresses import canonical
from spiders.archive.exchange import Exchange
from spiders.archive.folder import FAILED, Shelf, unused
from spiders.archive.writer import CaptureWriter
from spiders.document import MAX_BYTES

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

# the network errors a replay raises again as themselves, so that retries happen as they did
FAILURES: dict[str, type[Exception]] = {
    kind.__name__: kind
    for kind in (
        exceptions.CannotResolveHostError,
        exceptions.DownloadConnectionRefusedError,
        exceptions.DownloadFailedError,
        exceptions.DownloadTimeoutError,
        exceptions.ResponseDataLossError,
        exceptions.DownloadCancelledError,
    )
}

# header of an answer → header that asks whether it still holds
VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class ReplayMiss(IgnoreRequest):
    """The capture holds no exchange for this address."""


class RecordedFailure(Exception):
    """A failure of the recorded crawl that has no class of its own here."""


class ArchiveMiddleware:
    """Puts into `request.meta["evidence"]` the record id, date and nature of what it recorded or replayed."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.mode: str = settings["ARCHIVE_MODE"]
        if self.mode not in ("live", "replay"):
            raise NotConfigured
        assert crawler.spider is not None
        self.source_id = crawler.spider.name
        self.folder = Path(settings["ARCHIVE_FOLDER"])
        self.misses: list[str] = []
        self.writer: CaptureWriter | None = None
        self.shelf: Shelf | None
        self.not_modified = 0
        self._asked: Counter[str] = Counter()
        if self.mode == "replay":
            self.shelf = Shelf.open(self.folder, self.source_id)
            return
        self.clock = settings["ARCHIVE_CLOCK"]
        self.today: str = settings["ARCHIVE_DATE"] or self._now()[:10]
        reconstructing = bool(settings["RECONSTRUCTIONS"])
        self.shelf = None if reconstructing else Shelf.before(self.folder, self.source_id, self.today)
        path = self.folder / self.source_id / f"{self.today}.warc.gz"
        if not reconstructing:
            path = unused(self.folder, self.source_id, self.today)
        self.writer = CaptureWriter(path, self._info(settings), self._now)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    # -- the three moments of an exchange ----------------------------------------------------------------

    def process_request(self, request: Request) -> Response | None:
        if request.method != "GET":
            raise IgnoreRequest(f"only GET is archived, not {request.method} {request.url}")
        if self.mode == "replay":
            return self._replay(request)
        earlier = self._last_answer(request.url)
        request.meta["archived"] = earlier
        for validator, header in VALIDATORS.items():
            # a redirection hands down the headers of the address it leaves: its validators say nothing of this one
            request.headers.pop(header, None)
            if earlier and (value := earlier.header(validator)):
                request.headers[header] = value
        request.meta["sent"] = True
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        if self.mode == "replay":
            return response
        assert self.writer is not None
        request.meta.pop("sent", None)
        earlier: Exchange | None = request.meta.pop("archived", None)
        if response.status == 304 and earlier:
            confirmed = self.writer.unchanged(request.url, _pairs(request.headers), _pairs(response.headers), earlier)
            self.not_modified += 1
            return self._response(request, confirmed)
        exchange = self.writer.answer(
            request.url,
            _pairs(request.headers),
            response_status_message(response.status),
            _pairs(response.headers),
            response.body,
            date=request.meta.get("page_date"),
        )
        self._evidence(request, exchange)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Only what happened on the wire is recorded, not a refusal of our own."""
        if self.writer and request.meta.pop("sent", None):
            request.meta.pop("archived", None)
            self.writer.failure(request.url, type(exception).__name__, str(exception))

    # -- replay ------------------------------------------------------------------------------------------

    def _replay(self, request: Request) -> Response:
        assert self.shelf is not None
        recorded = self.shelf.exchanges(request.url)
        if not recorded:
            if request.meta.get("role") != "discovery":  # a way that was added since is not missing
                self.misses.append(request.url)
            raise ReplayMiss(request.url)
        # a page asked again (a retry) gets the next exchange of its address, then the last one again
        turn = self._asked[request.url]
        self._asked[request.url] += 1
        exchange = recorded[min(turn, len(recorded) - 1)]
        if exchange.failure:
            raise FAILURES.get(exchange.failure, RecordedFailure)(exchange.reason or exchange.failure)
        return self._response(request, exchange)

    def _response(self, request: Request, exchange: Exchange) -> Response:
        self._evidence(request, exchange)
        headers = Headers()
        for name, value in exchange.headers:
            headers.appendlist(name, value)
        kind = responsetypes.from_args(headers=headers, url=exchange.url, body=exchange.body)
        return kind(url=request.url, status=exchange.status, headers=headers, body=exchange.body)

    def brought(self) -> list[tuple[str, bool]]:
        """What a replay holds from a person's hand: the pages that came, and whether each came alone."""
        if self.mode != "replay" or self.shelf is None:
            return []
        pages = ((canonical(address), alone) for address, alone in self.shelf.brought())
        return [
            (address, alone)
            for address, alone in pages
            if any(one.status == 200 for one in self.shelf.exchanges(address))
        ]

    # -- recording ---------------------------------------------------------------------------------------

    def _last_answer(self, url: str) -> Exchange | None:
        if self.shelf is None:
            return None
        found = [exchange for exchange in self.shelf.exchanges(url) if exchange.status == 200]
        last = found[-1] if found else None
        return last if last and (last.header("ETag") or last.header("Last-Modified")) else None

    def _evidence(self, request: Request, exchange: Exchange) -> None:
        request.meta["evidence"] = {
            "record_id": exchange.record_id,
            "fetched_at": exchange.date,
            "reconstruction": exchange.reconstruction,
            "confirmed_at": exchange.confirmed,
        }
        request.meta["cut"] = is_cut(exchange)

    def _now(self) -> str:
        return self.clock or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _info(self, settings: Any) -> dict[str, str]:
        from importlib.metadata import version

        reconstruction = bool(settings["RECONSTRUCTIONS"])
        return {
            "software": f"observatoire-cpts (warcio {version('warcio')})",
            "format": "WARC File Format 1.1",
            "source": self.source_id,
            "run": settings["ARCHIVE_RUN"] or self._now(),
            "http-header-user-agent": settings["USER_AGENT"],
            "robots": "obey",
            "reconstruction": "true" if reconstruction else "false",
        }

    def finish(self, failed: bool) -> Path | None:
        """Gives the capture its name; that of a failed crawl stands aside and is never replayed."""
        writer, self.writer = self.writer, None
        return writer.close(f"{self.today}{FAILED}" if failed else None) if writer else None

    def abandon(self) -> None:
        """Leaves no trace of a crawl that somebody stopped."""
        writer, self.writer = self.writer, None
        if writer:
            writer.discard()

    def _closed(self, reason: str) -> None:
        """Who runs the crawl judges it and calls `finish` first; `scrapy crawl` has nobody to do so."""
        self.finish(failed=reason != "finished")


def is_cut(exchange: Exchange) -> bool:
    """Whether a gzip body ends before its stream does: decoders give what there is, in silence."""
    if (exchange.header("Content-Encoding") or "").lower() not in ("gzip", "x-gzip"):
        return False
    stream = zlib.decompressobj(31)
    try:
        stream.decompress(exchange.body, MAX_BYTES)
    except zlib.error:
        return False
    return not stream.eof and not stream.unconsumed_tail


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )
