"""The Datasette that makes the pages, ready to be forked."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from jinja2.bccache import Bucket, FileSystemBytecodeCache

from pipelines.publish.checksums import read_sums
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
COMPILED = SITE / "templates" / "__pycache__"
# asked once before the first fork, for what every worker then has: no CPTS, no state before anything was read
WARMED = ("/cpts/-", "/etat/2000-01-01/2000-01-01")


class Compiled(FileSystemBytecodeCache):
    """The compiled templates, kept like the modules of Python. They hold constants that filters made: others belong to
    other code. Where nothing can be written each start compiles them."""

    def __init__(self, code: str) -> None:
        folder = COMPILED / code[:16]
        with suppress(OSError):
            for other in set(COMPILED.iterdir() if COMPILED.is_dir() else ()) - {folder}:
                shutil.rmtree(other, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
        super().__init__(str(folder))

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


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
        self.jinja_env.bytecode_cache = Compiled(made_of())
        database = self.databases[DATABASE]
        # the hash in the addresses that may be kept for a year covers all that their pages are made of
        database.cached_hash = fingerprint(read_sums(instance.folder)[f"site/{DATABASE}.db"], instance)


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


def made_of() -> str:
    """SHA-256 of the code and the templates."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fingerprint(data: str, instance: Instance) -> str:
    """SHA-256 of what the pages are made of: the hash of the data, the code, the templates, what the operator says."""
    said = [data, made_of(), told(), instance.origin, instance.secure]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


async def prepared(instance: Instance) -> App:
    """The application of `instance`, with no connection left open: SQLite forbids to take one through a fork."""
    site = Site(instance)
    await site.invoke_startup()
    app: App = site.app()
    for path in (*WARMED, f"/{segment(instance.name)}/regions"):  # most links that are cited name the release on show
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
