"""What stands between the public and the pages: refused hosts, addresses and methods, and the headers of every answer.

Each rule answers an attack that was tried; `tests/site` tries it again.
"""

from __future__ import annotations

import re
import traceback

from pipelines.site.answers import refused, send_answer
from pipelines.site.asgi import App, Message, Receive, Scope, Send
from pipelines.site.routes import LONGEST_ADDRESS
from pipelines.site.visitors import Visitors, visitor

# Our pages hold no script and no inline style: whatever an injection would add does not run, and a request to
# another host is blocked by the reader's browser as well as by our tests.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "script-src 'none'; form-action 'self' mailto:; base-uri 'none'; frame-ancestors 'none'"
)
# the one page with a script, ours: the map that zooms
MAP = "/carte"
MAP_POLICY = CONTENT_SECURITY_POLICY.replace("script-src 'none'", "script-src 'self'")
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
REFUSAL_HEADERS = ((b"content-security-policy", CONTENT_SECURITY_POLICY.encode()), *HEADERS)
LONGEST_HEADERS = 16_384  # bytes; a browser sends one or two thousand
OURS = {b"content-security-policy", *(name for name, _ in HEADERS)}

# Datasette's own pages under /-/ show file paths, threads and settings: only what visitors need is open
OPEN_INTERNAL = "/-/search"

# A backslash or a double slash in a path becomes another host in a redirect; dots climb folders, or stay where they are
REFUSED_IN_PATH = (b"\\", b"%5c", b"//", b"/..", b"%2e%2e", b"%00", b"%0a", b"%0d")
LAST_PORT = 65_535
HOST = re.compile(rb"([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?", re.I)


def _is_misleading(path: str, raw: bytes) -> bool:
    """Whether an address, decoded or as it was sent, may be taken for another one."""
    return any(part in raw for part in REFUSED_IN_PATH) or re.search(r"\\|\n|//|/\.(/|$)", path) is not None


def _weight(scope: Scope) -> int:
    """Bytes of the headers: the server reads one that came whole, however long."""
    return sum(len(name) + len(value) for name, value in scope["headers"])


def _host(scope: Scope) -> str:
    """The one host that a request names, without its port; empty where there is none, or several: a cache in front
    would keep the page under one, the page would say the other."""
    asked = [value for name, value in scope["headers"] if name == b"host"]
    matched = HOST.fullmatch(asked[0]) if len(asked) == 1 else None
    return matched[1].decode().lower() if matched and int((matched[2] or b":0")[1:]) <= LAST_PORT else ""


def objection(scope: Scope, host: str) -> str:
    """Why a request is refused, a key of `refusals.REASONS`; empty when it is not."""
    raw = (scope.get("raw_path") or scope["path"].encode()).split(b"?")[0].lower()
    asked = _host(scope)
    if not asked:
        return "adresse"
    if host and asked != host:
        return "hote"
    if scope["method"] not in ("GET", "HEAD"):
        return "methode"
    if _weight(scope) > LONGEST_HEADERS:
        return "entetes"
    if len(raw) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return "longueur"
    if _is_misleading(scope["path"], raw):
        return "adresse"
    if scope["path"].startswith("/-/") and scope["path"] != OPEN_INTERNAL:
        return "absente"
    return ""


def _policies(form: str) -> tuple[bytes, bytes]:
    """The policy of every page, and that of the map; forms may be sent to the origin `form` too, where there is one."""
    allowed = f"form-action 'self' mailto: {form}".rstrip()
    every, of_map = (
        policy.replace("form-action 'self' mailto:", allowed).encode()
        for policy in (CONTENT_SECURITY_POLICY, MAP_POLICY)
    )
    return every, of_map


def guarded(app: App, host: str = "", visitors: Visitors | None = None, form: str = "") -> App:
    """`app` behind the rules, every answer carrying `HEADERS`. `host`: the only name to answer under, any
    when it is empty; `visitors` limits what each one
    asks, where no proxy does; `form`: the origin that corrections are sent to, where it is another site."""
    every, of_map = _policies(form)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        started = False
        headers = [(b"content-security-policy", of_map if scope["path"] == MAP else every), *HEADERS]

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                others = [pair for pair in message.get("headers", ()) if pair[0].lower() not in OURS]
                message = {**message, "headers": [*others, *headers]}
            await send(message)

        reason = objection(scope, host)
        if visitors and not visitors.may_ask(visitor(scope.get("client"))):
            reason = "cadence"
        if reason:
            await send_answer(refused(reason, scope["path"]), scope, send_with_headers)
            return
        try:
            await app(scope, receive, send_with_headers)
        except Exception:
            if started:
                raise
            traceback.print_exc()  # for the maintainer; the visitor learns nothing of the server
            await send_answer(refused("erreur", scope["path"]), scope, send_with_headers)

    return guard
