"""As much of S3 as the store asks of one, on the loopback: a bucket in memory, with conditional writes, that may refuse
to be written."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET = "observatoire"


@dataclass
class Bucket:
    """`read_only`: its keys may read, not write. `asked`: requests until now."""

    held: dict[str, bytes] = field(default_factory=dict)
    read_only: bool = False
    asked: int = 0


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        bucket: Bucket = self.server.bucket  # type: ignore[attr-defined]
        bucket.asked += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        where = urlsplit(self.path)
        name, _, key = unquote(where.path).lstrip("/").partition("/")
        if name != BUCKET:
            self._refuse(404, "NoSuchBucket")
        elif bucket.read_only and self.command in ("PUT", "POST", "DELETE"):
            self._refuse(403, "AccessDenied")
        elif self.command == "PUT":
            there = bucket.held.get(key)
            if (self.headers.get("If-None-Match") and there is not None) or (
                (wanted := self.headers.get("If-Match")) and (there is None or _etag(there) != wanted)
            ):
                self._refuse(412, "PreconditionFailed")
            else:
                bucket.held[key] = body
                self._send(200, b"", _etag(body))
        elif self.command == "DELETE":
            bucket.held.pop(key, None)
            self._send(204, b"")
        elif key:
            there = bucket.held.get(key)
            self._send(200, there, _etag(there)) if there is not None else self._refuse(404, "NoSuchKey")
        else:
            self._list(bucket, parse_qs(where.query).get("prefix", [""])[0])

    do_GET = do_PUT = do_DELETE = do_HEAD = do_POST = _answer

    def _list(self, bucket: Bucket, prefix: str) -> None:
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size><ETag>{escape(_etag(body))}</ETag>"
            "<LastModified>2026-11-30T00:00:00.000Z</LastModified></Contents>"
            for key, body in sorted(bucket.held.items())
            if key.startswith(prefix)
        )
        self._send(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode())

    def _refuse(self, status: int, code: str) -> None:
        self._send(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def _send(self, status: int, body: bytes, etag: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/xml")
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def serving() -> Iterator[tuple[Bucket, dict[str, str]]]:
    """The bucket, and the environment of its clients."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.bucket = Bucket()  # type: ignore[attr-defined]
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield (
            server.bucket,  # type: ignore[attr-defined]
            {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_address[1]}",
                "AWS_ACCESS_KEY_ID": "cle",
                "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_DEFAULT_REGION": "us-east-1",
                "no_proxy": "127.0.0.1",
            },
        )
    finally:
        server.shutdown()
        server.server_close()
