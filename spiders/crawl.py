"""The facts of one crawl, as they stand when its spider closes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from spiders.listing import Alarm, Listing

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.archive.middleware import ArchiveMiddleware
    from spiders.platforms.base import SourceSpider

LEFT_NAMED = 50  # addresses beyond the ceiling that a report names


@dataclass
class Crawl:
    """The facts of one crawl, taken from Scrapy when the spider closes."""

    found: list[Listing]
    alarms: list[Alarm]
    lost: list[str]
    gone: list[str]
    pages: int
    started: str
    finished: str
    statuses: dict[str, int]
    robots: dict[str, str]
    errors: list[str]  # classes of the exceptions raised by the spider itself
    archive: ArchiveMiddleware | None = None
    misses: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)  # family of rules → texts that no field took
    leads: dict[str, str] = field(default_factory=dict)
    counts: dict[str, str] = field(default_factory=dict)
    partial: bool = False  # only the entry pages were asked, and others lead further: counts mean nothing

    @property
    def countable(self) -> bool:
        """Whether the number of listings says something: not so when only the entry pages were asked, or nothing was
        found and a page could not be read, nor of what a person brought without the pages of the card."""
        if self.partial or (self.by_hand and self.lost):
            return False
        return bool(self.found or not (self.lost or self.gone or self.misses))

    @property
    def by_hand(self) -> bool:
        """Whether all that was found is what a person brought: nobody asked for the pages of the card."""
        shelf = self.archive.shelf if self.archive else None
        return bool(self.found and shelf and shelf.captures[0].by_hand)

    @classmethod
    def of(cls, crawler: Crawler, started: str, finished: str) -> Crawl:
        from spiders.archive.middleware import ArchiveMiddleware
        from spiders.politeness import RobotsGuard

        spider, stats = cast("SourceSpider", crawler.spider), crawler.stats.get_stats()
        prefix = "downloader/response_status_count/"
        counts = {key.removeprefix(prefix): count for key, count in stats.items() if key.startswith(prefix)}
        archive = crawler.get_downloader_middleware(ArchiveMiddleware)
        guard = crawler.get_downloader_middleware(RobotsGuard)
        return cls(
            found=spider.found,
            alarms=list(spider.alarms),
            lost=spider.lost,
            gone=spider.gone,
            pages=int(stats.get("response_received_count", 0)),
            started=started,
            finished=finished,
            statuses=dict(sorted(counts.items())),
            robots=dict(sorted(guard.verdicts.items())) if guard else {},
            errors=sorted(key.partition("/")[2] for key in stats if key.startswith("spider_exceptions/")),
            moved=dict(spider.moved),
            left=spider.left_out[:LEFT_NAMED],
            unread=dict(sorted(spider.unread.items())),
            leads=dict(spider.leads),
            counts=dict(spider.counts),
            archive=archive,
            misses=list(archive.misses) if archive else [],
            partial=spider.not_asked > 0 or _takes_another_way(spider),
        )


def _takes_another_way(spider: SourceSpider) -> bool:
    """Whether a crawl of the entry pages alone leaves out the way this source is read: by its REST interface."""
    return spider.entry_pages_only and "rest" in spider.card.crawl.discovery
