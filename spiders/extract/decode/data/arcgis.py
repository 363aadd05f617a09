"""ArcGIS REST answers: query results, layer and service descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from spiders.document import Document
from spiders.extract.decode.data.descriptions import stage_told
from spiders.extract.decode.data.records import grid_of_records, numbered
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Content
from spiders.extract.model.section import Section
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import read_content
from spiders.listing import Extraction


def recognises(data: object) -> bool:
    if not isinstance(data, Mapping):
        return False
    features = data.get("features")
    queried = isinstance(features, list) and any(isinstance(one, Mapping) and "attributes" in one for one in features)
    return (
        queried
        or isinstance(data.get("featureSet"), Mapping)
        or "objectIdFieldName" in data
        or data.get("type") in ("Feature Layer", "Table", "Group Layer")
        or ("currentVersion" in data and "layers" in data)
    )


def read(data: Mapping[str, Any], document: Document, context: SourceContext) -> Extraction:
    """Listings of a query, with the aliases and coded values of its fields. `exceededTransferLimit` gives
    `Truncated`; a description of a layer or service gives the addresses of its layers."""
    if isinstance(data.get("featureSet"), Mapping):  # a layer kept in a map, beside what it is called
        return read(
            {**data, **(data.get("layerDefinition") or {}), **data["featureSet"], "featureSet": None}, document, context
        )
    if not isinstance(data.get("features"), list):
        return Extraction(extractor="arcgis", links=_layers(data, document.url))
    fields = [field for field in data.get("fields") or [] if isinstance(field, Mapping)]
    aliases = {str(field.get("name")): str(field["alias"]) for field in fields if field.get("alias")}
    codes = {str(field.get("name")): _coded_values(field) for field in fields}
    records = [_attributes(feature, codes) for feature in data["features"]]
    alarms = []
    if data.get("exceededTransferLimit") or (data.get("properties") or {}).get("exceededTransferLimit"):
        detail = f"le service s'arrête à {len(records)} entités : demander la suite avec resultOffset"
        alarms.append(alarm("Truncated", detail, document, context))
    if not records:
        alarms.append(alarm("EmptyListing", "la couche ne rend aucune entité", document, context))
    grid = grid_of_records(records, numbered("entité"), Section().inner(*_words(data)), aliases)
    return read_content(Content("arcgis", grids=[grid], alarms=alarms), document, context)


def _words(data: Mapping[str, Any]) -> Iterator[str]:
    """What a layer says of all it holds: the stage in its description, its name."""
    description, name = data.get("description"), data.get("name") or data.get("layerName")
    yield stage_told(description) if isinstance(description, str) else ""
    yield name if isinstance(name, str) else ""


def _attributes(feature: object, codes: Mapping[str, Mapping[object, object]]) -> dict[str, Any]:
    """The attributes of an entity, its codes replaced by what they mean."""
    attributes = feature.get("attributes") if isinstance(feature, Mapping) else None
    told = attributes if isinstance(attributes, Mapping) else {}
    return {
        key: codes.get(key, {}).get(value, value) if isinstance(value, str | int) else value
        for key, value in told.items()
    }


def _coded_values(field: Mapping[str, Any]) -> dict[object, object]:
    domain = field.get("domain")
    values = domain.get("codedValues") if isinstance(domain, Mapping) else None
    return {one.get("code"): one.get("name") for one in values or [] if isinstance(one, Mapping)}


def _layers(data: Mapping[str, Any], url: str) -> tuple[str, ...]:
    base = url.split("?")[0].rstrip("/")
    layers = [one.get("id") for one in data.get("layers") or [] if isinstance(one, Mapping)]
    if layers:
        return tuple(f"{base}/{number}" for number in layers if number is not None)
    return (f"{base}/query?where=1%3D1&outFields=*&f=json",) if data.get("fields") else ()
