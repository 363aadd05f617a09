"""What a run is judged by: bounds, fill, what was good before. No crawl is needed."""

from dataclasses import replace
from datetime import date

import pytest

from spiders.baseline import fill_rate, judge, propose, stale, turnover
from spiders.crawl import Crawl
from spiders.listing import Evidence, Listing
from spiders.registry import load_cards
from spiders.report import data_version
from spiders.verdict import conclude
from tests.support.loopback import write_card


def listings(*names, population="45 000 habitants"):
    return [
        Listing(name, Evidence("essai", "https://x.fr", str(i)), population_text=population)
        for i, name in enumerate(names)
    ]


@pytest.fixture
def card(tmp_path):
    write_card(tmp_path, "essai", "https://x.fr/cpts", minimum=2)
    made = load_cards(tmp_path)["essai"]
    return made.model_copy(update={"expect": made.expect.model_copy(update={"fill": {"population_text": 0.5}})})


def names(alarms):
    return [alarm.name for alarm in alarms]


def test_below_the_minimum_fails_above_the_maximum_warns(card):
    assert names(judge(card, listings("A"))) == ["Collapse"]
    assert names(judge(card, listings("A", "B"))) == []
    assert names(judge(card, listings(*map(str, range(21))))) == ["CountMismatch"]


def test_no_listing_at_all_is_a_collapse_whatever_the_fill(card):
    assert names(judge(card, [])) == ["Collapse"]


def test_an_emptied_column_is_seen(card):
    assert names(judge(card, listings("A", "B", population=None))) == ["LayoutDrift"]
    assert fill_rate([], "population_text") == 0


def test_half_of_the_last_good_run_is_a_collapse_unless_the_capture_is_the_same(card):
    last = listings(*"ABCDEFG")
    assert "Collapse" in names(judge(card, listings("A", "B", "C"), last))
    assert judge(card, listings("A", "B", "C"), last, unchanged_capture=True) == []


def test_other_names_are_a_turnover_and_another_spelling_is_not(card):
    last = listings("CPTS du Val-Bleu", "CPTS Été", "CPTS C")
    assert turnover(listings("cpts du val bleu", "CPTS Ete", "CPTS  C"), last) == 0
    assert names(judge(card, listings("X", "Y", "CPTS C"), last)) == ["Turnover"]


def test_bounds_are_proposed_from_what_was_seen(card):
    proposed = propose(listings(*map(str, range(10))))
    assert (proposed.minimum, proposed.maximum, proposed.fill) == (8, 20, {"population_text": 0.9})
    assert judge(card.model_copy(update={"expect": proposed}), listings(*map(str, range(10)))) == []


def test_an_old_success_is_stale(card):
    assert stale(card, date(2026, 9, 1), date(2026, 11, 22)).name == "Stale"
    assert stale(card, date(2026, 11, 1), date(2026, 11, 22)) is None


@pytest.mark.parametrize("lost", ["", "http://x/"])
def test_last_good_listings_that_cannot_be_read_are_an_alarm(card, tmp_path, lost):
    """A run is then compared with nothing: the alarm says so, whether it is good or fails."""
    (tmp_path / f"{card.id}.jsonl").write_bytes(b'{"name": "CPTS du V\xff')
    found = [] if lost else listings("CPTS du Val", "CPTS des Monts")
    crawl = Crawl(found, [], [lost] if lost else [], [], 1, "", "", {}, {}, [])
    report = conclude(card, crawl, "live", tmp_path, "2026-11-22")
    assert "LastGoodUnreadable" in names(report.alarms)
    assert report.failed == bool(lost) and ("cannot be read" in report.reason) == bool(lost)
    assert (tmp_path / f"{card.id}.jsonl").read_bytes().startswith(b'{"name": "CPTS du V\xff') == bool(lost)


def test_the_version_of_the_data_ignores_when_and_where_it_was_recorded():
    one = listings("A", "B")
    other = [
        replace(listing, evidence=replace(listing.evidence, fetched_at="2027", digest="x", locator="9"))
        for listing in reversed(one)
    ]
    assert data_version(one) == data_version(other)
    assert data_version(one) != data_version(listings("A", "C"))
