"""What reusers rely on, version by version: `python -m tests.support.published_columns` stores the columns of today.

One file per version of the schema, never rewritten: a version that breaks an earlier one needs a new first number.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from schema import VERSION, load_schema

STORED = Path(__file__).parents[1] / "fixtures" / "published_columns"

Columns = dict[str, Any]


def current() -> Columns:
    """Table → its key, and each column's type, whether it is always filled in, and its codes."""
    return {
        name: {
            "key": list(table.primary_key),
            "columns": {
                field.name: {"type": field.type, "required": field.required, "codes": sorted(field.enum)}
                for field in table.fields
            },
        }
        for name, table in load_schema().items()
    }


def stored() -> dict[str, Columns]:
    """Version → columns, oldest first."""
    return {
        version: json.loads((STORED / f"{version}.json").read_text(encoding="utf-8"))
        for version in sorted((path.stem for path in STORED.glob("*.json")), key=numbers)
    }


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def breaks(before: Columns, after: Columns) -> list[str]:
    """What a program written for `before` would miss in `after`; new tables, columns and codes break nothing."""
    found = []
    for name, table in before.items():
        if name not in after:
            found.append(f"{name}: table removed")
            continue
        now = after[name]
        if table["key"] != now["key"]:
            found.append(f"{name}: key changed")
        for column, was in table["columns"].items():
            field = now["columns"].get(column)
            if field is None:
                found.append(f"{name}.{column}: removed")
                continue
            if field["type"] != was["type"]:
                found.append(f"{name}.{column}: {was['type']} became {field['type']}")
            if was["required"] and not field["required"]:
                found.append(f"{name}.{column}: may now be empty")
            if field["codes"]:
                gone = set(was["codes"]) - set(field["codes"])
                found += [f"{name}.{column}: code {code} removed" for code in sorted(gone)]
    return found


def main() -> None:
    path = STORED / f"{VERSION}.json"
    if path.exists():
        sys.exit(f"{path.name} is stored already: raise VERSION in schema/__init__.py first")
    STORED.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(current(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
