"""What starts a run, and who is told when one fails. What starts runs is stopped until it is turned on."""

from typing import Any

import dagster as dg

from pipelines.alerts import alert
from pipelines.assets.versions import of_inputs
from pipelines.instance import TOLD

CLAIMS = dg.AssetKey("claims")
HOOKED = frozenset({"semaine", "collecte", "construire", "publier"})  # jobs whose failing steps `alerte` tells of


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


@dg.run_failure_sensor(
    name="execution_morte",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells of a run that no hook tells of: killed, never started, or of assets chosen in the interface.",
)
def tell_of_death(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
    run = context.dagster_run
    if TOLD in run.tags or (run.job_name in HOOKED and context.get_step_failure_events()):
        return dg.SkipReason("it was told already")
    failed = [event.step_key or "" for event in context.get_step_failure_events()]
    what = f"Étapes en échec : {', '.join(failed)}." if failed else "Son processus est mort, ou n'a pu commencer."
    lines = [
        f"{what} Dagster : {context.failure_event.message or 'sans détail'}",
        f"Rien n'est publié ; exécution {run.run_id} dans Dagster.",
    ]
    named = run.job_name if run.job_name in HOOKED else "lancée dans l'interface de Dagster"
    alert(f"Observatoire des CPTS : l'exécution {named} s'est arrêtée sans finir", lines)
    return None


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
    """Builds when a source or a person says something else than what the tables were built from, whoever collected."""

    @dg.sensor(
        name="mentions_changees",
        job=job,
        minimum_interval_seconds=600,
        description="Builds and checks the tables when listings, corrections or decisions changed since.",
    )
    def look(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        from pipelines.steps.build import read_known_reports
        from pipelines.storage.session import pull

        pull()
        if not (reports := read_known_reports()):
            return dg.SkipReason("no source was collected yet")
        said = of_inputs(reports)
        event = context.instance.get_latest_materialization_event(CLAIMS)
        made = event.asset_materialization if event else None
        if made and (built_from := made.metadata.get("inputs")) and built_from.value == said:
            return dg.SkipReason("the tables were built from what is at hand")
        # what is taken back is built again; a build that fails is not tried every ten minutes
        return dg.RunRequest(run_key=f"{said} after {event.timestamp if event else 'none'}")

    return look
