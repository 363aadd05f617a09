"""Structured documents: JSON and XML of any known shape, and the data inside a page.

The shape decides the reader; a shape nobody knows is searched for lists of CPTS.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO

from lxml import etree

from spiders.document import Document, UnreadableDocument
from spiders.extract.card.rows import read_elements, read_records
from spiders.extract.card.select import without_namespaces
from spiders.extract.decode.data import finess, kml
from spiders.extract.decode.data.elements import local_name
from spiders.extract.decode.data.js_literal import is_too_deep, literals
from spiders.extract.decode.data.json_search import read_tree
from spiders.extract.decode.data.service_errors import refusal
from spiders.extract.decode.data.shapes import JSON, XML
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Content
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import read_content
from spiders.extract.table.header_meaning import names_a_cpts
from spiders.listing import Extraction


def read_json(document: Document, context: SourceContext) -> Extraction:
    """Listings of a JSON document: FINESS, uMap, ArcGIS, WordPress, GeoJSON, or any tree of records. Text that
    is not JSON gives `Truncated` when it stops early, else `WrongType`; an error in place of data `BlockedPage`."""
    if finess.is_structures(document.body):
        return finess.read_document(document, context)
    try:
        data = _parsed(document.text)
    except ValueError as error:
        name = "Truncated" if _is_cut(document.text, getattr(error, "pos", 0)) else "WrongType"
        return Extraction((), (alarm(name, f"JSON illisible : {error}", document, context),), "json")
    reason = refusal(data)
    if reason:
        refused = alarm("BlockedPage", f"le service répond une erreur : {reason}", document, context)
        return Extraction((), (refused,), "json")
    if (by_card := read_records(data, document, context)) is not None:
        listings, alarms = by_card
        if listings or not context.rules.rows:
            return read_content(Content("json", by_card=listings, alarms=alarms), document, context)
        general = _read_data(data, document, context)
        return replace(general, alarms=(*alarms, *general.alarms))
    return _read_data(data, document, context)


def _read_data(data: object, document: Document, context: SourceContext) -> Extraction:
    """Data of any shape, by the reader that knows it, else searched for records."""
    if known := next((shape for shape in JSON if shape.recognises(data)), None):
        return known.read(data, document, context)
    found = read_tree(data, document, context, readers=JSON)
    if not found and (data in ([], {}) or _holds_nothing(data)):
        return Extraction(
            (),
            (alarm("EmptyListing", "le document JSON ne contient aucun enregistrement", document, context),),
            "json",
        )
    return found if found else _unread(data, found, document, context)


def _parsed(text: str) -> object:
    """JSON, JSON wrapped in a call (`callback({…});`), one JSON object per line, or what a script keeps in variables
    (`var layer = {…};`)."""
    text = text.strip().lstrip("\ufeff")
    wrapped = re.fullmatch(r"[\w$.]+\((.*)\)\s*;?", text, re.S)
    body = wrapped.group(1) if wrapped else text
    try:
        data: object = json.loads(body)
        if is_too_deep(data):
            raise RecursionError
        return data
    except RecursionError as error:
        raise ValueError("imbriqué trop profondément") from error
    except ValueError:
        lines = [line for line in body.splitlines() if line.strip()]
        if len(lines) > 1 and all(line.strip()[:1] == "{" and line.strip()[-1:] == "}" for line in lines):
            return [json.loads(line) for line in lines]
        kept = list(literals(body)) if text[:1] not in ("{", "[") else []
        if not kept:
            raise
        return kept[0] if len(kept) == 1 else kept


def _is_cut(text: str, wrong: int) -> bool:
    """Whether a JSON that is wrong at the sign `wrong` lacks its end: nothing follows, or its first bracket is open."""
    text = text.strip()
    return wrong >= len(text) or (text[:1] in ("{", "[") and text[-1:] != {"{": "}", "[": "]"}[text[:1]])


def _holds_nothing(data: object) -> bool:
    lists = [one for one in data.values() if isinstance(one, list)] if isinstance(data, dict) else []
    return bool(lists) and not any(lists)


def _unread(data: object, found: Extraction, document: Document, context: SourceContext) -> Extraction:
    """Names of CPTS in a tree that gave no listing are worth a look."""
    names = [text for text in _texts(data) if len(text) < 100 and names_a_cpts(text, about=False)]
    if len(names) < 2:
        return found
    return Extraction(
        (),
        (
            alarm(
                "UnreadText", f"{len(names)} textes nomment une CPTS et aucun n'est dans une liste", document, context
            ),
        ),
        "json",
    )


def _texts(data: object) -> list[str]:
    pending, texts = [data], list[str]()
    while pending and len(texts) < 20_000:
        one = pending.pop()
        if isinstance(one, dict):
            pending += one.values()
        elif isinstance(one, list):
            pending += one
        elif isinstance(one, str):
            texts.append(one)
    return texts


def read_xml(document: Document, context: SourceContext) -> Extraction:
    """Listings of KML, KMZ, GML (WFS), or a feed, or any XML of repeated elements.
    Broken XML is read as far as it goes, with `Truncated`."""
    body = document.body
    if document.kind == "kmz" or body[:2] == b"PK":
        try:
            document = replace(document, body=kml.opened_kmz(body))
        except UnreadableDocument as error:
            return Extraction((), (alarm("WrongType", f"KMZ illisible : {error}", document, context),), "xml")
    # the encoding is told as for every text: what an XML declares of itself is not always so
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", document.text).strip()
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.parse(BytesIO(text.encode("utf-8")), parser).getroot()
    except etree.XMLSyntaxError as error:
        return Extraction((), (alarm("Truncated", f"XML sans élément : {error}", document, context),), "xml")
    if root is None:
        return Extraction((), (alarm("Truncated", "XML sans élément", document, context),), "xml")
    if f"{local_name(root)}>" in text[-2000:].rpartition("</")[2]:
        return _read_root(root, document, context)
    _drop_open_end(root)
    found = _read_root(root, document, context)
    cut = alarm("Truncated", "le XML s'arrête avant de fermer son premier élément", document, context)
    return replace(found, alarms=(*found.alarms, cut))


def _drop_open_end(root: etree._Element) -> None:
    """Takes away the last element of a cut XML: it may hold half a word."""
    last = root
    while len(last):
        last = last[-1]
    if last is not root:
        last.getparent().remove(last)


def _read_root(root: etree._Element, document: Document, context: SourceContext) -> Extraction:
    by_card, alarms = read_elements(without_namespaces(root), document, context) if context.rules.rows else ([], [])
    if by_card:
        return read_content(Content("xml", by_card=by_card, alarms=alarms), document, context)
    shape = next(one for one in XML if one.recognises(root))
    general = shape.read(root, document, context)
    return replace(general, alarms=(*alarms, *general.alarms))
