"""Whether the sources of a CPTS were asked by this run, and answered: what is confirmed, what is only carried on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from schema import Row


def not_read(reports: Mapping[str, Row], day: date) -> dict[str, str]:
    """Sources whose listings are those of an earlier run, with what that makes of a CPTS that they alone name:
    `source_indisponible` when they were asked on `day` and failed, `reportee` when they were not asked. A replay asks
    the capture."""
    found = {}
    for source_id, report in reports.items():
        if report.get("outcome") == "failed":
            found[source_id] = "source_indisponible"
        elif report.get("mode") == "live" and (report.get("day") or "") < day.isoformat():
            found[source_id] = "reportee"
    return found


def presence(sources: Iterable[str], carried: Mapping[str, str]) -> str:
    """Of a CPTS that these sources name: `presente` as soon as one of them was read by this run."""
    found = {carried.get(one, "presente") for one in sources}
    return next(one for one in ("presente", "reportee", "source_indisponible") if one in found)
