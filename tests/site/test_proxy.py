"""The proxy configuration that ships is accepted by nginx, and keeps, limits and refuses as it says."""

from __future__ import annotations

import gzip
import http.client
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Semaphore, Thread
from urllib.parse import urlsplit

import pytest

from tests.support.proxy import CONFIGURATION, MISSING, NGINX, accepted, configuration, proxied
from tests.support.site_server import Reply, Site, free_port, make_release, running

pytestmark = pytest.mark.skipif(NGINX is None, reason=MISSING)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(make_release(tmp_path_factory.mktemp("releases"))) as found:
        yield found


@pytest.fixture(scope="module")
def proxy(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as the public sees it."""
    port = urlsplit(site.address).port or 0
    with proxied(tmp_path_factory.mktemp("nginx"), port, free_port(), site.release.parent) as address:
        yield Site(address, site.release)


def test_nginx_accepts_the_file_as_it_ships(tmp_path: Path) -> None:
    key, certificate = tmp_path / "cle.pem", tmp_path / "certificat.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=observatoire.example",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ],
        check=True,
        capture_output=True,
    )
    path = configuration(tmp_path, 8001, 8443, tmp_path)
    shipped = CONFIGURATION.read_text(encoding="utf-8")
    for said, here in (
        ("/etc/ssl/observatoire.pem", certificate),
        ("/etc/ssl/observatoire.key", key),
        ("/var/cache/nginx/observatoire", tmp_path / "cache"),
    ):
        shipped = shipped.replace(said, str(here))
    (tmp_path / "observatoire.conf").write_text(shipped, encoding="utf-8")
    good, said = accepted(path)
    assert good, said
    assert "warn" not in said


def test_a_page_is_asked_once_and_kept(proxy: Site) -> None:
    first, second = proxy.get("/region/76"), proxy.get("/region/76")
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("MISS", "HIT")
    assert first.body == second.body
    assert second.headers["x-content-type-options"] == "nosniff" and "max-age" in second.headers["cache-control"]
    assert second.headers["strict-transport-security"]


def test_a_compressed_page_is_kept_beside_the_plain_one(proxy: Site) -> None:
    plain = proxy.get("/qualite")
    packed = [proxy.get("/qualite", **{"Accept-Encoding": accepts}) for accepts in ("gzip, deflate, br", "br, gzip")]
    assert [reply.headers["x-cache"] for reply in packed] == ["MISS", "HIT"]
    assert all(gzip.decompress(reply.body) == plain.body for reply in packed)


def test_pages_name_the_site_whatever_name_a_visitor_claims(proxy: Site) -> None:
    assert proxy.get("/suivi", Host="leurre.invalid").headers["x-cache"] == "MISS"
    kept = proxy.get("/suivi")
    assert kept.headers["x-cache"] == "HIT"
    assert "leurre.invalid" not in kept.text and "://observatoire.example/2026-11-22/cpts" in kept.text


@pytest.mark.parametrize("path", ["/gzip", "/gzip/", "/observatoire/cptsgzip"])
def test_no_address_is_another_one_compressed(proxy: Site, path: str) -> None:
    """The key of a page and the key of its compressed form never meet: `/` + `gzip` was the home page of all."""
    proxy.get(path)
    wanted = path.replace("gzip", "").rstrip("/") or "/"
    packed = proxy.get(wanted, **{"Accept-Encoding": "gzip"})
    assert packed.status == 200 and gzip.decompress(packed.body) == proxy.get(wanted).body


@pytest.mark.parametrize("accepts", ["gzip;q=0", "identity, gzip ; q=0.0", "GZIP;q=0, *"])
def test_a_visitor_who_refuses_gzip_gets_none(proxy: Site, accepts: str) -> None:
    assert "content-encoding" not in proxy.get("/dictionnaire", **{"Accept-Encoding": accepts}).headers


@pytest.mark.parametrize("path", ["/rien", "/observatoire", "/observatoire/cpts?_sort=zzz", "/observatoire?sql=nope"])
def test_errors_and_redirects_are_kept_for_nobody(proxy: Site, path: str) -> None:
    seen = [unfollowed(proxy, path) for _ in range(2)]
    assert all(status in (302, 400, 404) for status, _ in seen)
    assert [headers["x-cache"] for _, headers in seen] == ["MISS", "MISS"]
    assert all(headers["cache-control"] == "no-store" for _, headers in seen)


def test_errors_of_a_hashed_address_are_kept_for_nobody(proxy: Site) -> None:
    hashed = unfollowed(proxy, "/observatoire")[1]["location"]
    status, headers = unfollowed(proxy, f"{hashed}/cpts?_sort=zzz")
    assert (status, headers["cache-control"]) == (400, "no-store")


def test_a_folder_of_releases_redirects_to_no_other_host(proxy: Site) -> None:
    _, headers = unfollowed(proxy, f"/livraisons/{proxy.release.name}", Host="leurre.invalid")
    assert "leurre.invalid" not in headers.get("location", "")


@pytest.mark.parametrize("range", ["bytes=99999999-", "bytes=5-1", "bytes=0-" + "9" * 6_000])
def test_a_part_that_a_file_has_not_is_kept_for_nobody(proxy: Site, range: str) -> None:
    path = f"/livraisons/{proxy.release.name}/cpts.csv"
    status, headers = unfollowed(proxy, path, Range=range)
    assert status == 416 and "max-age" not in headers["cache-control"] and "expires" not in headers
    assert unfollowed(proxy, path)[1]["cache-control"] == "max-age=3600"


@pytest.mark.parametrize(
    "path", ["/livraisons", "/livraisons/latest", "/livraisons/latest/", "/livraisons/{}", "/livraisons/{}/regions"]
)
def test_a_folder_is_answered_by_the_site_behind_the_proxy_too(site: Site, proxy: Site, path: str) -> None:
    path = path.format(proxy.release.name)
    (status, headers), (alone, told) = unfollowed(proxy, path), unfollowed(site, path)
    assert (status, headers.get("location"), headers["cache-control"]) == (alone, told.get("location"), "no-store")
    assert "expires" not in headers


def unfollowed(site: Site, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    """Status and headers of one answer, redirects not followed."""
    connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def test_hashed_addresses_are_kept_for_a_year(proxy: Site) -> None:
    reply = proxy.get("/observatoire/cpts")
    assert "max-age=31536000" in reply.headers["cache-control"]
    assert proxy.get("/observatoire/cpts").headers["x-cache"] == "HIT"


def test_files_come_from_nginx_in_ranges_and_nothing_hidden(proxy: Site) -> None:
    path = f"/livraisons/{proxy.release.name}/cpts.parquet"
    whole = proxy.get(path)
    part = proxy.get(path, Range="bytes=0-3")
    assert whole.body == (proxy.release / "cpts.parquet").read_bytes()
    assert part.status == 206 and part.body == b"PAR1"
    assert whole.headers["access-control-allow-origin"] == "*"
    assert proxy.get(f"/livraisons/{proxy.release.name}/.x").status == 404
    missing = proxy.get(f"/livraisons/{proxy.release.name}/rien.csv")
    assert missing.status == 404 and "Page introuvable" in missing.text
    assert proxy.get("/livraisons/../observatoire.db").status in (400, 404)


@pytest.mark.parametrize("path", ["/\\example.com/", "/%5cexample.com/", "//example.com/", "/%5C%5Cexample.com"])
def test_no_redirect_leaves_the_host_behind_the_proxy(proxy: Site, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(proxy.address).netloc, timeout=20)
    connection.putrequest("GET", path)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 400 and answer.getheader("location") is None
    connection.close()


def test_one_visitor_is_slowed_down(site: Site, tmp_path: Path) -> None:
    port = urlsplit(site.address).port or 0
    with proxied(tmp_path, port, free_port(), site.release.parent, rate="1r/s") as address:
        seen = [_status(f"{address}/a-propos") for _ in range(80)]
    assert seen[0] == 200 and 429 in seen


def test_downloads_are_slowed_down_too(site: Site, tmp_path: Path) -> None:
    port = urlsplit(site.address).port or 0
    with proxied(tmp_path, port, free_port(), site.release.parent, rate="1r/s") as address:
        seen = [_status(f"{address}/livraisons/{site.release.name}/SHA256SUMS") for _ in range(80)]
        refused = Site(address, site.release).get(f"/livraisons/{site.release.name}/SHA256SUMS")
    assert seen[0] == 200 and 429 in seen
    assert refused.status == 429 and "Trop de demandes" in refused.text


def test_one_visitor_waits_for_fifty_answers_at_once(tmp_path: Path) -> None:
    asked, over = Semaphore(0), Event()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/lente"):
                asked.release()
                over.wait(20)
            self.send_response(200)
            self.end_headers()

    slow = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    Thread(target=slow.serve_forever, daemon=True).start()
    with proxied(tmp_path, slow.server_port, free_port(), tmp_path) as address, ExitStack() as held:
        host = urlsplit(address)
        for number in range(50):
            visitor = held.enter_context(socket.create_connection((host.hostname or "", host.port or 0)))
            visitor.sendall(f"GET /lente-{number} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert asked.acquire(timeout=20)
        refused = _status(f"{address}/lente-50")
        over.set()
    slow.shutdown()
    assert refused == 429


def test_a_stopped_site_has_a_french_page(site: Site, tmp_path: Path) -> None:
    with proxied(tmp_path, free_port(), free_port(), site.release.parent) as address:
        reply = Site(address, site.release).get("/suivi")
    assert reply.status == 503 and "momentanément indisponible" in reply.text
    assert reply.headers["retry-after"] and reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ("garbage\r\n\r\n", 400, "Demande refusée"),
        ("GET / HTTP/1.1\r\n\r\n", 400, "Demande refusée"),
        (f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: x\r\n\r\n", 414, "trop longue"),
        (f"GET / HTTP/1.1\r\nHost: x\r\nX: {'a' * 100_000}\r\n\r\n", 431, "trop longs"),
        ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n", 413, "ne reçoit rien"),
        ("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 405, "GET et HEAD"),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zzz\r\n\r\n", 501, "Demande refusée"),
        ("GET / HTTP/9.1\r\nHost: x\r\n\r\n", 505, "Demande refusée"),
        ("POST /livraisons/{release}/cpts.csv HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, "GET et HEAD"),
        (
            "GET /livraisons/{release}/cpts.csv HTTP/1.1\r\nHost: x\r\nRange: bytes=99999999-\r\nConnection: close\r\n\r\n",
            416,
            "la partie demandée",
        ),
        ("GET /-/refus HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404, "Page introuvable"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_nginx_refuses_itself_is_said_in_french(proxy: Site, sent: str, status: int, words: str) -> None:
    head, body = exchanged(proxy, sent.replace("{release}", proxy.release.name))
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert words in body and "nginx" not in body
    assert "no-store" in head.lower()


@pytest.mark.parametrize("path", ["/suivi", "/livraisons/", "/-/refus", "/livraisons/rien.csv"])
def test_no_address_of_a_stopped_site_shows_a_page_of_nginx(site: Site, tmp_path: Path, path: str) -> None:
    with proxied(tmp_path, free_port(), free_port(), site.release.parent) as address:
        reply = Site(address, site.release).get(path)
    assert reply.status == 503 and "momentanément indisponible" in reply.text


def exchanged(site: Site, request: str) -> tuple[str, str]:
    """Head and body of the answer to a request sent as it is written."""
    place = urlsplit(site.address)
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body.decode("utf-8")


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(Reply(answer.status, answer.headers, answer.read()).status)
    except urllib.error.HTTPError as error:
        return error.code
