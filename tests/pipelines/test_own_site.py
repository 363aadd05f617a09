"""The site of a CPTS is known from the page that speaks of it there."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from pipelines.identity.words import is_shared_host
from pipelines.steps.claims import read_listing
from pipelines.steps.own_site import is_of, on_their_site
from spiders.listing import Evidence, Listing
from spiders.registry import load_cards
from tests.pipelines.test_placing import card

FACTS = Path(__file__).parents[2] / "datasets" / "reconstructions" / "facts.jsonl"


@pytest.mark.parametrize(
    ("name", "publisher", "site"),
    [
        ("CPTS d’Auray", "CPTS du Pays d'Auray", "https://www.exemple.fr/"),
        ("CPTS de l'Adour", "CPTS Tarbes-Adour", None),  # the neighbour shares a word
        ("CPTS Lez Mosson", "CPTS Montpellier Nord", None),
    ],
)
def test_only_the_cpts_of_the_site(name: str, publisher: str, site: str | None) -> None:
    mine = Evidence("essai", "https://www.exemple.fr/projets/1028", "/html")
    (statement,) = on_their_site([read_listing(Listing(name, mine))], card(kind="cpts", publisher=publisher))
    said = statement.first("site_web")
    assert (said.value if said else None) == site


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("presse", "https://www.exemple.fr/a"),
        ("cpts", "https://www.facebook.com/cpts"),
        ("cpts", "https://github.com/CPTS-du-Val/site"),
    ],
)
def test_a_newspaper_and_a_shared_host_are_nobodys_site(kind: str, url: str) -> None:
    read = read_listing(Listing("CPTS du Val", Evidence("essai", url, "/html")))
    (statement,) = on_their_site([read], card(kind=kind, publisher="CPTS du Val"))
    assert statement.first("site_web") is None


def test_an_address_that_the_page_gives_comes_first() -> None:
    listing = Listing("CPTS du Val", Evidence("essai", "https://a.exemple.fr/", "/html"), website="https://val.fr/")
    (statement,) = on_their_site([read_listing(listing)], card(kind="cpts", publisher="CPTS du Val"))
    assert [claim.value for claim in statement.values("site_web")] == ["https://val.fr/"]


def test_the_card_of_an_own_site_names_its_cpts_as_its_pages_do() -> None:
    named: dict[str, set[str]] = defaultdict(set)
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        named[page["source"]] |= {one["nom"] for one in page["cpts"]}
    cards = load_cards()
    owned = [one for one in cards.values() if one.kind == "cpts" and one.id in named and not _shared(one.hosts)]
    read = {
        name: read_listing(Listing(name, Evidence("a", "https://a.fr/", "/"))) for one in named.values() for name in one
    }
    unknown = [one.id for one in owned if not any(is_of(one, read[name]) for name in named[one.id])]
    assert len(owned) > 80 and unknown == []


def _shared(hosts: tuple[str, ...]) -> bool:
    return any(is_shared_host(host.removeprefix("www.")) for host in hosts)
