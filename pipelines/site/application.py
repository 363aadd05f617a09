"""The Datasette that makes the pages, ready to be forked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines.site.asgi import App, Message, Scope, nothing_more, scope_of
from pipelines.site.instance import DATABASE, SITE, Instance, told
from pipelines.site.limits import MOST_ROWS
from pipelines.site.pages import Pages
from pipelines.site.routes import segment

CODE = Path(__file__).parent

SETTINGS: dict[str, Any] = {
    "default_page_size": 50,
    "max_returned_rows": MOST_ROWS,
    "sql_time_limit_ms": 8000,  # of the clock; the lane of a page bounds its processor time
    "facet_time_limit_ms": 200,
    "suggest_facets": False,  # halves the time of a table page
    "allow_download": False,  # the file is one of the release
    "allow_csv_stream": True,
    "max_csv_mb": 20,
    "truncate_cells_html": 300,
    "default_cache_ttl": 300,  # hashed addresses override it with a year
    "num_sql_threads": 0,  # a worker makes one page at a time, and a process with threads cannot be forked
}
# asked once before the first fork: their templates are then compiled for every worker
WARMED = (
    "/",
    "/cpts/-",
    "/commune/-",
    "/departement/-",
    "/region/-",
    "/observatoire",
    "/observatoire/cpts",
    "/-/search",
)


class Site(Pages):
    """The Datasette of one instance, on its copy of the release."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        folder = instance.folder / "site"
        super().__init__(
            [],
            immutables=[str(folder / f"{DATABASE}.db")],
            metadata=json.loads((folder / "metadata.json").read_text(encoding="utf-8")),
            cors=True,
            template_dir=str(SITE / "templates"),
            plugins_dir=str(SITE / "plugins"),
            settings=SETTINGS | {"force_https_urls": instance.secure},
        )
        database = self.databases[DATABASE]
        # the hash in the addresses that may be kept for a year covers all that their pages are made of
        database.cached_hash = fingerprint(database.hash, instance)


def _files() -> Iterator[Path]:
    for folder, pattern in (
        (SITE, "*.html"),
        (SITE, "*.txt"),
        (SITE, "*.css"),
        (SITE, "*.js"),
        (CODE, "*.py"),
        (CODE, "*.toml"),
    ):
        yield from sorted(folder.rglob(pattern))


def fingerprint(data: str, instance: Instance) -> str:
    """SHA-256 of what the pages are made of: the hash of the data, the code, the templates, what the operator says."""
    digest = hashlib.sha256(data.encode())
    digest.update(json.dumps([told(), instance.origin, instance.secure], sort_keys=True).encode())
    for path in _files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


async def prepared(instance: Instance) -> App:
    """The application of `instance`, its templates compiled and its counts made, with no connection left open: SQLite
    forbids to take one through a fork."""
    site = Site(instance)
    await site.invoke_startup()
    app: App = site.app()
    for path in (*WARMED, f"/{segment(instance.name)}/cpts"):  # most links that are cited name the release on show
        with suppress(Exception):  # whoever asks for that page is told, and the maintainer too
            await _ask(app, path)
    for one in (site, *(archive for archive, _ in site._opened_archives.values())):
        for database in one.databases.values():
            database.close()
            database._read_connection = None
    return app


async def _ask(app: App, path: str) -> None:
    async def send(_: Message) -> None:
        return

    scope: Scope = scope_of({"target": path, "path": path, "query": "", "scheme": "http", "host": "localhost"})
    await app(scope, nothing_more, send)
