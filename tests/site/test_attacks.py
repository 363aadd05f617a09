"""The list of attacks against the started site, alone and behind the proxy that ships: each is answered or refused,
another visitor has the home page meanwhile, and memory stays within bounds. Figures: `benchmarks/attacks.py`."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.attacks import ANSWERS, Attack, attacks, memory, said, sent
from tests.support.load import Load, visitors
from tests.support.proxy import NGINX, proxied
from tests.support.site_server import Site, free_port, make_release, running

pytestmark = pytest.mark.long

PLACES = ["alone", *(["behind the proxy"] if NGINX else [])]
MEMORY_BYTES = 300_000_000
PAGES = (
    "/",
    "/cpts/CPTS-000001",
    "/commune/48095",
    "/departement/48",
    "/region/76",
    "/suivi",
    "/sources",
    "/donnees",
    "/-/search?q=mende",
    "/observatoire/cpts",
    "/observatoire/flux_changements.atom",
    "/2026-11-22/cpts",
    "/sitemap.xml",
    "/static/observatoire.css",
    "/livraisons/2026-11-22/cpts.csv",
    "/rien",
)


@pytest.fixture(scope="module", params=PLACES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ExitStack() as stack:
        alone = stack.enter_context(running(make_release(tmp_path_factory.mktemp("releases"), maps=True)))
        if request.param == "alone":
            yield alone
            return
        folder, port = tmp_path_factory.mktemp("nginx"), urlsplit(alone.address).port or 0
        address = stack.enter_context(proxied(folder, port, free_port(), alone.release.parent, many=True))
        yield Site(address, alone.release, alone.process)


def port_of(site: Site) -> int:
    return urlsplit(site.address).port or 0


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_each_attack_is_answered_or_refused(site: Site, attack: Attack) -> None:
    fate = sent(attack, site.address)
    words = said(fate)
    assert fate.status in ANSWERS, words[:500]
    assert not (attack.refused and fate.status in (200, 206)), words[:500]
    assert "Traceback" not in words and str(site.release.parent) not in words and "root:" not in words
    assert "<script>alert" not in words and "leurre.invalid/cpts" not in words
    assert memory(site.process) < MEMORY_BYTES
    assert site.get("/").status == 200


def canary(port: int, done: threading.Event) -> Load:
    """Another visitor who asks for the home page until `done`."""
    whole = Load()
    while not done.is_set():
        part = asyncio.run(visitors(port, "/", connections=1, seconds=1, pause=0.05))
        whole.seconds += part.seconds
        whole.failures += part.failures
        for status, count in part.statuses.items():
            whole.statuses[status] = whole.statuses.get(status, 0) + count
    return whole


def test_all_attacks_at_once_leave_the_home_page_to_others(site: Site) -> None:
    done, most = threading.Event(), 0
    with ThreadPoolExecutor(12) as attackers, ThreadPoolExecutor(1) as another:
        seen = another.submit(canary, port_of(site), done)
        try:
            for fate in attackers.map(lambda attack: sent(attack, site.address), attacks() * 3):
                assert fate.status in ANSWERS
                most = max(most, memory(site.process))
        finally:
            done.set()
    assert set(seen.result().statuses) == {200} and not seen.result().failures
    assert most < MEMORY_BYTES


def test_visitors_who_do_not_speak_or_do_not_read_leave_the_site_to_others(site: Site) -> None:
    """Connections that send half a request, and others that ask for a large answer and read nothing of it."""
    target, held = ("127.0.0.1", port_of(site)), []
    large = b"GET /observatoire/couverture.json?_size=max&n=%d HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    try:
        for number in range(300):
            connection = socket.create_connection(target, timeout=10)
            connection.sendall(large % number if number < 100 else b"GET / HTTP/1.1\r\nHost: 127")
            held.append(connection)
        load = asyncio.run(visitors(port_of(site), "/", connections=5, seconds=5))
        assert set(load.statuses) == {200} and not load.failures
        assert memory(site.process) < MEMORY_BYTES
    finally:
        for connection in held:
            connection.close()


@pytest.mark.parametrize("path", PAGES)
def test_two_hundred_visitors_of_one_page_are_all_answered(site: Site, path: str) -> None:
    load = asyncio.run(visitors(port_of(site), site.leads(path), connections=200, seconds=10))
    assert not load.failures
    assert set(load.statuses) == {404 if path == "/rien" else 200}


def test_the_site_is_whole_after_the_attacks(site: Site) -> None:
    """A worker, and the process that forks them, come back after they are lost."""
    for path in PAGES:
        assert site.get(path).status == (404 if path == "/rien" else 200), path
    children = Path(f"/proc/{site.process}/task/{site.process}/children").read_text().split()
    assert len(children) == 1  # the workshop
