"""What the list of attacks costs another visitor, in one run on this machine.

    python benchmarks/bench_attacks.py [RELEASE] [--seconds 4]

Without RELEASE the last one of the project is taken. The site is started alone, then put behind the proxy that ships
where nginx exists (its limit of requests lifted: the attacks of one machine are those of many). Measured, each line
with its budget:

- the longest wait for the refusal of one attack: under 1 s;
- the home page of another visitor while twelve attackers send the whole list, 95 times in 100: under 100 ms;
- memory of all processes of the site meanwhile, what they share counted once: under 300 MB;
- 200 visitors of each kind of page for `--seconds`: no failure.

Exit 1 when a budget is exceeded. On a machine that does something else the waits are longer.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipelines.paths import paths  # noqa: E402
from tests.support.attacks import attacks, memory, sent  # noqa: E402
from tests.support.load import Load, visitors  # noqa: E402
from tests.support.proxy import MISSING, NGINX, proxied  # noqa: E402
from tests.support.site_server import Site, free_port, running  # noqa: E402

REFUSAL_SECONDS, CANARY_SECONDS, MEMORY_BYTES = 1, 0.1, 300_000_000
ATTACKERS, ATTACK_SECONDS, CONNECTIONS = 12, 15, 200
PAGES = ("/", "/departement/93", "/region/84", "/commune/34172", "/suivi", "/sources", "/donnees", "/observatoire/cpts")


def line(name: str, figure: str, budget: str, good: bool) -> int:
    print(f"{name:<46}{figure:<34}{budget}{'' if good else '  EXCEEDED'}")
    return not good


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


def measured(site: Site, port: int, place: str, seconds: float) -> int:
    """Print the figures of the site at `port`; the number of budgets exceeded."""
    address = f"http://127.0.0.1:{port}"
    wait, name = longest_refusal(address)
    exceeded = line(f"{place}: longest refusal", f"{wait:6.2f} s ({name[:22]})", "under 1 s", wait < REFUSAL_SECONDS)
    load, most = under_attack(site, port)
    calm, failures = load.percentile(0.95), len(load.failures)
    exceeded += line(
        f"{place}: home page under attack, p95",
        f"{calm * 1000:6.0f} ms of {len(load.seconds)}, {failures} failures",
        "under 100 ms",
        calm < CANARY_SECONDS and not failures,
    )
    exceeded += line(f"{place}: memory under attack", f"{most / 1e6:6.0f} MB", "under 300 MB", most < MEMORY_BYTES)
    for path in PAGES:
        load = asyncio.run(visitors(port, Site(address, site.release).leads(path), CONNECTIONS, seconds))
        good = not load.failures and set(load.statuses) == {200}
        others = sum(count for status, count in load.statuses.items() if status != 200)
        figure = f"{len(load.seconds) / seconds:6.0f}/s, {len(load.failures) + others} failures"
        exceeded += line(f"{place}: {CONNECTIONS} visitors of {path}", figure, "no failure", good)
    return exceeded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path, nargs="?", default=paths().releases / "latest")
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    release = options.release.resolve()
    if not (release / "datapackage.json").is_file():
        sys.exit(f"{options.release} is no release folder: run `make run` first or name one")
    with running(release) as site, tempfile.TemporaryDirectory() as folder:
        port = int(site.address.rsplit(":", 1)[1])
        exceeded = measured(site, port, "alone", options.seconds)
        if NGINX is None:
            print(f"behind the proxy: not measured, {MISSING}")
        else:
            with proxied(Path(folder), port, free_port(), release.parent, many=True) as address:
                exceeded += measured(site, int(address.rsplit(":", 1)[1]), "proxy", options.seconds)
    sys.exit(1 if exceeded else 0)


if __name__ == "__main__":
    main()
