"""Hooks of the observatory in Datasette: French, safety, cached pages, and the variables of the templates."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette import NotFound, Response, hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import Base400, Forbidden, Request
from datasette.views.base import DatasetteError

from pipelines.site import cells, charts, french, sentences
from pipelines.site.archives import Archive, archived, releases, segment
from pipelines.site.cache import cached
from pipelines.site.feeds import lasting_feeds
from pipelines.site.guard import App, guarded, limit_connection
from pipelines.site.metadata import DATABASE
from pipelines.site.paging import complete_pages
from pipelines.site.readable import Names, names

# where a reader reports an error: an address with `{titre}` and `{texte}` in it; without one the page only
# shows the text to send
CORRECTION = "OBSERVATOIRE_CORRECTION"

# the first part of the addresses where a reader writes SQL or conditions of his own
DATA_PAGE = re.compile(rf"{DATABASE}(-[0-9a-f]+)?|\d{{4}}-\d{{2}}-\d{{2}}(-\d+)?")
# where a catalogue gives the address of a file
FILE_ADDRESSES = ("contentUrl", "dcat:downloadURL", "dcat:accessURL")

DEFAULT_ERRORS = "datasette.handle_exception"

TITLES = {
    400: "Demande incomprise",
    403: "Accès refusé",
    404: "Page introuvable",
    500: "Erreur du site",
}
TEXTS = {
    404: "Cette adresse ne mène à rien. La recherche ou la liste des CPTS vous y conduiront peut-être.",
    403: "Cette partie du site n'est pas ouverte.",
    500: "Une erreur est survenue de notre côté ; elle est consignée. Les fichiers restent téléchargeables.",
}


def _release(datasette: Datasette) -> dict[str, Any]:
    """The release's `datapackage.json`, which stands beside the folder of the database."""
    path = Path(datasette.databases[DATABASE].path).parents[1] / "datapackage.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


async def _names(database: Database) -> Names:
    async def rows(sql: str) -> list[Any]:
        return [tuple(row) for row in (await database.execute(sql)).rows]

    # a CPTS keeps its code in lists: its page has the name, and there may be thousands
    return names(
        await rows("select domaine, code, libelle from vocabulaire"),
        {
            "commune": await rows("select commune, nom from couverture"),
            "departement": await rows("select departement, nom from departements"),
            "region": await rows("select region, nom from regions"),
            "source": await rows("select source_id, titre from sources"),
        },
    )


def _column_titles(tables: dict[str, Any]) -> dict[str, str]:
    """Column → its title in the first table that has it, for the results of free queries."""
    titles: dict[str, str] = {}
    for table in tables.values():
        for column, title in (table.get("titres") or {}).items():
            titles.setdefault(column, title)
    return titles


def _structured_data(datasette: Datasette) -> str:
    """The release's `catalogue.jsonld` as a block for the home page, where search engines look for it. Its addresses,
    which are relative to its own while the site has no public one, are then paths of the site."""
    path = Path(datasette.databases[DATABASE].path).parents[1] / "catalogue.jsonld"
    if not path.is_file():
        return ""
    catalogue = json.loads(path.read_text(encoding="utf-8"))
    for entry in catalogue["@graph"]:
        for file in entry.get("distribution", ()):
            for key in FILE_ADDRESSES:
                if "://" not in file.get(key, "://"):
                    file[key] = f"/livraisons/{_release(datasette)['livraison']}/{file[key]}"
    catalogue = json.dumps(catalogue, ensure_ascii=False)
    # `<` would let a title of a source close the block
    return '<script type="application/ld+json">' + catalogue.replace("<", "\\u003c") + "</script>"


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    limit_connection(conn)


@hookimpl(trylast=True)  # outermost: the redirects of the other plugins get the headers too
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    if isinstance(datasette, Archive):
        return lambda app: app  # it stands behind the site's own
    base_url: str = datasette.setting("base_url")
    return lambda app: guarded(cached(lasting_feeds(archived(app, datasette))), base_url)


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Any]:
    # its own handler prints every missing page with all local variables, half a second each
    if pm.has_plugin(DEFAULT_ERRORS):
        pm.unregister(name=DEFAULT_ERRORS)

    async def read() -> None:
        database = datasette.databases[DATABASE]
        package = _release(datasette)
        permanent = segment(package["livraison"])
        archive = datasette if isinstance(datasette, Archive) else None
        if archive:
            database.route = permanent
        tables = datasette.metadata(database=DATABASE)["tables"]
        complete_pages(database, {name: table["cle"] for name, table in tables.items() if "cle" in table})
        datasette._observatoire = {
            "livraison": package,
            "fichiers": {entry["path"]: entry for entry in [*package["resources"], *package["fichiers"]]},
            "livraisons": list(releases(datasette)),
            "permanent": f"/{permanent}",
            "archive": archive,
            "pages": cells.row_pages(f"/{permanent}") if archive else cells.PAGES,
            "tables_presentes": set(await database.table_names()),
            "schema": tables,
            "titres_colonnes": _column_titles(tables),
            "lisible": await _names(database),
            "donnees_structurees": _structured_data(datasette),
            "avertissement": datasette.metadata("reconstruction"),
            "correction": os.environ.get(CORRECTION, ""),
        }

    return read


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    env.filters |= {
        "nombre": french.french_number,
        "date": french.french_date,
        "octets": french.french_bytes,
        "livraison": french.french_release,
        "depuis": french.french_since,
        "segment": segment,
        "pluriel": french.plural,
        "url_composant": lambda text: quote(str(text), safe=""),
        "lien": cells.web_address,
        "sans_www": lambda url: url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www."),
    }
    env.globals |= {
        "courbe": charts.curve,
        "cadre": charts.window,
        "choix_filtre": sentences.CHOICES,
        "phrase_filtres": _filter_sentence,
        "requete_texte": sentences.text_query,
    }


def _filter_sentence(
    table: str,
    description: dict[str, Any],
    names: Names,
    selections: Any,
    search: str,
    sort: str | None,
    sort_desc: str | None,
) -> str:
    """The sentence of a table page: columns by their title, values as its cells show them."""
    kinds = description.get("types", {})

    def words(column: str, value: str) -> str:
        return cells.in_words(column, value, kinds.get(column), names, table)

    return sentences.filter_sentence(selections, description.get("titres") or {}, search, sort, sort_desc, words)


@hookimpl
def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, Any]:
    shared = dict(getattr(datasette, "_observatoire", {}))
    shared["chemin"] = request.path if request else "/"
    # the public address as the visitor typed it, for what he copies elsewhere
    shared["site"] = datasette.metadata("adresse") or (
        datasette.absolute_url(request, datasette.urls.instance()).rstrip("/") if request else ""
    )
    return shared


@hookimpl
def render_cell(row: Any, column: str, value: Any, table: str | None, datasette: Datasette) -> Any:
    shared = datasette._observatoire
    kinds = shared["schema"].get(table or "", {}).get("types", {})
    named, columns = cells.PROPERTIES.get((table or "", column)), row.keys()
    what = _code(row[named]) if named in columns else None  # a reader may ask for one column alone
    return cells.show(column, value, kinds.get(column), shared["lisible"], table, what, shared["pages"])


def _code(value: Any) -> str | None:
    """The code in a column that a table page gives with its label."""
    code: str | None = value["value"] if isinstance(value, dict) else value
    return code


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Any:
    if isinstance(exception, NotFound) and request.path == "/robots.txt":
        return None  # the sitemap plugin answers

    async def answer() -> Response:
        status, text = _error(exception, asked=request.path.split("/")[1].split(".")[0])
        if request.path.endswith((".json", ".csv", ".geojson", ".atom")):
            return Response.json({"ok": False, "status": status, "error": text}, status=status)
        page = await datasette.render_template(
            "error.html", {"status": status, "titre": TITLES.get(status, "Erreur"), "texte": text}, request=request
        )
        return Response.html(page, status=status)

    return answer


def _error(exception: Exception, asked: str) -> tuple[int, str]:
    """Status and French text; `asked` is the first part of the address. What we did not foresee is printed for the
    maintainer and never shown."""
    if isinstance(exception, NotFound):
        return 404, TEXTS[404]
    if isinstance(exception, Forbidden):
        return 403, TEXTS[403]
    if isinstance(exception, DatasetteError) and exception.title == "SQL Interrupted":
        return 400, "La requête dure trop longtemps ; restreignez-la ou téléchargez les fichiers."
    if isinstance(exception, DatasetteError) and exception.status < 500 and not exception.message_is_html:
        return exception.status, f"Datasette a répondu : {exception.message}"
    if isinstance(exception, Base400):
        return exception.status, f"Datasette a répondu : {exception.args[0]}"
    if isinstance(exception, DatasetteError) and "geometry column" in exception.message:
        return 400, "Cette table n'a pas de contour : il n'y a pas de GeoJSON à en tirer."
    if isinstance(exception, sqlite3.Error) and DATA_PAGE.fullmatch(asked):
        return 400, f"SQLite a refusé ces filtres : {exception}"
    traceback.print_exception(exception)
    return 500, TEXTS[500]
