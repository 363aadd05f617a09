"""How full each column is: per table, and for the CPTS per region. An empty column is what nobody tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from schema import Row, load_schema

if TYPE_CHECKING:
    import pyarrow

COUNTRY, NOWHERE = "FR", "non_localisee"
DESCRIBED = tuple(name for name in load_schema() if name not in ("qualite", "completude"))


def completeness_rows(day: date, tables: Mapping[str, pyarrow.Table]) -> list[Row]:
    """Rows of `completude` for the day. `tables`: those of `DESCRIBED` that there are, `cpts` among them."""
    import pyarrow.compute as pc

    cpts = tables["cpts"]
    places = pc.fill_null(cpts["region"], NOWHERE)
    rows = [row for name in DESCRIBED if name in tables for row in _of(day, name, COUNTRY, tables[name])]
    for code in sorted(places.unique().to_pylist()):
        rows += _of(day, "cpts", code, cpts.filter(pc.equal(places, code)))
    return rows


def _of(day: date, name: str, region: str, table: pyarrow.Table) -> Iterable[Row]:
    for column, values in zip(table.column_names, table.columns, strict=True):
        yield {
            "date": day,
            "table_decrite": name,
            "colonne": column,
            "region": region,
            "nb_lignes": len(table),
            "nb_remplies": len(table) - values.null_count,
        }
