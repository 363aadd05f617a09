"""Data carried inside a page: JSON scripts, `__NEXT_DATA__`, arrays of markers, popups, data attributes."""

from __future__ import annotations

import html as html_module
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from lxml import etree

from spiders.document import Document
from spiders.extract.decode.data.js_literal import NotALiteral, literals, unquoted
from spiders.extract.decode.data.json_search import is_one, read_tree
from spiders.extract.model.attempt import attempt
from spiders.extract.model.source import SourceContext
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
    return joined(parts, "inline", document, context)


def _page_data(markup: str) -> Iterator[tuple[str, object]]:
    """(place, data) of everything structured in a page that mentions CPTS at all."""
    held = _Held()
    try:
        etree.fromstring(markup.encode("utf-8"), etree.HTMLParser(encoding="utf-8", target=held))
    except (etree.LxmlError, ValueError):
        return
    for number, (attributes, texts) in enumerate(held.scripts, 1):
        if _worth_reading(text := "".join(texts)):
            place = f"script {attributes.get('id') or number}"
            yield from ((place, data) for data in _data_of_script(text, attributes.get("type", "")))
    for attributes in held.attributes:
        yield from _data_of_attributes(attributes)
    markers = list(filter(_is_a_marker, map(_fields, held.attributes)))
    if markers:
        yield "attributs data", markers


class _Held:
    """The scripts of a page and the attributes that may hold data, kept as the parser meets them: a second tree of a
    page would weigh as much as the first."""

    def __init__(self) -> None:
        self.scripts: list[tuple[dict[str, str], list[str]]] = []
        self.attributes: list[dict[str, str]] = []
        self._in_script = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append((dict(attributes), []))
        if data := {name: value for name, value in attributes.items() if name.startswith(("data-", ":", "x-"))}:
            self.attributes.append(data)

    def end(self, tag: str) -> None:
        self._in_script = False

    def data(self, text: str) -> None:
        if self._in_script:
            self.scripts[-1][1].append(text)

    def close(self) -> None:
        """The parser asks for it."""


def _data_of_script(text: str, kind: str) -> Iterator[object]:
    """The JSON of a script, else its literals and its pop-ups of a map."""
    if "json" in kind:
        data = parsed(text)
        if data is not None:
            yield data
        return
    yield from _gathered(literals(text))
    markers = list(_popups(text))
    if markers:
        yield markers


def _data_of_attributes(attributes: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for name, value in attributes.items():
        if value.lstrip()[:1] in ("[", "{") and _worth_reading(value):
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
    r"(?:bindPopup|bindTooltip|setContent|addInfoWindow|openPopup)\(\s*(?P<text>(?P<quote>['\"`])(?:\\.|(?!(?P=quote)).)*(?P=quote))",
    re.S,
)


def _popups(script: str) -> Iterator[dict[str, object]]:
    """One record per popup text of a map script."""
    for match in _POPUP.finditer(script):
        try:
            text = unquoted(match.group("text"))
        except NotALiteral:
            continue
        yield {"popup": text if "<" in text else f"<p>{text}</p>"}


def _fields(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("data-"): value for name, value in attributes.items() if value and name[0] == "d"}


def _is_a_marker(fields: Mapping[str, str]) -> bool:
    """Whether data attributes are the fields of a CPTS: `<li data-nom="CPTS …" data-population="…">`."""
    return len(fields) >= 2 and is_one(fields)
