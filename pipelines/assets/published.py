"""The published tables, each from the claims, the reference geography, the cards or the reports."""

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg

from pipelines.assets.telling import LISTINGS
from pipelines.assets.versions import MEANING, code_version
from pipelines.steps import build, history
from pipelines.steps.filled import DESCRIBED
from pipelines.steps.landmarks import FILES, envelope_rows, landmark_rows, local_count_rows
from pipelines.tables.store import Rows, column_metadata
from schema import load_schema

SCHEMA = load_schema()


def _out(name: str) -> dg.AssetOut:
    return dg.AssetOut(
        description=SCHEMA[name].description,
        metadata=column_metadata(name),
        kinds={"parquet"},
        code_version=code_version(*MEANING),
    )


Decorator = Callable[[Callable[..., Rows]], dg.AssetsDefinition]


def _asset(name: str, *facts: str, **options: Any) -> Decorator:
    """`facts`: the files of the project that people keep by hand and that the table tells."""
    decorator: Decorator = dg.asset(
        name=name,
        group_name="tables",
        kinds={"parquet"},
        description=SCHEMA[name].description,
        metadata=column_metadata(name),
        code_version=code_version(*MEANING, *facts),
        **options,
    )
    return decorator


@_asset("affirmations")
def affirmations(claims: Rows, identities: Rows) -> Rows:
    return history.affirmation_table(claims, identities)


@dg.multi_asset(group_name="tables", outs={name: _out(name) for name in history.DOSSIERS})
def dossiers(claims: Rows, identities: Rows, affirmations: Rows, successions: Rows) -> Iterator[dg.Output[Rows]]:
    tables = history.dossier_tables(claims, identities, affirmations, successions)
    for name in history.DOSSIERS:
        yield dg.Output(tables[name], output_name=name)


@_asset("travaux")
def travaux(unread: Rows, corrections: Rows, affirmations: Rows, lignees: Rows) -> Rows:
    from pipelines.steps.context_tables import work_rows
    from pipelines.steps.corrections import without_effect
    from pipelines.steps.lineage_contest import contested

    found = [*without_effect(corrections, affirmations), *contested(lignees, affirmations)]
    return work_rows([*unread, *found])


@_asset("couverture")
def couverture(cpts: Rows, territoires: Rows) -> Rows:
    from lexicon import gazetteer as geography
    from pipelines.steps.coverage import coverage_rows

    return coverage_rows(cpts, territoires, geography.load())


@_asset("deploiement")
def deploiement(cpts: Rows, territoires: Rows) -> Rows:
    return build.deployment_table(cpts, territoires)


@_asset("regions")
def regions(deploiement: Rows, couverture: Rows) -> Rows:
    return build.region_rows(deploiement, couverture)


@_asset("departements")
def departements(deploiement: Rows, couverture: Rows) -> Rows:
    return build.departement_rows(deploiement, couverture)


@_asset("comptes_publies", "datasets/comptes_publies", deps=[LISTINGS])
def comptes_publies() -> Rows:
    from pipelines.steps.context_tables import published_count_rows
    from pipelines.steps.told_counts import told_count_rows
    from spiders.registry import REGIONS, load_cards

    known = published_count_rows(REGIONS)
    return [*known, *told_count_rows(build.read_known_reports(), load_cards(), known)]


def _landmark(name: str) -> dg.AssetsDefinition:
    return _asset(name, f"datasets/{FILES[name][0]}")(lambda: landmark_rows(name))


landmarks = [_landmark(name) for name in FILES if name != "comptes_locaux"]


@_asset("comptes_locaux", f"datasets/{FILES['comptes_locaux'][0]}")
def comptes_locaux(cpts: Rows) -> Rows:
    return local_count_rows(landmark_rows("comptes_locaux"), cpts)


@_asset("enveloppes")
def enveloppes(cpts: Rows, financements: Rows) -> Rows:
    return envelope_rows(cpts, financements)


@_asset("vocabulaire", "datasets/vocabulaire.csv", "datasets/comptes_publies/mesures.csv")
def vocabulaire() -> Rows:
    from pipelines.steps.context_tables import vocabulary_rows

    return vocabulary_rows()


@_asset("sources", deps=[LISTINGS])
def sources() -> Rows:
    return build.source_table()


@_asset("alarmes", deps=[LISTINGS])
def alarmes() -> Rows:
    return build.alarm_table()


@_asset("changements")
def changements(cpts: Rows, territoires: Rows, preuves: Rows, lignees: Rows, corrections: Rows) -> Rows:
    now = {"cpts": cpts, "territoires": territoires, "preuves": preuves, "lignees": lignees, "corrections": corrections}
    return history.change_table(now)


@_asset("completude", deps=list(DESCRIBED))
def completude() -> Rows:
    return build.filled_table(DESCRIBED)
