"""The crawl beside bare Scrapy on the same pages, and the writing of captures beside warcio and fastwarc alone.

Pages are the reconstructions at the weight of real ones, served on the loopback.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.harness import ROOT, Pair, cost, installed, pairs, side
from benchmarks.report import Figure, Peer, Result

PAGES = 150
RECONSTRUCTIONS = ROOT / "datasets" / "reconstructions"
# real pages weigh 60 to 90 kB, most of it scripts and settings that no reader looks at
WEIGHT = b"<script>" + b"window.settings = {'theme': 'agence', 'region': 27};" * 1200 + b"</script></head>"
SPIDER = """
import sys, scrapy
from scrapy.crawler import CrawlerProcess
class Bare(scrapy.Spider):
    name, start_urls = "bare", [sys.argv[1]]
    def parse(self, response):
        found = {"title": response.css("title::text").get(), "items": response.css("li::text").getall()}
        yield {"url": response.url, **found}
        yield from response.follow_all(css="a", callback=self.parse)
process = CrawlerProcess({"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": True, "CLOSESPIDER_PAGECOUNT": 10000, "FEEDS": {sys.argv[2]: {"format": "jsonlines"}}})
process.crawl(Bare)
process.start()
"""


def measure() -> Iterator[Result]:
    from tests.support.loopback import QUICK, Site, serve, table, write_card

    site = Site(pages={f"/cpts-{number}": page for number, page in enumerate(pages(PAGES))})
    site.pages["/liste"] = table("CPTS de tête", more="".join(f'<a href="{path}">CPTS</a>' for path in site.pages))
    with tempfile.TemporaryDirectory() as name, serve(site):
        folder = Path(name)
        write_card(folder / "cards", "bench", site.url + "/liste", crawl='discovery = ["links"]\nmax_pages = 500')
        quick = [part for name, value in QUICK.items() for part in ("--set", f"{name}={value}")]

        def ours(mode: str) -> Any:
            where = ["--captures", folder / "captures", "--output", folder / mode, "--cards", folder / "cards"]
            command = [sys.executable, "-m", "spiders.run", "collect", "bench", "--mode", mode, "--again"]
            return cost([*command, *map(str, where), *quick])

        def bare() -> Any:
            return cost([sys.executable, "-c", SPIDER, site.url + "/liste", str(folder / "bare.jsonl")])

        live = pairs(lambda: ours("live"), bare)
        told = "ours records a capture and reads every page; both read links and obey robots.txt"
        yield Peer(f"a live crawl of {PAGES} pages", "bare Scrapy", live, reason=told)
        replay = pairs(lambda: ours("replay"), bare)
        yield Peer(f"a replay of {PAGES} pages", "bare Scrapy fetching them", replay)
    for peer in ("warcio", "fastwarc"):
        if installed(peer):
            spent = side("crawl:captured", peer)[1]
            yield Peer(f"a capture of {PAGES} pages", peer, warm=Pair.of(spent["pairs"]))
            yield Figure(f"size of that capture against {peer}", f"{spent['bytes'][0] / spent['bytes'][1]:.2f} ×")
        else:
            yield Peer(f"a capture of {PAGES} pages", peer, reason=f"{peer} is not installed")


def pages(count: int) -> list[bytes]:
    """Reconstructed pages at the weight of real ones, repeated up to `count`."""
    bodies = [path.read_bytes().replace(b"</head>", WEIGHT, 1) for path in sorted(RECONSTRUCTIONS.rglob("*.html"))]
    return [bodies[number % len(bodies)] for number in range(count)]


def captured(peer: str) -> dict[str, Any]:
    from benchmarks.harness import warm_pairs

    theirs: Callable[[Path, list[bytes]], None] = globals()[f"with_{peer}"]
    bodies = pages(PAGES)
    with tempfile.TemporaryDirectory() as name:
        ours_at, theirs_at = Path(name) / "ours.warc.gz", Path(name) / "theirs.warc.gz"
        spent = warm_pairs(lambda: with_ours(ours_at, bodies), lambda: theirs(theirs_at, bodies), 3)
        return {"pairs": spent, "bytes": [path.stat().st_size for path in (ours_at, theirs_at)]}


HEADERS = [("Content-Type", "text/html"), ("Server", "a")]
DATE = "2026-11-30T08:00:00Z"


def with_ours(path: Path, bodies: list[bytes]) -> None:
    from spiders.archive.writer import CaptureWriter

    writer = CaptureWriter(path, {"software": "bench"}, lambda: DATE)
    for number, body in enumerate(bodies):
        writer.answer(f"https://a.example/{number}", (), "200 OK", tuple(HEADERS), body)
    writer.close()


def with_warcio(path: Path, bodies: list[bytes]) -> None:
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for number, body in enumerate(bodies):
            http = StatusAndHeaders("200 OK", HEADERS, protocol="HTTP/1.1")
            url = f"https://a.example/{number}"
            record = writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=http)
            request = StatusAndHeaders(f"GET /{number} HTTP/1.1", [("Host", "a.example")])
            writer.write_record(record)
            writer.write_record(writer.create_warc_record(url, "request", http_headers=request))


def with_fastwarc(path: Path, bodies: list[bytes]) -> None:
    from fastwarc import GzipWriter, WarcRecord, WarcRecordType

    with path.open("wb") as file:
        stream = GzipWriter(file)
        for number, body in enumerate(bodies):
            for kind, head in (
                (WarcRecordType.response, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
                (WarcRecordType.request, f"GET /{number} HTTP/1.1\r\nHost: a.example\r\n\r\n".encode()),
            ):
                record = WarcRecord()
                record.init_headers(kind)
                record.headers["WARC-Target-URI"] = f"https://a.example/{number}"
                record.set_bytes_content(head + (body if kind == WarcRecordType.response else b""))
                record.write(stream, checksum_data=True)
