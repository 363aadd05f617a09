"""What the commands do: runs of the Dagster graph in this process, with progress and plain summaries."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.paths import paths
from spiders.files import remedy

if TYPE_CHECKING:
    import dagster as dg


@dataclass(frozen=True, slots=True)
class BuildReport:
    """`aside`: sources whose damaged listings were left aside; the rest is built."""

    success: bool
    summary: str
    aside: tuple[str, ...] = ()


# --- Dagster --------------------------------------------------------------------------------------------------


def _definitions() -> dg.Definitions:
    logging.getLogger("dagster").setLevel(logging.WARNING)
    from pipelines.definitions import defs

    return defs()


def collect_all(live: bool, today: str = "", again: bool = False) -> list[str]:
    """Materialises captures and listings of every active source in one run. Ids of the sources that failed. `today`
    is the day of a live crawl; what was well collected that day is asked `again` only if it is said."""
    from pipelines.cli.collecting import collectable
    from pipelines.steps.inputs import read_reports

    keys = collectable("live" if live else "replay")
    if not keys:
        raise ValueError("no source to collect: no card is active, or none has a capture to replay")
    crawling = {"mode": "live" if live else "replay", "today": today, "again": again}
    result = _execute(
        "collecte",
        {
            "dagster/asset_partition_range_start": keys[0],
            "dagster/asset_partition_range_end": keys[-1],
        },
        {"crawling": {"config": crawling}},
    )
    reports = {
        one: row
        for one, row in read_reports(paths().listings).items()
        if one in keys and (not live or row.get("day") == today)
    }
    failed = [one for one in keys if reports.get(one, {}).get("outcome", "failed") == "failed"]
    for one in failed:
        print(reports[one]["reason"] if one in reports else _left_out(one, live, today))
    if not result.success and not failed:
        raise ValueError("the crawl ended without a report; run `observatoire collect` to see why")
    return failed


def _left_out(source_id: str, live: bool, today: str) -> str:
    """A source that the crawl did not reach, because its process died, has failed like any other. Why, in words."""
    from spiders.clock import now
    from spiders.registry import card
    from spiders.report import write_report
    from spiders.verdict import failed_report

    reason = f"{source_id}: the crawl process stopped before this source was done; run it again"
    moment = now(today)
    mode = "live" if live else "replay"
    report = failed_report(card(source_id), reason, mode, paths().listings, moment, moment, today=today)
    write_report(report, paths().listings)
    return report.reason


def _execute(
    job: str, tags: dict[str, str] | None = None, resources: dict[str, Any] | None = None
) -> dg.ExecuteInProcessResult:
    from pipelines.instance import kept

    with kept() as instance:
        result = (
            _definitions()
            .resolve_job_def(job)
            .execute_in_process(
                instance=instance,
                tags=tags,
                raise_on_error=False,
                run_config={"loggers": {"console": {"config": {"log_level": "WARNING"}}}, "resources": resources or {}},
            )
        )
    if any(
        "DagsterExecutionInterruptedError" in str(event.step_failure_data.error)
        for event in result.all_events
        if event.is_step_failure
    ):
        # Dagster takes Ctrl-C for the failure of a step
        raise KeyboardInterrupt
    return result


def build_tables() -> BuildReport:
    """Claims, tables and checks. Not successful when an asset failed or a blocking check did."""
    from pipelines.steps.build import release_day

    release_day()
    result = _execute("construire")
    if not result.success:
        return BuildReport(False, _failures(result))
    from pipelines.steps.build import built_tables, left_aside

    counts = {name: len(rows) for name, rows in built_tables(("cpts", "territoires", "preuves")).items()}
    aside = tuple(left_aside())
    told = [f"{name}: {count} rows" for name, count in counts.items()]
    told += [f"damaged listings left aside, collect again: {', '.join(aside)}"] if aside else []
    return BuildReport(True, ", ".join(told), aside)


def _failures(result: dg.ExecuteInProcessResult) -> str:
    from dagster import DagsterEventType

    lines = []
    for event in result.all_events:
        error = event.step_failure_data.error if event.event_type == DagsterEventType.STEP_FAILURE else None
        while error and error.cause:
            error = error.cause
        if error:
            message = error.message.strip()
            lines.append(f"{event.step_key}: {': '.join(filter(None, (message, remedy(message))))}")
    lines += [
        f"check {evaluation.check_name} of {evaluation.asset_key.to_user_string()} failed"
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.blocking
    ]
    return "\n".join(lines) or "the build failed; `make dagster` shows the run"


def check_tables() -> bool:
    """Runs the checks on the built tables, prints what fails. True when a blocking one fails."""
    from rich.console import Console

    from pipelines.steps import build
    from pipelines.steps.checks import blocking_failures

    results = build.quality_rows()
    build.write_quality_table(results)
    console = Console()
    for row in results:
        if not row["succes"]:
            console.print(
                f"{row['gravite']}: {row['table_controlee']}.{row['colonne']}: {row['attente']} — {row['exemples']}",
                markup=False,
                highlight=False,
            )
    console.print(f"{len(results)} checks, {sum(not row['succes'] for row in results)} failed")
    return bool(blocking_failures(results))


def write_release(despite_guard: str = "") -> Path:
    """Writes the release of the tables at hand; raises `ValueError` when they are not checked or not sound, and when
    the guard holds them back, unless `despite_guard` says why they are published."""
    from pipelines.steps import build

    return build.publish(despite_guard)
