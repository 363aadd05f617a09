"""Runs are kept beside the data, without asking anybody for anything."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines import instance
from pipelines.instance import home, kept


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
    with kept() as one:
        assert one.get_run_by_id(run_id) is None


def test_the_settings_are_those_of_the_project_unless_somebody_has_his_own(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home() / "dagster.yaml").write_text("telemetry: {enabled: true}", encoding="utf-8")
    assert (home() / "dagster.yaml").read_text(encoding="utf-8") == instance.SETTINGS.read_text(encoding="utf-8")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "own"))
    assert home() == tmp_path / "own" and not home().exists()
