"""Two weeks of an invented web on a disk, and what they are worth: a restore from copies gives the same tables, and so
does a store that many machines reach, with a database of runs.

The store is Ceph's gateway, for real, and the database a PostgreSQL: one machine publishes the first week, another the
second after processes have shared the crawl, a third one restores. The files are those of the disk, to the byte.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.executors import EXECUTOR
from pipelines.instance import POSTGRES
from pipelines.storage.lease import leased
from pipelines.storage.mirror import Mirror
from pipelines.storage.objects import Objects, StoreError
from spiders.clock import REHEARSAL
from tests.pipelines.storage.test_mirror import release
from tests.pipelines.test_operator import CARD, page
from tests.rehearsal.graph import run
from tests.rehearsal.web import Web, serve
from tests.support.servers import ceph, juicefs, postgres

psycopg2 = pytest.importorskip("psycopg2", reason="the group postgres is not installed")
pytest.importorskip("s3fs", reason="the group s3 is not installed")
pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]
CARDS = {"nord": "nord.caisse.test", "sud": "sud.caisse.test", "agence": "www.agence.test"}
WEEKS = {
    "2027-01-04": {
        "https://nord.caisse.test/cpts": page("CPTS du Val Ondin", "Dijon, Quetigny"),
        "https://sud.caisse.test/cpts": page("CPTS Rive Dorée", "Chalon-sur-Saône, Givry"),
        "https://www.agence.test/cpts": page("CPTS Haut Vallon", "Beaune, Nuits-Saint-Georges"),
    }
}
WEEKS["2027-01-11"] = WEEKS["2027-01-04"] | {
    "https://sud.caisse.test/cpts": page("CPTS Rive Dorée", "Chalon-sur-Saône, Givry, Rully")
}


@pytest.fixture(autouse=True)
def _one_store_each() -> None:
    """fsspec keeps its clients: that of the store of another test, which has ended, among them."""
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()


def observatoire(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines.cli.main", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, text=True, capture_output=True)


@dataclass(frozen=True)
class World:
    """An invented web, the environment of a command that sees it alone, and the folder where it published its weeks."""

    web: Web
    seen: dict[str, str]
    disk: Path

    def on_disk(self, data: Path, *arguments: str) -> None:
        done = observatoire(*arguments, **self.seen, OBSERVATOIRE_DATA=str(data))
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    (folder / "cards").mkdir()
    for one, host in CARDS.items():
        text = CARD.format(id=one).replace(f"www.{one}.test", host)
        (folder / "cards" / f"{one}.toml").write_text(text, encoding="utf-8")
    web = Web()
    with serve(web, folder) as environment:
        told = {REHEARSAL: "1", "OBSERVATOIRE_CARDS": str(folder / "cards"), "no_proxy": "127.0.0.1"}
        made = World(web, {**environment, **told}, folder / "disk")
        for day, pages in WEEKS.items():
            web.pages = pages
            made.on_disk(made.disk, "run", "--live", "--today", day)
        yield made


def held(folder: Path, *below: str) -> dict[str, bytes]:
    found = (path for one in below for path in (folder / one).rglob("*") if path.is_file() and not path.is_symlink())
    mine = (path for path in found if "latest" not in path.parts and path.name != ".observatoire.lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in mine}


def test_a_restore_from_the_last_release_and_the_captures_gives_the_same_tables(world: World, tmp_path: Path) -> None:
    shutil.copytree(world.disk / "releases" / "2027-01-11", tmp_path / "releases" / "2027-01-11")
    (tmp_path / "releases" / "latest").symlink_to("2027-01-11")
    shutil.copytree(world.disk / "work" / "captures", tmp_path / "work" / "captures")
    for command in ("verify", "collect", "build"):
        world.on_disk(tmp_path, command)
    assert held(tmp_path / "work", "tables") == held(world.disk / "work", "tables")


def test_two_weeks_and_a_restore_on_a_store_give_the_bytes_of_a_disk(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, disk = world.seen, world.disk
    with ceph(tmp_path / "ceph") as client, postgres() as database:
        for name, value in client.items():
            monkeypatch.setenv(name, value)
        Objects.at("s3://observatoire/x").files.mkdir("observatoire")
        address = "s3://observatoire/cpts"
        shared = {**seen, **client, "OBSERVATOIRE_DATA": address, POSTGRES: database}
        first, second, third = ({**shared, "OBSERVATOIRE_LOCAL": str(tmp_path / name)} for name in ("a", "b", "c"))
        objects = Objects.at(address)

        for here, (day, pages) in zip((first, second), WEEKS.items(), strict=True):
            world.web.pages = pages
            if here is second:  # processes share the crawl; `run` finds that everything was asked that day
                config = {"resources": {"crawling": {"config": {"mode": "live", "today": day}}}}
                told = run(disk, "collecte", config, **here, **{EXECUTOR: "multiprocess"})
                assert told["success"], told["said"]
                assert {one for one in told["steps"] if "releve" in one} == {f"listings.releve_{one}" for one in CARDS}
                # the lease of a shared run ends by itself; until then others are told
                busy = observatoire("build", **here)
                assert busy.returncode == 75 and "run " in busy.stderr, busy.stderr
                objects.write(max(objects.held(".lease")), b"")  # an operator who does not wait
            done = observatoire("run", "--live", "--today", day, **here)
            assert done.returncode == 0, done.stderr
            assert objects.read("releases/latest") == day.encode()
        with psycopg2.connect(database.replace("+psycopg2", "")) as connection, connection.cursor() as cursor:
            cursor.execute("select pipeline_name, count(*) from runs where status = 'SUCCESS' group by 1 order by 1")
            assert cursor.fetchall() == [("collecte", 1), ("semaine", 2)]

        expected = held(disk, "releases", "work/captures", "work/listings")
        there = {key: objects.read(key) for key in objects.held() if key in expected}
        assert [key for key in expected if there.get(key) != expected[key]] == [] and len(expected) > 60
        stray = {key for key in objects.held("releases") if key not in expected}
        assert stray == {"releases/latest"}

        verified = observatoire("verify", **third)
        assert verified.returncode == 0 and "2027-01-11" in verified.stdout, verified.stderr
        for command in ("collect", "build"):
            done = observatoire(command, **third)
            assert done.returncode == 0, done.stderr
        assert held(tmp_path / "c" / "work", "tables") == held(disk / "work", "tables")
        with leased(objects, "process 1 of elsewhere"):
            assert observatoire("build", **first).returncode == 75


def test_ceph_keeps_the_conditions_that_a_release_leans_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ceph(tmp_path / "ceph") as client:
        for name, value in client.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(StoreError, match="create the bucket"):
            Objects.at("s3://observatoire/cpts").held()
        Objects.at("s3://observatoire/x").files.mkdir("observatoire")
        objects = Objects.at("s3://observatoire/cpts")
        with leased(objects, "process 1") as lease:
            mirror = Mirror(objects, tmp_path / "a", lease.check)
            mirror.pull()
            for name in ("2027-01-04", "2027-01-11"):
                release(mirror.folder, name)
                mirror.push()
            assert objects.read("releases/latest") == b"2027-01-11"
            with pytest.raises(StoreError, match="was written by another"):
                objects.put(mirror.folder / "releases/latest/SHA256SUMS", "releases/2027-01-04/SHA256SUMS", new=True)
            moved = objects.held()["releases/latest"]
            objects.write("releases/latest", b"2027-01-04")
            with pytest.raises(StoreError, match="was written by another"):
                objects.replace("releases/latest", b"2027-01-11", moved)
        Mirror(objects, tmp_path / "b").pull()
        assert (tmp_path / "b" / "releases" / "latest").readlink() == Path("2027-01-04")


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
