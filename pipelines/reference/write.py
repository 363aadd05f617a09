"""The Arrow schemas of the reference tables, and how they are written: same rows, same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.reference.archives import Archive
from pipelines.tables.parquet import OPTIONS
from spiders.files import aside

if TYPE_CHECKING:
    import pyarrow

VINTAGE = "code officiel géographique au 1er janvier 2026"
POPULATION = "populations légales (Insee) en vigueur au 1er janvier 2026"
CONTOURS = "IGN ADMIN-EXPRESS-COG, simplifié"

# which archives each table comes from: said in its metadata
_ORIGINS = {
    "communes": ("decoupage", "contours"),
    "anciennes_communes": ("decoupage", "historique", "postaux"),
    "departements": ("decoupage", "contours"),
    "regions": ("decoupage",),
    "contours_communes": ("contours", "decoupage"),
    "contours_departements": ("contours", "decoupage"),
}


def schema(table: str) -> pyarrow.Schema:
    """Arrow schema of one table; `KeyError` for an unknown one."""
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    required = {"code", "nom", "type", "nature", "actuelle"}
    columns: dict[str, Any] = {
        "communes": {
            "code": text,
            "nom": text,
            "type": text,
            "commune": text,
            "departement": text,
            "region": text,
            "epci": text,
            "ept": text,
            "population": pa.int32(),
            "codes_postaux": texts,
            "longitude": pa.float32(),
            "latitude": pa.float32(),
        },
        "anciennes_communes": {"code": text, "nom": text, "nature": text, "actuelle": text},
        "epci": {"code": text, "nom": text, "type": text, "population": pa.int32(), "anciens_noms": texts},
        "departements": {
            "code": text,
            "nom": text,
            "region": text,
            "region_ars": text,
            "chef_lieu": text,
            "voisins": texts,
        },
        "regions": {"code": text, "nom": text, "region_ars": text, "zone": text},
        "contours_communes": {"code": text, "geometry": pa.binary()},
        "contours_departements": {"code": text, "geometry": pa.binary()},
    }[table]
    return pa.schema([pa.field(name, kind, nullable=name not in required) for name, kind in columns.items()])


def write_table(target: Path, table: str, rows: list[dict[str, Any]], archives: Mapping[str, Archive]) -> Path:
    """Write one table as zstd Parquet, aside then renamed; origin, vintage, licence in the file metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if table.startswith("contours_"):
        rows = [{"code": row["code"], "geometry": row["geometry"].wkb} for row in rows]
    origins = [archives[name] for name in _ORIGINS.get(table, tuple(archives)) if name in archives]
    metadata = {
        "origine": "; ".join(f"{one.package} {one.version} (sha256 {one.sha256})" for one in origins),
        "millesime": VINTAGE,
        "licence": "Licence Ouverte 2.0",
    }
    if table in ("communes", "epci"):
        metadata["population"] = POPULATION
    if table.startswith("contours_"):
        metadata["contours"] = CONTOURS
        column = {"encoding": "WKB", "geometry_types": ["Polygon", "MultiPolygon"]}
        metadata["geo"] = json.dumps(
            {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
        )
    data = pa.Table.from_pylist(rows, schema=schema(table).with_metadata(metadata))
    path = target / f"{table}.parquet"
    with aside(path) as partial:
        pq.write_table(data, partial, compression_level=19, write_statistics=False, **OPTIONS)
    return path
