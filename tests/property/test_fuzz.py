"""A minute of coverage-guided bytes: no reader fails on any of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.long
def test_no_bytes_make_a_reader_fail(tmp_path):
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "tests.property.fuzz", "-max_total_time=60", f"-artifact_prefix={tmp_path}/"]
    tried = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr[-3000:]
