"""The Dagster graph: it loads, every published table is an asset, sources are partitions, checks guard the release."""

import dagster as dg
import pytest

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
    assert specs(definitions)["listings"].partitions_def.get_partition_keys() == active


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
    assert not [name for name in request.tags if "partition" in name], "a run without partition is of all of them"
    config = request.run_config["resources"]["crawling"]["config"]
    assert config["mode"] == "live" and config["retries"]
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED and schedule.execution_timezone == "Europe/Paris"


def test_what_is_stale_is_known_by_the_code_it_was_made_with(definitions):
    made_of = {name: spec.code_version for name, spec in specs(definitions).items()}
    assert all(made_of[name] for name in (*load_schema(), "listings", "claims", "release"))
    assert len({made_of[name] for name in ("listings", "cpts", "qualite", "release")}) == 4


def test_an_edited_fact_makes_the_table_that_tells_it_stale_and_no_other(tmp_path, monkeypatch):
    from pipelines.assets import versions

    (tmp_path / "reperes").mkdir()
    for name in ("jalons", "financements"):
        (tmp_path / "reperes" / f"{name}.csv").write_text("titre\n", encoding="utf-8")
    monkeypatch.setattr(versions, "ROOT", tmp_path)

    def made_of():
        versions.code_version.cache_clear()
        return [versions.code_version(f"reperes/{name}.csv") for name in ("jalons", "financements")]

    before = made_of()
    (tmp_path / "reperes" / "jalons.csv").write_text("titre\nLoi\n", encoding="utf-8")
    after = made_of()
    versions.code_version.cache_clear()
    assert before[0] != after[0] and before[1] == after[1]


def test_the_facts_kept_by_hand_are_in_the_version_of_their_table(definitions):
    """Whatever ships under `datasets` and is read by the build: a new file without an asset is seen here."""
    from pipelines.assets.versions import MEANING, code_version
    from pipelines.steps.landmarks import FILES

    told = {name: (f"datasets/{file}",) for name, (file, _) in FILES.items()}
    told["comptes_publies"] = ("datasets/comptes_publies",)
    told["vocabulaire"] = ("datasets/vocabulaire.csv", "datasets/comptes_publies/mesures.csv")
    for name, files in told.items():
        assert specs(definitions)[name].code_version == code_version(*MEANING, *files), name


def test_no_step_looks_at_the_type_of_every_cell(definitions):
    for assets in definitions.resolve_asset_graph().assets_defs:
        if assets.is_executable:
            types = [one.dagster_type.display_name for one in (*assets.op.input_defs, *assets.op.output_defs)]
            assert not [name for name in types if name.startswith("[")], assets.keys


def test_the_release_waits_for_the_blocking_check(definitions):
    graph = definitions.resolve_asset_graph()
    checks = {(key.asset_key.to_user_string(), key.name): graph.get_check_spec(key) for key in graph.asset_check_keys}
    assert checks["qualite", "publiable"].blocking
    for name in CHECKED:
        assert (name, "bloquants") in checks and (name, "avertissements") in checks


@pytest.mark.parametrize("job", ["semaine", "collecte", "raconter", "construire", "publier"])
def test_jobs_resolve(definitions, job):
    assert definitions.resolve_job_def(job).name == job


def test_tables_are_built_when_listings_or_what_people_decided_changed_since(definitions, monkeypatch, tmp_path):
    from pipelines.assets.versions import of_inputs
    from pipelines.paths import paths
    from pipelines.steps import build

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    reports = {}
    monkeypatch.setattr(build, "read_known_reports", lambda: reports)
    sensor = definitions.resolve_sensor_def("mentions_changees")
    with dg.instance_for_test() as instance:

        def look():
            return sensor.evaluate_tick(dg.build_sensor_context(instance)).run_requests

        assert not look(), "nothing was collected"
        reports["nord"] = {"data_version": "a"}
        (request,) = look()
        made = dg.AssetMaterialization("claims", metadata={"inputs": of_inputs(reports)})
        instance.report_runless_asset_event(made)
        assert not look(), "the tables are of these listings"
        paths().corrections.write_text("cpts_id,propriete\n", encoding="utf-8")
        (corrected,) = look()
        assert look()[0].run_key == corrected.run_key, "a build that fails is not tried at every look"
        instance.report_runless_asset_event(dg.AssetMaterialization("claims", metadata={"inputs": of_inputs(reports)}))
        paths().corrections.unlink()
        (taken_back,) = look()
        assert taken_back.run_key != request.run_key, "Dagster runs a key once"
        instance.report_runless_asset_event(made)
        reports["nord"] = {"data_version": "b"}
        (changed,) = look()
        assert len({one.run_key for one in (request, corrected, taken_back, changed)}) == 4


def test_a_week_without_release_is_noticed(definitions):
    policy = specs(definitions)["release"].freshness_policy
    assert policy.warn_window.to_timedelta().days == 8 and policy.fail_window.to_timedelta().days == 15
