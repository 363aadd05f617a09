"""The CSV files that people write: read as a spreadsheet saves them, refused with the line and the remedy."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from pathlib import Path

Line = tuple[str, dict[str, str]]  # « corrections.csv, line 2 », for messages, and its cells


def read_lines(path: Path, needed: Collection[str]) -> list[Line]:
    """The lines of a file in UTF-8 whose cells stand between commas, or between semicolons where its header does (a
    French spreadsheet); cells stripped, empty lines left out. Raises `ValueError` naming the file and the line."""
    text = _decoded(path)
    header = text.partition("\n")[0]
    between = ";" if ";" in header and "," not in header else ","
    sheet = csv.DictReader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    found: list[Line] = []
    try:
        missing = [name for name in needed if name not in (sheet.fieldnames or ())]
        if missing:
            raise ValueError(
                f"{path.name}, line 1: missing column(s) {', '.join(missing)}; the first line names the columns, "
                f"between commas: {','.join(needed)}"
            )
        for row in sheet:
            where = f"{path.name}, line {sheet.line_num}"
            if None in row or None in row.values():
                raise ValueError(
                    f"{where}: not as many cells as columns; they stand between « {between} », as in line 1; "
                    "quote a cell that holds one"
                )
            cells = {name: value.strip() for name, value in row.items()}
            if any(cells.values()):
                found.append((where, cells))
    except csv.Error as error:
        raise ValueError(
            f"{path.name}, line {sheet.line_num + 1}: no CSV ({error}); save it again as CSV UTF-8"
        ) from error
    return found


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ValueError(f"{path.name}, line {line}: not UTF-8; save it again as « CSV UTF-8 »") from error
