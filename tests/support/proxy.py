"""`deploy/nginx.conf` run as it is, but for what an operator changes: ports, certificates and folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))
MISSING = "no nginx on this machine"


def configuration(
    folder: Path, site_port: int, port: int, releases: Path, rate: str = "20r/s", many: bool = False
) -> Path:
    """Write a complete configuration in `folder` that listens without TLS on `port`; return its path. `many`: the
    visitors of a test are one machine, whose limits are those of many."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    if many:
        text = text.replace("burst=60", "burst=10000")
        for bound in ("observatoire_answers 50;", "observatoire_downloads 10;"):
            text = text.replace(bound, bound.split()[0] + " 1000;")
        rate = "100000r/s"
    for said, here in (
        ("listen 443 ssl http2 ", f"listen 127.0.0.1:{port} "),
        ("    ssl_certificate /etc/ssl/observatoire.pem;\n", ""),
        ("    ssl_certificate_key /etc/ssl/observatoire.key;\n", ""),
        ("/var/cache/nginx/observatoire", str(folder / "cache")),
        ("127.0.0.1:8001", f"127.0.0.1:{site_port}"),
        ("/srv/observatoire/releases", str(releases)),
        ("rate=20r/s", f"rate={rate}"),
    ):
        if text.count(said) != 1:
            raise ValueError(f"deploy/nginx.conf no longer says {said!r} once")
        text = text.replace(said, here)
    (folder / "observatoire.conf").write_text(text, encoding="utf-8")
    return _main(folder, "observatoire.conf")


def _main(folder: Path, included: str) -> Path:
    own = "".join(
        f"    {kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""  # the workers read the test's own folders
    path = folder / "nginx.conf"
    path.write_text(
        f"{user}worker_processes 2;\npid {folder / 'nginx.pid'};\nerror_log {folder / 'error.log'};\n"
        f"events {{ worker_connections 4096; }}\nhttp {{\n    access_log off;\n{own}    include {folder / included};\n}}\n",
        encoding="utf-8",
    )
    return path


def accepted(path: Path) -> tuple[bool, str]:
    """What `nginx -t` says of the configuration at `path`."""
    assert NGINX is not None
    done = subprocess.run([NGINX, "-t", "-p", str(path.parent), "-c", str(path)], capture_output=True, text=True)
    return done.returncode == 0, done.stderr


@contextmanager
def proxied(
    folder: Path, site_port: int, port: int, releases: Path, rate: str = "20r/s", many: bool = False
) -> Iterator[str]:
    """The address of an nginx in front of the site at `site_port`, stopped at the end. `many`: see `configuration`."""
    assert NGINX is not None
    path = configuration(folder, site_port, port, releases, rate, many)
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(path), "-g", "daemon off;"])
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/static/icone.svg", timeout=5).read()
                break
            except urllib.error.HTTPError:
                break  # nginx answers, for a site that does not
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
