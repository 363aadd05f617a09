"""How full each column is: per table, and for the CPTS per region. An empty column is what nobody tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from schema import Row, load_schema

COUNTRY, NOWHERE = "FR", "non_localisee"
DESCRIBED = tuple(name for name in load_schema() if name not in ("qualite", "completude"))


def completeness_rows(day: date, tables: Mapping[str, list[Row]], earlier: Iterable[Row] = ()) -> list[Row]:
    """Rows of `completude` for the day, after those of the CPTS of France on the days before."""
    kept = [row for row in earlier if row["date"] < day and row["table_decrite"] == "cpts" and row["region"] == COUNTRY]
    rows = [row for name in DESCRIBED if name in tables for row in _of(day, name, COUNTRY, tables[name])]
    by_region: dict[str, list[Row]] = defaultdict(list)
    for one in tables["cpts"]:
        by_region[one.get("region") or NOWHERE].append(one)
    return [*kept, *rows, *(row for code, mine in sorted(by_region.items()) for row in _of(day, "cpts", code, mine))]


def _of(day: date, name: str, region: str, rows: list[Row]) -> Iterable[Row]:
    for column in load_schema()[name].columns:
        yield {
            "date": day,
            "table_decrite": name,
            "colonne": column,
            "region": region,
            "nb_lignes": len(rows),
            "nb_remplies": sum(row.get(column) is not None for row in rows),
        }
