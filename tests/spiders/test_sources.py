"""The registry of sources: what every card promises, whatever its source."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spiders.draft import TO_FILL
from spiders.registry import REGIONS, SOURCES, CardError, card, load_cards, missing, not_asked, read_card

CARDS = load_cards()
AGENCY_HOSTS = {
    "01": "guadeloupe",
    "02": "martinique",
    "03": "guyane",
    "04": "lareunion",
    "06": "mayotte",
    "11": "iledefrance",
    "24": "centre-val-de-loire",
    "27": "bourgogne-franche-comte",
    "28": "normandie",
    "32": "hauts-de-france",
    "44": "grand-est",
    "52": "pays-de-la-loire",
    "53": "bretagne",
    "75": "nouvelle-aquitaine",
    "76": "occitanie",
    "84": "auvergne-rhone-alpes",
    "93": "paca",
    "94": "corse",
}


def write(folder: Path, name: str, **changes: str) -> Path:
    """A copy of a real card with some lines replaced (`key` → the whole new line)."""
    lines = (SOURCES / "ars-bourgogne-franche-comte.toml").read_text(encoding="utf-8").splitlines()
    for key, new in changes.items():
        lines = [new if line.startswith(f"{key} =") else line for line in lines]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("source", CARDS.values(), ids=lambda source: source.id)
def test_a_card_can_be_collected_and_understood(source) -> None:
    said = (source.title, source.known, source.licence, source.lifecycle.reason)
    assert not any(TO_FILL in text for text in said), "a draft: fill in what says so"
    hosts = {(urlsplit(url).hostname or "").removeprefix("www.") for url in source.entry_urls}
    assert hosts <= set(source.hosts)
    assert len(set(source.entry_urls)) == len(source.entry_urls)
    assert source.known[0].isupper() or source.known[0] in "«0123456789", "`known` is a sentence, with its capital"
    assert source.lifecycle.since <= date.today()
    assert source.expect.minimum <= source.expect.maximum
    if source.kind in ("ars", "urps", "cpts"):
        assert source.regions, "a regional publisher has a region"


def test_paused_cards_expect_nothing_and_say_why_they_must_not_be_asked() -> None:
    paused = [one for one in CARDS.values() if one.lifecycle.state == "paused"]
    for source in paused:
        assert source.expect.minimum == 0, source.id
        assert len(source.lifecycle.reason) > 20, source.id
    assert len(paused) < 5, "a source is asked unless there is a reason not to"


def test_what_nobody_saw_is_said_to_be_supposed() -> None:
    for source in CARDS.values():
        if not source.verified:
            assert len(source.known) > 60, f"{source.id}: say what is known and what to look for"
            assert source.supposed, f"{source.id}: say what is only supposed"


def test_two_cards_do_not_start_from_the_same_page() -> None:
    seen: dict[str, str] = {}
    for source in CARDS.values():
        for url in source.entry_urls:
            assert url not in seen, f"{url}: {source.id} and {seen[url]}"
            seen[url] = source.id


def test_each_agency_has_its_card_on_its_own_host() -> None:
    hosts = {}
    for source in CARDS.values():
        if source.kind == "ars":
            assert source.platform == "ars" and source.lifecycle.state == "active", source.id
            assert source.crawl.discovery == ("rss", "press", "search", "sitemap", "menu"), source.id
            assert len(source.regions) == 1, source.id
            hosts[source.regions[0]] = source.hosts
    assert hosts.keys() == REGIONS.keys()
    for region, name in AGENCY_HOSTS.items():
        assert f"www.{name}.ars.sante.fr" in hosts[region]


def test_every_region_has_its_union_or_is_said_to_lack_it() -> None:
    """A paused one says why, a missing one has no known address; neither is asked."""
    with_card = {region for one in CARDS.values() if one.kind == "urps" for region in one.regions}
    lacking = {region for regions in missing().values() for region in regions}
    assert with_card | lacking == REGIONS.keys() and {"03", "04", "06"} <= lacking - with_card
    told = [name for name, _, why in not_asked(CARDS.values()) if len(why) > 20]
    assert (
        "URPS médecins libéraux Bretagne" in told and "URPS médecins libéraux Guyane" in told and "Agora Lib'" in told
    )


def test_unions_and_federations_are_searched_from_their_home_and_their_news_are_watched() -> None:
    for source in CARDS.values():
        if source.kind in ("urps", "federation"):
            assert {"news", "menu", "sitemap"} <= set(source.crawl.discovery), source.id
            assert ("rest" in source.crawl.discovery) == (source.platform == "wordpress"), source.id
    assert "news" in CARDS["assurance-maladie-communiques"].crawl.discovery


def test_the_watch_of_press_releases_leaves_the_pages_of_other_cards_to_them() -> None:
    watch = CARDS["assurance-maladie-communiques"]
    for one in ("assurance-maladie-presse", "cpam-cote-d-or"):
        assert all(re.search(watch.crawl.refuse, url) for url in CARDS[one].entry_urls), one


def test_the_registry_covers_france() -> None:
    covered = {region for source in CARDS.values() for region in source.regions}
    assert covered == set(REGIONS)
    assert {source.kind for source in CARDS.values()} >= {
        "ars",
        "urps",
        "federation",
        "assurance_maladie",
        "cpts",
        "national",
        "presse",
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": 'kind = "prefecture"'}, "kind"),
        ({"regions": 'regions = ["99"]'}, "unknown region code"),
        ({"verified": 'verified = true\ncolour = "blue"'}, "colour"),
        ({"minimum": "minimum = 80"}, "minimum is above maximum"),
        ({"fill": "fill = { mood = 0.5 }"}, "unknown field 'mood'"),
        ({"id": 'id = "another"'}, "rename the file or the id"),
        ({"publisher": "publisher = "}, "not TOML"),
    ],
)
def test_a_card_that_cannot_be_used_is_named(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    path = write(tmp_path, "ars-bourgogne-franche-comte.toml", **changes)
    with pytest.raises(CardError) as error:
        read_card(path)
    assert path.name in str(error.value)
    assert words in str(error.value)


def test_an_unknown_source_says_where_to_find_them() -> None:
    with pytest.raises(CardError, match="sources list"):
        card("ars-atlantide")
