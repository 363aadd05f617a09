"""What two years of weekly runs weigh, and what they add to a build.

150 invented sources name some 500 CPTS. Each week one statement in a hundred is worded anew and one page in a
hundred leaves or takes up a CPTS, which is more than lists do. The history grows by the step that makes it
(`affirmation_rows`); then the commands `build` and `release` run once on the release of one week, once on that of all
of them. Ratios of processor time carry from one machine to another, seconds do not.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.harness import cost, side
from benchmarks.report import Figure, Goal, Result
from lexicon.gazetteer import Commune, load
from pipelines.publish.checksums import sha256, write_sums
from pipelines.steps import build
from pipelines.steps.affirmations import affirmation_rows
from pipelines.steps.claim_rows import claim_rows
from pipelines.steps.filled import COUNTRY, completeness_rows
from pipelines.tables.store import write_table
from schema import Row, to_arrow
from spiders.listing import Listing
from spiders.registry import REGIONS
from tests.support.weeks import Observatory, card, listing

SOURCES, CPTS, CHURN = 150, 600, 0.01
FIRST = date(2027, 1, 3)
WEEKS = 104
HISTORY = ("affirmations", "changements", "completude", "deploiement", "lignees")


def territories(chosen: random.Random) -> dict[str, list[list[Commune]]]:
    """Region → groups of communes of one département that work together, of which a CPTS is made."""
    groups: dict[tuple[str, str | None], list[Commune]] = defaultdict(list)
    for one in load().communes.values():
        groups[one.departement, one.epci].append(one)
    found = {region: [] for region in sorted(REGIONS)}
    for (departement, epci), communes in sorted(groups.items(), key=str):
        for region, those in found.items():
            if epci and departement in load().departements_of_region(region):
                those.append(communes[:8])
    for those in found.values():
        chosen.shuffle(those)
    return found


def pages(folder: Path) -> dict[str, list[Listing]]:
    """Source → what it lists; the first eighteen are those of a region, the others of a few CPTS each."""
    free = territories(random.Random(1))
    regions, called = sorted(free), set()
    said: dict[str, list[Listing]] = {}
    for number in range(CPTS):
        region = regions[number % len(regions)]
        mine = free[region].pop() if free[region] else []
        name = f"CPTS de {mine[0].name}" if mine else ""
        if not mine or name in called:
            continue  # a small region has no more, or two would have one name
        called.add(name)
        people = sum(one.population or 0 for one in mine)
        others = range(len(regions) + number % 132, SOURCES, 132)
        for source_id in (f"region-{region}", *(f"source-{other:03}" for other in others)):
            said.setdefault(source_id, []).append(
                listing(source_id, name, ", ".join(one.name for one in mine), population_text=f"{people} habitants")
            )
            if len(said[source_id]) == 1:
                card(folder, source_id, kind="ars" if "region" in source_id else "cpts", regions=(region,))
    return said


def grown(claims: list[Row], cpts_of: dict[str, str], sources: set[str], weeks: int) -> list[Row]:
    """The affirmations after as many weeks."""
    chosen = random.Random(2)
    rows: list[Row] = []
    silent: set[str] = set()
    for week in range(weeks):
        day = FIRST + timedelta(weeks=week)
        for claim in chosen.sample(claims, int(len(claims) * CHURN)) if week else ():
            claim |= {"texte": f"{claim['texte'].split(' (')[0]} (au {day})", "lu_depuis": day.isoformat()}
        silent ^= set(chosen.sample(sorted(cpts_of), int(len(cpts_of) * CHURN))) if week else set()
        said = [claim | {"confirme_le": day.isoformat()} for claim in claims if claim["mention_id"] not in silent]
        rows = affirmation_rows(said, cpts_of, rows, sources, day)
    return rows


def repeated(rows: list[Row], column: str, key: str, weeks: int) -> Iterator[Row]:
    """The rows of one release, as if each week had had its own."""
    for week in range(weeks):
        day = FIRST + timedelta(weeks=week)
        for row in rows:
            yield row | {column: day} | ({key: f"{row[key][:12]}{week:04x}"} if key else {})


def seal(release: Path) -> None:
    names_of = [path for path in sorted(release.iterdir()) if path.name != "SHA256SUMS"]
    write_sums(release, {path.name: sha256(path) for path in names_of})


def processor_seconds(*command: str) -> float:
    return cost([sys.executable, "-m", "pipelines.cli.main", *command]).cpu


def measure() -> Iterator[Result]:
    found = side("history:weighed", WEEKS)[1]
    yield Figure(
        f"history of {WEEKS} weeks, {found['affirmations']} affirmations",
        f"{found['weight']:.1f} MB",
        "under 50 MB",
        found["weight"] < 50,
    )
    reason = "every row of the history is read and written again each week"
    yield Goal(
        f"{WEEKS} weeks of history added to a build", 1.2, found["ratio"], "a build on one week, one pair", reason
    )


def weighed(told: str) -> dict[str, Any]:
    """The side that is measured: commands on the release of one week, then on that of all of them."""
    weeks = int(told)
    with tempfile.TemporaryDirectory() as aside:
        data, cards = Path(aside) / "data", Path(aside) / "cards"
        os.environ |= {
            "OBSERVATOIRE_DATA": str(data), "OBSERVATOIRE_CARDS": str(cards), "OBSERVATOIRE_REPETITION": "1"
        }  # fmt: skip
        said = pages(cards)
        observatory = Observatory(data)
        tables = observatory.week(FIRST.isoformat(), said)
        claims = [row for one in build.read_statements() for row in claim_rows(one)]
        cpts_of = {row["mention_id"]: row["cpts_id"] for row in tables["affirmations"]}
        release = data / "releases" / FIRST.isoformat()
        observatory.crawl((FIRST + timedelta(weeks=weeks)).isoformat(), {})

        spent = []
        for long in (False, True):
            if long:
                old = {name: [] for name in HISTORY} | {
                    "affirmations": grown(claims, cpts_of, set(said), weeks),
                    "changements": list(repeated(_changes(tables), "livraison", "changement_id", weeks)),
                    "completude": list(repeated(_filled(tables["cpts"]), "date", "", weeks)),
                    "deploiement": list(repeated(tables["deploiement"], "date", "", weeks)),
                }
                for name, rows in old.items():
                    write_table(name, rows, release / f"{name}.parquet")
                seal(release)
            spent.append(processor_seconds("build") + processor_seconds("release", "--despite-guard", "mesure"))
            (latest := data / "releases" / "latest").unlink()
            latest.symlink_to(FIRST.isoformat())
        weight = sum((release / f"{name}.parquet").stat().st_size for name in HISTORY) / 1e6
        return {"weight": weight, "ratio": spent[1] / spent[0], "affirmations": len(old["affirmations"])}


def _filled(cpts: list[Row]) -> list[Row]:
    """How full the columns of the CPTS of France are."""
    rows = completeness_rows(FIRST, {"cpts": to_arrow("cpts", cpts)})
    return [row for row in rows if row["region"] == COUNTRY]


def _changes(tables: dict[str, list[Row]]) -> list[Row]:
    """One CPTS in a hundred changes its population each week."""
    return [
        {
            "changement_id": row["cpts_id"].removeprefix("cpts-") + "00000000", "cpts_id": row["cpts_id"],
            "livraison": FIRST, "nature": "population", "avant": "20000", "apres": "21000",
            "phrase": f"{row['nom']} : population déclarée de 20 000 à 21 000 habitants.", "preuve_id": None,
        }
        for row in tables["cpts"][::100]
    ]  # fmt: skip
