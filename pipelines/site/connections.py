"""Connections that do not go on are closed: who sends half a request, or takes nothing of his answer, keeps no place
from others. Without a proxy in front, each visitor has a few places alone."""

from __future__ import annotations

import socket
import struct
from asyncio import BaseTransport, TimerHandle, Transport
from collections import Counter
from typing import ClassVar, cast

from h11 import IDLE, SEND_RESPONSE, Data, EndOfMessage, Response
from uvicorn.protocols.http.h11_impl import H11Protocol

from pipelines.site.guard import REFUSAL_HEADERS
from pipelines.site.refusals import refusal
from pipelines.site.visitors import visitor

PATIENCE_SECONDS = 10
MOST = 2_000
MOST_OF_ONE_VISITOR = 50
UNREAD_BYTES = 1 << 16  # of one answer, in the kernel, which would keep some megabytes for a reader who takes nothing
AT_ONCE = struct.pack("ii", 1, 0)


class Connection(H11Protocol):
    """Closed once two looks, `PATIENCE_SECONDS` apart, find the same unfinished request or the same unread answer."""

    look_again: TimerHandle
    found: object = None

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(cast(Transport, transport))
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNREAD_BYTES)
        self.look_again = self.loop.call_later(PATIENCE_SECONDS, self.look)
        if len(self.connections) > MOST:
            self.cut()

    def connection_lost(self, exc: Exception | None) -> None:
        self.look_again.cancel()
        super().connection_lost(exc)

    def look(self) -> None:
        unread = self.transport.get_write_buffer_size()
        between = self.cycle is None or self.cycle.response_complete
        found = (self.cycle, unread)
        if found == self.found and (between or unread):
            self.cut()
            return
        self.found = found
        self.look_again = self.loop.call_later(PATIENCE_SECONDS, self.look)

    def cut(self) -> None:
        """End now; the kernel forgets what was not read, instead of offering it for minutes."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """What is no request is refused as any other, in French."""
        if self.conn.our_state not in (IDLE, SEND_RESPONSE):  # amid another answer
            self.cut()
            return
        status, headers, body = refusal("adresse")
        said = [*headers, *REFUSAL_HEADERS, (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
        for event in (Response(status_code=status, headers=said), Data(data=body), EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


class PublicConnection(Connection):
    """One of at most `MOST_OF_ONE_VISITOR` that a visitor has open."""

    open: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self.mine = visitor(self.client)
        self.open[self.mine] += 1
        if self.open[self.mine] > MOST_OF_ONE_VISITOR:
            self.cut()

    def connection_lost(self, exc: Exception | None) -> None:
        self.open[self.mine] -= 1
        if not self.open[self.mine]:
            del self.open[self.mine]
        super().connection_lost(exc)
