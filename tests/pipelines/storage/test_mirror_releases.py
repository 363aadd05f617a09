"""A release is written on a store once, whole, and never changed or taken away; what could not be pushed is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.publish.checksums import differences
from pipelines.publish.folders import latest
from pipelines.storage.mirror import KNOWN, Mirror
from pipelines.storage.objects import Objects, StoreError
from tests.pipelines.storage.stores import store
from tests.pipelines.storage.test_mirror import files, other, point, release, write

DAY = "2026-11-30"


@pytest.fixture
def one(tmp_path: Path) -> Mirror:
    """A working folder whose release is in the store."""
    mirror = Mirror(store(), tmp_path / "one")
    write(mirror.folder, work__captures__ara__page="1", work__a="1")
    release(mirror.folder, DAY)
    mirror.push()
    return mirror


@pytest.mark.parametrize("below", ["", "work/captures", f"releases/{DAY}"])
def test_a_folder_that_is_emptied_while_a_command_runs_empties_no_store(one: Mirror, below: str) -> None:
    before = {key: one.objects.read(key) for key in one.objects.held()}
    one.pull()
    shutil.rmtree(one.folder / below)
    write(one.folder, work__b="1")  # and the command goes on
    if below:
        one.push()
    else:
        with pytest.raises(StoreError, match="was emptied while this command ran"):
            one.push()
    assert {key: one.objects.read(key) for key in before} == before
    again = Mirror(one.objects, one.folder)
    again.pull()
    assert before.items() >= {key: body for key, body in files(again.folder).items() if key != "work/b"}.items()


def test_a_command_cannot_take_a_release_away(one: Mirror) -> None:
    table = one.folder / "releases" / DAY / "cpts.parquet"
    one.pull()
    table.unlink()
    one.remove([table])
    one.push()
    assert one.objects.read(f"releases/{DAY}/cpts.parquet") == b"x"


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_damaged_file_of_a_release_is_pulled_anew_and_never_pushed(one: Mirror, forgotten: bool) -> None:
    table = one.folder / "releases" / DAY / "cpts.parquet"
    table.write_text("garbage")
    if forgotten:
        (one.folder / KNOWN).unlink()
    else:
        one.push()
    assert one.objects.read(f"releases/{DAY}/cpts.parquet") == b"x"
    again = Mirror(one.objects, one.folder)
    again.pull()
    assert table.read_bytes() == b"x" and not (one.folder / "unpushed").exists()
    again.push()
    assert one.objects.read(f"releases/{DAY}/cpts.parquet") == b"x"


def test_a_release_that_is_not_as_it_was_written_is_not_pushed(one: Mirror) -> None:
    release(one.folder, "2026-12-07")
    (one.folder / "releases" / "2026-12-07" / "cpts.parquet").write_text("garbage")
    with pytest.raises(StoreError, match=r"2026-12-07: cpts\.parquet is not the file that was written"):
        one.push()
    assert not one.objects.held("releases/2026-12-07") and one.objects.read("releases/latest") == DAY.encode()


def test_two_releases_of_one_day_never_mix(one: Mirror, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A machine builds one that it cannot push; another publishes the same day."""
    there = other(one, tmp_path)
    there.pull()
    release(one.folder, "2026-12-07", "ours", "regions.xlsx")
    release(there.folder, "2026-12-07", "theirs")
    there.push()
    again = Mirror(one.objects, one.folder)
    again.pull()
    again.push()
    held = one.objects.held("releases/2026-12-07")
    assert set(held) == {f"releases/2026-12-07/{file}" for file in ("cpts.parquet", "SHA256SUMS")}
    assert one.objects.read("releases/2026-12-07/cpts.parquet") == b"theirs"
    assert latest(one.folder / "releases") == one.folder / "releases" / "2026-12-07"
    assert not differences(one.folder / "releases" / "2026-12-07")
    aside = one.folder / "unpushed" / "releases" / "2026-12-07"
    assert (aside / "regions.xlsx").read_text() == "ours" and not differences(aside)
    assert "unpushed/releases/2026-12-07" in capsys.readouterr().err


def test_a_release_that_another_has_overtaken_is_not_published_behind_it(one: Mirror, tmp_path: Path) -> None:
    there = other(one, tmp_path)
    there.pull()
    release(one.folder, "2026-12-07")
    release(there.folder, "2026-12-14")
    there.push()
    again = Mirror(one.objects, one.folder)
    again.pull()
    again.push()
    assert not one.objects.held("releases/2026-12-07") and one.objects.read("releases/latest") == b"2026-12-14"
    assert (one.folder / "unpushed" / "releases" / "2026-12-07" / "SHA256SUMS").is_file()


def test_what_a_machine_that_died_left_of_a_release_is_none(one: Mirror, tmp_path: Path) -> None:
    one.objects.write("releases/2026-12-07/regions.xlsx", b"half")
    there = other(one, tmp_path)
    there.pull()
    assert not (there.folder / "releases" / "2026-12-07").exists()
    release(there.folder, "2026-12-07")
    there.push()
    assert "releases/2026-12-07/regions.xlsx" not in one.objects.held()
    assert one.objects.read("releases/latest") == b"2026-12-07"


def test_a_release_is_whole_although_its_push_was_cut_off(one: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    release(one.folder, "2026-12-07")
    put = Objects.put

    def cut(self: Objects, origin: Path, key: str, new: bool = False) -> None:
        if key.endswith("SHA256SUMS"):
            raise StoreError("cut off")
        put(self, origin, key, new)

    with monkeypatch.context() as patched, pytest.raises(StoreError, match="cut off"):
        patched.setattr(Objects, "put", cut)
        one.push()
    again = Mirror(one.objects, one.folder)
    again.pull()
    again.push()
    assert one.objects.read("releases/latest") == b"2026-12-07"
    assert len(one.objects.held("releases/2026-12-07")) == 2


def test_who_was_overtaken_in_the_middle_of_a_push_names_nothing(one: Mirror) -> None:
    release(one.folder, "2026-12-07")

    def check(anew: bool = False) -> None:
        if anew:
            raise StoreError("taken its place")

    with pytest.raises(StoreError, match="taken its place"):
        Mirror(one.objects, one.folder, check).push()
    assert "releases/2026-12-07/SHA256SUMS" not in one.objects.held()
    assert one.objects.read("releases/latest") == DAY.encode()


@pytest.mark.parametrize("said", [f"{DAY}\n", f" {DAY} \r\n"])
def test_a_name_that_a_person_wrote_may_end_its_line(one: Mirror, tmp_path: Path, said: str) -> None:
    one.objects.write("releases/latest", said.encode())
    there = other(one, tmp_path)
    there.pull()
    assert latest(there.folder / "releases") == there.folder / "releases" / DAY


@pytest.mark.parametrize("said", ["", "2026-11-29", "/etc", "../x", "latest", f"{DAY}/..", "\xff"])
def test_a_name_of_no_release_is_refused_and_nothing_is_unpublished(one: Mirror, said: str) -> None:
    one.objects.write("releases/latest", said.encode("latin-1"))
    with pytest.raises(StoreError, match="releases/latest says"):
        one.pull()
    assert latest(one.folder / "releases") == one.folder / "releases" / DAY


def test_a_link_to_no_release_is_not_pushed(one: Mirror) -> None:
    point(one.folder, "2026-01-01")
    with pytest.raises(StoreError, match="names 2026-01-01"):
        one.push()
    assert one.objects.read("releases/latest") == DAY.encode()


def test_captures_of_two_machines_on_one_day_are_both_kept(one: Mirror, tmp_path: Path) -> None:
    there = other(one, tmp_path)
    there.pull()
    for folder, text in ((one.folder, "ours"), (there.folder, "theirs")):
        for name in (f"{DAY}.warc.gz", f"{DAY}.failed.warc.gz"):
            write(folder, **{f"work__captures__ara__{name}": text})
        (folder / "corrections.csv").write_text(text)
    there.push()
    again = Mirror(one.objects, one.folder)
    again.pull()
    again.push()
    held = {key: one.objects.read(key) for key in one.objects.held("work/captures/ara")}
    below = "work/captures/ara"
    assert held[f"{below}/{DAY}.warc.gz"] == held[f"{below}/{DAY}.failed.warc.gz"] == b"theirs"
    assert held[f"{below}/{DAY}.2.warc.gz"] == held[f"{below}/{DAY}.2.failed.warc.gz"] == b"ours"
    assert (one.folder / "corrections.csv").read_text() == "theirs"
    assert (one.folder / "unpushed" / "corrections.csv").read_text() == "ours"
    assert not one.objects.held("unpushed")
