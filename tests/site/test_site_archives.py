"""A link cited from one release gives the same rows once another is shown, and old releases stay out of the way."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.support.site_server import DAY, Site, make_release, running
from tests.support.synthetic import Row, rows

EARLIER = date(2026, 10, 25)
SIGNED = "/cpts?statut=aci_signe&statut_fondement__not=deduit&presence__in=presente,reportee,source_indisponible"
# page → addresses of its citations, without the release
CITED = {
    "/": ["/comptes_publies/P6", SIGNED, "/deploiement/{day},france,FR,tous_stades"],
    "/suivi": [SIGNED, "/deploiement/{day},france,FR,tous_stades"],
    "/region/76": [f"{SIGNED}&region=76", "/deploiement/{day},region,76,tous_stades"],
    "/departement/48": ["/cpts_d_un_departement?departement=48", "/deploiement/{day},departement,48,tous_stades"],
    "/commune/48095": ["/couverture/48095"],
    "/cpts/CPTS-000002": ["/cpts/CPTS-000002"],
    "/observatoire/cpts?statut=projet_valide": ["/cpts?statut=projet_valide"],
    "/observatoire/couverture/48095": ["/couverture/48095"],
    "/observatoire/communes_sans_cpts?departement=48": ["/communes_sans_cpts?departement=48"],
    "/observatoire?sql=select+count(*)+from+cpts": ["?sql=select+count(*)+from+cpts"],
}


def as_of(day: date, status: str, extra: bool) -> object:
    """An edit that dates the tables, gives CPTS-000002 a status, says that the sources no longer name CPTS-000006,
    whose contract was signed, and, unless `extra`, leaves CPTS-000005 out."""

    def edit(tables: dict[str, list[Row]]) -> None:
        tables["deploiement"] = [row | {"date": day} for row in tables["deploiement"]]
        tables["cpts"][1]["statut"] = status
        tables["cpts"][5] |= {"statut": "aci_signe", "presence": "absente_depuis"}
        if not extra:
            for name, held in tables.items():
                tables[name] = [row for row in held if row.get("cpts_id") != "CPTS-000005"]
            for row in tables["couverture"]:
                if row["commune"] == "97411":
                    row |= {"nb_cpts": 0, "statut_max": None, "cpts_ids": None}
        signed = sum(row["statut"] == "aci_signe" and row["presence"] == "presente" for row in tables["cpts"])
        for row in tables["deploiement"]:
            if (row["niveau"], row["definition"]) == ("france", "aci_signe"):
                row |= {"nb_cpts": signed, "nb_jamais_confirmees": signed}
        if day > EARLIER:
            tables["deploiement"] += [row | {"date": EARLIER} for row in rows()["deploiement"]]
            tables["changements"].append(
                {
                    "changement_id": "C9",
                    "cpts_id": "CPTS-000002",
                    "livraison": day,
                    "nature": "statut",
                    "avant": "projet_valide",
                    "apres": status,
                    "phrase": "CPTS Vallée de l'Exemple a signé.",
                    "preuve_id": "CPTS-000002-2",
                }
            )

    return edit


@dataclass(frozen=True)
class Shown:
    """What was cited while a release was the current one: page → address and rows."""

    links: dict[str, list[str]]
    rows: dict[str, list[Row]]


def as_json(link: str) -> str:
    path, _, query = link.partition("?")
    return f"{path}.json?{query}&_shape=array" if query else f"{path}.json?_shape=array"


def read(site: Site, link: str) -> list[Row]:
    reply = site.get(as_json(link))
    assert reply.status == 200, link
    found = json.loads(reply.body)
    return found["rows"] if isinstance(found, dict) else found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    make_release(folder, day=EARLIER, edit=as_of(EARLIER, "projet_valide", extra=False))
    return folder


@pytest.fixture(scope="module")
def cited(root: Path) -> Shown:
    """The citations of the first release, read while the site showed it."""
    links = {}
    with running(root / EARLIER.isoformat()) as site:
        for page in CITED:
            text = site.get(page).text
            blocks = re.findall(r'<blockquote class="a-copier">(.*?)</blockquote>', text, re.S)
            written = [unescape(re.search(r'href="([^"]*)"[^>]*>([^<]*)</a>', block)[2]) for block in blocks]
            assert all(address.startswith(site.address) for address in written)
            links[page] = [address.removeprefix(site.address) for address in written]
        rows = {link: read(site, link) for held in links.values() for link in held}
    return Shown(links, rows)


@pytest.fixture(scope="module")
def site(root: Path, cited: Shown) -> Iterator[Site]:
    """The site of a second release, written after the first was cited."""
    release = make_release(root, day=DAY, edit=as_of(DAY, "aci_signe", extra=True))
    with running(release) as found:
        yield found


@pytest.mark.parametrize("page", CITED)
def test_each_page_cites_its_release_and_query(cited: Shown, page: str) -> None:
    assert cited.links[page] == [f"/{EARLIER}{rest.format(day=EARLIER)}" for rest in CITED[page]]


@pytest.mark.parametrize("page", CITED)
def test_a_cited_link_gives_the_same_rows_after_the_next_release(cited: Shown, site: Site, page: str) -> None:
    for link in cited.links[page]:
        assert read(site, link) == cited.rows[link] != []


def test_the_two_releases_differ_where_they_were_cited(cited: Shown, site: Site) -> None:
    link = cited.links["/suivi"][0]
    assert [row["cpts_id"] for row in cited.rows[link]] == ["CPTS-000001"]
    now = read(site, link.replace(f"/{EARLIER}", f"/{DAY}"))
    assert sorted(row["cpts_id"] for row in now) == ["CPTS-000001", "CPTS-000002", "CPTS-000005"]


@pytest.mark.parametrize("page", ["/", "/suivi"])
def test_our_own_figures_are_drawn_as_lines_once_there_are_two(root: Path, site: Site, page: str) -> None:
    text = site.get(page).text
    for definition in ("tous_stades", "lettre_ou_plus", "aci_signe"):
        assert f'class="trace trace-observatoire trace-{definition}"' in text
    assert "25 octobre 2026 : 2, ACI signés" in text
    assert "22 novembre 2026 : 3, ACI signés" in text
    with running(root / EARLIER.isoformat()) as first:
        assert "trace-observatoire" not in first.get(page).text


@pytest.mark.parametrize("page", ["/", "/suivi"])
def test_the_number_cited_is_the_number_of_rows(site: Site, page: str) -> None:
    """A CPTS that its sources no longer name keeps its status, and is not counted."""
    text = unescape(site.get(page).text)
    said = re.search(r"connaît (\d+) CPTS ayant signé.*?href=\"([^\"]*)\"", text, re.S)
    assert said and int(said[1]) == len(read(site, said[2])) == 3


def test_an_archived_page_says_so_and_leads_to_the_current_one(site: Site) -> None:
    text = site.get(f"/{EARLIER}/cpts?statut=aci_signe").text
    assert "Livraison archivée du 25 octobre 2026." in text
    assert 'href="/observatoire/cpts?statut=aci_signe"' in text
    assert '<meta name="robots" content="noindex">' in text
    assert "Livraison du 25 octobre 2026, schéma" in text
    newest = site.get(f"/{DAY}/cpts").text
    assert "Adresse permanente de la livraison du 22 novembre 2026" in newest and "archivée" not in newest
    assert "noindex" not in site.get("/observatoire/cpts").text


def test_the_values_of_an_archive_lead_to_its_own_rows(site: Site) -> None:
    for path in (
        "cpts",
        "territoires",
        "preuves",
        "couverture",
        "couverture/48095",
        "cpts_d_un_departement?departement=48",
    ):
        main = site.get(f"/{EARLIER}/{path}").text.split("<main")[1].split("</main>")[0]
        links = {urlsplit(link).path for link in re.findall(r'href="([^"]*)"', main) if "exemple.invalid" not in link}
        inside = {link for link in links if link.startswith((f"/{EARLIER}", f"/livraisons/{EARLIER}/"))}
        assert len(inside) > 3 and links - inside <= {"/", "/dictionnaire", ""}, path
    assert site.get(f"/{EARLIER}/regions/76").status == 200


def test_exports_of_an_archive_hold_its_rows(site: Site) -> None:
    lines = site.get(f"/{EARLIER}/cpts.csv?_size=max").body.splitlines()
    assert len(lines) == 1 + 5
    shapes = json.loads(site.get(f"/{EARLIER}/territoires_geojson.geojson").body)
    assert shapes["type"] == "FeatureCollection"


def test_old_releases_stay_out_of_search_sitemap_menus_and_feeds(site: Site) -> None:
    text = site.get("/-/search?q=trois+clochers").text
    assert text.count("CPTS des Trois Clochers</a>") == 1
    for path in ("/", "/observatoire", "/-/search?q=mende"):
        assert f'href="/{EARLIER}' not in site.get(path).text, path
    places = [element.text or "" for element in ElementTree.fromstring(site.get("/sitemap.xml").body).iter()]
    assert not [place for place in places if re.search(r"/\d{4}-\d{2}-\d{2}", place)]
    assert site.get(f"/{EARLIER}/flux_changements.atom").status == 404
    # the two pages that list them
    assert f'href="/{EARLIER}"' in site.get("/donnees").text
    assert f'href="/{EARLIER}/qualite?succes=0"' in site.get("/qualite").text
    assert site.get(f"/{EARLIER}/qualite?succes=0").status == 200


def test_the_home_page_says_since_when_things_changed(site: Site) -> None:
    text = site.get("/").text
    assert "7 changements depuis la livraison du 25 octobre 2026." in text
    listed = text.split('id="titre-changements"')[1]
    assert listed.index("Statut changé") < listed.index("Apparue")


@pytest.mark.parametrize("path", ["/observatoire/changements?nature=statut", "/observatoire/changements/C9"])
def test_what_changed_is_said_in_words(site: Site, path: str) -> None:
    text = site.get(path).text
    assert ">Projet de santé validé</" in text and ">ACI signé</" in text and ">aci_signe</" not in text


@pytest.mark.parametrize(
    "path",
    [
        "/2026-10-24/cpts",
        "/2026-10-25.2/cpts",
        "/2026-10-25/rien",
        "/2026-10-25/-/databases",
        "/2026-10-25/-/metadata.json",
        "/2026-10-25/carte_departements/boite/x",
    ],
)
def test_nothing_but_tables_is_open_in_an_archive(site: Site, path: str) -> None:
    reply = site.get(path)
    assert reply.status in (400, 404)
    assert str(site.release.parent) not in reply.text


@pytest.mark.parametrize(
    "sql",
    [
        "select randomblob(1000000000)",
        "delete from cpts",
        "attach database '/etc/passwd' as x",
        "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n",
    ],
)
def test_an_archive_has_the_limits_of_the_site(site: Site, sql: str) -> None:
    reply = site.get(f"/{EARLIER}?sql=" + quote(sql))
    assert reply.status in (400, 403)
    assert str(site.release.parent) not in reply.text
    assert (
        reply.headers["x-content-type-options"] == "nosniff"
        and "script-src 'none'" in reply.headers["content-security-policy"]
    )


def test_more_archives_than_are_kept_open_all_answer(root: Path, tmp_path: Path) -> None:
    folders = [make_release(tmp_path, day=date(2026, month, 1)) for month in range(1, 6)]
    folders.append(make_release(tmp_path, day=date(2026, 5, 1), reconstruction=False))
    assert folders[-1].name == "2026-05-01.2"
    with running(folders[0]) as site:
        for _ in range(2):
            for folder in folders:
                name = folder.name.replace(".", "-")
                assert f"/{name}/cpts" in site.get(f"/{name}/cpts").text
        assert "1er mai 2026 (2e de la journée)" in site.get("/2026-05-01-2/cpts").text


def test_a_release_alone_under_another_name_keeps_its_addresses(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copie"
    shutil.copytree(root / EARLIER.isoformat(), folder)
    with running(folder) as site:
        assert site.get(f"/{EARLIER}/cpts").status == 200
        assert site.get(f"/livraisons/{EARLIER}/cpts.csv").body == (folder / "cpts.csv").read_bytes()
