"""Runs are kept beside the data, without asking anybody for anything."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
import yaml
from click.testing import CliRunner

from pipelines import instance
from pipelines.alerts import ADDRESSES
from pipelines.cli.main import main
from pipelines.instance import bury, home, kept
from tests.support.listener import listening
from tests.support.site_server import free_port


@dg.op
def nothing() -> None:
    pass


@dg.job
def idle() -> None:
    nothing()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    return tmp_path


def test_a_run_is_kept_under_the_data_until_it_is_old(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept() as one:
        run_id = idle.execute_in_process(instance=one).run_id
    with kept() as one:
        assert one.get_run_by_id(run_id) is not None and not one.telemetry_enabled and not one.nux_enabled
    assert "DAGSTER_HOME" not in os.environ and (data / "work" / "dagster" / "history").is_dir()

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(UTC) + timedelta(days=instance.KEPT_DAYS + 1)

    monkeypatch.setattr(instance, "datetime", Later)
    said = data / "work" / "dagster" / "storage" / run_id
    assert list(said.rglob("*.err"))
    with kept() as one:
        assert one.get_run_by_id(run_id) is None
    assert not list(said.rglob("*.err"))


def test_the_settings_are_those_of_the_project_unless_somebody_has_his_own(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home() / "dagster.yaml").write_text("telemetry: {enabled: true}", encoding="utf-8")
    assert (home() / "dagster.yaml").read_text(encoding="utf-8") == instance.SETTINGS.read_text(encoding="utf-8")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "own"))
    assert home() == tmp_path / "own" and not home().exists()


DIES = """
import os, signal
import dagster as dg
from pipelines.instance import kept, of_a_command

@dg.op(pool="publishers")
def dies():
    os.kill(os.getpid(), signal.SIGKILL)

@dg.job
def semaine():
    dies()

with kept() as instance:
    semaine.execute_in_process(instance=instance, tags=of_a_command())
"""


def test_a_command_that_was_killed_is_told_once_by_the_next_of_its_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another data folder may share `DAGSTER_HOME`."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "shared"))
    (tmp_path / "shared").mkdir()
    shutil.copy(instance.SETTINGS, tmp_path / "shared")
    assert subprocess.run([sys.executable, "-c", DIES], cwd=instance.ROOT).returncode == -signal.SIGKILL
    with listening() as (where, _, hooks), kept() as one:
        monkeypatch.setenv(ADDRESSES, where)
        monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path / "other"))
        bury(one)
        assert not hooks and not one.get_runs()[0].is_finished
        assert one.event_log_storage.get_concurrency_run_ids()
        monkeypatch.setenv("OBSERVATOIRE_DATA", str(data))
        bury(one)
        bury(one)
        assert not one.event_log_storage.get_concurrency_run_ids(), "the next run would wait for its publishers"
        (run,) = one.get_runs()
        (said,) = map(json.loads, hooks)
    assert run.is_failure and "semaine s'est arrêtée sans finir" in said["title"] and "tuée" in said["message"]


def test_the_database_and_the_launcher_are_those_of_the_environment() -> None:
    project = yaml.safe_load(instance.SETTINGS.read_text(encoding="utf-8"))
    assert yaml.safe_load(instance.settings({})) == project
    secret = "postgresql+psycopg2://observatoire:secret@db/dagster"
    store = {"OBSERVATOIRE_DATA": "s3://bucket/x", "OBSERVATOIRE_IMAGE": "observatoire:1", "AWS_REGION": "fr"}
    told = {"OBSERVATOIRE_POSTGRES": secret, "OBSERVATOIRE_LANCEUR": "docker", **store}
    text = instance.settings(told)
    said = yaml.safe_load(text)
    assert said["storage"] == {"postgres": {"postgres_url": {"env": "OBSERVATOIRE_POSTGRES"}}}
    assert set(said["run_launcher"]["config"]["env_vars"]) == {"OBSERVATOIRE_POSTGRES", *store} and "secret" not in text
    assert said.items() > project.items()
    with pytest.raises(ValueError, match="OBSERVATOIRE_LANCEUR=podman"):
        instance.settings({"OBSERVATOIRE_LANCEUR": "podman"})
    with pytest.raises(ValueError, match="OBSERVATOIRE_POSTGRES: begin"):
        instance.settings({"OBSERVATOIRE_POSTGRES": "postgresql://observatoire@db/dagster"})
    for lost in ({"OBSERVATOIRE_DATA": "/srv/observatoire"}, {"OBSERVATOIRE_CAPTURES": "/srv/captures"}):
        with pytest.raises(ValueError, match="a folder of a container goes with it"):
            instance.settings(told | lost)


def test_a_launcher_hands_on_every_variable_that_its_settings_read() -> None:
    read = re.findall(r'"env": "(\w+)"', Path(instance.__file__).read_text(encoding="utf-8"))
    assert read and set(read) <= set(instance.PASSED)


def test_a_database_that_does_not_answer_is_told_in_one_line(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg2", reason="the group postgres is not installed")
    monkeypatch.setenv("OBSERVATOIRE_POSTGRES", f"postgresql+psycopg2://qui:secret@127.0.0.1:{free_port()}/dagster")
    result = CliRunner().invoke(main, ["run"])
    assert result.exit_code == 4 and result.output.startswith("error: OBSERVATOIRE_POSTGRES: "), result.output
    assert result.output.count("\n") == 1 and "secret" not in result.output


@pytest.mark.parametrize("name", ["docker", "k8s"])
def test_dagster_takes_the_settings_of_a_launcher(name: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(f"dagster_{name}", reason=f"the group {name} is not installed")
    monkeypatch.setenv("OBSERVATOIRE_LANCEUR", name)
    monkeypatch.setenv("OBSERVATOIRE_DATA", "s3://bucket/observatoire")
    monkeypatch.setenv("OBSERVATOIRE_LOCAL", str(data))
    monkeypatch.setenv("OBSERVATOIRE_IMAGE", "observatoire:1")
    monkeypatch.setenv("OBSERVATOIRE_RESEAU", "observatoire")
    if name == "k8s":  # it would read the credentials of the pod it runs in
        monkeypatch.setattr("kubernetes.config.load_incluster_config", lambda: None)
    with dg.DagsterInstance.from_config(str(home())) as one:
        assert type(one.run_launcher).__name__ == {"docker": "DockerRunLauncher", "k8s": "K8sRunLauncher"}[name]
