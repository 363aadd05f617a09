"""Somebody's capture of a page enters as an observation: a saved page (.mhtml too), a PDF, a workbook, a HAR or a WARC.

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
from email import message_from_bytes, policy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from spiders.addresses import canonical
from spiders.archive.exchange import BY_HAND, CaptureError
from spiders.archive.writer import CaptureWriter
from spiders.clock import now
from spiders.document import MAX_BYTES, decode, sniff

# what the bytes of a saved file are called on the web
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "xml": "application/xml",
    "csv": "text/csv",
}
NO_PAGE = ("binary", "docx")  # a picture, a letter: nobody reads them
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
    info = {"software": BY_HAND, "source": source_id, "provenance": f"{file.name}, sha256:{mark}"}
    opened = gzip.decompress(body[:1_000_000]) if body[:2] == b"\x1f\x8b" and _is_warc_gz(file) else body
    har = _is_har(body)
    if har or opened[:5] == b"WARC/":
        _says_itself(file, url, day)
    if opened[:5] == b"WARC/":
        target = folder / source_id / f"apport-{mark[:12]}.warc{'.gz' if opened is not body else ''}"
        return _copied(body, target, info)
    found = list(_of_har(body)) if har else [_alone(file, body, url, day)]
    if not found:
        raise ValueError(f"{file.name}: this HAR holds no page that came; save it with the contents of the answers")
    if late := next((when for _, when, _, _ in found if when[:10] > now()[:10]), ""):
        raise ValueError(f"{file.name}: dated {late[:10]}, after today")
    addresses = tuple(address for address, *_ in found)
    # the same file may be that of two addresses: each is a capture of its own
    own = hashlib.sha256("\n".join((mark, *addresses)).encode()).hexdigest()[:12]
    target = folder / source_id / f"apport-{found[0][1][:10]}-{own}.warc.gz"
    if not target.exists():
        writer = CaptureWriter(target, {**info, "reconstruction": "false"}, lambda: found[0][1])
        for address, when, kind, content in found:
            writer.answer(address, (), "200 OK", (("Content-Type", kind),), content, when)
        writer.close()
    return Brought(target, addresses)


def _says_itself(file: Path, url: str, day: date | None) -> None:
    if url or day:
        raise ValueError(f"{file.name}: it says its addresses and days itself; leave --url and --date out")


def _is_warc_gz(file: Path) -> bool:
    return file.name.endswith(".warc.gz")


def _copied(body: bytes, target: Path, info: dict[str, str]) -> Brought:
    """The records of a WARC as they are, after one that says where they come from."""
    from spiders.archive.reader import Capture

    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent) as aside:
        given = Path(aside) / target.name
        given.write_bytes(body)
        try:
            capture = Capture(given)
        except CaptureError as error:
            raise ValueError(f"{target.name}: {error}") from error
        if not (held := tuple(capture.addresses())):
            raise ValueError("this WARC holds no page")
        said = "true" if capture.reconstruction else "false"
    if not target.exists():
        writer = CaptureWriter(target, {**info, "reconstruction": said}, lambda: capture.last_date)
        writer.records(body)
        writer.close()
    return Brought(target, held)


def _alone(file: Path, body: bytes, url: str, day: date | None) -> tuple[str, str, str, bytes]:
    if page := _of_mhtml(body):
        body, said, saved = page
        url, day = url or said, day or saved
    address = canonical(url)
    if not address:
        raise ValueError(f"{file.name}: say with --url which address (http or https) the page was saved from")
    if day is None:
        raise ValueError(f"{file.name}: say with --date which day the page was saved")
    if not body or len(body) > MAX_BYTES:
        raise ValueError(f"{file.name}: {len(body)} bytes; a page holds something, and at most {MAX_BYTES}")
    kind = sniff(body, "")
    if kind in NO_PAGE:
        raise ValueError(f"{file.name}: neither a page, nor a table, nor a PDF: nothing here can be read")
    return address, f"{day.isoformat()}{NOON}", TYPES.get(kind, "application/octet-stream"), body


def _of_mhtml(body: bytes) -> tuple[bytes, str, date | None] | None:
    """Page, address and day of what a browser saves as one file (RFC 2557); None for any other file."""
    if b"multipart/related" not in body[:2000].lower():
        return None
    message = message_from_bytes(body, policy=policy.default)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        return None
    address = message["Snapshot-Content-Location"] or page["Content-Location"] or ""
    when = message["Date"].datetime if message["Date"] else None
    text = decode(page.get_payload(decode=True), str(page["Content-Type"]))  # type: ignore[arg-type]
    return text.encode("utf-8"), str(address), when.date() if when else None


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
