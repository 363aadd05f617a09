"""KML and KMZ: placemarks in folders whose names carry the département or the stage."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from spiders.document import MAX_BYTES, Document, UnreadableDocument, check_inflation
from spiders.extract.decode.data.descriptions import stage_told
from spiders.extract.decode.data.records import grid_of_records, numbered
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Content
from spiders.extract.model.section import Section
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import read_content
from spiders.extract.people.clean import clean_title
from spiders.extract.table.rows import DRAWN
from spiders.listing import Extraction

_GEOMETRIES = ("Point", "Polygon", "LineString", "MultiGeometry")


def opened_kmz(body: bytes) -> bytes:
    """The KML inside a KMZ. Raises `UnreadableDocument` when there is none or it opens to an absurd size."""
    check_inflation(body)
    with zipfile.ZipFile(BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".kml")]
        if not names:
            raise UnreadableDocument("aucun fichier .kml dans l'archive")
        try:
            with archive.open(min(names, key=lambda name: (name != "doc.kml", name))) as stream:
                return stream.read(MAX_BYTES)
        except Exception as error:  # each compression answers broken bytes with an error of its own
            raise UnreadableDocument(f"archive KMZ illisible ({error})") from error


def recognises(root: etree._Element) -> bool:
    named = str(etree.QName(root).localname) == "kml"
    return named or bool(root.xpath("boolean(//*[local-name()='Placemark'])"))


def read(root: etree._Element, document: Document, context: SourceContext) -> Extraction:
    """Listings of all placemarks, folder by folder, and the addresses of linked maps."""
    grids = []
    holders = list(dict.fromkeys(placemark.getparent() for placemark in _all(root, "Placemark")))
    for holder in holders:
        placemarks = [child for child in holder if _local(child) == "Placemark"]
        around = _around(holder)
        records = [_record(placemark) for placemark in placemarks]
        folder = clean_title(_child(holder, "name")) if len(around) > 1 else ""
        place = f"dossier {folder}, " if folder else ""
        where = numbered(f"{place}repère")
        grids.append(grid_of_records(records, where, Section().inner(*_words(around))))
    links = tuple(
        dict.fromkeys(
            text
            for link in _all(root, "NetworkLink")
            for href in _all(link, "href")
            if (text := (href.text or "").strip())
        )
    )
    empty = alarm("EmptyListing", "la carte n'a aucun repère", document, context)
    alarms = () if holders or links else (empty,)
    return read_content(Content("kml", grids=grids, alarms=alarms, links=links), document, context)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    found: list[etree._Element] = element.xpath(".//*[local-name()=$name]", name=name)
    return found


def _child(element: etree._Element, name: str) -> str:
    return next(((child.text or "").strip() for child in element if _local(child) == name), "")


def _around(holder: etree._Element) -> list[etree._Element]:
    """The document and the folders around placemarks that have a name or a description, outermost first."""
    around = (one for one in (holder, *holder.iterancestors()) if _local(one) in ("Document", "Folder"))
    return [one for one in around if _child(one, "name") or _child(one, "description")][::-1]


def _words(around: list[etree._Element]) -> Iterator[str]:
    """What each says of all it holds: the stage in its description, its name."""
    for one in around:
        yield stage_told(_child(one, "description"))
        yield _child(one, "name")


def _record(placemark: etree._Element) -> dict[str, object]:
    record: dict[str, object] = {"name": _child(placemark, "name")}
    for data in _all(placemark, "Data"):
        shown = _child(data, "displayName") or data.get("name") or ""
        record[shown] = _child(data, "value")
    for data in _all(placemark, "SimpleData"):
        record[data.get("name") or ""] = (data.text or "").strip()
    record["description"] = _child(placemark, "description")
    geometry = next((_local(child) for child in placemark if _local(child) in _GEOMETRIES), "")
    if geometry:
        record[DRAWN] = f"{geometry}, EPSG:4326"
    identifier = placemark.get("id")
    return {**record, "id": identifier} if identifier else record
