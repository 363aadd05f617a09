"""The truth of a release: one Parquet file per table, with its schema and its provenance inside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import schema
from pipelines.publish.provenance import (
    LICENCE_TITLE,
    LICENCE_URL,
    Provenance,
    captures,
    captures_digest,
    reconstruction_statement,
)
from pipelines.tables import parquet

if TYPE_CHECKING:
    import pyarrow


def write_parquet(tables: dict[str, pyarrow.Table], folder: Path, provenance: Provenance) -> None:
    """Write `<table>.parquet` for each table. Raises `SchemaError` when a table is missing or differs."""
    import pyarrow as pa

    declared = schema.load_schema()
    if set(tables) != set(declared):
        raise schema.SchemaError(f"tables of the release differ from the schema: {sorted(set(tables) ^ set(declared))}")
    shared = {
        "licence": f"{LICENCE_TITLE} ({LICENCE_URL})",
        "schema_version": schema.VERSION,
        "code_version": provenance.code_version,
        "captures_digest": captures_digest(captures(tables)),
        "reconstruction": reconstruction_statement(tables),
    }
    for name, table in declared.items():
        arrow = table.arrow()
        if not tables[name].schema.equals(arrow):
            raise schema.SchemaError(f"{name}: columns {tables[name].schema.names} are not those of the schema")
        described = pa.schema(
            [
                column.with_metadata({"title": field.title, "description": field.description})
                for column, field in zip(arrow, table.fields, strict=True)
            ],
            metadata={"title": table.title, "description": table.description, **shared},
        )
        parquet.write(tables[name].cast(described), folder / f"{name}.parquet")
