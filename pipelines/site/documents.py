"""One CPTS, commune, département or region as a JSON document: `/commune/48095.json`.

Rows of the published tables: what the page of the same name says, for a program.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from schema import Row

IN_DEPARTMENT = "' ; ' || departements || ' ; ' like '% ; ' || :code || ' ; %'"

DEPLOYMENT = "select * from deploiement where niveau = '{}' and territoire = :code order by date, definition"


@dataclass(frozen=True, slots=True)
class Kind:
    """`table` and `key` of the row the document is about; `parts`: name → rows that go with it, of `:code`."""

    table: str
    key: str
    parts: dict[str, str]


KINDS = {
    "cpts": Kind(
        "cpts",
        "cpts_id",
        {
            name: f"select * from {name} where cpts_id = :code order by 1, 2"
            for name in ("territoires", "missions", "evenements", "preuves", "desaccords")
        },
    ),
    "commune": Kind(
        "couverture",
        "commune",
        {
            "territoires": "select * from territoires where commune = :code order by cpts_id",
            "cpts": "select cpts.* from cpts join territoires using (cpts_id) where commune = :code order by cpts_id",
        },
    ),
    "departement": Kind(
        "departements",
        "departement",
        {
            "cpts": f"select * from cpts where {IN_DEPARTMENT} order by cpts_id",
            "deploiement": DEPLOYMENT.format("departement"),
        },
    ),
    "region": Kind(
        "regions",
        "region",
        {
            "cpts": "select * from cpts where region = :code order by cpts_id",
            "deploiement": DEPLOYMENT.format("region"),
            "comptes_publies": "select * from comptes_publies where region = :code order by date_etat, compte_id",
        },
    ),
}


def document(connection: sqlite3.Connection, kind: str, code: str, booleans: set[tuple[str, str]]) -> Row | None:
    """The document of `code`, None where there is none. `booleans`: (table, column) of the columns that SQLite holds
    as 0 and 1."""
    about = KINDS[kind]

    def rows(table: str, sql: str) -> list[Row]:
        cursor = connection.execute(sql, {"code": code})
        names = [column[0] for column in cursor.description]
        return [
            {
                name: bool(value) if value is not None and (table, name) in booleans else value
                for name, value in zip(names, row, strict=True)
            }
            for row in cursor
        ]

    found = rows(about.table, f"select * from {about.table} where {about.key} = :code")
    if not found:
        return None
    return {about.table: found[0]} | {name: rows(name, sql) for name, sql in about.parts.items() if name != about.table}
