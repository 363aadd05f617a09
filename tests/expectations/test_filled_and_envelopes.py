"""The columns that the checks of `completude` and `enveloppes` look at."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from expectations.derived import frame
from pipelines.steps.filled import completeness_rows
from schema import Row, load_schema

CPTS: list[Row] = [
    {"cpts_id": "a", "region": "84", "siren": "1"},
    {"cpts_id": "b", "region": "11", "siren": None},
    {"cpts_id": "c", "region": None, "siren": None},
]
ROWS = completeness_rows(date(2027, 1, 10), {"cpts": pa.Table.from_pylist(CPTS)})


def derived(rows: list[Row], column: str) -> list[bool]:
    return list(frame(load_schema()["completude"], rows, {"completude": rows})[column])


def test_the_regions_make_the_country() -> None:
    assert all(derived(ROWS, "regions_font_la_france"))
    lost = [row for row in ROWS if (row["region"], row["colonne"]) != ("84", "siren")]
    wrong = [row for row, held in zip(lost, derived(lost, "regions_font_la_france"), strict=True) if not held]
    assert [(row["colonne"], row["region"]) for row in wrong] == [("siren", "FR")]


def test_a_column_is_not_filled_more_often_than_there_are_rows() -> None:
    more = [{**row, "nb_remplies": row["nb_lignes"] + 1} for row in ROWS[:1]]
    assert derived(more, "remplies_sous_le_total") == [False]


def test_a_ceiling_is_above_its_part() -> None:
    row: Row = {"cpts_id": "a", "taille": 4, "fonctionnement": 90000, "plafond": 80000}
    tables = {"enveloppes": [row], "cpts": [{"cpts_id": "a"}]}
    assert list(frame(load_schema()["enveloppes"], [row], tables)["plafond_au_dessus"]) == [False]
