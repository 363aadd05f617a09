"""What this run confirmed, what it only carries on."""

from datetime import date

import pytest

from pipelines.steps.coverage import _confirmation, living
from pipelines.steps.presence import not_read, presence
from tests.support.weeks import Observatory, card, listing, named, phrases

REPORTS = {
    "lue": {"outcome": "unchanged", "mode": "live", "day": "2027-02-01"},
    "en-panne": {"outcome": "failed", "mode": "live", "day": "2027-02-01"},
    "pas-demandee": {"outcome": "changed", "mode": "live", "day": "2027-01-25"},
    "rejouee": {"outcome": "alarmed", "mode": "replay", "day": "2027-01-04"},
}


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (["lue"], "presente"),
        (["rejouee"], "presente"),
        (["en-panne"], "source_indisponible"),
        (["pas-demandee"], "reportee"),
        (["en-panne", "pas-demandee"], "reportee"),
        (["en-panne", "lue"], "presente"),
        (["sans-rapport"], "presente"),
    ],
)
def test_a_source_that_failed_or_was_not_asked_confirms_nothing(sources, said):
    assert presence(sources, not_read(REPORTS, date(2027, 2, 1))) == said


def test_with_every_source_in_failure_nothing_is_counted_as_confirmed():
    failed = {one: {**report, "outcome": "failed"} for one, report in REPORTS.items()}
    carried = not_read(failed, date(2027, 2, 1))
    rows = [{"reconstruction": False, "presence": presence([one], carried)} for one in REPORTS]
    assert _confirmation(rows) == {"nb_confirmees": 0, "nb_reportees": 4, "nb_jamais_confirmees": 0}


def test_a_source_that_is_retired_while_it_fails_is_no_longer_waited_for(tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OBSERVATOIRE_REPETITION", "1")
    observatory = Observatory(tmp_path / "data")

    def follow(**states):
        folder = tmp_path / "-".join(states.values())
        for source_id, state in states.items():
            card(folder, source_id, state=state)
        monkeypatch.setenv("OBSERVATOIRE_CARDS", str(folder))

    follow(agence="active", gazette="active")
    pages = {
        "agence": [listing("agence", "CPTS du Mont", "Montbard")],
        "gazette": [listing("gazette", "CPTS du Lac", "Gray")],
    }
    observatory.week("2027-01-04", pages)

    def seen(tables):
        states = {row["source_id"]: row["etat"] for row in tables["sources"]}
        return states["gazette"], named(tables, "CPTS du Lac")["presence"]

    assert seen(observatory.week("2027-01-11", {"gazette": None})) == ("en_panne", "source_indisponible")
    follow(agence="active", gazette="retired")
    tables = observatory.week("2027-01-18", {"gazette": None})
    assert seen(tables) == ("plus_suivie", "plus_suivie")
    assert {row["nom"] for row in living(tables["cpts"])} == {"CPTS du Mont"}
    assert phrases(tables, "2027-01-18") == ["CPTS du Lac n'était citée que par des sources qui ne sont plus suivies."]
    follow(agence="active")
    again = observatory.week("2027-01-25", {"gazette": None})
    assert (seen(again), phrases(again, "2027-01-25")) == (("plus_suivie", "plus_suivie"), [])
    follow(agence="active", gazette="active")
    back = observatory.week("2027-02-01", {"gazette": pages["gazette"]})
    assert seen(back) == ("a_jour", "presente")
    assert phrases(back, "2027-02-01") == ["CPTS du Lac est de nouveau citée par une source."]
