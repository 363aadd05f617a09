"""From a finished crawl to its report: was it good, what replaces what, and where the capture goes."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from spiders.baseline import FAILING, fill_rates, judge, stale
from spiders.clock import now, rehearsing
from spiders.crawl import Crawl
from spiders.listing import Alarm, Listing, read_jsonl, write_jsonl
from spiders.readings import confirmed_on, reconstructed, since_first_read
from spiders.registry import SourceCard
from spiders.report import SourceReport, data_version, read_report


def conclude(card: SourceCard, crawl: Crawl, mode: str, output: Path | None, today: str = "") -> SourceReport:
    """Judges the crawl, names its capture, writes the listings when they are good. A failed run leaves the
    listings of the last good one where they are. `today` is the day of a live run."""
    listings = sorted(crawl.found, key=lambda listing: listing.evidence.url)
    kept, unreadable = _last_good(card, output)
    last_good = _judged_by(listings, kept, crawl)
    listings = since_first_read(listings, last_good or [])
    capture = _replayed(crawl, mode)
    capture_hash = _sha256(capture)
    earlier = _earlier(card, output)
    same_capture = _is_read_again(earlier, capture_hash)

    alarms = [*crawl.alarms, *unreadable, *_replay_alarms(card, crawl, mode)]
    if output and crawl.countable:
        alarms += judge(card, listings, last_good, same_capture)
    day = today if mode == "live" else _day_of_replay(crawl, listings)
    reason = _failure(card, crawl, alarms, mode, last_good) or _impossible_day(card, day, mode, listings)
    if not reason and kept and not same_capture:
        reason = _damage(card, crawl, mode)

    if crawl.archive and mode == "live":
        capture = crawl.archive.finish(failed=bool(reason))
        capture_hash = _sha256(capture)
    if reason:
        return failed_report(card, reason, mode, output, crawl.started, crawl.finished, crawl, tuple(alarms), today=day)
    if output:
        write_jsonl(listings, output / f"{card.id}.jsonl")
    version = data_version(listings)
    changed = _is_new(version, kept)
    return SourceReport(
        source_id=card.id,
        mode=mode,
        listings=len(listings),
        read=len(listings),
        data_version=version,
        outcome=_outcome(alarms, changed),
        changed=changed,
        alarms=tuple(alarms),
        capture=capture.name if capture else "",
        capture_sha256=capture_hash,
        day=day,
        last_success=day,
        fetched_at=_latest(listings),
        before=None if kept is None else len(kept),
        **_streak_of_pages(earlier, day, alarms),
        **_facts(crawl),
    )


def _replayed(crawl: Crawl, mode: str) -> Path | None:
    shelf = crawl.archive.shelf if crawl.archive and mode == "replay" else None
    return shelf.path if shelf else None


def _earlier(card: SourceCard, output: Path | None) -> SourceReport | None:
    return read_report(output, card.id) if output else None


def _is_read_again(earlier: SourceReport | None, capture_hash: str) -> bool:
    """Whether the last run had read the very same capture."""
    return bool(earlier and capture_hash and earlier.capture_sha256 == capture_hash)


def _is_new(version: str, kept: list[Listing] | None) -> bool:
    return kept is None or version != data_version(kept)


def _outcome(alarms: list[Alarm], changed: bool) -> Literal["alarmed", "changed", "unchanged"]:
    if alarms:
        return "alarmed"
    return "changed" if changed else "unchanged"


def _day_of_replay(crawl: Crawl, listings: list[Listing]) -> str:
    shelf = crawl.archive.shelf if crawl.archive else None
    return max(shelf.day if shelf else "", confirmed_on(listings))


def _impossible_day(card: SourceCard, day: str, mode: str, listings: list[Listing]) -> str:
    """An exchange that is still to come is a wrong date, and would be the day of the release. A reconstruction has
    the date it states."""
    if mode == "replay" and not reconstructed(listings) and not rehearsing() and day > now()[:10]:
        return f"{card.id}: its capture is of {day}, after today; correct the date, or take the file away"
    return ""


def _judged_by(listings: list[Listing], kept: list[Listing] | None, crawl: Crawl) -> list[Listing] | None:
    """The listings a run is compared with: not the reconstruction that an observation takes the place of, which
    never was a run. A reconstruction that gives nothing any more is none the less no observation."""
    shelf = crawl.archive.shelf if crawl.archive else None
    ours = not listings and shelf is not None and shelf.captures[0].reconstruction
    observed = not ours and not any(one.evidence.reconstruction for one in listings)
    return None if kept and observed and reconstructed(kept) else kept


def failed_report(
    card: SourceCard,
    reason: str,
    mode: str,
    output: Path | None,
    started: str,
    finished: str,
    crawl: Crawl | None = None,
    alarms: tuple[Alarm, ...] = (),
    *,
    today: str = "",
) -> SourceReport:
    """The report of a run that changes nothing: it describes the listings that stay in place."""
    kept, unreadable, earlier = _standing(card, output, mode)
    alarms += tuple(alarm for alarm in unreadable if alarm not in alarms)
    last_success = (earlier.last_success if earlier else "") or confirmed_on(kept or [])
    if kept and mode == "live":
        alarms += _late(card, last_success, today)
    facts = _facts(crawl) if crawl else {"pages": 0, "started": started, "finished": finished}
    facts |= {"counts": getattr(earlier, "counts", {})}
    return SourceReport(
        source_id=card.id,
        outcome="failed",
        mode=mode,
        listings=len(kept or ()),
        kept=kept is not None,
        read=len(crawl.found) if crawl else 0,
        data_version=data_version(kept) if kept else "",
        alarms=alarms,
        reason=f"{reason}; {_told_of(kept, unreadable, last_success)}",
        day=today,
        last_success=last_success,
        fetched_at=_latest(kept or []),
        **_streak(earlier, today),
        capture=earlier.capture if earlier else "",
        capture_sha256=earlier.capture_sha256 if earlier else "",
        **facts,
    )


def _streak(earlier: SourceReport | None, today: str, failed: bool = True) -> dict[str, Any]:
    """Days in a row that failed, or whose pages did not all come, this one included, and the first of them; a second
    try of a day counts once."""
    if earlier is None or earlier.failed != failed or not (failed or earlier.failures):
        return {"failing_since": today, "failures": 1}
    again = earlier.day != today or not earlier.failures
    return {"failing_since": earlier.failing_since or today, "failures": earlier.failures + again}


def _streak_of_pages(earlier: SourceReport | None, today: str, alarms: list[Alarm]) -> dict[str, Any]:
    """That of a good run some of whose pages did not come; nothing where they all did."""
    return _streak(earlier, today, failed=False) if any(one.name == "FetchFailed" for one in alarms) else {}


def _standing(
    card: SourceCard, output: Path | None, mode: str
) -> tuple[list[Listing] | None, tuple[Alarm, ...], SourceReport | None]:
    """What a failed run leaves in place: the last good listings and their report. Those of a reconstruction do not:
    a real page that could not be read is not replaced by ours."""
    kept, unreadable = _last_good(card, output)
    if output is None:
        return kept, unreadable, None
    if mode == "live" and kept and reconstructed(kept):
        (output / f"{card.id}.jsonl").unlink()
        return None, unreadable, None
    return kept, unreadable, read_report(output, card.id)


def _told_of(kept: list[Listing] | None, unreadable: tuple[Alarm, ...], last_success: str) -> str:
    if unreadable:
        return f"those of the last good run cannot be read ({unreadable[0].detail})"
    return f"the {len(kept)} listings of {last_success} are kept" if kept else "there was none to keep"


def _late(card: SourceCard, last_success: str, today: str) -> tuple[Alarm, ...]:
    if not last_success or not today:
        return ()
    alarm = stale(card, date.fromisoformat(last_success), date.fromisoformat(today))
    return (alarm,) if alarm else ()


def _replay_alarms(card: SourceCard, crawl: Crawl, mode: str) -> list[Alarm]:
    archive = crawl.archive
    if mode != "replay" or archive is None or archive.shelf is None:
        return []
    alarms = [Alarm("Truncated", str(damage), card.id, card.entry_urls[0]) for damage in archive.shelf.damage]
    for url in dict.fromkeys(crawl.misses):
        # nobody who saves a page in a browser saves robots.txt with it
        if archive.shelf.strict or urlsplit(url).path != "/robots.txt":
            detail = f"{archive.shelf.path.name} ne tient aucun échange pour cette page ; relever de nouveau la source"
            alarms.append(Alarm("ReplayMiss", detail, card.id, url))
    return alarms


def _failure(card: SourceCard, crawl: Crawl, alarms: list[Alarm], mode: str, last_good: list[Listing] | None) -> str:
    """Why the run failed, empty when it did not.

    A page taken down (404) is news of the publisher; one that could not be reached is not, and would make
    its listings disappear: then the last good run stands, if there is one.
    """
    named = {alarm.name: alarm for alarm in reversed(alarms)}
    lost = [] if crawl.by_hand else crawl.lost
    unread = [*lost, *crawl.gone]
    remedy = "check the network and collect again" if mode == "live" else "record it again or bring its WARC"
    if crawl.errors:
        return f"{card.id}: the spider itself failed ({', '.join(crawl.errors)}); see `scrapy crawl {card.id}`"
    if crawl.misses and _must_hold_every_page(crawl):
        first = named["ReplayMiss"]
        return f"{card.id}: {len(set(crawl.misses))} pages missing from the capture, first {first.url}"
    if unread and (len(set(unread)) >= len(card.entry_urls) or (lost and last_good)):
        url = unread[0]
        why = next((alarm.detail for alarm in alarms if alarm.url == url), "not in the capture")
        return f"{card.id}: {url} could not be read ({why}); {remedy}"
    for name in FAILING:
        if name in named:
            return f"{card.id}: {name}, {named[name].detail}"
    return ""


def _must_hold_every_page(crawl: Crawl) -> bool:
    shelf = crawl.archive.shelf if crawl.archive else None
    return shelf is not None and shelf.strict


def _damage(card: SourceCard, crawl: Crawl, mode: str) -> str:
    """What a damaged capture still gives is less than the source said: it takes the place of nothing. Without
    earlier listings it is better than nothing, with its alarm."""
    shelf = crawl.archive.shelf if crawl.archive and mode == "replay" else None
    if shelf is None or not shelf.damage:
        return ""
    return f"{card.id}: damaged capture, {shelf.damage[0]}; restore it from a copy or record the source again"


def _facts(crawl: Crawl) -> dict[str, Any]:
    return {
        "pages": crawl.pages,
        "started": crawl.started,
        "finished": crawl.finished,
        "statuses": crawl.statuses,
        "robots": crawl.robots,
        "moved": crawl.moved,
        "left": tuple(crawl.left),
        "unread": crawl.unread,
        "leads": crawl.leads,
        "counts": crawl.counts,
        "fill": fill_rates(crawl.found),
        "not_modified": crawl.archive.not_modified if crawl.archive else 0,
        "reconstruction": any(listing.evidence.reconstruction for listing in crawl.found),
    }


def _last_good(card: SourceCard, output: Path | None) -> tuple[list[Listing] | None, tuple[Alarm, ...]]:
    """The listings of the last good run, None when there was none or they cannot be read, which is an alarm: a run is
    then compared with nothing."""
    if output is None:
        return None, ()
    try:
        return list(read_jsonl(output / f"{card.id}.jsonl")), ()
    except FileNotFoundError:
        return None, ()
    except (OSError, ValueError) as error:
        detail = f"{card.id}.jsonl : {error}"
        return None, (Alarm("LastGoodUnreadable", detail, source_id=card.id, url=card.entry_urls[0]),)


def _latest(listings: list[Listing]) -> str:
    return max((listing.evidence.fetched_at for listing in listings), default="")


def _sha256(path: Path | None) -> str:
    """Empty without a file."""
    if path is None:
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
