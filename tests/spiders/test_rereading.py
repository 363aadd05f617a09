"""A press article is asked ever more rarely, and is never said to be stale for it."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from spiders.collect import collect
from spiders.registry import load_cards
from spiders.rereading import LONGEST, wait
from tests.support.loopback import QUICK, Site, serve, table, write_card


def test_the_wait_doubles_up_to_a_year():
    first = last = date(2027, 1, 4)
    waits = []
    for _ in range(7):
        waits.append(wait(30, first, last))
        last += timedelta(days=waits[-1])
    assert waits == [30, 30, 60, 120, 240, LONGEST, LONGEST]


def test_every_press_card_says_how_often_and_allows_for_it():
    for card in load_cards().values():
        if card.kind == "presse":
            assert card.crawl.reread_days, card.id
        if card.crawl.reread_days:
            assert card.expect.max_age_days > LONGEST, f"{card.id} would be stale before it is read again"


@pytest.fixture
def crawl(tmp_path):
    site = Site(pages={"/article": table("CPTS du Val Ondin")})
    with serve(site):
        write_card(tmp_path / "cards", "gazette", site.url + "/article", crawl="reread_days = 30")
        where = ([tmp_path / "captures"], tmp_path / "out")

        def on(day, again=False):
            site.asked.clear()
            options = {"cards": tmp_path / "cards", "today": day, "again": again, "settings": QUICK}
            (report,) = collect(["gazette"], "live", *where, **options)
            assert not report.failed, report.reason
            return report, site.asked["/article"]

        yield on


def test_an_article_that_was_read_rests_and_then_is_asked_again(crawl):
    assert crawl("2027-01-04")[1] == 1
    report, asked = crawl("2027-01-11")
    assert (asked, report.day, report.last_success, report.outcome) == (0, "2027-01-11", "2027-01-04", "unchanged")
    assert report.listings == 1
    assert crawl("2027-01-11", again=True)[1] == 1
    assert crawl("2027-03-01")[1] == 1


def test_a_dry_run_leaves_out_an_article_that_rests(crawl, tmp_path, monkeypatch):
    crawl("2027-01-04")
    (tmp_path / "work").mkdir()
    (tmp_path / "out").rename(tmp_path / "work" / "listings")
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    monkeypatch.setenv("OBSERVATOIRE_CARDS", "")  # given back after the test

    def said(day, *options):
        command = ["run", "--live", "--dry-run", "--cards", str(tmp_path / "cards"), "--today", day, *options]
        return CliRunner().invoke(main, command).output

    assert "1 dated statement(s) were read lately and rest: gazette" in said("2027-01-11")
    for asked in (said("2027-03-01"), said("2027-01-11", "--again")):
        assert "gazette: up to" in asked and "rest" not in asked.splitlines()[-1]
