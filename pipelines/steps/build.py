"""The steps of a build as plain functions over files and rows; `pipelines.assets` names them for Dagster."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lexicon import gazetteer as geography
from pipelines.identity.ledger_file import read_ledger
from pipelines.paths import IDENTITY, paths
from pipelines.publish.folders import release_folders
from pipelines.steps import inputs
from pipelines.steps.calendar import build_day, followed, follows, observed
from pipelines.steps.claims import Statement, read_all
from pipelines.steps.own_site import on_their_site
from pipelines.steps.placing import placed
from pipelines.steps.predecessor import upgraded
from schema import Row
from spiders.listing import Listing
from spiders.registry import SourceCard, load_cards

if TYPE_CHECKING:
    import pyarrow

LEDGER = "ledger.jsonl"
DOSSIER_TABLES = ("cpts", "territoires", "missions", "evenements", "preuves", "desaccords")
PARTLY_READ = ("Truncated", "ReplayMiss", "TooHeavy")  # alarms after which silence says nothing
CARRIED = (*DOSSIER_TABLES, "deploiement", "changements", "sources")  # what a build takes from the release before
REMEMBERED = ("affirmations", "lignees", "corrections", "completude")  # and from one that has them


def read_listings() -> dict[str, list[Listing]]:
    """The last good listings of every source that has any, by source id; damaged files are left aside. As soon as one
    source was observed, reconstructions have no place beside it."""
    found = inputs.read_listings(paths().listings, _followed())[0]
    if not any(map(observed, found.values())):
        return found
    return {source_id: mine for source_id, mine in found.items() if observed(mine)}


def left_aside() -> dict[str, str]:
    """Sources whose listings are damaged, and why in French."""
    return inputs.read_listings(paths().listings, _followed())[1]


def _followed() -> dict[str, SourceCard]:
    """The cards whose listings count: what a retired source said last is history."""
    return {one: card for one, card in load_cards().items() if card.lifecycle.state != "retired"}


def read_known_reports() -> dict[str, Row]:
    """The report of the last run of each source that has a card; that of one whose listings were left aside says so."""
    known = load_cards()
    reports = {one: report for one, report in inputs.read_reports(paths().listings).items() if one in known}
    return reports | {one: inputs.failed(detail, reports.get(one)) for one, detail in left_aside().items()}


def read_statements() -> Iterator[Statement]:
    cards = load_cards()
    for source_id, listings in read_listings().items():
        card = cards[source_id]
        read = read_all(listings, {source_id: card.regions}, {source_id: card.kind})
        yield from placed(on_their_site(read, card), card, geography.load())


def release_day() -> date:
    """The day of the build at hand; raises `WrongDay` when it is before that of the release it follows."""
    return follows(build_day(read_listings(), read_known_reports()), paths().releases)


def previous_release() -> Path | None:
    """The release that this build follows: `latest`, be it of the same day; the newest before it that is as it was
    written when that one is damaged. Raises `ValueError` when all are: ids and history would start anew."""
    folder = followed(paths().releases)
    if folder is None:
        return None
    known = [one.resolve() for one in release_folders(paths().releases)]
    until = known[: known.index(folder) + 1] if folder in known else [folder]
    needed, others = ([f"{name}.parquet" for name in names] for names in (CARRIED, REMEMBERED))
    for one in reversed(until):
        if inputs.intact(one, needed, [*others, LEDGER]):
            return one
    raise ValueError(f"release {folder.name} is damaged and none before it is whole: restore it from a copy")


def previous_tables(*names: str) -> dict[str, list[Row]] | None:
    """Tables (of `CARRIED`) of the release that this build follows. None without one, and for the first build from
    observations after reconstructions: nothing of theirs is carried on but the ids."""
    from pipelines.tables import parquet

    folder = previous_release()
    if folder is None:
        return None
    files = {name: folder / f"{name}.parquet" for name in {"cpts", *names}}
    # a table that the release before did not have yet begins empty
    tables = {
        name: upgraded(name, parquet.read(path).to_pylist()) if path.exists() else [] for name, path in files.items()
    }
    tables["cpts"] = observable(tables["cpts"])
    return tables if tables["cpts"] else None


def observable(rows: list[Row]) -> list[Row]:
    """Rows of an earlier release that this build may carry on: none of a reconstruction beside an observation."""
    live = any(map(observed, read_listings().values()))
    return [row for row in rows if not row["reconstruction"]] if live else rows


def card_facts() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    cards = load_cards()
    return {one: card.kind for one, card in cards.items()}, {one: card.regions for one, card in cards.items()}


# --- identity -------------------------------------------------------------------------------------------------


def assign_identities(claims: list[Row]) -> tuple[list[Row], list[Row]]:
    """One row per mention with its CPTS, and the rows of `lignees` that link CPTS; writes the new ledger and what a
    person should look at."""
    from pipelines.steps.identify import Past, Publishers, identify

    previous = previous_release()
    ledger = (previous or IDENTITY) / LEDGER
    kinds, regions = card_facts()
    known = previous_tables("affirmations", "lignees") or {}
    said, lineages = (observable(known.get(name, [])) for name in ("affirmations", "lignees"))
    past, publishers = Past(said, lineages), Publishers(regions, kinds, wholly_read() if said else ())
    result = identify(claims, publishers, ledger, (IDENTITY / "decisions.csv", paths().decisions), release_day(), past)
    paths().ledger.parent.mkdir(parents=True, exist_ok=True)
    result.write(paths().ledger, paths().review, paths().pairs)
    identities = [{"mention_id": mention, "cpts_id": one} for mention, one in sorted(result.cpts_of.items())]
    return identities, result.lineages


# --- tables ---------------------------------------------------------------------------------------------------


def wholly_read() -> set[str]:
    """Sources whose silence says something."""
    reports = read_known_reports()
    well = [row["source_id"] for row in source_table() if row["etat"] in ("a_jour", "degradee")]
    alarms = {one: {alarm["name"] for alarm in reports.get(one, {}).get("alarms", ())} for one in well}
    return {one for one in well if alarms[one].isdisjoint(PARTLY_READ)}


def source_table() -> list[Row]:
    from pipelines.steps.context_tables import source_rows

    cards: list[SourceCard] = list(load_cards().values())
    rows = source_rows(cards, read_known_reports(), read_listings(), release_day())
    # a source whose card is gone is still where the evidence that is carried on was read
    earlier = (previous_tables("sources") or {}).get("sources", [])
    return rows + [
        row | {"cycle": "retiree", "etat": "plus_suivie"} for row in earlier if row["source_id"] not in load_cards()
    ]


def alarm_table() -> list[Row]:
    from pipelines.steps.context_tables import alarm_rows

    return alarm_rows(read_known_reports())


def deployment_table(cpts: list[Row], territoires: list[Row]) -> list[Row]:
    from pipelines.steps.coverage import deployment_rows

    return deployment_rows(release_day(), cpts, territoires, geography.load())


def region_rows(deployment: list[Row], coverage: list[Row]) -> list[Row]:
    from pipelines.steps.coverage import key_figures

    followed = Counter(code for card in load_cards().values() for code in card.regions)
    figures = key_figures(deployment, coverage, "region", geography.load())
    for entry in figures.values():
        entry.pop("nb_communes_sans_cpts", None)
    return [{"region": code, "nb_sources": followed[code], **entry} for code, entry in sorted(figures.items())]


def departement_rows(deployment: list[Row], coverage: list[Row]) -> list[Row]:
    from pipelines.steps.coverage import key_figures

    region_of = {row["departement"]: row["region"] for row in coverage}
    figures = key_figures(deployment, coverage, "departement", geography.load())
    return [{"departement": code, "region": region_of[code], **entry} for code, entry in sorted(figures.items())]


def filled_table(names: Iterable[str]) -> list[Row]:
    """How full each column of the tables at hand is today."""
    from pipelines.steps.filled import completeness_rows

    return completeness_rows(release_day(), {name: table for name, (table, _) in _digested(names).items()})


# --- checks and release ---------------------------------------------------------------------------------------


def built_tables(names: Iterable[str]) -> dict[str, list[Row]]:
    """The tables of the last build. A missing one names the command that makes it."""
    return {name: table.to_pylist() for name, (table, _) in _digested(names).items()}


def _digested(names: Iterable[str]) -> dict[str, tuple[pyarrow.Table, str]]:
    from pipelines.tables.store import digested

    found = {}
    for name in names:
        path = paths().tables / f"{name}.parquet"
        if not path.exists():
            raise ValueError(f"table {name} is not built: run `observatoire build` first")
        found[name] = digested(path)
    return found


def quality_rows() -> list[Row]:
    """Checks every built table. The digests of the files that were checked, of the ledger they go with and of
    `qualite` as it is about to be written stay in `SHA256SUMS`: what is not of these digests is not published."""
    from pipelines.publish.checksums import sha256, write_sums
    from pipelines.steps.checks import CHECKED, checked_once
    from pipelines.tables.store import encoded

    found = _digested(CHECKED)
    digests = {_name_of(name): digest for name, (_, digest) in found.items()}
    results = checked_once({name: table for name, (table, _) in found.items()}, digests, paths().work / "controles")
    digests[_name_of("qualite")] = hashlib.sha256(encoded("qualite", results)).hexdigest()
    identity = (path for path in _identity().values() if path.exists())
    write_sums(paths().work, digests | {path.name: sha256(path) for path in identity})
    return results


def _name_of(table: str) -> str:
    return f"{paths().tables.name}/{table}.parquet"


def _identity() -> dict[str, Path]:
    """What a release carries of identities, beside its tables: name in the release → file."""
    return {LEDGER: paths().ledger, "rapprochements.csv": paths().pairs}


def write_quality_table(results: list[Row]) -> None:
    """The table `qualite` of checks run outside a Dagster run."""
    from pipelines.tables.store import write_table

    write_table("qualite", results, paths().tables / "qualite.parquet")


def checked_tables() -> dict[str, pyarrow.Table]:
    """Every table, from the very files that the checks have seen. Raises `ValueError` for any other, and for another
    ledger."""
    from pipelines.publish.checksums import Damaged, differences, read_sums
    from schema import load_schema

    found = _digested(load_schema())
    try:
        seen = read_sums(paths().work)
        other = differences(paths().work, [path.name for path in _identity().values()])
    except Damaged as error:
        raise ValueError("no check has run on these tables: run `observatoire check` first") from error
    other += [f"table {name}" for name, (_, digest) in found.items() if seen.get(_name_of(name)) != digest]
    if other:
        raise ValueError(f"{', '.join(other)}: changed since the checks ran; run `observatoire build` again")
    return {name: table for name, (table, _) in found.items()}


def hold_back(tables: dict[str, pyarrow.Table]) -> None:
    """Raises `HeldBack` when the guard sees an accident in what is about to be published."""
    from pipelines.steps.guard import hold_back as decide

    ledger, looked_at = read_ledger(paths().ledger), ("sources", "cpts", "preuves")
    now = {name: tables[name].to_pylist() for name in (*looked_at, "lignees")}
    decide(now, previous_tables(*looked_at), lambda one: ledger.resolve(one) or one)


def publish(despite: str = "") -> Path:
    """Writes the release of the checked tables. Refuses tables whose blocking checks failed or never ran, and those
    that the guard holds back unless `despite` says why they are published all the same."""
    from pipelines.publish.standing import write_unless_it_stands
    from pipelines.steps.checks import blocking_failures
    from pipelines.steps.earlier_days import KEPT, after_earlier_days
    from pipelines.steps.proposals import proposals
    from pipelines.steps.provenance import provenance

    tables = checked_tables()
    if not tables["qualite"]:
        raise ValueError("no check has run on these tables: run `observatoire check` first")
    failures = blocking_failures(tables["qualite"].to_pylist())
    if failures:
        named = "; ".join(f"{row['table_controlee']}: {row['attente']} ({row['exemples']})" for row in failures[:5])
        raise ValueError(f"{len(failures)} blocking check(s) failed, nothing is published: {named}")
    if not despite:
        hold_back(tables)
    day, before = release_day(), previous_release()
    if before and previous_tables():
        tables |= {name: after_earlier_days(name, tables[name], before, day) for name in KEPT}
    told = provenance(despite, len(proposals(list(load_cards().values()), read_known_reports(), read_listings())))
    return write_unless_it_stands(paths().work / "livraison.json", tables, paths().releases, day, told, _identity())
