"""The steps of a build as plain functions over files and rows; `pipelines.assets` names them for Dagster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from lexicon import gazetteer as geography
from pipelines.identity.ledger_file import read_ledger
from pipelines.paths import IDENTITY, paths
from pipelines.steps.claims import Statement, read_all
from spiders.listing import Listing, read_jsonl
from spiders.registry import SourceCard, load_cards

Row = dict[str, Any]


def read_listings() -> dict[str, list[Listing]]:
    """The last good listings of every source that has any, by source id."""
    return {
        path.stem: list(read_jsonl(path))
        for path in sorted(paths().listings.glob("*.jsonl"))
        if path.stem in load_cards()
    }


def read_statements() -> Iterator[Statement]:
    cards = load_cards()
    for source_id, listings in read_listings().items():
        card = cards[source_id]
        yield from read_all(listings, {source_id: card.regions}, {source_id: card.kind})


def release_day() -> date:
    """The day of a build is that of its most recent capture: a rebuild of the same captures has the same day."""
    days = [one.evidence.fetched_at[:10] for listings in read_listings().values() for one in listings]
    if not days:
        raise ValueError("no listing to build from: run `observatoire collect` first")
    return date.fromisoformat(max(days))


def previous_release() -> Path | None:
    """The newest release older than this build; a release of the same day is this build's own."""
    from pipelines.publish.release import release_folders

    day = release_day()
    older = [folder for folder in release_folders(paths().releases) if folder.name[:10] < day.isoformat()]
    return older[-1] if older else None


def previous_tables(*names: str) -> dict[str, list[Row]] | None:
    from pipelines.tables.store import read_table

    folder = previous_release()
    return None if folder is None else {name: read_table(folder / f"{name}.parquet") for name in names}


def _cards() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    cards = load_cards()
    return {one: card.kind for one, card in cards.items()}, {one: card.regions for one, card in cards.items()}


# --- identity -------------------------------------------------------------------------------------------------


def assign_identities(claims: list[Row]) -> list[Row]:
    """One row per mention with its CPTS; writes the new ledger and the pairs a person should look at."""
    from pipelines.steps.identify import identify

    previous = previous_release()
    ledger = previous / "ledger.jsonl" if previous else IDENTITY / "ledger.jsonl"
    _, regions = _cards()
    result = identify(claims, regions, ledger, IDENTITY / "decisions.csv", release_day())
    paths().ledger.parent.mkdir(parents=True, exist_ok=True)
    result.write(paths().ledger, paths().review, paths().pairs)
    return [{"mention_id": mention, "cpts_id": one} for mention, one in sorted(result.cpts_of.items())]


# --- tables ---------------------------------------------------------------------------------------------------


def dossier_tables(claims: list[Row], identities: list[Row]) -> dict[str, list[Row]]:
    """The six tables that come from claims, CPTS absent from this build carried over from the last release."""
    from pipelines.steps.resolution import resolve

    cpts_of = {row["mention_id"]: row["cpts_id"] for row in identities}
    groups: dict[str, list[Row]] = defaultdict(list)
    for claim in claims:
        if claim["mention_id"] in cpts_of:  # a mention without a name speaks of no CPTS: see `travaux`
            groups[cpts_of[claim["mention_id"]]].append(claim)
    kinds, regions = _cards()
    previous = previous_tables("cpts", "territoires", "missions", "evenements", "preuves", "desaccords")
    first_seen = {row["cpts_id"]: row["premiere_vue"].isoformat() for row in (previous or {}).get("cpts", ())}
    tables: dict[str, list[Row]] = defaultdict(list)
    for one, group in sorted(groups.items()):
        dossier = resolve(one, group, kinds, regions, geography.load(), first_seen.get(one))
        tables["cpts"].append(dossier.cpts)
        tables["territoires"] += dossier.territoires
        tables["missions"] += dossier.missions
        tables["evenements"] += dossier.evenements
        tables["preuves"] += dossier.preuves
        tables["desaccords"] += dossier.desaccords
    if previous:
        _carry_over(tables, previous, set(groups))
    return tables


def _carry_over(tables: dict[str, list[Row]], previous: dict[str, list[Row]], present: set[str]) -> None:
    """A CPTS that no source names any more stays, marked: missing is only said where its sources were healthy."""
    healthy = {row["source_id"] for row in source_table() if row["etat"] in ("a_jour", "degradee")}
    sources_of: dict[str, set[str]] = defaultdict(set)
    for row in previous["preuves"]:
        sources_of[row["cpts_id"]].add(row["source_id"])
    merged = {entry.cpts_id: entry.redirect for entry in read_ledger(paths().ledger).entries}
    known_sources = set(load_cards())
    for row in previous["cpts"]:
        one = row["cpts_id"]
        if one in present:
            continue
        if merged.get(one):
            row = {**row, "presence": "fusionnee"}
        elif row["presence"] in ("presente", "source_indisponible"):
            row = {**row, "presence": "absente_depuis" if sources_of[one] <= healthy else "source_indisponible"}
        tables["cpts"].append(row)
        for name in ("territoires", "missions", "evenements", "preuves", "desaccords"):
            tables[name] += [
                old
                for old in previous[name]
                if old["cpts_id"] == one and old.get("source_id", "") in known_sources | {""}
            ]


def source_table() -> list[Row]:
    from pipelines.steps.context_tables import read_reports, source_rows

    cards: list[SourceCard] = list(load_cards().values())
    return source_rows(cards, read_reports(paths().listings), read_listings(), release_day())


def alarm_table() -> list[Row]:
    from pipelines.steps.context_tables import alarm_rows, read_reports

    known = load_cards()
    return alarm_rows({one: report for one, report in read_reports(paths().listings).items() if one in known})


def deployment_history(cpts: list[Row], territoires: list[Row]) -> list[Row]:
    """This build's rows after those of every earlier release."""
    from pipelines.steps.coverage import deployment_rows

    earlier = (previous_tables("deploiement") or {}).get("deploiement", [])
    return [*earlier, *deployment_rows(release_day(), cpts, territoires, geography.load())]


def _latest(deployment: list[Row]) -> list[Row]:
    day = max(row["date"] for row in deployment)
    return [row for row in deployment if row["date"] == day]


def region_rows(deployment: list[Row], coverage: list[Row]) -> list[Row]:
    from pipelines.steps.coverage import key_figures

    followed: dict[str, int] = defaultdict(int)
    for card in load_cards().values():
        for code in card.regions:
            followed[code] += 1
    figures = key_figures(_latest(deployment), coverage, "region")
    return [
        {
            "region": code,
            "nb_sources": followed[code],
            **{name: value for name, value in entry.items() if name != "nb_communes_sans_cpts"},
        }
        for code, entry in sorted(figures.items())
    ]


def departement_rows(deployment: list[Row], coverage: list[Row]) -> list[Row]:
    from pipelines.steps.coverage import key_figures

    region_of = {row["departement"]: row["region"] for row in coverage}
    figures = key_figures(_latest(deployment), coverage, "departement")
    return [{"departement": code, "region": region_of[code], **entry} for code, entry in sorted(figures.items())]


def change_table(now: dict[str, list[Row]]) -> list[Row]:
    from pipelines.steps.changes import change_rows
    from pipelines.steps.context_tables import vocabulary_rows

    labels = {row["code"]: row["libelle"] for row in vocabulary_rows() if row["domaine"] == "statut"}
    return change_rows(now, previous_tables("cpts", "territoires"), labels)


# --- checks and release ---------------------------------------------------------------------------------------


def built_tables(names: tuple[str, ...]) -> dict[str, list[Row]]:
    """The tables of the last build. A missing one names the command that makes it."""
    from pipelines.tables.store import read_table

    tables = {}
    for name in names:
        path = paths().tables / f"{name}.parquet"
        if not path.exists():
            raise ValueError(f"table {name} is not built: run `observatoire build` first")
        tables[name] = read_table(path)
    return tables


def write_quality_table(results: list[Row]) -> None:
    """The table `qualite` of checks run outside a Dagster run."""
    from pipelines.tables.store import write_table

    write_table("qualite", results, paths().tables / "qualite.parquet")


def publish(tables: dict[str, list[Row]]) -> Path:
    """Writes the release of checked tables. Refuses tables whose blocking checks failed or never ran."""
    from pipelines.publish.release import write_release
    from pipelines.steps.checks import blocking_failures
    from pipelines.steps.provenance import provenance
    from schema import load_schema, to_arrow

    if not tables["qualite"]:
        raise ValueError("no check has run on these tables: run `observatoire check` first")
    failures = blocking_failures(tables["qualite"])
    if failures:
        named = "; ".join(f"{row['table_controlee']}: {row['attente']} ({row['exemples']})" for row in failures[:5])
        raise ValueError(f"{len(failures)} blocking check(s) failed, nothing is published: {named}")
    arrow = {name: to_arrow(name, tables[name]) for name in load_schema()}
    identity = {"ledger.jsonl": paths().ledger, "rapprochements.csv": paths().pairs}
    return write_release(arrow, paths().releases, release_day(), provenance(), identity)
