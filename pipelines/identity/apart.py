"""What keeps two names apart that the rules of `compare` would join: words that tell that the one gave way to the
other, and a name made of the names of two CPTS.

« CPTS Goëlo-Penthièvre » is as a rule the one that the CPTS of Goëlo and that of Penthièvre became, not the first of
them under a longer name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.identity.evidence import Decision
from pipelines.identity.ledger_file import Entry
from pipelines.identity.mention import Mention
from pipelines.normalise.names import read_name

# rules that no likeness of names may undo: a number is of one CPTS, and « Terre des Sources – Lozèr'Est » are two names
# of one, neither of which says where
OWN = ("identifiant", "moitie_de_nom")


@dataclass(frozen=True, slots=True)
class Parted:
    """Two names, of which it is told in the area of `where` that the CPTS of the one gave way to that of the other."""

    former: str
    heir: str
    where: Mention


@dataclass(frozen=True, slots=True)
class Apart:
    """`told`: by the keys of their two names. `known`: key → CPTS of that name, in a list of today or in the ledger."""

    told: Mapping[frozenset[str], list[Parted]] = field(default_factory=dict)
    known: Mapping[str, list[Mention | Entry]] = field(default_factory=dict)

    def refused(self, a: Mention, b: Mention, decision: Decision) -> Decision | None:
        """What becomes of « same »; `None` when nothing here speaks against it."""
        if not decision.same:
            return None
        keys = read_name(a.name).key, read_name(b.name).key
        if any(_both(one, a, b) for one in self.told.get(frozenset(keys), ())):
            why = "d'après les mots d'une source, l'une a fait place à l'autre"
            return Decision(False, 0.0, "succession", (*decision.reasons, why))
        if decision.rule in OWN:
            return None
        for part, whole, mention in ((keys[0], keys[1], b), (keys[1], keys[0], a)):
            if rest := self._rest(part, whole, mention):
                why = f"le nom le plus long joint celui d'une autre CPTS ({rest})"
                return Decision(False, 0.3, "nom_compose", (*decision.reasons, why), doubtful=True)
        return None

    def _rest(self, part: str, whole: str, where: Mention) -> str:
        """The name of another CPTS that `whole` holds beside `part`; empty when the rest is none."""
        for rest in (_after(part, whole), _before(part, whole)):
            for one in self.known.get(rest, ()):
                if bears(one.name, where, one):
                    return read_name(one.name).canonical
        return ""


NOTHING = Apart()


def _after(part: str, whole: str) -> str:
    return whole.removeprefix(f"{part} ") if part and whole.startswith(f"{part} ") else ""


def _before(part: str, whole: str) -> str:
    return whole.removesuffix(f" {part}") if part and whole.endswith(f" {part}") else ""


def _both(one: Parted, a: Mention, b: Mention) -> bool:
    names = (one.former, one.heir)
    return any(bears(x, one.where, a) and bears(y, one.where, b) for x, y in (names, names[::-1]))


def apart(parted: Iterable[Parted], mentions: Iterable[Mention], entries: Iterable[Entry]) -> Apart:
    """`mentions`: those of today; `entries`: the CPTS of the release before."""
    told: dict[frozenset[str], list[Parted]] = defaultdict(list)
    for one in parted:
        keys = frozenset((read_name(one.former).key, read_name(one.heir).key))
        if len(keys) > 1:  # one that is split may keep its name
            told[keys].append(one)
    known: dict[str, list[Mention | Entry]] = defaultdict(list)
    bearers: list[Mention | Entry] = [one for one in mentions if one.listed]
    for bearer in [*bearers, *(one for one in entries if not one.redirect)]:
        known[read_name(bearer.name).key].append(bearer)
    return Apart(told, known)


def bears(name: str, where: Mention, one: Mention | Entry) -> bool:
    """Whether a mention, or a CPTS as the ledger last knew it, has that name, in no other area than `where`."""
    key = read_name(name).key
    if not key or read_name(one.name).key != key:
        return False
    if where.departements and one.departements:
        return not {*where.departements}.isdisjoint(one.departements)
    region = one.region if isinstance(one, Entry) else one.region_code
    return not where.region_code or not region or where.region_code == region
