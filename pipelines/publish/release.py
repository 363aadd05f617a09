"""The release folder: written aside, renamed when complete, never overwritten."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schema
from pipelines.apart import apart, beside
from pipelines.paths import REFERENCE
from pipelines.publish.catalogue import build_catalogue
from pipelines.publish.changelog import changelog
from pipelines.publish.checksums import Damaged, differences, read_sums, sha256, write_sums
from pipelines.publish.datapackage import build_datapackage
from pipelines.publish.folders import LATEST
from pipelines.publish.outlines import write_outlines
from pipelines.publish.parquet import write_parquet
from pipelines.publish.provenance import DESCRIPTION, LICENCE_URL, Provenance, reconstruction_statement
from pipelines.publish.regional_workbooks import write_regional_workbooks
from pipelines.publish.schemas import write_schemas
from pipelines.publish.sqlite import write_sqlite
from pipelines.publish.tables_csv import write_csv
from pipelines.publish.texts import fill, limits
from pipelines.publish.workbook import write_excel_csv, write_workbook
from pipelines.site.metadata import build_metadata
from spiders.files import abandoned, private_name

if TYPE_CHECKING:
    import pyarrow


def write_release(
    tables: dict[str, pyarrow.Table],
    target_root: Path,
    day: date,
    provenance: Provenance,
    extra_files: dict[str, Path] | None = None,
    reference: Path = REFERENCE,
) -> Path:
    """Write `<target_root>/<day>/` and point `latest` at it; return the folder.

    The folder is complete or absent: it is written under a private name and renamed. A release of the same day
    with the same bytes is returned as it is; with other bytes it stays, and the new one is `<day>.2`, `.3` …
    `reference` holds the outlines of communes, without which there are no maps and no outlines.
    `extra_files` (name in the release → file) are copied in and described like the rest. Raises `SchemaError`
    when a table is missing or its columns are not those of the schema, `ValueError` when `latest` is no link.
    """
    _make_room(target_root)
    for number in count(1):
        name = day.isoformat() if number == 1 else f"{day.isoformat()}.{number}"
        target = target_root / name
        partial = private_name(target)
        partial.mkdir()
        try:
            for file, origin in (extra_files or {}).items():
                shutil.copyfile(origin, partial / file)
            write_parquet(tables, partial, provenance)
            if target.exists() and not _begins_like(partial, target):
                continue  # what is slow to write need not be, to know that it is another release
            _fill(partial, tables, name, day, provenance, reference)
            _seal(partial)
            if not target.exists():
                os.replace(partial, target)
            elif not _same(partial, target):
                continue
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        _point(target_root, name)
        return target
    raise AssertionError("unreachable")


def _make_room(target_root: Path) -> None:
    """The folder of releases, which the server can enter whatever the umask, without what killed runs left there."""
    if not target_root.is_dir():
        target_root.mkdir(parents=True)
        target_root.chmod(0o755)
    pointer = target_root / LATEST
    if pointer.exists() and not pointer.is_symlink():
        raise ValueError(f"{pointer} is not the link that each release moves: rename it, then release again")
    for left in abandoned(target_root):
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()


def _seal(folder: Path) -> None:
    """Sums of every file, on the disk and readable by the server whatever the umask."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    write_sums(folder, {path.relative_to(folder).as_posix(): sha256(path) for path in files})
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def _begins_like(partial: Path, target: Path) -> bool:
    """Whether the files written so far, none of which tells the name of the release, are those of another one."""
    try:
        known = read_sums(target)
    except Damaged:
        return False
    return all(known.get(path.name) == sha256(path) for path in partial.iterdir())


def _same(partial: Path, target: Path) -> bool:
    """Whether a release that is there is the one just written, and still as it was written."""
    try:
        return read_sums(target) == read_sums(partial) and not differences(target)
    except Damaged:
        return False


def _point(target_root: Path, name: str) -> None:
    partial = private_name(target_root / LATEST)
    partial.symlink_to(name, target_is_directory=True)
    os.replace(partial, target_root / LATEST)


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _fill(
    folder: Path,
    tables: dict[str, pyarrow.Table],
    name: str,
    day: date,
    provenance: Provenance,
    reference: Path,
) -> None:
    """All but the Parquet files, from which the rest is made."""
    statement = reconstruction_statement(tables)
    site = folder / "site"
    site.mkdir()
    with beside(write_sqlite, folder, site / "observatoire.db", reference) as database:
        for table in schema.load_schema():
            write_csv(tables[table], folder / f"{table}.csv")
        write_schemas(tables, folder / "schemas", day, provenance)
        apart(write_outlines, tables, reference, folder)
        write_workbook(tables, folder / "observatoire-cpts.xlsx", name, statement)
        write_regional_workbooks(tables, folder / "regions", name, statement)
        write_excel_csv(tables, folder / "excel")
        (folder / "CHANGELOG.md").write_text(changelog(tables, day, provenance.remark), encoding="utf-8")
        (folder / "LICENCE.txt").write_text(
            fill("LICENCE.txt", release=name, licence_url=LICENCE_URL), encoding="utf-8"
        )
        (folder / "README.md").write_text(
            fill(
                "README.md",
                release=name,
                description=DESCRIPTION,
                reconstruction=f"> **{statement}**\n\n" if statement else "",
                tables="\n".join(f"- `{table.name}` : {table.description}" for table in schema.load_schema().values()),
                limits="\n".join(f"- {limit}" for limit in limits()),
            ),
            encoding="utf-8",
        )
        database()
    _write_json(site / "metadata.json", build_metadata(statement, provenance.address))
    package = build_datapackage(tables, folder, name, day, provenance)
    _write_json(folder / "datapackage.json", package)
    _write_json(folder / "catalogue.jsonld", build_catalogue(package, day, provenance.address))
