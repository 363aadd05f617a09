"""Addresses to cite: `/2026-11-22/cpts?statut=aci_signe` gives the rows of that release, whichever the site shows.

Each release is served under its name by a Datasette of its own, on its own file and with its own metadata, made when
it is first asked for. So the site's search, menus, sitemap and home page, which go through every database of their
Datasette, never meet an old release; and a page of Datasette asks nothing of a release but the columns it has.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipelines.site.answers import redirection, refused, send_answer
from pipelines.site.asgi import App, Receive, Scope, Send
from pipelines.site.dated_pages import designed
from pipelines.site.instance import DATABASE, Instance
from pipelines.site.limits import opening
from pipelines.site.pages import Pages
from pipelines.site.routes import first_part, segment

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
KEPT = 2  # releases a worker has open at once: about 15 MB each


class Archive(Pages):
    """One release at the addresses that begin with its name."""

    def __init__(self, site: Pages, instance: Instance, folder: Path) -> None:
        self.site = site
        self.instance = instance
        self.folder = folder
        metadata: dict[str, Any] = json.loads((folder / "site" / "metadata.json").read_text(encoding="utf-8"))
        queries = metadata["databases"][DATABASE]["queries"]
        # a feed tells what is new
        metadata["databases"][DATABASE]["queries"] = {
            name: query for name, query in queries.items() if not name.startswith("flux_")
        }
        super().__init__(
            [],
            immutables=[str(folder / "site" / f"{DATABASE}.db")],
            metadata=metadata,
            cors=site.cors,
            template_dir=site.template_dir,
            settings=site._settings,
        )
        # Datasette would read the whole file to name its route, which is the name of the release
        self.databases[DATABASE].cached_hash = folder.name
        self.newest = folder == instance.folder
        self.jinja_env = site.jinja_env  # its templates are compiled


def _is_day(first: str) -> bool:
    try:
        return bool(DAY.fullmatch(first) and date.fromisoformat(first))
    except ValueError:  # 30 February
        return False


def _at(scope: Scope, day: str, release: str) -> str:
    """The address that was asked of a day without release, in the release that was the last one then."""
    path = quote(scope["path"].replace(day, release, 1))
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path


def archived(app: App, site: Pages, instance: Instance) -> App:
    """`app`, and before it the releases of `instance` under their names. A release whose folder is gone, or cannot be
    read, is a page that does not exist."""
    folders = {segment(name): folder for name, folder in instance.releases.items()}
    folders[segment(instance.name)] = instance.folder
    opened: OrderedDict[str, tuple[Archive, App]] = OrderedDict()
    site._opened_archives = opened

    async def release_app(first: str) -> App:
        if first not in opened:
            with opening():
                archive = Archive(site, instance, folders[first])
                await archive.invoke_startup()
                opened[first] = archive, archive.app()
        opened.move_to_end(first)
        while len(opened) > KEPT:
            opened.popitem(last=False)
        return opened[first][1]

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        first = first_part(scope["path"])
        if first not in folders:
            before = max((one for one in folders if one < first), default="") if _is_day(first) else ""
            if before:
                await send_answer(redirection(_at(scope, first, before)), scope, send)
            else:
                await app(scope, receive, send)
            return
        try:
            release = await release_app(first)
        except (OSError, ValueError, KeyError):
            await send_answer(refused("absente", scope["path"]), scope, send)
            return
        page = await designed(release, scope, receive, f"/{first}")
        if not page:
            await release(scope, receive, send)
        for message in page:
            await send(message)

    return serve
