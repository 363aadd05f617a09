"""From claims to identities: mentions of the same CPTS grouped, ids taken from the ledger or added to it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.identity.decisions import read_all_decisions
from pipelines.identity.grouping import Grouping, group
from pipelines.identity.ledger import assign, on_mentions
from pipelines.identity.ledger_file import Ledger, read_ledger, write_ledger
from pipelines.identity.mention import Mention, host_of
from pipelines.identity.review import write_pairs, write_review
from pipelines.normalise.names import read_name
from schema import SEPARATOR

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Identities:
    """`cpts_of`: mention id → CPTS id, for every mention that names a CPTS."""

    cpts_of: dict[str, str]
    ledger: Ledger
    grouping: Grouping
    names: dict[str, str]

    def write(self, ledger: Path, review: Path, pairs: Path) -> None:
        write_ledger(self.ledger, ledger)
        write_pairs(self.grouping.pairs, self.names, pairs)
        write_review(self.grouping.doubtful, self.names, review)


def identify(
    claims: list[Row], regions: dict[str, tuple[str, ...]], ledger: Path, decisions: Sequence[Path], day: date
) -> Identities:
    """Groups the mentions of `claims` and gives each group its id. `ledger` is a file, `decisions` are files of which
    the last holds; a ledger that does not exist yet is empty. A mention without a proper name or number (« la CPTS »)
    is left out."""
    mentions = [one for one in mentions_of(claims, regions) if read_name(one.name).key or one.finess or one.siren]
    known = read_ledger(ledger)
    human = on_mentions(read_all_decisions(decisions), mentions, known)
    grouping = group(mentions, human)
    by_id = {one.mention_id: one for one in mentions}
    assignment = assign(
        [[by_id[mention] for mention in members] for members in grouping.groups],
        known,
        day.isoformat(),
        grouping.successions,
    )
    names = {one.mention_id: one.name for one in mentions}
    return Identities(assignment.ids, assignment.ledger, grouping, names)


def mentions_of(claims: list[Row], regions: dict[str, tuple[str, ...]]) -> list[Mention]:
    """One mention per listing, from its claims; `regions` gives the INSEE regions of each source."""
    grouped: dict[str, dict[str, Row]] = defaultdict(dict)
    for claim in claims:
        if not json.loads(claim["donnees"]).get("deduit"):  # a town inferred from a name would compare the name twice
            grouped[claim["mention_id"]].setdefault(claim["propriete"], claim)
    mentions = []
    for mention_id, by_property in sorted(grouped.items()):
        name = by_property["nom"]
        territory = json.loads(by_property["territoire"]["donnees"]) if "territoire" in by_property else {}
        population = json.loads(by_property["population"]["donnees"]) if "population" in by_property else {}
        codes = tuple(sorted(territory.get("codes") or ()))
        source_regions = regions.get(name["source_id"], ())
        mentions.append(
            Mention(
                mention_id=mention_id,
                name=name["texte"],
                region_code=source_regions[0] if len(source_regions) == 1 else None,
                departements=_departements(by_property.get("departements"), codes),
                commune_codes=codes,
                population=population.get("valeur"),
                finess=_value(by_property, "finess"),
                siren=_value(by_property, "siren"),
                website_host=host_of(_value(by_property, "site_web")),
                source_id=name["source_id"],
                date=name["date_page"],
                publisher_ref=json.loads(name["donnees"])["ref"],
            )
        )
    return mentions


def _value(by_property: dict[str, Row], name: str) -> str | None:
    return by_property[name]["valeur"] if name in by_property else None


def _departements(named: Row | None, codes: tuple[str, ...]) -> tuple[str, ...]:
    from lexicon import gazetteer as geography

    reference = geography.load()
    found = {commune.departement for code in codes if (commune := reference.commune(code))}
    return tuple(sorted(found | set(named["valeur"].split(SEPARATOR) if named else ())))
