"""Addresses to cite: `/2026-11-22/cpts?statut=aci_signe` gives the rows of that release, whichever the site shows.

Each release is served under its name by a Datasette of its own, on its own file and with its own metadata, made when
it is first asked for. So the site's search, menus, sitemap and home page, which go through every database of their
Datasette, never meet an old release; and a page of Datasette asks nothing of a release but the columns it has.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import OrderedDict
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from pipelines.site.guard import App, Receive, Scope, Send
from pipelines.site.metadata import DATABASE

MOUNT = re.compile(r"livraisons/(\d{4}-\d{2}-\d{2}(?:\.\d+)?)")
KEPT = 3  # releases open at once: about 15 MB each


def segment(release: str) -> str:
    """The first part of the addresses of `release`; a dot there would begin a format."""
    return release.replace(".", "-")


def releases(datasette: Datasette) -> dict[str, Path]:
    """Name → folder of the releases beside the served one, as they are mounted for download; newest first."""
    mounted = [(match[1], Path(folder)) for name, folder in datasette.static_mounts if (match := MOUNT.fullmatch(name))]
    return dict(sorted(mounted, key=lambda pair: _order(pair[0]), reverse=True))


def _order(release: str) -> tuple[str, int]:
    day, _, again = release.partition(".")
    return day, int(again or 1)


class Archive(Datasette):
    """One release at the addresses that begin with its name."""

    def __init__(self, site: Datasette, folder: Path) -> None:
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
            static_mounts=site.static_mounts,
            settings={**site._settings, "num_sql_threads": 1},
        )
        self.newest = folder == Path(site.databases[DATABASE].path).parents[1]

    async def refresh_schemas(self) -> None:
        """Nothing: its catalogue of schemas would start a thread that outlives the archive."""


def archived(app: App, site: Datasette) -> App:
    """`app`, and before it the releases of `site` under their names."""
    folders = {segment(name): folder for name, folder in releases(site).items()}
    opened: OrderedDict[str, App] = OrderedDict()
    opening = asyncio.Lock()

    async def release_app(first: str) -> App:
        async with opening:
            if first not in opened:
                archive = Archive(site, folders[first])
                await archive.invoke_startup()
                opened[first] = archive.app()
            opened.move_to_end(first)
            while len(opened) > KEPT:
                opened.popitem(last=False)
            return opened[first]

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        first = scope["path"].lstrip("/").split("/")[0].split(".")[0] if scope["type"] == "http" else ""
        await (await release_app(first) if first in folders else app)(scope, receive, send)

    return serve
