"""What the commands do: runs of the Dagster graph in this process, with progress and plain summaries."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

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
    from pipelines.definitions import graph

    return graph("in_process")


@dataclass(frozen=True, slots=True)
class Week:
    """What the whole way gave. `failed`: sources whose crawl failed or whose listings are damaged."""

    folder: Path
    failed: tuple[str, ...]


def run_week(
    mode: Literal["replay", "live"], today: str = "", again: bool = False, retries: int = 0, despite_guard: str = ""
) -> Week:
    """The job `semaine`, from the publishers or the captures to the release. `today` is the day of a live crawl; the
    other parameters are those of `assets.collect.Crawling` and `assets.quality.Publication`. Raises `WrongDay`, and
    `ValueError` when nothing was published."""
    from pipelines.alerts import alert
    from pipelines.cli.collecting import collectable
    from pipelines.steps.build import left_aside, read_known_reports, release_day

    try:
        if not (keys := collectable(mode)):
            raise ValueError("no source to collect: no card is active, or none has a capture to replay")
    except ValueError as error:  # no step runs that would tell of it
        alert("Observatoire des CPTS : l'exécution n'a pas pu commencer", [str(error), "Rien n'est publié."])
        raise
    crawling = {"mode": mode, "today": today, "again": again, "retries": retries}
    result = _execute("semaine", {"crawling": {"config": crawling}}, _publication(despite_guard))
    reports = read_known_reports()
    failed = [one for one in keys if reports.get(one, {}).get("outcome") == "failed"]
    for one in failed:
        if reason := reports[one].get("reason"):
            print(reason)
    if not result.success:
        release_day()
        raise ValueError(f"nothing was published: {_failures(result)}")
    failed += [one for one in left_aside() if one not in failed]
    return Week(_released(result), tuple(failed))


def _publication(despite_guard: str) -> dict[str, Any]:
    return {"release": {"config": {"despite_guard": despite_guard}}}


def _released(result: dg.ExecuteInProcessResult) -> Path:
    (event,) = (one for one in result.asset_materializations_for_node("release"))
    return paths().releases / str(event.metadata["folder"].value)


def _execute(
    job: str, resources: dict[str, Any] | None = None, ops: dict[str, Any] | None = None
) -> dg.ExecuteInProcessResult:
    from pipelines.instance import bury, kept, of_a_command

    config = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}, "resources": resources, "ops": ops}
    with kept() as instance:
        bury(instance)
        result = (
            _definitions()
            .resolve_job_def(job)
            .execute_in_process(
                instance=instance,
                raise_on_error=False,
                tags=of_a_command(),
                run_config={name: value for name, value in config.items() if value},
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


def tell_history(day: str) -> None:
    """Tells Dagster what a collection gave that was no run of its assets. `day` is that of a live crawl, else empty."""
    _execute("raconter", ops={"tell_at_hand": {"config": {"day": day}}})


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
        while error and error.cause and (error.cls_name or "").startswith("Dagster"):
            error = error.cause  # the first of ours names the file and the remedy; what it came from does not
        if error:
            message = re.sub(rf"^[\w.]*{error.cls_name}: ", "", error.message.strip())
            lines.append(f"{event.step_key}: {': '.join(filter(None, (message, remedy(message))))}")
    for evaluation in result.get_asset_check_evaluations():
        if not evaluation.passed and evaluation.blocking:
            lines += _unsound(evaluation)
    return "\n".join(lines) or "the build failed; `make dagster` shows the run"


def _unsound(evaluation: dg.AssetCheckEvaluation) -> list[str]:
    """What a blocking check found, as `observatoire check` says it."""
    found = evaluation.metadata.get("blocking_failures")
    rows = cast("list[dict[str, Any]]", found.value) if found else []
    return [_told(row) for row in rows] or [
        f"check {evaluation.check_name} of {evaluation.asset_key.to_user_string()} failed"
    ]


def _told(row: dict[str, Any]) -> str:
    return f"{row['gravite']}: {row['table_controlee']}.{row['colonne']}: {row['attente']} — {row['exemples']}"


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
            console.print(_told(row), markup=False, highlight=False)
    console.print(f"{len(results)} checks, {sum(not row['succes'] for row in results)} failed")
    return bool(blocking_failures(results))


def write_release(despite_guard: str = "") -> Path:
    """Writes the release of the tables at hand; raises `ValueError` when they are not checked or not sound, and when
    the guard holds them back, unless `despite_guard` says why they are published."""
    result = _execute("publier", ops=_publication(despite_guard))
    if not result.success:
        raise ValueError(_failures(result))
    return _released(result)
