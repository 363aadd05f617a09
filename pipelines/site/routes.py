"""Which kind of page an address asks for: it decides who makes it, and what of the address counts."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from pipelines.site.instance import DATABASE

# the first part of the addresses where a reader chooses rows: the database, with or without its hash, or a release
DATA_PAGE = re.compile(rf"{DATABASE}(-[0-9a-f]+)?|\d{{4}}-\d{{2}}-\d{{2}}(-\d+)?")
# parameters in which a reader writes SQL of his own
FREE = ("sql", "_where", "_through")
# pages of ours that read parameters; every other one depends on its path alone
READ = {"/-/search": ("q",), "/signaler": ("sujet", "id"), "/comparer": ("a", "b")}
# a feed bears its address: what it does not read would make another feed of it, in the words of whoever asks
FEED = re.compile(rf"/{DATABASE}(-[0-9a-f]+)?/flux_\w+\.atom")
READ_BY_FEEDS = ("region", "departement", "cpts_id")
# parameters that leave a table whole
WHOLE = {"_stream", "_size", "_sort", "_sort_desc", "_col", "_nocol", "_dl", "_header"}
Parameters = list[tuple[str, str]]
# parameters of Datasette, which begin with `_`, and those that are several; it reads no other
DATASETTES = WHOLE | {
    "_facet",
    "_facet_array",
    "_facet_date",
    "_facet_size",
    "_json",
    "_json_infinity",
    "_labels",
    "_next",
    "_nl",
    "_nofacet",
    "_shape",
    "_show_hidden",
}
DATASETTES_FAMILIES = ("_search", "_filter_")
# those that mean one thing by one value
SWITCHES = {"_header": "off", "_stream": "on", "_dl": "on"}
# a character of a path as Datasette writes it (`datasette.utils.tilde_encode`), and those that stand for themselves
TILDE = re.compile(r"~[0-9A-Fa-f]{2}|[^A-Za-z0-9_\-+,./]")
RFC_3986 = "/:@!$&'()*+,;="  # `pchar` that `quote` would escape
LONGEST_VALUE = 200
LONGEST_ADDRESS = 8_000
MOST_PARAMETERS = 100


@dataclass(frozen=True, slots=True)
class Route:
    """`lane`: see `lanes.LANES`. `query`: what of the query string counts."""

    lane: str
    query: bytes


def first_part(path: str) -> str:
    return path.lstrip("/").split("/")[0].split(".")[0]


def segment(release: str) -> str:
    """The first part of the addresses of `release`; a dot there would begin a format."""
    return release.replace(".", "-")


def is_data_page(path: str) -> bool:
    return DATA_PAGE.fullmatch(first_part(path)) is not None


def route(path: str, query: bytes) -> Route:
    """The route of a decoded `path`. Raises `ValueError` when `query` is not a query string we read."""
    if first_part(path) == "etat":  # any day, and any other that it was known on: the whole history is read
        return Route("exports", b"")
    parameters = _parameters(query)
    if not is_data_page(path):
        read = _only(parameters, READ.get(path, ()))
        return Route("searches" if path in READ else "pages", urlencode(read).encode())
    if FEED.fullmatch(path):
        read = _only(parameters, READ_BY_FEEDS)
        return Route("tables" if read else "pages", urlencode(read).encode())
    return _of_data(path, query, parameters)


def _of_data(path: str, query: bytes, parameters: Parameters) -> Route:
    if any(name in FREE for name, _ in parameters):
        return Route("queries", query)  # its parameters may have any name
    row = path.count("/") > 2  # it is found by its key alone: columns filter nothing there
    read = [pair for pair in map(_as_read, parameters) if pair and not (row and not pair[0].startswith("_"))]
    names = {name for name, _ in read}
    if "_stream" in names:
        # Datasette would read the table by its small pages, each one at the cost of a large one
        read = [(name, value) for name, value in read if name != "_size"] + [("_size", "max")]
        return Route("exports" if names <= WHOLE else "tables", urlencode(read).encode())
    if read:
        return Route("tables", urlencode(read).encode())
    return Route("archives" if path[1:2].isdigit() else "pages", b"")


def _as_read(parameter: tuple[str, str]) -> tuple[str, str] | None:
    """A parameter of a data page as Datasette reads it; nothing where it does not: its values would make as many
    addresses of one page."""
    name, value = parameter
    if name in SWITCHES:
        told = SWITCHES[name]
        return (name, told) if value == told or (value and told == "on") else None
    known = name in DATASETTES or name.startswith(DATASETTES_FAMILIES) or not name.startswith("_") or "__" in name
    return parameter if known else None


def spelling(path: str) -> str:
    """The one spelling of a decoded `path`: of its data, as Datasette writes it, and percents elsewhere."""
    if is_data_page(path) or "~" in path:
        return TILDE.sub(_tilde, path)
    return quote(path, safe=RFC_3986)


def _tilde(found: re.Match[str]) -> str:
    text = found[0]
    character = chr(int(text[1:], 16)) if len(text) == 3 else text
    if character == " ":
        return "+"
    if re.fullmatch(r"[A-Za-z0-9_-]", character):
        return character
    return f"~{ord(character):02X}" if character.isascii() or len(text) == 3 else character


def _only(parameters: Parameters, names: Collection[str]) -> Parameters:
    return [(name, value[:LONGEST_VALUE]) for name, value in parameters if name in names]


def _parameters(query: bytes) -> Parameters:
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
