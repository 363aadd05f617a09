"""Whether what is told as the site of a CPTS may be one."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines.identity.words import is_shared_host

_LOCAL = ("local", "localhost", "localdomain", "internal")


def is_public(site: str) -> bool:
    """Whether an address may be that of a site for everybody: a name below a domain, no number, no local name and
    not the home page of a host that many share."""
    try:
        parts = urlsplit(site if "//" in site else f"//{site}")
        host = parts.hostname or ""
    except ValueError:
        return False
    if is_shared_host(host) and not parts.path.strip("/") and not parts.query:
        return False
    domain, dot, last = host.rstrip(".").rpartition(".")
    return bool(domain and dot) and last.isalpha() and last not in _LOCAL
