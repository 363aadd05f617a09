"""The Dagster graph: it loads, every published table is an asset, sources are partitions, checks guard the release."""

import dagster as dg
import pytest

from pipelines.assets import collect
from pipelines.assets.collect import SOURCES
from pipelines.steps.checks import CHECKED
from schema import load_schema
from spiders.registry import load_cards


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    from pipelines.definitions import defs

    return defs()


def specs(definitions):
    return {spec.key.to_user_string(): spec for spec in definitions.resolve_all_asset_specs()}


def test_every_published_table_is_an_asset_with_its_columns(definitions):
    found = specs(definitions)
    for name, table in load_schema().items():
        assert found[name].description == table.description
        columns = found[name].metadata["dagster/column_schema"].columns
        assert tuple(column.name for column in columns) == table.columns


def test_assets_are_grouped_by_layer(definitions):
    assert {spec.group_name for spec in specs(definitions).values()} == {"collecte", "sens", "tables", "publication"}


def test_sources_are_the_partitions(definitions):
    active = [card.id for card in load_cards().values() if card.lifecycle.state == "active"]
    for name in ("captures", "listings"):
        assert specs(definitions)[name].partitions_def.get_partition_keys() == active


def test_the_web_interface_is_for_looking_and_for_this_machine():
    from pipelines.paths import ROOT

    (line,) = [one for one in (ROOT / "Makefile").read_text().splitlines() if "dagster-webserver" in one]
    assert "--read-only" in line and "--host 127.0.0.1" in line


def test_nothing_leans_on_what_dagster_keeps_to_itself():
    from pipelines.paths import ROOT

    for path in (ROOT / "dagster.yaml", *(ROOT / "pipelines").rglob("*.py"), *(ROOT / "spiders").rglob("*.py")):
        assert "dagster._" not in path.read_text(encoding="utf-8"), path.name


def test_every_week_all_sources_are_asked_live(definitions):
    schedule = definitions.resolve_schedule_def("chaque_semaine")
    (request,) = schedule.evaluate_tick(dg.build_schedule_context()).run_requests
    keys = SOURCES.get_partition_keys()
    first, last = (request.tags[f"dagster/asset_partition_range_{end}"] for end in ("start", "end"))
    assert (first, last) == (keys[0], keys[-1])
    assert request.run_config["resources"]["crawling"]["config"]["mode"] == "live"
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED and schedule.execution_timezone == "Europe/Paris"


@pytest.mark.parametrize(
    ("failed", "passed", "severity"),
    [
        (0, True, dg.AssetCheckSeverity.WARN),
        (2, False, dg.AssetCheckSeverity.WARN),
        (5, False, dg.AssetCheckSeverity.ERROR),
    ],
)
def test_a_failed_source_is_a_warning_and_many_are_an_error(monkeypatch, failed, passed, severity):
    reports = {f"s{number}": {"outcome": "failed" if number < failed else "unchanged"} for number in range(10)}
    monkeypatch.setattr(collect, "read_reports", lambda folder: reports)
    found = collect.sante()
    assert (found.passed, found.severity) == (passed, severity)


def test_many_sources_are_one_run(definitions):
    from pipelines.assets.collect import captures, listings

    for asset in (captures, listings):
        assert asset.backfill_policy == dg.BackfillPolicy.single_run()


def test_the_release_waits_for_the_blocking_check(definitions):
    graph = definitions.resolve_asset_graph()
    checks = {(key.asset_key.to_user_string(), key.name): graph.get_check_spec(key) for key in graph.asset_check_keys}
    assert checks["qualite", "publiable"].blocking
    for name in CHECKED:
        assert (name, "bloquants") in checks and (name, "avertissements") in checks


@pytest.mark.parametrize("job", ["collecte", "construire", "publier"])
def test_jobs_resolve(definitions, job):
    assert definitions.resolve_job_def(job).name == job
