"""The graph: sources → listings → claims → published tables → checks → release. `dagster dev` loads it."""

import dagster as dg

from pipelines.paths import paths


@dg.definitions
def defs() -> dg.Definitions:
    from pipelines.assets import collect, meaning, published, quality
    from pipelines.tables.store import parquet_tables

    assets = dg.load_assets_from_modules([collect, meaning, published, quality])
    checks = dg.load_asset_checks_from_modules([quality])
    return dg.Definitions(
        assets=assets,
        asset_checks=checks,
        resources={
            "io_manager": parquet_tables.configured({"folder": str(paths().tables)}),
            "pipes_subprocess_client": dg.PipesSubprocessClient(),
        },
        jobs=[
            dg.define_asset_job(
                "collecte",
                selection=dg.AssetSelection.groups("collecte"),
                description="Captures and listings, one partition per source.",
            ),
            dg.define_asset_job(
                "construire",
                selection=dg.AssetSelection.all()
                - dg.AssetSelection.groups("collecte")
                - dg.AssetSelection.assets("release"),
                description="Claims, tables and checks, from the listings at hand.",
            ),
            dg.define_asset_job(
                "publier",
                selection=dg.AssetSelection.assets("release"),
                description="The release of tables that were built and checked.",
            ),
        ],
        # two cores and a thousand entities: processes would only cost their start (docs/architecture.md)
        executor=dg.in_process_executor,
    )
