"""What a live crawl would ask, of whom, and how long it would take by the manners of `settings`; nothing is asked.

The least is what is known beforehand: one robots.txt per host, what each spider starts with and what follows whatever
that answers, the entry pages (one that a WordPress interface has given is not asked again). The most is the ceiling of
each card, which a spider that follows links may reach. Publishers are visited side by side, the sources of one
publisher one after the other.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from spiders.addresses import canonical
from spiders.politeness import publisher_group
from spiders.registry import SourceCard

MAX_CHAINS = 16  # publishers visited side by side: enough to wait for all, few enough to hold
ANSWER = 2.0  # seconds assumed for one answer


@dataclass(frozen=True)
class Visit:
    """One source: the addresses it starts with, robots.txt included, and the ceiling of its card."""

    source_id: str
    addresses: tuple[str, ...]
    most: int
    pause: float  # seconds between two requests

    def seconds(self, requests: int) -> float:
        return requests * (ANSWER + self.pause)


@dataclass(frozen=True)
class Publisher:
    """Sources that are visited one after the other."""

    name: str
    visits: tuple[Visit, ...]

    @property
    def least(self) -> int:
        return sum(len(one.addresses) for one in self.visits)

    @property
    def most(self) -> int:
        return sum(one.most for one in self.visits)

    @property
    def least_seconds(self) -> float:
        return sum(one.seconds(len(one.addresses)) for one in self.visits)

    @property
    def most_seconds(self) -> float:
        return sum(one.seconds(one.most) for one in self.visits)


def plan(cards: Sequence[SourceCard]) -> list[Publisher]:
    """The publishers of a live crawl of the cards, in the order of their visits."""
    return [Publisher(_group(chain[0]), tuple(map(visit, chain))) for chain in chains(cards, "live")]


def visit(card: SourceCard) -> Visit:
    from scrapy.settings import Settings

    from spiders import settings as project
    from spiders.loader import bind

    spider = bind(card)()
    spider.settings = Settings()  # those that a crawl would have do not change where it starts
    starts = [request.url for request in (*spider.starts(), *spider.later())]  # type: ignore[attr-defined]
    starts += [url for url in map(canonical, card.entry_urls) if url not in starts]
    hosts = list(dict.fromkeys(urlunsplit((*urlsplit(url)[:2], "/robots.txt", "", "")) for url in starts))
    most = max(card.crawl.max_pages, len(starts)) + len(hosts)
    return Visit(card.id, (*hosts, *starts), most, max(card.crawl.delay, project.DOWNLOAD_DELAY))


def chains(cards: Sequence[SourceCard], mode: str) -> list[list[SourceCard]]:
    """Sources to visit one after the other, the longest list first: it decides when a live crawl ends, and is that of
    the agencies. The lists may go side by side."""
    if mode == "replay":
        return [list(cards)]
    groups: dict[str, list[SourceCard]] = {}
    for source in cards:
        groups.setdefault(_group(source), []).append(source)
    return sorted(groups.values(), key=lambda chain: -sum(one.crawl.max_pages * one.crawl.delay for one in chain))


def _group(source: SourceCard) -> str:
    return publisher_group(urlsplit(source.entry_urls[0]).hostname or source.id)


def publishers(cards: Sequence[SourceCard]) -> dict[str, str]:
    """Source → who must not be asked for it and for another at once. Where a source starts at two publishers, both are
    one here."""
    leader: dict[str, str] = {}

    def of(group: str) -> str:
        while (above := leader.setdefault(group, group)) != group:
            group = above
        return group

    def groups(source: SourceCard) -> list[str]:
        return [publisher_group(urlsplit(url).hostname or source.id) for url in source.entry_urls]

    for source in cards:
        first, *others = map(of, groups(source))
        leader.update(dict.fromkeys(others, first))
    return {source.id: of(groups(source)[0]) for source in cards}


def duration(publishers: Sequence[Publisher], seconds: Callable[[Publisher], float]) -> float:
    """Seconds until the last publisher is done, `MAX_CHAINS` at a time, the next one as soon as a place is free."""
    free = [0.0] * MAX_CHAINS
    for one in publishers:
        heapq.heapreplace(free, free[0] + seconds(one))
    return max(free)


def describe(publishers: Sequence[Publisher], left: Iterable[tuple[str, tuple[str, ...], str]] = ()) -> str:
    """For a person: the publishers, their sources and addresses, the whole. `left`: whom it leaves out (name, regions,
    why)."""
    lines = []
    for one in publishers:
        span = f"{_minutes(one.least_seconds)} to {_minutes(one.most_seconds)} min"
        lines.append(f"{one.name}: {len(one.visits)} source(s), {one.least} to {one.most} requests, {span}")
        for visited in one.visits:
            lines.append(f"  {visited.source_id}: up to {visited.most} requests")
            lines += [f"    {address}" for address in visited.addresses]
    least, most = sum(one.least for one in publishers), sum(one.most for one in publishers)
    whole = [_minutes(duration(publishers, key)) for key in (lambda p: p.least_seconds, lambda p: p.most_seconds)]
    lines.append(
        f"{len(publishers)} publishers, {sum(len(one.visits) for one in publishers)} sources: {least} requests at "
        f"least, {most} at most; {whole[0]} to {whole[1]} min, {MAX_CHAINS} publishers at a time, {ANSWER:g} s assumed "
        "for one answer; nothing was asked"
    )
    lines += [f"not asked: {name} ({' '.join(regions) or 'national'}): {why}" for name, regions, why in left]
    return "\n".join(lines)


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f}"
