"""GeoJSON and WFS answers: one feature per CPTS, or per commune of a CPTS.

Field names, status words and projections change between vintages, so properties go through the header
vocabulary and the projection is told from the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from spiders.document import Document
from spiders.extract.decode.data.descriptions import stage_told
from spiders.extract.decode.data.records import grid_of_records
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Content, Grid
from spiders.extract.model.section import Section
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import read_content
from spiders.extract.table.legends import legend_of_tree
from spiders.extract.table.rows import DRAWN
from spiders.listing import Alarm, Extraction

_BOXES = {  # where metropolitan France and overseas lie in each projection
    "EPSG:4326": (-180.0, -90.0, 180.0, 90.0),
    "EPSG:2154": (50_000.0, 6_000_000.0, 1_300_000.0, 7_200_000.0),
    "EPSG:3857": (-7_200_000.0, -2_500_000.0, 6_300_000.0, 6_700_000.0),
}


def recognises(data: object) -> bool:
    return isinstance(data, Mapping) and (
        data.get("type") in ("FeatureCollection", "Feature", "Topology") or _features(data) != []
    )


def read(data: Mapping[str, Any], document: Document, context: SourceContext) -> Extraction:
    """Listings of the features. A server that says it holds more features than it sent gives `Truncated`."""
    grid = grid_of_features(data)
    return read_content(Content("geojson", grids=[grid], alarms=alarms_of(data, document, context)), document, context)


def grid_of_features(data: Mapping[str, Any], section: Section | None = None, place: str = "") -> Grid:
    """The features as records. `section`: what is said over them; `place` comes before their locators."""
    features = _features(data)
    crs = projection(data, features)
    records = [_record(feature, crs) for feature in features]
    name, description = (data.get(key) or (data.get("properties") or {}).get(key) for key in ("name", "description"))
    section = section or Section(legend=legend_of_tree({key: one for key, one in data.items() if key != "features"}))
    section = section.inner(stage_told(description)) if isinstance(description, str) else section
    section = section.inner(name) if isinstance(name, str) else section
    return grid_of_records(records, _where(features, place), section)


def alarms_of(data: Mapping[str, Any], document: Document, context: SourceContext) -> list[Alarm]:
    """What is missing of the features."""
    features, alarms = _features(data), []
    total = next((data[key] for key in ("numberMatched", "totalFeatures") if isinstance(data.get(key), int)), None)
    if total is not None and total > len(features):
        alarms.append(alarm("Truncated", f"{len(features)} entités reçues sur {total}", document, context))
    if not features:
        alarms.append(alarm("EmptyListing", "la collection n'a aucune entité", document, context))
    return alarms


def _features(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if data.get("type") == "Feature":
        return [data]
    if data.get("type") == "Topology":
        objects = data.get("objects")
        found = objects.values() if isinstance(objects, Mapping) else []
        return [one for group in found if isinstance(group, Mapping) for one in group.get("geometries") or [group]]
    features = data.get("features")
    if not isinstance(features, list):
        return []
    return [one for one in features if isinstance(one, Mapping) and isinstance(one.get("properties"), Mapping)]


def _record(feature: Mapping[str, Any], crs: str) -> dict[str, object]:
    properties = feature.get("properties")
    record: dict[str, object] = dict(properties) if isinstance(properties, Mapping) else {}
    identifier = feature.get("id")
    if isinstance(identifier, str) and "id" not in {key.lower() for key in record}:
        record["id"] = identifier
    geometry = feature.get("geometry") or ({"type": feature["type"]} if feature.get("arcs") else None)
    if isinstance(geometry, Mapping) and geometry.get("type"):
        record[DRAWN] = f"{geometry['type']}, {crs}" if crs else str(geometry["type"])
    return record


def _where(features: Sequence[Mapping[str, Any]], place: str) -> Callable[[int], str]:
    def where(row: int) -> str:
        identifier = features[row].get("id")
        return f"{place}entité {row + 1}" + (f" ({identifier})" if identifier not in (None, "") else "")

    return where


def projection(data: Mapping[str, Any], features: Sequence[Mapping[str, Any]]) -> str:
    """`EPSG:4326`, `EPSG:2154`, `EPSG:3857`, what the document declares, or empty without coordinates."""
    declared = _declared_projection(data)
    if declared:
        return declared
    geometries = (feature.get("geometry") or {} for feature in features[:200])
    points = [point for geometry in geometries for point in _points(geometry.get("coordinates"))]
    fitting = [name for name, box in _BOXES.items() if points and _all_within(points, box)]
    return fitting[0] if fitting[:1] == ["EPSG:4326"] else " ou ".join(fitting)


def _declared_projection(data: Mapping[str, Any]) -> str:
    crs = data.get("crs")
    name = str((crs.get("properties") or {}).get("name") or "") if isinstance(crs, Mapping) else ""
    if "CRS84" in name:
        return "EPSG:4326"
    code = re.search(r"(\d{4,5})\D*$", name)
    if code is None:
        return ""
    return "EPSG:3857" if code.group(1) in ("3857", "900913") else f"EPSG:{code.group(1)}"


def _all_within(points: Sequence[tuple[float, float]], box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return all(west <= x <= east and south <= y <= north for x, y in points)


def _points(coordinates: object, limit: int = 50) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and all(isinstance(one, int | float) for one in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for inner in coordinates[:limit]:
        yield from _points(inner, limit)
