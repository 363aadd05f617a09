"""Requests per second of our pages against a stock Datasette table page, on this machine, in one run.

    python benchmarks/bench_site.py RELEASE [--seconds 4]

Prints one line per page with its ratio to the stock page. Bounded in time; four connections, kept open.
The stock page is the table `cpts` with three facets in an unmodified Datasette on the same file.
"""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.site.serve import ROOT, command

CONNECTIONS = 4
STOCK_PORT, OUR_PORT = 8191, 8192

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    database = (options.release / "site" / "observatoire.db").resolve()
    facets = "?_facet=statut&_facet=region&_facet=presence"
    with serving([sys.executable, "-c", WITHOUT_PLUGINS, "serve", "-i", str(database), "--port", str(STOCK_PORT)],
                 STOCK_PORT) as port:
        stock = rate(port, f"/observatoire/cpts{facets}", options.seconds)
    print(f"{'stock table page':<28}{stock:8.0f}/s")
    with serving(command(options.release, port=OUR_PORT), OUR_PORT) as port:
        one = urllib.request.urlopen(
            f"http://127.0.0.1:{port}/observatoire/cpts.json?_shape=array&_size=1", timeout=30
        ).read().decode().split('"cpts_id": "')[1].split('"')[0]
        for name, path in (
            ("home", "/"), ("CPTS", f"/cpts/{one}"), ("département", "/departement/93"),
            ("table", final_path(port, "/observatoire/cpts")),
        ):
            ours = rate(port, path, options.seconds)
            print(f"{name:<28}{ours:8.0f}/s  {ours / stock:6.1f} times the stock table page")


if __name__ == "__main__":
    main()
