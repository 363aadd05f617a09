"""Reads captures: ours, and any WARC with response records (browser extensions, warcprox, wget, archives).

One pass indexes the file; an exchange is read, and its digest verified, when it is asked for. A file that is
cut or damaged gives what can still be read and says where it broke.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from spiders.archive.exchange import BY_HAND, CaptureError, Exchange, exchange_key

OUR_SOFTWARE = "observatoire-cpts"
MEMBER = b"\x1f\x8b\x08"
UNREADABLE = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    EOFError,
    OSError,
    ValueError,
    AttributeError,
    TypeError,
    KeyError,
    IndexError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a capture breaks: byte offset in the file and what is wrong there."""

    path: Path
    offset: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path.name}, octet {self.offset} : {self.reason}"


@dataclass(frozen=True, slots=True)
class _Place:
    kind: str  # response, revisit or metadata
    offset: int
    record_id: str
    url: str
    date: str
    refers_to: tuple[str, str, str]  # record id, address and date a revisit points at


class Capture:
    """The exchanges of one WARC file, by address. Raises `CaptureError` when the file is no WARC at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.info: dict[str, str] = {}
        self.damage: list[Damage] = []
        self._places: dict[str, list[_Place]] = {}
        self._by_id: dict[str, _Place] = {}
        self._opener: Any = Path.open
        if not path.is_file():
            raise CaptureError(f"no capture at {path.name}")
        self._index()
        if not self._places:
            why = str(self.damage[0]) if self.damage else f"{path.name}: no exchange in it"
            raise CaptureError(f"{why}; not a usable WARC, record the source again")

    @property
    def ours(self) -> bool:
        """Written by our own middleware: then everything a crawl asked is in it."""
        return self.info.get("software", "").startswith(OUR_SOFTWARE)

    @property
    def by_hand(self) -> bool:
        return self.info.get("software") == BY_HAND

    @property
    def reconstruction(self) -> bool:
        return self.info.get("reconstruction") == "true"

    @property
    def last_date(self) -> str:
        """Of the last exchange, ISO 8601 in UTC."""
        return max((place.date for places in self._places.values() for place in places), default="")

    def addresses(self) -> list[str]:
        """Addresses of every exchange, in the order recorded."""
        return [place.url for places in self._places.values() for place in places]

    def record_ids(self) -> set[str]:
        """Ids of the records of every exchange."""
        return set(self._by_id)

    def referred(self) -> set[str]:
        """Ids of the records that revisits point at, those of other captures for the most part."""
        return {place.refers_to[0] for places in self._places.values() for place in places} - {""}

    def exchanges(self, url: str) -> list[Exchange]:
        """Every exchange recorded for the address, in order, revisits not resolved. Damaged ones are left
        out and added to `damage`."""
        read = (self._read(place) for place in self._places.get(exchange_key(url), ()))
        return [exchange for exchange in read if exchange]

    def revisited(self, url: str) -> tuple[str, str, str]:
        """What the last revisit of the address points at: record id, address and date."""
        places = [place for place in self._places.get(exchange_key(url), ()) if place.kind == "revisit"]
        return places[-1].refers_to if places else ("", "", "")

    def find(self, refers_to: tuple[str, str, str]) -> Exchange | None:
        """The response a revisit points at, by record id, else by address and date, else by address."""
        record_id, url, date = refers_to
        place = self._by_id.get(record_id)
        if place is None:
            places = self._places.get(exchange_key(url), []) if url else []
            candidates = [p for p in places if p.kind == "response"]
            place = next((p for p in candidates if p.date == date), candidates[-1] if candidates else None)
        return self._read(place) if place else None

    # -- the index ---------------------------------------------------------------------------------------

    def _index(self) -> None:
        start: int | None = 0
        while start is not None:
            start = self._index_from(start)

    def _index_from(self, start: int) -> int | None:
        """Indexes records from `start` on. Returns where to start again after damage, None at the end."""
        offset = start
        with self._opener(self.path, "rb") as stream:
            stream.seek(start)
            records = ArchiveIterator(stream)
            try:
                for record in records:
                    offset = records.offset
                    self._enter(record, offset)
                    records.read_to_end()
                    missing = getattr(record.raw_stream, "limit", 0)
                    if missing:
                        self._forget(offset)
                        self.damage.append(Damage(self.path, offset, f"coupée {missing} octets avant sa fin"))
                        return self._resume(offset)
            except UNREADABLE as error:
                if "non-chunked gzip" in str(error) and self._opener is not gzip.open:
                    # one gzip stream around the whole file: offsets are then those of the WARC inside
                    self._opener, self.damage = gzip.open, []
                    self._places.clear()
                    self._by_id.clear()
                    return 0
                offset = max(offset, records.offset)
                self.damage.append(Damage(self.path, offset, "enregistrement illisible"))
                return self._resume(offset)
        if left := self._left_after(offset):
            self.damage.append(Damage(self.path, offset, left))
        return None

    def _left_after(self, offset: int) -> str:
        """What is wrong after the last record that could be read: the iterator ends in silence on a file cut
        inside the headers of a record."""
        with self.path.open("rb") as stream:
            if self._opener is gzip.open or stream.read(2) != MEMBER[:2]:
                return "" if self.info or self._places else "aucun enregistrement WARC"
            stream.seek(offset)
            member = zlib.decompressobj(31)
            while not member.eof and (data := stream.read(1 << 16)):
                member.decompress(data)
            left = len(member.unused_data.strip(b"\0")) + len(stream.read().strip(b"\0"))
        if not member.eof:
            return "coupée avant la fin de l'enregistrement"
        return f"coupée : {left} octets d'un enregistrement inachevé suivent" if left else ""

    def _resume(self, offset: int) -> int | None:
        """Offset of the next record that opens after a damaged one."""
        if self._opener is gzip.open:
            return None
        data = self.path.read_bytes()
        compressed = data[:2] == MEMBER[:2]
        mark = MEMBER if compressed else b"\r\n\r\nWARC/1."
        position = data.find(mark, offset + 1)
        while position >= 0:
            if not compressed:
                return position + 4
            if _opens_a_record(data[position : position + 4096]):
                return position
            position = data.find(mark, position + 1)
        return None

    def _enter(self, record: Any, offset: int) -> None:
        headers = record.rec_headers
        url = headers.get_header("WARC-Target-URI") or ""
        if record.rec_type == "warcinfo" and not self.info:
            self.info = dict(_fields(record.content_stream().read(65536)))
        kinds = ("response", "revisit", "metadata")
        if record.rec_type not in kinds or not url.startswith(("http://", "https://")):
            return
        if record.rec_type == "metadata" and not record.raw_stream.read(16).startswith(b"fetch-failure:"):
            return
        place = _Place(
            kind=record.rec_type,
            offset=offset,
            url=url,
            record_id=(headers.get_header("WARC-Record-ID") or "").strip("<>"),
            date=_utc(headers.get_header("WARC-Date") or ""),
            refers_to=(
                (headers.get_header("WARC-Refers-To") or "").strip("<>"),
                headers.get_header("WARC-Refers-To-Target-URI") or "",
                _utc(headers.get_header("WARC-Refers-To-Date") or ""),
            ),
        )
        self._places.setdefault(exchange_key(url), []).append(place)
        self._by_id[place.record_id] = place

    def _forget(self, offset: int) -> None:
        for key, places in list(self._places.items()):
            kept = [place for place in places if place.offset != offset]
            if kept:
                self._places[key] = kept
            else:
                del self._places[key]
        self._by_id = {key: place for key, place in self._by_id.items() if place.offset != offset}

    # -- one record --------------------------------------------------------------------------------------

    def _read(self, place: _Place) -> Exchange | None:
        with self._opener(self.path, "rb") as stream:
            stream.seek(place.offset)
            try:
                return self._exchange(place, stream)
            except UNREADABLE as error:
                damage = Damage(self.path, place.offset, f"{place.url}: {' '.join(str(error).split())[:120]}")
                if damage not in self.damage:
                    self.damage.append(damage)
                return None

    def _exchange(self, place: _Place, stream: BinaryIO) -> Exchange:
        record = next(iter(ArchiveIterator(stream, check_digests=True)))
        exchange = Exchange(
            url=place.url, date=place.date, record_id=place.record_id, reconstruction=self.reconstruction
        )
        if place.kind == "metadata":
            fields = dict(_fields(record.raw_stream.read()))
            return replace(exchange, failure=fields.get("fetch-failure", ""), reason=fields.get("reason", ""))
        http = record.http_headers
        if http is None:
            raise ValueError("a response without HTTP headers")
        chunked = (http.get_header("Transfer-Encoding") or "").lower() == "chunked"
        raw = record.raw_stream.read()
        if record.digest_checker.passed is False:
            raise ValueError(f"digest differs ({', '.join(record.digest_checker.problems)})")
        headers = tuple((name, value) for name, value in http.headers if name.lower() != "transfer-encoding")
        return replace(
            exchange, status=int(http.get_statuscode()), headers=headers, body=_dechunk(raw) if chunked else raw
        )


def _dechunk(raw: bytes) -> bytes:
    """Some writers keep the header and store the body already put together: the reader lets it through."""
    stream = ChunkedDataReader(BytesIO(raw))
    parts = []
    while part := stream.read(16384):
        parts.append(part)
    return b"".join(parts)


def _fields(payload: bytes) -> Iterator[tuple[str, str]]:
    for line in payload.decode("utf-8", "replace").splitlines():
        name, separator, value = line.partition(": ")
        if separator:
            yield name, value


def _opens_a_record(head: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(head, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _utc(date: str) -> str:
    """WARC 1.1 allows fractions of a second; evidence keeps seconds."""
    return date[:19] + "Z" if len(date) >= 19 else date
