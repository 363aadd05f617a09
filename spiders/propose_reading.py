"""The table `[extract]` that would read a document as its rows show: what `sources probe` puts on a draft card.

A proposal is tried on the document before it is made; one that does not give the same CPTS is not made.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from lxml import etree, html

from lexicon.cpts_names import name_key
from spiders.document import Document
from spiders.extract.bounded import read_bounded
from spiders.extract.card.select import elements
from spiders.extract.decode.data.records import flatten
from spiders.extract.model.source import SourceContext
from spiders.extract.table.header_meaning import LISTING_FIELDS, meaning_of
from spiders.instructions import FIELDS, ExtractRules
from spiders.listing import Listing

LEAST_ROWS = 3  # fewer are no list
MOST_TRIALS = 8
_MEANT = {"communes": "territory_text", "epci": "territory_text", "missions": "missions_text"} | {
    meaning: field for field, meaning in LISTING_FIELDS.items() if field != "extra"
}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "a", "summary", "caption", "dt")
_SHARE = 0.6  # of the rows that have a value must show it where the selector says


def propose(
    document: Document, listings: Sequence[Listing], context: SourceContext, least: int = LEAST_ROWS
) -> dict[str, Any]:
    """The instructions, in the form of the card; empty when the document is no list or none reads it alike. `least`:
    rows that make a list; what is known for one may show fewer."""
    if len(listings) < least:
        return {}
    makers: dict[str, Callable[[Document, Sequence[Listing]], Iterator[dict[str, Any]]]] = {
        "html": _of_page,
        "json": _of_data,
    }
    for rules in islice(makers.get(document.kind, _none)(document, listings), MOST_TRIALS):
        found = read_bounded(document, replace(context, rules=ExtractRules.model_validate(rules)))
        if all(one.name != "LayoutDrift" for one in found.alarms) and _says_as_much(found.listings, listings):
            return rules
    return {}


def _says_as_much(found: Sequence[Listing], listings: Sequence[Listing]) -> bool:
    """Whether the same CPTS are found, each with what was read of it."""
    told = {one.name: one for one in found}
    same = set(told) == {one.name for one in listings}
    return same and all(getattr(told[one.name], field) for one in listings for field in FIELDS if getattr(one, field))


def as_toml(rules: Mapping[str, Any]) -> str:
    """The instructions as a part of a card, empty for none."""
    if not rules:
        return ""
    lines = ["[extract]"]
    lines += [f"{key} = {_value(value)}" for key, value in rules.items() if not isinstance(value, Mapping)]
    for table in ("fields", "columns"):
        if rules.get(table):
            lines += ["", f"[extract.{table}]"]
            quoted = _value if table == "columns" else str
            lines += [f"{quoted(key)} = {_value(one)}" for key, one in rules[table].items()]
    return "\n".join(lines) + "\n\n"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _none(document: Document, listings: Sequence[Listing]) -> Iterator[dict[str, Any]]:
    yield from ()


# -- pages --------------------------------------------------------------------------------------------------


def _of_page(document: Document, listings: Sequence[Listing]) -> Iterator[dict[str, Any]]:
    tree = html.document_fromstring(document.text)
    places = [(_element(tree, one.evidence.locator), one) for one in listings]
    found = [(place, one) for place, one in places if place is not None]
    if len(found) < LEAST_ROWS:
        return
    line = next((place for place, _ in found if place.tag == "tr"), None)
    if line is not None:
        yield from _of_table(next(line.iterancestors("table")))
        return
    rows = _rows_around([place for place, _ in found])
    pairs = [(row, one) for row, (_, one) in zip(rows, found, strict=True)]
    for selector in _selectors(tree, rows):
        yield {"rows": selector, "fields": _fields(pairs)}


def _element(tree: etree._Element, locator: str) -> etree._Element | None:
    path = locator.partition(" (et ")[0]
    return next(iter(tree.xpath(path)), None) if path.startswith("/") and path != "/titre" else None


def _of_table(table: etree._Element) -> Iterator[dict[str, Any]]:
    first = next(table.iter("tr"), None)
    headers = [_text(cell) for cell in first.iter("th", "td")] if first is not None else []
    yield from _columns(filter(None, headers), {})


def _columns(headers: Iterable[str], rules: dict[str, Any]) -> Iterator[dict[str, Any]]:
    columns: dict[str, str] = {}
    ignored: list[str] = []
    for header in headers:
        meaning = meaning_of(header)
        if meaning and meaning.field == "personal":
            ignored.append(header)
        elif meaning and meaning.field in _MEANT:
            columns[header] = _MEANT[meaning.field]
    if "name" in columns.values():
        expected = [header for header, field in columns.items() if field == "name"] if not rules else []
        beside = {"ignore": ignored} if ignored else {}
        yield rules | ({"expect_columns": expected} if expected else {}) | beside | {"columns": columns}


def _rows_around(places: Sequence[etree._Element]) -> list[etree._Element]:
    """The element that holds each CPTS and no other: a heading is grown to its card."""
    rows = list(places)
    while all(row.tag in _HEADINGS or row.getparent().tag in ("article", "details") for row in rows):
        parents = [row.getparent() for row in rows]
        if len(set(parents)) < len(rows) or any(parent.tag in ("body", "main", "html") for parent in parents):
            break
        rows = parents
    return rows


def _selectors(tree: etree._Element, rows: Sequence[etree._Element]) -> Iterator[str]:
    """CSS selectors that give these elements and no other, the plainest first."""
    wanted = set(rows)
    tag = Counter(row.tag for row in rows).most_common(1)[0][0]
    around = [""]
    for holder in rows[0].iterancestors():
        if holder.get("id"):
            around.append(f"#{holder.get('id')} ")
        around += [f"{holder.tag}.{one} " for one in _classes(holder)]
        around += [f"{holder.tag} > "] if holder is rows[0].getparent() else []
        around += [f"{holder.tag} "] if holder.tag in ("main", "article") else []
    names = sorted(_names(rows[0]), key=lambda name: ("." not in name, len(name)))  # a class says more than « div »
    plain = [f"{holder}{name}" for holder in around for name in names]
    found = [*filter(_is_plain, plain), *_paths(rows, tag)]
    yield from (selector for selector in found if set(elements(tree, selector)) == wanted)


def _paths(rows: Sequence[etree._Element], tag: str) -> Iterator[str]:
    """XPath by the words of the page: the list under a heading, the elements that begin with « CPTS »."""
    if all(_text(row).startswith("CPTS") for row in rows):
        yield f"//{tag}[starts-with(normalize-space(.), 'CPTS')]"
    holder = rows[0].getparent()
    heading = next(iter(holder.xpath("preceding-sibling::*[self::h2 or self::h3 or self::h4][1]")), None)
    if heading is not None and '"' not in _text(heading):
        yield f'//{heading.tag}[contains(., "{_text(heading)}")]/following-sibling::{holder.tag}[1]/{tag}'


def _classes(element: etree._Element) -> list[str]:
    """Those that CSS writes as they are: « md:flex » is none."""
    return [one for one in (element.get("class") or "").split() if re.fullmatch(r"[A-Za-z_][\w-]*", one)]


def _names(element: etree._Element) -> set[str]:
    """How CSS may call an element: `p`, `p.lieu`."""
    return {element.tag, *(f"{element.tag}.{one}" for one in _classes(element))}


def _is_plain(selector: str) -> bool:
    """Whether it holds no generated name: « css-1x9f », « post-1234 » change with the next visit."""
    return not any(letter.isdigit() for letter in selector.replace("h1", "h").replace("h2", "h").replace("h3", "h"))


def _fields(pairs: Sequence[tuple[etree._Element, Listing]]) -> dict[str, Any]:
    """Field → where its value stands in the rows. A name that is a part of its row is cut at the first mark."""
    fields: dict[str, Any] = {"name": _where(pairs, "name") or {"select": ".", "match": "[^,:;(–]+"}}
    for field in ("status_text", "territory_text", "department_text", "population_text", "date_text", "website"):
        if selector := _where(pairs, field):
            fields[field] = selector
    return fields


def _where(pairs: Sequence[tuple[etree._Element, Listing]], field: str) -> str | dict[str, str]:
    told = [(row, value) for row, one in pairs if (value := getattr(one, field))]
    if not told:
        return ""
    votes = Counter(place for row, value in told for place in _places_of(row, value, field))
    (selector, label), most = max(votes.items(), key=lambda vote: (vote[1], -len(vote[0][0])), default=(("", ""), 0))
    if most < max(2, len(told) * _SHARE):
        return ""
    return {"select": selector, "match": re.escape(label).replace("\\ ", " ") + " (.*)"} if label else selector


def _places_of(row: etree._Element, value: str, field: str) -> set[tuple[str, str]]:
    """Selectors, relative to the row, each of one place: of the value alone or behind a label, « Communes : »."""
    times = Counter(name for element in row.iterdescendants(etree.Element) for name in _names(element))
    found: set[tuple[str, str]] = set()
    for element in row.iter(etree.Element):
        here = ["."] if element is row else [name for name in _names(element) if times[name] == 1]
        if field == "website" and _leads_to(element, value):
            found |= {("@href" if name == "." else f"{name}::attr(href)", "") for name in here}
        elif (label := _label(_text(element), " ".join(value.split()))) is not None:
            found |= {(name, label) for name in here}
    heading = next(iter(row.xpath("preceding::*[self::h2 or self::h3 or self::h4][1]")), None)
    if heading is not None and _text(heading).rstrip(" :") == value.rstrip(" :"):
        found.add((f"preceding::{heading.tag}[1]", ""))
    return found


def _leads_to(element: etree._Element, address: str) -> bool:
    return (element.get("href") or "").rstrip("/").endswith(address.rstrip("/"))


def _label(text: str, value: str) -> str | None:
    """What stands before a value that ends its text: nothing, or one label. `None` where it is not there."""
    label = text.removesuffix(value).strip()
    return label if text.endswith(value) and (not label or label.find(":") == len(label) - 1) else None


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


# -- data ---------------------------------------------------------------------------------------------------


def _of_data(document: Document, listings: Sequence[Listing]) -> Iterator[dict[str, Any]]:
    try:
        data = json.loads(document.text)
    except ValueError:
        return
    names = {name_key(one.name) for one in listings}
    for path, records in _lists(data):
        flat = [flatten(record) for record in records]
        named = sum(any(name_key(text) in names for text in one.values()) for one in flat)
        if named >= min(LEAST_ROWS, len(names)):
            # the reader of a map format knows where its features are, and what beside them tells of a cut answer
            where = {} if path.split("[")[0] == "features" else {"rows": path}
            yield from _columns(dict.fromkeys(key for one in flat for key in one), where)


def _lists(data: object, path: str = "") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every list of records, with the JMESPath that leads to it; what wraps each record is gone through."""
    if isinstance(data, list):
        records = [one for one in data if isinstance(one, dict)]
        if records:
            yield path or "@", records
            for key in ("properties", "attributes", "fields", "record"):
                inner = [one[key] for one in records if isinstance(one.get(key), dict)]
                if len(inner) == len(records):
                    yield f"{path}[].{key}", inner
    elif isinstance(data, dict):
        for key, value in data.items():
            name = key if key.isidentifier() else json.dumps(key)
            yield from _lists(value, f"{path}.{name}" if path else name)
