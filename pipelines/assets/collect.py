"""Captures and listings, one partition per source. One run of many partitions starts one process.

A source that fails stops nothing: its partition keeps what stands, and the check `sante` says so.
"""

import warnings
from pathlib import Path
from typing import Any, Literal

import dagster as dg

from pipelines.cli.collecting import captures_of, collectable
from pipelines.paths import ROOT, paths
from pipelines.steps.guard import FAILED_SHARE
from pipelines.steps.inputs import read_reports
from spiders.collect import crawl_command, folder_of
from spiders.registry import load_cards

# marked beta and preview in the pinned version: nobody who runs the graph can act on that
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`", category=dg.BetaWarning)
warnings.filterwarnings("ignore", message="Function `PipesMessageReader", category=dg.PreviewWarning)

SOURCES = dg.StaticPartitionsDefinition([card.id for card in load_cards().values() if card.lifecycle.state == "active"])


class Crawling(dg.ConfigurableResource):  # type: ignore[type-arg]
    """`mode`: replay of the captures, or the publishers' sites; `today`: the day of a live crawl, that of the clock
    when empty; `again`: ask what was collected that day, too."""

    mode: Literal["replay", "live"] = "replay"
    today: str = ""
    again: bool = False

    def captures(self) -> list[Path]:
        return captures_of(self.mode)

    def crawl(self, context: dg.AssetExecutionContext, client: dg.PipesSubprocessClient) -> None:
        """One process for every partition of the run that can be collected: a new source has no capture before its
        first live crawl. The exit code only says that some source failed; which one and why is in the reports."""
        can = set(collectable(self.mode))
        if not (asked := [one for one in context.partition_keys if one in can]):
            return
        command = crawl_command(asked, self.mode, self.captures(), paths().listings, None, self.today, self.again)
        try:
            client.run(command=[*command, "--pipes"], context=context, cwd=str(ROOT))
        except dg.DagsterError as error:
            context.log.warning("the crawl ended with failures: %s", error)


@dg.asset(
    partitions_def=SOURCES,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="collecte",
    kinds={"scrapy"},
    pool="publishers",
    description="WARC captures: those that ship with the project, or recorded from the publishers' sites.",
)
def captures(
    context: dg.AssetExecutionContext, pipes_subprocess_client: dg.PipesSubprocessClient, crawling: Crawling
) -> dg.MaterializeResult[None]:
    if crawling.mode == "live":
        crawling.crawl(context, pipes_subprocess_client)
    for one in context.partition_keys:
        files = sorted((folder_of(one, crawling.captures()) / one).glob("*.warc.gz"))
        told = {"files": len(files), "last": files[-1].name if files else "none"}
        context.add_asset_metadata(told, partition_key=one)
    return dg.MaterializeResult()


@dg.asset(
    deps=[captures],
    partitions_def=SOURCES,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="collecte",
    kinds={"scrapy"},
    pool="publishers",
    description="Mentions as published, with their evidence. A live crawl reads while it records; otherwise the "
    "spiders are replayed on the captures.",
)
def listings(
    context: dg.AssetExecutionContext, pipes_subprocess_client: dg.PipesSubprocessClient, crawling: Crawling
) -> dg.MaterializeResult[None]:
    if crawling.mode == "replay":
        crawling.crawl(context, pipes_subprocess_client)
    reports = read_reports(paths().listings)
    for one in context.partition_keys:
        report: dict[str, Any] = reports.get(one, {})
        told = {
            "outcome": report.get("outcome", "never collected"),
            "listings": report.get("listings", 0),
            "day": report.get("day", ""),
            "data_version": report.get("data_version", ""),
            "reason": report.get("reason", ""),
        }
        context.add_asset_metadata(told, partition_key=one)
    return dg.MaterializeResult()


@dg.asset_check(asset=listings, description="Sources whose last run failed: an error beyond what the guard lets pass.")
def sante() -> dg.AssetCheckResult:
    reports = read_reports(paths().listings)
    failed = sorted(one for one, report in reports.items() if report["outcome"] == "failed")
    beyond = len(failed) > max(1, FAILED_SHARE * len(reports))
    return dg.AssetCheckResult(
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if beyond else dg.AssetCheckSeverity.WARN,
        metadata={"sources": len(reports), "failed": ", ".join(failed) or "none"},
    )
