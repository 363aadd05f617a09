"""Connections that do not go on are closed: who sends half a request, or takes nothing of his answer, keeps no place
from others. Without a proxy in front, each visitor has a few places alone."""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle, Transport
from typing import cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from pipelines.site.visitors import visitor

PATIENCE_SECONDS = 10
MOST_OF_ONE_VISITOR = 50


class Connection(H11Protocol):
    """Closed once two looks, `PATIENCE_SECONDS` apart, find the same unfinished request or the same unread answer."""

    look_again: TimerHandle
    found: object = None

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(cast(Transport, transport))
        self.look_again = self.loop.call_later(PATIENCE_SECONDS, self.look)

    def connection_lost(self, exc: Exception | None) -> None:
        self.look_again.cancel()
        super().connection_lost(exc)

    def look(self) -> None:
        unread = self.transport.get_write_buffer_size()
        between = self.cycle is None or self.cycle.response_complete
        found = (self.cycle, unread)
        if found == self.found and (between or unread):
            self.transport.abort()
            return
        self.found = found
        self.look_again = self.loop.call_later(PATIENCE_SECONDS, self.look)


class PublicConnection(Connection):
    """One of at most `MOST_OF_ONE_VISITOR` that a visitor has open."""

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        mine = visitor(self.client)
        others = (visitor(one.client) for one in self.connections if isinstance(one, H11Protocol))
        if sum(one == mine for one in others) > MOST_OF_ONE_VISITOR:
            self.transport.abort()
