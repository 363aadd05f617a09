"""Dagster runs the observatory on a rehearsed web: a source fails, comes back, is asked anew, alone, or too late."""

from __future__ import annotations

import json
from collections import Counter

import dagster as dg
import pytest

from pipelines.alerts import ADDRESSES
from pipelines.definitions import defs
from spiders.clock import REHEARSAL
from tests.rehearsal.graph import run
from tests.rehearsal.scenario import html
from tests.rehearsal.web import Page, Web, serve
from tests.support.listener import listening

CARD = """id = "{id}"
publisher = "Caisse {id}"
title = "Caisse {id} (inventée)"
kind = "assurance_maladie"
regions = ["27"]
platform = "site"
entry_urls = ["https://www.{id}.test/cpts"]
verified = true
known = "Source inventée pour une répétition."
licence = "inventée"

[expect]
minimum = 1
maximum = 10
max_age_days = 30

[crawl]
delay = 0

[lifecycle]
state = "active"
since = 2027-01-01
reason = "répétition"
"""


def page(name, communes):
    head = ["Nom de la CPTS", "Statut", "Communes"]
    return Page(html({"title": "Les CPTS", "table": [head, [name, "ACI signé", communes]]}).encode())


PAGES = {
    "https://www.nord.test/cpts": page("CPTS du Val Ondin", "Dijon, Quetigny"),
    "https://www.sud.test/cpts": page("CPTS Rive Dorée", "Chalon-sur-Saône, Givry"),
}


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """Runs the graph on a day of the rehearsed web, where `down` does not answer."""
    data = tmp_path_factory.mktemp("operator")
    (data / "cards").mkdir()
    for one in ("nord", "sud"):
        (data / "cards" / f"{one}.toml").write_text(CARD.format(id=one), encoding="utf-8")
    web = Web(PAGES)
    hosts: Counter[str] = Counter()

    def find(host, path, scheme):
        hosts[host] += 1
        return Web.find(web, host, path, scheme)

    web.find = find
    with serve(web, data) as environment:

        def play(day, down=(), partition="", job="collecte", **crawling):
            web.down = frozenset(f"www.{one}.test" for one in down)
            hosts.clear()
            config = {"mode": "live", "today": day, **crawling}
            told = run(
                data,
                job,
                {"resources": {"crawling": {"config": config}}},
                partition,
                **environment | {"no_proxy": "127.0.0.1"},
                **{REHEARSAL: "1", "OBSERVATOIRE_CARDS": str(data / "cards")},
            )
            return told | {"asked": dict(hosts)}

        yield play


@pytest.fixture(scope="module")
def played(week):
    """The same two sources, day after day."""
    return {
        "first": week("2027-01-04"),
        "quiet": week("2027-01-11"),
        "failure": week("2027-01-18", down=["sud"], retries=1, retry_minutes=0),
        "late": week("2027-03-08", down=["sud"]),
        "back": week("2027-03-15", partition="sud"),
    }


def test_each_source_has_the_data_version_of_its_own(played):
    told = played["first"]["told"]
    assert played["first"]["success"] and set(told) == {"nord", "sud"}
    versions = {one: told[one]["tags"]["dagster/data_version"] for one in told}
    assert len(set(versions.values())) == 2 and all(versions[one] == told[one]["data_version"] for one in told)
    assert told["nord"]["listings"] == 1 and played["first"]["health"] == {"": [True, "WARN"]}
    assert told["nord"]["tags"]["dagster/code_version"], "Dagster says stale what other code would read anew"


def test_a_source_of_which_nothing_is_new_has_no_event(played):
    assert played["quiet"]["success"] and played["quiet"]["told"] == {}


def test_a_source_that_fails_stops_nothing_and_is_a_warning_on_its_partition(played):
    failure = played["failure"]
    assert failure["success"] and set(failure["told"]) == {"sud"}
    assert failure["health"] == {"": [False, "WARN"], "sud": [False, "WARN"]}
    assert list(failure["health"])[-1] == "", "the last one is shown as that of the asset"
    told = failure["told"]["sud"]
    assert told["listings"] == 1 and told["last_success"] == "2027-01-11" and "sud" in told["reason"]
    assert told["data_version"] == played["first"]["told"]["sud"]["data_version"], "what stands is kept"


def test_sources_whose_network_failed_are_asked_anew_and_no_other(played):
    failure = played["failure"]
    assert failure["retried"] == 1 and failure["asked"]["www.nord.test"] == 2, "robots.txt and its page, once"
    assert failure["asked"]["www.sud.test"] == 2 * played["late"]["asked"]["www.sud.test"]


def test_a_source_that_is_older_than_its_card_admits_is_said_to_be(played):
    assert (
        "Stale" in played["late"]["told"]["sud"]["alarms"] and "Stale" not in played["failure"]["told"]["sud"]["alarms"]
    )


def test_one_source_alone_is_asked_again(played):
    back = played["back"]
    assert set(back["asked"]) == {"www.sud.test"} and set(back["told"]) == {"sud"}
    assert back["health"] == {"sud": [True, "WARN"]}


def test_what_a_command_collects_is_in_the_history_too_however_often_it_fails(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from pipelines.cli.main import main
    from pipelines.instance import kept

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    damaged = tmp_path / "work" / "captures" / "cpts-roubaix" / "2026-11-29.warc.gz"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"nothing of a capture")
    for _ in range(2):
        done = CliRunner().invoke(main, ["collect", "cpts-roubaix"])
        assert done.exit_code == 1 and isinstance(done.exception, SystemExit), done.exception
    with kept() as instance:
        (event,) = instance.fetch_materializations(dg.AssetKey("listings"), limit=9).records
        assert event.asset_materialization.partition == "cpts-roubaix"
        assert event.asset_materialization.metadata["ill"].value is True
        said = instance.event_log_storage.get_asset_check_execution_history(
            dg.AssetCheckKey(dg.AssetKey("listings"), "sante"), limit=9
        )
        assert [one.status.value for one in said] == ["FAILED", "FAILED"]


@pytest.fixture
def heard(monkeypatch):
    with listening() as (where, _, hooks):
        monkeypatch.setenv(ADDRESSES, where)
        yield hooks


@pytest.mark.long
def test_the_run_of_the_schedule_publishes_and_tells_what_is_new(week, heard):
    """With the configuration of the schedule itself; the second week one of the two sources is down."""
    weekly = defs().resolve_schedule_def("chaque_semaine").evaluate_tick(dg.build_schedule_context())
    config = weekly.run_requests[0].run_config["resources"]["crawling"]["config"] | {"retry_minutes": 0}
    first = week("2027-04-05", job="semaine", **config)
    assert first["success"] and not heard, heard or first["said"]
    second = week("2027-04-12", down=["sud"], job="semaine", **config)
    assert second["success"] and second["retried"] == config["retries"]
    (said,) = map(json.loads, heard)
    assert said["title"] == "Observatoire des CPTS : livraison 2027-04-12"
    assert said["message"].startswith("En panne : Caisse sud (inventée) (sud), serveur en erreur (503)")


def test_an_outage_is_said_in_a_line_per_source(week):
    outage = week("2027-03-22", down=["nord", "sud"])
    assert outage["success"] and outage["health"][""] == [False, "ERROR"]
    assert "Traceback" not in outage["said"] and outage["said"].count("failed") <= 4
