"""A flipped bit in a table is an error, never another value."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest

from pipelines.tables import parquet
from pipelines.tables.parquet import DamagedTable
from pipelines.tables.store import digested, read_table, write_table
from tests.support.synthetic import rows

SAID = r"territoires\.parquet"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "territoires.parquet"
    write_table("territoires", rows()["territoires"], path)
    return path


def test_equal_rows_give_equal_bytes(table: Path, tmp_path: Path) -> None:
    again = tmp_path / "again" / "territoires.parquet"
    write_table("territoires", list(reversed(read_table(table))), again)
    assert again.read_bytes() == table.read_bytes()
    assert [path.name for path in again.parent.iterdir()] == ["territoires.parquet"]


def test_no_flipped_bit_changes_a_value_in_silence(table: Path) -> None:
    whole, sound = table.read_bytes(), read_table(table)
    chance = random.Random(10)
    refused = 0
    for _ in range(400):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        table.write_bytes(flipped)
        try:
            assert read_table(table) == sound
        except DamagedTable as error:
            refused += 1
            assert "territoires.parquet" in str(error) and "observatoire build" in str(error)
    assert refused > 200


@pytest.mark.parametrize("kept", [0, 3, 200])
def test_a_cut_table_is_named(table: Path, kept: int) -> None:
    table.write_bytes(table.read_bytes()[:kept])
    with pytest.raises(DamagedTable, match=SAID):
        read_table(table)


def test_a_table_of_another_schema_is_refused(table: Path) -> None:
    import pyarrow as pa

    parquet.write(pa.table({"cpts_id": ["c1"]}), table)
    with pytest.raises(DamagedTable, match="schema"):
        read_table(table)


def test_the_digest_is_that_of_the_rows_read(table: Path) -> None:
    import hashlib

    found, digest = digested(table)
    assert found.to_pylist() == read_table(table)
    assert digest == hashlib.sha256(table.read_bytes()).hexdigest()


def test_every_file_written_carries_checksums(table: Path) -> None:
    import pyarrow as pa

    body = BytesIO()
    parquet.write(pa.table({"nom": ["CPTS du Val Bleu"] * 50}), body)
    flipped = bytearray(body.getvalue())
    place = flipped.index(b"Val Bleu") if b"Val Bleu" in flipped else 40
    flipped[place] ^= 1
    with pytest.raises(DamagedTable):
        parquet.read(Path("noms.parquet"), body=bytes(flipped))
