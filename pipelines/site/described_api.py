"""The JSON addresses of the site as an OpenAPI 3.1 document, from the schema of the release it serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.site.documents import KINDS
from pipelines.site.instance import DATABASE

Described = dict[str, Any]

JSON_TYPES = {"boolean": "boolean", "integer": "integer", "number": "number", "date": "string", "string": "string"}


def _row_schema(table: Mapping[str, Any]) -> Described:
    """The columns of one table; a code is a string, `01053` included."""
    required = set(table.get("obligatoires", ()))
    properties = {}
    for name, kind in table.get("types", {}).items():
        one: Described = {"description": table["columns"][name]}
        one["type"] = JSON_TYPES[kind] if name in required else [JSON_TYPES[kind], "null"]
        if kind == "date":
            one["format"] = "date"
        properties[name] = one
    return {"type": "object", "properties": properties, "required": sorted(required)}


def _page(row: Described) -> Described:
    return {
        "type": "object",
        "properties": {"rows": {"type": "array", "items": row}, "next_url": {"type": ["string", "null"]}},
    }


def _answer(description: str, schema: Described) -> Described:
    error = {
        "description": "Erreur, en français",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/erreur"}}},
    }
    return {
        "200": {"description": description, "content": {"application/json": {"schema": schema}}},
        "400": error,
        "404": error,
    }


def openapi(
    tables: Mapping[str, Mapping[str, Any]],
    queries: Mapping[str, Mapping[str, Any]],
    site: str,
    release: Mapping[str, Any],
    examples: Mapping[str, str],
) -> Described:
    """`tables`: as `metadata.json` describes them; `queries`: `queries.toml`; `release`: its `datapackage.json`;
    `examples`: kind of document → a code that has one."""
    published = {name: table for name, table in tables.items() if table.get("titres")}
    rows = {name: {"$ref": f"#/components/schemas/{name}"} for name in published}
    row: Described = {"type": "object"}
    paths: Described = {}
    for kind, about in KINDS.items():
        held = {about.table: rows[about.table]} | {
            name: {"type": "array", "items": rows[name]} for name in about.parts if name != about.table
        }
        paths[f"/{kind}/{{code}}.json"] = {
            "get": {
                "summary": f"{published[about.table]['title']} : une ligne et ce qui va avec",
                "parameters": [
                    {
                        "name": "code",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                        "example": examples[kind],
                    }
                ],
                "responses": _answer("Le document", {"type": "object", "properties": held}),
            }
        }
    for name, table in published.items():
        paths[f"/{DATABASE}/{name}.json"] = {
            "get": {
                "summary": table["title"],
                "description": "Filtres : `colonne=valeur`, `colonne__gte=…`. Une colonne inconnue est une erreur.",
                "parameters": [
                    {
                        "name": "_shape",
                        "in": "query",
                        "schema": {"type": "string", "enum": ["objects", "array", "arrays"]},
                    },
                    {"name": "_size", "in": "query", "schema": {"type": "string"}, "example": "max"},
                    *({"name": column, "in": "query", "schema": {"type": "string"}} for column in table["types"]),
                ],
                "responses": _answer(
                    "Des lignes, et l'adresse de la suite",
                    _page(rows[name]),
                ),
            }
        }
    for name, query in queries.items():
        if not name.startswith("flux_"):
            paths[f"/{DATABASE}/{name}.json"] = {
                "get": {
                    "summary": query["title"],
                    "description": query["description"],
                    "parameters": [
                        {"name": one, "in": "query", "required": True, "schema": {"type": "string"}}
                        for one in query.get("params", ())
                    ],
                    "responses": _answer("Des lignes", _page(row)),
                }
            }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Observatoire des CPTS",
            "description": release["description"],
            "version": release["version_schema"],
            "license": {
                "name": "Licence Ouverte 2.0",
                "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
            },
        },
        "servers": [{"url": site or "/"}],
        "paths": paths,
        "components": {
            "schemas": {name: _row_schema(table) for name, table in published.items()}
            | {
                "erreur": {
                    "type": "object",
                    "properties": {"ok": {"const": False}, "status": {"type": "integer"}, "error": {"type": "string"}},
                }
            }
        },
    }
