"""From the claims of today and the release before to dossiers that remember: what was learned when, what a person
corrected, what no source says any more, what changed."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from lexicon import gazetteer as geography
from pipelines.identity.ledger_file import Ledger, read_ledger
from pipelines.identity.review import NOBODY, TO_CONFIRM, add_to_review
from pipelines.paths import CAPTURES, paths
from pipelines.steps import build
from pipelines.steps.affirmations import affirmation_rows, known_since
from pipelines.steps.ageing import Silence, by_column, silences
from pipelines.steps.calendar import day_of
from pipelines.steps.carried import carried_over
from pipelines.steps.citations import cite
from pipelines.steps.corrections import corrected, of_nobody, read_corrections
from pipelines.steps.lineage_effects import end_carried, ended, keep_former_names, met_alone, published
from pipelines.steps.lineage_rows import former_names
from pipelines.steps.list_record import without_doubtful_lists
from pipelines.steps.presence import not_read, presence
from pipelines.steps.watched_step import watched_step
from pipelines.tables.rows import ClaimRow
from schema import Row
from spiders.registry import load_cards

DOSSIERS = (*build.DOSSIER_TABLES, "corrections", "lignees")


def _redirects(ledger: Ledger) -> dict[str, str]:
    """Retired ids → those that bear their records today."""
    return {one.cpts_id: ledger.resolve(one.cpts_id) or one.cpts_id for one in ledger.entries if one.redirect}


def _followed() -> set[str]:
    return {one.id for one in load_cards().values() if one.lifecycle.state != "retired"}


def affirmation_table(claims: list[Row], identities: list[Row]) -> list[Row]:
    """Every claim ever made, those of the release before brought up to date."""
    previous = build.observable((build.previous_tables("affirmations") or {}).get("affirmations", []))
    cpts_of = {row["mention_id"]: row["cpts_id"] for row in identities}
    return affirmation_rows(
        claims, cpts_of, previous, _followed(), build.release_day(), _redirects(read_ledger(paths().ledger))
    )


def dossier_tables(
    claims: list[Row], identities: list[Row], affirmations: list[Row], successions: list[Row]
) -> dict[str, list[Row]]:
    """The tables of `DOSSIERS`: what the claims of today give, corrected by people and ended by `successions`, then the
    CPTS of the release before that no source names any more."""
    from pipelines.steps.resolution import resolve

    today, ledger = build.release_day(), read_ledger(paths().ledger)
    groups, corrections = corrected(
        _groups(claims, identities, affirmations),
        read_corrections(paths().corrections),
        today,
        ledger.resolve,
        affirmations,
    )
    kinds, regions = build.card_facts()
    kinds = dict.fromkeys((row["source_id"] for row in successions), "presse") | kinds  # the card may be gone
    previous = build.previous_tables(*build.DOSSIER_TABLES, "lignees")
    learnt = previous.pop("lignees") if previous else []
    first_seen = {row["cpts_id"]: row["premiere_vue"].isoformat() for row in (previous or {}).get("cpts", ())}
    carried = not_read(build.read_known_reports(), today)
    tables: dict[str, list[Row]] = defaultdict(list, corrections=corrections)
    over = ended(without_doubtful_lists(groups, geography.load()), successions)
    former = former_names(successions)
    said = by_column("cpts_id", affirmations)
    for one, group in sorted(groups.items()):
        mine = cast("list[ClaimRow]", over[one])
        dossier = resolve(one, mine, kinds, regions, geography.load(), today, first_seen.get(one), former[one])
        for name, rows in dossier.tables().items():
            tables[name] += rows
        row = tables["cpts"][-1]
        row["presence"] = presence({claim["source_id"] for claim in group}, carried)
        if row["statut_depuis"] is None:
            row |= watched_step(row["statut"], said[one]) or {}
    doubted = _to_confirm(tables["cpts"], over, affirmations, kinds)
    nobody = [
        (one, "", f"{NOBODY} : {said} ; ses identifiants sont dans la table cpts")
        for one, said in of_nobody(corrections)
    ]
    add_to_review(paths().review, [*doubted, *nobody])
    cite(tables["preuves"], (paths().live_captures, CAPTURES))
    if previous:
        healthy = build.wholly_read()
        proofs = {row["preuve_id"] for row in tables["preuves"]}
        named, redirects = set(groups), _redirects(ledger)
        for name, rows in carried_over(previous, named, healthy, _followed(), redirects, proofs, today).items():
            tables[name] += rows
    end_carried(tables, successions, kinds, today)
    tables["lignees"] = published([*successions, *met_alone(tables, learnt, today)], tables)
    keep_former_names(tables["cpts"], tables["lignees"])
    return tables


def _to_confirm(
    cpts: list[Row], groups: dict[str, list[Row]], affirmations: list[Row], kinds: dict[str, str]
) -> list[tuple[str, str, str]]:
    """Marks what the silence of a list that names all contradicts; what a person is asked."""
    read = build.wholly_read()
    read_whole = {one: card.regions for one, card in load_cards().items() if card.exhaustive and one in read}
    found = {one.cpts_id: one for one in silences(cpts, groups, affirmations, read_whole, kinds)}
    doubted = [row for row in cpts if row["cpts_id"] in found]
    for row in doubted:
        row["presence"] = "a_confirmer"
    return [(row["cpts_id"], row["nom"], _reason(found[row["cpts_id"]])) for row in doubted]


def _reason(one: Silence) -> str:
    said = f"du {one.said}" if one.said else "sans date"
    return f"{TO_CONFIRM} : la liste de {one.source_id}, du {one.since}, ne la nomme pas ; dernière affirmation {said}"


def _groups(claims: list[Row], identities: list[Row], affirmations: list[Row]) -> dict[str, list[Row]]:
    """CPTS → its claims, each known since the day any source was first read to say so. A mention without a name speaks
    of no CPTS: see `travaux`."""
    cpts_of = {row["mention_id"]: row["cpts_id"] for row in identities}
    learned = known_since(affirmations)
    groups: dict[str, list[Row]] = defaultdict(list)
    for claim in claims:
        if one := cpts_of.get(claim["mention_id"]):
            since = learned[one, claim["propriete"], claim["valeur"]].isoformat()
            groups[one].append(claim | {"lu_depuis": since})
    return groups


def change_table(now: dict[str, list[Row]]) -> list[Row]:
    """Every change since the first release, the latest last: those told by the release before, then those of today."""
    from pipelines.steps.changes import change_rows
    from pipelines.steps.context_tables import vocabulary_rows

    labels = {row["code"]: row["libelle"] for row in vocabulary_rows() if row["domaine"] == "statut"}
    before, folder = build.previous_tables("cpts", "territoires", "changements"), build.previous_release()
    rows = change_rows(now, before, labels, build.release_day())
    if before is None or folder is None:
        return rows
    new, proofs = {row["changement_id"] for row in rows}, {row["preuve_id"] for row in now["preuves"]}
    told = [
        row
        | {
            "livraison": row["livraison"] or day_of(folder),  # 1.x told the changes of its own release only
            "preuve_id": row["preuve_id"] if row["preuve_id"] in proofs else None,
        }
        for row in before["changements"]
        if row["changement_id"] not in new
    ]
    return sorted([*told, *rows], key=lambda row: (row["livraison"], row["changement_id"]))
