"""Writes the fixtures that cannot be read with the eyes from the words beside them: `python -m tests.support.make_fixtures`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.support.corpus import FOLDER
from tests.support.writers import ods, pdf_columns, pdf_pages, xlsx, zipped

MAKERS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "pages": lambda source: pdf_pages(source["title"], source["tables"]),
    "columns": lambda source: pdf_columns(source["title"], source["lists"]),
    "xlsx": lambda source: xlsx(*source["sheets"]),
    "ods": lambda source: ods(*source["sheets"]),
    "kmz": lambda source: zipped("doc.kml", source["text"].encode("utf-8")),
}


def made(source: dict[str, Any]) -> bytes:
    return MAKERS[source["made_as"]](source)


if __name__ == "__main__":
    for words in FOLDER.glob("*/*/source.json"):
        source = json.loads(words.read_text(encoding="utf-8"))
        suffix = "pdf" if source["made_as"] in ("pages", "columns") else source["made_as"]
        (words.parent / f"page.{suffix}").write_bytes(made(source))
