"""Table `lieux`: every name and code by which a visitor looks for a place or a CPTS, as the search of the site reads
it (`pipelines.site.search`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.site.search import cpts_key, folded
from pipelines.tables import parquet
from schema import SEPARATOR

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = dict[str, Any]
COMMUNES, FORMER = "communes.parquet", "anciennes_communes.parquet"
COLUMNS = {"cle": str, "nom": str, "nature": str, "code": str, "poids": int}


def _row(key: str, name: str, kind: str, code: str, weight: int | None) -> Row:
    return {"cle": key, "nom": name, "nature": kind, "code": code, "poids": weight or 0}


def rows(tables: dict[str, list[Row]], communes: list[Row], former: list[Row]) -> Iterator[Row]:
    """From the published `tables` and the reference: `communes` (with their postal codes, the whole cities of Paris,
    Lyon and Marseille included) and `former`, the earlier names with the commune of today."""
    population = {row["commune"]: row["population"] for row in tables["couverture"]}
    names = {row["commune"]: row["nom"] for row in tables["couverture"]}
    cities = {row["commune"] for row in communes if row["commune"]}
    for row in communes:
        if row["code"] in cities:
            population[row["code"]], names[row["code"]] = row["population"], row["nom"]
    for code, name in names.items():
        yield _row(folded(name), name, "commune", code, population[code])
    for row in communes:
        if row["code"] in names and row["code"] not in cities:
            for postal in row["codes_postaux"] or ():
                yield _row(postal, names[row["code"]], "code_postal", row["code"], population[row["code"]])
    for row in former:
        today = row["actuelle"]
        if today not in names:
            continue
        if folded(row["nom"]) != folded(names[today]):
            yield _row(folded(row["nom"]), row["nom"], "ancien_nom", today, population[today])
        if row["code"] != today:
            yield _row(row["code"].lower(), row["nom"], "code_insee", today, population[today])
    for kind in ("departement", "region"):
        for row in tables[f"{kind}s"]:
            for key in {folded(row["nom"]), row[kind].lower()} if kind == "departement" else {folded(row["nom"])}:
                yield _row(key, row["nom"], kind, row[kind], row["population"])
    for row in tables["cpts"]:
        called = [row["nom"], row["nom_court"], row["sigle"], *(row["alias"] or "").split(SEPARATOR)]
        for key in sorted({cpts_key(name) for name in called if name}):
            yield _row(key, row["nom"], "cpts", row["cpts_id"], row["population_declaree"])


def add_places(database: Database, tables: dict[str, list[Row]], reference: Path) -> None:
    """Write `lieux`; without a reference, communes are found by their name and their INSEE code alone."""
    communes, former = (
        parquet.read(reference / name).to_pylist() if (reference / name).is_file() else []
        for name in (COMMUNES, FORMER)
    )
    held = sorted(rows(tables, communes, former), key=lambda row: tuple(map(str, row.values())))
    database["lieux"].insert_all(held, columns=COLUMNS)  # type: ignore[union-attr]
    database["lieux"].create_index(["cle"])  # type: ignore[union-attr]
