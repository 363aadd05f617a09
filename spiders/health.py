"""The state of every source, from robots.txt and the entry pages alone: what is wrong, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from spiders.addresses import canonical
from spiders.archive.exchange import CaptureError
from spiders.archive.folder import Shelf
from spiders.causes import PASSING, state
from spiders.collect import collect, default_captures
from spiders.document import Document
from spiders.listing import Alarm
from spiders.registry import SourceCard, card, load_cards
from spiders.report import SourceReport

# state → what a person does about it; the first that holds is the state of the source, worst first
REMEDIES = {
    "robots": "ask the publisher, or pause the card with this reason",
    "unreachable": "try again later; if it lasts, look for the new address of the site",
    "timeout": "try again later, at another hour; if it lasts, raise `delay` on the card",
    "server error": "try again later; if it lasts, tell the publisher",
    "gone": "look for the page from the home page of the site, change `entry_urls`, or pause the card",
    "refused": "the server refuses robots: ask the publisher, or pause the card with this reason",
    "blocked": "open it in a browser; if the list is public, bring it as a WARC (docs/captures.md)",
    "type changed": "probe the address: the list may have moved to another page or file",
    "too heavy": "open it in an office program: a list that is truly that large needs a reader of its own",
    "too few": "look at the page: a redesign is mended on the card (docs/reading-by-card.md), never by the bound",
    "layout changed": "look at the page: mend `[extract]` on the card (docs/reading-by-card.md), or `entry_urls`",
    "moved": "put the new address in `entry_urls`",
    "alarm": "read the alarm in docs/collecting.md",
    "ok": "",
}
HEALTHY = frozenset({"ok", "moved"})


@dataclass(frozen=True)
class Health:
    source_id: str
    state: str
    cause: str = ""

    @property
    def remedy(self) -> str:
        return REMEDIES[self.state]

    @property
    def healthy(self) -> bool:
        """A page that has moved for good is still read; somebody should change its card all the same."""
        return self.state in HEALTHY


def check(
    source_ids: Sequence[str] = (),
    on_progress: Callable[[dict[str, Any]], None] | None = None,
    *,
    cards: Path | None = None,
    captures: Sequence[Path] = (),
    settings: Mapping[str, str] | None = None,
) -> list[Health]:
    """Asks the entry pages of the sources, all active ones without names, and keeps nothing. `captures`: where
    to see what kind of document each page was."""
    wanted = [card(one, cards) for one in source_ids] or [
        one for one in load_cards(cards).values() if one.lifecycle.state == "active"
    ]
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        reports = collect(
            [one.id for one in wanted],
            "live",
            [folder / "captures"],
            folder / "listings",
            on_progress,
            cards=cards,
            settings={**(settings or {}), "ENTRY_PAGES_ONLY": "True"},
        )
        return [
            judge(one, report, _changed_types(one, folder / "captures", captures or default_captures("replay")))
            for one, report in zip(wanted, reports, strict=True)
        ]


def judge(source: SourceCard, report: SourceReport, changed: Sequence[str] = ()) -> Health:
    """The worst of what the crawl of the entry pages met."""
    found = [(_state(alarm), f"{alarm.detail} ({alarm.url})") for alarm in report.alarms]
    found += [("type changed", cause) for cause in changed]
    found += [("moved", f"{old} → {new}") for old, new in report.moved.items()]
    if report.failed and not found:
        found = [("unreachable", report.reason)]
    order = list(REMEDIES)
    worst, cause = min(found, key=lambda one: order.index(one[0]), default=("ok", ""))
    return Health(source.id, worst, cause)


def _state(alarm: Alarm) -> str:
    """What the entry pages alone seldom show has no remedy of its own."""
    told = state(alarm.name, alarm.detail)
    return told if told in REMEDIES else "unreachable" if told in PASSING else "alarm"


def _changed_types(source: SourceCard, now: Path, before: Sequence[Path]) -> list[str]:
    """Entry pages that are no longer the kind of document they were when last recorded."""
    changed = []
    for url in map(canonical, source.entry_urls):
        kind, was = _kind([now], source.id, url), _kind(before, source.id, url)
        if kind and was and kind != was:
            changed.append(f"{kind}, was {was} when last recorded ({url})")
    return changed


def _kind(folders: Sequence[Path], source_id: str, url: str) -> str:
    for folder in folders:
        try:
            answers = [one for one in Shelf.open(folder, source_id).exchanges(url) if one.status == 200]
        except CaptureError:
            continue
        if answers:
            last = answers[-1]
            return Document(url, last.decoded, last.header("Content-Type") or "").kind
    return ""
