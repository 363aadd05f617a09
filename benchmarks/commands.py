"""The commands a person runs, beside plain functions that do the same work on the same captures.

The peer reads every page of the same captures with the same readers, then calls the functions of a build and writes the
release, in one process: no Scrapy, no Dagster, no bounds on a reader, no checks. What it leaves out is the price that
is measured.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import OBSERVATOIRE, ROOT, Failed, Pair, cost, own_data, pairs, side
from benchmarks.report import Figure, Goal, Peer, Result

ROUNDS = 2
NOTHING_NEW = "claims, identity and tables are built again; sources, checks and release stand as they were made"
EVERY_PAGE = "Dagster, Great Expectations and Scrapy each cost seconds to start, the checks and the bounded reader work"


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as name:
        yield from _runs(Path(name))
        yield from _starts(Path(name) / "run-0")
    with tempfile.TemporaryDirectory() as name:
        yield from _newcomer(Path(name))


def _runs(folder: Path) -> Iterator[Result]:
    run, plain, again, memory = [], [], [], []
    for number in range(ROUNDS):
        data = folder / f"run-{number}"
        whole = cost([*OBSERVATOIRE, "run"], own_data(data))
        apart = _listings_alone(data, folder / f"plain-{number}")
        plain.append(side("commands:plain_run", environment=own_data(apart))[0].cpu)
        cost(
            [*OBSERVATOIRE, "run"], own_data(data)
        )  # the first that follows a release: its pairs of mentions are others
        again.append(cost([*OBSERVATOIRE, "run"], own_data(data)).cpu)
        run.append(whole.cpu)
        memory.append(whole.memory)
    pair = Pair.of(list(zip(run, plain, strict=True)))
    yield Peer("a replayed run", "plain functions", pair)
    yield Goal("whole replayed `run`", 1.4, pair.ratio, "plain functions doing the same", EVERY_PAGE)
    week = Pair.of(list(zip(again, run, strict=True)))
    yield Peer("the run after a run that changed nothing", "the first run", week)
    yield Goal("a week without change", 0.3, week.ratio, "a full run", NOTHING_NEW)
    reason = "the tables, their dictionaries of rows and Great Expectations' data frames are in one process"
    yield Goal("peak memory of a run", 600, max(memory), "the largest process", reason, "MB")

    built, bare = iter(range(99)), iter(range(99))
    pair = pairs(
        lambda: cost([*OBSERVATOIRE, "build"], own_data(_listings_alone(folder / "run-0", folder / f"b{next(built)}"))),
        lambda: side(
            "commands:plain_build", environment=own_data(_listings_alone(folder / "run-0", folder / f"p{next(bare)}"))
        )[0],
        ROUNDS,
    )
    yield Peer("a build", "the same functions, without Dagster and checks", pair)
    yield Goal("build through Dagster and Great Expectations", 1.3, pair.ratio, "plain functions", EVERY_PAGE)


def _listings_alone(data: Path, target: Path) -> Path:
    """A data folder with the listings of another and no release: a build on it is the first."""
    shutil.copytree(data / "work" / "listings", target / "work" / "listings")
    return target


def plain_run() -> int:
    """Read every page of the captures, build and publish; the number of listings read."""
    from pipelines.cli.collecting import captures_of, collectable
    from spiders.archive.folder import crawls
    from spiders.archive.reader import Capture
    from spiders.collect import folder_of
    from spiders.document import Document
    from spiders.extract.model.source import SourceContext
    from spiders.extract.read import read
    from spiders.registry import load_cards

    found, cards, folders = 0, load_cards(), captures_of("replay")
    for source_id in collectable("replay"):
        context = SourceContext.from_card(cards[source_id])
        capture = Capture(crawls(folder_of(source_id, folders), source_id)[-1])
        for address in capture.addresses():
            for exchange in capture.exchanges(address):
                if exchange.status == 200 and not address.endswith("/robots.txt"):
                    kind = exchange.header("Content-Type") or ""
                    found += len(read(Document(exchange.url, exchange.body, kind), context).listings)
    plain_build(published=True)
    return found


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
    yield Goal(
        what,
        2,
        (install.cpu + run.cpu) / install.cpu,
        "the bare installation, both without any cache",
        f"the run alone takes {run.cpu:.0f} s of processor, the installation {install.cpu:.0f} s",
    )
    yield Figure("… by the clock", f"{install.wall:.0f} s of installation, {run.wall:.0f} s of run")


def _starts(data: Path) -> Iterator[Result]:
    """What every command pays before it works; `data` holds a release, without which `status` ends with 1."""
    for said in (["--help"], ["status"], ["sources", "list"], ["explain", "--help"]):
        pair = pairs(
            lambda said=said: cost([*OBSERVATOIRE, *said], own_data(data)),
            lambda: cost([sys.executable, "-c", "pass"]),
            5,
        )
        yield Peer(f"`observatoire {' '.join(said)}`", "an empty Python process", pair)
