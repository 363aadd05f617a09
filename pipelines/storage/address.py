"""Which data folder is an address, and the working folder that stands for it on this machine."""

from __future__ import annotations

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path

from spiders.files import ADDRESS

DATA, LOCAL = "OBSERVATOIRE_DATA", "OBSERVATOIRE_LOCAL"
# stores of objects that fsspec can write on a condition; what else it reaches (zip://, https://) is no place for runs
STORES = ["s3", "s3a", "gs", "gcs", "abfs", "az"]


class WrongAddress(ValueError):
    """An address that nothing here can read. The message says which ones can be."""


def remote() -> str:
    """The address in `OBSERVATOIRE_DATA`, without the slash at its end; empty when it is a folder. Raises
    `WrongAddress`."""
    chosen = os.environ.get(DATA, "").strip()
    if not ADDRESS.match(chosen):
        return ""
    if find_spec("fsspec") is None:  # the site is installed without it
        raise WrongAddress(f"{DATA}={chosen}: install the group `s3` to reach it (docs/deployment.md)")
    scheme, found, rest = chosen.partition("://")
    if not found or not rest.strip("/") or scheme not in STORES:
        raise WrongAddress(f"{DATA}={chosen}: nothing here can write there; give a folder, or s3://bucket/folder")
    return chosen.rstrip("/")


def working_folder(address: str) -> Path:
    """`OBSERVATOIRE_LOCAL`, else a folder of the user's cache that no other address has."""
    if chosen := os.environ.get(LOCAL):
        return Path(chosen)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "observatoire" / hashlib.sha256(address.encode()).hexdigest()[:12]
