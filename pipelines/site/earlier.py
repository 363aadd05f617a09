"""A release of an earlier schema under the pages of today: what it does not hold, they take as unknown."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping

from schema import load_schema

Complements = Mapping[str, str]

# tables that a release makes for its pages, with the columns that came after schema 2.0
FOR_PAGES = {
    "carte_communes": ("apercu",),
    "carte_departements": ("contour", "nom_x", "nom_y"),
    "lieux": ("cle", "nom", "nature", "code", "poids"),
}


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of `table`, none where it is not there."""
    return [row[1] for row in connection.execute(f"pragma table_info([{table}])")]


def complements(connection: sqlite3.Connection) -> Complements:
    """For each table of the schema that the release has not, or has with fewer columns: the common table expression
    that gives it whole, null where nothing is known. Empty for a release of this schema."""
    found = {}
    asked = {name: tuple(field.name for field in table.fields) for name, table in load_schema().items()}
    for name, columns in {**asked, **FOR_PAGES}.items():
        held = columns_of(connection, name)
        unknown = ", ".join(f"null as {column}" for column in columns if column not in held)
        if not held:
            found[name] = f"{name} as (select {unknown} where 0)"
        elif unknown:
            found[name] = f"{name} as (select rowid, *, {unknown} from main.{name})"
    return found


def completed(sql: str, held: Complements) -> str:
    """`sql`, a `select` of ours, on tables as `complements` gives them: the name of an expression hides that of a
    table."""
    named = [held[name] for name in sorted({*re.findall(r"\w+", sql)} & held.keys())]
    return f"with {', '.join(named)} {sql}" if named else sql
