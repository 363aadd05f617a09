"""Maps: uMap, Google My Maps, ArcGIS feature layers, WFS, and plain GeoJSON or KML.

How each one is recognised and asked:
- uMap: the page holds its settings as JSON; each layer is a GeoJSON file of its own, whose name often says
  the stage or the département;
- My Maps: `mid=` in the address of the viewer, which the site exports as KML, folders included;
- ArcGIS: `…/FeatureServer/<n>`: metadata first, then the count, then pages of at most `maxRecordCount`;
- WFS: `service=WFS` or `/wfs` in the address; GetFeature in JSON, page by page.
Geometries are not asked of ArcGIS: a listing holds words and codes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapy.http import Request, Response

from spiders.discovery import page_links
from spiders.document import Document
from spiders.listing import Extraction
from spiders.platforms.base import SourceSpider

ARCGIS = re.compile(r"/(?:Feature|Map)Server/\d+/?$", re.IGNORECASE)
MY_MAPS = re.compile(r"google\.[a-z.]+/maps/d/")
WFS_PAGE = 1000


class MapsSpider(SourceSpider):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected: dict[str, int] = {}
        self._received: dict[str, int] = {}

    def starts(self) -> Iterator[Request]:
        for url in self.card.entry_urls:
            if ARCGIS.search(urlsplit(url).path):
                yield from self.ask(with_query(url, f="json"), "entry", self.parse_layer, layer=url)
            elif is_wfs(url):
                yield from self.ask(wfs_page(url, 0), "entry", self.parse_features, service=url, start=0)
            elif MY_MAPS.search(url):
                yield from self.ask(my_maps_export(url), "entry")
            else:
                yield from self.ask(url, "entry")

    def links(self, document: Document, extraction: Extraction) -> Iterable[str]:
        yield from self.chosen(document, extraction)
        if document.kind != "html":
            return
        yield from umap_layers(document)
        for _, link in page_links(document):
            if MY_MAPS.search(link):
                self.allowed_domains = sorted({*self.allowed_domains, "google.com"})
                yield my_maps_export(link)

    # -- ArcGIS ------------------------------------------------------------------------------------------

    def parse_layer(self, response: Response, layer: str) -> Iterator[Request]:
        """The metadata of a layer: how many rows it gives at once. The count is asked before the rows."""
        described = self._json(response)
        if not described:
            return
        if "error" in described or "fields" not in described:
            self.missed("entry", response.url, "the address is no layer that can be queried")
            return
        size = int(described.get("maxRecordCount") or 1000)
        count = with_query(f"{layer.rstrip('/')}/query", where="1=1", returnCountOnly="true", f="json")
        yield from self.ask(count, "page", self.parse_count, layer=layer, size=size)

    def parse_count(self, response: Response, layer: str, size: int) -> Iterator[Request]:
        count = (self._json(response) or {}).get("count")
        if isinstance(count, int):
            self._expected[layer] = count
        yield from self._rows(layer, 0, size)

    def _rows(self, layer: str, start: int, size: int) -> Iterator[Request]:
        page = with_query(
            f"{layer.rstrip('/')}/query", where="1=1", outFields="*", returnGeometry="false", f="geojson",
            resultOffset=str(start), resultRecordCount=str(size),
        )
        yield from self.ask(page, "entry", self.parse_rows, layer=layer, start=start, size=size)

    def parse_rows(self, response: Response, layer: str, start: int, size: int) -> Iterator[Any]:
        answer = self._json(response)
        if not answer:
            return
        yield from self.parse_document(response)
        rows = len(answer.get("features") or ())
        self._received[layer] = self._received.get(layer, 0) + rows
        more = self._received[layer] < self._expected.get(layer, 0) or exceeded(answer)
        if rows and more:
            yield from self._rows(layer, start + rows, size)
        elif self._received[layer] != self._expected.get(layer, self._received[layer]):
            self.alarm("CountMismatch", f"the layer announces {self._expected[layer]} rows and gave "
                                        f"{self._received[layer]}", layer)

    # -- WFS ---------------------------------------------------------------------------------------------

    def parse_features(self, response: Response, service: str, start: int) -> Iterator[Any]:
        yield from self.parse_document(response)
        answer = self._json(response, required=False) or {}
        rows = len(answer.get("features") or ())
        total = answer.get("numberMatched", answer.get("totalFeatures"))
        if rows and isinstance(total, int) and start + rows < total:
            page = wfs_page(service, start + rows)
            yield from self.ask(page, "entry", self.parse_features, service=service, start=start + rows)

    def _json(self, response: Response, required: bool = True) -> dict[str, Any] | None:
        document = self.document(response) if required else None
        if required and document is None:
            return None
        try:
            answer = json.loads(response.body)
        except ValueError:
            answer = None
        if isinstance(answer, dict):
            return answer
        if required:
            self.missed(response.meta["role"], response.url, "the answer is not the JSON a map service gives")
        return None


def exceeded(answer: dict[str, Any]) -> bool:
    """Whether the service says that it holds more rows than it gave: at the top, or among the properties."""
    return bool(answer.get("exceededTransferLimit")
                or (answer.get("properties") or {}).get("exceededTransferLimit"))


def with_query(url: str, **more: str) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query)) | more
    return urlunsplit(parts._replace(query=urlencode(query)))


def is_wfs(url: str) -> bool:
    parts = urlsplit(url)
    return "service=wfs" in parts.query.lower() or parts.path.lower().rstrip("/").endswith("/wfs")


def wfs_page(url: str, start: int) -> str:
    """GetFeature in JSON from row `start`. The layer stands in the address of the card as `typeNames`."""
    parts = urlsplit(url)
    kept = {name.lower(): value for name, value in parse_qsl(parts.query)}
    layer = kept.get("typenames") or kept.get("typename", "")
    query = {
        "service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": layer,
        "outputFormat": "application/json", "count": str(WFS_PAGE), "startIndex": str(start),
    }
    return urlunsplit(parts._replace(query=urlencode(query, safe=":/")))


def my_maps_export(url: str) -> str:
    """The KML export of a map from the address of its viewer or of its embedding."""
    query = dict(parse_qsl(urlsplit(url).query))
    if "mid" not in query:
        return url
    return f"https://www.google.com/maps/d/kml?{urlencode({'mid': query['mid'], 'forcekml': '1'})}"


def umap_layers(document: Document) -> Iterator[str]:
    """Addresses of the layers that a uMap page describes in its settings."""
    from lxml import html

    tree = html.fromstring(document.text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    for script in tree.iter("script"):
        if script.get("id") != "map-settings":
            continue
        try:
            properties = json.loads(script.get("data-settings") or script.text or "{}").get("properties", {})
        except ValueError:
            continue
        template = (properties.get("urls") or {}).get("datalayer_view", "/datalayer/{map_id}/{pk}/")
        for layer in properties.get("datalayers") or ():
            key = str(layer.get("uuid") or layer.get("id") or "")
            if key:
                number = str(properties.get("id") or layer.get("map_id") or "")
                yield urljoin(document.url, template.replace("{map_id}", number).replace("{pk}", key))
