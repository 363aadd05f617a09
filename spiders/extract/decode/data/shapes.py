"""The known shapes of data, the first that recognises it reads it: one module per shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spiders.document import Document
from spiders.extract.decode.data import (
    arcgis,
    elements,
    feed,
    geojson,
    kml,
    registers,
    service_reports,
    umap,
    wordpress,
)
from spiders.extract.model.source import SourceContext
from spiders.listing import Extraction


@dataclass(frozen=True, slots=True)
class Shape:
    """`recognises` takes data (of JSON) or a root (of XML); `read` gives its listings."""

    recognises: Callable[[Any], bool]
    read: Callable[[Any, Document, SourceContext], Extraction]


JSON = (
    Shape(feed.recognises_json, feed.read_json),
    *(Shape(one.recognises, one.read) for one in (umap, arcgis, wordpress, geojson, registers)),
)
XML = tuple(Shape(one.recognises, one.read) for one in (kml, feed, service_reports, elements))
