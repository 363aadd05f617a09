"""Atom feeds that stay the same feed: the plugin names them by the address it was asked at, hash of the data included,
and leaves the links of entries without a host."""

from __future__ import annotations

import re

from pipelines.site.asgi import App, Message, Receive, Scope, Send
from pipelines.site.instance import DATABASE

HASHED = re.compile(rf"(https?://[^/<\"]+/{DATABASE})-[0-9a-f]+/".encode())
HOST = re.compile(rb"<id>(https?://[^/<]+)/")
KIND = (b"content-type", b"application/atom+xml; charset=utf-8")
REPLACED = (b"content-type", b"content-length")


def lasting(feed: bytes) -> bytes:
    """`feed` under its short address, its entries linked with the host of the feed. Some readers show the text of an
    entry as HTML: what would be a tag there loses its brackets."""
    host = HOST.search(feed)
    feed = HASHED.sub(rb"\1/", feed)
    feed = feed.replace(b"&lt;", "‹".encode()).replace(b"&gt;", "›".encode())
    return feed.replace(b'href="/', b'href="' + host[1] + b"/") if host else feed


def lasting_feeds(app: App) -> App:
    """`app`, its Atom feeds made lasting."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        found = False

        async def rewrite(message: Message) -> None:
            nonlocal found
            if message["type"] == "http.response.start":
                found = message["status"] == 200
                if found:
                    others = [(name, value) for name, value in message["headers"] if name.lower() not in REPLACED]
                    message = {**message, "headers": [*others, KIND]}
            elif found:
                message = {**message, "body": lasting(message.get("body", b""))}
            await send(message)

        feed = scope["type"] == "http" and scope["path"].endswith(".atom")
        await app(scope, receive, rewrite if feed else send)

    return serve
