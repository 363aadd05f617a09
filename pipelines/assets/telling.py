"""What the history of runs says of a source. An event costs more than reading most sources does: a partition has one
when there is something new to say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

import dagster as dg

from pipelines.assets.versions import READING, code_version
from pipelines.steps.guard import FAILED_SHARE
from spiders.baseline import stale
from spiders.registry import SourceCard, card
from spiders.report import SourceReport

LISTINGS = dg.AssetKey("listings")
HEALTH = "sante"
NEWS = ("data_version", "code_version", "ill", "alarms")
# Dagster compares the code of a partition only where its event says what it was made from, as those of Dagster do
FROM_CAPTURES = {"dagster/input_data_version/captures": "INITIAL", "dagster/input_event_pointer/captures": "NULL"}
KNOWN_EVENTS = 2_000  # the latest ones: a source that is not among them is told of once more


@dataclass(frozen=True, slots=True)
class Told:
    """What the event of a partition says of its source. `ill`: in failure, or last read longer ago than its card
    admits; `reason` says why."""

    data_version: str
    code_version: str
    ill: bool
    alarms: str
    reason: str
    listings: int
    last_success: str
    capture: str

    @classmethod
    def of(cls, report: SourceReport, source: SourceCard, day: str) -> Told:
        """`day` (AAAA-MM-JJ): the day the source is looked at; a dated statement does not grow old."""
        counted = day and report.last_success and not source.crawl.reread_days
        old = stale(source, date.fromisoformat(report.last_success), date.fromisoformat(day)) if counted else None
        return cls(
            data_version=report.data_version,
            code_version=code_version(*READING),
            ill=report.failed or old is not None,
            alarms=", ".join(sorted({one.name for one in (*report.alarms, *filter(None, [old]))})),
            reason=report.reason or (old.detail if old else ""),
            listings=report.listings,
            last_success=report.last_success,
            capture=report.capture,
        )

    def event(self, source_id: str) -> dg.AssetMaterialization:
        version = {"dagster/data_version": self.data_version} if self.data_version else {}
        return dg.AssetMaterialization(
            LISTINGS,
            partition=source_id,
            metadata=asdict(self),
            tags={**version, "dagster/code_version": self.code_version, **FROM_CAPTURES},
        )

    def evaluation(self, source_id: str, severity: dg.AssetCheckSeverity) -> dg.AssetCheckEvaluation:
        reason = dg.MetadataValue.text(self.reason or "well")
        return dg.AssetCheckEvaluation(
            LISTINGS, HEALTH, not self.ill, {"reason": reason}, severity=severity, partition=source_id
        )


def tell(
    instance: dg.DagsterInstance, told: Mapping[str, Told], severity: dg.AssetCheckSeverity, alone: bool
) -> Iterator[dg.AssetMaterialization | dg.AssetCheckEvaluation]:
    """An event for each source of which the history says something else, and its health when it is ill or was.
    `alone`: the run is of this one partition, and its check is of it already."""
    known = _last_told(instance)
    for source_id, now in told.items():
        before = known.get(source_id, {})
        if any(before.get(name) != getattr(now, name) for name in NEWS):
            yield now.event(source_id)
        if (now.ill or before.get("ill")) and not alone:
            yield now.evaluation(source_id, severity)


def _last_told(instance: dg.DagsterInstance) -> dict[str, dict[str, object]]:
    """What the latest event of each partition says."""
    found: dict[str, dict[str, object]] = {}
    for record in instance.fetch_materializations(LISTINGS, limit=KNOWN_EVENTS).records:
        event = record.asset_materialization
        if event and event.partition:
            found.setdefault(event.partition, {name: one.value for name, one in event.metadata.items()})
    return found


def severity_of(reports: Iterable[SourceReport]) -> dg.AssetCheckSeverity:
    """A source in failure is a warning; more of them than the guard lets pass are an error."""
    failed = [report.failed for report in reports]
    beyond = sum(failed) > max(1, FAILED_SHARE * len(failed))
    return dg.AssetCheckSeverity.ERROR if beyond else dg.AssetCheckSeverity.WARN


def told_of(reports: Mapping[str, SourceReport], day: str) -> dict[str, Told]:
    return {source_id: Told.of(report, card(source_id), day) for source_id, report in reports.items()}
