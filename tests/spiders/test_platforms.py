"""Each platform crawls the fixtures from a server on the loopback, records them, and replays them strictly: the rows
are those of the fixtures both times.

Two processes in all: one crawl and one replay of all sources.
"""

from __future__ import annotations

import fnmatch
import gzip
import json
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from spiders.collect import collect
from spiders.listing import read_jsonl
from spiders.loader import PLATFORMS
from tests.support.corpus import CASES, fields, wanted
from tests.support.loopback import QUICK, Answer, Site, send, serve, write_card


@dataclass(frozen=True)
class Source:
    """A source of one platform: what its card says, which fixtures its site serves where, and how."""

    platform: str
    entries: tuple[str, ...]
    fixtures: dict[str, str]  # path → fixture
    crawl: str = ""
    more: dict[str, Answer | bytes] = field(default_factory=dict)
    unread: tuple[str, ...] = ()  # fixtures that lead to others and have no row


def links(*pairs: tuple[str, str]) -> bytes:
    items = "".join(f'<li><a href="{path}">{text}</a></li>' for path, text in pairs)
    return f"<!doctype html><title>Documents</title><main><h1>Documents</h1><ul>{items}</ul></main>".encode()


def layer(handler: BaseHTTPRequestHandler) -> None:
    """A layer of three rows that gives two at once: its description, its count, its pages."""
    parts = urlsplit(handler.path)
    asked = parse_qs(parts.query)
    if not parts.path.endswith("/query"):
        body = json.dumps({"type": "Feature Layer", "fields": [{"name": "n1"}], "maxRecordCount": 2}).encode()
    elif "returnCountOnly" in asked:
        body = b'{"count": 3}'
    else:
        page = CASES[f"map/arcgis_page_{1 if asked['resultOffset'] == ['0'] else 2}"]
        body = page.document.body
    send(handler, body, kind="application/json")


def open_api(handler: BaseHTTPRequestHandler) -> None:
    """The records of the fixture two at a time, from the `start` that is asked, and how many there are."""
    data = json.loads(CASES["json/open_data"].document.body)
    start = int(parse_qs(urlsplit(handler.path).query).get("start", ["0"])[0])
    body = json.dumps(data | {"results": data["results"][start : start + 2]}).encode()
    send(handler, body, kind="application/json")


DOCS = Path(__file__).parents[2] / "docs" / "platforms"
LAYER = "/arcgis/rest/services/cpts/FeatureServer/0"
REST = "/wp-json/wp/v2/{}?search=cpts&per_page=100"
WFS = "/geoserver/GCS/ows?service=WFS&version=1.0.0&request=GetFeature&typeName=GCS%3AAMBU_CPTS"
OPEN_DATA = """
[extract]
rows = "results"
ignore = ["referent", "code departement", "geo_point_2d"]
columns.id_cpts = "publisher_ref"
columns.nom_cpts = "name"
columns.departement = "department_text"
columns.etat_avancement = "status_text"
columns.date_signature_aci = "date_text"
columns.population_totale = "population_text"
columns.communes = "territory_text"
columns."code communes" = "commune_codes"
"""
SOURCES = {
    "ars": Source(
        "ars",
        ("/les-cpts-de-bretagne",),
        {
            "/les-cpts-de-bretagne": "table/merged_headers",
            "/rss.xml": "discovery/ars_feed",
            "/liste-communiques-presse": "discovery/ars_press_list",
            "/creation-centre-morbihan": "html/ars_identity_card",
            "/index.php/nouvelle-communaute-professionnelle-territoriale-de": "html/ars_heading_per_cpts",
        },
        crawl='discovery = ["rss", "press"]',
        unread=("discovery/ars_feed", "discovery/ars_press_list"),
    ),
    "wordpress": Source(
        "wordpress",
        ("/les-cpts/", "/annuaire/"),
        {REST.format("pages"): "wordpress/rest_pages", "/annuaire/": "html/cards_accordion"},
        crawl='discovery = ["rest"]',
        more={REST.format("posts"): b"[]"},
    ),
    "site": Source(
        "site",
        ("/cpts", "/les-cpts-en-cote-d-or", "/fiches"),
        {
            "/cpts": "table/by_stage",
            "/les-cpts-en-cote-d-or": "html/cpam_heading_epci",
            "/fiche-sud-yonne": "table/sheet_of_one",
        },
        crawl="follow = 'fiche-'",
        more={"/fiches": links(("/fiche-sud-yonne", "Sud de l'Yonne"), ("/mentions-legales", "Mentions légales"))},
    ),
    "documents": Source(
        "documents",
        ("/documents",),
        {
            "/media/1/download": "pdf/pages",
            "/media/2/download": "workbook/paca_communes",
            "/uploads/2026/02/cpts.ods": "workbook/department_sheets",
            "/export/cpts.csv": "delimited/windows",
        },
        more={
            "/documents": links(
                ("/media/1/download", "Liste des CPTS (PDF)"),
                ("/media/2/download", "Communes des CPTS"),
                ("/uploads/2026/02/cpts.ods", "Classeur"),
                ("/export/cpts.csv", "CPTS"),
                ("/media/9/download", "Rapport d'activité"),
            )
        },
    ),
    "maps": Source(
        "maps",
        ("/fr/map/les-cpts-de-bretagne_42", LAYER, WFS, "/carte.kmz"),
        {
            "/fr/map/les-cpts-de-bretagne_42": "map/umap_settings",
            "/fr/datalayer/42/a1b2/": "map/umap_layer",
            "/fr/datalayer/42/c3d4/": "map/umap_stage_layer",
            WFS: "map/wfs_4326",
            "/carte.kmz": "map/my_maps_kmz",
        },
        more={LAYER: layer, LAYER + "/query": layer},
        unread=("map/umap_settings",),
    ),
    "register": Source(
        "register",
        ("/search?q=CPTS&page=1", "/records?limit=100&offset=0"),
        {"/search?q=CPTS&page=1": "register/sirene", "/records?limit=100&offset=0": "register/journal_officiel"},
        more={"/records?limit=100&offset=4": b'{"total_count": 4, "results": []}'},
    ),
    "json": Source(
        "json",
        ("/api/cpts?limit=2",),
        {},
        crawl='[crawl.pages]\noffset = "start"\ntotal = "total_count"\n' + OPEN_DATA,
        more={"/api/cpts": open_api},
    ),
    "finess": Source(
        "finess",
        ("/finess-structures-1.json.gz", "/etalab-cs1100507.csv"),
        {"/etalab-cs1100507.csv": "finess/frozen"},
        more={"/finess-structures-1.json.gz": gzip.compress(CASES["finess/structures"].document.body, mtime=0)},
    ),
}
# what a source reads besides the fixtures it serves as they are
BESIDE = {
    "json": ("json/open_data",),
    "maps": ("map/arcgis_page_1", "map/arcgis_page_2"),
    "finess": ("finess/structures",),
}


class Routes(dict):
    """Answers by path; a service is asked in many ways and answers under its path alone."""

    def get(self, path, default=None):
        return super().get(path) or super().get(path.partition("?")[0], default)


def served(name: str, url: str) -> Answer:
    """A fixture under the address of the test: links to its publisher lead to the same site."""
    case = CASES[name]
    host = "://".join(urlsplit(case.document.url)[:2])
    binary = case.document.kind in ("pdf", "xlsx", "ods", "kmz")
    body = case.document.body if binary else case.document.body.replace(host.encode(), url.encode())
    return lambda handler: send(handler, body, kind=case.document.content_type)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The reports of the crawl and of its replay, the folder of their listings, what each site was asked."""
    folder = tmp_path_factory.mktemp("platforms")
    asked = {}

    def run(mode):
        return {
            one.source_id: one
            for one in collect(
                list(SOURCES),
                mode,
                [folder / "captures"],
                folder / mode,
                cards=folder / "cards",
                today="2026-11-20" if mode == "live" else "",
                settings=QUICK,
            )
        }

    with ExitStack() as stack:
        for source_id, source in SOURCES.items():
            site = stack.enter_context(serve(Site(pages=Routes(source.more))))
            site.pages.update({path: served(name, site.url) for path, name in source.fixtures.items()})
            asked[source_id] = site.asked
            write_card(
                folder / "cards",
                source_id,
                *(site.url + path for path in source.entries),
                platform=source.platform,
                crawl=source.crawl,
                maximum=30,
            )
        live = run("live")
    return {"live": live, "replay": run("replay"), "folder": folder, "asked": asked}


def expected(source_id):
    source = SOURCES[source_id]
    names = [name for name in source.fixtures.values() if name not in source.unread]
    rows = [row for name in (*names, *BESIDE.get(source_id, ())) for row in map(wanted, CASES[name].rows)]
    return sorted(rows, key=repr)


def rows_of(runs, mode, source_id):
    return sorted(map(fields, read_jsonl(runs["folder"] / mode / f"{source_id}.jsonl")), key=repr)


@pytest.mark.parametrize("mode", ["live", "replay"])
@pytest.mark.parametrize("source_id", SOURCES)
def test_the_rows_are_those_of_the_fixtures(runs, mode, source_id):
    assert not runs[mode][source_id].failed, runs[mode][source_id].reason
    assert rows_of(runs, mode, source_id) == expected(source_id)


@pytest.mark.parametrize("source_id", SOURCES)
def test_a_replay_gives_the_bytes_of_the_crawl(runs, source_id):
    live, replay = (runs["folder"] / mode / f"{source_id}.jsonl" for mode in ("live", "replay"))
    assert live.read_bytes() == replay.read_bytes()
    assert runs["live"][source_id].alarms == runs["replay"][source_id].alarms


@pytest.mark.parametrize("source_id", SOURCES)
def test_a_source_that_gives_everything_raises_no_alarm(runs, source_id):
    assert runs["live"][source_id].alarms == ()


@pytest.mark.parametrize(
    ("source_id", "path"),
    [
        ("ars", "/qualite-des-eaux-de-baignade"),
        ("ars", "/plan-blanc"),
        ("documents", "/media/9/download"),
        ("wordpress", "/les-cpts/"),
        ("wordpress", "/quest-ce-quune-cpts/"),
        ("site", "/mentions-legales"),
    ],
)
def test_what_has_nothing_to_say_is_not_asked(runs, source_id, path):
    assert runs["asked"][source_id][path] == 0


def test_every_platform_is_tried():
    assert {source.platform for source in SOURCES.values()} == set(PLATFORMS)


def test_the_page_of_each_platform_names_its_fixtures():
    pages = {path.stem: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md") if path.stem != "README"}
    assert set(pages) == set(PLATFORMS)
    families = "|".join({case.family for case in CASES.values()})
    named = {stem: re.findall(rf"`((?:{families})/[\w*]+)`", page) for stem, page in pages.items()}
    assert all(named.values())
    patterns = [pattern for found in named.values() for pattern in found]
    assert [one for one in patterns if not fnmatch.filter(CASES, one)] == []
    assert [name for name in CASES if not any(fnmatch.fnmatch(name, one) for one in patterns)] == []
