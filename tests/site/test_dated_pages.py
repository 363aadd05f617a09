"""A dated link opens the page as the site designs it, with its evidence, whatever was released since."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipelines.publish.checksums import read_sums, sha256, write_sums
from pipelines.site.dated_pages import within
from tests.support.site_server import Site, make_release, running
from tests.support.synthetic import Row

FIRST, SECOND, THIRD = date(2026, 9, 20), date(2026, 10, 25), date(2026, 11, 22)
PAGES = ("/cpts/CPTS-000001", "/commune/48095", "/departement/48", "/region/76", "/suivi")


def named(name: str) -> object:
    def edit(tables: dict[str, list[Row]]) -> None:
        tables["cpts"][0]["nom"] = name
        tables["deploiement"] = [row | {"date": FIRST} for row in tables["deploiement"]]

    return edit


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("releases")


@pytest.fixture(scope="module")
def dated(root: Path) -> dict[str, str]:
    """Page → the address that a reader copies from it, read while its release was on show."""
    release = make_release(root, maps=True, day=FIRST, edit=named("CPTS d'alors"))
    with running(release) as site:
        cited = unescape(site.get("/cpts/CPTS-000001").text).split('class="a-copier"')[1]
    address = re.search(r'href="([^"]*)"', cited)[1]
    return {page: f"/{FIRST}{page}" for page in PAGES} | {"cited": address}


@pytest.fixture(scope="module")
def site(root: Path, dated: dict[str, str]) -> Iterator[Site]:
    """Two more releases, where the CPTS has another name."""
    make_release(root, maps=True, day=SECOND, edit=named("CPTS d'ensuite"))
    with running(make_release(root, maps=True, day=THIRD, edit=named("CPTS de maintenant"))) as found:
        yield found


def test_the_sheet_that_was_cited_keeps_its_words_and_its_evidence(site: Site, dated: dict[str, str]) -> None:
    assert dated["cited"] == dated["/cpts/CPTS-000001"]
    text = unescape(site.get(dated["cited"]).text)
    assert "<h1>CPTS d'alors" in text and "CPTS de maintenant" not in text
    assert "Contrat signé en juin 2023" in text and "Chronologie" in text and "<svg viewBox" in text
    assert "Livraison archivée du 20 septembre 2026." in text
    assert 'href="/cpts/CPTS-000001"' in text.split("<main")[0]  # the same page in the release of today
    assert "<h1>CPTS de maintenant" in unescape(site.get("/cpts/CPTS-000001").text)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_leads_to_pages_and_rows_of_its_release(site: Site, dated: dict[str, str], page: str) -> None:
    reply = site.get(dated[page])
    assert reply.status == 200 and '<meta name="robots" content="noindex">' in reply.text
    assert "CPTS de maintenant" not in unescape(reply.text)
    main = reply.text.split("<main")[1].split("</main>")[0]
    links = {urlsplit(unescape(link)).path for link in re.findall(r'href="(/[^"]*)"', main)}
    inside = {link for link in links if link.startswith(f"/{FIRST}")}
    assert inside and not {
        link for link in links - inside if re.match(r"/(cpts|commune|region|departement|obs)(?!.*flux_)", link)
    }
    for link in sorted(inside)[:12]:
        assert site.get(link).status == 200, link


def test_programs_still_get_the_row(site: Site) -> None:
    assert '"CPTS d\'alors"' in site.get(f"/{FIRST}/cpts/CPTS-000001.json?_shape=array").text


def test_what_a_release_did_not_hold_is_no_page(site: Site) -> None:
    for path in ("cpts/CPTS-999999", "commune/00000", "region/99", "signaler", "graphiques/region/99.svg"):
        assert site.get(f"/{FIRST}/{path}").status == 404, path
    map_of_today = site.get(f"/{FIRST}/carte")
    assert map_of_today.status == 404 and "n'est tracée que pour la livraison courante" in unescape(map_of_today.text)


def test_two_territories_and_the_files_of_a_release_have_its_date(site: Site) -> None:
    compared = site.get(f"/{FIRST}/comparer?a=region:76&b=departement:48").text
    assert "Livraison archivée" in compared and f'action="/{FIRST}/comparer"' in compared
    assert f'href="/{FIRST}/region/76"' in compared
    files = site.get(f"/{FIRST}/donnees").text
    assert f'href="/livraisons/{FIRST}/cpts.csv"' in files and "celle de cette page" in files


def test_the_drawing_of_a_page_of_then_is_that_of_then(site: Site, tmp_path: Path) -> None:
    drawing = site.get(f"/{FIRST}/graphiques/courbe.svg")
    assert drawing.headers["content-type"].startswith("image/svg") and "20 septembre 2026" in drawing.text
    assert site.get(f"/{FIRST}/graphiques/courbe.png").body.startswith(b"\x89PNG")
    assert f'"/{FIRST}/graphiques/courbe.svg"' in site.get(f"/{FIRST}/suivi").text


def test_the_state_of_a_day_is_told_as_it_was_known_then(site: Site) -> None:
    assert site.leads(f"/{FIRST}/etat/2026-01-01") == f"/etat/2026-01-01/{FIRST}"


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A release, and beside it one of before: without a column and a table that the templates of today ask for."""
    root = tmp_path_factory.mktemp("older")
    old = make_release(root, day=FIRST, edit=named("CPTS d'alors"))
    database = sqlite3.connect(old / "site" / "observatoire.db")
    for change in (
        "alter table evenements drop column date_evenement",
        "drop table libelle_statut",
    ):
        database.execute(change)
    database.commit()
    database.close()
    write_sums(old, read_sums(old) | {"site/observatoire.db": sha256(old / "site" / "observatoire.db")})
    with running(make_release(root, day=THIRD)) as site:
        yield site


def test_a_release_that_a_template_cannot_read_keeps_its_rows(older: Site) -> None:
    text = unescape(older.get(f"/{FIRST}/cpts/CPTS-000001").text)
    assert "CPTS d'alors" in text and "Chronologie" not in text and '<dl class="proprietes">' in text


@pytest.mark.parametrize(
    ("page", "row"),
    [("commune/48095", "couverture/48095"), ("departement/48", "departements/48"), ("region/76", "regions/76")],
)
def test_a_territory_that_a_template_cannot_read_leads_to_its_row(older: Site, page: str, row: str) -> None:
    assert older.leads(f"/{FIRST}/{page}") == f"/{FIRST}/{row}"
    assert older.get(f"/{FIRST}/{page}").status == 200


@pytest.mark.parametrize("page", ["commune/00000", "etat/rien"])
def test_what_an_older_release_cannot_show_is_said_in_french(older: Site, page: str) -> None:
    reply = older.get(f"/{FIRST}/{page}")
    assert reply.status == 404 and "Cette adresse ne mène à rien" in reply.text and "no such table" not in reply.text


def test_links_outside_the_content_stay() -> None:
    page = b'<a href="/cpts/1"><main><a href="/cpts/1"><a href="/observatoire/preuves/2"><a href="/sources#x"><a href="/observatoire/flux_cpts.atom"></main><a href="/suivi">'
    assert within(page, "/2026-09-20") == (
        b'<a href="/cpts/1"><main><a href="/2026-09-20/cpts/1"><a href="/2026-09-20/preuves/2">'
        b'<a href="/2026-09-20/sources/x"><a href="/observatoire/flux_cpts.atom"></main><a href="/suivi">'
    )
