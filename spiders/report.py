"""The facts of one run of one source, as `<source id>.report.json` beside its listings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from spiders.files import write_text
from spiders.listing import Alarm, Listing, to_json

Outcome = Literal["changed", "unchanged", "alarmed", "failed"]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """`outcome`: `failed` (the listings of the last good run were kept), `alarmed` (new listings, something
    to look at), `changed` or `unchanged` since the last good run.

    `listings` and `data_version` describe the file that is in place now: after a failure, the kept one.
    `read` counts what this run read. `day` is the day of the run: of a live one, the day it ran; of a replay, that of
    its capture. `last_success` is the day of the last good run, which a run of 304 is too. `fetched_at` is the date
    of the latest page of the listings in place.
    """

    source_id: str
    outcome: Outcome
    mode: str
    listings: int
    read: int
    pages: int
    data_version: str
    alarms: tuple[Alarm, ...] = ()
    kept: bool = False  # the listings in place are those of an earlier run
    reason: str = ""  # why the run failed, in one sentence with the remedy
    changed: bool = False
    before: int | None = None  # listings of the last good run, None when there was none
    day: str = ""
    last_success: str = ""
    fetched_at: str = ""
    failing_since: str = (
        ""  # first day of those in a row that failed, or of a good run some of whose pages did not come
    )
    failures: int = 0  # days in a row like that
    started: str = ""
    finished: str = ""
    statuses: dict[str, int] = field(default_factory=dict)  # HTTP status → answers, robots.txt included
    not_modified: int = 0  # pages that cost one 304
    robots: dict[str, str] = field(default_factory=dict)  # host → what robots.txt said
    moved: dict[str, str] = field(default_factory=dict)  # entry page → its new address
    left: tuple[str, ...] = ()  # addresses beyond the ceiling of pages, the first ones
    unread: dict[str, int] = field(default_factory=dict)  # family of rules → texts of the pages that no field took
    leads: dict[str, str] = field(default_factory=dict)  # links that leave the site and speak of CPTS → their text
    counts: dict[str, str] = field(default_factory=dict)  # sentences that count CPTS → their page
    fill: dict[str, float] = field(default_factory=dict)  # field → share of the listings read
    capture: str = ""
    capture_sha256: str = ""  # of the capture that gave the listings in place
    reconstruction: bool = False
    reading: str = ""  # of a replay, what its listings were read with (`spiders.standing`)

    @property
    def failed(self) -> bool:
        return self.outcome == "failed"


def data_version(listings: Iterable[Listing]) -> str:
    """Hash of what the publisher says, whatever the order and whenever it was read: the evidence that
    changes at each crawl (record, digest of the page, date) does not count."""
    rows = []
    for listing in listings:
        row = json.loads(to_json(listing))
        del row["facts"]  # where and by which rule it was read is ours
        row["evidence"] = {key: row["evidence"][key] for key in ("source_id", "url")}
        rows.append(json.dumps(row, ensure_ascii=False, sort_keys=True))
    return hashlib.sha256("\n".join(sorted(rows)).encode("utf-8")).hexdigest()


def report_path(output: Path, source_id: str) -> Path:
    return output / f"{source_id}.report.json"


def write_report(report: SourceReport, output: Path) -> Path:
    path = report_path(output, report.source_id)
    write_text(path, json.dumps(asdict(report), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    return path


def read_report(output: Path, source_id: str) -> SourceReport | None:
    """The report of the last run, or None when there is none that can be read."""
    try:
        return from_dict(json.loads(report_path(output, source_id).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def from_dict(row: dict[str, Any]) -> SourceReport:
    alarms = tuple(Alarm(**alarm) for alarm in row.get("alarms", ()))
    return SourceReport(**{**row, "alarms": alarms, "left": tuple(row.get("left", ()))})
