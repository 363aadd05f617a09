"""From 1 000 to 10 000 CPTS: claims, identity, a release and the start of the site, each size in a process of its own.

The claims are those of invented listings. The release is the bundled one with its CPTS repeated, their territories
sharing every commune of France whatever their number.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from benchmarks.harness import release, side, workplace
from benchmarks.report import Curve, Figure, Goal, Result
from benchmarks.site import PAGE_BYTES, Server, compressed, ours

SIZES = (1_000, 3_000, 10_000)
MOST = 1.1
PARTS = ("grouping", "first ids", "ids when every anchor changed")


def measure() -> Iterator[Result]:
    yield from _grown("claims", [float(side("scale:claims", size)[1]) for size in SIZES])
    identity = [side("scale:identity", size)[1] for size in SIZES]
    parts = [
        Curve(f"identity: {part}", "CPTS", SIZES, tuple(mine))
        for part, mine in zip(PARTS, zip(*identity, strict=True), strict=True)
    ]
    yield from parts
    why = ", ".join(f"{one.what.partition(': ')[2]} {one.exponent:.2f} ({one.spent[-1]:.1f} s)" for one in parts)
    yield from _grown("identity", [sum(one) for one in identity], why)
    spent, starts, memory, together = [], [], [], []
    for size in SIZES:
        folder = workplace() / f"release-{size}"
        process, seconds = side("scale:release_of", release(), folder, size)
        memory.append(process.memory)
        together.append(process.together)
        spent.append(float(seconds))
        with ours(folder) as server:
            starts.append(server.start)
            if size == SIZES[0]:
                yield _heaviest_region(server, folder)
        shutil.rmtree(folder)
    yield from _grown("release", spent)
    yield from _grown("site start", starts)
    yield Figure("memory of a release at those sizes, the largest process", _megabytes(memory))
    yield Figure("… all its processes together, with the tables that were made larger", _megabytes(together))


def _megabytes(many: list[float]) -> str:
    return ", ".join(f"{one:.0f}" for one in many) + " MB"


def _grown(work: str, spent: list[float], why: str = "") -> Iterator[Result]:
    curve = Curve(work, "CPTS", SIZES, tuple(spent))
    yield curve
    yield Goal(f"{work} as CPTS grow", MOST, curve.exponent, f"{SIZES[0]} to {SIZES[-1]} CPTS", why, "")


def _heaviest_region(server: Server, folder: Path) -> Figure:
    import pyarrow.parquet as pq

    # of the gazetteer's regions some have no page: the collectivities overseas that no source follows
    codes = pq.read_table(folder / "regions.parquet", columns=["region"]).column("region").to_pylist()
    size = max(compressed(server.read(f"/region/{one}")) for one in codes)
    name = f"heaviest page of a region, {SIZES[0]} CPTS, compressed"
    return Figure(name, f"{size / 1000:.0f} kB", f"under {PAGE_BYTES // 1000} kB", size < PAGE_BYTES)


def claims(told: str) -> float:
    """Seconds from listings to claims."""
    from time import process_time

    from lexicon.gazetteer import load
    from pipelines.steps.claim_rows import claim_rows
    from pipelines.steps.claims import read_all
    from tests.support.weeks import listing

    communes = [one for one in load().communes.values() if one.city is None]
    found = []
    for number in range(int(told)):
        mine = communes[number * 3 : number * 3 + 3]
        people = f"{20_000 + number} habitants"
        name = f"CPTS {number} de {mine[0].name}"
        found.append(listing("source", name, ", ".join(one.name for one in mine), population_text=people))
    began = process_time()
    count = sum(len(claim_rows(one)) for one in read_all(found, {"source": ()}, {"source": "ars"}))
    spent = process_time() - began
    assert count > len(found)
    return spent


def identity(told: str) -> list[float]:
    """Seconds of grouping two mentions of each CPTS and of giving ids, the first time and when every anchor changed."""
    from time import process_time

    from benchmarks.mentions import moved, population
    from pipelines.identity.grouping import group
    from pipelines.identity.ledger import assign
    from pipelines.identity.ledger_file import Ledger

    mentions, _ = population(int(told))
    by_id = {one.mention_id: one for one in mentions}
    marks = [process_time()]
    groups = [[by_id[one] for one in members] for members in group(mentions).groups]
    marks.append(process_time())
    first = assign(groups, Ledger(), "2026-11-29")
    marks.append(process_time())
    assign([[moved(one) for one in members] for members in groups], first.ledger, "2026-11-30")
    return [after - before for before, after in pairwise([*marks, process_time()])]


def release_of(origin: str, target: str, told: str) -> float:
    """Seconds of writing the release of so many CPTS into the folder `target`, by this process and its children."""
    from datetime import date

    from pipelines.publish.release import write_release
    from pipelines.steps.provenance import provenance

    tables = enlarged(Path(origin), int(told))
    began = sum(os.times()[:4])
    folder = write_release(tables, Path(target).with_suffix(".releases"), date(2026, 11, 30), provenance())
    spent = sum(os.times()[:4]) - began
    folder.rename(target)
    return spent


def enlarged(release: Path, size: int) -> dict[str, Any]:
    """The tables of `release` with its CPTS repeated until they are `size`, their territories sharing every commune in
    the order of codes."""
    import pyarrow.parquet as pq

    from schema import load_schema, to_arrow

    rows = {name: pq.read_table(release / f"{name}.parquet").to_pylist() for name in load_schema()}
    copies = -(-size // len(rows["cpts"]))
    identifiers = ("cpts_id", "preuve_id", "evenement_id")

    def again(row: dict[str, Any], number: int) -> dict[str, Any]:
        return row | {column: f"{row[column]}-{number}" for column in identifiers if column in row}

    for name in ("cpts", "missions", "evenements", "preuves", "desaccords"):
        rows[name] = [again(row, number) for number in range(copies) for row in rows[name]]
    rows["cpts"] = rows["cpts"][:size]
    ids = [row["cpts_id"] for row in rows["cpts"]]
    kept = set(ids)
    for name in ("missions", "evenements", "preuves", "desaccords"):
        rows[name] = [row for row in rows[name] if row["cpts_id"] in kept]
    # whatever else a row of the schema holds is that of a row at hand
    communes, model = sorted(rows["couverture"], key=itemgetter("commune")), rows["territoires"][0]
    rows["territoires"] = [
        model
        | {
            "cpts_id": ids[number * size // len(communes)],
            "commune": row["commune"],
            "commune_nom": row["nom"],
            "departement": row["departement"],
            "population": row["population"],
            "texte": row["nom"],
            "preuve_id": rows["preuves"][0]["preuve_id"],
        }
        for number, row in enumerate(communes)
    ]
    holder = {row["commune"]: row["cpts_id"] for row in rows["territoires"]}
    stages = {row["cpts_id"]: row["statut"] for row in rows["cpts"]}
    for row in rows["couverture"]:
        row |= {"nb_cpts": 1, "cpts_ids": holder[row["commune"]], "statut_max": stages[holder[row["commune"]]]}
    return {name: to_arrow(name, held) for name, held in rows.items()}
