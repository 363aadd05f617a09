"""Records (properties of a feature, JSON objects, fields of a popup) as a grid whose header is their keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lexicon.cpts_names import name_key
from spiders.extract.decode.data.descriptions import HTML, is_a_name, pairs_of
from spiders.extract.model.content import Grid
from spiders.extract.model.section import Section
from spiders.extract.table.cell_values import looks_personal
from spiders.extract.table.header_meaning import (
    meaning_of,
    names_other_structure,
    says_no,
    says_yes,
    speaks_of_cpts,
)
from spiders.extract.table.header_phrases import header_words
from spiders.extract.table.table_headings import heading_name, names_one_cpts

Record = Mapping[str, object]

# keys that only hold the fields of the record, whose own name says nothing
_WRAPPERS = frozenset(
    [
        "acf",
        "properties",
        "attributes",
        "fields",
        "meta",
        "data",
        "node",
        "item",
        "record",
        "infos",
        "info",
        "content",
        "details",
        "value",
    ]
)
# how an object that stands for one thing shows itself: {"code": "35", "nom": "Ille-et-Vilaine"}
_SHOWN = ("rendered", "value", "nom", "name", "libelle", "label", "title", "titre", "text", "display", "raw")
_CODES = ("code", "insee", "codeInsee", "code_insee")
# geometry, and the links between the objects of a service
_NOT_FIELDS = frozenset(["guid", "geometry", "geom", "the_geom", "bbox", "relationships"])
# keys under which maps and markers put free text
_DESCRIPTIONS = (
    r"\b(?:desc|description|popup|popupcontent|content|contenu|infos?|infowindow|commentaires?|texte|text|body|notes?)$"
)


_TOLD_NAME = "nom cpts"  # the label a description gives the name in it


def numbered(what: str) -> Callable[[int], str]:
    """The locator of the rows of one list: « entité 1 », « entité 2 »."""
    return lambda row: f"{what} {row + 1}"


def grid_of_records(
    records: Sequence[Record],
    where: Callable[[int], str],
    section: Section | None = None,
    aliases: Mapping[str, str] | None = None,
) -> Grid:
    """Records in their order. `aliases`: key → the title the publisher gives it."""
    section = section or Section()
    flat = _named_once([flatten(record) for record in records])
    keys = _filled_keys(flat)
    headers = [_header(key, (aliases or {}).get(key)) for key in keys]
    rows = [[record.get(key, "") for key in keys] for record in flat]
    named = [number for number, header in enumerate(headers) if _is_name(header)]
    holder = section.words[-1] if section.words else ""
    names = (row[number] for row in rows for number in named)
    if named and names_one_cpts(holder) and not any(map(speaks_of_cpts, names)):
        headers, rows = _of_one_cpts(heading_name(holder), headers, rows, named[0])
    return Grid(rows, where, section=section, headers=headers)


def _named_once(records: Sequence[dict[str, str]]) -> Sequence[dict[str, str]]:
    """The name that a description holds completes that of its record, « Gâtinais », or is its name if it has none."""
    own = next((key for record in records for key in record if key != _TOLD_NAME and _is_name(key)), None)
    if own is None:
        return records
    return [_renamed(record, own) if _TOLD_NAME in record else record for record in records]


def _renamed(record: dict[str, str], own: str) -> dict[str, str]:
    told, named = record[_TOLD_NAME], record.get(own)
    name = told if not named or name_key(named) == name_key(told) else named
    return {own: name} | {key: text for key, text in record.items() if key not in (_TOLD_NAME, own)}


def _filled_keys(records: Sequence[Mapping[str, str]]) -> list[str]:
    """The keys under which a record says something, in the order in which they are met."""
    keys = dict.fromkeys(key for record in records for key in record)
    return [key for key in keys if any(record.get(key) for record in records)]


def _header(key: str, alias: str | None) -> str:
    """The title the publisher gives a key, unless nobody understands it over a key everybody does."""
    return alias if alias and (meaning_of(alias) or not meaning_of(key)) else key


def _is_name(header: str) -> bool:
    meaning = meaning_of(header)
    return meaning is not None and meaning.field == "name"


def _of_one_cpts(name: str, headers: list[str], rows: list[list[str]], named: int) -> tuple[list[str], list[list[str]]]:
    """Records in a layer or folder called after one CPTS are its communes, or its structures and people: these are
    left out."""
    places = [
        row[named] if not (names_other_structure(row[named]) or looks_personal(row[named])) else "" for row in rows
    ]
    if not all(places):
        return ["nom cpts"], [[name]]
    return ["nom cpts", "commune"], [[name, place] for place in places]


def flatten(record: Record, parent: str = "", depth: int = 0) -> dict[str, str]:
    """One level of text: nested objects give `parent child` keys, lists of things their names, HTML its lines
    and « label : value » pairs."""
    flat: dict[str, str] = {}
    for key, value in record.items():
        if _is_no_field(key, value, parent):
            continue
        name = parent if parent and _wraps(key, value) else f"{parent} {key}".strip()
        if isinstance(value, Mapping):
            shown = _shown(value, key)
            if shown:
                _put(flat, name, shown)
                _put(flat, f"code {name}", _code(value))
            elif depth < 4:
                for inner_key, text in _flattened_field(value, key, parent, depth).items():
                    _put(flat, inner_key, text)
        elif isinstance(value, list):
            _put(flat, name, _listed(value, key))
            _put(flat, f"code {name}", " ".join(_code(one) for one in value if isinstance(one, Mapping)))
        else:
            _put_text(flat, name, text_of(value))
    return flat


def _is_no_field(key: str, value: object, parent: str) -> bool:
    """Machinery, a person, or the number that a service gives to what stands in a record."""
    if key.startswith(("_", "yoast", "@")) or key in _NOT_FIELDS:
        return True
    return value.get("@type") == "Person" if isinstance(value, Mapping) else bool(parent) and key == "id"


def _wraps(key: str, value: object) -> bool:
    return isinstance(value, Mapping) and key.lower() in _WRAPPERS


def _flattened_field(value: Mapping[str, Any], key: str, parent: str, depth: int) -> dict[str, str]:
    """An object of several fields. In `"etat": {"libelle": "ACI signé", "date": …}` the label is the state itself."""
    if _wraps(key, value):
        return flatten(value, parent, depth + 1)
    name = f"{parent} {key}".strip()
    meant = meaning_of(key)
    label = next((one for one in _SHOWN if text_of(value.get(one))), None) if meant and meant.field != "name" else None
    if label is None:
        return flatten(value, name, depth + 1)
    rest = {one: held for one, held in value.items() if one != label}
    return {name: text_of(value[label])} | flatten(rest, name, depth + 1)


def text_of(value: object) -> str:
    """A scalar as shown to a reader: no decimals on whole numbers, « oui » and « non » for booleans."""
    if value is None or isinstance(value, Mapping | list):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _put(flat: dict[str, str], key: str, text: str) -> None:
    if text.strip() and not flat.get(key):
        flat[key] = text


def _put_text(flat: dict[str, str], key: str, text: str) -> None:
    # « contenu: CPTS de Redon » names; several lines that hold the address of the site of a CPTS describe
    named = "\n" not in text.strip() and is_a_name(text)
    described = re.search(_DESCRIPTIONS, key, re.I)
    if not HTML.search(text) and (named or not described):
        _put(flat, _TOLD_NAME if described else key, text)
        return
    pairs, rest = pairs_of(text)
    for label, value in pairs:
        _put(flat, label, value)
    _put(flat, key, rest)


def _shown(value: Mapping[str, Any], key: str = "") -> str:
    """The text of an object that stands for one thing; empty for an object that holds fields."""
    scalars = {key for key, one in value.items() if not isinstance(one, Mapping | list)}
    known = (
        set(_SHOWN)
        | set(_CODES)
        | {"id", "slug", "type", "lang", "protected", "uri", "url", "term_id", "uid", "datatype"}
    )
    if not scalars or not scalars <= known:
        return ""
    return _label(value, key) or next((text for key in _SHOWN if (text := text_of(value.get(key)))), "")


def _label(value: Mapping[str, Any], key: str) -> str:
    """The words a choice is shown with: `"etape": {"value": "aci", "label": "ACI signé"}`. In `"statut": {"label":
    "Statut", "value": "signee"}` the label is the title of the field."""
    label, kept = text_of(value.get("label") or value.get("libelle")), text_of(value.get("value"))
    if not label or not re.fullmatch(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*", kept) or says_yes(kept) or says_no(kept):
        return ""
    titled, field = meaning_of(label), meaning_of(key)
    return "" if field is None or (titled and titled.field == field.field) else label


def _code(value: Mapping[str, Any]) -> str:
    return next(
        (text for key in _CODES if (text := text_of(value.get(key))) and re.fullmatch(r"\d[\dAB]?\d{0,3}", text)), ""
    )


def _listed(value: list[Any], key: str = "") -> str:
    texts = []
    for one in value:
        if isinstance(one, Mapping):
            known = next((one[shown] for shown in _SHOWN if shown in one), _member(one, key))
            texts.append(_shown(one) or text_of(known))
        else:
            texts.append(text_of(one))
    return ", ".join(text for text in texts if text)


def _member(one: Mapping[str, Any], key: str) -> object:
    """What an object of a list holds under the list's own name: `"villes": [{"ville": "Dole", "cp": "39100"}]`."""
    return next((inner for name, inner in one.items() if header_words(name) == header_words(key)), None)
