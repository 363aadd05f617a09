"""What the site gives programs: feeds, exports, downloads, the sitemap, structured data."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from schema import load_schema
from tests.support.site_server import Site, running


@pytest.fixture(scope="module")
def site(drawn_release: Path) -> Iterator[Site]:
    with running(drawn_release) as found:
        yield found


def test_structured_data_of_the_home_page_leads_to_the_files(site: Site) -> None:
    from rdflib import Graph
    from rdflib.namespace import DCAT

    block = site.get("/").text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    addresses = {
        str(one)
        for one in Graph().parse(data=block, format="json-ld", base=f"{site.address}/").objects(None, DCAT.downloadURL)
    }
    assert f"{site.address}/livraisons/2026-11-22/cpts.csv" in addresses and len(addresses) > 30
    for address in sorted(addresses)[:5]:
        assert site.get(address.removeprefix(site.address)).status == 200, address


def test_what_programs_need_of_a_proof_is_one_click_away(site: Site) -> None:
    sheet = site.get("/cpts/CPTS-000001").text
    for technical in ("regle_", "urn:", "/html/body", "<code>"):
        assert technical not in sheet, technical
    row = re.findall(r'href="(/observatoire/preuves/[^"]+)">endroit exact', sheet)[0]
    assert "regle_" in site.get(row).text and "urn:uuid:0001" in site.get(row).text


def test_feeds_parse_and_are_never_empty(site: Site) -> None:
    for name in ("changements.atom", "region.atom?region=76", "departement.atom?departement=48", "sources.atom"):
        feed = ElementTree.fromstring(site.get(f"/observatoire/flux_{name}").body)
        entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
        assert entries, name
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1  # no source in trouble
    changes = ElementTree.fromstring(site.get("/observatoire/flux_changements.atom").body)
    assert len(changes.findall("{http://www.w3.org/2005/Atom}entry")) == 7  # six changes and the release


def test_a_feed_keeps_its_name_and_its_links_have_a_host(site: Site) -> None:
    """Whatever the release: a reader follows the feed by its id, and gets whole addresses."""
    reply = site.get("/observatoire/flux_changements.atom")
    assert reply.headers["content-type"].startswith("application/atom+xml")
    assert f"<id>{site.address}/observatoire/flux_changements.atom</id>" in reply.text
    assert f'<link href="{site.address}/observatoire/flux_changements.atom" rel="self"/>' in reply.text
    assert f'<link href="{site.address}/cpts/CPTS-000001"/>' in reply.text and 'href="/' not in reply.text
    assert "observatoire-" not in reply.text.replace("urn:observatoire-cpts:", "")
    assert reply.text.count("<author>") == 7
    assert "Livraison du 22/11/2026 : 6 changements" in reply.text
    assert "Livraison du 22/11/2026 : 1 changement<" in site.get("/observatoire/flux_region.atom?region=27").text


def test_sitemap_lists_pages_that_exist(site: Site) -> None:
    root = ElementTree.fromstring(site.get("/sitemap.xml").body)
    paths = [urlsplit(element.text or "").path for element in root.iter() if element.tag.endswith("loc")]
    owed = {"/mentions-legales", "/vie-privee", "/accessibilite", "/retrait"}
    assert {"/", "/cpts/CPTS-000001", "/departement/2A", "/a-propos", *owed} <= set(paths)
    for path in paths[:16] + [path for path in paths if path.startswith("/cpts/")]:
        assert site.get(path).status == 200, path
    assert "Sitemap:" in site.get("/robots.txt").text


def test_exports_hold_the_rows(site: Site, tmp_path: Path) -> None:
    import io

    import duckdb
    import pandas as pd

    frame = pd.read_csv(io.BytesIO(site.get("/observatoire/communes_sans_cpts.csv?departement=48").body))
    assert sorted(frame["nom"]) == ["Florac Trois Rivières", "Langogne"]
    (tmp_path / "cpts.csv").write_bytes(site.get("/observatoire/cpts.csv?_size=max").body)
    found = duckdb.connect().execute(f"select count(*), max(vu_le) from read_csv('{tmp_path / 'cpts.csv'}')").fetchall()
    assert found == [(6, date(2026, 11, 20))]
    rows = json.loads(site.get("/observatoire/cpts.json?_shape=array").body)
    assert len(rows) == 6
    shapes = json.loads(site.get("/observatoire/territoires_geojson.geojson").body)
    assert len(shapes["features"]) == 5 and shapes["features"][0]["geometry"]["type"].endswith("Polygon")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("deploiement", "date"),
        ("deploiement", "niveau"),
        ("couverture", "region"),
        ("couverture", "statut_max"),
        ("vocabulaire", "domaine"),
        ("preuves", "source_id"),
    ],
)
@pytest.mark.parametrize("order", ["_sort", "_sort_desc"])
def test_an_export_of_all_pages_holds_every_row_in_any_order(site: Site, table: str, column: str, order: str) -> None:
    import io

    import pandas as pd
    import pyarrow.parquet as pq

    sent = site.get(f"/observatoire/{table}.csv?_stream=on&_size=4&{order}={column}").body
    key = list(load_schema()[table].primary_key)
    found = pd.read_csv(io.BytesIO(sent), dtype=str, keep_default_na=False)[key].agg("|".join, axis=1)
    assert len(found) == found.nunique() == pq.read_metadata(site.release / f"{table}.parquet").num_rows


def test_downloads_open_with_the_snippets_of_the_site(site: Site, tmp_path: Path) -> None:
    import duckdb
    import pandas as pd

    path = f"/livraisons/{site.release.name}/cpts.parquet"
    assert f"{site.address}{path}" in site.get("/donnees").text
    (tmp_path / "cpts.parquet").write_bytes(site.get(path).body)
    assert pd.read_parquet(tmp_path / "cpts.parquet").groupby("statut").size()["aci_signe"] == 2
    found = (
        duckdb.connect()
        .execute(f"select count(*) from '{tmp_path / 'cpts.parquet'}' where statut = 'aci_signe'")
        .fetchall()
    )
    assert found == [(2,)]
