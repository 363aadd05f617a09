"""`schemas/<table>/`: each Table Schema alone, laid out as schema.data.gouv.fr asks, with a valid example file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schema
from pipelines.publish.datapackage import table_schema
from pipelines.publish.provenance import LICENCE_NAME, LICENCE_TITLE, LICENCE_URL, TITLE, Provenance
from pipelines.publish.tables_csv import write_csv

if TYPE_CHECKING:
    import pyarrow

EXAMPLE_ROWS = 20
FIRST_VERSION = "2026-11-22"  # the day version 1.0.0 of the columns was fixed


def standalone_schema(table: schema.Table, day: date, address: str) -> dict[str, Any]:
    """The Table Schema with the root keys of the register. Foreign keys need the other tables: they stay in
    `datapackage.json`."""
    described = table_schema(table)
    described.pop("foreignKeys", None)
    result: dict[str, Any] = {
        "$schema": described.pop("$schema"),
        "name": f"observatoire-cpts-{table.name.replace('_', '-')}",
        "title": f"{TITLE} : {table.title}",
        "description": table.description,
        "countryCode": "FR",
        "version": schema.VERSION,
        "created": FIRST_VERSION,
        "lastModified": day.isoformat(),
        "contributors": [{"title": TITLE, "role": "author"}],
        "licenses": [{"name": LICENCE_NAME, "title": LICENCE_TITLE, "path": LICENCE_URL}],
        "resources": [{"title": "Fichier d'exemple valide", "name": "exemple-valide", "path": "exemple-valide.csv"}],
        **described,
    }
    if address:
        result["homepage"] = f"{address}/dictionnaire#{table.name}"
    return result


def write_schemas(tables: dict[str, pyarrow.Table], folder: Path, day: date, provenance: Provenance) -> None:
    """Write `folder/<table>/schema.json` and `exemple-valide.csv` (its first rows) for each table."""
    for name, table in schema.load_schema().items():
        target = folder / name
        target.mkdir(parents=True)
        text = json.dumps(standalone_schema(table, day, provenance.address), ensure_ascii=False, indent=2)
        (target / "schema.json").write_text(text + "\n", encoding="utf-8")
        write_csv(tables[name].slice(0, EXAMPLE_ROWS), target / "exemple-valide.csv")
