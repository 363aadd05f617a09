"""The search for lists of CPTS in any JSON tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from lexicon.departement_headings import department_in
from lexicon.gate import gated
from lexicon.stage_marks import stage_of
from spiders.document import Document
from spiders.extract.decode.data import arcgis, geojson, umap
from spiders.extract.decode.data.json_codes import names_by_code, names_only, stages_by_name, with_names
from spiders.extract.decode.data.json_pairs import keys_are_departements, named_by
from spiders.extract.decode.data.json_tables import table_of
from spiders.extract.decode.data.records import Record, grid_of_records, numbered, text_of
from spiders.extract.model.content import Grid
from spiders.extract.model.section import Section
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import joined
from spiders.extract.table.cell_values import spelled
from spiders.extract.table.header_meaning import (
    meaning_of,
    names_a_cpts,
)
from spiders.extract.table.header_rows import Row
from spiders.extract.table.legends import Legend, legend_of_tree
from spiders.extract.table.read_grid import listings_from_grid
from spiders.listing import Alarm, Extraction

MAX_DEPTH = 14


class Reader(Protocol):
    """Who knows a published shape of data."""

    @property
    def recognises(self) -> Callable[[Any], bool]: ...

    @property
    def read(self) -> Callable[[Any, Document, SourceContext], Extraction]: ...


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate list of a JSON tree: records under their keys, or a grid; `path` leads to it, `headings` are what
    the keys and objects on the way say of it."""

    path: tuple[str, ...]
    headings: tuple[str, ...]
    records: Sequence[Record] = ()
    grid: Sequence[Row] = ()


def read_tree(
    data: object,
    document: Document,
    context: SourceContext,
    place: str = "",
    readers: Sequence[Reader] = (umap, arcgis, geojson),
) -> Extraction:
    """Listings of every list of records in a JSON tree. The keys above a list, and the names of the objects that
    hold it, speak for its rows: they often are a département or a stage. A total larger than the list gives
    `Truncated`. `readers`: the published shapes to know when they stand under other keys."""
    parts: list[Extraction] = []
    done: list[tuple[str, ...]] = []
    for path, known in _known_shapes(data, document, context, readers, (), ()):
        if path == ():
            return known
        done.append(path)
        parts.append(known)
    legend, names = legend_of_tree(data), names_by_code(data)
    coded = (_Found((), (), records=records) for records in stages_by_name(data, legend, names))
    for candidate in (*_candidates(data, (), ()), *coded):
        if any(candidate.path[: len(path)] == path for path in done):
            continue  # inside a list already read
        candidate = replace(candidate, records=with_names(candidate.records, names))
        found, wrong = listings_from_grid(_grid_of(candidate, place, legend), document, context)
        if found:
            done.append(candidate.path)
        if found or candidate.path == ():
            parts.append(Extraction(tuple(found), tuple(wrong)))
    read = sum(len(part.listings) for part in parts)
    return joined([*parts, Extraction(alarms=tuple(_cut(data, read, document, context)))], "json", document, context)


def _known_shapes(
    data: object,
    document: Document,
    context: SourceContext,
    readers: Sequence[Reader],
    path: tuple[str, ...],
    headings: tuple[str, ...],
) -> Iterator[tuple[tuple[str, ...], Extraction]]:
    """(path, what it gave) of each part of a tree that has a published shape."""
    for reader in readers:
        if reader.recognises(data):
            found = reader.read(_under(headings, data), document, context)
            if found or found.links:
                yield path, found
                return
    for key, one, told in _inside(data, path, headings):
        if len(path) < MAX_DEPTH:
            yield from _known_shapes(one, document, context, readers, (*path, key), told)


def _under(headings: tuple[str, ...], data: object) -> object:
    """A layer with the stage and the département that stand over it in the tree, where its own words tell none."""
    if not isinstance(data, Mapping):
        return data
    stage = next(filter(stage_of, reversed(headings)), "")
    place = next(filter(department_in, reversed(headings)), "")
    above = {"description": stage, "name": place}
    return {key: words for key, words in above.items() if words} | {key: one for key, one in data.items() if one != ""}


def _grid_of(candidate: _Found, place: str, legend: Legend) -> Grid:
    section = Section(legend=legend).inner(*candidate.headings)
    prefix = "".join(f"{part}, " for part in (place, ".".join(candidate.path)) if part)
    if candidate.records:
        return grid_of_records(candidate.records, numbered(f"{prefix}enregistrement"), section)
    return Grid(candidate.grid, numbered(f"{prefix}ligne"), section=section)


def _candidates(data: object, path: tuple[str, ...], headings: tuple[str, ...]) -> Iterator[_Found]:
    """The lists a tree may hold, the outer before the inner."""
    if len(path) > MAX_DEPTH:
        return
    if isinstance(data, list):
        yield from _lists_in(data, path, headings)
        yield from _below(data, path, headings)
    elif isinstance(data, Mapping) and data.get("@type") != "BreadcrumbList":
        if grid := table_of(data):
            yield _Found(path, headings, grid=grid)
        for records in _records_of_keys(data):
            yield _Found(path, headings, records=records)
        yield from _below(data, path, headings)


def _lists_in(data: list[Any], path: tuple[str, ...], headings: tuple[str, ...]) -> Iterator[_Found]:
    """What a list is: of records, of rows, of names."""
    records = [_unwrapped(one) for one in data if isinstance(one, Mapping) and not _describes_the_page(one)]
    if records and len(records) * 2 >= len(data) and not _are_groups(records):
        yield _Found(path, headings, records=records)
    rows = [list(map(text_of, one)) for one in data if isinstance(one, list) and not _holds_more(one)]
    if rows and len(rows) * 2 >= len(data):
        yield _Found(path, headings, grid=rows)
    if _are_names(data) and _lists_under(headings):
        yield _Found(path, headings, records=[{"nom cpts": name} for name in data])


def _holds_more(row: list[Any]) -> bool:
    return any(isinstance(cell, list | dict) for cell in row)


def _are_names(data: list[Any]) -> bool:
    return bool(data) and all(isinstance(one, str) and names_a_cpts(one, about=False) for one in data)


def _lists_under(headings: tuple[str, ...]) -> bool:
    """Names alone are a list under a stage or a département; elsewhere they may be keywords or entries of a menu."""
    return any(stage_of(one) or department_in(one) for one in headings)


def _below(data: object, path: tuple[str, ...], headings: tuple[str, ...]) -> Iterator[_Found]:
    """The candidates inside a list or under the keys of an object."""
    for key, one, told in _inside(data, path, headings):
        yield from _candidates(one, (*path, key), told)


def _inside(
    data: object, path: tuple[str, ...], headings: tuple[str, ...]
) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """(key, part, headings) of the parts of a tree; the keys of an object speak for what they hold."""
    if not isinstance(data, Mapping):
        inner = enumerate(data[:5000]) if isinstance(data, list) else ()
        yield from ((str(number), one, headings) for number, one in inner if isinstance(one, list | Mapping))
        return
    told = (*headings, *headings_of(data))
    by_place = keys_are_departements(data) or _means(path[-1] if path else "", "department")
    for key, one in data.items():
        if isinstance(one, list | Mapping):
            # a number is a département only where the keys are said to be départements
            tells = by_place or not str(key).isdigit()
            yield str(key), one, (*told, _words_of(key)) if tells else told


def _records_of_keys(data: Mapping[Any, Any]) -> Iterator[list[Record]]:
    """The records an object keeps under its keys; else what its pairs say, of many CPTS, or of the one it is."""
    keyed = [(key, one) for key, one in data.items() if isinstance(one, Mapping)]
    inner = [one for _, one in keyed]
    if len(keyed) >= 2 and len(keyed) * 2 >= len(data) and _alike(inner) and not _are_groups(inner):
        yield [_keyed(key, one) for key, one in keyed]
    if records := named_by(data):
        yield records
    if is_one(data) and not _describes_the_page(data):
        yield [_unwrapped(data)]


def _words_of(key: object) -> str:
    """`aci_signe`, `aciSigne`: the words of a key, as a heading."""
    return spelled(re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", "_", str(key)))


def _are_groups(records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether objects hold lists of CPTS: départements with theirs, stages with theirs. Such an object is none."""
    if any(map(names_only, records[:50])):
        return True
    return sum(any(map(_lists_cpts, record.values())) for record in records[:50]) * 2 > min(len(records), 50)


def _lists_cpts(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_lists_cpts(one) for one in value.values() if isinstance(one, list))
    held = value if isinstance(value, list) else []
    names = [_own_name(one) if isinstance(one, Mapping) else text_of(one) for one in held]
    return any(names_a_cpts(name, about=False) for name in names)


def _own_name(record: Mapping[str, Any]) -> str:
    return next((one for key, one in record.items() if isinstance(one, str) and _means(str(key), "name")), "")


def _means(key: str, field: str) -> bool:
    meaning = meaning_of(key)
    return meaning is not None and meaning.field == field


def headings_of(holder: Mapping[str, Any]) -> Iterator[str]:
    """What an object says of the lists inside it: its name, its département, its stage in words. « active » beside
    a list is the state of the service that answers."""
    for key, one in holder.items():
        if isinstance(one, str) and 0 < len(one) < 80:
            wordy = " " in one or one != one.lower()
            if _means(str(key), "name") or _means(str(key), "department") or (_means(str(key), "status") and wordy):
                yield one


_PAGES = gated(r"\w*Page|WebSite|\w*Article|\w*Posting|ListItem|ImageObject|SearchAction")


def _describes_the_page(record: Mapping[str, Any]) -> bool:
    """`{"@type": "WebPage", "name": "La CPTS en bref"}`: what search engines are told of the page, not of a CPTS."""
    kind = record.get("@type")
    return isinstance(kind, str) and bool(_PAGES.fullmatch(kind))


def _unwrapped(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """`{"node": {…}}` and `{"cpts": {…}}` stand for what they hold."""
    inner = [one for one in record.values() if isinstance(one, Mapping)]
    return inner[0] if len(record) == 1 and inner else record


def _keyed(key: str, record: Mapping[str, Any]) -> Record:
    """A record under its key, which is its name when it reads so and nothing else is."""
    if names_a_cpts(key, about=False):
        return {"nom cpts": key, **record}
    return {**record, "cle": key}


def _alike(records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether objects share their keys, as the values of a dictionary of records do."""
    common = set.intersection(*(set(record) for record in records[:50]))
    return len(common) >= 1 and len(common) * 2 >= min(len(record) for record in records[:50])


def is_one(record: Mapping[str, Any]) -> bool:
    """An object that by itself describes one CPTS: a name with the word, and another known field."""
    names = [
        key
        for key, value in record.items()
        if isinstance(value, str) and len(value) < 120 and names_a_cpts(value, about=False)
    ]
    known = {meaning.field for key in record if (meaning := meaning_of(str(key)))}
    return (
        any((meaning := meaning_of(key)) and meaning.field == "name" for key in names)
        and len(known - {"other", "personal"}) >= 2
    )


_TOTALS = ("total", "total_count", "totalCount", "count", "nhits", "totalElements", "numberMatched", "totalFeatures")


def _cut(data: object, read: int, document: Document, context: SourceContext) -> list[Alarm]:
    """The service says it holds more than it sent."""
    if not isinstance(data, Mapping) or not read:
        return []
    holders = _holders(data)
    sent = max((len(one) for holder in holders for one in holder.values() if isinstance(one, list)), default=0)
    told = (holder.get(key) for holder in holders for key in _TOTALS)
    total = max((value for value in told if isinstance(value, int) and not isinstance(value, bool)), default=0)
    if sent and total > sent:
        return [Alarm("Truncated", f"{sent} enregistrements reçus sur {total}", context.source_id, document.url)]
    return []


def _holders(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """An object and those inside it, two levels down."""
    inside = [one for one in data.values() if isinstance(one, Mapping)]
    return [data, *inside, *(one for holder in inside for one in holder.values() if isinstance(one, Mapping))]
