"""Answers kept in memory: the data under the site never changes while it runs, so neither do its pages."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from dataclasses import dataclass

from pipelines.site.guard import App, Message, Receive, Scope, Send

TOTAL_BYTES = 48_000_000
LARGEST_BYTES = 2_000_000
COMPRESSIBLE = (b"text/", b"application/json", b"application/ld+json", b"application/xml", b"application/atom")
LIFETIME = b"public, max-age=300"
# what tells who asks: no page depends on it, and Datasette forbids to keep a page asked with it
PERSONAL = (b"cookie", b"authorization")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    packed: bytes | None  # gzip, when the type is worth it

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed or b"")


class PageCache:
    """Whole answers by address, the least recently read leaving first."""

    def __init__(self, total: int = TOTAL_BYTES) -> None:
        self.total, self.held = total, 0
        self.answers: OrderedDict[bytes, Answer] = OrderedDict()

    def get(self, key: bytes) -> Answer | None:
        if key in self.answers:
            self.answers.move_to_end(key)
        return self.answers.get(key)

    def put(self, key: bytes, answer: Answer) -> None:
        if key in self.answers:  # two visitors asked for the same page at once
            return
        self.answers[key] = answer
        self.held += answer.size
        while self.held > self.total:
            _, gone = self.answers.popitem(last=False)
            self.held -= gone.size


def _answer(start: Message, body: bytes) -> Answer:
    """The answer with our own caching headers. Datasette's `Vary: Cookie` is dropped: no page depends on one."""
    headers = [(name.lower(), value) for name, value in start.get("headers", ())]
    kind = dict(headers).get(b"content-type", b"")
    kept = [pair for pair in headers if pair[0] not in (b"content-length", b"vary")]
    if not any(name == b"cache-control" for name, _ in kept):
        kept.append((b"cache-control", LIFETIME))
    packed = gzip.compress(body, 6, mtime=0) if kind.startswith(COMPRESSIBLE) and len(body) > 500 else None
    return Answer(start["status"], tuple(kept), body, packed)


async def _send(answer: Answer, scope: Scope, send: Send) -> None:
    accepted = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
    packed = answer.packed if b"gzip" in accepted else None
    body = answer.body if packed is None else packed
    headers = [*answer.headers, (b"content-length", str(len(body)).encode()), (b"vary", b"Accept-Encoding")]
    if packed is not None:
        headers.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def cached(app: App, cache: PageCache | None = None) -> App:
    """`app` with its whole answers kept and compressed; streamed answers pass untouched."""
    pages = cache or PageCache()

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in PERSONAL]
        scope = {**scope, "headers": headers}
        # pages write the address they were asked at: under another name of the host they are other pages
        host = next((value for name, value in headers if name == b"host"), b"")
        path = (scope.get("raw_path") or scope["path"].encode()).split(b"?")[0]
        key = b" ".join((host, path, scope["query_string"]))
        known = pages.get(key)
        if known is not None:
            await _send(known, scope, send)
            return
        start: Message | None = None

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif start is not None and not message.get("more_body"):
                answer = _answer(start, message.get("body", b""))
                start = None
                if answer.status == 200 and len(answer.body) <= LARGEST_BYTES:
                    pages.put(key, answer)
                await _send(answer, scope, send)
            else:
                if start is not None:
                    await send(start)
                    start = None
                await send(message)

        await app(scope, receive, collect)

    return serve
