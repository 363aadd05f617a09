"""What a reader is told of an error met while his page was made."""

from __future__ import annotations

import re
import sqlite3
import sys
import traceback

from datasette import NotFound, Response
from datasette.app import Datasette
from datasette.utils.asgi import Base400, Forbidden, Request
from datasette.views.base import DatasetteError

from pipelines.site.limits import TooLarge
from pipelines.site.refusals import DATA_FORMATS, REASONS, Reason
from pipelines.site.routes import FREE, is_data_page

MISUNDERSTOOD = "Demande incomprise"
# what SQLite and Datasette say of a statement → the same in French
IN_FRENCH = {
    r"no such table: (.+)": "aucune table ne s'appelle « {} »",
    r"no such column: (.+)": "aucune colonne ne s'appelle « {} »",
    r"no such function: (.+)": "aucune fonction ne s'appelle « {} »",
    r"ambiguous column name: (.+)": "plusieurs tables ont une colonne « {} » : dites laquelle",
    r'near "(.+)": syntax error': "la syntaxe n'est plus celle du SQL à partir de « {} »",
    r'unrecognized token: "(.+)"': "« {} » n'est pas du SQL",
    r"incomplete input": "la requête n'est pas finie",
    r"wrong number of arguments to function (.+)": "la fonction {} ne prend pas ce nombre de valeurs",
    r"misuse of aggregate(?: function|:) (.+)": "la fonction {} ne peut pas être employée ici",
    r"not authorized.*|access to .+ is prohibited|Statement must be a SELECT": "seule la lecture est permise",
    r"You can only execute one statement at a time\.": "une requête à la fois",
}


async def answer(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """What `read` says of an error, as a page, or as JSON where the address asks for data."""
    error = read(exception, request)
    if request.path.endswith(DATA_FORMATS):
        return Response.json({"ok": False, "status": error.status, "error": error.text}, status=error.status)
    page = await datasette.render_template(
        "error.html", {"status": error.status, "titre": error.title, "texte": error.text}, request=request
    )
    return Response.html(page, status=error.status)


def read(exception: Exception, request: Request) -> Reason:
    """Status, title and French text. What we did not foresee is logged for the maintainer and never shown; where the
    reader wrote conditions of his own, they are what is at fault."""
    if str(exception).startswith("no such table") and not set(FREE).intersection(request.args):
        return REASONS["absente"]  # an earlier release has other tables
    known = _known(exception)
    if known is not None:
        return known
    chosen = is_data_page(request.path)
    if chosen and isinstance(exception, sqlite3.Error):
        return Reason(400, MISUNDERSTOOD, f"Ces filtres ne se lisent pas : {in_french(exception)}.")
    log(exception, bool(request.query_string))
    if chosen and request.query_string:
        return Reason(400, MISUNDERSTOOD, "Les paramètres de cette adresse ne sont pas de ceux que cette page lit.")
    return REASONS["erreur"]


def in_french(message: object) -> str:
    """What SQLite said of a statement, in words; a saying that is not known is quoted."""
    for pattern, words in IN_FRENCH.items():
        found = re.fullmatch(pattern, str(message), re.S)
        if found:
            return words.format(*found.groups())
    return f"elle ne peut pas être exécutée (« {message} »)"


def log(exception: BaseException, typed: bool) -> None:
    """Tell the maintainer what happened. Where a visitor `typed` something, without the message, which may hold it."""
    if not typed:
        traceback.print_exception(exception, file=sys.stderr)
        return
    traceback.print_tb(exception.__traceback__, file=sys.stderr)
    print(type(exception).__qualname__, file=sys.stderr, flush=True)


def _known(exception: Exception) -> Reason | None:
    match exception:
        case NotFound():
            return REASONS["absente"]
        case Forbidden():
            return Reason(403, "Accès refusé", "Cette partie du site n'est pas ouverte.")
        case TooLarge():
            return REASONS["volume"]
        case DatasetteError(title="SQL Interrupted"):
            return REASONS["duree"]
        case DatasetteError(message=str(message)) if "geometry column" in message:
            return Reason(400, MISUNDERSTOOD, "Cette table n'a pas de contour : il n'y a pas de GeoJSON à en tirer.")
        case DatasetteError(message_is_html=False, status=status) if status < 500:
            return Reason(status, MISUNDERSTOOD, f"Cette requête ne se lit pas : {in_french(exception.message)}.")
        case Base400():
            return Reason(exception.status, MISUNDERSTOOD, str(exception.args[0]))
    return None
