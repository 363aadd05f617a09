"""What `pip install` of a built wheel gives: the command, with its cards, vocabularies, schema, reference and captures."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel, and borrows what it depends on from this one."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(pip, check=True, capture_output=True)
    (packages,) = (folder / "env" / "lib").glob("python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python.parent


def said(installed: Path, folder: Path, *arguments: str) -> str:
    command = [str(installed / "observatoire"), *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.mark.long
def test_a_wheel_reads_texts_documents_and_captures_where_no_checkout_is(installed: Path, tmp_path: Path) -> None:
    assert "aci_signe" in said(installed, tmp_path, "explain", "statut", "ACI signé le 3 mars 2022")
    (tmp_path / "page.html").write_text(
        "<main><h1>CPTS du Pays de Rance</h1><p>Elle compte 48 000 habitants.</p></main>"
    )
    (row,) = said(installed, tmp_path, "extract", "page.html", "--url", "https://exemple.fr/").splitlines()
    assert json.loads(row)["population"] == 48_000
    said(installed, tmp_path, "run")
    assert (tmp_path / "datasets" / "releases" / "latest" / "cpts.parquet").exists()
