"""Answers from a folder of reconstructed pages, where the network would be.

It stands closer to the wire than the archive, so that reconstructions are recorded by the very middleware
that records a live crawl. Each one carries `X-Reconstruction`, and its WARC says `reconstruction: true`.
An address that no manifest holds answers 404; a host without a robots.txt gets a permissive one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spiders.addresses import canonical
from spiders.archive.exchange import exchange_key

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

MARK = "X-Reconstruction"
MARK_VALUE = "observatoire-cpts"
ROBOTS = b"User-agent: *\nDisallow:\n"
# `facts` and `stated` are for those who measure extraction and for readers of the manifest
KEYS = {"url", "file", "source", "content_type", "status", "date", "headers", "facts", "stated"}


class ManifestError(ValueError):
    """A manifest that cannot be used. The message names the file, the page and the remedy."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the reconstructed web. `date` is when it is said to have been read, ISO 8601 in UTC."""

    url: str
    path: Path | None  # None for an answer without a body (a redirection, an error)
    source: str
    content_type: str
    status: int
    date: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return self.path.read_bytes() if self.path else b""


@dataclass(frozen=True, slots=True)
class Manifest:
    pages: Mapping[str, Page]  # by exchange key
    spellings: Mapping[str, Page]  # by the key of the canonical address

    def find(self, url: str) -> Page | None:
        """The page at the address as written, else under the one form spiders ask for."""
        return self.pages.get(exchange_key(url)) or self.spellings.get(exchange_key(url))

    def sources(self) -> list[str]:
        return sorted({page.source for page in self.pages.values()})

    def date(self, source_id: str) -> str:
        """The latest date of the pages of a source: that of its capture."""
        return max((page.date for page in self.pages.values() if page.source == source_id), default="")


@cache
def read_manifest(folder: Path) -> Manifest:
    """Every `manifest.toml` in `folder` and below, as one. A file is named from its manifest's folder."""
    pages: dict[str, Page] = {}
    for path in sorted(folder.rglob("manifest.toml")):
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8")).get("page", [])
        except tomllib.TOMLDecodeError as error:
            raise ManifestError(f"{path.parent.name}/{path.name}: not TOML ({error})") from error
        for row in rows:
            page = _page(row, path)
            if exchange_key(page.url) in pages:
                raise ManifestError(f"{path.parent.name}/{path.name}: {page.url} is described twice")
            pages[exchange_key(page.url)] = page
    spellings: dict[str, Page] = {}
    for page in pages.values():
        spellings.setdefault(exchange_key(canonical(page.url)), page)
    return Manifest(pages, spellings)


def _page(row: Mapping[str, object], manifest: Path) -> Page:
    where = f"{manifest.parent.name}/{manifest.name}: page {row.get('url', '(no url)')}"
    if unknown := set(row) - KEYS:
        raise ManifestError(f"{where}: unknown key {', '.join(sorted(unknown))}; known: {sorted(KEYS)}")
    if missing := {"url", "source", "date"} - set(row):
        raise ManifestError(f"{where}: {', '.join(sorted(missing))} is missing")
    status = int(str(row.get("status", 200)))
    file = manifest.parent / str(row["file"]) if row.get("file") else None
    if file is None and status == 200:
        raise ManifestError(f"{where}: a page with status 200 needs a file")
    if file and not file.is_file():
        raise ManifestError(f"{where}: no file {file.name}")
    headers = row.get("headers", {})
    return Page(
        url=str(row["url"]),
        path=file,
        source=str(row["source"]),
        status=status,
        date=_iso(row["date"], where),
        content_type=str(row.get("content_type", "text/html; charset=utf-8")),
        headers={str(k): str(v) for k, v in headers.items()} if isinstance(headers, Mapping) else {},
    )


def _iso(value: object, where: str) -> str:
    """TOML gives a date-time or a string; one without an offset is read as UTC."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ManifestError(f"{where}: date {value!r} is not an ISO date-time") from error
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class ReconstructionMiddleware:
    """Installed only while reconstructions are recorded: setting `RECONSTRUCTIONS` names their folder."""

    def __init__(self, folder: Path, source_id: str) -> None:
        self.manifest = read_manifest(folder)
        self.date = self.manifest.date(source_id)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        from scrapy.exceptions import NotConfigured

        folder = crawler.settings["RECONSTRUCTIONS"]
        if not folder:
            raise NotConfigured
        assert crawler.spider is not None
        return cls(Path(folder), crawler.spider.name)

    def process_request(self, request: Request) -> Response:
        from scrapy.responsetypes import responsetypes

        page = self.manifest.find(request.url)
        if page:
            status, kind, body, more = page.status, page.content_type, page.body, dict(page.headers)
            request.meta["page_date"] = page.date
        else:
            known = urlsplit(request.url).path == "/robots.txt"
            status, kind, body, more = 200 if known else 404, "text/plain", ROBOTS if known else b"", {}
            request.meta.pop("page_date", None)
        date = datetime.fromisoformat(page.date if page else self.date)
        headers = {
            "Date": format_datetime(date.astimezone(UTC), usegmt=True),
            "Content-Type": kind,
            MARK: MARK_VALUE,
            **more,
        }
        response_class = responsetypes.from_args(headers={b"Content-Type": kind.encode()}, url=request.url, body=body)
        return response_class(url=request.url, status=status, headers=headers, body=body)
