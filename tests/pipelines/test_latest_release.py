"""The latest release as commands read it: as it was written, or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli.main import main
from pipelines.cli.writing import _alone_in
from pipelines.steps.calendar import followed
from tests.support.site_server import DAY, make_release

CORRECTION = (
    "cpts_id,propriete,valeur_fausse,valeur,motif,qui,date,preuve,jusqu_a\n"
    "CPTS-000001,population,1,2,un exemple,cpts,2026-11-22,https://exemple.invalid/,\n"
)
COMMANDS = {
    "preuves": ("explain", "cpts", "CPTS-000001"),
    "affirmations": ("as-of", DAY.isoformat()),
    "cpts": ("corrections", "check"),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("releases"))


@pytest.fixture
def release(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    shutil.copytree(written.parent, tmp_path / "releases", symlinks=True)
    (tmp_path / "corrections.csv").write_text(CORRECTION, encoding="utf-8")
    return tmp_path / "releases" / written.name


def told(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("table", COMMANDS)
def test_a_flipped_bit_is_an_error_and_no_value(release: Path, table: str) -> None:
    assert "not the file that was written" not in told(*COMMANDS[table]).output
    path = release / f"{table}.parquet"
    body = bytearray(path.read_bytes())
    body[len(body) // 3] ^= 1
    path.write_bytes(body)
    found = told(*COMMANDS[table])
    assert found.exit_code == 1 and isinstance(found.exception, SystemExit)
    assert f"{table}.parquet is not the file that was written; restore the folder from a copy" in found.output
    ill = told("status")
    assert ill.exit_code == 1 and "DAMAGED" in ill.output.splitlines()[0]


@pytest.mark.parametrize("kind", ["folder", "file", "link to a copy"])
def test_a_pointer_that_is_none_is_named_with_its_remedy(release: Path, kind: str) -> None:
    pointer = release.parent / "latest"
    pointer.unlink()
    if kind == "folder":
        shutil.copytree(release, pointer)
    elif kind == "file":
        pointer.write_text("2026-11-22", encoding="utf-8")
    else:
        shutil.copytree(release, release.parent / "copy")
        pointer.symlink_to("copy")
    for arguments in (*COMMANDS.values(), ("status",)):
        found = told(*arguments)
        assert found.exit_code == 1 and isinstance(found.exception, SystemExit), arguments
        assert "which is no release: rename it" in found.output
    with pytest.raises(ValueError, match="which is no release: rename it"):
        followed(release.parent)


def test_the_server_enters_the_data_folder_whatever_the_umask(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        with _alone_in(tmp_path / "data"):
            pass
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o755
