"""Intercommunalities and EPT named in a text: by type and name, by name, by former name, by acronym."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from lexicon.gazetteer import Geography, place_key
from lexicon.text import fold, fold_words
from pipelines.normalise.territory_names import Zone
from pipelines.normalise.territory_vocabulary import NUMBER, WORD, number_of, pattern, words

_KINDS = frozenset(words()["epci"]["kind_words"])
_NATURAL = frozenset(words()["epci"]["natural_words"])
_SILENT = set(words()["epci"]["silent_words"]) | _KINDS | set(words()["link_words"])
_KIND_FIRST = re.compile(r"^(?:CC|CA|CU) (?:d[eu]s? |l[ae]s? |[dl]['’])*")
_INNER_CAPITAL = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Þ][a-zà-ÿ])")
# just before: only some communes of the group are meant
_PART = re.compile(
    rf"(?:\b({NUMBER})\s+(?:communes?\s+|villes?\s+)?(?:de|du|des|d'|sur|dans|situees?\s+(?:sur|dans)|issues?\s+d\S*"
    r"|membres\s+d\S*)|\b(?:nord|sud|est|ouest|centre|part(?:ie)?s?)\s+(?:de|du|des|d')|\b(?:portion|moitie|tiers|quarts?|majorite|essentiel|plupart)\s+d\S*"
    r"|\b(?:surtout|principalement|essentiellement|majoritairement|mais aussi|pour l'essentiel)\s+(?:de|du|des|d')"
    r"|quelques communes\s+d\S*|communes supplementaires d\S*)\s*(?:la|le|l'|les|une)?\s*$"
)
_BESIDE = re.compile(
    r"\b(?:limitrophes?|voisine?s?|limite|siege|pres|proche)\s+(?:a|de|du|des|d')?\s*(?:la|le|l')?\s*$"
)
_COUNT = re.compile(r"\s*\(?\s*(\d{1,3})(?:\s+communes?\b[^)]*)?\s*\)")
_TRAILING_PART = re.compile(r"\s*[,(]?\s*(?:en partie|partiellement|pour partie|une partie|partiel)")


@dataclass(frozen=True, slots=True)
class Group:
    """An EPCI named between two positions. `code` is `None` when it is not decided (`candidates` says why not);
    `partial`: only some of its communes are meant."""

    start: int
    end: int
    code: str | None
    rule: str
    candidates: tuple[str, ...] = ()
    partial: bool = False
    sure: bool = True  # announced as a territory, also in running prose


class Groups:
    """EPCI by the significant words of their names (`gatine racan`)."""

    def __init__(self, geography: Geography) -> None:
        self.geography = geography
        self.by_key: dict[str, set[str]] = defaultdict(set)
        self.acronyms: dict[str, set[str]] = defaultdict(set)
        self.departements: dict[str, set[str]] = {}
        self.sizes: dict[str, int] = {}
        self.joined: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)  # by the first word
        for code, epci in geography.epci.items():
            members = geography.members_of_epci(code)
            self.sizes[code] = len(members)
            self.departements[code] = {geography.communes[member].departement for member in members}
            for name in (epci.name, *epci.former_names):
                self.acronyms_of(name, code)
                key = group_key(re.sub(r"\([^)]*\)", " ", name))
                if key:
                    self.by_key[key].add(code)
                self._remember_joined(name, code)
        for name, code in words()["groupings"].items():
            if code in self.sizes:
                self.by_key[group_key(name)].add(code)
        self.longest = max((len(key.split()) for key in self.by_key), default=1)

    def _remember_joined(self, name: str, code: str) -> None:
        parts = [place_key(part) for part in re.split(r", | et ", _KIND_FIRST.sub("", name))]
        if len(parts) > 1 and not all(part in self.geography.by_name for part in parts):
            spelt = WORD.findall(fold(_KIND_FIRST.sub("", name)))
            self.joined[spelt[0]].append((re.compile(r"[\s'’,-]+".join(spelt) + r"\b"), code))

    def acronyms_of(self, name: str, code: str) -> None:
        for acronym in re.findall(r"\(([A-Z][A-Z0-9]{2,})\)", name):
            self.acronyms[acronym.lower()].add(code)

    def joined_names(self, shade: str, zone: Zone) -> Iterator[Group]:
        """Those named whole by names that hold a separator, and that no list of communes would be: « Lamballe Terre et
        Mer »."""
        for word in WORD.finditer(shade):
            for name, code in self.joined.get(word.group(), ()):
                match = name.match(shade, word.start())
                if match and self.within({code}, zone):
                    yield Group(word.start(), match.end(), code, "epci")

    def within(self, codes: set[str], zone: Zone) -> set[str]:
        """Those with a commune in the départements of the zone, else around; all of them without a zone."""
        for area in (zone.departements, zone.around):
            if area:
                kept = {code for code in codes if self.departements[code] & set(area)}
                if kept:
                    return kept
        return set() if zone.departements or zone.around else codes

    def begun_by(self, key: str, zone: Zone) -> set[str]:
        """EPCI of the zone whose key begins with (or is nearly) this one: `mirebellois` → Mirebellois et …"""
        from rapidfuzz.distance import OSA

        area = set(zone.departements or zone.around)
        local = [(k, c) for k, codes in self.by_key.items() for c in codes if self.departements[c] & area]
        begun = {code for name, code in local if name.startswith(key + " ")}
        if begun or len(key) < 8:
            return begun
        return {code for name, code in local if OSA.distance(key, name, score_cutoff=2) <= min(2, len(key) // 8)}


def group_key(name: str) -> str:
    """Significant words of an EPCI's name, its kind left out: `CA Saumur Val de Loire` → `saumur val loire`. A
    capital inside a word begins another, as brands write them: `GrandSenonais` → `grand senonais`."""
    return " ".join(word for word in place_key(_INNER_CAPITAL.sub(" ", name)).split() if word not in _SILENT)


def alone_is_a_group(key: str) -> bool:
    """Whether the key is distinctive enough to name an EPCI without its kind. `pays craon` is not."""
    parts = key.split()
    telling = [word for word in parts if word not in _NATURAL]
    return len(telling) > 1 or (bool(telling) and bool(parts) and parts[0] in {"grand", "coeur"})


def kind_in_parentheses(shade: str, end: int) -> str | None:
    """The kind of grouping written after its name: « Pays Basque (communauté d'agglomération) »."""
    inside = pattern(r"\s*\(([^()]{2,40})\)").match(shade, end)
    if inside is None:
        return None
    said = fold_words(inside[1])
    return said if not group_key(said) and _KINDS & set(said.split()) else None


@lru_cache(maxsize=4)
def groups_of(geography: Geography) -> Groups:
    return Groups(geography)


def qualified(group: Group, shade: str, groups: Groups) -> Group:
    """The same group, partial when the words around it say that only some of its communes are meant."""
    before = shade[max(0, group.start - 60) : group.start]
    if _BESIDE.search(before):
        return Group(group.start, group.end, None, "hors_territoire")
    part, count = _PART.search(before), _COUNT.match(shade, group.end)
    size = groups.sizes.get(group.code or "", 0)
    announced = next((number_of(n) for n in (part and part.group(1), count and count.group(1)) if n), None)
    whole = announced == size if announced is not None else part is None
    return group if whole and not _TRAILING_PART.match(shade, group.end) else in_part(group)


def in_part(group: Group) -> Group:
    """The same group, of whose communes only some are meant."""
    if group.code is None:
        return group
    return replace(group, code=None, rule="epci_en_partie", candidates=(group.code,), partial=True)


def whole_name(name: str, start: int, groups: Groups, zone: Zone) -> Group | None:
    """An item, found at `start`, that is the name of an EPCI and nothing else; `None` when it is not. Rule `epci`
    when its kind is written inside it, `epci_sans_type` when the name alone tells enough."""
    end = start + len(name)
    key = group_key(name)
    if not key:
        return None
    inside, kind_said = _called(name, key, groups, zone)
    if not inside:
        return None
    if len(inside) == 1:
        code = next(iter(inside))
        if kind_said or alone_is_a_group(key) or groups.geography.epci[code].kind == "EPT":
            return Group(start, end, code, "epci" if kind_said else "epci_sans_type")
    rule = "epci_homonymes" if len(inside) > 1 else "pays_ou_epci"
    return Group(start, end, None, rule, tuple(sorted(inside)))


def _called(name: str, key: str, groups: Groups, zone: Zone) -> tuple[set[str], bool]:
    """The EPCI of the zone that a whole name may be, and whether it says their kind."""
    words_said = fold_words(name).split()
    # « les communes du Pays de Craon »
    of_communes = "communes" in words_said and not _NATURAL.isdisjoint(key.split())
    kind_said = not _KINDS.isdisjoint(words_said) or of_communes
    inside = groups.within(groups.by_key.get(key, set()), zone)
    if not inside and kind_said and len(key) > 3:
        inside = groups.begun_by(key, zone)
    if not inside and name.isupper():
        inside = groups.within(groups.acronyms.get(fold_words(name), set()), zone)
        kind_said = bool(inside)
    return inside, kind_said
