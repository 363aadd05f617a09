"""The published tables, each from the claims, the reference geography, the cards or the reports."""

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg

from pipelines.assets.collect import listings
from pipelines.steps import build, history
from pipelines.tables.store import column_metadata
from schema import load_schema

Row = dict[str, Any]
SCHEMA = load_schema()


def _out(name: str) -> dg.AssetOut:
    return dg.AssetOut(description=SCHEMA[name].description, metadata=column_metadata(name), kinds={"parquet"})


Decorator = Callable[[Callable[..., list[Row]]], dg.AssetsDefinition]


def _asset(name: str, **options: Any) -> Decorator:
    decorator: Decorator = dg.asset(
        name=name,
        group_name="tables",
        kinds={"parquet"},
        description=SCHEMA[name].description,
        metadata=column_metadata(name),
        **options,
    )
    return decorator


@_asset("affirmations")
def affirmations(claims: list[Row], identities: list[Row]) -> list[Row]:
    return history.affirmation_table(claims, identities)


@dg.multi_asset(group_name="tables", outs={name: _out(name) for name in history.DOSSIERS})
def dossiers(
    claims: list[Row], identities: list[Row], affirmations: list[Row], successions: list[Row]
) -> Iterator[dg.Output[list[Row]]]:
    tables = history.dossier_tables(claims, identities, affirmations, successions)
    for name in history.DOSSIERS:
        yield dg.Output(tables[name], output_name=name)


@_asset("travaux")
def travaux(unread: list[Row], corrections: list[Row], affirmations: list[Row]) -> list[Row]:
    from pipelines.steps.context_tables import work_rows
    from pipelines.steps.corrections import without_object

    return work_rows([*unread, *without_object(corrections, affirmations)])


@_asset("couverture")
def couverture(cpts: list[Row], territoires: list[Row]) -> list[Row]:
    from lexicon import gazetteer as geography
    from pipelines.steps.coverage import coverage_rows

    return coverage_rows(cpts, territoires, geography.load())


@_asset("deploiement")
def deploiement(cpts: list[Row], territoires: list[Row]) -> list[Row]:
    return build.deployment_history(cpts, territoires)


@_asset("regions")
def regions(deploiement: list[Row], couverture: list[Row]) -> list[Row]:
    return build.region_rows(deploiement, couverture)


@_asset("departements")
def departements(deploiement: list[Row], couverture: list[Row]) -> list[Row]:
    return build.departement_rows(deploiement, couverture)


@_asset("comptes_publies")
def comptes_publies() -> list[Row]:
    from pipelines.steps.context_tables import published_count_rows
    from spiders.registry import REGIONS

    return published_count_rows(REGIONS)


@_asset("vocabulaire")
def vocabulaire() -> list[Row]:
    from pipelines.steps.context_tables import vocabulary_rows

    return vocabulary_rows()


@_asset("sources", deps=[listings])
def sources() -> list[Row]:
    return build.source_table()


@_asset("alarmes", deps=[listings])
def alarmes() -> list[Row]:
    return build.alarm_table()


@_asset("changements")
def changements(cpts: list[Row], territoires: list[Row], preuves: list[Row], lignees: list[Row]) -> list[Row]:
    return history.change_table({"cpts": cpts, "territoires": territoires, "preuves": preuves, "lignees": lignees})
