"""The Dagster instance of a data folder, where runs by hand, by schedule and by `observatoire run` are kept.

`python -m pipelines.instance` prints its folder, for `DAGSTER_HOME`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.paths import ROOT, paths
from pipelines.storage.address import DATA
from spiders.files import ADDRESS, write_text

if TYPE_CHECKING:
    import dagster as dg

SETTINGS = ROOT / "dagster.yaml"
POSTGRES, LAUNCHER = "OBSERVATOIRE_POSTGRES", "OBSERVATOIRE_LANCEUR"
DRIVER = "postgresql+psycopg2://"  # SQLAlchemy 2.1 takes another for postgresql://, which binds no value in NOTIFY
CAPTURES = "OBSERVATOIRE_CAPTURES"
# what a container of a run is told, that of its steps included; an empty one is not passed on
PASSED = (
    *(DATA, "OBSERVATOIRE_CONTACT", "OBSERVATOIRE_ADRESSE", "OBSERVATOIRE_ALERTES", POSTGRES),
    *("OBSERVATOIRE_EXECUTEUR", "OBSERVATOIRE_IMAGE", "OBSERVATOIRE_RESEAU"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    *("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"),
)
KEPT_DAYS = 400  # a year and a month of runs; the open-source version never purges what they log
DOSSIER = "observatoire/dossier"
TOLD = "observatoire/alerte"  # tag of a run whose death was told


def home() -> Path:
    """The folder of `DAGSTER_HOME`, else that of the data, with the settings of the project."""
    if chosen := os.environ.get("DAGSTER_HOME"):
        return Path(chosen)
    folder = paths().work / "dagster"
    wanted = settings(os.environ)
    written = folder / SETTINGS.name
    if not written.is_file() or written.read_text(encoding="utf-8") != wanted:
        write_text(written, wanted)
    return folder


def settings(environment: Mapping[str, str]) -> str:
    """`dagster.yaml`: that of the project, with the database and the launcher of runs that the environment names. The
    address of the database, its password included, is not written: Dagster reads it in the environment. Raises
    `ValueError` for a launcher that is none, or whose containers would lose what they write."""
    import yaml

    more: dict[str, Any] = {}
    if address := environment.get(POSTGRES):
        if not address.startswith(DRIVER):
            raise ValueError(f"{POSTGRES}: begin the address with {DRIVER}, the driver that Dagster was written for")
        more["storage"] = {"postgres": {"postgres_url": {"env": POSTGRES}}}
    if name := environment.get(LAUNCHER):
        known = {"docker": _docker, "k8s": _kubernetes}
        if name not in known:
            raise ValueError(f"{LAUNCHER}={name}: choose among {', '.join(known)}, or leave it empty for processes")
        if not ADDRESS.match(environment.get(DATA, "")) or environment.get(CAPTURES):
            raise ValueError(
                f"{LAUNCHER}={name}: a folder of a container goes with it: give {DATA} the address of a store and "
                f"leave {CAPTURES} empty, or leave {LAUNCHER} empty"
            )
        more["run_launcher"] = known[name](environment)
    told = yaml.safe_dump(more, sort_keys=False) if more else ""
    return SETTINGS.read_text(encoding="utf-8") + (f"\n{told}" if told else "")


def _docker(environment: Mapping[str, str]) -> dict[str, Any]:
    """A container per run, beside that of the daemon (deploy/compose.yaml)."""
    config = {
        "image": {"env": "OBSERVATOIRE_IMAGE"},
        "network": {"env": "OBSERVATOIRE_RESEAU"},
        "env_vars": [name for name in PASSED if environment.get(name)],
        "container_kwargs": {"auto_remove": True},
    }
    return {"module": "dagster_docker", "class": "DockerRunLauncher", "config": config}


def _kubernetes(environment: Mapping[str, str]) -> dict[str, Any]:
    """A Kubernetes job per run, told by the objects of deploy/kubernetes."""
    config = {
        "service_account_name": "observatoire",
        "instance_config_map": "observatoire-instance",
        "dagster_home": "/srv/dagster",
        "job_image": {"env": "OBSERVATOIRE_IMAGE"},
        "job_namespace": "observatoire",
        "env_config_maps": ["observatoire"],
        "env_secrets": ["observatoire"],
    }
    return {"module": "dagster_k8s", "class": "K8sRunLauncher", "config": config}


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Dagster reads the folder in its environment; the next data folder has another."""
    earlier = os.environ.get("DAGSTER_HOME")
    os.environ["DAGSTER_HOME"] = str(folder)
    try:
        yield
    finally:
        if earlier is None:
            del os.environ["DAGSTER_HOME"]


def _answers() -> None:
    """Dagster would try for long, and end with the traceback of its libraries."""
    if not (address := os.environ.get(POSTGRES)):
        return
    try:
        import psycopg2
    except ImportError as error:
        raise ValueError(f"{POSTGRES}: install the group `postgres` (docs/deployment.md)") from error
    try:
        psycopg2.connect(address.replace("+psycopg2", ""), connect_timeout=10).close()
    except psycopg2.Error as error:
        why = " ".join(str(error).split())
        raise ValueError(f"{POSTGRES}: {why}; look at the database, its address and the password") from error


@contextmanager
def kept() -> Iterator[dg.DagsterInstance]:
    """The instance, without its runs of more than `KEPT_DAYS`. Raises `ValueError` for a database that does not
    answer."""
    import dagster as dg

    _answers()
    with _told(home()), dg.DagsterInstance.get() as instance:
        before = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
        for record in instance.get_run_records(filters=dg.RunsFilter(created_before=before)):
            instance.delete_run(record.dagster_run.run_id)
            instance.compute_log_manager.delete_logs(prefix=[record.dagster_run.run_id])
        yield instance


def of_a_command() -> dict[str, str]:
    """Tags of the runs of a command, which has the data folder to itself while they last; the second is how Dagster's
    pages find the runs of a job."""
    return {
        DOSSIER: str(paths().data.resolve()),
        ".dagster/repository": "__repository__@pipelines.definitions",
    }


def bury(instance: dg.DagsterInstance) -> None:
    """Marks as failed the runs that a command left open, and tells of them. For whoever has the data folder alone:
    nothing else would ever notice that a command was killed. Frees the pools that ended runs still hold, for whoever
    asks next would wait for them for ever."""
    import dagster as dg

    from pipelines.alerts import alert

    mine = {DOSSIER: of_a_command()[DOSSIER]}
    left_open = dg.RunsFilter(tags=mine, statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])
    for record in instance.get_run_records(left_open):
        run = record.dagster_run
        instance.add_run_tags(run.run_id, {TOLD: "oui"})
        instance.report_run_failed(run, "the command that ran it was killed")
        begun = record.create_timestamp.strftime("%Y-%m-%d à %H:%M UTC")
        alert(
            f"Observatoire des CPTS : l'exécution {run.job_name} s'est arrêtée sans finir",
            [f"Commencée le {begun}, sa commande a été tuée ; rien n'en est publié, les relevés achevés sont gardés."],
        )
    events = instance.event_log_storage
    for run_id in events.get_concurrency_run_ids():
        if (holder := instance.get_run_by_id(run_id)) is None or holder.is_finished:
            events.free_concurrency_slots_for_run(run_id)


if __name__ == "__main__":
    print(home())
