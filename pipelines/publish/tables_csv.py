"""CSV twins of the Parquet files: UTF-8, comma, RFC 4180 quoting and line ends; and those that a French Excel opens."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow


def write_csv(table: pyarrow.Table, path: Path) -> None:
    """Write `table`; a null is an empty cell, a date is ISO 8601, a boolean as Table Schema spells it."""
    columns = [(column.cast("string") if column.type == "bool" else column).to_pylist() for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.column_names)
        writer.writerows(zip(*columns, strict=True))


# what a spreadsheet would take for a formula at the beginning of a text
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _french(value: Any) -> Any:
    """A cell as a French spreadsheet reads it: decimal comma, day before month, no text that becomes a formula."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def write_french_csv(header: Iterable[str], columns: Iterable[Sequence[Any]], path: Path) -> None:
    """Write the columns of a table for a French Excel: semicolon, byte order mark, a null is an empty cell."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(list(header))
        writer.writerows(zip(*(each(_french, column) for column in columns), strict=True))


def each(say: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    """`say` of each value of one column; the same few come back on thousands of lines."""
    said = {value: say(value) for value in set(values)}
    return [said[value] for value in values]
