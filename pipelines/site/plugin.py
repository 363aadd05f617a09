"""Hooks of the observatory in Datasette: French, safety, cached pages, and the variables of the templates."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette import NotFound, hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import Request

from pipelines.site import (
    cells,
    charts,
    correction,
    earlier,
    errors,
    french,
    graphics,
    national,
    parameters,
    programs,
    search,
    sentences,
    share_card,
    states,
)
from pipelines.site.archives import Archive, archived
from pipelines.site.asgi import App
from pipelines.site.columns import columns
from pipelines.site.dated_pages import MARK
from pipelines.site.feeds import lasting_feeds
from pipelines.site.instance import DATABASE, told
from pipelines.site.limits import limit_connection
from pipelines.site.paging import complete_pages
from pipelines.site.readable import Names, names
from pipelines.site.refusals import DATA_FORMATS
from pipelines.site.routes import segment
from pipelines.site.stored_queries import checked

# where a catalogue gives the address of a file
FILE_ADDRESSES = ("contentUrl", "dcat:downloadURL", "dcat:accessURL")

DEFAULT_ERRORS = "datasette.handle_exception"


def _release(datasette: Datasette) -> dict[str, Any]:
    """The release's `datapackage.json`, which stands beside the folder of the database."""
    path = Path(datasette.databases[DATABASE].path).parents[1] / "datapackage.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _names(connection: sqlite3.Connection) -> Names:
    # the rows of a reader are bounded, these are tens of thousands of communes
    cursor = connection.cursor()
    cursor.row_factory = None

    def rows(sql: str) -> list[Any]:
        return cursor.execute(sql).fetchall()

    # a CPTS keeps its code in lists: its page has the name, and there may be thousands
    return names(
        rows("select domaine, code, libelle from vocabulaire"),
        {
            "commune": rows("select commune, nom from couverture"),
            "departement": rows("select departement, nom from departements"),
            "region": rows("select region, nom from regions"),
            "source": rows("select source_id, titre from sources"),
        },
    )


def _column_titles(tables: dict[str, Any]) -> dict[str, str]:
    """Column → its title in the first table that has it, for the results of free queries."""
    titles: dict[str, str] = {}
    for table in tables.values():
        for column, title in (table.get("titres") or {}).items():
            titles.setdefault(column, title)
    return titles


def _structured_data(datasette: Datasette, release: str) -> str:
    """The `release`'s `catalogue.jsonld` as a block for the home page, where search engines look for it. Its addresses,
    which are relative to its own while the site has no public one, are then paths of the site."""
    path = Path(datasette.databases[DATABASE].path).parents[1] / "catalogue.jsonld"
    if not path.is_file():
        return ""
    catalogue = json.loads(path.read_text(encoding="utf-8"))
    for entry in catalogue["@graph"]:
        for file in entry.get("distribution", ()):
            for key in FILE_ADDRESSES:
                if "://" not in file.get(key, "://"):
                    file[key] = f"/livraisons/{release}/{file[key]}"
    catalogue = json.dumps(catalogue, ensure_ascii=False)
    # `<` would let a title of a source close the block
    return '<script type="application/ld+json">' + catalogue.replace("<", "\\u003c") + "</script>"


async def _nothing_attached() -> list[Any]:
    """Datasette's question, which SQLite would answer with the path of the file."""
    return []


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    limit_connection(conn)


@hookimpl(trylast=True)  # outermost: an archive answers before the redirects of the other plugins
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    if isinstance(datasette, Archive):
        return lambda app: checked(app, datasette)  # it stands behind the site's own
    return lambda app: lasting_feeds(archived(checked(app, datasette), datasette, datasette.instance), datasette)


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
        present = set(await database.table_names())
        drawn = await database.execute_fn(lambda held: earlier.columns_of(held, "carte_departements"))
        database.attached_databases = _nothing_attached
        complete_pages(database, {name: table["cle"] for name, table in tables.items() if "cle" in table})
        datasette._observatoire = {
            "livraison": package,
            "fichiers": {entry["path"]: entry for entry in [*package["resources"], *package["fichiers"]]},
            "livraisons": list(datasette.instance.releases),
            "permanent": f"/{permanent}",
            "archive": archive,
            "pages": cells.row_pages(f"/{permanent}") if archive else cells.PAGES,
            "tables_presentes": present,
            # what its pages of today must be given, and whether it holds what the map that zooms draws
            "complements": await database.execute_fn(earlier.complements),
            "carte_zoome": "degres" in drawn,
            "schema": tables,
            "titres_colonnes": _column_titles(tables),
            "noms_cherches": await database.execute_fn(search.Names.read)
            if not archive and "lieux" in present
            else None,
            "lisible": archive.site._observatoire["lisible"]
            if archive and archive.newest
            else await database.execute_fn(_names),
            "donnees_structurees": "" if archive else _structured_data(datasette, package["livraison"]),
            "avertissement": datasette.metadata("reconstruction"),
            **told(),
        }

    return read


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    env.filters |= {
        "nombre": french.french_number,
        "au_moins": french.at_least,
        "au_plus": french.at_most,
        "date": french.french_date,
        "octets": french.french_bytes,
        "livraison": french.french_release,
        "depuis": french.french_since,
        "du": french.french_of,
        "en": french.french_on,
        "endroit": french.french_place,
        "lieu": french.french_within,
        "deduction": french.french_inference,
        "segment": segment,
        "pluriel": french.plural,
        "url_composant": lambda text: quote(str(text), safe=""),
        "lien": cells.web_address,
        "vers_la_ligne": cells.short_link,
        "sans_www": french.french_host,
        "minuscule": french.lowered,
        "sqlite": errors.in_french,
    }
    env.globals |= {
        "courbe": charts.curve,
        "courbe_propre": charts.own_curve,
        "tailles": {"large": charts.WIDE, "etroit": charts.NARROW_SCREEN},
        "derniers": national.latest,
        "part_publiee": national.share,
        "regions_publiees": national.by_region,
        "cadre": charts.window,
        "noms_separes": charts.names_apart,
        "formulaire": correction.form,
        "choix_filtre": sentences.CHOICES,
        "phrase_filtres": _filter_sentence,
        "techniques": columns()["technical"],
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
def register_routes() -> list[tuple[str, Any]]:
    own = (
        (states.PATH, states.state_page),
        (share_card.PATH, share_card.share_card),
        (graphics.PATH, graphics.graphic),
    )
    return [*programs.ROUTES, *own]


@hookimpl(trylast=True)  # what comes last is kept: `sql` is given by a plugin
def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, Any]:
    shared = dict(getattr(datasette, "_observatoire", {}))
    shared["datee"] = bool(request and request.scope.get(MARK))
    shared["chemin"] = (shared["permanent"] if shared["datee"] else "") + request.path if request else "/"
    shared["site"] = programs.site_address(datasette, request) if shared else ""

    async def completed(text: str, values: Any = None, database: str = DATABASE) -> Any:
        whole = earlier.completed(text, shared["complements"])
        return (await datasette.databases[database].execute(whole, values)).rows

    if shared.get("complements"):
        shared["sql"] = completed

    # not a global of the environment, which the archives share
    async def found(text: str) -> list[search.Answer]:
        known = shared["noms_cherches"]
        if known is None:
            return []
        return list(
            await datasette.databases[DATABASE].execute_fn(lambda connection: search.answers(connection, known, text))
        )

    shared["chercher"] = found
    return shared


@hookimpl
def render_cell(row: Any, column: str, value: Any, table: str | None, datasette: Datasette) -> Any:
    shared = datasette._observatoire
    kinds = shared["schema"].get(table or "", {}).get("types", {})
    if (table, column) in cells.DESCRIBED:
        return cells.described(value, _beside(row, cells.DESCRIBED[table or "", column]), shared["schema"])
    what = _beside(row, cells.PROPERTIES.get((table or "", column)))
    return cells.show(column, value, kinds.get(column), shared["lisible"], table, what, shared["pages"])


def _beside(row: Any, column: str | None) -> str | None:
    """The code in another column of the row; nothing where a reader asked for one column alone."""
    return _code(row[column]) if column in row.keys() else None  # noqa: SIM118 (`in` looks among the values)


def _code(value: Any) -> str | None:
    """The code in a column that a table page gives with its label."""
    code: str | None = value["value"] if isinstance(value, dict) else value
    return code


@hookimpl
def filters_from_request(request: Request, database: str, table: str, datasette: Datasette) -> Any:
    shown = not request.path.endswith(DATA_FORMATS)
    return parameters.check(request.args, datasette.databases[database], table, shown)


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Any:
    if isinstance(exception, MemoryError):
        raise exception  # the worker says so and ends
    if isinstance(exception, NotFound) and request.path == "/robots.txt":
        return None  # the sitemap plugin answers

    return lambda: errors.answer(datasette, request, exception)
