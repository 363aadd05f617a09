"""`observatoire corrections`: the values that people corrected, before a build applies them."""

from __future__ import annotations

import click

from pipelines.cli.sources import fail


@click.group()
def corrections() -> None:
    """Values that people corrected, in corrections.csv beside the run."""


@corrections.command("check")
def check() -> None:
    """Read the file as a build will, and say for each line whether its wrong value is still affirmed."""
    from pipelines.cli.as_of import as_rows
    from pipelines.paths import paths
    from pipelines.publish.folders import latest
    from pipelines.steps.corrections import CorrectionError, read_corrections

    path, release = paths().corrections, latest(paths().releases)
    try:
        found = read_corrections(path)
    except CorrectionError as error:
        fail(str(error))
    if not found:
        click.echo(f"{path}: no correction")
        return
    said: set[tuple[str, str, str]] = set()
    known: set[str] = set()
    if release and (table := release / "affirmations.parquet").exists():
        import duckdb

        with duckdb.connect() as base:
            asked = "select cpts_id, propriete, valeur from read_parquet(?) where retiree_le is null"
            said = {tuple(row.values()) for row in as_rows(base.execute(asked, [str(table)]))}
            every = base.execute("select distinct cpts_id from read_parquet(?)", [str(table)])
            known = {row["cpts_id"] for row in as_rows(every)}
    for one in found:
        held = (one.cpts_id, one.propriete, one.valeur_fausse) in said
        state = "affirmée par une source" if held else "plus affirmée : la correction est sans objet"
        click.echo(f"{one.cpts_id} {one.propriete} {one.valeur_fausse} → {one.valeur or 'inconnu'} : {state}")
    strangers = sorted({one.cpts_id for one in found} - known) if known else []
    if strangers:
        fail(f"{path}: the last release knows no CPTS {', '.join(strangers)}: its ids are in the table cpts")
