"""Captures and listings, one partition per source. One run of many partitions starts one process, unless its steps are
shared among several (`pipelines.assets.sharing`).

A source that fails stops nothing: its partition keeps what stands, and the check `sante` says so.
"""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any, Literal

import dagster as dg

from pipelines.assets.telling import HEALTH, LISTINGS, severity_of, tell, told_of
from pipelines.assets.versions import READING, code_version, of_listings
from pipelines.cli.collecting import captures_of, collectable, progress, report_of_the_run
from pipelines.paths import paths
from pipelines.steps.build import read_known_reports
from pipelines.steps.status import write_metrics
from pipelines.storage.session import push, removed
from spiders.causes import PASSING, state
from spiders.clock import now
from spiders.collect import collect
from spiders.registry import card, load_cards
from spiders.report import SourceReport, read_report, write_report

# marked beta and preview in the pinned version: nobody who runs the graph can act on that
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`", category=dg.BetaWarning)
warnings.filterwarnings("ignore", message="Specifying a partitions_def", category=dg.PreviewWarning)

SOURCES = dg.StaticPartitionsDefinition([card.id for card in load_cards().values() if card.lifecycle.state == "active"])


class Crawling(dg.ConfigurableResource):  # type: ignore[type-arg]
    """`mode`: replay of the captures, or the publishers' sites; `today`: the day of a live crawl, that of the clock
    when empty; `again`: ask what was collected that day, too; `retries`: how many times the sources whose network
    failed are asked anew, after `retry_minutes`, then twice as long, and so on."""

    mode: Literal["replay", "live"] = "replay"
    today: str = ""
    again: bool = False
    retries: int = 0
    retry_minutes: float = 10.0

    def day(self, context: dg.OpExecutionContext | dg.AssetExecutionContext) -> str:
        """Of a live crawl, AAAA-MM-JJ: that on which the run began, however long it lasts and whoever executes its
        steps; a replay has that of each capture."""
        if self.mode == "replay" or self.today:
            return self.today if self.mode == "live" else ""
        (record,) = context.instance.get_run_records(dg.RunsFilter(run_ids=[context.run_id]))
        return record.create_timestamp.astimezone(UTC).date().isoformat()

    def crawl(self, sources: Sequence[str], day: str, retry: int) -> None:
        """One process for all that can be collected: a new source has no capture before its first live crawl. At a
        `retry` those alone whose network failed are asked. Raises `dagster.RetryRequested` while there are any and
        tries are left."""
        if retry:
            sources = [one for one in sources if _by_network(read_report(paths().listings, one))]
        can = set(collectable(self.mode))
        if not (asked := [one for one in sources if one in can]):
            return
        where = (captures_of(self.mode), paths().listings)
        with progress(len(asked)) as heard:
            found = collect(asked, self.mode, *where, heard, today=day, again=self.again and not retry)
        push()
        reports = [report if report.finished else self._unreached(report, day) for report in found]
        removed(_given_up(reports))
        if self.mode == "live" and retry < self.retries and any(map(_by_network, reports)):
            wait = 60 * self.retry_minutes * 2**retry
            raise dg.RetryRequested(max_retries=self.retries, seconds_to_wait=wait)

    def _unreached(self, report: SourceReport, day: str) -> SourceReport:
        """A source that the crawl did not reach, because its process died, has failed like any other."""
        from spiders.verdict import failed_report

        moment, folder, one = now(day), paths().listings, card(report.source_id)
        told = failed_report(one, report.reason, self.mode, folder, moment, moment, today=day)
        write_report(told, folder)
        return told


def _given_up(reports: Iterable[SourceReport]) -> list[Path]:
    """Listings that a failure leaves none of: those of a reconstruction (`spiders.verdict`)."""
    return [paths().listings / f"{one.source_id}.jsonl" for one in reports if one.failed and not one.kept]


def _by_network(report: SourceReport | None) -> bool:
    return bool(report and report.failed and any(state(one.name, one.detail) in PASSING for one in report.alarms))


captures = dg.AssetSpec(
    "captures",
    group_name="collecte",
    kinds={"file"},
    description="WARC captures: those that ship with the project, or recorded from the publishers' sites by a live "
    "crawl, which reads them while it records.",
)

# of the asset `listings`, whoever executes it
DESCRIBED: dict[str, Any] = {
    "partitions_def": SOURCES,
    "backfill_policy": dg.BackfillPolicy.single_run(),
    "group_name": "collecte",
    "kinds": {"scrapy"},
    "code_version": code_version(*READING),
    "check_specs": [
        dg.AssetCheckSpec(
            HEALTH,
            asset=LISTINGS,
            partitions_def=SOURCES,
            description="A source in failure, or last read longer ago than its card admits: a warning; an error when "
            "more sources fail than the guard lets pass.",
        )
    ],
    "description": "Mentions as published, with their evidence. A run without partition is of every source.",
}


def asked_of(context: dg.OpExecutionContext | dg.AssetExecutionContext) -> Sequence[str]:
    """The sources of a run: its partitions, or all of them."""
    several = context.has_partition_key or context.has_partition_key_range
    return context.partition_keys if several else SOURCES.get_partition_keys()


def said(
    context: dg.OpExecutionContext | dg.AssetExecutionContext, asked: Sequence[str], crawling: Crawling
) -> Iterator[Any]:
    """What a run says once its sources were asked: of all of them, of their health, and of each that has news."""
    day = crawling.day(context)
    write_metrics()
    if crawling.mode == "live":
        report_of_the_run(day)
    folder = paths().listings
    reports = {one: report for one in asked if (report := read_report(folder, one))}
    day = day or max((report.day for report in reports.values()), default="")
    told = told_of(reports, day)
    counts = {
        "sources": len(told),
        "listings": sum(one.listings for one in told.values()),
        "failed": sum(report.failed for report in reports.values()),
        "changed": sum(report.changed for report in reports.values()),
    }
    yield dg.MaterializeResult(
        metadata={**counts, "day": day}, data_version=dg.DataVersion(of_listings(read_known_reports()))
    )
    severity = severity_of(reports.values())
    ill = {one: what.reason for one, what in sorted(told.items()) if what.ill}
    yield from tell(context.instance, told, severity, alone=context.has_partition_key)
    # Dagster shows the last one as that of the asset
    yield dg.AssetCheckResult(
        check_name=HEALTH, passed=not ill, severity=severity, metadata={"sources": len(told), "ill": ill}
    )


def _in_one_step(context: dg.AssetExecutionContext, crawling: Crawling) -> Iterator[Any]:
    asked = asked_of(context)
    crawling.crawl(asked, crawling.day(context), context.retry_number)
    yield from said(context, asked, crawling)


listings = dg.asset(name="listings", deps=[captures], pool="publishers", **DESCRIBED)(_in_one_step)


@dg.op(out={}, config_schema={"day": str})
def tell_at_hand(context: dg.OpExecutionContext) -> Iterator[Any]:
    """What a command collected, in a run of its own: of events without one, Dagster keeps one health per partition."""
    folder = paths().listings
    reports = {one: report for one in SOURCES.get_partition_keys() if (report := read_report(folder, one))}
    day = context.op_config["day"] or max((report.day for report in reports.values()), default="")
    yield from tell(context.instance, told_of(reports, day), severity_of(reports.values()), alone=False)


@dg.job(description="What `observatoire collect` gave, told on the partitions: what that command does last.")
def raconter() -> None:
    tell_at_hand()
