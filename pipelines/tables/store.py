"""Parquet on disk for every table a run passes on: published tables by their schema, working tables by theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from schema import load_schema, to_arrow

if TYPE_CHECKING:
    from upath import UPath

Row = dict[str, Any]

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
}


def write_table(name: str, rows: list[Row], path: Path) -> int:
    """Writes rows as Parquet: schema order, key order, zstd, so that equal rows give equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if name in WORKING:
        keys, types = WORKING[name]
        schema = pa.schema([(column, pa.type_for_alias(alias)) for column, alias in types.items()])
        rows = sorted(rows, key=lambda row: tuple(str(row[key]) for key in keys))
        table = pa.Table.from_pylist(rows, schema=schema)
    else:
        table = to_arrow(name, rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".partial")
    pq.write_table(table, aside, compression="zstd")
    aside.replace(path)
    return int(table.num_rows)


def read_table(path: Path) -> list[Row]:
    import pyarrow.parquet as pq

    # ParquetFile and not read_table: the latter starts the dataset machinery for a single small file
    rows: list[Row] = pq.ParquetFile(path).read().to_pylist()
    return rows


class ParquetTables(dg.UPathIOManager):
    """Rows in, rows out; the schema is enforced on the way to disk."""

    extension = ".parquet"

    def dump_to_path(self, context: dg.OutputContext, obj: list[Row], path: UPath) -> None:
        count = write_table(context.asset_key.path[-1], obj, Path(str(path)))
        context.add_output_metadata({"dagster/row_count": count})

    def load_from_path(self, context: dg.InputContext, path: UPath) -> list[Row]:
        return read_table(Path(str(path)))


@dg.io_manager(config_schema={"folder": str})
def parquet_tables(context: dg.InitResourceContext) -> ParquetTables:
    from upath import UPath

    return ParquetTables(base_path=UPath(context.resource_config["folder"]))


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
