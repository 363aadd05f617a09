"""What an asset was made with: Dagster calls stale what other code, or other listings, would make anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from pipelines.paths import ROOT
from schema import load_schema

READING = ("spiders", "lexicon")  # from a page to its listings
MEANING = ("lexicon", "pipelines/normalise", "pipelines/identity", "pipelines/steps", "pipelines/tables")
CHECKING = ("expectations",)
PUBLISHING = ("pipelines/publish",)


@cache
def code_version(*rooms: str) -> str:
    """A digest of the code and of the written rules of `rooms`, and of the schema."""
    digest = hashlib.sha256(repr(load_schema()).encode())
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def of_listings(reports: Mapping[str, Mapping[str, object]]) -> str:
    """A digest of what all sources say, by the data versions of their reports: what a build reads."""
    said = sorted(f"{one}={report.get('data_version', '')}" for one, report in reports.items())
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
