"""Names of the ASGI interface, and a request as an application is asked it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


async def nothing_more() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def scope_of(asked: dict[str, Any]) -> Scope:
    """The ASGI scope of a page: its address is all it knows of who asks."""
    target = asked["target"].encode("latin-1")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": asked["scheme"],
        "path": asked["path"],
        "raw_path": target,
        "query_string": asked["query"].encode("latin-1"),
        "root_path": "",
        "headers": [(b"host", asked["host"].encode("latin-1"))],
    }
