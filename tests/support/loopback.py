"""A small server on the loopback for the collecting tests: answers from a table, counts what it is asked."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from spiders.clock import REHEARSAL

Answer = Callable[[BaseHTTPRequestHandler], None]

PAGE = """<!doctype html><html lang="fr"><head><title>Les CPTS de la région</title></head><body><main>
<h1>Les CPTS de la région</h1>
<table><tr><th>Nom de la CPTS</th><th>Statut</th><th>Population</th></tr>{rows}</table>{more}</main></body></html>"""


def table(*names: str, more: str = "") -> bytes:
    """A page that lists the CPTS in a table, as several agencies do."""
    rows = "".join(f"<tr><td>{name}</td><td>ACI signé</td><td>45 000 habitants</td></tr>" for name in names)
    return PAGE.format(rows=rows, more=more).encode("utf-8")


@dataclass
class Site:
    """Answers by path; a path it does not know gives 404. `asked` counts requests, `headers` keeps the last."""

    robots: tuple[int, str, bytes] = (200, "text/plain", b"User-agent: *\nDisallow: /secret/\n")
    pages: dict[str, Answer | bytes] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked[handler.path] += 1
        self.headers[handler.path] = dict(handler.headers.items())
        if handler.path == "/robots.txt":
            status, kind, body = self.robots
            send(handler, body, status=status, kind=kind)
            return
        page = self.pages.get(handler.path)
        if page is None:
            send(handler, b"absent", status=404)
        elif isinstance(page, bytes):
            send(handler, page)
        else:
            page(handler)


def send(
    handler: BaseHTTPRequestHandler,
    body: bytes,
    status: int = 200,
    kind: str = "text/html; charset=utf-8",
    **headers: str,
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serve(site: Site) -> Iterator[Site]:
    """Serves the site on a free port until the block ends: whoever crawls this machine rehearses."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.answer(self)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    before = os.environ.get(REHEARSAL)
    os.environ[REHEARSAL] = "1"
    try:
        yield site
    finally:
        if before is None:
            os.environ.pop(REHEARSAL, None)
        else:
            os.environ[REHEARSAL] = before
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def write_card(
    folder: Path,
    source_id: str,
    *urls: str,
    platform: str = "site",
    minimum: int = 1,
    crawl: str = "",
    kind: str = "federation",
    maximum: int = 20,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    addresses = ", ".join(f'"{url}"' for url in urls)
    (folder / f"{source_id}.toml").write_text(
        f"""
id = "{source_id}"
publisher = "Éditeur d'essai"
title = "Source d'essai {source_id}"
kind = "{kind}"
regions = ["27"]
platform = "{platform}"
entry_urls = [{addresses}]
verified = true
known = "Une page servie par le test"
licence = "Licence Ouverte 2.0"

[expect]
minimum = {minimum}
maximum = {maximum}

[crawl]
{crawl}

[lifecycle]
state = "active"
since = 2026-11-22
reason = "pour le test"
""",
        encoding="utf-8",
    )


# a test waits for nothing: no delay, one retry, small pages
QUICK = {"DOWNLOAD_DELAY": "0", "RETRY_TIMES": "1", "DOWNLOAD_TIMEOUT": "20", "DOWNLOAD_MAXSIZE": "300000"}
