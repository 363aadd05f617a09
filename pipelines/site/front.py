"""The process visitors speak to. It makes no page: it keeps those that were made, sends files, and asks the lanes."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, MutableMapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from pipelines.site.answers import Answer, lasting, redirection, refused, send_answer
from pipelines.site.asgi import Receive, Scope, Send
from pipelines.site.cache import PageCache
from pipelines.site.instance import DATABASE, SITE, Instance
from pipelines.site.lanes import LANES, Lane, Refused, Workshop
from pipelines.site.routes import Route, route, segment, spelling
from pipelines.site.visitors import asker

DOWNLOAD = re.compile(r"/livraisons/([^/]+)/(.+)")
FOLDER = re.compile(r"/livraisons/(?:([^/]+)/?)?")
# the second release of a day: `2026-11-22.2` among files, `2026-11-22-2` among pages
AGAIN = re.compile(r"(/livraisons|)/(\d{4}-\d{2}-\d{2})([.-])(\d+)(/.*|)")
TABLE_FILE = re.compile(rf"/(?:{DATABASE}(?:-[0-9a-f]+)?|([\d-]+))/(\w+)\.csv")
AS_IT_IS = {"_stream", "_size", "_dl"}  # parameters that leave the file of a table as it is
LATEST = "latest"  # the served release, under a name that stays
for kind, suffix in (
    ("application/vnd.apache.parquet", ".parquet"),
    ("application/geo+json", ".geojson"),
    ("application/jsonl", ".jsonl"),
    ("application/vnd.sqlite3", ".db"),
):
    mimetypes.add_type(kind, suffix)
DATABASE_FILE = re.compile(rf"/{DATABASE}(-[0-9a-f]+)?\.db")
FILE_HEADERS = [(b"cache-control", b"public, max-age=3600"), (b"access-control-allow-origin", b"*")]
LEAFLET = ("js_lib_leaflet", "static/js_lib_leaflet")  # the package, and where its files are: /static/leaflet.js
START_SECONDS = 120  # of the clock, on a machine that does something else
MOST_WAITING_BYTES = 200_000_000  # of large answers, on the disk, for their readers


class Front:
    """The ASGI application of one instance."""

    def __init__(self, instance: Instance, workshop: Workshop, cache: PageCache | None = None) -> None:
        self.instance, self.workshop = instance, workshop
        self.cache = cache or PageCache()
        self.waiting = 0
        self.static = StaticFiles(directory=SITE / "static", packages=[LEAFLET])
        self.downloads = {
            name: StaticFiles(directory=folder, check_dir=False) for name, folder in instance.releases.items()
        }
        if instance.name in self.downloads:
            self.downloads[LATEST] = self.downloads[instance.name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        download = DOWNLOAD.fullmatch(path)
        if path.startswith("/static/"):
            await self.file(self.static, path.removeprefix("/static/"), scope, receive, send)
        elif download and download[1] in self.downloads and not re.search(r"(^|/)\.", download[2]):
            await self.file(self.downloads[download[1]], download[2], scope, receive, send)
        elif elsewhere := other_name(path, scope["query_string"]):
            await send_answer(elsewhere, scope, send)
        elif DATABASE_FILE.fullmatch(path):
            await send_answer(moved(f"/livraisons/{self.instance.name}/site/{DATABASE}.db"), scope, send)
        elif folder := FOLDER.fullmatch(path):
            await send_answer(self.folder(folder[1]), scope, send)
        else:
            await self.page(scope, send)

    async def file(self, folder: StaticFiles, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        refusal: Answer | None = None

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            nonlocal refusal
            if message["type"] == "http.response.start":
                refusal = no_such_part(message["headers"]) if message["status"] >= 400 else None
                message = {**message, "headers": [*message["headers"], *FILE_HEADERS]}
            if refusal is None:
                await send(dict(message))

        try:
            response = await folder.get_response(name, scope)
        except (HTTPException, OSError, ValueError):
            await send_answer(refused("absente", ""), scope, send)
            return
        await response(scope, receive, with_headers)
        if refusal is not None:
            await send_answer(refusal, scope, send)

    def folder(self, release: str | None) -> Answer:
        """The folder of a release is the page that lists its files."""
        if release in (None, LATEST):
            return moved("/donnees")
        return moved(f"/{segment(release)}/donnees") if release in self.downloads else refused("absente", "")

    def whole_table(self, path: str, query: bytes) -> Answer | None:
        """The file of the release, typed, where a whole table is asked for."""
        found = TABLE_FILE.fullmatch(path)
        asked = dict(parse_qsl(query.decode("latin-1")))
        if not found or "_stream" not in asked or not AS_IT_IS.issuperset(asked):
            return None
        names = {segment(name): name for name in self.instance.releases}
        release = names.get(found[1]) if found[1] else self.instance.name
        folder = self.instance.releases.get(release or "")
        if folder is None or not (folder / f"{found[2]}.csv").is_file():
            return None
        return moved(f"/livraisons/{release}/{found[2]}.csv")

    async def page(self, scope: Scope, send: Send) -> None:
        path = scope["path"]
        try:
            found = route(path, scope["query_string"])
        except ValueError:
            await send_answer(refused("parametres", path), scope, send)
            return
        target = (scope.get("raw_path") or path.encode()).split(b"?")[0].decode("latin-1")
        elsewhere = another_spelling(target, path, scope["query_string"], found) or self.whole_table(path, found.query)
        if elsewhere:
            await send_answer(elsewhere, scope, send)
            return
        asked = {"target": target, "path": path, "query": found.query.decode("latin-1"), **self.origin(scope)}
        # pages write the address they were asked at: under another name of the host they are other pages
        key, who = tuple(asked.values()), asker(scope, self.instance.secure)
        self.workshop.lanes[found.lane].turns.join(key, who)
        answer = await self.cache.get(key, lambda: self.made(found.lane, asked, who))
        if self.waiting + answer.size > MOST_WAITING_BYTES:
            answer = refused("affluence", path)
        self.waiting += answer.size
        try:
            await send_answer(answer, scope, send)
        finally:
            self.waiting -= answer.size

    def origin(self, scope: Scope) -> dict[str, str]:
        """The scheme and the host that pages write: those of the operator, or else those that were asked."""
        if self.instance.origin:
            said = urlsplit(self.instance.origin)
            return {"scheme": said.scheme, "host": said.netloc}
        asked = next(value for name, value in scope["headers"] if name == b"host")
        return {"scheme": scope["scheme"], "host": asked.decode("latin-1").lower()}

    async def made(self, lane: str, asked: dict[str, str], who: str) -> Answer:
        try:
            return await self.workshop.ask(lane, asked, who)
        except Refused as refusal:
            return refused(refusal.reason, asked["path"])

    async def first_page(self) -> None:
        """Make the home page. Raises `Refused` when none can be made: there is then nothing to serve."""
        asked = {"target": "/", "path": "/", "query": "", "scheme": "http", "host": "localhost"}
        lane = Lane(self.workshop, replace(LANES["pages"], wall=START_SECONDS))
        answer = await lane.ask(asked)
        self.workshop.lanes["pages"].idle += lane.idle  # the next pages are made by who made this one
        if answer.status != 200:
            raise Refused("erreur")


def other_name(path: str, query: bytes) -> Answer | None:
    """To the name that the second release of a day has there, where it is asked by the other one."""
    found = AGAIN.fullmatch(path)
    if not found or bool(found[1]) == (found[3] == "."):
        return None
    named = quote(f"{found[1]}/{found[2]}{'.' if found[1] else '-'}{found[4]}{found[5]}")
    return redirection(f"{named}?{query.decode('latin-1')}" if query else named)


def another_spelling(target: str, path: str, query: bytes, found: Route) -> Answer | None:
    """What is said where a page that has an address of its own is asked at another: each would be a page to make and
    to keep. `target`: the path as it was sent."""
    only = spelling(path)
    if not only.isascii():  # Datasette writes its addresses in ASCII
        return refused("absente", path)
    if query and not found.query:
        return redirection(only)
    if only == target:
        return None
    return redirection(f"{only}?{query.decode('latin-1')}" if query else only)


def no_such_part(headers: Iterable[tuple[bytes, bytes]]) -> Answer:
    """Of a file, whose `headers` may say how long it is."""
    answer = refused("partie")
    return replace(answer, headers=(*answer.headers, *(pair for pair in headers if pair[0] == b"content-range")))


def moved(address: str) -> Answer:
    return Answer(302, lasting(302, [(b"location", address.encode())]))
