"""How the observatory is, in words, as JSON and as metrics."""

import json

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.steps.status import METRICS, metrics, status, write_metrics
from spiders.registry import load_cards
from spiders.report import SourceReport, write_report

BASE = {"mode": "live", "listings": 3, "read": 3, "pages": 2, "data_version": "d", "finished": "2026-01-04T08:00:00Z"}
GOOD, BAD = [
    card.id for card in load_cards().values() if card.lifecycle.state == "active" and not card.crawl.reread_days
][:2]


@pytest.fixture
def data(tmp_path, monkeypatch):
    from spiders.listing import Alarm

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    folder = tmp_path / "work" / "listings"
    folder.mkdir(parents=True)
    alarm = Alarm("FetchFailed", "le serveur a répondu 503", BAD, "https://exemple.test/")
    write_report(SourceReport(GOOD, "unchanged", day="2026-01-04", last_success="2026-01-04", **BASE), folder)
    told = {"alarms": (alarm,), "failing_since": "2026-01-04", "failures": 2}
    write_report(SourceReport(BAD, "failed", day="2026-01-05", last_success="2025-12-28", **BASE, **told), folder)
    return tmp_path


def test_what_is_ill_is_said_with_its_cause_and_since_when(data):
    from datetime import date

    found = status(date(2026, 1, 10))
    assert (
        found["sources"]["failed"] == 1 and found["sources"]["unchanged"] == 1 and found["alarms"] == {"FetchFailed": 1}
    )
    (ill,) = found["ill"]
    assert (ill["source_id"], ill["state"], ill["cause"]) == (BAD, "failed", "serveur en erreur (503)")
    assert (ill["since"], ill["days_in_a_row"], found["last_crawl"], found["release"]) == (
        "2026-01-04",
        2,
        "2026-01-05",
        None,
    )
    later = {one["source_id"]: one["state"] for one in status(date(2027, 1, 10))["ill"]}
    assert later == {GOOD: "stale", BAD: "failed"}, "a source that is no more asked grows old"


def test_the_command_says_it_in_words_and_as_json(data):
    (data / "releases" / "2026-01-04").mkdir(parents=True)
    (data / "releases" / "latest").symlink_to("2026-01-04")
    words, found = (CliRunner().invoke(main, ["status", *options]) for options in ([], ["--json"]))
    assert (words.exit_code, found.exit_code) == (1, 1), "a source is ill"
    assert f"{BAD}: failed since 2026-01-04" in words.output and "2026-01-04" in words.output.splitlines()[0]
    assert json.loads(found.output)["release"]["name"] == "2026-01-04"


def test_a_rehearsal_is_looked_at_on_the_day_that_was_played_last(data, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_REPETITION", "1")
    assert status()["day"] == "2026-01-05"


def test_metrics_are_a_prometheus_text_file(data):
    write_metrics()
    text = (data / "work" / METRICS).read_text(encoding="utf-8")
    assert (
        'observatoire_sources{outcome="failed"} 1\n' in text and "observatoire_sources_ill 2\n" in text
    ) or "observatoire_sources_ill 1\n" in text
    assert "release_age" not in text, "no release, no age"
    assert 'observatoire_alarms{name="FetchFailed"} 1' in metrics(status())


def test_the_sources_of_a_rehearsal_are_those_of_its_cards(data, tmp_path, monkeypatch):
    from tests.support.weeks import card

    monkeypatch.setenv("OBSERVATOIRE_CARDS", "")  # what the option sets goes with the test
    card(tmp_path / "cards", BAD)
    done = CliRunner().invoke(main, ["status", "--cards", str(tmp_path / "cards")])
    assert done.exit_code == 1 and "1 active, 1 failed" in done.output
