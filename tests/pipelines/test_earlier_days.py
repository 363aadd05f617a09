"""The figures of earlier days come from the release that is followed, as they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.steps.earlier_days import after_earlier_days
from pipelines.tables import parquet
from schema import Row, to_arrow
from tests.support.synthetic import rows

DAY, BEFORE = date(2027, 1, 10), date(2027, 1, 3)


def on(day: date, name: str) -> list[Row]:
    return [row | {"date": day} for row in rows()[name]]


@pytest.mark.parametrize("name", ["deploiement", "completude"])
def test_rows_of_days_before_stand_as_a_table_of_all_would_write_them(tmp_path: Path, name: str) -> None:
    earlier, today = on(BEFORE, name), on(DAY, name)
    # the release that is followed may be of the same day: what it says of it is written anew
    parquet.write(to_arrow(name, [*earlier, today[0]]), tmp_path / f"{name}.parquet")
    whole = after_earlier_days(name, to_arrow(name, today), tmp_path, DAY)
    kept = [row for row in earlier if name == "deploiement" or (row["table_decrite"], row["region"]) == ("cpts", "FR")]
    assert kept and whole == to_arrow(name, kept + today)
    parquet.write(whole, tmp_path / "appended.parquet")
    parquet.write(to_arrow(name, kept + today), tmp_path / "at-once.parquet")
    assert (tmp_path / "appended.parquet").read_bytes() == (tmp_path / "at-once.parquet").read_bytes()


def test_columns_of_an_earlier_version_become_those_of_today(tmp_path: Path) -> None:
    first = to_arrow("deploiement", on(BEFORE, "deploiement")).drop_columns(["nb_deduit", "population_min"])
    first = first.append_column("population_couverte", pa.array([1200] * len(first), pa.int64()))
    parquet.write(first, tmp_path / "deploiement.parquet")
    whole = after_earlier_days("deploiement", to_arrow("deploiement", on(DAY, "deploiement")), tmp_path, DAY)
    assert whole.schema == to_arrow("deploiement", []).schema
    before = [row for row in whole.to_pylist() if row["date"] == BEFORE]
    assert {(row["nb_deduit"], row["population_max"]) for row in before} == {(None, 1200)}


def test_a_release_without_the_table_gives_nothing(tmp_path: Path) -> None:
    today = to_arrow("completude", on(DAY, "completude"))
    assert after_earlier_days("completude", today, tmp_path, DAY) is today
