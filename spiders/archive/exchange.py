"""One exchange of a crawl as the archive keeps it: what was asked, and the answer or the failure."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from w3lib.url import canonicalize_url

from spiders.document import MAX_BYTES

FAILURE_TYPE = "application/warc-fields"
BY_HAND = "a file brought by a person"  # the software of a capture that `captures add` files


class CaptureError(ValueError):
    """A capture that is missing or cannot be read. The message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer (`status`, `headers`, `body`, still content-encoded) or a failure (`failure` is the class of
    the network error, `reason` its message). `date` is ISO 8601 in UTC,
    `record_id` the `urn:uuid:` of the WARC record. `confirmed`: when a later 304 said that the answer had not
    changed, empty where none did."""

    url: str
    date: str
    record_id: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    failure: str = ""
    reason: str = ""
    reconstruction: bool = False
    confirmed: str = ""

    @property
    def answered(self) -> bool:
        return not self.failure and self.status < 400

    @property
    def decoded(self) -> bytes:
        """The body without its content encoding; as it is where that cannot be undone."""
        if (self.header("Content-Encoding") or "").lower() not in ("gzip", "x-gzip", "deflate"):
            return self.body
        try:
            return zlib.decompressobj(47).decompress(self.body, MAX_BYTES)
        except zlib.error:
            return self.body

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def exchange_key(url: str) -> str:
    """What makes two requests the same exchange: the address with its query sorted and its fragment cut.
    Scheme and host stay as asked, or a redirection from `http` to `https` would be answered by itself for
    ever. Spiders only ever send GET."""
    return canonicalize_url(url)
