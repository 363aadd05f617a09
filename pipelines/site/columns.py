"""`columns.toml`, read once: what the SQLite file and the site's metadata both need to know of the columns."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def columns() -> dict[str, Any]:
    """Keys: `labels`, `joins`, `names`, `facets`, `order`, `search`, `technical` (see the comments of the file)."""
    return tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))


def label_table(domain: str) -> str:
    return f"libelle_{domain}"


def label_columns() -> dict[tuple[str, str], str]:
    """(table, column) → domain of the vocabulary."""
    return {
        (table, column): domain
        for domain, targets in columns()["labels"].items()
        for table, column in (target.split(".") for target in targets)
    }
