"""`/etat/2027-05-20`: the stage of every CPTS on a day, as it is known today; `/etat/2027-05-20/2027-03-07`: as it was
known on another. The rules are those of `observatoire as-of`."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from datasette import NotFound, Response
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request

from pipelines.site.instance import DATABASE
from schema import Row

PATH = r"^/etat/(?P<day>\d{4}-\d{2}-\d{2})(?:/(?P<known>\d{4}-\d{2}-\d{2}))?(?P<format>\.json)?$"
AT_ONCE = 200  # CPTS whose statements are held at once: what one statement may give is bounded
_SAID = """
select affirmation_id, cpts_id, mention_id, propriete, valeur, donnees, texte, regle, source_id, url, localisation,
       date_page, premiere_vue, derniere_vue, retiree_le, motif_retrait, reconstruction
from affirmations
where propriete in ('nom', 'statut', 'date') and premiere_vue <= :known
  and cpts_id in (select cpts_id from cpts order by cpts_id limit :number offset :start)
"""
_DAYS = ("premiere_vue", "derniere_vue", "retiree_le", "appris_le", "date", "jusqu_a")


async def state_page(datasette: Datasette, request: Request) -> Response:
    """The page, or its rows as JSON. A day that is none, or that no release of this schema can tell, is no page."""
    database = datasette.databases[DATABASE]
    tables = set(await database.table_names())
    released = _last_day(datasette)
    asked = request.url_vars
    try:
        day = date.fromisoformat(asked["day"])
        known = min(date.fromisoformat(asked["known"]) if asked["known"] else released, released)
    except ValueError as error:
        raise NotFound("no such day") from error
    if not {"affirmations", "lignees"} <= tables:
        raise NotFound("this release does not remember")
    found = await states_on(database, day, known)
    if asked["format"]:
        return Response.json({"jour": day.isoformat(), "su_le": known.isoformat(), "cpts": found}, default=str)
    counts = Counter("cessee" if row["fin_nature"] else row["statut"] for row in found)
    told = {"jour": day.isoformat(), "su_le": known.isoformat(), "etats": found, "comptes": counts}
    told |= {"livree_le": released.isoformat() if day > released else ""}
    return Response.html(await datasette.render_template("etat.html", told, request=request))


def _last_day(datasette: Datasette) -> date:
    package = json.loads((Path(datasette.databases[DATABASE].path).parents[1] / "datapackage.json").read_text("utf-8"))
    return date.fromisoformat(package["livraison"][:10])


async def states_on(database: Database, day: date, known: date) -> list[Row]:
    """The rows of `pipelines.steps.as_of.states`, by name."""
    from pipelines.steps.as_of import states

    async def rows(sql: str, **values: Any) -> list[Row]:
        return [_dated(dict(row)) for row in (await database.execute(sql, values)).rows]

    kinds = {row["source_id"]: row["nature"] for row in await rows("select source_id, nature from sources")}
    lineages = await rows("select * from lignees where appris_le <= :known", known=known.isoformat())
    corrections = await rows("select * from corrections") if await database.table_exists("corrections") else []
    found: list[Row] = []
    start = 0
    number = (await database.execute("select count(*) from cpts")).rows[0][0]
    while start < number:
        said = await rows(_SAID, known=known.isoformat(), number=AT_ONCE, start=start)
        found += states(said, kinds, day, known, lineages, corrections)
        start += AT_ONCE
    return sorted((row for row in found if row["nom"]), key=lambda row: (row["nom"], row["cpts_id"]))


def _dated(row: Row) -> Row:
    return row | {name: date.fromisoformat(row[name]) for name in _DAYS if row.get(name)}
