"""Replay with extraction, against Scrapy fetching the same pages, and against extraction without Scrapy.

    python benchmarks/bench_replay.py [--pages 300] [--rounds 3]

The three read the same pages with the same extractors, turn by turn in one run; what counts is the ratio, not
the pages per second of one machine. Wanted: replay / fetch ≥ 1, extraction alone / replay ≥ 1.5.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from spiders.archive.reader import Capture  # noqa: E402
from spiders.document import Document  # noqa: E402
from spiders.extract.model.source import SourceContext  # noqa: E402
from spiders.extract.read import read  # noqa: E402
from spiders.registry import load_cards  # noqa: E402
from tests.support.loopback import QUICK, Site, serve, table, write_card  # noqa: E402

RECONSTRUCTIONS = ROOT / "datasets" / "reconstructions"
# real pages weigh 60 to 90 kB, most of it scripts and settings that no reader looks at
WEIGHT = b"<script>" + b"window.settings = {'theme': 'agence', 'region': 27};" * 1200 + b"</script></head>"


def pages(count: int) -> list[bytes]:
    """Reconstructed pages at the weight of real ones, repeated up to `count`."""
    bodies = [path.read_bytes().replace(b"</head>", WEIGHT, 1) for path in sorted(RECONSTRUCTIONS.rglob("*.html"))]
    return [bodies[number % len(bodies)] for number in range(count)]


def crawl(mode: str, folder: Path, overrides: dict[str, str]) -> float:
    """Seconds between the first and the last page, starting Scrapy left out: both modes pay it alike."""
    command = [
        sys.executable,
        "-m",
        "spiders.run",
        "collect",
        "bench",
        "--mode",
        mode,
        "--captures",
        str(folder / "captures"),
        "--output",
        str(folder / mode),
        "--cards",
        str(folder / "cards"),
    ]
    for name, value in overrides.items():
        command += ["--set", f"{name}={value}"]
    begun = ended = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        for line in process.stdout:
            begun = begun or (time.perf_counter() if '"start"' in line else 0.0)
            if '"done"' in line:
                ended = time.perf_counter()
    return ended - begun


def extract(folder: Path) -> float:
    begun = time.perf_counter()
    context = SourceContext.from_card(load_cards(folder / "cards")["bench"])
    capture = Capture(next((folder / "captures" / "bench").glob("*.warc.gz")))
    found = 0
    for address in capture.addresses():
        for exchange in capture.exchanges(address):
            kind = exchange.header("Content-Type") or ""
            if exchange.status == 200 and "html" in kind:
                found += len(read(Document(exchange.url, exchange.body, kind), context).listings)
    assert found, "no listing was read"
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    site = Site(pages={f"/cpts-{number}": page for number, page in enumerate(pages(given.pages))})
    site.pages["/liste"] = table("CPTS de tête", more="".join(f'<a href="{path}">CPTS</a>' for path in site.pages))
    with tempfile.TemporaryDirectory() as name, serve(site):
        folder = Path(name)
        write_card(folder / "cards", "bench", site.url + "/liste", crawl='discovery = ["links"]\nmax_pages = 500')
        # fetching is Scrapy as it comes: no archive, several requests at a time, as fast as it can
        fetch = {
            **QUICK,
            "ARCHIVE_MODE": "plain",
            "CONCURRENT_REQUESTS": "16",
            "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
            "DOWNLOAD_DELAY_JITTER": "0",
        }
        crawl("live", folder, QUICK)
        times: dict[str, list[float]] = {"fetch": [], "replay": [], "extraction alone": []}
        for _ in range(given.rounds):
            times["fetch"].append(crawl("live", folder, fetch))
            times["replay"].append(crawl("replay", folder, QUICK))
            times["extraction alone"].append(extract(folder))
    base = median(times["fetch"])
    for what, seconds in times.items():
        middle = median(seconds)
        print(f"{what:>18}: {given.pages / middle:7.1f} pages/s, {base / middle:5.2f} times the fetch")
    print(f"extraction alone / replay: {median(times['replay']) / median(times['extraction alone']):.2f}")


if __name__ == "__main__":
    main()
