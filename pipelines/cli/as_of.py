"""`observatoire as-of`: the stage of every CPTS on a day, as it was known on a day, from the Parquet of a release."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from pipelines.cli.releases import latest_release
from pipelines.cli.sources import fail
from schema import Row

BESIDE = ("lignees", "corrections")  # what settles a stage whatever pages say
DAY = click.DateTime(["%Y-%m-%d"])
_AFFIRMATIONS = """
select * from read_parquet($affirmations)
where premiere_vue <= $known and list_contains($properties, propriete) and ($cpts is null or cpts_id = $cpts)
"""


@click.command("as-of")
@click.argument("day", type=DAY, metavar="AAAA-MM-JJ")
@click.option(
    "--known", type=DAY, metavar="AAAA-MM-JJ", help="What was known by that day; the day of the release by default."
)
@click.option("--cpts", "cpts_id", help="One CPTS, by its id.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per CPTS.")
def as_of(day: datetime, known: datetime | None, cpts_id: str | None, as_json: bool) -> None:
    """The stage of every CPTS on a day, with what it rests on, from the latest release."""
    from pipelines.steps.calendar import day_of

    release = latest_release("affirmations", "sources", *BESIDE)
    if release is None:
        fail("no release yet: run `observatoire run` first")
    try:
        released = day_of(release)
        by = min(known.date(), released) if known else released  # nobody knows more than the release
        rows = read_states(release, day.date(), by, cpts_id)
    except ValueError as error:
        fail(str(error))
    if day.date() > released:
        click.echo(f"{day.date()} is after the latest release, of {released}: what stood then is told", err=True)
    if cpts_id and not rows:
        fail(f"no source had named {cpts_id} by {by}")
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['cpts_id']}  {row['statut'] or '–':16}  {row['statut_date'] or '':10}  {row['nom']}")
    click.echo(counted([row["statut"] for row in rows], day.date(), by))


def counted(stages: list[str | None], day: date, known: date) -> str:
    counts = ", ".join(f"{one} {stages.count(one)}" for one in sorted({one for one in stages if one}))
    return f"le {day}, tel que su le {known} : {len(stages)} CPTS nommées, {counts or 'aucun stade'}"


def read_states(release: Path, day: date, known: date, cpts_id: str | None = None) -> list[Row]:
    """Rows of `pipelines.steps.as_of.states`. Raises `ValueError` when the release is older than the affirmations."""
    import duckdb

    from pipelines.steps.as_of import NEEDED, states

    table = release / "affirmations.parquet"
    if not table.exists():
        raise ValueError(f"{release.name} has no affirmations: it is of a version before 2.0")
    asked = {"affirmations": str(table), "known": known, "properties": list(NEEDED), "cpts": cpts_id}
    with duckdb.connect() as base:
        rows = as_rows(base.execute(_AFFIRMATIONS, asked))
        kinds = base.execute("select source_id, nature from read_parquet(?)", [str(release / "sources.parquet")])
        return states(rows, dict(kinds.fetchall()), day, known, *(_beside(base, release, one) for one in BESIDE))


def _beside(base: Any, release: Path, name: str) -> list[Row]:
    table = release / f"{name}.parquet"
    return as_rows(base.execute("select * from read_parquet(?)", [str(table)])) if table.exists() else []


def as_rows(found: Any) -> list[Row]:
    names = [column[0] for column in found.description]
    return [dict(zip(names, values, strict=True)) for values in found.fetchall()]
