"""What was written is what is read: every kind of damage is named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.publish.checksums import SUMS, Damaged, differences, read_sums, sha256, verify, write_sums


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    for name in ("a.csv", "site/b.db"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    write_sums(tmp_path, {name: sha256(tmp_path / name) for name in ("a.csv", "site/b.db")})
    return tmp_path


def test_a_folder_as_written_has_no_difference(folder: Path) -> None:
    assert differences(folder) == []
    verify(folder)


def _moved_out(file: Path) -> None:
    """A link in the place of a file, to the same bytes elsewhere."""
    elsewhere = file.parent.with_name("elsewhere.csv")
    file.rename(elsewhere)
    file.symlink_to(elsewhere)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "edited": (lambda folder: (folder / "a.csv").write_text("A.csv"), "a.csv is not the file"),
    "cut": (lambda folder: (folder / "site" / "b.db").write_text(""), "site/b.db is not the file"),
    "lost": (lambda folder: (folder / "a.csv").unlink(), "a.csv is missing"),
    "added": (lambda folder: (folder / "c.csv").write_text("c"), "c.csv is not in"),
    "a link out": (lambda folder: _moved_out(folder / "a.csv"), "a.csv leads out of the folder"),
    "a pipe": (lambda folder: os.mkfifo(folder / "tube"), "tube is not in"),
    "a link to nothing": (lambda folder: (folder / "lien").symlink_to("rien"), "lien is not in"),
    "a link to a folder": (lambda folder: (folder / "lien").symlink_to("/"), "lien is not in"),
    "no sums": (lambda folder: (folder / SUMS).unlink(), "cannot be read"),
    "empty sums": (lambda folder: (folder / SUMS).write_text(""), "is empty"),
    "cut sums": (lambda folder: (folder / SUMS).write_text((folder / SUMS).read_text()[:40]), "line 1"),
    "binary sums": (lambda folder: (folder / SUMS).write_bytes(b"\xff\xfe\x00"), "cannot be read"),
    "sums of another folder": (lambda folder: (folder / SUMS).write_text(f"{'0' * 64}  ../secret\n"), "line 1"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_each_damage_is_named(folder: Path, name: str) -> None:
    damage, said = DAMAGE[name]
    damage(folder)
    with pytest.raises(Damaged, match=said) as raised:
        verify(folder)
    assert folder.name in str(raised.value)


def test_only_the_files_asked_for_are_looked_at(folder: Path) -> None:
    (folder / "a.csv").write_text("autre", encoding="utf-8")
    assert differences(folder, ["site/b.db"]) == []
    assert differences(folder, ["a.csv", "absent"]) == [
        "a.csv is not the file that was written",
        f"absent is not in {SUMS}",
    ]


def test_the_list_is_that_of_sha256sum(folder: Path) -> None:
    (folder / SUMS).write_text(f"{sha256(folder / 'a.csv')} *a.csv\n", encoding="utf-8")
    assert read_sums(folder) == {"a.csv": sha256(folder / "a.csv")}
