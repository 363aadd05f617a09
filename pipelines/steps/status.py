"""How the observatory is, from what lies in its data folder: the last release, the sources, their alarms."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.paths import paths
from pipelines.publish.checksums import differences
from pipelines.publish.folders import latest
from pipelines.steps.build import read_known_reports
from pipelines.steps.calendar import day_of
from schema import Row
from spiders.baseline import stale
from spiders.causes import cause
from spiders.clock import now, rehearsing
from spiders.files import write_text
from spiders.registry import SourceCard, load_cards

METRICS = "observatoire.prom"


def status(today: date | None = None) -> Row:
    """Release (None before the first one) with its age in days and its damage, how the active sources are, and each
    that is ill with its cause. `today` is that of the clock by default; in a rehearsal, whose clock nobody gives here,
    the day that was played last."""
    found = _standing(today)
    if found["release"]:
        found["release"]["damage"] = _damage(paths().releases / found["release"]["name"])
    return found


def _standing(today: date | None = None) -> Row:
    """All of it but the damage of the release, to find which every file is read."""
    reports = read_known_reports()
    last_crawl = max((row.get("day") or "" for row in reports.values()), default="")
    day = today or _today(last_crawl)
    active = [card for card in load_cards().values() if card.lifecycle.state == "active"]
    ill = [row for card in active if (row := _illness(card, reports.get(card.id), day))]
    outcomes = Counter(reports[card.id]["outcome"] if card.id in reports else "never collected" for card in active)
    alarms = Counter(one["name"] for row in reports.values() for one in row.get("alarms", ()))
    return {
        "day": day.isoformat(),
        "release": _release(day),
        "last_crawl": last_crawl or None,
        "sources": {"active": len(active), **dict(sorted(outcomes.items()))},
        "listings": sum(row.get("listings", 0) for row in reports.values()),
        "alarms": dict(sorted(alarms.items())),
        "ill": ill,
    }


def _today(played: str) -> date:
    return date.fromisoformat(played if played and rehearsing() else now()[:10])


def _release(day: date) -> Row | None:
    folder = latest(paths().releases)
    if folder is None:
        return None
    try:
        return {"name": folder.name, "age_days": (day - day_of(folder)).days}
    except ValueError:
        return {"name": folder.name, "age_days": None}


def _damage(folder: Path) -> str | None:
    try:
        day_of(folder)
        return "; ".join(differences(folder)) or None
    except ValueError as error:  # no release, or nothing says what its files were
        return str(error)


def _told(release: Row) -> str:
    age = "" if release["age_days"] is None else f", {release['age_days']} day(s) old"
    damage = f", DAMAGED: {release['damage']}; restore it from a copy" if release["damage"] else ""
    return f"release     {release['name']}{age}{damage}"


def _illness(card: SourceCard, report: Row | None, day: date) -> Row | None:
    """Why a source is ill, None when it is well, or was never asked."""
    if report is None:
        return None
    last = report.get("last_success") or None
    old = stale(card, date.fromisoformat(last), day) if last and not card.crawl.reread_days else None
    if report["outcome"] != "failed" and old is None:
        return None
    failed = report["outcome"] == "failed"
    return {
        "source_id": card.id,
        "state": "failed" if failed else "stale",
        "cause": cause(report.get("alarms", ())) if failed else old.detail if old else "",
        "since": report.get("failing_since") or None,
        "days_in_a_row": report.get("failures") or 0,
        "last_success": last,
    }


def described(found: Row) -> str:
    """The same in words for a terminal."""
    release, counts = found["release"], found["sources"]
    lines = [
        _told(release) if release else "release     none yet",
        f"last crawl  {found['last_crawl'] or 'none yet'}",
        "sources     " + ", ".join(f"{count} {name}" for name, count in counts.items()),
        f"listings    {found['listings']}",
        "alarms      " + (", ".join(f"{count} {name}" for name, count in found["alarms"].items()) or "none"),
    ]
    for one in found["ill"]:
        since = f" since {one['since']}" if one["since"] else ""
        lines.append(f"  {one['source_id']}: {one['state']}{since}, {one['cause']}, well on {one['last_success']}")
    return "\n".join(lines)


def metrics(found: Row) -> str:
    """The same as a Prometheus text file, for the textfile collector of its node exporter."""
    counts = {name: count for name, count in found["sources"].items() if name != "active"}
    age = _one((found["release"] or {}).get("age_days"))
    day = datetime.fromisoformat(found["day"]).replace(tzinfo=UTC)
    told = [
        (
            "day_seconds",
            "The day of these figures, since 1970: an old one says that nothing runs.",
            _one(int(day.timestamp())),
        ),
        ("release_age_days", "Days from the latest release to that day.", age),
        ("sources", "Active sources by the outcome of their last crawl.", _many("outcome", counts)),
        ("sources_ill", "Sources in failure, or last read longer ago than their card admits.", _one(len(found["ill"]))),
        ("listings", "Listings in place.", _one(found["listings"])),
        ("alarms", "Alarms of the last crawls.", _many("name", found["alarms"])),
    ]
    lines = []
    for name, says, values in told:
        if values:
            lines += [f"# HELP observatoire_{name} {says}", f"# TYPE observatoire_{name} gauge"]
            lines += [f"observatoire_{name}{label} {value}" for label, value in values]
    return "\n".join(lines) + "\n"


def _one(value: int | None) -> list[tuple[str, int]]:
    return [] if value is None else [("", value)]


def _many(label: str, values: dict[str, int]) -> list[tuple[str, int]]:
    return [(f'{{{label}="{name}"}}', value) for name, value in values.items()]


def write_metrics() -> None:
    write_text(paths().work / METRICS, metrics(_standing()))
