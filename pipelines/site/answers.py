"""What is sent to a visitor: the form he accepts, with how long it may be kept, at the pace he reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from pipelines.site.asgi import Scope, Send
from pipelines.site.refusals import refusal

LIFETIME = b"public, max-age=300"
CHUNK = 1 << 16
# Datasette's `Vary: Cookie` is dropped, no page depends on one; nobody is given a cookie
DROPPED = (b"content-length", b"vary", b"set-cookie", b"transfer-encoding")


@dataclass(frozen=True, slots=True)
class Answer:
    """`packed` is `body` compressed, empty where that is not worth it; a large body is in `file` instead."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = b""
    packed: bytes = b""
    file: IO[bytes] | None = None
    size: int = 0  # of the file


def lasting(status: int, headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
    """`headers` with a lifetime that fits `status`: an error or a redirect is true for the one who met it."""
    kept = [pair for pair in headers if pair[0] not in DROPPED]
    if status != 200:
        kept = [pair for pair in kept if pair[0] != b"cache-control"] + [(b"cache-control", b"no-store")]
    elif not any(name == b"cache-control" for name, _ in kept):
        kept.append((b"cache-control", LIFETIME))
    return tuple(kept)


def refused(reason: str, path: str = "") -> Answer:
    return Answer(*refusal(reason, path))


def redirection(address: str) -> Answer:
    """To another page of the site: for now, a release to come may be nearer."""
    return Answer(302, lasting(302, [(b"location", address.encode("latin-1"))]))


def accepts_gzip(header: bytes) -> bool:
    """Whether `Accept-Encoding: header` takes gzip: named, or under `*`, and not at `q=0`."""
    weights: dict[str, float] = {}
    for part in header.decode("latin-1").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((piece.removeprefix("q=") for piece in parameters if piece.startswith("q=")), "1")
        try:
            weights[name] = float(weight)
        except ValueError:
            weights[name] = 0
    return weights.get("gzip", weights.get("*", 0)) > 0


def _pieces(answer: Answer, body: bytes) -> Iterator[bytes]:
    if answer.file is None:
        for start in range(0, len(body), CHUNK):
            yield body[start : start + CHUNK]
        return
    for start in range(0, answer.size, CHUNK):
        yield os.pread(answer.file.fileno(), CHUNK, start)  # several visitors may read one file


async def send_answer(answer: Answer, scope: Scope, send: Send) -> None:
    """Send `answer` piece by piece: what a slow reader has not taken yet is not copied for him."""
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
    headers, body = [*answer.headers], answer.body
    if answer.packed:
        headers.append((b"vary", b"Accept-Encoding"))
        if accepts_gzip(accepted):
            body = answer.packed
            headers.append((b"content-encoding", b"gzip"))
    size = len(body) if answer.file is None else answer.size
    headers.append((b"content-length", str(size).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if scope["method"] != "HEAD":
        for piece in _pieces(answer, body):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
