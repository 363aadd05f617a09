"""Which pairs are worth comparing: those that share a clue. The cost grows with the mentions, not with the pairs.

Every rule of `compare` that can say « same » has its clue here; a pair without any clue in common would be
found different.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import combinations

from pipelines.identity.evidence import SAME_TERRITORY
from pipelines.identity.profile import Profile
from pipelines.identity.words import one_town, vocabulary
from pipelines.normalise.names import key_tokens

# a block larger than this is read through a sliding window over sorted names: copies of one CPTS are then
# linked through their neighbours
LARGEST_BLOCK = 40
WINDOW = 12
LETTERS = 4
FEW_COMMUNES = 8
SURE = 0.95  # score of `compare` for one name in one area; one territory gives more, all else less

Clue = tuple[str, ...]


def candidate_pairs(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs of positions, each once, the smaller first, in a stable order."""
    blocks: dict[Clue, list[int]] = defaultdict(list)
    for position, profile in enumerate(profiles):
        for clue in clues(profile):
            blocks[clue].append(position)
    seen: set[tuple[int, int]] = set()
    for clue in sorted(blocks):
        for pair in _pairs(blocks[clue], profiles):
            if pair not in seen:
                seen.add(pair)
                yield pair


def pairs_between(
    some: Sequence[Profile], others: Sequence[Profile], clues_of: Callable[[Profile], set[Clue]]
) -> set[tuple[int, int]]:
    """Positions in `some` and in `others` of those that share a clue. No window: no pair of one CPTS is left out."""
    blocks: dict[Clue, list[int]] = defaultdict(list)
    for position, profile in enumerate(others):
        for clue in clues_of(profile):
            blocks[clue].append(position)
    return {
        (position, other)
        for position, one in enumerate(some)
        for clue in clues_of(one)
        for other in blocks.get(clue, ())
    }


def _pairs(members: list[int], profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    if len(members) <= LARGEST_BLOCK:
        yield from combinations(members, 2)
        return
    ordered = sorted(members, key=lambda one: (_sort_key(profiles[one]), one))
    for start, one in enumerate(ordered):
        for other in ordered[start + 1 : start + 1 + WINDOW]:
            yield (one, other) if one < other else (other, one)


def _sort_key(profile: Profile) -> tuple[str, ...]:
    form = profile.forms[0] if profile.forms else None
    words = (" ".join(sorted(form.core)), " ".join(sorted(form.opposing | form.numbers))) if form else ("", "")
    return (*words, " ".join(sorted(profile.departements)), " ".join(sorted(profile.codes or profile.communes)))


def clues(profile: Profile) -> set[Clue]:
    """Clues of one mention; those of names are read within a region."""
    found: set[Clue] = {
        (kind, value)
        for kind, value in (
            ("finess", profile.finess),
            ("siren", profile.siren),
            ("rna", profile.rna),
            ("site", profile.host),
        )
        if value
    }
    found.update(("ville", town) for form in profile.forms if (town := one_town(form)))
    found.update(("commune", code) for code in _prefix(profile.codes))
    found.update(("nom de commune", name) for name in _prefix(profile.communes))
    for region in _regions(profile):
        found.update((region, *clue) for clue in _name_clues(profile))
    return found


def sure_clues(profile: Profile) -> set[Clue]:
    """Clues of which two mentions share one when `compare` scores them `SURE` or more without an identifier: one
    territory, or names of the same letters."""
    found: set[Clue] = {("commune", code) for code in _prefix(profile.codes)}
    found.update(("nom de commune", name) for name in _prefix(profile.communes))
    for form in profile.forms:
        found.add(("mots", _letters(form.core), *sorted(form.opposing), *sorted(form.numbers)))
        found.add(("nom", _letters(key_tokens(form.text))))
    return found


def _letters(words: Iterable[str]) -> str:
    """In order, for words may change places and be run together."""
    return "".join(sorted("".join(words)))


def _name_clues(profile: Profile) -> set[Clue]:
    landscape = vocabulary().landscape
    found: set[Clue] = set()
    for form in (*profile.forms, *profile.halves, *profile.former):
        words = [word for word in form.core if word not in landscape] or list(form.core)
        for word in words:
            found.add(("debut", word[:LETTERS]))
            found.add(("fin", word[-LETTERS:]))
        if len(form.core) > 1:  # words run together: « Beauce Gâtinais », « Beaucegâtinais »
            found.add(("debut", "".join(form.core)[:LETTERS]))
        if not form.core or form.numbers:  # « Sud », « Paris 19 » and « 19e arrondissement »
            found.add(("place", " ".join(sorted(form.opposing)), " ".join(sorted(form.numbers))))
    for letters in (*profile.name_initials, profile.name.acronym):
        if letters:
            found.add(("sigle", letters))
            found.add(("initiales", "".join(sorted(letters))))
    if profile.commune_initials:
        found.add(("initiales", "".join(profile.commune_initials)))
    if len(profile.communes) <= FEW_COMMUNES:  # a name that is, or lists, the communes of another
        found.update(("debut", max(name.split(), key=len)[:LETTERS]) for name in profile.communes)
    return found


def _regions(profile: Profile) -> set[str]:
    from lexicon import gazetteer as geography

    known = geography.load().departements
    found = {known[code].region for code in profile.departements if code in known}
    return found | {profile.region} if profile.region else found


def _prefix(communes: frozenset[str]) -> list[str]:
    """Enough communes for two lists alike at `SAME_TERRITORY` to share one of them: in any fixed order, the
    first 40 % and one more. The order is that of a digest, so that large cities are not always first."""
    ordered = sorted(communes, key=lambda one: blake2b(one.encode(), digest_size=8).digest())
    return ordered[: int(len(ordered) * (1 - SAME_TERRITORY)) + 1]
