"""The names of the communes of one département, by spelling: as written, loosely, in short, misspelt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property

from lexicon.gazetteer import Geography, bare_key
from pipelines.normalise.territory_vocabulary import words

# a short name belongs to the commune at least this many times more populous than the next: « Banyuls »
DOMINANCE = 3
NATURES = ("commune", "deleguee", "associee", "ancien_nom", "ancien_code", "usage", "lieu_dit")
_WHOLE = {"commune", "deleguee", "associee", "ancien_code"}
_LINKS = frozenset(words()["link_words"])
_GENERIC = frozenset(words()["generic_heads"])
_SAINTS = {"saint", "sainte", "saints", "saintes"}


def skeleton(key: str) -> str:
    """A key without the words people drop or swap: `montredon des corbieres` → `montredon corbieres`."""
    kept = [word for word in key.split() if word not in _LINKS]
    return " ".join(kept) or key


def compact(key: str) -> str:
    """A key without spaces, the place of missing hyphens: `Cahuzac-surl’Adour`."""
    return key.replace(" ", "")


def dominant(codes: set[str], geography: Geography) -> set[str]:
    """The commune far more populous than the others of the set, alone; the set when there is none."""
    sized = sorted(((geography.population([code]), code) for code in codes), reverse=True)
    return {sized[0][1]} if len(sized) > 1 and sized[0][0] >= DOMINANCE * sized[1][0] else codes


class Block:
    """The names of one département, by spelling. Keys lead to `(code, nature)`."""

    def __init__(self, entries: list[tuple[str, str, str]], geography: Geography) -> None:
        self._entries = entries
        self._geography = geography

    @cached_property
    def exact(self) -> dict[str, list[tuple[str, str]]]:
        return self._index(lambda key: {key, bare_key(key)})

    @cached_property
    def loose(self) -> dict[str, list[tuple[str, str]]]:
        return self._index(lambda key: {skeleton(key)})

    @cached_property
    def joined(self) -> dict[str, list[tuple[str, str]]]:
        return self._index(lambda key: {compact(key), compact(bare_key(key))})

    @cached_property
    def heads(self) -> dict[str, list[tuple[str, str]]]:
        """Beginnings of names, cut between words: `rosny` → Rosny-sous-Bois."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, code, nature in self._entries:
            parts = bare_key(key).split()
            for end in range(1, len(parts)):
                head = " ".join(parts[:end])
                if nature in _WHOLE and parts[end - 1] not in _LINKS and head not in _GENERIC:
                    found[head].append((code, nature))
                    if not key.startswith(head):  # with its article: La Baule, but not « les Mauges »
                        found[key[: key.index(head) + len(head)]].append((code, nature))
        return found

    def _index(self, keys_of: Callable[[str], set[str]]) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, code, nature in self._entries:
            for spelling in keys_of(key):
                found[spelling].append((code, nature))
        return found

    def named(self, key: str) -> tuple[set[str], str]:
        """Codes of the best level at which the key is a name of this block, and the rule."""
        for index, spelling, rule in (
            (self.exact, key, "nom"),
            (self.exact, bare_key(key), "nom"),
            (self.loose, skeleton(key), "nom_approche"),
            (self.joined, compact(key), "nom_approche"),
            (self.joined, compact(bare_key(key)), "nom_approche"),
        ):
            if spelling in index:
                best = min(NATURES.index(nature) for _, nature in index[spelling])
                codes = {code for code, nature in index[spelling] if nature == NATURES[best]}
                return codes, rule if best == 0 else NATURES[best]
        return set(), ""

    def heads_of_communes(self, key: str) -> set[str]:
        """The communes whose name begins with this one."""
        return {code for code, nature in self.heads.get(key, ()) if nature == "commune"}

    def shortened(self, key: str) -> set[str]:
        """The communes a short name stands for: the only one, or the one that dominates the others."""
        head = bare_key(key)
        if len(head) > 6 and len(head.split()[-1]) == 1:  # « Villefranche-de-R. »
            return {code for name, code, nature in self._entries if nature == "commune" and name.startswith(key)}
        named = self.heads.get(key, []) if len(head) > 2 else []
        codes = {code for code, nature in named if nature == "commune"} or {code for code, _ in named}
        return codes if head.split()[0] in _SAINTS else dominant(codes, self._geography)

    def misspelt(self, key: str) -> set[str]:
        """The name at one or two wrong letters, when no other is nearly as close: `romaiville`."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        wanted = compact(bare_key(key))
        stem = len(compact(" ".join(word for word in skeleton(key).split() if word not in _SAINTS)))
        allowed = _letters_allowed(stem)
        if not allowed or len(wanted) > 60 or wanted.isdigit():
            return set()
        near = process.extract(
            wanted, self._spellings, scorer=OSA.distance, score_cutoff=allowed + 1, limit=8, processor=None
        )
        codes: dict[str, int] = {}
        for spelling, distance, _ in near:
            for code, _nature in self.joined[spelling]:
                codes[code] = min(int(distance), codes.get(code, 9))
        best = min(codes.values(), default=9)
        if best > allowed or (stem < 8 and best and not self._same_letters(wanted, near)):
            return set()
        return {code for code, distance in codes.items() if distance <= best + (best > 1)}

    @staticmethod
    def _same_letters(wanted: str, near: Sequence[tuple[str, float, int]]) -> bool:
        """Whether the nearest spelling only lacks, adds or swaps a letter. In a short name another letter makes
        another place: the Trégor is not Trégon."""
        nearest = min(near, key=lambda one: one[1])[0]
        return len(nearest) != len(wanted) or sorted(nearest) == sorted(wanted)

    @cached_property
    def _spellings(self) -> list[str]:
        return list(self.joined)


def _letters_allowed(length: int) -> int:
    """How many letters may be wrong in a name of so many."""
    if length < 5:
        return 0
    return 1 if length < 10 else 2
