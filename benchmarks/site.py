"""The site beside a stock Datasette on the same file, cold and warm, and beside nginx serving a file.

Seconds are those of the server's processes around one request: clients and neighbours count for nothing. A first hit is
of a page that nobody has asked since the start.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.harness import ROOT, Failed, Pair, processor_seconds, release, side
from benchmarks.report import Figure, Goal, Peer, Result

PAGE_BYTES = 100_000
STARTS, HITS = 3, 5
FACETS = "/observatoire/cpts?_facet=statut&_facet=region&_facet=presence"
# the plugins of the environment stay out: this is what a newcomer gets
WITHOUT_PLUGINS = "import sys; sys._called_from_test = True; from datasette.cli import cli; cli()"
TABLE = "affirmations"  # exported whole


@dataclass(frozen=True)
class Server:
    """`start`: processor seconds until it first answered."""

    address: str
    process: int
    start: float

    def hit(self, path: str) -> float:
        """Processor seconds of one request, read to its end."""
        before = processor_seconds(self.process)
        self.read(path)
        return processor_seconds(self.process) - before

    def read(self, path: str) -> bytes:
        asked = urllib.request.Request(self.address + path, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked, timeout=120) as answer:
            return bytes(answer.read())

    def leads(self, path: str) -> str:
        """Where `path` leads after redirects: the hashed address of the database."""
        with urllib.request.urlopen(self.address + path, timeout=120) as answer:
            return str(answer.url).removeprefix(self.address)


@contextmanager
def serving(line: Sequence[str], port: int, ready: str) -> Iterator[Server]:
    """A server that has answered `ready`, stopped at the end. Raises `Failed` when it ends or takes two minutes."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(line, env={**os.environ, "PYTHONPATH": str(ROOT)}, **quiet)
    try:
        address, late = f"http://127.0.0.1:{port}", time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(address + ready, timeout=60).read()
                break
            except OSError as error:
                if process.poll() is not None or time.monotonic() > late:
                    raise Failed(f"no server at {address}: {error}") from error
                time.sleep(0.1)
        yield Server(address, process.pid, processor_seconds(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    from pipelines.site.serve import command
    from tests.support.site_server import free_port

    port = free_port()
    with serving(command(folder, port=port), port, "/static/icone.svg") as server:
        yield server


@contextmanager
def stock(folder: Path) -> Iterator[Server]:
    from tests.support.site_server import free_port

    database, port = folder / "site" / "observatoire.db", free_port()
    line = [sys.executable, "-c", WITHOUT_PLUGINS, "serve", "-i", str(database), "--port", str(port)]
    with serving(line, port, "/-/static/app.css") as server:
        yield server


def measure() -> Iterator[Result]:
    folder = release()
    starts = []
    for _ in range(STARTS - 1):
        with ours(folder) as mine, stock(folder) as theirs:
            starts.append((mine.start, theirs.start))
    with stock(folder) as theirs, ours(folder) as mine:
        starts.append((mine.start, theirs.start))
        yield from _pages(folder, mine, theirs)
        yield from _sizes(folder, mine)
        yield from _exports(folder, mine)
    start = Pair.of(starts)
    yield Peer("the site starts", "a stock Datasette", start)
    yield Goal(
        "start of the site", 1.3, start.ratio, "a stock Datasette", "it checks the release and loads its plugins"
    )


def _pages(folder: Path, mine: Server, theirs: Server) -> Iterator[Result]:
    cold = theirs.hit(FACETS)
    warm = median(theirs.hit(FACETS) for _ in range(HITS))
    found: dict[str, Pair] = {}
    for name, paths in page_types(folder).items():
        paths = [mine.leads(path) if path.startswith("/observatoire/") else path for path in paths]
        if name == "table":  # its redirect has been followed, the page itself is as new
            paths = [f"{path}&_sort=nom" for path in paths]
        first = median(mine.hit(path) for path in paths)
        found[name] = Pair.of([(first, warm)])
        again = Pair.of([(median(mine.hit(paths[-1]) for _ in range(HITS)), warm)])
        yield Peer(
            f"page: {name}", "a stock table page, three facets", Pair.of([(first, cold)]), again, "cold: first hits"
        )
    worst = max(found, key=lambda name: found[name].ratio)
    against = f"a stock table page with the same facets, once warm; the worst: {worst}"
    yield Goal("first hit of every page type", 0.8, found[worst].ratio, against, f"the page « {worst} »")


def page_types(folder: Path) -> dict[str, list[str]]:
    """Type of page → addresses that nobody has asked yet."""
    ids = side("site:identifiers", folder)[1]
    return {
        "home": ["/"],
        "CPTS": [f"/cpts/{one}" for one in ids[:HITS]],
        "département": [f"/departement/{one}" for one in ("93", "69", "13", "2A", "974")],
        "region": [f"/region/{one}" for one in ("84", "11", "76", "93", "53")],
        "commune": [f"/commune/{one}" for one in ("34172", "69123", "35238", "59350", "31555")],
        "follow-up": ["/suivi"],
        "sources": ["/sources"],
        "data": ["/donnees"],
        "search": [f"/-/search?q={typed}" for typed in ("Toulouze", "75013", "Nice+06", "Boulogne", "cpts+narbone")],
        "map": ["/carte"],
        "outlines of the map": ["/carte/france.json"],
        "comparison": ["/comparer?a=region:84&b=departement:69"],
        "quality": ["/qualite"],
        "state of a day": ["/etat/2022-01-01"],
        "dated page": [f"/{folder.name.replace('.', '-')}/region/84"],
        "table": [FACETS],
    }


def identifiers(folder: str) -> list[str]:
    import pyarrow.parquet as pq

    return list(pq.read_table(Path(folder) / "cpts.parquet", columns=["cpts_id"]).column(0).to_pylist()[:HITS])


def _sizes(folder: Path, mine: Server) -> Iterator[Result]:
    for name, path in (("home page", "/"), ("page of a region", "/region/84")):
        size = compressed(mine.read(path))
        yield Figure(
            f"{name}, compressed", f"{size / 1000:.0f} kB", f"under {PAGE_BYTES // 1000} kB", size < PAGE_BYTES
        )


def compressed(body: bytes) -> int:
    return len(body if body[:2] == b"\x1f\x8b" else gzip.compress(body, 6))


def _exports(folder: Path, mine: Server) -> Iterator[Result]:
    """A whole table at the address that its page gives, which `deploy/nginx.conf` answers from the release, and by the
    site alone, beside the same file in a bare nginx."""
    from tests.support.proxy import MISSING, NGINX, proxied
    from tests.support.site_server import free_port

    what, against, path = (
        "whole-table export",
        "the same file in a bare nginx",
        f"/livraisons/{folder.name}/{TABLE}.csv",
    )
    if NGINX is None:
        yield Goal(what, 1.5, None, against, MISSING)
        return
    port, bare_port = int(mine.address.rsplit(":", 1)[1]), free_port()
    with (
        tempfile.TemporaryDirectory() as aside,
        proxied(Path(aside), port, free_port(), folder.parent, many=True) as at,
    ):
        proxy = Server(at, int((Path(aside) / "nginx.pid").read_text()), 0)
        bare = [NGINX, "-p", aside, "-c", str(_bare(Path(aside), bare_port, folder)), "-g", "daemon off;"]
        with serving(bare, bare_port, f"/{TABLE}.csv") as static:
            spent = [(_many(proxy, path), _many(static, f"/{TABLE}.csv")) for _ in range(HITS)]
            alone = [(_many(mine, path), _many(static, f"/{TABLE}.csv")) for _ in range(HITS)]
    pair = Pair.of(spent)
    yield Peer(f"the table {TABLE} as CSV, proxy that ships", "a static file in a bare nginx", warm=pair)
    yield Peer(f"the table {TABLE} as CSV, the site alone", "a static file in a bare nginx", warm=Pair.of(alone))
    yield Goal(what, 1.5, pair.ratio, against, "the proxy bounds what the kernel keeps of a file that nobody reads")


def _many(server: Server, path: str) -> float:
    """Processor seconds of one of fifty downloads."""
    server.read(path)
    before = processor_seconds(server.process)
    for _ in range(50):
        server.read(path)
    return (processor_seconds(server.process) - before) / 50


def _bare(folder: Path, port: int, served: Path) -> Path:
    path = folder / "bare.conf"
    own = " ".join(
        f"{kind}_temp_path {folder}/{kind}-bare;" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path.write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} pid {folder}/bare.pid; error_log {folder}/bare.log; events {{}}\n"
        f"http {{ access_log off; sendfile on; {own}\n"
        f"server {{ listen 127.0.0.1:{port}; location / {{ alias {served}/; }} }} }}\n"
    )
    return path
