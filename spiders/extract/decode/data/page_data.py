"""Data carried inside a page: JSON scripts, `__NEXT_DATA__`, arrays of markers, popups, data attributes."""

from __future__ import annotations

import html as html_module
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from lxml import etree, html

from spiders.document import Document
from spiders.extract.decode.data.js_literal import literals
from spiders.extract.decode.data.json_search import is_one, read_tree
from spiders.extract.model.source import SourceContext
from spiders.extract.output.attempt import attempt
from spiders.extract.passes import joined
from spiders.listing import Extraction


def read_page_data(markup: str, document: Document, context: SourceContext) -> Extraction:
    """Listings of the data inside an HTML page. Alarms are kept only beside listings: a page carries much data
    that is no list of CPTS."""
    parts: list[Extraction] = []
    for place, data in _page_data(markup):
        found, failed = attempt(
            place, partial(read_tree, data, document, context, place), Extraction(), document, context
        )
        raised = [one for one in found.alarms if found.listings and one.name != "UnknownHeader"]
        parts.append(replace(found, alarms=(*failed, *raised)))
    return joined(parts, "inline")


def _page_data(markup: str) -> Iterator[tuple[str, object]]:
    """(place, data) of everything structured in a page that mentions CPTS at all."""
    try:
        root = html.document_fromstring(markup.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return
    for number, script in enumerate(root.iter("script"), 1):
        if _worth_reading(script.text or ""):
            place = f"script {script.get('id') or number}"
            yield from ((place, data) for data in _data_of_script(script))
    for element in root.iter():
        if isinstance(element.tag, str):
            yield from _data_of_attributes(element)
    markers = [dict(record) for record in _data_attributes(root)]
    if markers:
        yield "attributs data", markers


def _data_of_script(script: html.HtmlElement) -> Iterator[object]:
    """The JSON of a script, else its literals and its pop-ups of a map."""
    text = script.text or ""
    if "json" in (script.get("type") or ""):
        data = parsed(text)
        if data is not None:
            yield data
        return
    yield from _gathered(literals(text))
    markers = list(_popups(text))
    if markers:
        yield markers


def _data_of_attributes(element: html.HtmlElement) -> Iterator[tuple[str, object]]:
    for name, value in element.attrib.items():
        if name.startswith(("data-", ":", "x-")) and value.lstrip()[:1] in ("[", "{") and _worth_reading(value):
            data = parsed(value) or parsed(html_module.unescape(value))
            if data is not None:
                yield f"attribut {name}", data


def _gathered(found: Iterable[object]) -> Iterator[object]:
    """The literals of a script; those that are records of the same fields, written one by one
    (`markers.push({title: …})`), as one list."""
    alike: dict[frozenset[str], list[object]] = {}
    for data in found:
        if isinstance(data, dict):
            alike.setdefault(frozenset(data), []).append(data)
        else:
            yield data
    for records in alike.values():
        yield records if len(records) > 1 else records[0]


def _worth_reading(text: str) -> bool:
    low = text.lower()
    if "cpts" in low or "ctps" in low or "datalayers" in low:
        return True
    return "professionnelle" in low and bool(re.search(r"professionnelle\W{1,12}territoriale", low))


def parsed(text: str) -> object | None:
    try:
        data: object = json.loads(text.strip().removeprefix("<!--").removesuffix("-->").strip())
    except (ValueError, RecursionError):
        return None
    return data


_POPUP = re.compile(
    r"(?:bindPopup|bindTooltip|setContent|addInfoWindow|openPopup)\(\s*(?P<quote>['\"`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)",
    re.S,
)


def _popups(script: str) -> Iterator[dict[str, object]]:
    """One record per popup text of a map script."""
    for match in _POPUP.finditer(script):
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found.group(1), 16)), match.group("text"))
        text = re.sub(r"\\n", "<br>", text)
        text = re.sub(r"\\(.)", r"\1", text)
        yield {"popup": text if "<" in text else f"<p>{text}</p>"}


def _data_attributes(root: etree._Element) -> Iterator[Mapping[str, object]]:
    """Elements whose data attributes are the fields of a CPTS: `<li data-nom="CPTS …" data-population="…">`."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        fields = {
            name.removeprefix("data-"): value
            for name, value in element.attrib.items()
            if name.startswith("data-") and value
        }
        if len(fields) >= 2 and is_one(fields):
            yield fields
