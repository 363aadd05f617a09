"""What an asset was made with: Dagster calls stale what other code, or other listings, would make anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from pipelines.paths import ROOT, paths
from schema import load_schema
from spiders.made_with import tree

GEOGRAPHY = "datasets/reference"
READING = ("spiders", "lexicon", GEOGRAPHY)  # from a page to its listings
MEANING = (
    "lexicon",
    "pipelines/normalise",
    "pipelines/identity",
    "pipelines/steps",
    "pipelines/tables",
    "datasets/identity",
    GEOGRAPHY,
)
CHECKING = ("expectations",)
PUBLISHING = ("pipelines/publish",)


@cache
def code_version(*rooms: str) -> str:
    """A digest of the code, the written rules and the facts kept by hand of `rooms` (folders or files of the project),
    and of the schema."""
    digest = hashlib.sha256(repr(load_schema()).encode())
    for room in rooms:
        digest.update(room.encode() + tree(ROOT / room))
    return digest.hexdigest()[:16]


def of_listings(reports: Mapping[str, Mapping[str, object]]) -> str:
    """A digest of what all sources say, by the data versions of their reports."""
    said = sorted(f"{one}={report.get('data_version', '')}" for one, report in reports.items())
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def of_inputs(reports: Mapping[str, Mapping[str, object]]) -> str:
    """A digest of all that a build reads of a data folder: what the sources say, what people corrected and decided."""
    digest = hashlib.sha256(of_listings(reports).encode())
    for path in (paths().corrections, paths().decisions):
        digest.update(path.name.encode() + path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:16]
