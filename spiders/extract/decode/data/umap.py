"""uMap: an exported map with its layers, one layer served alone, or the settings that name the layers.

A layer's name often is the département or the stage, and descriptions hold « label : value » lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from spiders.document import Document
from spiders.extract.decode.data import geojson
from spiders.extract.decode.data.descriptions import stage_told
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Content, Grid
from spiders.extract.model.section import Section
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import read_content
from spiders.extract.people.clean import clean_title
from spiders.listing import Alarm, Extraction


def recognises(data: object) -> bool:
    if not isinstance(data, Mapping):
        return False
    return data.get("type") == "umap" or _options(data) != {} or bool(_datalayers(data))


def _options(layer: Mapping[str, Any]) -> Mapping[str, Any]:
    options = layer.get("_umap_options") or layer.get("_storage")
    return options if isinstance(options, Mapping) else {}


def _words(holder: Mapping[str, Any]) -> tuple[str, str]:
    """What a map or a layer says of all it holds: the stage in its description, its name."""
    description, name = (one if isinstance(one := holder.get(key), str) else "" for key in ("description", "name"))
    return stage_told(description), name


def _datalayers(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    properties = data.get("properties")
    layers = properties.get("datalayers") if isinstance(properties, Mapping) else None
    return [one for one in layers if isinstance(one, Mapping)] if isinstance(layers, list) else []


def read(data: Mapping[str, Any], document: Document, context: SourceContext) -> Extraction:
    """Listings of every layer, and the addresses of layers the settings only name."""
    layers = data.get("layers") if data.get("type") == "umap" else [data] if "features" in data else []
    properties = data.get("properties")
    section = Section().inner(*_words(properties)) if isinstance(properties, Mapping) else Section()
    grids: list[Grid] = []
    alarms: list[Alarm] = []
    for layer in layers if isinstance(layers, list) else []:
        if not isinstance(layer, Mapping):
            continue
        words = _words(_options(layer))
        place = f"calque {shown}, " if (shown := clean_title(words[-1])) else ""
        grids.append(geojson.grid_of_features(layer, section.inner(*words), place))
        alarms += geojson.alarms_of(layer, document, context)
    links = _layer_addresses(data, document.url)
    if not grids and not links:
        alarms.append(alarm("EmptyListing", "la carte n'a aucun calque rempli", document, context))
    return read_content(Content("umap", grids=grids, alarms=alarms, links=links), document, context)


def _layer_addresses(data: Mapping[str, Any], url: str) -> tuple[str, ...]:
    """The address of each layer named by the settings: the template they give, else the one uMap documents."""
    properties = data.get("properties") if isinstance(data.get("properties"), Mapping) else {}
    assert isinstance(properties, Mapping)
    urls = properties.get("urls")
    template = str(urls.get("datalayer_view") or "") if isinstance(urls, Mapping) else ""
    found = re.search(r"_(\d+)(?:$|[/?#])|/map/(\d+)", urlsplit(url).path)
    number = (
        properties.get("umap_id")
        or properties.get("id")
        or data.get("id")
        or (found and (found.group(1) or found.group(2)))
    )
    addresses = []
    for layer in _datalayers(data):
        identifier = layer.get("id") or layer.get("uuid")
        if not number or not identifier:
            continue
        path = (
            template.replace("{map_id}", str(number)).replace("{pk}", str(identifier))
            or f"/fr/datalayer/{number}/{identifier}/"
        )
        addresses.append(urljoin(url, path))
    return tuple(addresses)
