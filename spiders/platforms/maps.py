"""Maps: uMap, Google My Maps, ArcGIS feature layers, WFS, and plain GeoJSON or KML.

How each one is recognised and asked:
- uMap: the page holds its settings as JSON; each layer is a GeoJSON file of its own, whose name often says
  the stage or the département;
- My Maps: `mid=` in the address of the viewer, which the site exports as KML, folders included;
- ArcGIS: `…/FeatureServer/<n>`: metadata first, then the count, then pages of at most `maxRecordCount`; a card may also
  hold the `query` itself;
- WFS: `service=WFS` in the address; the card holds the GetFeature request, in JSON, the rest is asked
  page by page.
Geometries are not asked of ArcGIS: a listing holds words and codes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy.http import Request, Response

from spiders.discovery import page_links
from spiders.document import Document
from spiders.listing import Extraction
from spiders.platforms.asking import Role
from spiders.platforms.paged import PagedSpider, with_query

ARCGIS_LAYER = re.compile(r"/(?:Feature|Map)Server/\d+/?$", re.IGNORECASE)
ARCGIS_QUERY = re.compile(r"/(?:Feature|Map)Server/\d+/query/?$", re.IGNORECASE)
MY_MAPS = re.compile(r"google\.[a-z.]+/maps/d/")
ARCGIS_PAGE, WFS_PAGE = 1000, 1000


class MapsSpider(PagedSpider):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gives_data = all(map(is_wfs, self.card.entry_urls))
        self._expected: dict[str, int] = {}  # query of a layer → rows it announces
        self._first: dict[str, str] = {}  # WFS request → its first row

    def starts(self) -> Iterator[Request]:
        for url in self.card.entry_urls:
            path = urlsplit(url).path
            if ARCGIS_LAYER.search(path):
                yield from self.ask(with_query(url, f="json"), "entry", self.parse_layer, layer=url.rstrip("/"))
            elif ARCGIS_QUERY.search(path):
                yield from self.ask(url, "entry", self.parse_rows, query=url, start=0)
            elif is_wfs(url):
                yield from self.ask(url, "entry", self.parse_features, query=url, start=0)
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

    def read(self, document: Document, role: Role) -> Extraction:
        """The page of a uMap holds no row: what it says of the map is read from its layers."""
        if document.kind == "html" and any(umap_layers(document)):
            return Extraction(extractor="umap")
        return super().read(document, role)

    # -- ArcGIS ------------------------------------------------------------------------------------------

    def parse_layer(self, response: Response, layer: str) -> Iterator[Request]:
        """The metadata of a layer: how many rows it gives at once. The count is asked before the rows."""
        described = self.answer(response)
        if not described:
            return
        if "error" in described or "fields" not in described:
            self.alarm("WrongType", "l'adresse n'est pas celle d'une couche que l'on interroge", response.url)
            self.lost.append(response.url)
            return
        size = int(described.get("maxRecordCount") or ARCGIS_PAGE)
        query = with_query(
            f"{layer}/query",
            where="1=1",
            outFields="*",
            returnGeometry="false",
            f="json",
            resultOffset="0",
            resultRecordCount=str(size),
        )
        count = with_query(f"{layer}/query", where="1=1", returnCountOnly="true", f="json")
        yield from self.ask(count, "page", self.parse_count, query=query)

    def parse_count(self, response: Response, query: str) -> Iterator[Request]:
        count = (self.answer(response) or {}).get("count")
        if isinstance(count, int):
            self._expected[query] = count
        yield from self.ask(query, "entry", self.parse_rows, query=query, start=0)

    def parse_rows(self, response: Response, query: str, start: int) -> Iterator[Any]:
        """One page of rows, then the next one as long as the service has more."""
        answer = self.answer(response)
        if not answer:
            return
        yield from self.read_page(response)
        self.more_to_come(response)
        end = start + len(answer.get("features") or ())
        expected = self._expected.get(query, end)
        if end > start and (end < expected or exceeded(answer)):
            page = with_query(query, resultOffset=str(end))
            yield from self.ask(page, "entry", self.parse_rows, query=query, start=end)
        elif end != expected:
            self.alarm("CountMismatch", f"la couche annonce {expected} lignes et en a donné {end}", response.url)

    # -- WFS ---------------------------------------------------------------------------------------------

    def parse_features(self, response: Response, query: str, start: int) -> Iterator[Any]:
        answer = self.answer(response, required=False) or {}
        features = answer.get("features") or ()
        first = json.dumps(features[:1], sort_keys=True) if features else ""
        if first and first == self._first.setdefault(query, first) and start:
            detail = f"le service redonne ses {start} premières lignes quand on lui demande les suivantes"
            self.alarm("Truncated", detail + " ; les demander toutes dans l'adresse de la fiche", response.url)
            return
        yield from self.read_page(response)
        if answer:
            self.more_to_come(response)
        end = start + len(features)
        total = answer.get("numberMatched", answer.get("totalFeatures"))
        if not isinstance(total, int) or end >= total:
            return
        if end > start:
            page = with_query(query, startIndex=str(end), count=str(WFS_PAGE))
            yield from self.ask(page, "entry", self.parse_features, query=query, start=end)
        else:
            self.alarm("CountMismatch", f"le service annonce {total} lignes et en a donné {end}", response.url)


def exceeded(answer: dict[str, Any]) -> bool:
    """Whether the service says that it holds more rows than it gave: at the top, or among the properties."""
    return bool(answer.get("exceededTransferLimit") or (answer.get("properties") or {}).get("exceededTransferLimit"))


def is_wfs(url: str) -> bool:
    parts = urlsplit(url)
    return "service=wfs" in parts.query.lower() or parts.path.lower().rstrip("/").endswith("/wfs")


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
