"""What a table page reads of its address, judged before Datasette reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

from datasette.database import Database
from datasette.filters import Filters
from datasette.utils.asgi import BadRequest

from pipelines.site.limits import MOST_FACETS, MOST_ROWS, MOST_ROWS_SHOWN

FACETS = ("_facet", "_facet_array", "_facet_date")
COMPARISONS = {lookup for lookup, _, _ in Filters([]).lookups()}
# parameter → what it names
COLUMNS = ("_sort", "_sort_desc", *FACETS)
SHOWN = ("_col", "_nocol")


async def check(arguments: Any, database: Database, table: str, shown: bool) -> None:
    """Raise `BadRequest`, in French, when `arguments` of the page of `table` name a column it has not, ask for more
    than `MOST_FACETS` facets or, where it is `shown` as a page, `MOST_ROWS_SHOWN` rows, or go through another table."""
    if "_through" in arguments:
        raise BadRequest("Ce site ne lit pas « _through » ; une requête SQL peut joindre deux tables.")
    if sum(len(arguments.getlist(name)) for name in FACETS) > MOST_FACETS:
        raise BadRequest(f"Une page compte au plus {MOST_FACETS} facettes.")
    _check_size(arguments.get("_size") or "", shown)
    if "_sort" in arguments and "_sort_desc" in arguments:
        raise BadRequest("Une page se trie dans un seul ordre.")
    columns = {"rowid", *await database.table_columns(table)}
    _check_filters(arguments, columns)
    for name in COLUMNS:
        for column in arguments.getlist(name):
            if column and column not in columns:
                raise BadRequest(_no_column(column, columns))
    await _check_lists(arguments, database, table)


def _check_size(size: str, shown: bool) -> None:
    if size and size != "max" and not (size.isdecimal() and int(size) <= MOST_ROWS):
        raise BadRequest(f"« _size » est un nombre de lignes, au plus {MOST_ROWS}, ou « max ».")
    if shown and size and (size == "max" or int(size) > MOST_ROWS_SHOWN):
        raise BadRequest(
            f"Une page montre au plus {MOST_ROWS_SHOWN} lignes ; l'adresse en .csv ou .json en donne plus."
        )


async def _check_lists(arguments: Any, database: Database, table: str) -> None:
    for column in arguments.getlist("_facet_array"):
        if column and not await _holds_lists(database, table, column):
            raise BadRequest(f"« _facet_array » compte ce que tient une liste, et « {column} » n'en est pas une.")


async def _holds_lists(database: Database, table: str, column: str) -> bool:
    """Whether every value of a column is a list: SQLite would stop at the first that is none, in English."""
    wrong = f"select 1 from [{table}] where [{column}] is not null and not json_valid([{column}]) limit 1"
    return not (await database.execute(wrong)).rows


def check_shown(arguments: Any, columns: Collection[str]) -> None:
    """The columns to show, of a table that has `columns`: Datasette refuses an unknown one in English, before it asks
    what `check` judges."""
    for column in (one for name in SHOWN for one in arguments.getlist(name)):
        if column not in columns:
            raise BadRequest(_no_column(column, columns))


def near(name: str, known: Collection[str]) -> str:
    """« Vouliez-vous dire … ? », where a name that is not `known` is near one that is."""
    found = get_close_matches(name, sorted(known), n=1)
    return f" Vouliez-vous dire « {found[0]} » ?" if found else ""


def _no_column(column: str, columns: Collection[str]) -> str:
    return f"Cette table n'a pas de colonne « {column} ».{near(column, columns)}"


def _check_filters(arguments: Iterable[str], columns: Collection[str]) -> None:
    """SQLite would read the name of a column that is not there as a text, and compare that."""
    for name in arguments:
        if name.startswith("_") and "__" not in name:
            continue
        column, _, comparison = name.rpartition("__") if "__" in name else (name, "", "exact")
        if column not in columns:
            raise BadRequest(_no_column(column, columns))
        if comparison not in COMPARISONS:
            raise BadRequest(f"Ce site ne connaît pas la comparaison « {comparison} ».")
