"""Where captures lie: `<folder>/<source id>/<AAAA-MM-JJ>.warc.gz`, one per crawl.

A second crawl of the day is `<AAAA-MM-JJ>.2.warc.gz`: what was published rests on the first one.

A file of another name (`*.warc`, `*.warc.gz`) is a capture brought from elsewhere: it adds the pages that the
crawl could not reach. A crawl that failed is kept as `<date>.failed.warc.gz`, for whoever looks into it, and
is never replayed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from spiders.archive.exchange import CaptureError, Exchange
from spiders.archive.reader import Capture, Damage

DATED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:\.(?P<again>\d+))?\.warc\.gz")
FAILED = ".failed.warc.gz"


def crawls(folder: Path, source_id: str) -> list[Path]:
    """The captures of our own crawls of a source, oldest first."""
    found = [(DATED.fullmatch(path.name), path) for path in _files(folder / source_id)]
    dated = [(match["day"], int(match["again"] or 1), path) for match, path in found if match]
    return [path for _, _, path in sorted(dated)]


def unused(folder: Path, source_id: str, day: str) -> Path:
    """Where the capture of one more crawl of the day goes: what was published rests on the earlier ones."""
    path, number = folder / source_id / f"{day}.warc.gz", 1
    while path.exists():
        number += 1
        path = path.with_name(f"{day}.{number}.warc.gz")
    return path


def brought(folder: Path, source_id: str) -> list[Path]:
    """Captures of the source that were made elsewhere, by name."""
    found = _files(folder / source_id)
    return sorted(path for path in found if not DATED.fullmatch(path.name) and not path.name.endswith(FAILED))


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.name.endswith((".warc.gz", ".warc"))]


@dataclass
class Shelf:
    """What one source has in a folder of captures: the latest crawl, the older ones that revisits point at,
    and what was brought from elsewhere."""

    captures: list[Capture]  # the latest crawl first, then the brought ones
    older: list[Path]  # newest first, opened only when a revisit needs them, and once
    _opened: dict[Path, Capture | None] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, source_id: str) -> Shelf:
        """Raises `CaptureError` when there is nothing to replay."""
        dated = crawls(folder, source_id)
        paths = dated[-1:] + brought(folder, source_id)
        if not paths:
            raise CaptureError(
                f"{source_id}: no capture under {folder.name}/{source_id}/; "
                f"record it with `observatoire collect {source_id} --live` or bring a WARC there"
            )
        return cls([Capture(path) for path in paths], list(reversed(dated[:-1])))

    @classmethod
    def before(cls, folder: Path, source_id: str, date: str) -> Shelf | None:
        """What a crawl of the day `date` can revalidate: the last crawl until then, if readable."""
        dated = [path for path in crawls(folder, source_id) if path.name[:10] <= date]
        try:
            return cls([Capture(dated[-1])], list(reversed(dated[:-1]))) if dated else None
        except CaptureError:
            return None

    @property
    def path(self) -> Path:
        return self.captures[0].path

    @property
    def day(self) -> str:
        """The day of what is replayed, AAAA-MM-JJ: of our crawl, its name; of a capture from elsewhere, its last
        exchange."""
        path = self.captures[0].path
        return path.name[:10] if DATED.fullmatch(path.name) else self.captures[0].last_date[:10]

    @property
    def strict(self) -> bool:
        """Whether all that a crawl asks must be there: not so in a capture from elsewhere, or a cut one."""
        return self.captures[0].ours and not self.damage

    @property
    def damage(self) -> list[Damage]:
        return [damage for capture in self.captures for damage in capture.damage]

    def brought(self) -> list[tuple[str, bool]]:
        """The pages that a person brought, and whether each came alone."""
        held = [one.addresses() for one in self.captures if one.by_hand]
        return [(address, len(addresses) == 1) for addresses in held for address in dict.fromkeys(addresses)]

    def exchanges(self, url: str) -> list[Exchange]:
        """Exchanges of the address in the order recorded, revisits resolved. What was brought from elsewhere
        is used where the crawl has no answer."""
        found: list[Exchange] = []
        for capture in self.captures:
            resolved = (self._resolve(capture, exchange) for exchange in capture.exchanges(url))
            here = [exchange for exchange in resolved if exchange]
            if any(exchange.answered for exchange in here):
                return here
            found = found or here
        return found

    def _resolve(self, capture: Capture, exchange: Exchange) -> Exchange | None:
        """A revisit gives the answer it points at, confirmed on its own date: the page had not changed since."""
        if exchange.status != 304:
            return exchange
        target = capture.revisited(exchange.url)
        if not any(target):
            return exchange  # a server that says so without having been asked
        record_id, url, date = target
        for refers_to in (record_id, "", ""), ("", url, date):
            for candidate in self._candidates(capture, date[:10]):
                earlier = candidate.find(refers_to)
                if earlier:
                    return replace(earlier, confirmed=exchange.date)
        return None

    def _candidates(self, capture: Capture, day: str) -> Iterator[Capture]:
        """Where the answer of a revisit may be: in the same capture, else in that of its day, which its name says;
        only else in any other. A page that has not changed for years costs one look."""
        yield capture
        for path in sorted(self.older, key=lambda path: not path.name.startswith(day)):
            if path not in self._opened:
                self._opened[path] = _readable(path)
            if (found := self._opened[path]) is not None:
                yield found


def _readable(path: Path) -> Capture | None:
    try:
        return Capture(path)
    except CaptureError:
        return None
