"""Pages are made in processes of their own, which may be lost: `python -m pipelines.site.workshop` is where they start.

The workshop prepares the site once, then forks a worker whenever it is asked for one, in milliseconds. A worker makes
one page at a time and ends when the page costs more time than it was given (the kernel ends it, whatever it is doing)
or more memory than `limits` allows. Nothing it holds is needed by anybody else.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import os
import signal
import socket
import sys
import traceback
from types import SimpleNamespace
from typing import IO, Any, cast

from pipelines.site import frames
from pipelines.site.asgi import App, Message, nothing_more, scope_of
from pipelines.site.instance import Instance
from pipelines.site.limits import ANSWERING_BYTES, end_after, held_bytes, limit_process

ANSWER_BYTES = 8_000_000
COMPRESSIBLE = (b"text/", b"application/json", b"application/ld+json", b"application/xml", b"application/atom")
SMALL = 500  # not worth compressing


class Answering:
    """Writes what the application sends as frames: an answer in one piece is compressed, others are passed on."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.pipe = pipe
        self.start: Message = {}
        self.waiting = bytearray()
        self.streamed = False

    def head(self, kind: str) -> None:
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in self.start["headers"]]
        frames.write_json(self.pipe, {"kind": kind, "status": self.start["status"], "headers": headers})

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.body(message.get("body", b""), message.get("more_body", False))

    def body(self, body: bytes, more: bool) -> None:
        if not self.streamed and not more:
            self.whole(body)
            return
        if not self.streamed:
            self.streamed = True
            self.head("stream")
        self.waiting += body
        while len(self.waiting) >= frames.LARGEST or (self.waiting and not more):
            self.pipe.write(frames.frame(bytes(self.waiting[: frames.LARGEST])))
            del self.waiting[: frames.LARGEST]
        if not more:
            self.pipe.write(frames.frame(b""))

    def whole(self, body: bytes) -> None:
        if len(body) > ANSWER_BYTES:
            frames.write_json(self.pipe, {"kind": "refused", "reason": "volume"})
            return
        kind = next((value for name, value in self.start["headers"] if name.lower() == b"content-type"), b"")
        worth = kind.startswith(COMPRESSIBLE) and len(body) > SMALL
        packed = gzip.compress(body, 6, mtime=0) if worth else b""
        self.head("whole")
        self.pipe.write(frames.frame(body) + frames.frame(packed))


async def _answer(app: App, asked: dict[str, Any], pipe: IO[bytes]) -> None:
    await app(scope_of(asked), nothing_more, Answering(pipe).send)


def work(app: App, connection: socket.socket) -> None:
    """Answer what is asked on `connection`, one page after the other, until it closes or memory runs low."""
    limit_process()
    enough = held_bytes() + ANSWERING_BYTES // 4
    with asyncio.Runner() as runner, connection.makefile("rwb", buffering=1 << 16) as both:
        pipe = cast(IO[bytes], both)
        while (request := frames.read(pipe)) is not None:
            asked = json.loads(request)
            end_after(asked["seconds"], asked["wall"])
            try:
                runner.run(_answer(app, asked, pipe))
            except Exception as error:
                reason = "memoire" if isinstance(error, MemoryError) else "erreur"
                if reason == "erreur":
                    traceback.print_exception(error)  # for the maintainer; the visitor learns nothing of the server
                frames.write_json(pipe, {"kind": "refused", "reason": reason})
                pipe.flush()
                return
            end_after(0, 0)
            ends = held_bytes() > enough
            pipe.write(
                frames.frame(frames.ENDS if ends else frames.STAYS)
            )  # or the next page is asked of one that goes
            pipe.flush()
            if ends:
                return


def main() -> None:
    instance, control = Instance.from_json(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the workshop ends with who started it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a worker
    # half of what Datasette takes to import, and no page of ours has a use for it: physical units (which start the
    # threads of numpy before the fork), and the command line of an HTTP client
    sys.modules["datasette.vendored.pint"] = SimpleNamespace(UnitRegistry=object)  # type: ignore[assignment]
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    gc.disable()  # what is made here stays
    from pipelines.site.application import prepared

    app = asyncio.run(prepared(instance))
    gc.freeze()
    gc.enable()
    while True:
        asked, descriptors, *_ = socket.recv_fds(control, 1, 1)
        if not asked:
            return
        if os.fork() == 0:
            control.close()
            try:
                work(app, socket.socket(fileno=descriptors[0]))
            finally:
                os._exit(0)
        os.close(descriptors[0])


if __name__ == "__main__":
    main()
