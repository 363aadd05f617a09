"""The site against its budgets, in one run on this machine.

    python benchmarks/bench_site.py [RELEASE] [--seconds 4]

Without RELEASE the last one of the project is taken. Measured, each line with its budget:

- the site built from a release of 1 000 CPTS whose territories share every commune of France: under 20 s
  of processor time;
- the home page compressed, and the heaviest page of a region of that release of 1 000 CPTS: under 100 kB;
- requests per second of our pages against a stock Datasette table page (the table `cpts` with three facets in an
  unmodified Datasette on the same file): at least 5 times; behind the cache of `deploy/nginx.conf`: at least 100.

Bounded in time; four connections, kept open. Exit 1 when a budget is exceeded.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipelines.paths import REFERENCE, paths  # noqa: E402
from pipelines.publish.checksums import sha256, write_sums  # noqa: E402
from pipelines.publish.sqlite import write_sqlite  # noqa: E402
from pipelines.site.serve import command  # noqa: E402
from schema import load_schema, to_arrow  # noqa: E402
from tests.support.proxy import MISSING, NGINX, proxied  # noqa: E402

CPTS = 1000
BUILD_SECONDS, PAGE_BYTES, TIMES, TIMES_CACHED = 20, 100_000, 5, 100
CONNECTIONS = 4
STOCK_PORT, OUR_PORT, PROXY_PORT = 8191, 8192, 8193

# the plugins of the environment stay out: this is what a newcomer gets
WITHOUT_PLUGINS = "import sys; sys._called_from_test = True; from datasette.cli import cli; cli()"


@contextmanager
def serving(line: list[str], port: int) -> Iterator[int]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.25)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def rate(port: int, path: str, seconds: float) -> float:
    """Answers per second over `seconds`, every one of them checked to be a 200."""
    end = time.monotonic() + seconds
    counts = [0] * CONNECTIONS

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: status {answer.status}")
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not all(counts):
        raise SystemExit(f"{path}: a connection got no answer")
    return sum(counts) / seconds


def final_path(port: int, path: str) -> str:
    """Where `path` leads after redirects (the hashed address of the database)."""
    answer = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30)
    return str(answer.url).split(f":{port}", 1)[1]


def enlarge(release: Path, folder: Path) -> None:
    """Write in `folder` the Parquet files of `release` with its CPTS repeated until they are `CPTS`, their
    territories sharing every commune in the order of codes."""
    import pyarrow.parquet as pq

    rows = {name: pq.read_table(release / f"{name}.parquet").to_pylist() for name in load_schema()}
    copies = -(-CPTS // len(rows["cpts"]))
    identifiers = ("cpts_id", "preuve_id", "evenement_id")

    def again(row: dict[str, Any], number: int) -> dict[str, Any]:
        return row | {column: f"{row[column]}-{number}" for column in identifiers if column in row}

    for name in ("cpts", "missions", "evenements", "preuves", "desaccords"):
        rows[name] = [again(row, number) for number in range(copies) for row in rows[name]]
    rows["cpts"] = rows["cpts"][:CPTS]
    ids = [row["cpts_id"] for row in rows["cpts"]]
    kept = set(ids)
    for name in ("missions", "evenements", "preuves", "desaccords"):
        rows[name] = [row for row in rows[name] if row["cpts_id"] in kept]
    communes, proof = sorted(rows["couverture"], key=itemgetter("commune")), rows["preuves"][0]["preuve_id"]
    rows["territoires"] = [
        {
            "cpts_id": ids[number * CPTS // len(communes)],
            "commune": row["commune"],
            "commune_nom": row["nom"],
            "departement": row["departement"],
            "partiel": False,
            "population": row["population"],
            "texte": row["nom"],
            "regle": "nom",
            "preuve_id": proof,
        }
        for number, row in enumerate(communes)
    ]
    holder = {row["commune"]: row["cpts_id"] for row in rows["territoires"]}
    stages = {row["cpts_id"]: row["statut"] for row in rows["cpts"]}
    for row in rows["couverture"]:
        row |= {"nb_cpts": 1, "cpts_ids": holder[row["commune"]], "statut_max": stages[holder[row["commune"]]]}
    for name, held in rows.items():
        pq.write_table(to_arrow(name, held), folder / f"{name}.parquet")


def enlarged(release: Path, folder: Path) -> float:
    """Write in `folder` a release that can be served, of `enlarge`; the processor time of its database,
    in seconds: what else the machine does counts for nothing."""
    enlarge(release, folder)
    began = time.process_time()
    (folder / "site").mkdir()
    write_sqlite(folder, folder / "site" / "observatoire.db", REFERENCE)
    spent = time.process_time() - began
    for name in ("datapackage.json", "catalogue.jsonld", "site/metadata.json"):
        shutil.copyfile(release / name, folder / name)
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    write_sums(folder, {name: sha256(folder / name) for name in files})
    return spent


def heaviest_region(folder: Path) -> int:
    """Bytes of the largest compressed page of a region of the release in `folder`."""
    import pyarrow.parquet as pq

    regions = pq.read_table(folder / "regions.parquet").column("region").to_pylist()
    with serving(command(folder, port=OUR_PORT), OUR_PORT) as port:
        pages = (urllib.request.urlopen(f"http://127.0.0.1:{port}/region/{one}", timeout=60).read() for one in regions)
        return max(len(gzip.compress(page, 6)) for page in pages)


class Report:
    """Prints each figure beside its budget and remembers what exceeds it."""

    def __init__(self) -> None:
        self.exceeded = 0

    def line(self, name: str, figure: str, budget: str, good: bool) -> None:
        self.exceeded += not good
        print(f"{name:<34}{figure:<44}{budget}{'' if good else '  EXCEEDED'}")

    def rate(self, name: str, ours: float, stock: float, times: int) -> None:
        self.line(
            name, f"{ours:8.0f}/s, {ours / stock:6.1f} times the stock page", f"at least {times}", ours >= times * stock
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path, nargs="?", default=paths().releases / "latest")
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    release = options.release.resolve()
    if not (release / "datapackage.json").is_file():
        sys.exit(f"{options.release} is no release folder: run `make run` first or name one")
    report = Report()
    with tempfile.TemporaryDirectory() as temporary:
        spent = enlarged(release, Path(temporary))
        report.line(f"site of {CPTS} CPTS built", f"{spent:8.1f} s", f"under {BUILD_SECONDS} s", spent < BUILD_SECONDS)
        size = heaviest_region(Path(temporary))
    report.line(
        f"page of a region, {CPTS} CPTS", f"{size / 1000:8.1f} kB", f"under {PAGE_BYTES // 1000} kB", size < PAGE_BYTES
    )
    database = release / "site" / "observatoire.db"
    facets = "?_facet=statut&_facet=region&_facet=presence"
    with serving(
        [sys.executable, "-c", WITHOUT_PLUGINS, "serve", "-i", str(database), "--port", str(STOCK_PORT)], STOCK_PORT
    ) as port:
        stock = rate(port, f"/observatoire/cpts{facets}", options.seconds)
    print(f"{'stock Datasette table page':<34}{stock:8.0f}/s")
    with serving(command(release, port=OUR_PORT), OUR_PORT) as port:
        home = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).read()
        size = len(gzip.compress(home, 6))
        report.line(
            "home page compressed", f"{size / 1000:8.1f} kB", f"under {PAGE_BYTES // 1000} kB", size < PAGE_BYTES
        )
        one = (
            urllib.request.urlopen(f"http://127.0.0.1:{port}/observatoire/cpts.json?_shape=array&_size=1", timeout=30)
            .read()
            .decode()
            .split('"cpts_id": "')[1]
            .split('"')[0]
        )
        pages = {
            "home": "/",
            "CPTS": f"/cpts/{one}",
            "département": "/departement/93",
            "table": final_path(port, "/observatoire/cpts"),
        }
        for name, path in pages.items():
            report.rate(name, rate(port, path, options.seconds), stock, TIMES)
        if NGINX is None:
            print(f"behind the cache: not measured, {MISSING}")
        else:
            with (
                tempfile.TemporaryDirectory() as folder,
                proxied(Path(folder), port, PROXY_PORT, release.parent, rate="100000r/s"),
            ):
                for name in ("home", "CPTS"):
                    report.rate(
                        f"{name}, behind the cache", rate(PROXY_PORT, pages[name], options.seconds), stock, TIMES_CACHED
                    )
    sys.exit(1 if report.exceeded else 0)


if __name__ == "__main__":
    main()
