"""Start the site from a release folder: `python -m pipelines.site.serve RELEASE --port 8001`."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from pipelines.site.instance import (
    ROOT,
    Instance,
    NoRelease,
    NotConfigured,
    checked,
    copied,
    public_origin,
    release_name,
    releases_beside,
    told,
    web_origin,
)

GRACE_SECONDS = 3  # for answers under way when the site is told to stop


def command(
    release: Path, host: str = "127.0.0.1", port: int = 8001, behind_proxy: bool = False, public: bool = False
) -> list[str]:
    """The command line that serves `release`. Raises `NoRelease` when it is no release folder, `NotConfigured` when
    `public` and the operator has not said who he is."""
    line = [sys.executable, "-m", "pipelines.site.serve", str(checked(release)), "--host", host, "--port", str(port)]
    if public:
        public_origin()
        line.append("--public")
    return [*line, "--behind-proxy"] if behind_proxy else line


def serve(
    release: Path, host: str = "127.0.0.1", port: int = 8001, behind_proxy: bool = False, public: bool = False
) -> NoReturn:
    """Become the server of `release`. This process is replaced, so that whoever stops it stops the site."""
    line = command(release, host, port, behind_proxy, public)
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    print(f"http://{host}:{port}", flush=True)
    os.execve(line[0], line, {**os.environ, "PYTHONPATH": path})


async def _run(instance: Instance, host: str, port: int) -> None:
    import uvicorn

    from pipelines.site.connections import Connection, PublicConnection
    from pipelines.site.front import Front
    from pipelines.site.guard import guarded
    from pipelines.site.lanes import Refused, Workshop
    from pipelines.site.visitors import Visitors

    exposed = bool(instance.origin) and not instance.secure  # the public itself connects: no proxy limits anybody
    workshop = Workshop(instance)
    workshop.start()
    front = Front(instance, workshop)
    config = uvicorn.Config(
        guarded(
            front,
            urlsplit(instance.origin).hostname or "",
            Visitors() if exposed else None,
            web_origin(told()["correction"]),
        ),
        host=host,
        port=port,
        http=PublicConnection if exposed else Connection,  # h11, which bounds the size of a request
        ws="none",
        lifespan="off",
        access_log=False,  # it would keep the addresses of visitors
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # see `visitors.asker`
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    try:
        try:
            await front.first_page()
        except Refused:
            raise NoRelease(
                f"the home page of {instance.name} cannot be made, see the error above; a release of another schema is "
                "served by the program that wrote it"
            ) from None
        await uvicorn.Server(config).serve()
    finally:
        workshop.stop()


def run(release: Path, host: str, port: int, behind_proxy: bool, public: bool) -> None:
    """Serve a copy of `release` until a signal ends it."""
    from pipelines.site.connections import MOST

    origin = public_origin() if public else ""
    release = checked(release)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises it again when it has ended
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(files, min(most, 3 * MOST)), most))
    with tempfile.TemporaryDirectory(prefix="observatoire-") as folder:
        instance = Instance(
            release_name(release), copied(release, Path(folder)), releases_beside(release), origin, behind_proxy
        )
        asyncio.run(_run(instance, host, port))


def main() -> None:
    import click

    @click.command(help="Serve a release folder at http://HOST:PORT/.")
    @click.argument("release", type=click.Path(path_type=Path, exists=True, file_okay=False))
    @click.option("--host", default="127.0.0.1", show_default=True)
    @click.option("--port", default=8001, show_default=True)
    @click.option("--behind-proxy", is_flag=True, help="Write https addresses: a proxy stands in front.")
    @click.option("--public", is_flag=True, help="Answer under the name of OBSERVATOIRE_ADRESSE alone.")
    def start(release: Path, host: str, port: int, behind_proxy: bool, public: bool) -> None:
        try:
            run(release, host, port, behind_proxy, public)
        except (NoRelease, NotConfigured) as error:
            raise click.ClickException(str(error)) from error

    start()


if __name__ == "__main__":
    main()
