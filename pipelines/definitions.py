"""The graph: sources → listings → claims → published tables → checks → release. `dagster dev` loads it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import dagster as dg

from pipelines.cli.writing import alone
from pipelines.executors import chosen, executor
from pipelines.journal import keep
from pipelines.paths import paths


@dg.io_manager  # type: ignore[arg-type]
@contextmanager
def tables_of_all(context: dg.InitResourceContext) -> Iterator[dg.IOManager]:
    """The tables, where several processes share the steps of a run: none of them has the data folder to itself. On a
    store they hold one lease together; on a disk the queue of Dagster lets one run at a time begin."""
    from pipelines.storage.address import remote

    with _tables(alone(run=f"run {context.run_id}") if remote() else nullcontext()) as tables:
        yield tables


@dg.io_manager(required_resource_keys={"crawling"})  # type: ignore[arg-type]
@contextmanager
def tables_of_one_run(context: dg.InitResourceContext) -> Iterator[dg.IOManager]:
    """The tables, while this run has the data folder to itself: one that was started from the web interface or by a
    schedule waits for no command and disturbs none."""
    with _tables(alone(live=context.resources.crawling.mode == "live")) as tables:
        yield tables


@contextmanager
def _tables(held: AbstractContextManager[None]) -> Iterator[dg.IOManager]:
    from upath import UPath

    from pipelines.storage.lease import Taken
    from pipelines.tables.store import ParquetTables

    try:
        with held:
            yield ParquetTables(base_path=UPath(str(paths().tables)))
    except Taken as error:
        raise dg.Failure(str(error)) from error


@dg.definitions
def defs() -> dg.Definitions:
    return graph(chosen())


def graph(name: str) -> dg.Definitions:
    """The whole of it, for the executor of this name."""
    from pipelines.assets import collect, meaning, published, quality
    from pipelines.assets.operating import after_listings, tell_of_death, tell_of_failure, weekly

    keep()
    told = {tell_of_failure}
    assets = dg.load_assets_from_modules([meaning, published, quality])
    shared = name != "in_process"
    if shared:
        from pipelines.assets.sharing import shared_listings
    checks = dg.load_asset_checks_from_modules([collect, quality])
    week = dg.define_asset_job(
        "semaine",
        selection=dg.AssetSelection.all(),
        description="The whole way, from the publishers to the release: what `observatoire run` does.",
        hooks=told,
    )
    build = dg.define_asset_job(
        "construire",
        selection=dg.AssetSelection.all() - dg.AssetSelection.groups("collecte") - dg.AssetSelection.assets("release"),
        description="Claims, tables and checks, from the listings at hand.",
        hooks=told,
    )
    return dg.Definitions(
        assets=[*assets, collect.captures, shared_listings() if shared else collect.listings],
        asset_checks=checks,
        resources={
            "io_manager": tables_of_all if shared else tables_of_one_run,
            "crawling": collect.Crawling.configure_at_launch(),
        },
        jobs=[
            week,
            dg.define_asset_job(
                "collecte",
                selection=dg.AssetSelection.groups("collecte"),
                description="Captures and listings, one partition per source.",
                hooks=told,
            ),
            collect.raconter,
            build,
            dg.define_asset_job(
                "publier",
                selection=dg.AssetSelection.assets("release"),
                description="The release of tables that were built and checked.",
                hooks=told,
            ),
        ],
        schedules=[weekly(week)],
        sensors=[after_listings(build), tell_of_death],
        executor=executor(name),
    )
