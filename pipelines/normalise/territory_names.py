"""From one name to the communes it can mean, and which one the context decides.

A département is a block of a few hundred names. Loose spellings (abbreviations, typos) are only tried inside the
départements of the context: the same letters elsewhere are another place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lexicon.gazetteer import Geography, bare_key, place_key
from pipelines.normalise.territory_block import DOMINANCE, NATURES, Block, dominant, skeleton
from pipelines.normalise.territory_vocabulary import words


@dataclass(frozen=True, slots=True)
class Found:
    """What a name became. `code` when decided; otherwise `candidates`, possibly none."""

    code: str | None
    rule: str
    candidates: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """The context of a name. `departements`: where it should be; `around`: their neighbours and the region;
    with neither, the whole country. `strict`: only `departements` (the text itself names them)."""

    departements: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    strict: bool = False

    @property
    def anywhere(self) -> bool:
        return not self.departements and not self.around


class Names:
    """All the names of a geography, in blocks built when first asked for."""

    def __init__(self, geography: Geography) -> None:
        self.geography = geography
        entries: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        everywhere: dict[str, set[str]] = defaultdict(set)
        self.formerly: dict[str, dict[str, str]] = defaultdict(dict)  # name given up → its successors and why
        self.longest = 1
        for commune in geography.communes.values():
            if commune.city is None:
                key = place_key(commune.name)
                entries[commune.departement].append((key, commune.code, "commune"))
                everywhere[bare_key(key)].add(commune.code)
        for former in geography.former:
            current = geography.communes.get(former.current)
            if current is not None:
                entries[current.departement].append((place_key(former.name), current.code, former.nature))
                self.formerly[bare_key(place_key(former.name))][current.code] = former.nature
        for table, nature in (("usage", "usage"), ("quarters", "lieu_dit")):
            for key, code in words()[table].items():
                if code in geography.communes:
                    entries[geography.communes[code].departement].append((key, code, nature))
        # words of EPCI names are often natural regions (Trégor, Gévaudan): never a misspelt commune
        self.grouping_words = {
            word for epci in geography.epci.values() for word in place_key(epci.name).split()
        } - everywhere.keys()
        # in many of them, a natural region for certain: « Beauce » is not short for Beauce-la-Romaine
        counts = Counter(word for epci in geography.epci.values() for word in {*place_key(epci.name).split()})
        self.natural_regions = {word for word, count in counts.items() if count > 3}
        self._entries = entries
        self._blocks: dict[str, Block] = {}
        self.everywhere = everywhere

    def block(self, departement: str) -> Block:
        if departement not in self._blocks:
            self._blocks[departement] = Block(self._entries.get(departement, []), self.geography)
        return self._blocks[departement]

    def look_up(self, name: str, zone: Zone, loosely: bool = True) -> Found:
        """The commune a name means in a zone. `loosely` allows short names and typos (names of a list);
        without it only names as they are written (running prose)."""
        key = place_key(name)
        if not key or len(key) > 80 or key.replace(" ", "").isdigit():
            return Found(None, "")
        found = self._in_blocks(key, zone.departements)
        if found.rule or (zone.strict and not loosely):
            return found
        return (
            (self._in_part(key, zone) if loosely else None)
            or self._farther(key, zone)
            or (self._misspelt(key, zone) if loosely else None)
            or Found(None, "")
        )

    def _in_part(self, key: str, zone: Zone) -> Found | None:
        """A short name of the zone, or a quarter said after its commune."""
        if bare_key(key) not in self.natural_regions and (short := self._shortened(key, zone.departements)):
            return short
        if bare_key(key) in self.everywhere:  # « Guitalens-L'Albarède » is a commune, although both its halves were
            return None
        quarter = self._with_its_commune(key, zone.departements or zone.around)
        return Found(quarter, "lieu_dit", partial=True) if quarter else None

    def _farther(self, key: str, zone: Zone) -> Found | None:
        """The name as it is written: around the zone, anywhere when there is no zone, else out of it."""
        around = None if zone.strict else self._in_blocks(key, zone.around, written=True)
        if around and around.rule:
            return around
        if zone.anywhere and (anywhere := self._anywhere(bare_key(key))):
            return anywhere
        elsewhere = self.everywhere.get(bare_key(key))
        return Found(None, "hors_zone", tuple(sorted(elsewhere)[:10])) if elsewhere else None

    def _misspelt(self, key: str, zone: Zone) -> Found | None:
        """A short name around, where no département is known; else a typo."""
        if not zone.departements and (short := self._shortened(key, zone.around)):
            return short
        if bare_key(key) in self.grouping_words:
            return None
        typo = {code for dep in zone.departements or zone.around for code in self.block(dep).misspelt(key)}
        return _decide(typo, "coquille") if typo else None

    def _shortened(self, key: str, departements: Sequence[str]) -> Found | None:
        short = {code for departement in departements for code in self.block(departement).shortened(key)}
        return _decide(short, "nom_abrege") if short else None

    def _anywhere(self, key: str) -> Found | None:
        """Without a context: the name that only one commune of France bears or bore. Évry is a village of the Yonne
        today, and was the town of the Essonne: nothing decides. A town far larger than its namesake of old is meant."""
        today = self.everywhere.get(key, set())
        before = {code: nature for code, nature in self.formerly.get(key, {}).items() if code not in today}
        if len(today) == 1 and before:
            least = DOMINANCE * max(self.geography.population([code]) for code in before)
            if self.geography.population(today) >= least:
                return _decide(today, "nom")
        if not today and len(before) == 1:
            return _decide(set(before), next(iter(before.values())))
        return _decide(today | before.keys(), "nom") if today or before else None

    def _with_its_commune(self, key: str, departements: Sequence[str]) -> str | None:
        """The commune of « Strasbourg-Neudorf »: a commune and one of its quarters, both known, side by side."""
        parts = key.split()
        for cut in range(1, len(parts)):
            first, second = (self._in_blocks(" ".join(side), departements) for side in (parts[:cut], parts[cut:]))
            if first.code and first.code == second.code:
                return first.code
        return None

    def _in_blocks(self, key: str, departements: Iterable[str], written: bool = False) -> Found:
        best: dict[str, set[str]] = defaultdict(set)
        for departement in departements:
            codes, rule = self.block(departement).named(key)
            # farther away, only as written: « le Marsan » is not the Marsan of the next département
            loose = rule == "nom_approche" and len(skeleton(key).split()) < 2
            added = rule == "nom" and key not in self.block(departement).exact
            if codes and not (written and (loose or added)):
                best[rule] |= codes
        for rule in ("nom", "nom_approche", *NATURES[1:]):
            if rule in best:
                codes = best[rule]
                if rule == "ancien_nom":  # « Castelnau »: also the beginning of other names
                    others = (self.block(one).heads_of_communes(key) for one in departements)
                    codes = codes.union(*others)
                    codes = codes if written else dominant(codes, self.geography)
                found = _decide(codes, rule)
                return replace(found, partial=rule == "lieu_dit")
        return Found(None, "")


def _decide(codes: set[str], rule: str) -> Found:
    if len(codes) == 1:
        return Found(next(iter(codes)), rule)
    return Found(None, "homonymes", tuple(sorted(codes)))


@lru_cache(maxsize=4)
def names_of(geography: Geography) -> Names:
    return Names(geography)
