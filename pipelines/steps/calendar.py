"""The day of a build and the release it follows: the history of the observatory goes one way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pipelines.publish.folders import FOLDER_NAME, latest, release_folders
from schema import Row
from spiders.clock import now, rehearsing
from spiders.listing import Listing


class WrongDay(ValueError):
    """A day that cannot be that of the next release. The message says which one can."""


def observed(listings: Iterable[Listing]) -> bool:
    """Whether one of the listings was read on a real page, and not on a reconstruction."""
    return any(not one.evidence.reconstruction for one in listings)


def build_day(listings: Mapping[str, list[Listing]], reports: Mapping[str, Row]) -> date:
    """The latest day of the runs that gave the listings: of a live run the day it ran, of a replay that of its
    capture, so that a rebuild of the same captures has the same day. Beside observations, the dates that
    reconstructions state do not count."""
    live = any(observed(mine) for mine in listings.values())
    days = {source_id: _last_confirmed(mine) for source_id, mine in listings.items()}
    days |= {
        source_id: max(report.get("day") or "", days.get(source_id, ""))
        for source_id, report in reports.items()
        if not (live and report.get("reconstruction"))
    }
    if not listings or not any(days.values()):
        raise ValueError("no listing to build from: run `observatoire collect` first, or give its --cards")
    return date.fromisoformat(max(days.values()))


def _last_confirmed(listings: Iterable[Listing]) -> str:
    return max((one.evidence.confirmed_at[:10] for one in listings), default="")


def followed(releases: Path) -> Path | None:
    """The release that the next one follows: the one `latest` points at. Raises `ValueError` when that is none, and
    when there are releases and no pointer: ids and history would start anew."""
    folder = latest(releases)
    if folder is None and (known := release_folders(releases)):
        raise ValueError(f"releases/latest points at nothing; point it at the release to follow, {known[-1].name}?")
    if folder:
        day_of(folder)
    return folder


def day_of(folder: Path) -> date:
    """The day of a release, from the name of its folder."""
    match = FOLDER_NAME.fullmatch(folder.name)
    if match is None:
        raise ValueError(
            f"releases/latest is, or points at, {folder.name}, which is no release: rename it if it is no link, then "
            "point it at one (ln -sfn 2026-01-18 latest)"
        )
    return date.fromisoformat(match["day"])


def run_day(asked: date | None, releases: Path) -> str:
    """The day of a live run, AAAA-MM-JJ: `asked`, else today. Raises `WrongDay` for a day before the latest
    release or after the clock; in a rehearsal the clock is the day that is asked."""
    today = date.fromisoformat(now()[:10])
    day = asked or today
    if day > today and not rehearsing():
        raise WrongDay(f"--today {day} is after the clock, which says {today}")
    return follows(day, releases).isoformat()


def follows(day: date, releases: Path) -> date:
    """The day, when a release of that day can follow the latest one; raises `WrongDay` otherwise."""
    folder = followed(releases)
    if folder and day < day_of(folder):
        raise WrongDay(
            f"{day} is before the latest release, {folder.name}: a release never goes back. "
            "To go back, point releases/latest at an earlier one (docs/operations.md)"
        )
    return day
