"""The order of a table page, completed by its key.

Datasette 0.65 orders the first page by the chosen column alone, and the next ones by the key as well. SQLite reads
rows that tie in any order, backwards through an index for instance: some were lost between the two pages, from the
export of all pages too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from datasette.database import Database

# a page of one table as Datasette asks for it: bare columns, no join, no set of queries
PAGE = re.compile(
    r"(select [\w\[\], ]+ from \[?(\w+)\]? (?:where (?!.*\b(?:union|intersect|except|group)\b).*)?"
    r"order by (?:\w+|\[\w+\])(?: desc)?)( limit \d+)",
    re.S | re.I,
)


def completed(sql: str, keys: Mapping[str, Sequence[str]]) -> str:
    """`sql` ordered by the key of its table too, when it is a sorted page of a table in `keys`."""
    match = PAGE.fullmatch(sql.strip())
    key = keys.get(match[2]) if match else None
    return f"{match[1]}, {', '.join(key)}{match[3]}" if match and key else sql


def complete_pages(database: Database, keys: Mapping[str, Sequence[str]]) -> None:
    """Have `database` order its pages whole, and log no statement that SQLite refuses: it holds what a visitor typed,
    and he alone is told."""
    execute = database.execute

    async def ordered(sql: str, *args: Any, **options: Any) -> Any:
        return await execute(completed(sql, keys), *args, **{**options, "log_sql_errors": False})

    database.execute = ordered
