"""One workbook per region: its CPTS with their sites, their communes, every commune of the region, the
figures that others publish. In words, for whoever works on one region in a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.publish.workbook import front_sheet, names_of, save, table_sheet

if TYPE_CHECKING:
    import pyarrow


def _of(table: pyarrow.Table, column: str, values: set[Any]) -> pyarrow.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    chosen = pa.array(sorted(values), table.column(column).type)
    return table.filter(pc.is_in(table.column(column), value_set=chosen))


def write_regional_workbooks(tables: dict[str, pyarrow.Table], folder: Path, release: str, statement: str) -> None:
    """`<region>.xlsx` in `folder`, for each region (INSEE code). Equal tables give equal bytes."""
    from openpyxl import Workbook

    folder.mkdir()
    known = names_of(tables)
    for region in sorted(tables["regions"].column("region").to_pylist()):
        name = known.name("region", region)
        cpts = _of(tables["cpts"], "region", {region})
        book = Workbook(write_only=True)
        front_sheet(book, f"Observatoire des CPTS : {name}", release, statement)
        table_sheet(book, "CPTS", cpts, "cpts", known)
        own = set(cpts.column("cpts_id").to_pylist())
        members = _of(tables["territoires"], "cpts_id", own)
        table_sheet(book, "Communes des CPTS", members, "territoires", known)
        communes = _of(tables["couverture"], "region", {region})
        table_sheet(book, "Toutes les communes", communes, "couverture", known)
        published = _of(tables["comptes_publies"], "region", {region})
        table_sheet(book, "Chiffres publiés", published, "comptes_publies", known)
        save(book, folder / f"{region}.xlsx", release)
