"""The listings of the rows a card selects, and the alarms of what it names nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from lxml import etree

from lexicon.cpts_names import name_key, triggers
from lexicon.date_words import DATE
from lexicon.name_refusals import is_for_programs, is_no_name
from lexicon.text import fold
from spiders.document import Document
from spiders.extract.card.select import (
    WORD,
    SelectedRow,
    records,
    row_of_elements,
    row_of_record,
    rows_of_tree,
)
from spiders.extract.decode.data.records import grid_of_records, numbered
from spiders.extract.model.alarm import alarm
from spiders.extract.model.same_cpts import each_once, of_one_cpts, places, repeats
from spiders.extract.model.source import SourceContext
from spiders.extract.people.clean import clean
from spiders.extract.table.cell_values import insee_codes, register_number
from spiders.extract.table.read_grid import listings_from_grid
from spiders.instructions import is_path_of_data
from spiders.listing import Alarm, Listing, read_by

Read = tuple[list[Listing], list[Alarm]]
# what one CPTS has once
_TELLING = ("status_text", "population_text", "date_text", "finess", "siren", "publisher_ref")
_SHOWN = 5  # alarms of one kind that name their row; the others are counted


def read_elements(tree: etree._Element, document: Document, context: SourceContext) -> Read:
    """Listings of the elements that `rows` selects. Each row is left in the tree as the name of its CPTS alone, so that
    headings and counts around the list are read as those of a plain list."""
    rules = context.rules
    if not rules.rows or not rules.fields:
        return [], []
    found = rows_of_tree(tree, rules.rows, document.url)
    if not found:
        return [], _drifted(document, context)
    rows = [row_of_elements(row, rules) for row in found]
    listings, alarms = _listings(rows, document, context)
    for element in _taken_behind(tree, found, rows):
        _leave_only(element, "")
    for (first, *others), row in zip(found, rows, strict=True):
        _leave_only(first, clean(_joined(row, "name")))
        for element in others:
            _leave_only(element, "")
    return listings, alarms


def read_records(data: object, document: Document, context: SourceContext) -> Read | None:
    """Listings of the records that `rows` selects in data; `None` when the card says nothing of data, or the path
    leads nowhere in a document it does not name."""
    rules = context.rules
    if not rules.rows or not is_path_of_data(rules.rows):
        return None
    found = [one for one in records(data, rules.rows) if isinstance(one, Mapping)]
    if not found:
        return ([], _drifted(document, context)) if context.entry else None
    found = [{key: value for key, value in one.items() if not rules.ignores(str(key))} for one in found]
    if not rules.fields:
        return listings_from_grid(grid_of_records(found, numbered("entité")), document, context)
    rows = [row_of_record(record, f"entité {number}", rules) for number, record in enumerate(found, 1)]
    return _listings(rows, document, context)


def _drifted(document: Document, context: SourceContext) -> list[Alarm]:
    if not context.entry:
        return []
    detail = f"`rows` de la fiche ne trouve aucune ligne : « {context.rules.rows} »"
    return [alarm("LayoutDrift", detail, document, context)]


def _taken_behind(
    tree: etree._Element, found: Sequence[tuple[etree._Element, ...]], rows: Sequence[SelectedRow]
) -> list[etree._Element]:
    """The elements behind a row that it alone has taken: its facts are nobody else's. A heading before it is of all."""
    order = {element: number for number, element in enumerate(tree.iter())}
    holders = {one for row in found for element in row for one in (element, *element.iterancestors())}
    times = Counter(element for row in rows for element in set(row.taken))
    return [
        element
        for (first, *_), row in zip(found, rows, strict=True)
        for element in row.taken
        if times[element] == 1 and element not in holders and order.get(element, 0) > order[first]
    ]


def _leave_only(element: etree._Element, name: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = name if not name or triggers(name) else f"CPTS {name}"


def _listings(rows: Sequence[SelectedRow], document: Document, context: SourceContext) -> Read:
    """One listing per CPTS: rows under one name are its communes, or its sites."""
    alarms: list[Alarm] = []
    by_name: dict[str, list[SelectedRow]] = {}
    for row in rows:
        if _is_named(row, alarms, document, context):
            by_name.setdefault(name_key(_joined(row, "name")), []).append(row)
    found = [group for same in by_name.values() for group in _of_one_cpts(same)]
    order = {id(row): number for number, row in enumerate(rows)}
    found.sort(key=lambda group: order[id(group[0])])
    listings = [_listing(group, document, context) for group in found]
    return listings, [*alarms, *_left(rows, document, context)]


def _of_one_cpts(same: Sequence[SelectedRow]) -> list[list[SelectedRow]]:
    """The rows of one name, apart where they are of two CPTS; rows that do not say of which stay apart."""

    def told(numbers: list[int], field: str) -> list[str]:
        return [value for number in numbers for value in same[number].values.get(field, ())]

    def goes_on(known: list[int], other: list[int]) -> bool:
        adds = any(told(other, field) for field in ("territory_text", "commune_codes"))
        return repeats(((told(known, field), told(other, field)) for field in _TELLING), adds)

    groups = of_one_cpts([places(_joined(row, "department_text")) for row in same], goes_on)
    placed = {number for group in groups for number in group}
    groups += [[number] for number in range(len(same)) if number not in placed]
    return [[same[number] for number in group] for group in groups]


def _is_named(row: SelectedRow, alarms: list[Alarm], document: Document, context: SourceContext) -> bool:
    name = clean(_joined(row, "name"))
    if name and not is_no_name(name) and not is_for_programs(name):
        return True
    what = f"« {name[:60]} » n'est pas un nom de CPTS" if name else "ligne sans nom"
    alarms.append(alarm("UnreadText", f"{row.place} : {what}", document, context))
    return False


def _joined(row: SelectedRow, field: str, separator: str = "; ") -> str:
    return separator.join(row.values.get(field, ()))


def _listing(rows: Sequence[SelectedRow], document: Document, context: SourceContext) -> Listing:
    def told(
        field: str, separator: str = "; ", once: Callable[[Iterable[str]], Iterable[str]] = dict.fromkeys
    ) -> str | None:
        values = once(value for row in rows for value in row.values.get(field, ()))
        return clean(separator.join(values), value=True) or None

    place = rows[0].place + (f" (et {len(rows) - 1} suivantes)" if len(rows) > 1 else "")
    status = told("status_text")
    beside = dict.fromkeys((key, clean(text)) for row in rows for key, text in row.left if key)
    listing = Listing(
        name=clean(_joined(rows[0], "name")),
        evidence=context.evidence(document, place),
        status_text=status,
        status_filed=status,
        territory_text=told("territory_text", ", "),
        department_text=told("department_text", " / ", each_once),
        population_text=told("population_text"),
        missions_text=told("missions_text"),
        date_text=told("date_text") or (status if DATE.search(fold(status or "")) else None),
        structure_text=told("structure_text"),
        website=_website([value for row in rows for value in row.values.get("website", ())]),
        finess=register_number(told("finess")),
        siren=register_number(told("siren")),
        rna=told("rna"),
        publisher_ref=told("publisher_ref") if len(rows) == 1 else None,
        commune_codes=insee_codes(" ".join(value for row in rows for value in row.values.get("commune_codes", ()))),
        extra=tuple((key, text) for key, text in beside if text),
    )
    return read_by(listing, "fiche.selecteur", dict(rows[0].elsewhere))


def _website(values: Iterable[str]) -> str | None:
    """The first address of a site, no mailbox."""
    for address in values:
        if re.match(r"https?://|www\.|[\w-]+(?:\.[\w-]+)+(?:/|$)", address):
            return address
    return None


def _left(rows: Sequence[SelectedRow], document: Document, context: SourceContext) -> list[Alarm]:
    """What the card names nowhere: keys of records, words of rows."""
    keys = dict.fromkeys(key for row in rows for key, _ in row.left if key)
    alarms = [alarm("UnknownHeader", f"« {key} » : la fiche n'en dit rien", document, context) for key in keys]
    words = [(row.place, clean(text)) for row in rows for key, text in row.left if not key]
    told = [(place, text) for place, text in words if WORD.search(text)]
    alarms += [
        alarm("UnreadText", f"{place} : la fiche ne dit rien de « {text[:80]} »", document, context)
        for place, text in told[:_SHOWN]
    ]
    if len(told) > _SHOWN:
        detail = f"la fiche ne dit rien d'une partie de {len(told)} lignes sur {len(rows)}"
        alarms.append(alarm("UnreadText", detail, document, context))
    return alarms
