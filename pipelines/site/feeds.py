"""Atom feeds that stay the same feed: the plugin names them by the address it was asked at, hash of the data included,
gives all feeds of a kind one title, and leaves the links of entries without a host."""

from __future__ import annotations

import re
from html import escape

from datasette.app import Datasette
from datasette.utils.asgi import Request

from pipelines.site.asgi import App, Message, Receive, Scope, Send
from pipelines.site.instance import DATABASE
from pipelines.site.stored_queries import BEARERS, place_name

HASHED = re.compile(rf"(https?://[^/<\"]+/{DATABASE})-[0-9a-f]+/".encode())
HOST = re.compile(rb"<id>(https?://[^/<]+)/")
KIND = (b"content-type", b"application/atom+xml; charset=utf-8")
TITLE = re.compile(rb"(?<=<title>)[^<]*")  # the first is that of the feed
REPLACED = (b"content-type", b"content-length")


def lasting(feed: bytes, of: str = "") -> bytes:
    """`feed` under its short address and the name of whom it is `of`, its entries linked with the host of the feed.
    Some readers show the text of an entry as HTML: what would be a tag there loses its brackets."""
    if of:
        title = f"Observatoire des CPTS : {escape(of, quote=False)}".encode()
        feed = TITLE.sub(lambda _: title, feed, count=1)
    host = HOST.search(feed)
    feed = HASHED.sub(rb"\1/", feed)
    feed = feed.replace(b"&lt;", "‹".encode()).replace(b"&gt;", "›".encode())
    return feed.replace(b'href="/', b'href="' + host[1] + b"/") if host else feed


async def _of(datasette: Datasette, scope: Scope) -> str:
    arguments = Request(scope, None).args
    names = [await place_name(datasette, one, arguments.get(one)) for one in BEARERS if arguments.get(one)]
    return next(filter(None, names), "")


def lasting_feeds(app: App, datasette: Datasette) -> App:
    """`app`, its Atom feeds made lasting."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        feed = scope["type"] == "http" and scope["path"].endswith(".atom")
        of = await _of(datasette, scope) if feed else ""
        found = False

        async def rewrite(message: Message) -> None:
            nonlocal found
            if message["type"] == "http.response.start":
                found = message["status"] == 200
                if found:
                    others = [(name, value) for name, value in message["headers"] if name.lower() not in REPLACED]
                    message = {**message, "headers": [*others, KIND]}
            elif found:
                message = {**message, "body": lasting(message.get("body", b""), of)}
            await send(message)

        await app(scope, receive, rewrite if feed else send)

    return serve
