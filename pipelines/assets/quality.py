"""Checks of every published table in one step, the table `qualite` they become, and the release they guard."""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines import build
from pipelines.checks import CHECKED
from pipelines.io import column_metadata
from pipelines.paths import paths
from pipelines.schema import load_schema

Row = dict[str, Any]
SCHEMA = load_schema()


@dg.multi_asset_check(
    name="expectations",
    specs=[
        check for name in CHECKED for check in (
            dg.AssetCheckSpec("bloquants", asset=name, blocking=True,
                              description="Rules without which nothing is published."),
            dg.AssetCheckSpec("avertissements", asset=name, description="Rules whose failure is published."),
        )
    ],
)
def expectations(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """One import of Great Expectations for all tables; results go to disk for the table `qualite`."""
    from pipelines.checks import run_checks

    results = run_checks(build.built_tables(CHECKED))
    build.write_quality(results)
    for name in CHECKED:
        for check, gravity, severity in (
            ("bloquants", "bloquant", dg.AssetCheckSeverity.ERROR),
            ("avertissements", "avertissement", dg.AssetCheckSeverity.WARN),
        ):
            mine = [row for row in results if row["table_controlee"] == name and row["gravite"] == gravity]
            failed = [row for row in mine if not row["succes"]]
            yield dg.AssetCheckResult(
                asset_key=name, check_name=check, passed=not failed, severity=severity,
                metadata={"checks": len(mine), "failed": dg.MetadataValue.json(failed)},
            )


@dg.asset(
    group_name="publication", kinds={"greatexpectations"}, deps=list(CHECKED),
    description=SCHEMA["qualite"].description, metadata=column_metadata("qualite"),
)
def qualite() -> list[Row]:
    return json.loads(paths().quality.read_text(encoding="utf-8"))


@dg.asset(
    group_name="publication", kinds={"parquet", "csv", "sqlite"}, deps=list(CHECKED),
    description="The versioned release: Parquet, CSV, workbook, descriptor, checksums, and the site's database.",
)
def release(context: dg.AssetExecutionContext, qualite: list[Row]) -> dg.MaterializeResult:
    folder = build.publish(build.built_tables(CHECKED) | {"qualite": qualite})
    return dg.MaterializeResult(metadata={"folder": folder.name, "tables": len(CHECKED) + 1})
