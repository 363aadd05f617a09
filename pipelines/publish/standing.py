"""The last release, where what is about to be written is what it was written from: nothing is written again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.paths import REFERENCE
from pipelines.publish.checksums import Damaged, differences
from pipelines.publish.folders import LATEST
from pipelines.publish.provenance import Provenance
from pipelines.publish.release import write_release
from spiders.files import write_text
from spiders.made_with import code, tree

if TYPE_CHECKING:
    import pyarrow

WRITERS = ("pipelines", "lexicon", "schema", "datasets/site", "datasets/schema")


def write_unless_it_stands(
    record: Path,
    tables: dict[str, pyarrow.Table],
    target_root: Path,
    day: date,
    provenance: Provenance,
    extra_files: dict[str, Path],
    reference: Path = REFERENCE,
) -> Path:
    """As `write_release`. `record` keeps the digest of what the last release was written from, and its name."""
    written_from = _origin(tables, day, provenance, extra_files, reference)
    if last := _standing(target_root, record, written_from):
        return last
    folder = write_release(tables, target_root, day, provenance, extra_files, reference)
    write_text(record, json.dumps({"origin": written_from, "release": folder.name}) + "\n")
    return folder


def _standing(target_root: Path, record: Path, written_from: str) -> Path | None:
    """The release that `latest` points at, when it was written from this and is still as it was written."""
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
        release = (target_root / LATEST).resolve(strict=True)
        same = known == {"origin": written_from, "release": release.name}
        return release if same and not differences(release) else None
    except (OSError, ValueError, Damaged):
        return None


def _origin(
    tables: Mapping[str, pyarrow.Table],
    day: date,
    provenance: Provenance,
    extra_files: Mapping[str, Path],
    reference: Path,
) -> str:
    """A digest of all that a release is written from, the code that writes it and its libraries included."""
    from pyarrow import BufferOutputStream, ipc

    parts = [code(*WRITERS), tree(reference), repr((day, provenance)).encode()]
    for name, path in sorted(extra_files.items()):
        parts.append(name.encode() + hashlib.sha256(path.read_bytes()).digest())
    for name, table in sorted(tables.items()):
        stream = BufferOutputStream()
        with ipc.new_stream(stream, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        parts.append(name.encode() + hashlib.sha256(stream.getvalue()).digest())
    return hashlib.sha256(b"".join(parts)).hexdigest()
