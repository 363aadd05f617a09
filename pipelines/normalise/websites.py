"""Whether what is told as the site of a CPTS may be one."""

from __future__ import annotations

from urllib.parse import urlsplit

_LOCAL = ("local", "localhost", "localdomain", "internal")


def is_public(site: str) -> bool:
    """Whether an address may be that of a site for everybody: a name below a domain, no number and no local name."""
    try:
        host = urlsplit(site if "//" in site else f"//{site}").hostname or ""
    except ValueError:
        return False
    domain, dot, last = host.rstrip(".").rpartition(".")
    return bool(domain and dot) and last.isalpha() and last not in _LOCAL
