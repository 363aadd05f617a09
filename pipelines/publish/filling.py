"""Rows into a SQLite table that exists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from schema import Row

if TYPE_CHECKING:
    from sqlite_utils import Database


def fill(database: Database, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add rows to a table that exists, in one statement: `insert_all` weighs each value, which takes twice as long."""
    marks = ", ".join("?" * len(columns))
    with database.conn:
        database.conn.executemany(f"insert into [{table}] values ({marks})", map(itemgetter(*columns), rows))
