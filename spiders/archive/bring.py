"""Somebody's capture of a page enters as an observation: a saved page, a PDF, a workbook, a HAR or a WARC.

It becomes a capture brought from elsewhere, in the folder of its source: what it is, who made it and when is in its
`warcinfo` record. Of a HAR only addresses, dates, types and bodies of pages that came are kept: cookies, headers and
requests are those of a person.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from spiders.addresses import canonical
from spiders.archive.exchange import CaptureError
from spiders.archive.writer import CaptureWriter
from spiders.clock import now
from spiders.document import MAX_BYTES, sniff

# what the bytes of a saved file are called on the web
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "xml": "application/xml",
    "csv": "text/csv",
}
NOON = "T12:00:00Z"  # of a day whose hour nobody said


@dataclass(frozen=True)
class Brought:
    """`addresses`: the pages it holds, in the order recorded."""

    path: Path
    addresses: tuple[str, ...]


def bring(file: Path, source_id: str, folder: Path, url: str = "", day: date | None = None) -> Brought:
    """Writes the capture under `folder`. `url` and `day` are those of a page saved alone; a HAR and a WARC say theirs.
    Raises `ValueError` with the remedy."""
    body = file.read_bytes()
    mark = hashlib.sha256(body).hexdigest()
    opened = gzip.decompress(body[:1_000_000]) if body[:2] == b"\x1f\x8b" and _is_warc_gz(file) else body
    if opened[:5] == b"WARC/":
        target = folder / source_id / f"apport-{mark[:12]}.warc{'.gz' if opened is not body else ''}"
        return _copied(body, target)
    found = list(_of_har(body)) if _is_har(body) else [_alone(file, body, url, day)]
    if not found:
        raise ValueError(f"{file.name}: this HAR holds no page that came; save it with the contents of the answers")
    if late := next((when for _, when, _, _ in found if when[:10] > now()[:10]), ""):
        raise ValueError(f"{file.name}: dated {late[:10]}, after today")
    info = {
        "software": "a file brought by a person",
        "source": source_id,
        "provenance": f"{file.name}, sha256:{mark}",
        "reconstruction": "false",
    }
    target = folder / source_id / f"apport-{found[0][1][:10]}-{mark[:12]}.warc.gz"
    writer = CaptureWriter(target, info, lambda: found[0][1])
    for address, when, kind, content in found:
        writer.answer(address, (), "200 OK", (("Content-Type", kind),), content, when)
    return Brought(writer.close(), tuple(address for address, *_ in found))


def _is_warc_gz(file: Path) -> bool:
    return file.name.endswith(".warc.gz")


def _copied(body: bytes, target: Path) -> Brought:
    from spiders.archive.reader import Capture

    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body)
    try:
        held = tuple(Capture(target).addresses())
    except CaptureError as error:
        target.unlink()
        raise ValueError(f"{target.name}: {error}") from error
    if not held:
        target.unlink()
        raise ValueError("this WARC holds no page")
    return Brought(target, held)


def _alone(file: Path, body: bytes, url: str, day: date | None) -> tuple[str, str, str, bytes]:
    address = canonical(url)
    if not address:
        raise ValueError(f"{file.name}: say with --url which address (http or https) the page was saved from")
    if day is None:
        raise ValueError(f"{file.name}: say with --date which day the page was saved")
    if not body or len(body) > MAX_BYTES:
        raise ValueError(f"{file.name}: {len(body)} bytes; a page holds something, and at most {MAX_BYTES}")
    kind = sniff(body, "")
    return address, f"{day.isoformat()}{NOON}", TYPES.get(kind, "application/octet-stream"), body


def _is_har(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{" and b'"log"' in body[:2000] and b'"entries"' in body


def _of_har(body: bytes) -> Iterator[tuple[str, str, str, bytes]]:
    """(address, moment, type, body) of the pages that came, HTTP Archive 1.2."""
    try:
        entries = json.loads(body.decode("utf-8-sig"))["log"]["entries"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"this HAR cannot be read ({error}); save it again") from error
    for entry in entries:
        request, response = entry.get("request") or {}, entry.get("response") or {}
        content: dict[str, Any] = response.get("content") or {}
        address = canonical(str(request.get("url") or ""))
        if not address or request.get("method") != "GET" or response.get("status") != 200 or not content.get("text"):
            continue
        yield address, _moment(entry), str(content.get("mimeType") or ""), _bytes(content)


def _bytes(content: dict[str, Any]) -> bytes:
    if content.get("encoding") != "base64":
        return str(content["text"]).encode("utf-8")
    try:
        return base64.b64decode(content["text"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"this HAR holds a body that is not base64 ({error}); save it again") from error


def _moment(entry: dict[str, Any]) -> str:
    try:
        started = datetime.fromisoformat(str(entry.get("startedDateTime")))
    except ValueError as error:
        raise ValueError(f"this HAR has an entry without its date ({error}); save it again") from error
    return (started if started.tzinfo else started.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
