"""How full the columns are: of a release by table and region, of earlier ones for the CPTS of France."""

from __future__ import annotations

from datetime import date

from pipelines.steps.filled import completeness_rows
from schema import to_arrow

DAY, BEFORE = date(2027, 1, 10), date(2027, 1, 3)
CPTS = [{"cpts_id": "a", "region": "84", "siren": "1"}, {"cpts_id": "b", "region": "84"}, {"cpts_id": "c"}]


def test_each_column_is_counted_for_the_table_and_for_each_region() -> None:
    rows = completeness_rows(DAY, {"cpts": CPTS, "regions": []})
    told = {
        (row["table_decrite"], row["colonne"], row["region"]): (row["nb_remplies"], row["nb_lignes"]) for row in rows
    }
    assert told["cpts", "siren", "FR"] == (1, 3)
    assert told["cpts", "siren", "84"] == (1, 2)
    assert told["cpts", "cpts_id", "non_localisee"] == (1, 1)
    assert told["regions", "nom", "FR"] == (0, 0)
    assert to_arrow("completude", rows).num_rows == len(rows)


def test_of_earlier_releases_the_country_stays_and_the_day_at_hand_is_written_anew() -> None:
    earlier = completeness_rows(BEFORE, {"cpts": CPTS})
    again = completeness_rows(DAY, {"cpts": CPTS}, completeness_rows(DAY, {"cpts": CPTS[:1]}, earlier))
    kept = {(row["date"], row["region"]) for row in again if row["date"] < DAY}
    assert kept == {(BEFORE, "FR")}
    assert {row["nb_lignes"] for row in again if row["date"] == DAY and row["region"] == "FR"} == {3}
