"""How full the columns are: of a release by table and region."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from pipelines.steps.filled import completeness_rows
from schema import to_arrow

DAY = date(2027, 1, 10)
CPTS = [
    {"cpts_id": "a", "region": "84", "siren": "1"},
    {"cpts_id": "b", "region": "84", "siren": None},
    {"cpts_id": "c", "region": None, "siren": None},
]


def test_each_column_is_counted_for_the_table_and_for_each_region() -> None:
    rows = completeness_rows(DAY, {"cpts": pa.Table.from_pylist(CPTS), "regions": to_arrow("regions", [])})
    told = {
        (row["table_decrite"], row["colonne"], row["region"]): (row["nb_remplies"], row["nb_lignes"]) for row in rows
    }
    assert told["cpts", "siren", "FR"] == (1, 3)
    assert told["cpts", "siren", "84"] == (1, 2)
    assert told["cpts", "cpts_id", "non_localisee"] == (1, 1)
    assert told["regions", "nom", "FR"] == (0, 0)
    assert to_arrow("completude", rows).num_rows == len(rows)
