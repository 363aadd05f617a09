"""What a build reads from the disk. A file that is cut or damaged is the trouble of one source or of one release: it
is named, left aside, and the rest is built."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

from pipelines.publish.checksums import Damaged, differences, read_sums
from schema import Row
from spiders.clock import now, rehearsing
from spiders.listing import Listing, read_jsonl


@cache
def say_once(message: str) -> None:
    logging.getLogger("observatoire").warning(message)


def read_listings(folder: Path, known: Iterable[str]) -> tuple[dict[str, list[Listing]], dict[str, str]]:
    """The last good listings of every source of `known` that has any, and why the files of others were left aside
    (source id → French phrase, published)."""
    sources = set(known)
    files = [path for path in sorted(folder.glob("*.jsonl")) if path.stem in sources]
    written = tuple(_written(one) for path in files for one in (path, path.with_suffix(".report.json")))
    found, aside = _read(folder, tuple(files), written, "" if rehearsing() else now()[:10])
    return dict(found), dict(aside)


def _written(path: Path) -> tuple[int, ...]:
    """What tells that a file was not written again: a build asks twenty times for the same listings."""
    with suppress(OSError):
        stat = path.stat()
        return stat.st_ino, stat.st_ctime_ns, stat.st_size
    return ()


@lru_cache(maxsize=1)
def _read(
    folder: Path, files: tuple[Path, ...], written: tuple[tuple[int, ...], ...], today: str
) -> tuple[dict[str, list[Listing]], dict[str, str]]:
    """`written` and `today` (empty in a rehearsal): when one of them is another, the `files` are read again."""
    found: dict[str, list[Listing]] = {}
    aside: dict[str, str] = {}
    for path in files:
        try:
            listings = list(read_jsonl(path))
            announced = _announced(folder, path.stem)
            if announced is not None and announced != len(listings):
                raise ValueError(f"{path.name}: {len(listings)} listings of {announced}; collect again")
            if late := [one for one in listings if _to_come(one.evidence.confirmed_at)]:
                raise ValueError(
                    f"{path.name}: read on {late[0].evidence.confirmed_at[:10]}, after today; collect again"
                )
        except (OSError, ValueError) as error:
            say_once(f"{path.stem} is left aside: {error}")
            aside[path.stem] = "le fichier de ses mentions est abîmé ; relever de nouveau la source"
        else:
            found[path.stem] = listings
    return found, aside


def _to_come(moment: str) -> bool:
    """Whether a moment is after the clock: a machine whose clock was wrong dates no release."""
    return not rehearsing() and moment[:10] > now()[:10]


def _announced(folder: Path, source_id: str) -> int | None:
    """How many listings the report of the source says are in place; unknown without a readable report."""
    from spiders.report import read_report

    report = read_report(folder, source_id)
    return report.listings if report else None


def read_reports(folder: Path) -> dict[str, Row]:
    """Reports of the last crawl of each source, by source id. One that cannot be read is that of a failed crawl."""
    found = {}
    for path in sorted(folder.glob("*.report.json")):
        source_id = path.name.removesuffix(".report.json")
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(report, dict) or "outcome" not in report:
                raise ValueError("not a report")
            if not report.get("reconstruction") and _to_come(report.get("day") or ""):
                raise ValueError(f"of {report['day']}, after today")
        except (OSError, ValueError) as error:
            say_once(f"{path.name} is left aside ({error}): run `observatoire collect {source_id}`")
            report = failed("le compte rendu du dernier relevé est abîmé ; relever de nouveau la source")
        found[source_id] = report
    return found


def failed(detail: str, report: Row | None = None) -> Row:
    """A report that says so, with what else is known of the crawl. `detail` is published."""
    known = report or {}
    alarm = {"name": "Truncated", "detail": detail, "url": None}
    return known | {"outcome": "failed", "alarms": [*known.get("alarms", ()), alarm]}


def intact(release: Path, names: Iterable[str], others: Iterable[str] = ()) -> bool:
    """Whether the files `names` of a release are those that were written, and each of `others` that it was written
    with: an earlier version had fewer."""
    try:
        listed = read_sums(release)
        held = [name for name in others if name in listed or (release / name).exists()]
        wrong = differences(release, [*names, *held])
    except Damaged as error:
        wrong = [str(error)]
    if wrong:
        say_once(f"release {release.name} is left aside: {'; '.join(wrong[:3])}; restore it from a copy")
    return not wrong
