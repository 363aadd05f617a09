"""The site beside a stock Datasette on the same file, cold and warm, and beside nginx serving a file.

Seconds are those of the server's processes around one request: clients and neighbours count for nothing. A first hit is
of a page that nobody has asked since the start.
"""

from __future__ import annotations

import gzip
import os
import random
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

from benchmarks.harness import ROOT, Failed, Pair, release, side
from benchmarks.report import Figure, Goal, Peer, Result
from benchmarks.watch import own_seconds, processor_seconds, tree

PAGE_BYTES = 100_000
STARTS, HITS, FIRST_HIT = 3, 5, 0.8
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
    starts, met = [], []
    for number in range(STARTS):
        with ours(folder) as mine, stock(folder) as theirs:
            starts.append((mine.start, theirs.start))
            parts = ", ".join(f"{own_seconds(one):.2f} s" for one in tree(mine.process))
            met.append(_met(folder, mine, theirs, number))
            if number == STARTS - 1:
                yield from _sizes(folder, mine)
                yield from _exports(folder, mine)
    yield from _pages(met)
    start = Pair.of(starts)
    yield Peer("the site starts", "a stock Datasette", start)
    yield Goal(
        "start of the site",
        1.3,
        start.ratio,
        "a stock Datasette",
        f"its processes spend {parts}: that which answers, then the workshop, where Datasette and its plugins are",
    )


@dataclass(frozen=True)
class Met:
    """Seconds of a type of page on one server: the first after its start, others of the type later, one again; and
    those of the peer, first and again. A type of one page has no other."""

    first: float
    later: float | None
    again: float
    cold: float
    warm: float


def _met(folder: Path, mine: Server, theirs: Server, number: int) -> dict[str, Met]:
    """The types of page in another order on each server, for what one loads serves those that follow."""
    cold = theirs.hit(FACETS)
    warm = median(theirs.hit(FACETS) for _ in range(HITS))
    kinds = list(page_types(folder).items())
    found = {}
    for name, paths in random.Random(number).sample(kinds, len(kinds)):
        if name == "table":  # where its redirect leads; the page itself is as new
            paths = [f"{mine.leads(path)}&_sort={by}" for path, by in zip(paths, ("nom", "statut"), strict=True)]
        first, *others = [mine.hit(path) for path in paths]
        again = median(mine.hit(paths[-1]) for _ in range(HITS))
        found[name] = Met(first, median(others) if others else None, again, cold, warm)
    return found


def _pages(met: list[dict[str, Met]]) -> Iterator[Result]:
    ratios = {}
    for name in sorted(met[0]):
        mine = [one[name] for one in met]
        first = Pair.of([(one.first, one.warm) for one in mine])
        later = [(one.later, one.warm) for one in mine if one.later is not None]
        ratios[name] = first.ratio, Pair.of(later).ratio if later else None, first.ours
        told = f"first after a start {first.ratio:.2f} × the warm peer, "
        told += f"another of the kind later {ratios[name][1]:.2f} ×" if later else "the only one of its kind"
        cold = Pair.of([(one.first, one.cold) for one in mine])
        again = Pair.of([(one.again, one.warm) for one in mine])
        yield Peer(f"page: {name}", "a stock table page, three facets", cold, again, told)
    worst = max(ratios, key=lambda name: ratios[name][0])
    ratio, later, seconds = ratios[worst]
    against = f"a stock table page with the same facets, once warm; the worst: {worst}"
    over = ", ".join(f"« {name} »" for name in ratios if ratios[name][0] > FIRST_HIT)
    told = f"over it: {over}. The first « {worst} » after a start takes {1000 * seconds:.0f} ms"
    told += f", another later {later:.2f} ×" if later is not None else ""
    yield Goal("first hit of every page type", FIRST_HIT, ratio, against, told)


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
        "comparison": ["/comparer?a=region:84&b=departement:69", "/comparer?a=region:11&b=departement:93"],
        "quality": ["/qualite"],
        "state of a day": ["/etat/2022-01-01", "/etat/2025-06-01", "/etat/2024-03-01"],
        "dated page": [f"/{folder.name.replace('.', '-')}/region/{one}" for one in ("84", "11", "76")],
        "table": [FACETS, FACETS],
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
