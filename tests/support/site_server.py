"""A release of synthetic tables and a Datasette that serves it, for the tests of the site."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPMessage
from pathlib import Path

from pipelines.publish.provenance import Provenance, Vintage
from pipelines.publish.release import write_release
from pipelines.site.serve import ROOT, command
from schema import to_arrow
from tests.support.synthetic import Row, rows

DAY = date(2026, 11, 22)
PROVENANCE = Provenance("9.9.9", (Vintage("Communes", "COG 2026", "paquet d'exemple", "Licence Ouverte 2.0"),))


def make_release(
    root: Path,
    reconstruction: bool = True,
    maps: bool = False,
    day: date = DAY,
    edit: Callable[[dict[str, list[Row]]], None] | None = None,
) -> Path:
    """A release folder under `root`. `maps` draws with the outlines that ship with the project; `edit` changes the
    rows of the tables first."""
    outlines = ROOT / "datasets" / "reference" if maps else root / "no-outlines"
    held = rows(reconstruction)
    if edit:
        edit(held)
    tables = {name: to_arrow(name, lines) for name, lines in held.items()}
    return write_release(tables, root, day, PROVENANCE, reference=outlines)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The words of the body; a space that does not break reads as any other."""
        return self.body.decode().replace("\u00a0", " ")


@dataclass(frozen=True)
class Site:
    """`process` is the one that was started, 0 where it was not."""

    address: str
    release: Path
    process: int = 0

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """The reply after redirects; an error status is a reply too."""
        request = urllib.request.Request(self.address + path, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Reply(error.code, error.headers, error.read())

    def leads(self, path: str) -> str:
        """Where `path` leads after redirects: the hashed address of a table."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                return str(answer.url).removeprefix(self.address)
        except urllib.error.HTTPError:
            return path


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_for(site: Site, process: subprocess.Popen[bytes] | None = None) -> None:
    """Return once `site` answers; `RuntimeError` when it does not within a minute, or when `process` has ended."""
    for _ in range(240):
        if process is not None and process.poll() is not None:
            raise RuntimeError("the site stopped at start-up")
        try:
            site.get("/static/icone.svg")
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    raise RuntimeError("the site did not answer within a minute")


@contextmanager
def running(release: Path, public: bool = False) -> Iterator[Site]:
    """The site of `release` in a process of its own, stopped at the end."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command(release, port=port, public=public),
            env=environment,
            cwd=release,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            site = Site(f"http://127.0.0.1:{port}", release, process.pid)
            try:
                wait_for(site, process)
            except RuntimeError as error:
                log.seek(0)
                raise RuntimeError(f"{error}\n{log.read()}") from error
            yield site
        finally:
            process.terminate()
            process.wait(timeout=20)
