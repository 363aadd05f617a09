"""What the list of attacks costs another visitor.

The site is started alone, then put behind the proxy that ships where nginx exists (its limit of requests lifted: the
attacks of one machine are those of many). Budgets:

- the longest wait for the refusal of one attack: under 1 s;
- the home page of another visitor while twelve attackers send the whole list, 95 times in 100: under 100 ms;
- memory of all processes of the site meanwhile, what they share counted once: under 300 MB;
- 200 visitors of each kind of page: no failure.

These are waits by the clock: on a machine that does something else they are longer, and say so.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

from benchmarks.report import Figure, Result
from tests.support.attacks import attacks, memory, sent
from tests.support.load import Load, visitors
from tests.support.proxy import MISSING, NGINX, proxied
from tests.support.site_server import Site, free_port, make_release, running

REFUSAL_SECONDS, CANARY_SECONDS, MEMORY_BYTES = 1, 0.1, 300_000_000
ATTACKERS, ATTACK_SECONDS, CONNECTIONS, SECONDS = 12, 10, 200, 3
PAGES = ("/", "/departement/93", "/region/84", "/commune/48095", "/suivi", "/sources", "/donnees", "/observatoire/cpts")


def longest_refusal(address: str) -> tuple[float, str]:
    """Seconds and name of the attack whose refusal took longest, one after the other."""
    waits = []
    for attack in attacks():
        began = time.monotonic()
        fate = sent(attack, address)
        if fate.status >= 400 and not attack.unfinished:
            waits.append((time.monotonic() - began, attack.name))
    return max(waits)


def canary(port: int) -> Load:
    """Another visitor, in a process of his own: the attackers' is busy."""
    return asyncio.run(visitors(port, "/", connections=1, seconds=ATTACK_SECONDS, pause=0.05))


def under_attack(site: Site, port: int) -> tuple[Load, int]:
    """What another visitor meets while `ATTACKERS` send the list again and again, and the most memory seen."""
    most = 0
    with ProcessPoolExecutor(1) as another, ThreadPoolExecutor(ATTACKERS) as attackers:
        seen = another.submit(canary, port)
        while not seen.done():
            for _ in attackers.map(lambda attack: sent(attack, f"http://127.0.0.1:{port}"), attacks()):
                most = max(most, memory(site.process))
    return seen.result(), most


def measured(site: Site, port: int, place: str) -> Iterator[Result]:
    """The figures of the site at `port`."""
    address = f"http://127.0.0.1:{port}"
    wait, name = longest_refusal(address)
    yield Figure(f"{place}: longest refusal", f"{wait:.2f} s ({name[:22]})", "under 1 s", wait < REFUSAL_SECONDS)
    load, most = under_attack(site, port)
    calm, failures = load.percentile(0.95), len(load.failures)
    told = f"{calm * 1000:.0f} ms of {len(load.seconds)}, {failures} failures"
    good = calm < CANARY_SECONDS and not failures
    yield Figure(f"{place}: home page under attack, p95", told, "under 100 ms", good)
    yield Figure(f"{place}: memory under attack", f"{most / 1e6:.0f} MB", "under 300 MB", most < MEMORY_BYTES)
    for path in PAGES:
        load = asyncio.run(visitors(port, Site(address, site.release).leads(path), CONNECTIONS, SECONDS))
        good = not load.failures and set(load.statuses) == {200}
        others = sum(count for status, count in load.statuses.items() if status != 200)
        told = f"{len(load.seconds) / SECONDS:.0f}/s, {len(load.failures) + others} failures"
        yield Figure(f"{place}: {CONNECTIONS} visitors of {path}", told, "no failure", good)


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        release = make_release(Path(folder) / "releases", maps=True)
        with running(release) as site:
            port = int(site.address.rsplit(":", 1)[1])
            yield from measured(site, port, "alone")
            if NGINX is None:
                yield Figure("behind the proxy", "not measured", MISSING)
                return
            with proxied(Path(folder), port, free_port(), release.parent, many=True) as address:
                yield from measured(site, int(address.rsplit(":", 1)[1]), "proxy")
