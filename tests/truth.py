"""The release against facts labelled by people: `python -m tests.truth DIR`. Exit code 1 below a floor.

DIR holds `mentions.jsonl` (one mention of a CPTS on one page) and `published_counts.jsonl` (figures of others). They are
no part of the project and no test needs them. Precision is over what the release says of these facts; recall over the
facts whose page is bundled. `--list PROPERTY` shows each wrong or missing value.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from lexicon import gazetteer
from pipelines.paths import CAPTURES, paths
from pipelines.tables.store import read_table
from schema import SEPARATOR, Row
from spiders.archive.reader import Capture
from tests.support import facts as labelled
from tests.support.facts import STAGES, Fact

# property → (least recall, most wrong values); `None` where the facts are too condensed to promise one
FLOORS: dict[str, tuple[float | None, int | None]] = {
    "nom": (None, None),
    "region": (0.95, None),
    "departement": (0.95, None),
    "statut": (0.90, 0),
    "date": (None, 0),
    "commune": (None, 0),
    "territoire": (0.90, None),
    "population": (None, 0),
    "comptes_publies": (1.0, 0),
}

# how the facts write the precision of a published figure, at the end of its measure
QUALIFIERS = {"exact": "", "environ": "_environ", "au_moins": "_min", "au_plus": "_max"}

SAME_NAME = 85  # rapidfuzz ratio from which two sets of words are one name: plurals and misprints, not other words


@dataclass
class Score:
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        said = len(self.right) + len(self.wrong)
        return len(self.right) / said if said else None

    @property
    def recall(self) -> float | None:
        facts = len(self.right) + len(self.wrong) + len(self.missing)
        return len(self.right) / facts if facts else None

    def add(self, verdict: str, note: str) -> None:
        getattr(self, verdict).append(note)


class Release:
    """The tables of one release, and its CPTS by page."""

    TABLES = ("cpts", "territoires", "evenements", "preuves", "comptes_publies")

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.cpts = {row["cpts_id"]: row for row in tables["cpts"]}
        self.counts = tables["comptes_publies"]
        self.proofs: dict[str, list[Row]] = defaultdict(list)
        self.on_page: dict[str, set[str]] = defaultdict(set)
        self.territories: dict[str, list[Row]] = defaultdict(list)
        self.events: dict[str, list[Row]] = defaultdict(list)
        for row in tables["preuves"]:
            self.proofs[row["cpts_id"]].append(row)
            self.on_page[labelled.page_key(row["url"])].add(row["cpts_id"])
        for name, index in (("territoires", self.territories), ("evenements", self.events)):
            for row in tables[name]:
                index[row["cpts_id"]].append(row)

    def find(self, fact: Fact) -> str | None:
        """The CPTS of the fact: the one of its page whose name, or a name it bears anywhere, is the fact's."""
        wanted = labelled.name_words(fact["name"])
        scored = []
        for one in self.on_page[labelled.page_key(fact["source_url"])]:
            row = self.cpts[one]
            names = [row["nom"], row["sigle"], *(row["alias"] or "").split(SEPARATOR)]
            score = max(fuzz.token_set_ratio(wanted, labelled.name_words(name)) for name in names if name)
            scored.append((score, one))
        best = max(scored, default=(0, None))
        return best[1] if best[0] >= SAME_NAME else None

    def said_on_page(self, one: str, fact: Fact, topic: str) -> list[Row]:
        """Claims of the fact's page that have a value."""
        page = labelled.page_key(fact["source_url"])
        return [
            row
            for row in self.proofs[one]
            if row["propriete"] == topic and row["valeur"] and labelled.page_key(row["url"]) == page
        ]


# --- one property of one fact: (verdict, what to show), nothing when the fact does not say ----------------------

Verdicts = Iterator[tuple[str, str, str]]  # property, verdict, note


def judge(fact: Fact, one: str | None, release: Release, proved: str | None, denied: bool) -> Verdicts:
    if one is None:
        for name, said in _asked(fact, proved).items():
            yield name, "missing", str(said)
        return
    row = release.cpts[one]
    yield "nom", "right", row["nom"]
    # a fact gives the region of the health agency, which serves Saint-Martin from Guadeloupe
    served = {one.code for one in gazetteer.regions() if one.ars_region == fact["region_code"]}
    yield _place("region", served, row["region"])
    departements = labelled.departements_of(fact["departement"])
    if departements:
        yield _place("departement", departements, row["departements"])
    yield from _stage(fact, one, release, proved, denied)
    yield from _dates(fact, one, release)
    yield from _communes(fact, one, release, departements)
    yield from _population(fact, one, release)


def _asked(fact: Fact, proved: str | None) -> Row:
    """What a fact says, by property."""
    said = {
        "nom": fact["name"],
        "region": fact["region_code"],
        "departement": sorted(labelled.departements_of(fact["departement"])),
        "statut": proved,
        "territoire": fact["communes"],
        "population": labelled.population_of(fact["population"]),
    }
    return {name: value for name, value in said.items() if value}


def _place(name: str, wanted: set[str] | frozenset[str], published: str | None) -> tuple[str, str, str]:
    found = set((published or "").split(SEPARATOR)) - {""}
    verdict = "missing" if not found else "right" if found & set(wanted) else "wrong"
    return name, verdict, f"{sorted(wanted)} / {sorted(found)}"


def _stage(fact: Fact, one: str, release: Release, proved: str | None, denied: bool) -> Verdicts:
    """Right when the CPTS has reached what the words prove, wherever that was read; wrong when the same page is made to
    say more than its words, a beginning of whom they call at work, or anything where they deny it; wrong too when a
    contract that is only deduced, and not later, stands in the release against words that deny it."""
    row = release.cpts[one]
    here = [claim["valeur"] for claim in release.said_on_page(one, fact, "statut") if claim["valeur"] in STAGES]
    beyond = [stage for stage in here if proved and STAGES.index(stage) > STAGES.index(proved)]
    note = f"{fact['status_text']} → {proved} / {row['statut']}, page: {here}"
    denies = denied and not proved
    begun = "emergence" in here and not proved and labelled.at_work(fact["status_text"])
    if beyond or begun or (denies and ("aci_signe" in here or _deduced_before(row, fact))):
        yield "statut", "wrong", note
    elif proved:
        reached = row["statut"] in STAGES and STAGES.index(row["statut"]) >= STAGES.index(proved)
        yield "statut", "right" if reached else "missing", note


def _deduced_before(row: Row, fact: Fact) -> bool:
    """Whether a signed contract is published as a deduction that is not known to be later than the fact."""
    later = (row.get("statut_date") or "") > (fact.get("page_date") or "9")
    return row["statut"] == "aci_signe" and row.get("statut_fondement") == "deduit" and not later


def _dates(fact: Fact, one: str, release: Release) -> Verdicts:
    """A day of the words: found among the events of the page, or found there with another year."""
    wanted = {date for date in labelled.dates_of(fact["date_text"]) if date[0] and date[2]}
    here = {claim["preuve_id"] for claim in release.said_on_page(one, fact, "date")}
    events = [row["date_evenement"] for row in release.events[one] if row["preuve_id"] in here]
    for year, month, day in sorted(wanted):
        note = f"{fact['date_text']} / {events}"
        same_day = {event[:-6] for event in events if event.endswith(f"-{month:02}-{day:02}")}
        if same_day & {str(year), "-"}:  # « --02-05 »: the year that the page does not write is not made up
            yield "date", "right", note
        elif same_day:
            yield "date", "wrong", note


def _communes(fact: Fact, one: str, release: Release, departements: frozenset[str]) -> Verdicts:
    """Each commune of the fact in the published territory; each commune read on the page away from the départements of
    the fact and of their neighbours is wrong, and so is one published for the grouping of its name."""
    published = {row["commune"]: row for row in release.territories[one]}
    here = {claim["preuve_id"] for claim in release.said_on_page(one, fact, "territoire")}
    known = gazetteer.load().departements
    near = departements | {other for code in departements for other in known[code].neighbours}
    for code, row in sorted(published.items()):
        if departements and row["preuve_id"] in here and row["departement"] not in near:
            yield "commune", "wrong", f"{row['commune_nom']} ({code}), expected in {sorted(departements)}"
        elif (
            row["preuve_id"] in here
            and not row.get("deduite")
            and labelled.read_as_a_town(code, published, fact.get("territory_text") or "")
        ):
            yield "commune", "wrong", f"{row['commune_nom']} ({code}), of {fact['territory_text']}"
    if not fact["communes"]:
        return
    for name in fact["communes"]:
        if code := labelled.commune_of(name, fact["region_code"]):
            yield "commune", "right" if code in published else "missing", f"{name} ({code})"
    yield "territoire", "right" if published else "missing", f"{fact['communes'][:6]}"


def _population(fact: Fact, one: str, release: Release) -> Verdicts:
    wanted = labelled.population_of(fact["population"])
    here = {claim["valeur"] for claim in release.said_on_page(one, fact, "population")}
    if wanted is None:
        for value in here & labelled.counted_beside(fact):
            yield "population", "wrong", f"{value}, which the fact tells of something else"
        return
    verdict = "missing" if not here else "right" if str(wanted) in here else "wrong"
    yield "population", verdict, f"{fact['population']} / {sorted(here)}"


# --- all of them ----------------------------------------------------------------------------------------------


def bundled_pages(captures: Path) -> set[str]:
    found = captures.glob("*/*.warc.gz")
    return {labelled.page_key(url) for path in sorted(found) for url in Capture(path).addresses()}


def score_mentions(rows: list[Fact], release: Release, bundled: set[str]) -> dict[str, Score]:
    scores: dict[str, Score] = {name: Score() for name in FLOORS}
    named = [row for row in rows if row["name"] and "non cité" not in row["name"] and "sans nom" not in row["name"]]
    found = [(fact, release.find(fact)) for fact in named if labelled.page_key(fact["source_url"]) in bundled]
    proved, denied = _by_page(found)
    placed: set[str] = set()  # a CPTS has one territory, however many facts name its communes
    for fact, one in found:
        key = (labelled.page_key(fact["source_url"]), one)
        stage = proved[key] if one else labelled.stage_of(fact["status_text"])
        for name, verdict, note in judge(fact, one, release, stage, denied[key]):
            if name == "territoire":
                if (one or fact["name"]) in placed:
                    continue
                placed.add(one or fact["name"])
            scores[name].add(verdict, f"{fact['name']}: {note}  <{fact['source_url']}>")
    return scores


def _by_page(found: list[tuple[Fact, str | None]]) -> tuple[dict[Any, str | None], dict[Any, bool]]:
    """What all the facts of one page together prove and deny of one CPTS: each holds a part of the words."""
    proved: dict[Any, str | None] = defaultdict(lambda: None)
    denied: dict[Any, bool] = defaultdict(bool)
    for fact, one in found:
        key = (labelled.page_key(fact["source_url"]), one)
        stages = [stage for stage in (proved[key], labelled.stage_of(fact["status_text"])) if stage]
        proved[key] = max(stages, key=STAGES.index, default=None)
        denied[key] |= labelled.denies_stage(fact["status_text"])
    return proved, denied


def score_counts(rows: list[Fact], release: Release) -> Score:
    """Each figure of others under its date, region and measure, from the same publisher: the address itself may be cut
    short where it bears a person's name."""
    score = Score()
    known: dict[tuple[str, ...], set[float]] = defaultdict(set)
    for row in release.counts:
        place = row["departement"] or row["region"]
        measure = row["mesure"] + QUALIFIERS[row["precision"]]
        # a fact may leave its reserve to its note (« presque 96 % »), or its « environ » out
        bare = row["departement"] or row["precision"] == "environ"
        for one in {measure, row["mesure"]} if bare else {measure}:
            known[row["date_etat"], place, one, _host(row["url"])].add(row["valeur"])
    for fact in rows:
        place = fact.get("departement") or fact["region_code"]
        key = (fact["as_of"], place, fact["measure"], _host(fact["source_url"]))
        verdict = "right" if fact["value"] in known[key] else "wrong" if known[key] else "missing"
        score.add(verdict, f"{key}: {fact['value']} / {sorted(known[key])}")
    return score


def _host(url: str) -> str:
    return labelled.page_key(url).split("/")[0]


def report(scores: dict[str, Score]) -> int:
    """Prints one line per property; how many are below their floor."""
    below = 0
    print(f"{'':16}{'right':>7}{'wrong':>7}{'missing':>9}{'precision':>11}{'recall':>9}")
    for name, score in scores.items():
        least, most = FLOORS[name]
        low = least is not None and (score.recall is None or score.recall < least)
        bad = most is not None and len(score.wrong) > most
        below += low or bad
        bounds = [
            f"recall at least {least}" if least is not None else "",
            f"wrong at most {most}" if most is not None else "",
        ]
        shares = [f"{one:.3f}" if one is not None else "-" for one in (score.precision, score.recall)]
        print(
            f"{name:16}{len(score.right):7}{len(score.wrong):7}{len(score.missing):9}{shares[0]:>11}{shares[1]:>9}   "
            f"{', '.join(filter(None, bounds))}{'  BELOW THE FLOOR' if low or bad else ''}"
        )
    return below


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make truth FACTS=DIR", description=__doc__)
    parser.add_argument("facts", type=Path)
    parser.add_argument("--release", type=Path, default=paths().releases / "latest")
    parser.add_argument("--list", choices=FLOORS, action="append", default=[])
    given = parser.parse_args(arguments)
    if not (given.release / "cpts.parquet").exists():
        parser.error(f"{given.release.name}: no release there; run `make build-only` first")
    release = Release({name: read_table(given.release / f"{name}.parquet") for name in Release.TABLES})
    rows = _all_facts(given.facts, "mentions")
    scores = score_mentions(rows, release, bundled_pages(CAPTURES))
    scores["comptes_publies"] = score_counts(_all_facts(given.facts, "published_counts"), release)
    below = report(scores)
    for name in given.list:
        for verdict in ("wrong", "missing"):
            for note in getattr(scores[name], verdict):
                print(f"{name} {verdict}: {note}")
    return int(below > 0)


def _all_facts(folder: Path, name: str) -> list[Fact]:
    """The facts of `NAME.jsonl`, and of `NAME_2.jsonl` where there is one."""
    further = folder / f"{name}_2.jsonl"
    return labelled.read_facts(folder / f"{name}.jsonl") + (labelled.read_facts(further) if further.exists() else [])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
