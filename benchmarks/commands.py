"""The commands a person runs, beside plain functions that do the same work on the same captures.

The peer reads every page of the same captures with the same readers, then calls the functions of a build and writes the
release, in one process: no Scrapy, no Dagster, no bounds on a reader, no checks. What it leaves out is the price that
is measured.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.harness import (
    OBSERVATOIRE,
    ROOT,
    ROUNDS,
    WORDS,
    Cost,
    Failed,
    Pair,
    cost,
    own_data,
    pairs,
    profiled,
    released,
    shared,
    side,
)
from benchmarks.report import Figure, Goal, Peer, Result

IMPORTS = {
    "Dagster and our graph": "from pipelines.definitions import defs; defs()",
    "Great Expectations": "import great_expectations",
    "a crawler of Scrapy": "import scrapy.crawler, spiders.run",
}


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as name:
        yield from _runs(Path(name))
    yield from _starts(released())
    with tempfile.TemporaryDirectory() as name:
        yield from _newcomer(Path(name))


def _runs(folder: Path) -> Iterator[Result]:
    run, plain, second, third = [], [], [], []
    started = _imports()
    for number in range(ROUNDS):
        data = folder / f"run-{number}" if number else released()
        whole = cost([*OBSERVATOIRE, "run"], own_data(data))
        apart = _listings_alone(data, folder / f"plain-{number}")
        plain.append(side("commands:plain_run", environment=own_data(apart)))
        run.append(whole)
        second.append(cost([*OBSERVATOIRE, "run"], own_data(data)))
        third.append(cost([*OBSERVATOIRE, "run"], own_data(data)))
    pair = _pair(run, [spent for spent, _ in plain])
    reading = median(seconds for _, seconds in plain)
    told = f"{shared(run)}; the peer reads in {reading:.1f} s and builds in {pair.theirs - reading:.1f} s. {started}"
    yield Peer("a replayed run", "plain functions", pair)
    yield Goal("whole replayed `run`", 1.4, pair.ratio, "plain functions doing the same", told)
    for what, later in (("the same captures again: second run", second), ("… third run", third)):
        yield Peer(what, "the first run", _pair(later, run), reason=shared(later))
    peak, largest = max(run, key=lambda one: one.together), max(one.memory for one in run)
    told = ", ".join(f"{peak.held[kind]:.0f} MB {words}" for kind, words in WORDS.items() if kind in peak.held)
    reason = f"when it holds most, {told}; the largest process has {largest:.0f} MB"
    yield Goal("peak memory of a run", 600, peak.together, "all its processes together", reason, "MB")
    yield Figure("peak memory of a run, of the largest process", f"{largest:.0f} MB")

    built, bare = [], []
    for number in range(ROUNDS):
        mine, theirs = (_listings_alone(released(), folder / f"{kind}-{number}") for kind in ("built", "bare"))
        built.append(cost([*OBSERVATOIRE, "build"], own_data(mine)))
        bare.append(side("commands:plain_build", environment=own_data(theirs))[0])
    where = profiled(["build"], own_data(_listings_alone(released(), folder / "profiled")))
    pair, told = _pair(built, bare), f"{shared(built)}; of the command itself {where}. {started}"
    yield Peer("a build", "the same functions, without Dagster and checks", pair)
    yield Goal("build through Dagster and Great Expectations", 1.3, pair.ratio, "plain functions", told)


def _pair(ours: Sequence[Cost], theirs: Sequence[Cost]) -> Pair:
    return Pair.of([(one.cpu, other.cpu) for one, other in zip(ours, theirs, strict=True)])


def _imports() -> str:
    """What starting each part costs, whatever it then does."""
    spent = {
        name: median(cost([sys.executable, "-c", code]).cpu for _ in range(ROUNDS)) for name, code in IMPORTS.items()
    }
    return "To start: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items())


def _listings_alone(data: Path, target: Path) -> Path:
    """A data folder with the listings of another and no release: a build on it is the first."""
    shutil.copytree(data / "work" / "listings", target / "work" / "listings")
    return target


def plain_run() -> float:
    """Read every page of the captures, build and publish; the seconds of the reading."""
    from pipelines.cli.collecting import captures_of, collectable
    from spiders.archive.folder import crawls
    from spiders.archive.reader import Capture
    from spiders.collect import folder_of
    from spiders.document import Document
    from spiders.extract.model.source import SourceContext
    from spiders.extract.read import read
    from spiders.registry import load_cards

    began, cards, folders = process_time(), load_cards(), captures_of("replay")
    for source_id in collectable("replay"):
        context = SourceContext.from_card(cards[source_id])
        capture = Capture(crawls(folder_of(source_id, folders), source_id)[-1])
        for address in capture.addresses():
            for exchange in capture.exchanges(address):
                if exchange.status == 200 and not address.endswith("/robots.txt"):
                    kind = exchange.header("Content-Type") or ""
                    read(Document(exchange.url, exchange.body, kind), context)
    spent = process_time() - began
    plain_build(published=True)
    return spent


def plain_build(published: bool = False) -> int:
    """Every table of a build by its function, and the release if it is to be; the number of tables."""
    from lexicon import gazetteer as geography
    from pipelines.paths import paths
    from pipelines.publish.release import write_release
    from pipelines.steps import build, history
    from pipelines.steps.claim_rows import claim_rows
    from pipelines.steps.context_tables import published_count_rows, vocabulary_rows, work_rows
    from pipelines.steps.corrections import without_effect
    from pipelines.steps.coverage import coverage_rows
    from pipelines.steps.filled import DESCRIBED, completeness_rows
    from pipelines.steps.landmarks import FILES, envelope_rows, landmark_rows
    from pipelines.steps.lineage_contest import contested
    from pipelines.steps.provenance import provenance
    from schema import to_arrow
    from spiders.registry import REGIONS

    claims = [row for one in build.read_statements() for row in claim_rows(one)]
    identities, successions = build.assign_identities(claims)
    affirmations = history.affirmation_table(claims, identities)
    tables = history.dossier_tables(claims, identities, affirmations, successions)
    tables |= {name: landmark_rows(name) for name in FILES}
    cpts, territoires = tables["cpts"], tables["territoires"]
    coverage = coverage_rows(cpts, territoires, geography.load())
    deployment = build.deployment_table(cpts, territoires)
    tables |= {
        "affirmations": affirmations,
        "couverture": coverage,
        "deploiement": deployment,
        "regions": build.region_rows(deployment, coverage),
        "departements": build.departement_rows(deployment, coverage),
        "comptes_publies": published_count_rows(REGIONS),
        "enveloppes": envelope_rows(cpts, tables["financements"]),
        "vocabulaire": vocabulary_rows(),
        "sources": build.source_table(),
        "alarmes": build.alarm_table(),
        "changements": history.change_table(tables),
        "travaux": work_rows(
            [*without_effect(tables["corrections"], affirmations), *contested(tables["lignees"], affirmations)]
        ),
        "qualite": [],
    }
    written = {name: to_arrow(name, rows) for name, rows in tables.items()}
    filled = completeness_rows(build.release_day(), {name: written[name] for name in DESCRIBED})
    written["completude"] = to_arrow("completude", filled)
    if published:
        write_release(written, paths().releases, build.release_day(), provenance())
    return len(written)


def _newcomer(folder: Path) -> Iterator[Result]:
    """From a clone of the last commit to a release, with nothing kept of earlier installations."""
    what = "from clone to site"
    clone = folder / "clone"
    environment = {"UV_CACHE_DIR": str(folder / "cache"), "PIP_NO_CACHE_DIR": "1", "PYTHON": sys.executable}
    environment |= {"VIRTUAL_ENV": "", "OBSERVATOIRE_DATA": "", "OBSERVATOIRE_CAPTURES": ""}
    try:
        cost(["git", "clone", "--quiet", str(ROOT), str(clone)])
        install = cost(["make", ".venv/.installed-run"], environment, clone)
        run = cost(["make", "build-only"], environment, clone)
    except (Failed, OSError) as error:
        yield Goal(what, 2, None, "the bare installation", str(error)[-200:])
        return
    told = f"the run takes {run.cpu:.0f} s of processor ({shared([run])}), the installation {install.cpu:.0f} s"
    ratio = (install.cpu + run.cpu) / install.cpu
    yield Goal(what, 2, ratio, "the bare installation, both without any cache, once", told)
    yield Figure("from clone to site, by the clock", f"{install.wall:.0f} s of installation, {run.wall:.0f} s of run")


def _starts(data: Path) -> Iterator[Result]:
    """What every command pays before it works; `data` holds a release, without which `status` ends with 1."""
    for said in (["--help"], ["status"], ["sources", "list"], ["explain", "--help"]):
        pair = pairs(
            lambda said=said: cost([*OBSERVATOIRE, *said], own_data(data)),
            lambda: cost([sys.executable, "-c", "pass"]),
            5,
        )
        yield Peer(f"`observatoire {' '.join(said)}`", "an empty Python process", pair)
