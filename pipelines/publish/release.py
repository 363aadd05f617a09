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
from pipelines.paths import REFERENCE
from pipelines.publish.catalogue import build_catalogue
from pipelines.publish.changelog import changelog
from pipelines.publish.datapackage import build_datapackage, sha256
from pipelines.publish.folders import LATEST
from pipelines.publish.maps import write_geoparquet
from pipelines.publish.parquet import write_parquet
from pipelines.publish.provenance import DESCRIPTION, LICENCE_URL, Provenance, reconstruction_statement
from pipelines.publish.schemas import write_schemas
from pipelines.publish.sqlite import write_sqlite
from pipelines.publish.tables_csv import write_csv
from pipelines.publish.texts import fill, limits
from pipelines.publish.workbook import write_workbook
from pipelines.site.metadata import build_metadata

if TYPE_CHECKING:
    import pyarrow

SUMS = "SHA256SUMS"


def write_release(
    tables: dict[str, pyarrow.Table],
    target_root: Path,
    day: date,
    provenance: Provenance,
    extra_files: dict[str, Path] | None = None,
    reference: Path = REFERENCE,
) -> Path:
    """Write `<target_root>/<day>/` and point `latest` at it; return the folder.

    The folder is complete or absent: it is written as `.<name>.partial` and renamed. A release of the same day
    with the same bytes is returned as it is; with other bytes it stays, and the new one is `<day>.2`, `.3` …
    `reference` holds the outlines of communes, without which there are no maps and no GeoParquet.
    `extra_files` (name in the release → file) are copied in and described like the rest. Raises `SchemaError`
    when a table is missing or its columns are not those of the schema.
    """
    target_root.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        name = day.isoformat() if number == 1 else f"{day.isoformat()}.{number}"
        partial, target = target_root / f".{name}.partial", target_root / name
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        for file, origin in (extra_files or {}).items():
            shutil.copyfile(origin, partial / file)
        _fill(partial, tables, name, day, provenance, reference)
        if not target.exists():
            os.replace(partial, target)
        else:
            same = (target / SUMS).is_file() and (target / SUMS).read_bytes() == (partial / SUMS).read_bytes()
            shutil.rmtree(partial)
            if not same:
                continue
        _point(target_root, name)
        return target
    raise AssertionError("unreachable")


def _point(target_root: Path, name: str) -> None:
    aside = target_root / f".{LATEST}.partial"
    aside.unlink(missing_ok=True)
    aside.symlink_to(name, target_is_directory=True)
    os.replace(aside, target_root / LATEST)


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
    statement = reconstruction_statement(tables)
    write_parquet(tables, folder, provenance)
    for table in schema.load_schema():
        write_csv(tables[table], folder / f"{table}.csv")
    write_schemas(tables, folder / "schemas", day, provenance)
    write_geoparquet(tables, reference, folder / "territoires-contours.parquet")
    write_workbook(tables, folder / "observatoire-cpts.xlsx", day, statement)
    (folder / "CHANGELOG.md").write_text(changelog(tables, day, provenance.remark), encoding="utf-8")
    (folder / "LICENCE.txt").write_text(fill("LICENCE.txt", release=name, licence_url=LICENCE_URL), encoding="utf-8")
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
    site = folder / "site"
    site.mkdir()
    write_sqlite(folder, site / "observatoire.db", reference)
    _write_json(site / "metadata.json", build_metadata(statement, provenance.address))
    package = build_datapackage(tables, folder, name, day, provenance)
    _write_json(folder / "datapackage.json", package)
    _write_json(folder / "catalogue.jsonld", build_catalogue(package, day, provenance.address))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    (folder / SUMS).write_text(
        "".join(f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files), encoding="utf-8"
    )
