"""The figures of earlier days, which a release has from the one it follows and puts before its own.

They were checked when they were made and stand under the digest of their release: they are taken as columns, neither
made rows of nor checked again, so that a build does not grow with the years.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.steps.filled import COUNTRY
from pipelines.steps.predecessor import upgraded
from pipelines.tables import parquet
from schema import to_arrow

if TYPE_CHECKING:
    import pyarrow

# table → what else than a day before must be so of a row that is kept
KEPT: dict[str, dict[str, str]] = {"deploiement": {}, "completude": {"table_decrite": "cpts", "region": COUNTRY}}


def after_earlier_days(name: str, today: pyarrow.Table, release: Path, day: date) -> pyarrow.Table:
    """Table `name` (of `KEPT`) of the release of `day`: the rows of days before that `release` carries, then `today`.
    Columns of another version of the schema become those of this one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    path = release / f"{name}.parquet"
    if not path.exists():
        return today
    earlier = parquet.read(path)
    if not earlier.schema.equals(today.schema):
        earlier = to_arrow(name, upgraded(name, earlier.to_pylist()))
    kept = pc.less(earlier["date"], pa.scalar(day))
    for column, value in KEPT[name].items():
        kept = pc.and_(kept, pc.equal(earlier[column], value))
    # one chunk: the pages of the file follow those of the table
    return pa.concat_tables([earlier.filter(kept).cast(today.schema), today]).combine_chunks()
