"""Tables of a JSON tree whose headers stand apart from their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spiders.extract.decode.data.records import text_of
from spiders.extract.table.header_rows import Row


def table_of(data: Mapping[Any, Any]) -> list[Row]:
    """`{"columns": […], "data": [[…], …]}`, headers and rows apart under any two keys, as one grid; else nothing."""
    lists = [one for one in data.values() if isinstance(one, list) and one]
    lines = [rows for one in lists if len(rows := [row for cells in one if (row := _cells(cells))]) == len(one)]
    if len(lines) != 1:
        return []
    width = max(map(len, lines[0]))
    heads = (list(map(_title, one)) for one in lists if len(one) == width and not any(map(_cells, one)))
    return [first, *lines[0]] if all(first := next(heads, [""])) else []


def _title(head: object) -> str:
    told = (head.get(key) for key in ("title", "label", "name")) if isinstance(head, Mapping) else (head,)
    return next(filter(None, map(text_of, told)), "")


def _cells(row: object) -> list[str]:
    """The cells of a row that is a list, also under a key of its own and each an object (`{"c": [{"v": …}]}`)."""
    held = next(iter(row.values())) if isinstance(row, Mapping) and len(row) == 1 else row
    shown = held if isinstance(held, list) else []
    return [text_of(one.get("f") or one.get("v") if isinstance(one, Mapping) else one) for one in shown]
