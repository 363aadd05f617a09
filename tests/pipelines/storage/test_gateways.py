"""A store that is a gateway for real: JuiceFS', which has no conditional write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.storage.objects import Objects
from tests.support.servers import juicefs

pytest.importorskip("s3fs", reason="the group s3 is not installed")
pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]


def observatoire(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines.cli.main", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, text=True, capture_output=True)


def test_a_gateway_without_conditional_writes_is_read_and_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with juicefs(tmp_path / "juicefs") as client:
        for name, value in client.items():
            monkeypatch.setenv(name, value)
        address = "s3://observatoire/cpts"
        objects = Objects.at(address)
        objects.write("work/rapport.md", b"# Rapport")
        here = {**client, "OBSERVATOIRE_DATA": address, "OBSERVATOIRE_LOCAL": str(tmp_path / "a")}
        assert observatoire("status", **here).returncode == 1  # no release yet
        assert (tmp_path / "a" / "work" / "rapport.md").read_text() == "# Rapport"
        done = observatoire("run", **here)
        assert done.returncode == 4 and "can be read, not written" in done.stderr
        assert set(objects.held()) == {"work/rapport.md"}
