"""What the address of a stored query, or the columns of a table, may say, judged before Datasette reads it; and of
whom a feed speaks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from datasette.app import Datasette
from datasette.utils import urlsafe_components
from datasette.utils.asgi import BadRequest, NotFound, Request

from pipelines.site import errors
from pipelines.site.asgi import App, Receive, Scope, Send
from pipelines.site.instance import DATABASE
from pipelines.site.parameters import check_shown, near
from pipelines.site.routes import is_data_page

ADDRESS = re.compile(r"/[^/]+/(?P<query>\w+)(?:\.(?P<form>\w+))?")
ROW = re.compile(r"/[^/]+/(?P<table>[^/.]+)/(?P<key>[^/]+?)(?:\.\w+)?")
WHOLE_NUMBER = re.compile(r"0|-?[1-9]\d*")
# parameter that holds a code → what bears such a code, as a sentence names it
BEARERS = {"departement": "Aucun département", "region": "Aucune région", "cpts_id": "Aucune CPTS"}


async def place_name(datasette: Datasette, parameter: str, code: str) -> str | None:
    """The name of what bears `code`; nothing where nothing does."""
    if parameter == "cpts_id":
        found = await datasette.databases[DATABASE].execute("select nom from cpts where cpts_id = ?", [code])
        return found.rows[0][0] if found.rows else None
    known: Mapping[str, str] = datasette._observatoire["lisible"].known[parameter]
    return known.get(code)


async def check(datasette: Datasette, path: str, arguments: Any) -> None:
    """Raise `BadRequest`, in French, when `arguments` of a stored query name a parameter it has not, or a code that
    nothing bears, or those of a table a column to show that it has not. What begins with `_` is Datasette's."""
    await _check_row(datasette, path)
    address = ADDRESS.fullmatch(path)
    queries = datasette.metadata(database=DATABASE).get("queries", {})
    if address is None or not is_data_page(path):
        return
    table = datasette._observatoire["schema"].get(address["query"], {}).get("types")
    if table:
        check_shown(arguments, table)
    if address["query"] not in queries:
        return
    taken = queries[address["query"]].get("params", [])
    for name in arguments:
        if not name.startswith("_") and name not in taken:
            said = f"Elle lit {', '.join(f'« {one} »' for one in taken)}." if taken else "Elle n'en lit aucun."
            raise BadRequest(f"Cette requête n'a pas de paramètre « {name} ».{near(name, taken)} {said}")
    await _check_codes(datasette, arguments, BEARERS.keys() & set(taken), address["form"] == "atom")


async def _check_row(datasette: Datasette, path: str) -> None:
    """Raise `NotFound` when the number that a row is found by is written in another way: SQLite reads `01` and `1.0`
    as 1, and each would be a page of its own."""
    address = ROW.fullmatch(path)
    if address is None or not is_data_page(path):
        return
    columns = await datasette.databases[DATABASE].table_column_details(address["table"])
    keys = [column.type for column in columns if column.is_pk] or ["INTEGER"]  # the number of the row
    for kind, written in zip(keys, urlsafe_components(address["key"]), strict=False):
        if kind == "INTEGER" and not WHOLE_NUMBER.fullmatch(written):
            raise NotFound("Record not found")


async def _check_codes(datasette: Datasette, arguments: Any, names: Collection[str], feed: bool) -> None:
    for name in sorted(names):
        code = arguments.get(name) or ""
        if code and await place_name(datasette, name, code) is None:
            raise BadRequest(f"{BEARERS[name]} ne porte le code « {code} ».")
        if not code and feed:
            raise BadRequest(f"L'adresse de ce flux dit de qui il parle : « ?{name}=… ».")


def checked(app: App, datasette: Datasette) -> App:
    """`app`, which runs a stored query only when its address is understood whole."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request({**scope, "csrftoken": str}, receive)  # which Datasette adds further in; no page has one
            try:
                await check(datasette, scope["path"], request.args)
            except (BadRequest, NotFound) as error:
                await (await errors.answer(datasette, request, error)).asgi_send(send)
                return
        await app(scope, receive, send)

    return serve
