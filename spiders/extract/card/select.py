"""The rows that a card selects in a document, and in each the values of its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from parsel import Selector

from lexicon.gate import gated
from spiders.extract.decode.data.records import flatten, text_of
from spiders.extract.decode.html.content_root import text_of as words_of
from spiders.instructions import PAGE_OBJECT, ExtractRules, Selected, language

_BETWEEN = " ¦ "  # stands where a value was taken out of a text: what is left on its two sides stays apart
WORD = gated(r"[^\W\d_]{4,}|\d{2,}")  # « et », « de » between two values are not left, they join


@dataclass(frozen=True)
class SelectedRow:
    """One row of the list. `values`: field → the texts its selector gives, in order. `left`: what the card names
    nowhere: the rest of the words of an element, or key and value of a record. `taken`: the elements all of whose words
    are values, also outside the row. `elsewhere`: field → the place of its value, empty where the row holds it."""

    place: str
    values: Mapping[str, tuple[str, ...]]
    left: tuple[tuple[str, str], ...] = ()
    taken: tuple[etree._Element, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()


def elements(tree: etree._Element, rows: str) -> list[etree._Element]:
    """The elements of a tree that are rows; none when `rows` is no selector of markup."""
    try:
        return [found.root for found in _query(Selector(root=tree), rows) if isinstance(found.root, etree._Element)]
    except ValueError:
        return []


def rows_of_tree(tree: etree._Element, rows: str, url: str) -> list[tuple[etree._Element, ...]]:
    """The elements of each row: one by a selector, those that the page object of the host joins."""
    if rows != PAGE_OBJECT:
        return [(element,) for element in elements(tree, rows)]
    from spiders.pages import rows_of_page

    return [tuple(one.root for one in row) for row in rows_of_page(Selector(root=tree), url)]


def without_namespaces(root: etree._Element) -> etree._Element:
    """A copy of an XML tree whose elements are named as a card writes them: `Placemark`, not `{…}Placemark`."""
    copied = Selector(root=deepcopy(root), type="xml")
    copied.remove_namespaces()
    return copied.root


def row_of_elements(row: Sequence[etree._Element], rules: ExtractRules) -> SelectedRow:
    """What the selectors of the card find from each of the elements; the row stands where the first of them does."""

    def found(selector: str) -> list[object]:
        return [one.root for element in row for one in _query(Selector(root=element), selector)]

    values: dict[str, tuple[str, ...]] = {}
    taken: list[etree._Element] = []
    elsewhere: dict[str, str] = {}
    left = _BETWEEN.join(_text(element) for element in row)
    for field, selected in rules.fields.items():
        told = [(one, _text(one)) for one in found(selected.select)]
        values[field], consumed = _values([text for _, text in told], selected)
        taken += [one for one, text in told if isinstance(one, etree._Element) and text in consumed]
        left = _without(left, consumed)
        elsewhere[field] = _outside(row, selected.select, told)
    for ignored in rules.ignore:
        left = _without(left, [_text(one) for one in found(ignored)])
    rest = " ".join(part for part in left.split(_BETWEEN.strip()) if WORD.search(part))
    told_nowhere = (("", " ".join(rest.split())),) if rest.strip() else ()
    return SelectedRow(row[0].getroottree().getpath(row[0]), values, told_nowhere, tuple(taken), (*elsewhere.items(),))


def _outside(row: Sequence[etree._Element], selector: str, told: Sequence[tuple[object, str]]) -> str:
    """The place of the first element that holds a value, where it is no part of the row; else nothing."""
    found = [one for one, _ in told]
    if (
        found and isinstance(found[0], str) and language(selector) == "xpath"
    ):  # a text knows no element: the one it stands in
        found = [one.root for one in _query(Selector(root=row[0]), f"({selector})/..")]
    first = next((one for one in found if isinstance(one, etree._Element)), None)
    held = first is None or any(one in row for one in (first, *first.iterancestors()))
    return "" if first is None or held else first.getroottree().getpath(first)


def records(data: object, rows: str) -> list[object]:
    """The records of data, in order; a list that the path gives stands for its members."""
    return [found.root for found in Selector(root=data, type="json").jmespath(rows)]


def row_of_record(record: Mapping[str, object], place: str, rules: ExtractRules) -> SelectedRow:
    row = Selector(root=record, type="json")
    values: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for field, selected in rules.fields.items():
        texts = list(_scalars(one.root for one in row.jmespath(selected.select)))
        taken.update(texts)
        values[field], _ = _values(texts, selected)
    told = flatten(record)
    left = [
        (key, text)
        for key, text in told.items()
        if text not in taken and not rules.ignores(key) and not all(part in taken for part in text.split(", "))
    ]
    return SelectedRow(place, values, tuple(left))


def _query(selector: Selector, expression: str) -> Sequence[Selector]:
    """Raises `ValueError` when the expression is none of its language."""
    return selector.xpath(expression) if language(expression) == "xpath" else selector.css(expression)


def _text(found: object) -> str:
    return _flat(words_of(found) if isinstance(found, etree._Element) else str(found))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _scalars(found: Iterator[object]) -> Iterator[str]:
    for one in found:
        if isinstance(one, list):
            yield from _scalars(iter(one))
        elif text := _flat(text_of(one)):
            yield text


def _values(texts: Iterator[str] | list[str], selected: Selected) -> tuple[tuple[str, ...], list[str]]:
    """The values of a field, and the words of the row that this consumes."""
    values: dict[str, None] = {}
    consumed: list[str] = []
    for text in filter(None, texts):
        found = re.search(selected.match, text) if selected.match else None
        if selected.match and not found:
            continue
        consumed.append(found.group() if found else text)
        value = _flat(found.group(1 if found.re.groups else 0) or "") if found else text
        if value:
            values[value] = None
    return tuple(values), consumed


def _without(left: str, taken: list[str]) -> str:
    for words in filter(None, taken):
        left = left.replace(words, _BETWEEN, 1)
    return left
