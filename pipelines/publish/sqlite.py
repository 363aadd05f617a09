"""`observatoire.db`: the SQLite file that the site serves, derived from the Parquet files of one release."""

from __future__ import annotations

from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schema
from pipelines.publish.filling import fill
from pipelines.publish.maps import add_maps
from pipelines.publish.places import SEARCHED, add_places
from pipelines.site.columns import columns, label_columns, label_table
from pipelines.tables import parquet

if TYPE_CHECKING:
    import pyarrow
    from sqlite_utils import Database

TYPES: dict[str, type] = {"string": str, "integer": int, "number": float, "boolean": int, "date": str}
YES_NO = "libelle_oui_non"

# without accents and case: `besancon` finds Besançon, `2a` finds 2A
TOKENIZER = "unicode61 remove_diacritics 2"


def write_sqlite(folder: Path, path: Path, reference: Path) -> None:
    """Read every `<table>.parquet` of `folder` and write `path` anew, with the maps that the outlines in
    `reference` allow. Same Parquet and outlines, same bytes."""
    from sqlite_utils import Database

    path.unlink(missing_ok=True)
    database = Database(path)
    # a file that is only used once complete needs no care for each of its thousand batches: 4 times faster
    database.execute("pragma synchronous = off")
    database.execute("pragma journal_mode = memory")
    found = {name: parquet.read(folder / f"{name}.parquet") for name in schema.load_schema()}
    labels = _write_labels(database, found["vocabulaire"].to_pylist())
    keys_of = {name: _foreign_keys(table, labels) for name, table in schema.load_schema().items()}
    referred = {name: {key[1] for key in keys if key[1] in keys_of} for name, keys in keys_of.items()}
    for name in TopologicalSorter(referred).static_order():  # a key needs its target
        table, keys = schema.load_schema()[name], keys_of[name]
        database[name].create(  # type: ignore[union-attr]
            {field.name: TYPES[field.type] for field in table.fields},
            pk=table.primary_key[0] if len(table.primary_key) == 1 else table.primary_key,
            not_null={field.name for field in table.fields if field.required},
            foreign_keys=keys,
        )
        fill(database, name, len(table.fields), zip(*map(_plain, found[name].columns), strict=True))
        for column in sorted({column for column, _, _ in keys} - {table.primary_key[0]}):
            database[name].create_index([column])  # type: ignore[union-attr]
    _index_text(database)
    add_places(database, {name: found[name].to_pylist() for name in SEARCHED}, reference)
    add_maps(database, reference)
    database.analyze()
    database.vacuum()
    database.close()


def _plain(column: pyarrow.ChunkedArray) -> list[Any]:
    """Values as SQLite holds them: a date in ISO 8601, a boolean as 0 or 1."""
    kept = {"date32[day]": "string", "bool": "int8"}.get(str(column.type))
    values: list[Any] = (column.cast(kept) if kept else column).to_pylist()
    return values


def _write_labels(database: Database, vocabulary: list[dict[str, Any]]) -> set[str]:
    """One small table per domain, which the columns of codes point at. Returns the domains that exist."""
    by_domain: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(vocabulary, key=lambda row: (row["domaine"], row["ordre"], row["code"])):
        by_domain.setdefault(row["domaine"], []).append(
            {key: row[key] for key in ("code", "libelle", "definition", "ordre")}
        )
    by_domain = {domain: rows for domain, rows in by_domain.items() if domain in columns()["labels"]}
    for domain, rows in by_domain.items():
        database[label_table(domain)].insert_all(  # type: ignore[union-attr]
            rows, pk="code", columns={"code": str, "libelle": str, "definition": str, "ordre": int}
        )
    database[YES_NO].insert_all(  # type: ignore[union-attr]
        [{"valeur": 0, "libelle": "non"}, {"valeur": 1, "libelle": "oui"}], pk="valeur"
    )
    return set(by_domain)


def _foreign_keys(table: schema.Table, labels: set[str]) -> list[tuple[str, str, str]]:
    """Keys of the schema first, then labels, then joins; a column has one target only."""
    keys = {key.field: (key.table, key.target) for key in table.foreign_keys}
    for (name, column), domain in label_columns().items():
        if name == table.name and domain in labels:
            keys.setdefault(column, (label_table(domain), "code"))
    for origin, target in columns()["joins"].items():
        name, column = origin.split(".")
        if name == table.name:
            other, key = target.split(".")
            keys.setdefault(column, (other, key))
    for field in table.fields:
        if field.type == "boolean":
            keys.setdefault(field.name, (YES_NO, "valeur"))
    return [(column, *target) for column, target in keys.items()]


def _index_text(database: Database) -> None:
    for name, searched in columns()["search"].items():
        if name != "cpts":
            database[name].enable_fts(searched, tokenize=TOKENIZER)  # type: ignore[union-attr]
    # a CPTS is also found by its communes, which live in another table: its index keeps its own copy
    own = ", ".join(columns()["search"]["cpts"])
    database.execute(f"create virtual table cpts_fts using fts5({own}, communes, tokenize = '{TOKENIZER}')")
    database.execute(f"""
        insert into cpts_fts (rowid, {own}, communes)
        select cpts.rowid, {own}, (
            select group_concat(commune_nom, ' ') from
            (select commune_nom from territoires where territoires.cpts_id = cpts.cpts_id order by commune)
        ) from cpts order by cpts.rowid
    """)
    database.conn.commit()
