"""Successions that no words tell: between two runs of one source, names that vanish while others appear over their
communes. An inference, published as one and proposed to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from pipelines.identity.ledger_file import Entry
from pipelines.identity.mention import Mention
from pipelines.identity.profile import profile_of
from schema import SEPARATOR, Row

Territories = dict[str, frozenset[str]]  # CPTS → communes that one source gives it

MOST = 0.6  # of the communes of one lie in the other: the share of « same territory » in `identity.compare`


@dataclass(frozen=True, slots=True)
class Watched:
    """`former` vanished from a source, in which `heir` has its communes; `claim`: the row of `claims` that says so."""

    nature: str
    former: str
    heir: str
    claim: Row


def watched(
    previous: Iterable[Row],
    claims: Iterable[Row],
    ids: Mapping[str, str],
    healthy: Collection[str],
    follow: Callable[[str], str],
    entries: Mapping[str, Entry],
) -> list[Watched]:
    """`previous`: the affirmations of the release before; `ids`: mention → CPTS today; `healthy`: sources whose silence
    says something; `follow`: today's id behind an earlier one."""
    before, ever = _before(previous, healthy, follow)
    now, places = _now(claims, ids, healthy)
    found = []
    for source_id in sorted(before.keys() & now.keys()):
        was, named = before[source_id], now[source_id]
        gone = {one: codes for one, codes in was.items() if one not in named and codes}
        gained = {
            one: codes - was.get(one, frozenset()) for one, codes in named.items() if one in was or one not in ever
        }
        heirs = {one: codes for one, codes in gained.items() if codes and (one not in was or was[one])}
        for nature, former, heir in _successions(gone, heirs, was.keys()):
            if nature != "renommage" or not _opposed(entries.get(former), entries.get(heir)):
                found.append(Watched(nature, former, heir, places[source_id, heir]))
    return found


def _before(
    previous: Iterable[Row], healthy: Collection[str], follow: Callable[[str], str]
) -> tuple[dict[str, Territories], set[str]]:
    """Source → what it said when it was read last; every CPTS that anybody had ever named."""
    said: dict[str, Territories] = defaultdict(dict)
    ever = set()
    for row in previous:
        one = follow(row["cpts_id"])
        ever.add(one)
        if row["retiree_le"] is None and row["source_id"] in healthy:
            _add(said[row["source_id"]], one, row)
    return said, ever


def _now(
    claims: Iterable[Row], ids: Mapping[str, str], healthy: Collection[str]
) -> tuple[dict[str, Territories], dict[tuple[str, str], Row]]:
    """Source → what it says today; source and CPTS → the claim that gives its communes."""
    said: dict[str, Territories] = defaultdict(dict)
    places: dict[tuple[str, str], Row] = {}
    for claim in claims:
        if claim["mention_id"] in ids and claim["source_id"] in healthy:
            one = ids[claim["mention_id"]]
            _add(said[claim["source_id"]], one, claim)
            if claim["propriete"] == "territoire" and claim["valeur"]:
                places.setdefault((claim["source_id"], one), claim)
    return said, places


def _add(said: Territories, one: str, row: Row) -> None:
    codes = row["valeur"].split(SEPARATOR) if row["propriete"] == "territoire" and row["valeur"] else ()
    said[one] = said.get(one, frozenset()) | frozenset(codes)


def _successions(gone: Territories, heirs: Territories, known: Collection[str]) -> Iterable[tuple[str, str, str]]:
    """Nature, former, heir. `known`: those the source named before, which can grow but not be born."""
    taken: dict[str, list[str]] = defaultdict(list)
    for former, codes in sorted(gone.items()):
        parts = [one for one, own in sorted(heirs.items()) if one not in known and _share(own, codes) >= MOST]
        if len(parts) > 1:
            yield from (("scission", former, one) for one in parts)
            continue
        over = {one: _share(codes, own) for one, own in heirs.items()}
        best = max(sorted(over), key=lambda one: over[one], default=None)
        if best is not None and over[best] >= MOST:
            taken[best].append(former)
    for heir, formers in sorted(taken.items()):
        alone = len(formers) == 1 and heir not in known
        nature = "fusion" if not alone else _alone(gone[formers[0]], heirs[heir])
        yield from ((nature, former, heir) for former in formers)


def _alone(codes: frozenset[str], heir: frozenset[str]) -> str:
    """One that vanishes and one that appears: the same under another name over the same communes, else another."""
    return "renommage" if _share(heir, codes) >= MOST else "remplacement"


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / len(part)


def _opposed(former: Entry | None, heir: Entry | None) -> bool:
    """« Dijon Nord » vanishes and « Dijon Sud » appears: words, or numbers, that oppose forbid that they be one."""
    if former is None or heir is None:
        return False
    one, other = (
        profile_of(Mention(entry.cpts_id, entry.name, entry.region, entry.departements)) for entry in (former, heir)
    )
    pairs = ((one.opposing, other.opposing), (one.numbers, other.numbers))
    return any(mine and theirs and mine.isdisjoint(theirs) for mine, theirs in pairs)
