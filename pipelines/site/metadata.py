"""The site's `metadata.json`, generated from the schema: titles, descriptions, labels, facets, stored queries.

It is written into the release, so that the site shows the columns as they were when the release was made and
starts without the pipeline.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import schema
from pipelines.site.columns import columns, label_table
from pipelines.site.instance import DATABASE, SITE

LICENCE = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

FORMS = ("signaler", "comparer")
# lists the paths of the pages: those with a template of their own, and one per row of these tables
SITEMAP = """
select path from (
    select '/' as path, 0 as rang union all select '/' || value, 1 from json_each('{pages}')
    union all select '/region/' || region, 2 from regions
    union all select '/departement/' || departement, 3 from departements
    union all select '/cpts/' || cpts_id, 4 from cpts
) order by rang, path
"""


def _sitemap() -> str:
    """`SITEMAP` for the templates that are one page each, forms aside."""
    pages = sorted(path.stem for path in (SITE / "templates" / "pages").glob("*.html") if path.stem not in FORMS)
    return SITEMAP.format(pages=json.dumps(pages))


def stored_queries() -> dict[str, dict[str, Any]]:
    """`queries.toml`: name → title, description, sql and, where it takes some, default parameters."""
    text = (Path(__file__).parent / "queries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _table(table: schema.Table) -> dict[str, Any]:
    shown = columns()
    result: dict[str, Any] = {
        "title": table.title,
        "description": table.description,
        "columns": {field.name: field.description for field in table.fields},
        # read by our own templates, ignored by Datasette
        "titres": {field.name: field.title for field in table.fields},
        "types": {field.name: field.type for field in table.fields},
        "obligatoires": [field.name for field in table.fields if field.required],
        "cle": list(table.primary_key),
    }
    if table.name in shown["facets"]:
        result["facets"] = shown["facets"][table.name]
    if table.name in shown["names"]:
        result["label_column"] = shown["names"][table.name]
    order = shown["order"].get(table.name)
    if order:
        result["sort_desc" if order.startswith("-") else "sort"] = order.lstrip("-")
    if table.name == "cpts":
        result |= {"fts_table": "cpts_fts", "fts_pk": "rowid"}
    return result


def build_metadata(statement: str, address: str = "") -> dict[str, Any]:
    """Datasette metadata. `statement` is the sentence on reconstructed data, empty when there is none."""
    tables = {name: _table(table) for name, table in schema.load_schema().items()}
    for domain in columns()["labels"]:
        tables[label_table(domain)] = {"hidden": True, "label_column": "libelle"}
    tables["libelle_oui_non"] = {"hidden": True, "label_column": "libelle"}
    for hidden in ("carte_departements", "carte_communes", "carte_cpts", "communes_voisines", "lieux"):
        tables[hidden] = {"hidden": True}
    sitemap: dict[str, Any] = {"database": DATABASE, "sql": _sitemap()}
    if address:
        sitemap["base_url"] = address
    return {
        "title": "Observatoire des CPTS",
        "description": "Les communautés professionnelles territoriales de santé en France.",
        "license": LICENCE,
        "license_url": LICENCE_URL,
        "reconstruction": statement,
        "adresse": address,
        "databases": {
            DATABASE: {
                "title": "Données de l'observatoire",
                "description": "Toutes les tables de la livraison, à filtrer, à joindre et à exporter.",
                "tables": tables,
                "queries": stored_queries(),
            }
        },
        "plugins": {"datasette-sitemap": sitemap},
    }
