"""A small web on the loopback: a proxy that answers for every host itself, with certificates of its own.

Nothing leaves the machine: an address that the scenario does not describe answers 404. Pages say how they validate, so
that a page which does not change costs a 304, as on the web.
"""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

ROBOTS = b"User-agent: *\nDisallow:\n"


@dataclass(frozen=True)
class Page:
    """One answer. `validates`: whether the server gives an ETag and answers 304 to it; one that does not sends its
    page in full at every visit. `location`: where a redirection leads."""

    body: bytes = b""
    status: int = 200
    location: str = ""
    content_type: str = "text/html; charset=utf-8"
    validates: bool = True


@dataclass
class Web:
    """`pages` by address, without a final slash; `down`: hosts that answer 503, all of them with `*`. `asked` counts
    the statuses of what was answered."""

    pages: Mapping[str, Page] = field(default_factory=dict)
    down: frozenset[str] = frozenset()
    asked: Counter[int] = field(default_factory=Counter)
    proxy: str = ""

    def find(self, host: str, path: str, scheme: str) -> Page:
        if {"*", host} & self.down:
            return Page(b"panne", 503, validates=False)
        page = self.pages.get(f"{scheme}://{host}{path}".rstrip("/"))
        if page is None and path == "/robots.txt":
            return Page(ROBOTS, content_type="text/plain", validates=False)
        return page or Page(b"page absente", 404, validates=False)


@contextmanager
def serve(web: Web, folder: Path) -> Iterator[dict[str, str]]:
    """Serves the web until the block ends. Gives the environment of a command that is to see it and nothing else;
    `folder` keeps the certificate that signs its hosts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))

    @cache
    def context(host: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(made)
        return made

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        tunnel = ""  # host of the connection, once it is encrypted

        def do_CONNECT(self) -> None:
            self.tunnel = self.path.partition(":")[0]
            self.send_response(200)
            self.end_headers()
            self.connection = context(self.tunnel).wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", buffering=0)

        def do_GET(self) -> None:
            if self.tunnel:
                scheme, host, path = "https", self.tunnel, self.path
            else:
                scheme, _, rest = self.path.partition("://")
                host, slash, path = rest.partition("/")
                path = slash + path or "/"
            page = web.find(host, path, scheme)
            tag = '"' + hashlib.sha256(page.body).hexdigest()[:16] + '"' if page.validates else ""
            same = bool(tag) and page.status == 200 and self.headers.get("If-None-Match") == tag
            status, body = (304, b"") if same else (page.status, page.body)
            web.asked[status] += 1
            self.send_response(status)
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (("ETag", tag), ("Location", page.location)):
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return "Fri, 01 Jan 2027 06:00:00 GMT"  # whenever it is asked: weeks played again give the same bytes

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield {
            "http_proxy": web.proxy,
            "https_proxy": web.proxy,
            "no_proxy": "",
            "SSL_CERT_FILE": str(folder / "authority.pem"),
        }
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
