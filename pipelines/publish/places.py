"""Table `lieux`: every name and code by which a visitor looks for a place or a CPTS, as the search of the site reads
it (`pipelines.site.search`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publish.filling import fill
from pipelines.site.search import cpts_key, folded
from pipelines.tables import parquet
from schema import SEPARATOR, Row

if TYPE_CHECKING:
    from sqlite_utils import Database

COMMUNES, FORMER = "communes.parquet", "anciennes_communes.parquet"
SEARCHED = ("cpts", "couverture", "departements", "regions")
DISTRICT = " Arrondissement"
COLUMNS = {"cle": str, "nom": str, "nature": str, "code": str, "poids": int}


def _row(key: str, name: str, kind: str, code: str, weight: int | None) -> Row:
    return {"cle": key, "nom": name, "nature": kind, "code": code, "poids": weight or 0}


def rows(tables: dict[str, list[Row]], communes: list[Row], former: list[Row]) -> Iterator[Row]:
    """From the published `tables` and the reference: `communes` (with their postal codes, the whole cities of Paris,
    Lyon and Marseille included) and `former`, the earlier names with the commune of today."""
    cities = {row["commune"] for row in communes if row["commune"]}
    today = {row["commune"]: row for row in tables["couverture"]}
    whole = {row["code"]: row for row in communes if row["code"] in cities}
    for code, row in (today | whole).items():
        yield _row(folded(row["nom"]), row["nom"], "commune", code, row["population"])
        if row["nom"].endswith(DISTRICT):
            key = folded(row["nom"])  # takes the word away where it is well spelt; the city may be left out
            for asked in (key + DISTRICT.lower(), key.split()[-1] + DISTRICT.lower()):
                yield _row(asked, row["nom"], "commune", code, row["population"])
    for code in sorted(whole.keys() & cities):
        yield _row(code, whole[code]["nom"], "code_insee", code, whole[code]["population"])
    yield from _postal_codes(today, communes)
    yield from _earlier_names(today | whole, former)
    yield from _territories(tables)
    for row in tables["cpts"]:
        called = [row["nom"], row["nom_court"], row["sigle"], *(row["alias"] or "").split(SEPARATOR)]
        for key in sorted({cpts_key(name) for name in called if name}):
            yield _row(key, row["nom"], "cpts", row["cpts_id"], row["population_declaree"])


def _postal_codes(today: dict[str, Row], communes: list[Row]) -> Iterator[Row]:
    for row in communes:
        if row["code"] in today:
            for postal in row["codes_postaux"] or ():
                yield _row(postal, row["nom"], "code_postal", row["code"], row["population"])


def _earlier_names(today: dict[str, Row], former: list[Row]) -> Iterator[Row]:
    for row in former:
        if row["actuelle"] in today:
            held = today[row["actuelle"]]
            if folded(row["nom"]) != folded(held["nom"]):
                yield _row(folded(row["nom"]), row["nom"], "ancien_nom", row["actuelle"], held["population"])
            if row["code"] != row["actuelle"]:
                yield _row(row["code"].lower(), row["nom"], "code_insee", row["actuelle"], held["population"])


# what the regions are called for short, by INSEE code
INITIALS = {
    "11": ("idf",), "24": ("cvl",), "27": ("bfc",), "32": ("hdf",), "52": ("pdl",), "75": ("naq",),
    "84": ("aura", "ara"), "93": ("paca",), "04": ("reunion",),
}  # fmt: skip


def _territories(tables: dict[str, list[Row]]) -> Iterator[Row]:
    for row in tables["departements"]:
        for key in sorted({folded(row["nom"]), row["departement"].lower()}):
            yield _row(key, row["nom"], "departement", row["departement"], row["population"])
    for row in tables["regions"]:
        for key in (folded(row["nom"]), *INITIALS.get(row["region"], ())):
            yield _row(key, row["nom"], "region", row["region"], row["population"])


def add_places(database: Database, tables: dict[str, list[Row]], reference: Path) -> None:
    """Write `lieux`; without a reference, communes are found by their name and their INSEE code alone."""
    communes, former = (
        parquet.read(reference / name).to_pylist() if (reference / name).is_file() else []
        for name in (COMMUNES, FORMER)
    )
    held = sorted(rows(tables, communes, former), key=lambda row: tuple(map(str, row.values())))
    database["lieux"].create(COLUMNS)  # type: ignore[union-attr]
    fill(database, "lieux", len(COLUMNS), map(tuple, map(dict.values, held)))
    database["lieux"].create_index(["cle"])  # type: ignore[union-attr]
