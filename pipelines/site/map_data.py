"""What the map that zooms draws: départements and territories (`/carte/france.json`), the communes of one département
(`/carte/communes/48.json`). GeoJSON in degrees (WGS84), with what the card of each shape says."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
from collections.abc import Iterable
from typing import Any

from pipelines.site.readable import Names
from schema import SEPARATOR

Feature = dict[str, Any]

# the middle, longitude and latitude, of those whose outline IGN's files of communes leave out
WITHOUT_OUTLINE = {"977": (-62.83, 17.9), "978": (-63.06, 18.08)}
DEGREES = 1000  # steps of a path in one degree (`pipelines.publish.maps.degrees_paths`)
# those that counts count
COUNTED = (
    "presence in ('presente', 'reportee', 'source_indisponible') and coalesce(statut, '') <> 'cessee' "
    "and fin_nature is null"
)
_DEPARTMENTS = """
select departement, nom, population, nb_cpts, nb_aci, population_min, population_max, part_population_min,
       part_population_max, degres, longitude, latitude
from departements left join carte_departements using (departement) order by departement
"""
_CPTS = f"""
select cpts_id, nom, statut, statut_fondement, statut_depuis, nb_communes, communes_completes, departements,
       reconstruction, geometry
from cpts left join carte_cpts using (cpts_id) where {COUNTED} order by nom collate nocase, cpts_id
"""
_COMMUNES = """
select commune, nom, population, nb_cpts, statut_max, cpts_ids, degres
from carte_communes left join couverture using (commune) where carte_communes.departement = ? order by commune
"""


def coordinates(path: str) -> list[list[list[list[float]]]]:
    """A path of thousandths of a degree as the coordinates of a MultiPolygon: `M4903 46158l2 3 10 23z` is one polygon
    of one ring; `zM` begins a hole, `z M` another polygon."""
    return [[_ring(ring) for ring in polygon.split("z") if ring] for polygon in path.replace("z M", "z|M").split("|")]


def _ring(path: str) -> list[list[float]]:
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    xs, ys = itertools.accumulate(numbers[0::2]), itertools.accumulate(numbers[1::2])
    points = [[x / DEGREES, y / DEGREES] for x, y in zip(xs, ys, strict=True)]
    return [*points, points[0]]


def _feature(geometry: Any, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _drawn(path: str, properties: dict[str, Any]) -> Feature:
    return _feature({"type": "MultiPolygon", "coordinates": coordinates(path)}, properties)


def _collection(features: Iterable[Feature]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _rows(connection: sqlite3.Connection, sql: str, *values: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def france(connection: sqlite3.Connection, names: Names) -> dict[str, Any]:
    """`departements` and `cpts` as collections; `ailleurs`: the CPTS that no source gives a commune of, which a map
    can place in their départements at best; `points`: the départements that have no outline."""
    drawn, elsewhere = [], []
    for row in _rows(connection, _CPTS):
        geometry = row.pop("geometry")
        about = row | {
            "stade": names.name("statut", row["statut"]) if row["statut"] else "Statut inconnu",
            "fondement": names.name("fondement_statut", row["statut_fondement"]) if row["statut_fondement"] else "",
            "departements": (row["departements"] or "").split(SEPARATOR) if row["departements"] else [],
        }
        if geometry:
            drawn.append(_feature(json.loads(geometry), about))
        else:
            elsewhere.append(about)
    departments = _rows(connection, _DEPARTMENTS)
    points = [
        row | dict(zip(("longitude", "latitude"), WITHOUT_OUTLINE[row["departement"]], strict=True))
        for row in departments
        if not row["degres"] and row["departement"] in WITHOUT_OUTLINE
    ]
    return {
        "departements": _collection(_drawn(row.pop("degres"), row) for row in departments if row["degres"]),
        "points": points,
        "cpts": _collection(drawn),
        "ailleurs": elsewhere,
    }


def communes(connection: sqlite3.Connection, department: str) -> dict[str, Any] | None:
    """The communes of one département, None where there are none."""
    rows = _rows(connection, _COMMUNES, department)
    for row in rows:
        row["cpts"] = (row.pop("cpts_ids") or "").split(SEPARATOR) if row["nb_cpts"] else []
    return _collection(_drawn(row.pop("degres"), row) for row in rows if row["nom"]) if rows else None
