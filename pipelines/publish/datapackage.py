"""`datapackage.json`: the machine-readable label of a release (Data Package version 2)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schema
from pipelines.publish.checksums import sha256
from pipelines.publish.provenance import (
    DESCRIPTION,
    LICENCE_NAME,
    LICENCE_TITLE,
    LICENCE_URL,
    TITLE,
    Provenance,
    captures,
    captures_digest,
    reconstruction_statement,
)

if TYPE_CHECKING:
    import pyarrow

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".db": "application/vnd.sqlite3",
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".txt": "text/plain",
}


def table_schema(table: schema.Table) -> dict[str, Any]:
    """The Table Schema of one table, as written in its CSV resource."""
    fields = []
    for field in table.fields:
        constraints: dict[str, Any] = {}
        if field.required:
            constraints["required"] = True
        if field.unique:
            constraints["unique"] = True
        if field.enum:
            constraints["enum"] = list(field.enum)
        if field.pattern:
            constraints["pattern"] = field.pattern
        for bound in ("minimum", "maximum"):
            value = getattr(field, bound)
            if value is not None:
                constraints[bound] = value
        entry: dict[str, Any] = {
            "name": field.name,
            "title": field.title,
            "type": field.type,
            "description": field.description,
        }
        if constraints:
            entry["constraints"] = constraints
        fields.append(entry)
    result: dict[str, Any] = {
        "$schema": SCHEMA_PROFILE,
        "fields": fields,
        "primaryKey": list(table.primary_key),
    }
    if table.foreign_keys:
        result["foreignKeys"] = [
            {"fields": [key.field], "reference": {"resource": key.table, "fields": [key.target]}}
            for key in table.foreign_keys
        ]
    return result


def _file(path: Path, folder: Path) -> dict[str, Any]:
    return {
        "path": path.relative_to(folder).as_posix(),
        "format": path.suffix.lstrip("."),
        "mediatype": MEDIA_TYPES[path.suffix],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
    }


def _version(release: str) -> str:
    """`2026-11-22` → `2026.11.22`; a second release of that day, `2026-11-22.2` → `2026.11.22-2`."""
    day, _, again = release.partition(".")
    return re.sub("-", ".", day) + (f"-{again}" if again else "")


def build_datapackage(
    tables: dict[str, pyarrow.Table], folder: Path, release: str, day: date, provenance: Provenance
) -> dict[str, Any]:
    """Describe every file already written in `folder`. CSV files carry their Table Schema; the other forms of the
    same tables (Parquet, workbook, SQLite) are resources without one, so that nothing is described twice."""
    declared = schema.load_schema()
    resources = [
        {
            "name": name,
            "title": table.title,
            "description": table.description,
            "type": "table",
            "profile": "tabular-data-resource",
            **_file(folder / f"{name}.csv", folder),
            "encoding": "utf-8",
            "schema": table_schema(table),
        }
        for name, table in declared.items()
    ]
    tabular = {f"{name}.csv" for name in declared}
    others = [
        _file(path, folder)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in tabular
    ]
    sources = tables["sources"].select(["titre", "url"]).to_pylist()
    found = captures(tables)
    package: dict[str, Any] = {
        "$schema": PACKAGE_PROFILE,
        "name": "observatoire-cpts",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": _version(release),
        "created": f"{day.isoformat()}T00:00:00Z",
        "keywords": ["CPTS", "santé", "soins de ville", "exercice coordonné", "territoires"],
        "licenses": [{"name": LICENCE_NAME, "title": LICENCE_TITLE, "path": LICENCE_URL}],
        "contributors": [{"title": TITLE, "roles": ["publisher", "wrangler"]}],
        "sources": [{"title": row["titre"], "path": row["url"]} for row in sources],
        "resources": resources,
        "fichiers": others,
        "livraison": release,
        "version_schema": schema.VERSION,
        "version_code": provenance.code_version,
        "millesimes": [
            {"nom": v.name, "millesime": v.vintage, "origine": v.origin, "licence": v.licence, "sha256": v.sha256}
            for v in provenance.vintages
        ],
        "captures": [
            {"source_id": c.source_id, "fichier": c.file, "sha256": c.sha256, "reconstruction": c.reconstruction}
            for c in found
        ],
        "empreinte_captures": captures_digest(found),
        "reconstruction": reconstruction_statement(tables) or None,
    }
    if provenance.remark:
        package["remarque"] = provenance.remark
    if provenance.proposed_sources is not None:
        package["nb_sources_proposees"] = provenance.proposed_sources
    if provenance.address:
        package["homepage"] = provenance.address
    return package
