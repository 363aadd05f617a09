"""A press article is a dated statement: once read it hardly changes, and is read again ever more rarely.

The card says the least number of days between two readings (`reread_days`). The wait then doubles: it is as long as the
article has been known, and a year at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from spiders.listing import read_jsonl
from spiders.registry import SourceCard
from spiders.report import SourceReport, read_report

LONGEST = 365  # days; a page that is gone or corrected is seen within a year


def wait(least: int, first_read: date, last_read: date) -> int:
    """Days between the last reading and the next one."""
    return min(max(least, (last_read - first_read).days), LONGEST)


def resting(cards: Sequence[SourceCard], output: Path | None, today: str) -> dict[str, SourceReport]:
    """Reports of the sources that a live run of `today` (AAAA-MM-JJ) does not ask again yet, by id: those of the last
    good run, which stays the last good one."""
    if output is None:
        return {}
    found = {one.id: _report(one, output, date.fromisoformat(today)) for one in cards if one.crawl.reread_days}
    return {
        source_id: replace(report, day=today, outcome="unchanged", changed=False, alarms=(), pages=0, read=0)
        for source_id, report in found.items()
        if report
    }


def _report(card: SourceCard, output: Path, today: date) -> SourceReport | None:
    report = read_report(output, card.id)
    if report is None or report.failed or report.mode != "live" or not report.last_success:
        return None
    try:
        known = min(one.evidence.first_read_at[:10] for one in read_jsonl(output / f"{card.id}.jsonl"))
    except (OSError, ValueError):
        return None  # nothing was read of it, or it is damaged: it is asked
    last = date.fromisoformat(report.last_success)
    due = wait(card.crawl.reread_days or 0, date.fromisoformat(known), last)
    return report if 0 < (today - last).days < due else None
