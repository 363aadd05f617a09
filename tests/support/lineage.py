"""Two sources whose weekly listings rename, merge or split CPTS, and what the tables say of it."""

from __future__ import annotations

import csv
from typing import Any

from pipelines.steps.coverage import living
from tests.support.weeks import listing

MONDAYS = ("2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25")
MONT, VAL = "Montbard, Semur-en-Auxois, Venarey-les-Laumes", "Beaune, Nuits-Saint-Georges, Seurre"


def agency(*rows: tuple[str, str], said: str = "") -> list[Any]:
    return [listing("agence", name, communes, lineage_text=said or None) for name, communes in rows]


def caisse(*names: str) -> list[Any]:
    """The page of the insurance, which nobody touches again."""
    return [listing("caisse", name) for name in names]


OTHERS = (("CPTS Deux Clochers", "Dole"), ("CPTS Porte des Lacs", "Champagnole"))


def lines(tables: dict[str, list[dict[str, Any]]]) -> set[tuple[str, str, str | None, str, str]]:
    return {
        (row["nature"], row["de_nom"], row["vers_nom"], row["fondement"], row["decidee_par"])
        for row in tables["lignees"]
    }


def counted(tables: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {row["nom"] for row in living(tables["cpts"])}


def review(observatory) -> list[dict[str, str]]:
    with (observatory.data / "work" / "a_relire.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["decision"]]
