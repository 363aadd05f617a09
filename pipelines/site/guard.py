"""What stands between the public and Datasette: refused paths, response headers, SQLite limits.

Each rule answers an attack that was tried on Datasette 0.65.5; `tests/site/test_site_safety.py` tries it again.
"""

from __future__ import annotations

import re
import sqlite3
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Our pages hold no script and no inline style: whatever an injection would add does not run, and a request to
# another host is blocked by the reader's browser as well as by our tests.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "script-src 'none'; form-action 'self' mailto:; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

# Datasette's own pages under /-/ show file paths, threads and settings: only what visitors need is open
OPEN_INTERNAL = re.compile(r"/-/(search|static/.+)")

# A backslash or a double slash at the start of a path becomes another host in a redirect; dots climb folders
REFUSED_IN_PATH = (b"\\", b"%5c", b"//", b"/..", b"%2e%2e", b"%00", b"%0a", b"%0d")

HEAP_BYTES = 400_000_000
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2_000_000,  # the time limit cannot interrupt randomblob(1000000000)
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 30,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,  # matching cost grows with pattern times text
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


def limit_connection(connection: sqlite3.Connection) -> None:
    """Bound what one statement may hold in memory, which SQLite's time limit does not."""
    connection.execute(f"pragma hard_heap_limit = {HEAP_BYTES}")
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)


def guarded(app: App, base_url: str = "/") -> App:
    """`app` behind the path rules, every response carrying `HEADERS`."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
            await send(message)

        raw = (scope.get("raw_path") or scope["path"].encode()).split(b"?")[0].lower()
        path = "/" + scope["path"].removeprefix(base_url).lstrip("/")
        if any(part in raw for part in REFUSED_IN_PATH) or "\\" in scope["path"]:
            await _refuse(send_with_headers, 400, "Adresse refusée.")
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send_with_headers, 405, "Ce site se lit seulement.")
        elif path.startswith("/-/") and not OPEN_INTERNAL.fullmatch(path):
            await _refuse(send_with_headers, 404, "Page introuvable.")
        else:
            try:
                await app(scope, receive, send_with_headers)
            except Exception:
                if started:
                    raise
                traceback.print_exc()  # for the maintainer; the visitor learns nothing of the server
                await _refuse(send_with_headers, 500, "Une erreur est survenue de notre côté.")

    return guard


async def _refuse(send: Send, status: int, text: str) -> None:
    body = (text + "\n").encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})
