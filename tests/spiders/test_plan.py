"""What a live crawl would ask: exact at least, bounded at most, and asked of nobody."""

import socket

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from spiders.plan import ANSWER, MAX_CHAINS, Publisher, Visit, chains, describe, duration, plan, visit
from spiders.registry import load_cards, read_card
from tests.support.loopback import write_card

ACTIVE = [one for one in load_cards().values() if one.lifecycle.state == "active"]


@pytest.fixture
def offline(monkeypatch):
    def asked(*_):
        raise AssertionError("something was asked")

    monkeypatch.setattr(socket.socket, "connect", asked)
    monkeypatch.setattr(socket, "getaddrinfo", asked)


def card(tmp_path, source_id, *urls, **rest):
    write_card(tmp_path, source_id, *urls, **rest)
    return read_card(tmp_path / f"{source_id}.toml")


def test_the_dry_run_lists_every_active_source_and_asks_nothing(offline):
    result = CliRunner().invoke(main, ["run", "--live", "--dry-run"])
    assert result.exit_code == 0, result.output
    for one in ACTIVE:
        assert f"  {one.id}: up to " in result.output
    assert "nothing was asked" in result.output
    assert "not asked: URPS médecins libéraux Océan Indien (04 06): aucune adresse connue" in result.output


def test_a_dry_run_is_that_of_a_live_one():
    assert CliRunner().invoke(main, ["run", "--dry-run"]).exit_code == 2


def test_the_whole_fits_in_ninety_minutes_even_at_every_ceiling():
    publishers = plan(ACTIVE)
    assert duration(publishers, lambda one: one.most_seconds) < 90 * 60
    assert publishers[0].name == "ars.sante.fr", "the longest chain starts first"


def test_one_robots_txt_per_host_then_the_first_requests(tmp_path):
    one = visit(
        card(tmp_path, "essai", "https://a.exemple.fr/un", "https://a.exemple.fr/deux", "https://b.exemple.fr/")
    )
    assert one.addresses == (
        "https://a.exemple.fr/robots.txt",
        "https://b.exemple.fr/robots.txt",
        "https://a.exemple.fr/un",
        "https://a.exemple.fr/deux",
        "https://b.exemple.fr/",
    )
    assert one.most == 60 + 2


def test_a_wordpress_is_asked_for_more_than_its_first_answer():
    """Its articles, its news, its sitemap and its home, whatever the pages of its interface are."""
    card = load_cards()["fmps-normandie"]
    (home,) = card.entry_urls
    asked = visit(card).addresses
    for path in ("wp-json/wp/v2/posts?search=cpts&per_page=100", "actualites", "feed/", "sitemap.xml", ""):
        assert asked.count(home + path) == 1, path


def test_a_card_that_is_slower_takes_longer(tmp_path):
    quick = visit(card(tmp_path, "vite", "https://a.exemple.fr/"))
    slow = visit(card(tmp_path, "lente", "https://b.exemple.fr/", crawl="delay = 8.0"))
    assert quick.seconds(10) == 10 * (ANSWER + 1.5) and slow.seconds(10) == 10 * (ANSWER + 8)


def test_publishers_wait_for_a_place():
    one = Publisher("exemple.fr", (Visit("essai", ("https://exemple.fr/",), 60, 1.0),))
    assert duration([one], lambda _: 60) == 60
    assert duration([one] * MAX_CHAINS, lambda _: 60) == 60
    assert duration([one] * (MAX_CHAINS + 1), lambda _: 60) == 120


def test_the_sources_of_one_publisher_follow_each_other():
    (agencies,) = [one for one in chains(ACTIVE, "live") if any(card.kind == "ars" for card in one)]
    assert {one.id for one in ACTIVE if one.kind == "ars"} <= {one.id for one in agencies}


def test_what_is_told_adds_up():
    publishers = plan(ACTIVE)
    last = describe(publishers).splitlines()[-1]
    assert f"{sum(one.least for one in publishers)} requests at least" in last
    assert f"{len(ACTIVE)} sources" in last
