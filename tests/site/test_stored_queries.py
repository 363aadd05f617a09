"""The address of a stored query: what it may say, and whose feed it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from pipelines.site.metadata import stored_queries
from tests.support.site_server import Site, running


@pytest.fixture(scope="module")
def site(drawn_release: Path) -> Iterator[Site]:
    with running(drawn_release) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("aci_par_region?regio=11", ("« regio »", "Elle n'en lit aucun")),
        ("communes_sans_cpts?departemen=48", ("« departemen »", "Vouliez-vous dire « departement »", "Elle lit")),
        ("communes_sans_cpts?departement=48&region=76", ("« region »",)),
        ("communes_sans_cpts.json?departement=99", ("Aucun département ne porte le code « 99 »",)),
        ("communes_sans_cpts.csv?departement=99", ("Aucun département",)),
        ("flux_region.atom?region=99", ("Aucune région ne porte le code « 99 »",)),
        ("flux_cpts.atom?cpts_id=CPTS-999999", ("Aucune CPTS",)),
        ("flux_departement.atom", ("dit de qui il parle", "departement=")),
    ],
)
def test_what_a_query_does_not_read_is_an_error_that_says_so(site: Site, path: str, words: tuple[str, ...]) -> None:
    for prefix in ("/observatoire/", "/2026-11-22/"):
        if prefix == "/2026-11-22/" and path.startswith("flux_"):
            continue  # a feed tells what is new
        reply = site.get(prefix + path)
        data = reply.headers["content-type"].startswith("application/json")
        said = json.loads(reply.text)["error"] if data else unescape(reply.text)
        assert data == path.partition("?")[0].endswith((".json", ".csv", ".atom"))
        assert reply.status == 400, reply.text
        assert all(one in said for one in words), said


def test_parameters_of_datasette_and_an_empty_choice_are_read(site: Site) -> None:
    assert site.get("/observatoire/aci_par_region.json?_shape=array&_size=max").status == 200
    assert "Choisissez, puis exécutez" in site.get("/observatoire/communes_sans_cpts?departement=").text


def test_every_query_declares_what_its_sql_reads() -> None:
    for name, query in stored_queries().items():
        read = set(re.findall(r"(?<!\w):([a-z_]+)", re.sub(r"'[^']*'", "", query["sql"])))
        assert read == set(query.get("params", ())), name


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("flux_changements.atom", "Observatoire des CPTS : changements"),
        ("flux_region.atom?region=76", "Observatoire des CPTS : Occitanie"),
        ("flux_departement.atom?departement=48", "Observatoire des CPTS : Département 48"),
        ("flux_cpts.atom?cpts_id=CPTS-000001", "Observatoire des CPTS : CPTS des Trois Clochers"),
    ],
)
def test_a_feed_bears_the_name_of_whom_it_speaks(site: Site, path: str, title: str) -> None:
    feed = site.get(f"/observatoire/{path}").text
    assert re.findall(r"<title>(.*?)</title>", feed)[0] == title
    assert feed.count(f"<title>{title}</title>") == 1


def test_feeds_of_a_departement_and_of_a_cpts_hold_their_changes(site: Site) -> None:
    one = site.get("/observatoire/flux_cpts.atom?cpts_id=CPTS-000001").text
    assert "CPTS des Trois Clochers est apparue." in one and "Livraison du 22/11/2026 : 1 changement<" in one
    lozere = site.get("/observatoire/flux_departement.atom?departement=48").text
    assert "CPTS des Trois Clochers est apparue." in lozere and "Horizon" not in lozere
    assert one.count("<entry>") == 2 and lozere.count("<entry>") >= 2
