"""Captures and listings, one partition per source. One run of many partitions starts one process."""

import os
import warnings
from pathlib import Path

import dagster as dg
from dagster._core.errors import DagsterPipesExecutionError

from pipelines.cli.collecting import captures_of, collectable
from pipelines.paths import ROOT, paths
from pipelines.steps.inputs import read_reports
from spiders.collect import crawl_command, folder_of
from spiders.registry import load_cards

# marked beta and preview in the pinned version: nobody who runs the graph can act on that
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`", category=dg.BetaWarning)
warnings.filterwarnings("ignore", message="Function `PipesMessageReader", category=dg.PreviewWarning)

SOURCES = dg.StaticPartitionsDefinition([card.id for card in load_cards().values() if card.lifecycle.state == "active"])
MODE = "OBSERVATOIRE_MODE"  # `replay` (default) or `live`: the only switch of a crawl


class Crawl(dg.Config):
    """`today`: the day of a live crawl, that of the clock when empty; `again`: ask what was collected that day, too."""

    today: str = ""
    again: bool = False


def _mode() -> str:
    return os.environ.get(MODE, "replay")


def _captures() -> list[Path]:
    return captures_of("live" if _mode() == "live" else "replay")


def _sources(context: dg.AssetExecutionContext) -> list[str]:
    """Those of the run that can be collected: a new source has no capture before its first live crawl."""
    can = set(collectable("live" if _mode() == "live" else "replay"))
    return [one for one in context.partition_keys if one in can]


def _crawl(context: dg.AssetExecutionContext, client: dg.PipesSubprocessClient, config: Crawl) -> None:
    """One process for every partition of the run. Its exit code only says that some source failed; which one
    and why is in the reports, so a failure is not raised here."""
    if not (asked := _sources(context)):
        return
    command = crawl_command(asked, _mode(), _captures(), paths().listings, None, config.today, config.again)
    command.append("--pipes")
    try:
        client.run(command=command, context=context, cwd=str(ROOT))
    except DagsterPipesExecutionError as error:
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
    context: dg.AssetExecutionContext, pipes_subprocess_client: dg.PipesSubprocessClient, config: Crawl
) -> dg.MaterializeResult[None]:
    if _mode() == "live":
        _crawl(context, pipes_subprocess_client, config)
    found = {one: sorted((folder_of(one, _captures()) / one).glob("*.warc.gz")) for one in context.partition_keys}
    missing = [one for one, files in found.items() if not files]
    return dg.MaterializeResult(
        metadata={
            "sources": len(found),
            "files": sum(map(len, found.values())),
            "missing": ", ".join(missing) or "none",
        }
    )


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
    context: dg.AssetExecutionContext, pipes_subprocess_client: dg.PipesSubprocessClient
) -> dg.MaterializeResult[None]:
    if _mode() == "replay":
        _crawl(context, pipes_subprocess_client, Crawl())
    reports = read_reports(paths().listings)
    asked = _sources(context)
    good = {one: reports[one] for one in asked if reports.get(one, {}).get("outcome") != "failed" and one in reports}
    failed = [one for one in asked if one not in good]
    if failed:
        for one, report in good.items():
            context.log_event(
                dg.AssetMaterialization(
                    "listings",
                    partition=one,
                    metadata={"listings": report["listings"]},
                    tags={"dagster/data_version": report["data_version"]},
                )
            )
        raise dg.Failure(f"{len(failed)} source(s) failed, their last good listings stay: {', '.join(failed)}")
    return dg.MaterializeResult(
        metadata={
            "listings": sum(report["listings"] for report in good.values()),
            "sources": len(good),
        }
    )
