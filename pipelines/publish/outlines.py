"""Outlines of communes and départements, and of the territories that are made of them: GeoParquet and GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.tables import parquet

if TYPE_CHECKING:
    import numpy

COMMUNES, DEPARTMENTS = "contours_communes.parquet", "contours_departements.parquet"
OUTLINES = "territoires-contours"  # of a release, without the suffix of its format
DIGITS = 3  # decimals of a degree: what the outlines are worth


@dataclass(frozen=True, slots=True)
class Outlines:
    """Codes and their polygons in degrees (WGS84), in the same order."""

    codes: tuple[str, ...]
    shapes: numpy.ndarray[Any, Any]


@cache
def read_outlines(path: Path) -> Outlines:
    import shapely

    table = parquet.read(path, ["code", "geometry"])
    return Outlines(
        tuple(table.column("code").to_pylist()),
        shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False)),
    )


def territories(members: Iterable[tuple[str, str]], outlines: Outlines) -> dict[str, Any]:
    """CPTS id → union of the outlines of its communes, in degrees. `members`: pairs (CPTS id, commune)."""
    import shapely

    shape_of = dict(zip(outlines.codes, outlines.shapes, strict=True))
    held: dict[str, list[Any]] = {}
    for cpts_id, commune in members:
        if commune in shape_of:
            held.setdefault(cpts_id, []).append(shape_of[commune])
    return {
        cpts_id: shapely.normalize(shapely.set_precision(shapely.union_all(shapes), 10**-DIGITS))
        for cpts_id, shapes in sorted(held.items())
    }


def write_outlines(tables: dict[str, Any], reference: Path, folder: Path) -> None:
    """`territoires-contours.parquet` (GeoParquet) and `.geojson` in `folder`: one row per CPTS whose communes a source
    tells, `cpts_id, nom, statut, nb_communes, geometry` (WGS84)."""
    if not (reference / COMMUNES).is_file():
        return
    import geopandas
    import shapely

    said = tables["territoires"].select(["cpts_id", "commune", "deduite"]).to_pylist()
    pairs = ((row["cpts_id"], row["commune"]) for row in said if not row["deduite"])
    found = territories(pairs, read_outlines(reference / COMMUNES))
    about = {row["cpts_id"]: row for row in tables["cpts"].to_pylist()}
    columns = ("cpts_id", "nom", "statut", "nb_communes")
    frame = geopandas.GeoDataFrame(
        {column: [about[one][column] for one in found] for column in columns},
        geometry=list(found.values()),
        crs=4326,
    )
    frame.to_parquet(
        folder / f"{OUTLINES}.parquet", index=False, schema_version="1.1.0", write_covering_bbox=True, **parquet.OPTIONS
    )
    features = [
        {
            "type": "Feature",
            "properties": {column: about[one][column] for column in columns},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for one, shape in found.items()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    (folder / f"{OUTLINES}.geojson").write_text(text + "\n", encoding="utf-8")
