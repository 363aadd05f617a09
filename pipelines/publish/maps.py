"""Maps drawn once per release: SVG paths for the site.

Every commune is drawn in the frame of its zone (Lambert-93 for the mainland and Corsica, the local projection
overseas), in hundreds of metres, y downwards. A map of a CPTS, a département or a region is then a window on that
frame. The map of France has a frame of its own, with the overseas départements beside it. The map that zooms takes
degrees (`degres`), written as a path of the same kind in thousandths: a quarter of the room of GeoJSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.publish.outlines import COMMUNES, DEPARTMENTS, DIGITS, Outlines, read_outlines, territories

if TYPE_CHECKING:
    import numpy
    from sqlite_utils import Database

    Shapes = numpy.ndarray[Any, Any] | Sequence[Any]

MAINLAND = "metropole"
PROJECTIONS = {MAINLAND: 2154, "971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
UNIT = 100  # metres per unit of the commune frames
COARSE = 4  # of these units in one of a map of a region, a few hundred kilometres wide
FRANCE_UNIT = 1000  # metres per unit of the map of France
INSET, INSET_GAP = 150, 14  # side of the square of an inset and its margin, in units of the map of France
NAME = 30  # height kept for the name of an inset
PARIS = ("75", "92", "93", "94")  # a few pixels wide each on the map: drawn again in an inset


def zone_of(code: str) -> str:
    return code[:3] if code[:3] in PROJECTIONS else MAINLAND


def department_of(commune: str) -> str:
    return commune[:3] if commune.startswith("97") else commune[:2]


def _project(outlines: Outlines, unit: float) -> numpy.ndarray[Any, Any]:
    """The shapes in their zone's frame, y downwards, in multiples of `unit` metres."""
    import numpy as np
    import shapely
    from pyproj import Transformer

    projected = np.empty(len(outlines.codes), dtype=object)
    zones = np.array([zone_of(code) for code in outlines.codes])
    for zone, epsg in PROJECTIONS.items():
        transformer = Transformer.from_crs(4326, epsg, always_xy=True)

        def to_frame(points: Any, transformer: Transformer = transformer) -> Any:
            x, y = transformer.transform(points[:, 0], points[:, 1])
            return np.column_stack([x, -y]) / unit

        chosen = zones == zone
        projected[chosen] = shapely.transform(outlines.shapes[chosen], to_frame)
    return projected


def svg_path(shape: Any, scale: float = 1, dx: float = 0, dy: float = 0) -> str:
    """The polygons of `shape` as one SVG path in whole units; rings that shrink to nothing are left out."""
    return svg_paths([shape], scale, dx, dy)[0]


def svg_paths(shapes: Shapes, scale: float = 1, dx: float = 0, dy: float = 0) -> list[str]:
    """The path of each shape. All at once: there are 35 000 communes, of a few dozen points each."""
    import numpy as np
    import shapely

    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    found, ring_of = shapely.get_coordinates(rings, return_index=True)
    points = np.rint(found * scale + (dx, dy)).astype(int)
    steps = np.diff(points, axis=0)
    kept = (ring_of[1:] == ring_of[:-1]) & steps.any(axis=1)
    moves = [f"{x} {y}" for x, y in steps[kept].tolist()]
    numbers = np.arange(len(rings) + 1)
    starts = points[np.searchsorted(ring_of, numbers[:-1])].tolist()
    bounds = np.searchsorted(ring_of[1:][kept], numbers).tolist()
    paths: list[list[str]] = [[] for _ in range(len(shapes))]
    for (x, y), (first, last), owner in zip(starts, pairwise(bounds), shape_of[part_of].tolist(), strict=True):
        if last - first >= 3:
            # the last step only returns to the start, which `z` says
            paths[owner].append(f"M{x} {y}l{' '.join(moves[first : last - 1])}z".replace(" -", "-"))
    return ["".join(path) for path in paths]


def degrees_paths(shapes: Shapes) -> list[str]:
    """Each shape as `svg_path` writes it, in thousandths of a degree, y northwards, with a space between its polygons:
    a ring that follows another without one is a hole."""
    import shapely

    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    paths: list[list[str]] = [[] for _ in range(len(shapes))]
    for owner, path in zip(shape_of.tolist(), svg_paths(parts, 10**DIGITS), strict=True):
        if path:
            paths[owner].append(path)
    return [" ".join(path) for path in paths]


def france(outlines: Outlines) -> tuple[list[dict[str, Any]], str]:
    """One row per département and the box of the whole map. `chemin`: its path; `loupe`: its path in the inset of
    Paris, in the corner above Alsace; `x`, `y`: where the name of its inset begins (overseas) or ends (Paris);
    `degres`: its path in degrees; `longitude`, `latitude`: a point inside."""
    import shapely

    shapes = dict(zip(outlines.codes, _project(outlines, FRANCE_UNIT), strict=True))
    mainland = [shape for code, shape in shapes.items() if zone_of(code) == MAINLAND]
    left, top, right, bottom = shapely.total_bounds(mainland)
    rows: dict[str, dict[str, Any]] = {
        code: {"departement": code, "chemin": svg_path(shape, 1, -left, -top), "loupe": None, "x": None, "y": None}
        for code, shape in sorted(shapes.items())
    }
    for code, shape, degrees in zip(outlines.codes, outlines.shapes, degrees_paths(outlines.shapes), strict=True):
        inside = shapely.point_on_surface(shape)
        rows[code] |= {
            "degres": degrees,
            "longitude": round(inside.x, DIGITS),
            "latitude": round(inside.y, DIGITS),
        }
    overseas = [code for code in PROJECTIONS if code in shapes]
    gap = (bottom - top - INSET * len(overseas)) / max(len(overseas) - 1, 1)
    for number, code in enumerate(overseas):
        middle = round(-INSET_GAP - INSET / 2), number * (INSET + gap) + INSET / 2
        rows[code] |= {
            "chemin": svg_path(shapes[code], *_fitted([shapes[code]], middle)),
            "x": -INSET - INSET_GAP,
            "y": round(middle[1] + INSET / 2 + NAME / 2),
        }
    near = [code for code in PARIS if code in shapes]
    place = _fitted([shapes[code] for code in near], (right - left - INSET / 2, NAME + INSET / 2))
    for code in near:
        rows[code]["loupe"] = svg_path(shapes[code], *place)
        rows[code] |= {"x": round(right - left), "y": round(NAME / 2)}
    margin = 8
    box = (
        -INSET - INSET_GAP,
        -margin,
        right - left + INSET + INSET_GAP + margin,
        bottom - top + 2 * margin + NAME,
    )
    return list(rows.values()), " ".join(str(round(number)) for number in box)


def _fitted(shapes: Sequence[Any], middle: tuple[float, float]) -> tuple[float, float, float]:
    """Scale and shifts that draw `shapes` in the square of an inset around `middle`."""
    import shapely

    west, north, east, south = shapely.total_bounds(shapes)
    scale = (INSET - 2 * INSET_GAP) / max(east - west, south - north)
    return scale, middle[0] - scale * (west + east) / 2, middle[1] - scale * (north + south) / 2


def communes(outlines: Outlines) -> Iterable[dict[str, Any]]:
    """One path per commune in its zone's frame, with the box it fills; `apercu`: the same in steps that a map of a
    region can show."""
    import shapely

    shapes = _project(outlines, UNIT)
    columns = svg_paths(shapes), svg_paths(shapes, 1 / COARSE), degrees_paths(outlines.shapes)
    for code, bounds, path, coarse, degrees in zip(outlines.codes, shapely.bounds(shapes), *columns, strict=True):
        if path:
            left, top, right, bottom = (round(number) for number in bounds.tolist())
            yield {
                "commune": code,
                "departement": department_of(code),
                "zone": zone_of(code),
                "gauche": left,
                "haut": top,
                "droite": right,
                "bas": bottom,
                "chemin": path,
                "apercu": coarse,
                "degres": degrees,
            }


def borders(outlines: Outlines) -> dict[str, dict[str, Any]]:
    """Département → its border in the frame of its communes (`contour`), and where its name stands (`nom_x`,
    `nom_y`)."""
    import shapely

    shapes = _project(outlines, UNIT)
    inside = shapely.point_on_surface(shapes)
    return {
        code: {"contour": svg_path(shape), "nom_x": round(point.x), "nom_y": round(point.y)}
        for code, shape, point in zip(outlines.codes, shapes, inside, strict=True)
    }


def covered_neighbours(outlines: Outlines, covered: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (commune that is not in `covered`, commune of `covered` it has a border with), sorted. The outlines are one
    coverage: neighbours have the points of their border in common, and one point alone is a corner."""
    import numpy as np
    import shapely

    points, owners = shapely.get_coordinates(outlines.shapes, return_index=True)
    steps = np.rint(points * 10**DIGITS).astype(int)
    of_point: dict[tuple[int, int], set[int]] = {}
    for point, owner in zip(map(tuple, steps.tolist()), owners.tolist(), strict=True):
        of_point.setdefault(point, set()).add(owner)
    known = set(covered)
    inside = {number for number, code in enumerate(outlines.codes) if code in known}
    shared: Counter[tuple[int, int]] = Counter()
    for held in of_point.values():
        shared.update((out, there) for there in held & inside for out in held - inside)
    return sorted((outlines.codes[out], outlines.codes[there]) for (out, there), count in shared.items() if count > 1)


def add_maps(database: Database, reference: Path) -> None:
    """Tables `carte_departements`, `carte_communes` and `communes_voisines` (of communes without CPTS) when
    `reference` holds the outlines, and `carte_cpts`, which is empty without them."""
    import shapely

    database["carte_cpts"].create({"cpts_id": str, "geometry": str}, pk="cpts_id")  # type: ignore[union-attr]
    if not (reference / COMMUNES).is_file() or not (reference / DEPARTMENTS).is_file():
        return
    outlines, departments = read_outlines(reference / COMMUNES), read_outlines(reference / DEPARTMENTS)
    rows, box = france(departments)
    drawn = borders(departments)
    database["carte_departements"].insert_all(  # type: ignore[union-attr]
        [*(row | drawn[row["departement"]] for row in rows), {"departement": "boite", "chemin": box}],
        pk="departement",
        columns={
            "departement": str,
            "chemin": str,
            "loupe": str,
            "x": int,
            "y": int,
            "degres": str,
            "longitude": float,
            "latitude": float,
            "contour": str,
            "nom_x": int,
            "nom_y": int,
        },
    )
    database["carte_communes"].insert_all(communes(outlines), pk="commune")  # type: ignore[union-attr]
    database["carte_communes"].create_index(["departement"])  # type: ignore[union-attr]
    database["carte_communes"].create_index(["zone", "gauche"])  # type: ignore[union-attr]
    covered = [code for (code,) in database.execute("select commune from couverture where nb_cpts > 0")]
    database["communes_voisines"].insert_all(  # type: ignore[union-attr]
        [{"commune": out, "voisine": there} for out, there in covered_neighbours(outlines, covered)],
        pk=("commune", "voisine"),
        columns={"commune": str, "voisine": str},
    )
    members: Sequence[tuple[str, str]] = database.execute(
        "select cpts_id, commune from territoires where not deduite order by cpts_id, commune"
    ).fetchall()
    database["carte_cpts"].insert_all(  # type: ignore[union-attr]
        (
            {"cpts_id": cpts_id, "geometry": shapely.to_geojson(shape)}
            for cpts_id, shape in territories(members, outlines).items()
        ),
    )
