"""CSV twins of the Parquet files: UTF-8, comma, RFC 4180 quoting and line ends."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow


def _text(value: Any) -> Any:
    # Table Schema's own spelling of booleans; Python would write True
    return str(value).lower() if isinstance(value, bool) else value


def write_csv(table: pyarrow.Table, path: Path) -> None:
    """Write `table`; a null is an empty cell, a date is ISO 8601."""
    columns = [column.to_pylist() for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.column_names)
        writer.writerows([_text(value) for value in row] for row in zip(*columns, strict=True))
