"""Checks of every published table in one step, the table `qualite` they become, and the release they guard."""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from pipelines.alerts import alert
from pipelines.assets.versions import CHECKING, MEANING, PUBLISHING, code_version
from pipelines.steps import build
from pipelines.steps.checks import CHECKED, blocking_failures
from pipelines.tables.store import Rows, column_metadata
from schema import load_schema

SCHEMA = load_schema()


@dg.asset(
    group_name="publication",
    kinds={"greatexpectations"},
    deps=list(CHECKED),
    description=SCHEMA["qualite"].description,
    metadata=column_metadata("qualite"),
    code_version=code_version(*MEANING, *CHECKING),
)
def qualite() -> Rows:
    """Runs every suite at once: one import of Great Expectations, and foreign keys look across tables."""
    return build.quality_rows()


@dg.asset_check(
    asset=qualite,
    blocking=True,
    name="publiable",
    description="No blocking expectation fails on any table: without it nothing is published.",
)
def publishable(qualite: Rows) -> dg.AssetCheckResult:
    failures = blocking_failures(qualite)
    return dg.AssetCheckResult(
        passed=bool(qualite) and not failures,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"checks": len(qualite), "blocking_failures": dg.MetadataValue.json(failures)},
    )


# not blocking by themselves: a table checked against those that follow it cannot also hold them back
@dg.multi_asset_check(
    name="expectations",
    specs=[
        check
        for name in CHECKED
        for check in (
            dg.AssetCheckSpec(
                "bloquants",
                asset=name,
                additional_deps=[qualite],
                description="Rules without which nothing is published.",
            ),
            dg.AssetCheckSpec(
                "avertissements",
                asset=name,
                additional_deps=[qualite],
                description="Rules whose failure is published with the release.",
            ),
        )
    ],
)
def expectations(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """What the suites found, table by table."""
    results = build.built_tables(("qualite",))["qualite"]
    for name in CHECKED:
        for check, gravity, severity in (
            ("bloquants", "bloquant", dg.AssetCheckSeverity.ERROR),
            ("avertissements", "avertissement", dg.AssetCheckSeverity.WARN),
        ):
            mine = [row for row in results if row["table_controlee"] == name and row["gravite"] == gravity]
            failed = [row for row in mine if not row["succes"]]
            yield dg.AssetCheckResult(
                asset_key=name,
                check_name=check,
                passed=not failed,
                severity=severity,
                metadata={"checks": len(mine), "failed": dg.MetadataValue.json(failed)},
            )


class Publication(dg.Config):
    """`despite_guard`: why a release that the guard holds back is published once all the same, in French."""

    despite_guard: str = ""


@dg.asset(
    group_name="publication",
    kinds={"parquet", "csv", "sqlite"},
    deps=[*CHECKED, qualite],
    description="The versioned release: Parquet, CSV, workbook, descriptor, checksums, and the site's database.",
    code_version=code_version(*PUBLISHING),
    # the daemon looks whether the weeks are kept: one that is late is a warning, two are a failure
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=15), warn_window=timedelta(days=8)),
)
def release(config: Publication) -> dg.MaterializeResult[None]:
    from pipelines.steps.news import news
    from pipelines.steps.status import write_metrics

    before = build.previous_tables("sources", "alarmes")
    folder = build.publish(config.despite_guard)
    alert(f"Observatoire des CPTS : livraison {folder.name}", news(build.built_tables(("sources", "alarmes")), before))
    write_metrics()
    return dg.MaterializeResult(metadata={"folder": folder.name, "tables": len(CHECKED) + 1})
