"""Parquet on disk for every table a run passes on: published tables by their schema, working tables by theirs."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.tables import parquet
from schema import Row, load_schema, to_arrow
from spiders.files import aside

if TYPE_CHECKING:
    import pyarrow
    from upath import UPath

if TYPE_CHECKING:
    Rows = list[Row]
else:
    Rows = Any  # of an asset: Dagster would look at the type of every cell, which took a tenth of a run

# tables that only pass between assets: column → Arrow type; keys give the row order of the file
WORKING: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "claims": (
        ("mention_id", "propriete", "preuve_id"),
        {
            "preuve_id": "string",
            "mention_id": "string",
            "propriete": "string",
            "valeur": "string",
            "texte": "string",
            "regle": "string",
            "regle_lecture": "string",
            "donnees": "string",
            "source_id": "string",
            "url": "string",
            "localisation": "string",
            "capture": "string",
            "empreinte": "string",
            "date_page": "string",
            "releve_le": "string",
            "lu_depuis": "string",
            "confirme_le": "string",
            "reconstruction": "bool",
        },
    ),
    "unread": (
        ("propriete", "cause", "texte", "url", "mention_id"),
        {
            "mention_id": "string",
            "propriete": "string",
            "cause": "string",
            "texte": "string",
            "source_id": "string",
            "url": "string",
        },
    ),
    "identities": (("mention_id",), {"mention_id": "string", "cpts_id": "string"}),
    "successions": (
        ("lignee_id",),
        {
            "lignee_id": "string",
            "de": "string",
            "vers": "string",
            "nature": "string",
            "de_nom": "string",
            "vers_nom": "string",
            "date_evenement": "string",
            "appris_le": "date32",
            "fondement": "string",
            "decidee_par": "string",
            "motif": "string",
            "texte": "string",
            "source_id": "string",
            "url": "string",
            "localisation": "string",
            "capture": "string",
            "preuve_id": "string",
            "reconstruction": "bool",
        },
    ),
}


def encoded(name: str, rows: list[Row]) -> bytes:
    """Rows as the bytes of a Parquet file: schema order, key order, so that equal rows give equal bytes."""
    import pyarrow as pa

    if name in WORKING:
        rows = sorted(rows, key=lambda row: tuple(str(row[key]) for key in WORKING[name][0]))
        table = pa.Table.from_pylist(rows, schema=_arrow(name))
    else:
        table = to_arrow(name, rows)
    body = BytesIO()
    parquet.write(table, body)
    return body.getvalue()


def write_table(name: str, rows: list[Row], path: Path) -> None:
    with aside(path) as partial:
        partial.write_bytes(encoded(name, rows))


def read_table(path: Path) -> list[Row]:
    """The rows of a table that this build wrote. Raises `DamagedTable`, the remedy in its message."""
    rows: list[Row] = digested(path)[0].to_pylist()
    return rows


def digested(path: Path) -> tuple[pyarrow.Table, str]:
    """A table of this build, and the SHA-256 of the very bytes it was read from."""
    body = path.read_bytes()
    try:
        table = parquet.read(path, body=body)
        # what the checksums of pages leave open, the description of the columns, is known from the schema
        if not table.schema.equals(_arrow(path.stem)):
            raise parquet.DamagedTable(f"{path.name} is not of the schema of this version")
    except parquet.DamagedTable as error:
        raise parquet.DamagedTable(f"{error}: run `observatoire build` again") from error
    return table, hashlib.sha256(body).hexdigest()


def _arrow(name: str) -> pyarrow.Schema:
    import pyarrow as pa

    if name not in WORKING:
        return load_schema()[name].arrow()
    return pa.schema([(column, pa.type_for_alias(alias)) for column, alias in WORKING[name][1].items()])


class ParquetTables(dg.UPathIOManager):
    """Rows in, rows out; the schema is enforced on the way to disk."""

    extension = ".parquet"

    def dump_to_path(self, context: dg.OutputContext, obj: list[Row], path: UPath) -> None:
        write_table(context.asset_key.path[-1], obj, Path(str(path)))
        context.add_output_metadata({"dagster/row_count": len(obj)})

    def load_from_path(self, context: dg.InputContext, path: UPath) -> list[Row]:
        return read_table(Path(str(path)))


def column_metadata(name: str) -> dict[str, Any]:
    """Dagster's view of a published table's columns, from the one schema."""
    table = load_schema()[name]
    return {
        "dagster/column_schema": dg.TableSchema(
            columns=[
                dg.TableColumn(
                    field.name,
                    field.type,
                    description=field.description,
                    constraints=dg.TableColumnConstraints(nullable=not field.required, unique=field.unique),
                )
                for field in table.fields
            ]
        )
    }
