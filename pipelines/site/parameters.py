"""What a table page reads of its address, judged before Datasette reads it."""

from __future__ import annotations

from typing import Any

from datasette.database import Database
from datasette.utils.asgi import BadRequest

from pipelines.site.limits import MOST_FACETS

FACETS = ("_facet", "_facet_array", "_facet_date")
# parameter → what it names
COLUMNS = ("_sort", "_sort_desc", *FACETS)


async def check(arguments: Any, database: Database, table: str) -> None:
    """Raise `BadRequest`, in French, when `arguments` of the page of `table` name a column it has not, ask for more
    than `MOST_FACETS` facets, or go through another table."""
    if "_through" in arguments:
        raise BadRequest("Ce site ne lit pas « _through » ; une requête SQL peut joindre deux tables.")
    if sum(len(arguments.getlist(name)) for name in FACETS) > MOST_FACETS:
        raise BadRequest(f"Une page compte au plus {MOST_FACETS} facettes.")
    if "_sort" in arguments and "_sort_desc" in arguments:
        raise BadRequest("Une page se trie dans un seul ordre.")
    columns = {"rowid", *await database.table_columns(table)}
    for name in COLUMNS:
        for column in arguments.getlist(name):
            if column and column not in columns:
                raise BadRequest(f"Cette table n'a pas de colonne « {column} ».")
