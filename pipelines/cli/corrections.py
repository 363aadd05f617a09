"""`observatoire corrections`: the values that people corrected, before a build applies them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.releases import latest_release
from pipelines.cli.sources import fail

STATES = {
    True: "affirmée par une source",
    False: "plus affirmée : la correction est sans objet",
    None: "jamais affirmée : la valeur fausse est-elle écrite comme dans le tableau preuves ?",
}
TO_COME, EXPIRED = "pas encore en vigueur", "n'est plus en vigueur : reportez jusqu_a, ou ôtez la ligne"
STRANGER = "CPTS inconnue de la dernière livraison : ses identifiants sont dans le tableau cpts"

if TYPE_CHECKING:
    from pipelines.steps.corrections import Correction


@click.group()
def corrections() -> None:
    """Values that people corrected, in corrections.csv beside the run."""


@corrections.command("check")
def check() -> None:
    """Read the file as a build will, and say for each line whether its wrong value is still affirmed."""
    from pipelines.paths import paths
    from pipelines.steps.corrections import CorrectionError, read_corrections

    path, release = paths().corrections, latest_release("affirmations", "cpts")
    try:
        found = read_corrections(path)
    except CorrectionError as error:
        fail(str(error))
    if not found:
        click.echo(f"{path}: no correction")
        return
    affirmed, heirs = _affirmed(release) if release else ({}, {})
    known, wrong = {one for one, _, _ in affirmed}, False
    for one in found:
        cpts_id = heirs.get(one.cpts_id, one.cpts_id)
        standing = affirmed.get((cpts_id, one.propriete, one.valeur_fausse))
        force = _out_of_force(one)
        says = force or (STRANGER if known and cpts_id not in known else STATES[standing])
        wrong |= force == EXPIRED or (bool(known) and standing is None)
        click.echo(f"{one.cpts_id} {one.propriete} {one.valeur_fausse} → {one.valeur or 'inconnu'} : {says}")
    if wrong:
        fail(f"{path}: lines that change nothing (jamais affirmée, inconnue, expirée): mend or take them away")


def _out_of_force(one: Correction) -> str:
    from spiders.clock import now

    today = now()[:10]
    if one.date.isoformat() > today:
        return f"{TO_COME} (date {one.date})"
    return EXPIRED if one.jusqu_a and one.jusqu_a.isoformat() < today else ""


def _affirmed(release: Path) -> tuple[dict[tuple[str, str, str], bool], dict[str, str]]:
    """(CPTS, property, value) → whether a source still affirms it; a retired id → the one it was joined to."""
    import duckdb

    from pipelines.cli.as_of import as_rows
    from pipelines.steps.corrections import affirmed

    standing: dict[tuple[str, str, str], bool] = defaultdict(bool)
    with duckdb.connect() as base:
        rows = as_rows(
            base.execute(
                "select distinct cpts_id, propriete, valeur, retiree_le is null as standing, "
                "case when valeur is null then donnees end as donnees from read_parquet(?)",
                [str(release / "affirmations.parquet")],
            )
        )
        joined = base.execute(
            "select cpts_id, reunie_a from read_parquet(?) where reunie_a is not null", [str(release / "cpts.parquet")]
        ).fetchall()
    for row in rows:
        if (value := affirmed(row)) is not None:
            standing[row["cpts_id"], row["propriete"], value] |= row["standing"]
    return dict(standing), dict(joined)
