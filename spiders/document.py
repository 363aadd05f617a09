"""A document as fetched: bytes, address, declared type, and the type its bytes really have."""

from __future__ import annotations

import gzip
import hashlib
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from lexicon.characters import legible, without_references_to_nothing
from lexicon.mojibake import repaired

MAX_BYTES = 64 * 1024 * 1024  # a listing larger than this is not one; FINESS is streamed elsewhere
UTF_8, UTF_16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")  # the marks that begin such a text
MAX_INFLATION = 200  # a spreadsheet that opens to more than this many times its size is a bomb


class UnreadableDocument(ValueError):
    """The bytes cannot be read as what they claim to be. The message names the reason."""


class TooHeavyDocument(ValueError):
    """Laying out the content would take more memory than a listing needs."""


@dataclass(frozen=True)
class Document:
    url: str
    body: bytes
    content_type: str = ""  # as declared by the server or the user, may be wrong
    fetched_at: str = ""
    record_id: str = ""
    reconstruction: bool = False
    confirmed_at: str = ""  # when the server last said that it had not changed (304)

    @cached_property
    def kind(self) -> str:
        """`html`, `pdf`, `xlsx`, `ods`, `xls`, `csv`, `json`, `xml`, `zip`, `empty` or `binary`, decided by
        content: the agencies serve PDF and DOCX at addresses that say neither."""
        return sniff(self.body, self.content_type, self.url)

    @cached_property
    def text(self) -> str:
        """The text of the body: letters and their accents in one sign, encodings applied twice undone, nothing in it
        that is no text."""
        text = repaired(unicodedata.normalize("NFC", decode(self.body, self.content_type)))
        return legible(without_references_to_nothing(text))

    @cached_property
    def digest(self) -> str:
        return "sha256:" + hashlib.sha256(self.body).hexdigest()


_HTML_TAGS = frozenset(
    b"html head body div main article section p h1 h2 h3 h4 h5 h6 ul ol li dl table thead tbody tr td a b strong em i "
    b"u span font center nav form header footer aside figure blockquote pre details iframe script style title".split()
)


# data that a script keeps in a variable, as maps do with their layers, or hands to a call
_SCRIPT = re.compile(
    rb"(?:\s+|//[^\n]*\n|/\*[^*]{0,2000}\*/|['\"]use strict['\"];?)*"
    rb"(?:[a-z_$][\w$.]{0,60}\(\s*|export\s+default\s*|(?:(?:export\s+)?(?:var|let|const)\s+)?[a-z_$][\w$.]{0,60}\s*=\s*)"
    rb"[{\[]"
)


def sniff(body: bytes, content_type: str = "", url: str = "") -> str:
    if body.startswith(UTF_16):
        # half of the bytes of such a text are zeros: its type shows once decoded
        body = body[:16384].decode("utf-16", errors="ignore").encode("utf-8")
    head = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "empty"
    if told := _kind_by_magic(body, head) or _kind_by_markup(body, head.lower()):
        return told
    if b"\x00" in head:
        return "binary"
    declared = content_type.split(";")[0].strip().lower()
    return _declared_kind(declared, url.split("?")[0].lower()) or ("csv" if _is_delimited(head) else "text")


def _kind_by_magic(body: bytes, head: bytes) -> str:
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(body)
    return next((kind for sign, kind in _SIGNS.items() if head.startswith(sign)), "")


_SIGNS = {b"\x1f\x8b": "gzip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xls"}
_HTML = re.compile(rb"<(!doctype html|html|head|body|div|main|article|section|p|h[1-6]|ul|ol|table)\b")
_ROOT = re.compile(rb"<([a-z_]\w*(?::[\w.-]+)?)[\s>]")


def _kind_by_markup(body: bytes, low: bytes) -> str:
    """`low`: the beginning of the body in lower case."""
    if (low[:1] in b"{[" and not low.startswith(b"[if")) or _SCRIPT.match(low):
        return "json"
    if low.startswith(b"<?xml") and b"<html" not in low:
        return "xml"
    if low.startswith((b"<kml", b"<rss", b"<feed", b"<urlset")):
        return "xml"
    root = _ROOT.match(low)
    if root and root.group(1) not in _HTML_TAGS and body[-200:].rstrip().lower().endswith(b"</" + root.group(1) + b">"):
        return "xml"  # without its first line
    return "html" if _HTML.search(low) else ""


def _is_delimited(head: bytes) -> bool:
    """Whether the first lines have as many separators each."""
    lines = [line for line in head.splitlines() if line.strip()][:5]
    counts = ({line.count(separator) for line in lines} for separator in (b";", b"\t", b","))
    return len(lines) > 1 and any(len(found) == 1 and found != {0} for found in counts)


def _declared_kind(declared: str, path: str) -> str:
    """The kind that the server or the address says, where the first bytes say none."""
    if declared in ("text/csv", "application/csv", "text/tab-separated-values") or path.endswith((".csv", ".tsv")):
        return "csv"
    if declared == "text/html":
        return "html"
    return "json" if declared.endswith("javascript") or path.endswith(".js") else ""


def _zip_kind(body: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    if b"opendocument.spreadsheet" in stream.read(200):
                        return "ods"
    except Exception:  # a broken directory or an unknown compression: the opener answers with whatever it met
        return "zip"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.endswith(".kml") for name in names):
        return "kmz"
    return "zip"


def check_inflation(body: bytes) -> None:
    """Refuses a zip container that would open to an absurd size, before any reader opens it."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            opened = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableDocument(f"l'archive ne s'ouvre pas ({error})") from error
    if opened > max(len(body) * MAX_INFLATION, 1_000_000) or opened > MAX_BYTES * 8:
        raise UnreadableDocument(
            f"{opened} octets une fois ouverte pour {len(body)} servis : archive piégée (zip bomb)"
        )


def gunzip(body: bytes) -> bytes:
    """Opens a gzip body up to `MAX_BYTES`."""
    try:
        with gzip.open(BytesIO(body)) as stream:
            opened = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableDocument(f"le gzip ne s'ouvre pas ({error})") from error
    if len(opened) > MAX_BYTES:
        raise UnreadableDocument(f"le gzip s'ouvre en plus de {MAX_BYTES} octets")
    return opened


def decode(body: bytes, content_type: str = "") -> str:
    """Text of a body: byte-order mark first, then UTF-8 if the bytes are valid, then the declared charset,
    then Windows-1252 (what French office software writes). Never raises."""
    if body.startswith((UTF_8, *UTF_16)):
        return body.decode("utf-8-sig" if body.startswith(UTF_8) else "utf-16", errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = re.search(r"charset=[\"']?([\w.-]+)", content_type or "", re.I)
    if not declared:
        found = re.search(rb"(?:charset|encoding)=[\"']?([\w.-]+)", body[:2048], re.I)
        name = found.group(1).decode("ascii") if found else ""
    else:
        name = declared.group(1)
    # a body cut in the middle of a character is UTF-8 with one broken end, not Windows-1252
    if name.lower().replace("_", "-") in ("", "utf-8", "utf8"):
        repaired = body.decode("utf-8", errors="replace")
        if "\ufffd" not in repaired[:-3]:
            return repaired
    for candidate in (name, "cp1252"):
        try:
            # latin-1 is read as its superset Windows-1252, as browsers do
            label = "cp1252" if candidate.lower() in ("iso-8859-1", "latin-1", "latin1", "ascii") else candidate
            if label and label.lower() not in ("utf-8", "utf8"):
                return body.decode(label)
        except (LookupError, ValueError):  # « undefined » is a codec of Python that refuses everything
            continue
    return body.decode("latin-1")
