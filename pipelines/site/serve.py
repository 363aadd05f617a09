"""Start the site from a release folder: `python -m pipelines.site.serve RELEASE --port 8001`."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import NoReturn

from pipelines.site.metadata import DATABASE

ROOT = Path(__file__).parents[2]
SITE = ROOT / "datasets" / "site"
RELEASE_NAME = re.compile(r"\d{4}-\d{2}-\d{2}(\.\d+)?")

SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 300,
    "suggest_facets": "off",  # halves the time of a table page
    "allow_download": "on",
    "allow_csv_stream": "on",
    "max_csv_mb": 50,
    "truncate_cells_html": 300,
    "default_cache_ttl": 300,  # hashed addresses override it with a year
    "num_sql_threads": 3,
}


class NoRelease(ValueError):
    """A folder the site cannot start from. The message names it and the remedy."""


def releases_beside(release: Path) -> list[Path]:
    """`release` and its neighbours that are complete releases; a folder of another name is served alone."""
    if not RELEASE_NAME.fullmatch(release.name):
        return [release]
    return sorted(
        path
        for path in release.parent.iterdir()
        if RELEASE_NAME.fullmatch(path.name) and not path.is_symlink() and (path / "datapackage.json").is_file()
    )


def command(release: Path, host: str = "127.0.0.1", port: int = 8001, behind_proxy: bool = False) -> list[str]:
    """The Datasette command line that serves `release`. Raises `NoRelease` when it is no release folder."""
    release = release.resolve()
    database, metadata = release / "site" / f"{DATABASE}.db", release / "site" / "metadata.json"
    for path in (database, metadata, release / "datapackage.json"):
        if not path.is_file():
            raise NoRelease(f"{release}: {path.name} is missing; give a folder written by `observatoire release`")
    line = [
        sys.executable,
        "-m",
        "datasette",
        "serve",
        "--immutable",
        str(database),
        "--metadata",
        str(metadata),
        "--template-dir",
        str(SITE / "templates"),
        "--plugins-dir",
        str(SITE / "plugins"),
        "--static",
        f"static:{SITE / 'static'}",
        "--cors",
        "--host",
        host,
        "--port",
        str(port),
    ]
    for folder in releases_beside(release):
        # the name a release was given, also when its folder was renamed
        name = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["livraison"]
        line += ["--static", f"livraisons/{name}:{folder}"]
    settings = SETTINGS | ({"force_https_urls": "on"} if behind_proxy else {})
    for name, value in settings.items():
        line += ["--setting", name, str(value)]
    return line


def serve(release: Path, host: str = "127.0.0.1", port: int = 8001, behind_proxy: bool = False) -> NoReturn:
    """Become the server of `release`. This process is replaced, so that whoever stops it stops the site."""
    line = command(release, host, port, behind_proxy)
    # the plugin folder imports this package wherever the server is started from
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    sys.stdout.flush()
    os.execve(line[0], line, {**os.environ, "PYTHONPATH": path})


def main() -> None:
    import click

    @click.command(help="Serve a release folder at http://HOST:PORT/.")
    @click.argument("release", type=click.Path(path_type=Path, exists=True, file_okay=False))
    @click.option("--host", default="127.0.0.1", show_default=True)
    @click.option("--port", default=8001, show_default=True)
    @click.option("--behind-proxy", is_flag=True, help="Write https addresses: a proxy stands in front.")
    def run(release: Path, host: str, port: int, behind_proxy: bool) -> None:
        try:
            serve(release, host, port, behind_proxy)
        except NoRelease as error:
            raise click.ClickException(str(error)) from error

    run()


if __name__ == "__main__":
    main()
