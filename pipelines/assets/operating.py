"""What starts a run, and who is told when one fails. Schedule and sensor are stopped until they are turned on."""

from typing import Any

import dagster as dg

from pipelines.alerts import alert
from pipelines.assets.versions import of_listings

CLAIMS = dg.AssetKey("claims")


@dg.failure_hook(name="alerte")
def tell_of_failure(context: dg.HookContext) -> None:
    """A step that fails ends its run, the guard that holds a release back included."""
    error = context.op_exception
    while error is not None and error.__cause__ is not None:
        error = error.__cause__
    lines = [str(error or "cause inconnue"), f"Rien n'est publié ; exécution {context.run_id} dans Dagster."]
    if isinstance(error, dg.DagsterError):
        lines.append("`observatoire check` dit quels contrôles échouent.")
    alert(f"Observatoire des CPTS : échec de l'étape {context.op.name}", lines)


def weekly(job: Any) -> dg.ScheduleDefinition:
    """A live run of every source on Monday morning, asking anew, twice, those whose network failed."""

    @dg.schedule(
        name="chaque_semaine",
        job=job,
        cron_schedule="0 5 * * 1",
        execution_timezone="Europe/Paris",
        description="Every Monday at five, from the publishers' sites.",
    )
    def start() -> dg.RunRequest:
        return dg.RunRequest(run_config={"resources": {"crawling": {"config": {"mode": "live", "retries": 2}}}})

    return start


def after_listings(job: Any) -> dg.SensorDefinition:
    """Builds when a source says something else than what the tables were built from, whoever collected it."""

    @dg.sensor(
        name="mentions_changees",
        job=job,
        minimum_interval_seconds=600,
        description="Builds and checks the tables when listings changed since they were built.",
    )
    def look(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        from pipelines.steps.build import read_known_reports

        if not (reports := read_known_reports()):
            return dg.SkipReason("no source was collected yet")
        said = of_listings(reports)
        event = context.instance.get_latest_materialization_event(CLAIMS)
        made = event.asset_materialization if event else None
        if made and made.metadata["listings"].value == said:
            return dg.SkipReason("the tables were built from these listings")
        return dg.RunRequest(run_key=said)

    return look
