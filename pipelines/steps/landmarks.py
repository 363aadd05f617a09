"""Rows of the tables that people keep by hand in `datasets`: milestones, support structures, funding, local counts."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable

from lexicon.cpts_names import name_key
from pipelines.paths import BUNDLED
from schema import SEPARATOR, Row, load_schema

# table → its file in `datasets` and the column that identifies a row, a digest of all it says but its remark
FILES = {
    "jalons": ("reperes/jalons.csv", "jalon_id"),
    "structures_appui": ("reperes/structures_appui.csv", "structure_id"),
    "financements": ("reperes/financements.csv", "financement_id"),
    "comptes_locaux": ("comptes_publies/locaux.csv", "compte_id"),
}
_READ = {"integer": int, "number": float, "string": str}


def landmark_rows(name: str) -> list[Row]:
    """The rows of one of `FILES`. Raises `ValueError` with the file, the line and the column for a value that is not of
    its type, and for a row told twice."""
    file, key = FILES[name]
    kinds = {field.name: field.type for field in load_schema()[name].fields}
    rows: dict[str, Row] = {}
    with (BUNDLED / file).open(encoding="utf-8", newline="") as lines:
        for number, line in enumerate(csv.DictReader(lines), 2):
            said = "\x1f".join(value for column, value in line.items() if column != "remarque")
            one = hashlib.sha256(said.encode()).hexdigest()[:16]
            if one in rows:
                raise ValueError(f"{file}, line {number}: says what an earlier line says; remove one")
            try:
                rows[one] = {key: one} | {
                    name: _READ[kinds[name]](text) if text else None for name, text in line.items()
                }
            except (KeyError, ValueError) as error:
                raise ValueError(f"{file}, line {number}: {error}; see datasets/schema/{name}.yaml") from error
    return list(rows.values())


def local_count_rows(counts: Iterable[Row], cpts: Iterable[Row]) -> list[Row]:
    """The local counts, each with the one CPTS of its region that bears the name told, or bore it; `None` where none or
    several do."""
    bearers: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for one in cpts:
        for name in (one["nom"], *(one["alias"] or "").split(SEPARATOR)):
            bearers[name_key(name), one["region"]].add(one["cpts_id"])
    return [{**row, "cpts_id": _only(bearers, row)} for row in counts]


def _only(bearers: dict[tuple[str, str | None], set[str]], row: Row) -> str | None:
    key = name_key(row["cpts_nom"] or "")
    found = bearers.get((key, row["region"]), set()) | bearers.get((key, None), set()) if key else set()
    return next(iter(found)) if len(found) == 1 else None


def envelope_rows(cpts: Iterable[Row], funding: Iterable[Row]) -> list[Row]:
    """What the size of each CPTS under contract lets one expect a year, the declared size before the deduced one. A
    CPTS whose stage is only deduced, that has ended or whose size nobody knows has no row."""
    valid = [row for row in funding if row["etat"] == "en_vigueur" and row["taille"]]
    running = {row["taille"]: row for row in valid if row["poste"] == "fonctionnement"}
    ceilings = {row["taille"]: row for row in valid if row["poste"] == "total"}
    return [
        {
            "cpts_id": one["cpts_id"],
            "taille": size,
            "taille_fondement": "declaree" if one["taille_declaree"] else "deduite",
            "fonctionnement": int(running[size]["valeur"]),
            "plafond": int(ceilings[size]["valeur"]) if size in ceilings else None,
            "plafond_certitude": ceilings[size]["certitude"] if size in ceilings else None,
        }
        for one in cpts
        if (size := one["taille_declaree"] or one["taille_aci"]) and _under_contract(one)
    ]


def _under_contract(one: Row) -> bool:
    signed = one["statut"] == "aci_signe" and one["statut_fondement"] != "deduit"
    return bool(signed and not one["fin_nature"] and one["presence"] in ("presente", "reportee", "source_indisponible"))
