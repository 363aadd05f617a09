"""Every attack that worked on a stock Datasette 0.65.5, tried on ours."""

from __future__ import annotations

import gzip
import http.client
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.support.site_server import Site, make_release, running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(make_release(tmp_path_factory.mktemp("releases"))) as found:
        yield found


def raw(site: Site, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """One request without the client's own cleaning of the path, redirects not followed."""
    connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=20)
    connection.putrequest(method, path, skip_accept_encoding=True)
    connection.endheaders()
    answer = connection.getresponse()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read()
    connection.close()
    return answer.status, headers, body


@pytest.mark.parametrize(
    "path",
    [
        "/\\example.com/",
        "/%5cexample.com/",
        "//example.com/",
        "//example.com/observatoire",
        "/%5C%5Cexample.com",
        "/observatoire//example.com",
        "/cpts/a%0d%0aSet-Cookie:x",
    ],
)
def test_no_redirect_leaves_the_host(site: Site, path: str) -> None:
    status, headers, _ = raw(site, path)
    assert status == 400
    assert "location" not in headers


@pytest.mark.parametrize("path", ["/suivi", "/donnees", "/cpts/CPTS-000001", "/observatoire/flux_sources.atom"])
def test_a_page_asked_under_another_name_is_not_kept_for_others(site: Site, path: str) -> None:
    """Pages write their own address to copy: one visitor must not choose it for the next."""
    site.get(path, Host="leurre.invalid")
    kept = site.get(path)
    assert kept.status == 200 and "leurre.invalid" not in kept.text and site.address in kept.text


@pytest.mark.parametrize("header", [{"Cookie": "a=b"}, {"Authorization": "Bearer x"}])
def test_who_asks_changes_no_page(site: Site, header: dict[str, str]) -> None:
    """Datasette forbids caches to keep a page asked with one of these, also for the visitors who follow."""
    path = f"/regions?{next(iter(header))}"
    first, second = site.get(path, **header), site.get(path)
    assert first.headers["cache-control"] == second.headers["cache-control"]
    assert "max-age" in second.headers["cache-control"] and "no-store" not in second.headers["cache-control"]


@pytest.mark.parametrize(
    "sql",
    [
        "select randomblob(1000000000)",
        "select zeroblob(1000000000)",
        "select hex(randomblob(1900000))",
        "select replace(hex(zeroblob(900000)), '0', 'xxxxxxxx')",
        "select length(group_concat(a.phrase, (select hex(zeroblob(500000))))) from changements a, changements b",
    ],
)
def test_large_values_are_refused_at_once(site: Site, sql: str) -> None:
    began = time.monotonic()
    reply = site.get("/observatoire?sql=" + quote(sql))
    assert reply.status == 400
    assert time.monotonic() - began < 20  # a stock Datasette works on the first for longer


def test_endless_query_stops_and_the_site_still_answers(site: Site) -> None:
    sql = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    reply = site.get("/observatoire?sql=" + quote(sql))
    assert reply.status == 400 and "dure trop longtemps" in reply.text
    assert site.get("/").status == 200


def test_many_visitors_at_once_are_all_answered(site: Site) -> None:
    """200 requests over 8 connections, a tenth of them queries that last as long as they are allowed: those that find
    no room are told to come again, and every page is there."""
    slow = quote("with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n")
    paths = [
        f"/observatoire.json?sql={slow}&visiteur={number}"
        if number % 10 == 0
        else ("/", "/cpts/CPTS-000001", "/region/76", "/observatoire/cpts", f"/-/search?q=visiteur{number}")[number % 5]
        for number in range(200)
    ]
    began = time.monotonic()
    with ThreadPoolExecutor(8) as visitors:
        replies = list(visitors.map(site.get, paths))
    spent = time.monotonic() - began
    refused = [reply for reply, path in zip(replies, paths, strict=True) if "sql=" in path]
    assert {reply.status for reply in refused} <= {400, 503} and refused[0].status == 400
    assert all(reply.headers["retry-after"] for reply in refused if reply.status == 503)
    assert {reply.status for reply, path in zip(replies, paths, strict=True) if "sql=" not in path} == {200}
    assert spent < 30


def test_rows_are_bounded(site: Site) -> None:
    sql = "with recursive n(x) as (select 1 union all select x + 1 from n limit 5000) select x from n"
    reply = site.get("/observatoire.json?_shape=array&sql=" + quote(sql))
    assert reply.text.count('"x"') == 2000
    assert site.get("/observatoire/couverture.json?_size=5000").status == 400


@pytest.mark.parametrize(
    "sql",
    [
        "delete from cpts",
        "insert into cpts (cpts_id) values ('x')",
        "pragma user_version = 3",
        "drop table cpts",
        "attach database '/etc/passwd' as x",
        "select load_extension('x')",
        "select readfile('/etc/passwd')",
        "vacuum into '/tmp/copie.db'",
    ],
)
def test_nothing_can_be_written_or_opened(site: Site, sql: str) -> None:
    assert site.get("/observatoire?sql=" + quote(sql)).status in (400, 403)
    assert site.get("/observatoire/cpts.json?_shape=array").text.count('"cpts_id"') == 6


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading_methods(site: Site, method: str) -> None:
    assert raw(site, "/observatoire", method)[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "/-/databases.json",
        "/-/plugins.json",
        "/-/settings.json",
        "/-/threads.json",
        "/-/versions.json",
        "/-/metadata.json",
        "/-/actor.json",
        "/-/permissions",
        "/-/patterns",
        "/-/messages",
        "/-/logout",
        "/-/allow-debug",
        "/-/config",
        "/-/databases",
        "/-/%64atabases.json",
        "/-/search/../databases.json",
    ],
)
def test_internal_pages_are_closed(site: Site, path: str) -> None:
    status, _, body = raw(site, path)
    assert status in (400, 404)
    assert str(site.release.parent).encode() not in body


@pytest.mark.parametrize(
    "path",
    [
        "/static/../plugins/observatoire.py",
        "/static/..%2fplugins/observatoire.py",
        "/livraisons/2026-11-22/../../../etc/passwd",
        "/livraisons/2026-11-22/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_static_folders_cannot_be_left(site: Site, path: str) -> None:
    status, _, body = raw(site, path)
    assert status in (400, 403, 404)
    assert b"hookimpl" not in body and b"root:" not in body


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/cpts/CPTS-000001",
        "/rien",
        "/observatoire",
        "/observatoire/cpts.json",
        "/static/observatoire.css",
        "/\\x",
        "/observatoire?sql=select+nope",
        "/livraisons/2026-11-22/cpts.csv",
    ],
)
def test_headers_stand_on_every_answer(site: Site, path: str) -> None:
    status, headers, _ = raw(site, path)
    assert headers["x-content-type-options"] == "nosniff", status
    policy = headers["content-security-policy"]
    assert "script-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/observatoire?sql=select+nope",
        "/observatoire.json?sql=select+nope",
        "/rien",
        "/observatoire/cpts?_sort=nope",
        "/observatoire/cpts?_size=abc",
        "/observatoire/cpts?_next=zz",
        "/observatoire/cpts.xyz",
        "/observatoire/cpts?_facet=nope",
        "/observatoire/cpts?_facet=nom%5D%3B+select",
        "/observatoire/x%5D%3Bdrop",
        "/observatoire/cpts?nom%5D%3B--=1",
        "/observatoire/cpts.atom",
        "/observatoire?sql=select+:a",
    ],
)
def test_errors_show_no_path_of_the_server(site: Site, path: str) -> None:
    reply = site.get(path)
    assert str(site.release.parent) not in reply.text
    assert "Traceback" not in reply.text and "site-packages" not in reply.text


@pytest.mark.parametrize(
    "path",
    [
        "/observatoire/cpts?_where=1;drop+table+cpts",
        "/observatoire/cpts?_where=nope",
        "/observatoire/cpts.geojson",
        "/observatoire/cpts?_where=(select+randomblob(1000000000))",
        "/2026-11-22/cpts?_where=nope",
    ],
)
def test_what_sqlite_refuses_is_no_error_of_the_site(site: Site, path: str) -> None:
    reply = site.get(path)
    assert reply.status == 400 and "de notre côté" not in reply.text


@pytest.mark.parametrize(
    "path", ["/observatoire/cpts.json?_size=max", "/observatoire/cpts?_size=500", "/observatoire/cpts?nom__contains=a"]
)
def test_parameters_of_sense_are_read(site: Site, path: str) -> None:
    assert site.get(path).status == 200


@pytest.mark.parametrize("path", ["/observatoire/%c0%ae", "/observatoire/%e2%82%ac", "/2026-11-22/%ed%a0%80"])
def test_an_address_in_letters_datasette_does_not_write_is_a_missing_page(site: Site, path: str) -> None:
    assert raw(site, path)[0] == 404


def test_csv_export_of_the_database_is_bounded_but_open(site: Site) -> None:
    whole = (site.release / "deploiement.csv").read_bytes().splitlines()
    for asked in ("_stream=on", "_stream=on&_sort=territoire"):  # the file, and rows made one by one
        reply = site.get(f"/observatoire/deploiement.csv?{asked}")
        assert reply.status == 200 and len(reply.body.splitlines()) == len(whole) > 480


def test_second_reading_comes_from_memory_and_is_the_same(site: Site) -> None:
    first = site.get("/region/76").body
    second = site.get("/region/76", **{"Accept-Encoding": "gzip"})
    assert second.headers["content-encoding"] == "gzip"
    assert gzip.decompress(second.body) == first
    assert second.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/observatoire/cpts?_sort=nom;drop", "n&#39;a pas de colonne « nom;drop »"),
        ("/observatoire/cpts?_sort_desc=zzz", "n&#39;a pas de colonne « zzz »"),
        ("/observatoire/cpts?_sort=nom&_sort_desc=nom", "un seul ordre"),
        ("/observatoire/cpts?_col=nomm", "Vouliez-vous dire « nom »"),
        ("/observatoire/cpts?_facet=zzz", "n&#39;a pas de colonne « zzz »"),
        ('/observatoire/cpts?_through={"table":"preuves","column":"x","value":"1"}', "« _through »"),
        ("/observatoire/cpts?_through=zzz", "« _through »"),
        ("/observatoire/cpts?" + "&".join(["_facet=statut"] * 20), "au plus 10 facettes"),
        ("/observatoire/cpts?" + "&".join(["_facet=statut"] * 150), "trop de paramètres"),
        ("/observatoire/cpts?zzz=1", "n&#39;a pas de colonne « zzz »"),
        ("/observatoire/cpts?_x__exact=1", "n&#39;a pas de colonne « _x »"),
        ("/observatoire/cpts?nom__zzz=1", "la comparaison « zzz »"),
        ("/observatoire/cpts?_size=max", "au plus 500 lignes"),
        ("/observatoire/cpts?_size=501", "au plus 500 lignes"),
        ("/2026-11-22/cpts?_sort=zzz", "n&#39;a pas de colonne « zzz »"),
        ("/observatoire/cpts?_size=zz", "nombre de lignes, au plus 2000"),
        ("/observatoire/cpts.json?_size=-1", "nombre de lignes, au plus 2000"),
        ("/observatoire/cpts.json?_size=99999", "nombre de lignes, au plus 2000"),
        ("/observatoire/cpts?_facet_array=nom", "« nom » n&#39;en est pas une"),
    ],
)
def test_parameters_of_no_sense_are_refused_in_french(site: Site, path: str, said: str) -> None:
    reply = site.get(quote(path, safe="/?&=_;"))
    assert (reply.status, said in reply.text) == (400, True), reply.text


@pytest.mark.parametrize("hosts", [(), ("a.invalid", "b.invalid"), ("a/b",), ("a b",), ("",), ("a@b.invalid",)])
def test_a_request_names_one_host(site: Site, hosts: tuple[str, ...]) -> None:
    """With two names, a cache would keep the page under one while the page says the other."""
    connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=20)
    connection.putrequest("GET", "/", skip_host=True)
    for host in hosts:
        connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert answer.status == 400 and "invalid" not in body and "Adresse refusée" in body
    assert answer.headers["cache-control"] == "no-store" and answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("range", ["bytes=99999999-", "bytes=5-1", "bytes=", "octets=1-2", "bytes=0-" + "9" * 6_000])
def test_a_part_that_a_file_has_not_is_refused_in_french_and_kept_for_nobody(site: Site, range: str) -> None:
    reply = site.get(f"/livraisons/{site.release.name}/cpts.csv", Range=range)
    assert reply.status == 416 and "la partie demandée" in reply.text
    assert reply.headers["cache-control"] == "no-store" and reply.headers["x-content-type-options"] == "nosniff"
    assert int(reply.headers["content-length"]) == len(reply.body)


def test_deleting_the_release_that_is_served_changes_no_page(tmp_path: Path) -> None:
    release = make_release(tmp_path)
    with running(release) as other:
        shutil.rmtree(release)
        for path in ("/", "/cpts/CPTS-000001", "/observatoire/cpts", "/2026-11-22/cpts", "/-/search?q=mende"):
            assert other.get(path).status == 200, path
        assert other.get("/observatoire?sql=select+count(*)+from+cpts").status == 200
        for path in ("/livraisons/2026-11-22/cpts.csv", "/observatoire.db"):
            gone = other.get(path)
            assert gone.status == 404 and "Page introuvable" in gone.text, path


def test_an_archive_that_is_gone_is_a_missing_page(tmp_path: Path) -> None:
    earlier = make_release(tmp_path, day=date(2026, 10, 25))
    with running(make_release(tmp_path)) as other:
        shutil.rmtree(earlier)
        gone = other.get("/2026-10-25/cpts")
        assert gone.status == 404 and "Page introuvable" in gone.text
        assert other.get("/2026-11-22/cpts").status == 200
