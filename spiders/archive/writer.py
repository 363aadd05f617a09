"""Writes the exchanges of one crawl to a WARC 1.1 file, one gzip member per record.

With a fixed clock the bytes depend on the exchanges alone: record ids are derived from what the record
holds, and nothing of the machine is written. The file grows under another name and takes its own on `close`,
so that a crawl that dies leaves the last good capture as it was.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.archive.exchange import FAILURE_TYPE, Exchange
from spiders.files import private_name, sweep

# of one hop only: the client has already undone them when the archive sees the body
HOP_HEADERS = frozenset({"transfer-encoding", "connection", "keep-alive", "content-length"})

Headers = tuple[tuple[str, str], ...]


def payload_digest(body: bytes) -> str:
    """`sha256:<base32>`, the form WARC readers verify."""
    return "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode("ascii")


class CaptureWriter:
    """`info` becomes the warcinfo record; `clock` gives the date of a record in ISO 8601, UTC."""

    def __init__(self, path: Path, info: Mapping[str, str], clock: Callable[[], str]) -> None:
        self.path = path
        self.clock = clock
        self.reconstruction = info.get("reconstruction") == "true"
        self._count = 0
        self._aside = private_name(path)
        self._aside.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        self._file = self._aside.open("wb")
        self._warc = WARCWriter(self._file, gzip=path.suffix == ".gz", warc_version="1.1")
        payload = "".join(f"{name}: {value}\r\n" for name, value in info.items()).encode("utf-8")
        self._write("warcinfo", "", clock(), payload, content_type=FAILURE_TYPE)

    def answer(
        self, url: str, sent: Headers, status_line: str, headers: Headers, body: bytes, date: str | None = None
    ) -> Exchange:
        """Records a GET with the headers `sent`, and its response. Returns the exchange as a replay will
        give it."""
        date = date or self.clock()
        kept = tuple((name, value) for name, value in headers if name.lower() not in HOP_HEADERS)
        http = StatusAndHeaders(status_line, [*kept, ("Content-Length", str(len(body)))], protocol="HTTP/1.1")
        record_id = self._write("response", url, date, body, http=http)
        self._write_request(url, sent, date, record_id)
        return Exchange(
            url=url,
            date=date,
            record_id=record_id,
            status=int(status_line.split()[0]),
            headers=kept,
            body=body,
            reconstruction=self.reconstruction,
        )

    def unchanged(self, url: str, sent: Headers, headers: Headers, earlier: Exchange) -> Exchange:
        """Records a 304 as a revisit of `earlier`, an exchange of an older capture. Returns `earlier`, confirmed
        now."""
        date = self.clock()
        http = StatusAndHeaders("304 Not Modified", list(headers), protocol="HTTP/1.1")
        record_id = self._write(
            "revisit",
            url,
            date,
            b"",
            http=http,
            more={
                "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
                "WARC-Refers-To": f"<{earlier.record_id}>",
                "WARC-Refers-To-Target-URI": earlier.url,
                "WARC-Refers-To-Date": earlier.date,
            },
        )
        self._write_request(url, sent, date, record_id)
        return replace(earlier, confirmed=date)

    def failure(self, url: str, name: str, reason: str) -> None:
        """Records that nothing came, so that a replay fails in the same way."""
        payload = f"fetch-failure: {name}\r\nreason: {' '.join(reason.split())}\r\n"
        self._write("metadata", url, self.clock(), payload.encode("utf-8"), content_type=FAILURE_TYPE)

    def records(self, body: bytes) -> None:
        """Records that somebody else wrote, as they are."""
        self._file.write(body)

    def close(self, name: str | None = None) -> Path:
        """Gives the file its name, or another one in the same folder."""
        final = self.path.with_name(name) if name else self.path
        try:
            self._file.close()
            self._aside.replace(final)
        finally:
            self._aside.unlink(missing_ok=True)
        return final

    def discard(self) -> None:
        self._file.close()
        self._aside.unlink()

    def _write_request(self, url: str, sent: Headers, date: str, response_id: str) -> None:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        http = StatusAndHeaders(f"GET {target} HTTP/1.1", [("Host", parts.netloc), *sent])
        self._write("request", url, date, b"", http=http, more={"WARC-Concurrent-To": f"<{response_id}>"})

    def _write(
        self,
        kind: str,
        url: str,
        date: str,
        payload: bytes,
        http: StatusAndHeaders | None = None,
        content_type: str = "",
        more: Mapping[str, str] | None = None,
    ) -> str:
        self._count += 1
        digest = payload_digest(payload)
        seed = f"{self._count} {kind} {url} {date} {digest}"
        record_id = uuid.uuid5(uuid.NAMESPACE_URL, seed).urn
        headers = {"WARC-Record-ID": f"<{record_id}>", "WARC-Date": date, **(more or {})}
        if kind == "response":
            headers["WARC-Payload-Digest"] = digest
        record = self._warc.create_warc_record(
            url,
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            warc_content_type=content_type,
            warc_headers_dict=headers,
            http_headers=http,
        )
        self._warc.write_record(record)
        return record_id
