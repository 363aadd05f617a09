"""How two names resemble each other: equal, equal but for generic words or a typing error, or one in the other.

Opposing words and numbers must be the same on both sides, always.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.identity.words import SHORTEST_MISTYPED, NameForm, is_invented, is_known_place, same_place
from pipelines.normalise.names import key_tokens

# shorter words may only have letters doubled or swapped
SHORTEST_SCRAMBLED = 4
MOST_MISTYPED = 2
SHORTEST_GLUED = 8


@dataclass(frozen=True, slots=True)
class Likeness:
    """`whole`: the names say the same; otherwise one says more than the other. `form` is the shorter name;
    `common` the words of `core` on both sides. `strength` is 0 to 1, fixed by the rule."""

    rule: str
    strength: float
    whole: bool
    form: NameForm
    common: frozenset[str]
    reason: str

    @property
    def equal(self) -> bool:
        return self.rule == "nom_egal"


@dataclass(frozen=True, slots=True)
class _Both:
    """Two names side by side. `extra`: the words of `core` that the longer has alone; `area_words`: see `alike`."""

    a: NameForm
    b: NameForm
    shorter: NameForm
    longer: NameForm
    area_words: frozenset[str]

    @property
    def extra(self) -> set[str]:
        return set(self.longer.core) - set(self.shorter.core)

    @property
    def positional(self) -> bool:
        """The shorter says where by a cardinal point or a number alone: « Sud 77 »."""
        return not self.shorter.core and bool(self.a.opposing or self.a.numbers)


def alike(a: NameForm, b: NameForm, area_words: frozenset[str]) -> Likeness | None:
    """`area_words` are the words and numbers of the départements of both mentions: « du 19e arrondissement » in
    Paris is « Paris 19 »."""
    together = "".join(key_tokens(a.text))
    glued = len(together) >= SHORTEST_GLUED and together == "".join(key_tokens(b.text))
    if a.opposing != b.opposing and not glued:
        return None
    shorter, longer = sorted((a, b), key=lambda form: (len(form.core), len(form.generic), form.text))
    both = _Both(a, b, shorter, longer, area_words)
    rule = "nom_egal" if glued else _rule(both)  # « cptsdupaysblanc », as in an address
    if rule is None:
        return None
    common = frozenset(shorter.core) & frozenset(longer.core)
    reason = f"{_LABELS[rule]} : « {a.text} », « {b.text} »"
    return Likeness(rule, _strength(rule, both), rule != "nom_partiel", shorter, common, reason)


def _rule(both: _Both) -> str | None:
    a, b = both.a, both.b
    if a.numbers != b.numbers:
        # « Sud » and « Grand Sud Réunion »: one of the names adds its département
        added = both.extra | (a.numbers ^ b.numbers)
        return "nom_et_departement" if both.positional and a.opposing and added <= both.area_words else None
    if sorted(a.core) == sorted(b.core) or "".join(a.core) == "".join(b.core):
        return "nom_egal" if a.generic == b.generic else "nom_sans_mots_generiques"
    if a.core and b.core and _paired(a.core, b.core):
        return "ville_et_pays"
    if _mistyped(a.core, b.core):
        return "faute_de_frappe"
    return _rule_of_more(both)


def _rule_of_more(both: _Both) -> str | None:
    """Of two names of which one says more than the other."""
    shorter, longer = both.shorter, both.longer
    if not shorter.core:
        if both.positional and both.extra <= both.area_words:
            return "nom_et_departement"
        # « Centre Vendée » and « La Roche-sur-Yon, Centre Vendée »
        return "nom_partiel" if shorter.opposing and shorter.numbers else None
    if shorter.core == longer.core[: len(shorter.core)] and any(map(is_invented, shorter.core)):
        return "nom_court"  # « Synapse » and « Synapse Comtat Venaissin »
    return "nom_partiel" if set(shorter.core) <= set(longer.core) else None


_STRENGTHS = {
    "nom_egal": 0.95,
    "nom_sans_mots_generiques": 0.87,
    "nom_et_departement": 0.86,
    "ville_et_pays": 0.85,
    "faute_de_frappe": 0.83,
    "nom_court": 0.78,
    "nom_partiel": 0.5,
}


def _strength(rule: str, both: _Both) -> float:
    if rule == "nom_sans_mots_generiques" and not (both.a.core or both.a.numbers):
        return 0.75  # « Sud » and « Grand Sud »
    if rule == "nom_et_departement" and both.a.numbers != both.b.numbers:
        return 0.82
    return _STRENGTHS[rule]


def half(whole: NameForm, part: NameForm, of: NameForm) -> Likeness | None:
    """« Lozèr'Est » is one of the two names that « Terre des Sources – Lozèr'Est » joins; `of` is the joined name."""
    found = alike(whole, part, frozenset())
    if found is None or not found.equal:
        return None
    reason = f"{_LABELS['moitie_de_nom']} : « {whole.text} », « {of.text} »"
    return Likeness("moitie_de_nom", 0.78, True, whole, found.common, reason)


_LABELS = {
    "nom_egal": "même nom",
    "nom_sans_mots_generiques": "même nom aux mots génériques près",
    "ville_et_pays": "ville et pays du même nom",
    "faute_de_frappe": "même nom à une faute de frappe près",
    "nom_et_departement": "même nom, le département en plus",
    "nom_court": "même nom, le lieu en plus",
    "moitie_de_nom": "l'un des noms est l'une des deux moitiés de l'autre",
    "nom_partiel": "l'un des noms contient l'autre",
}


def _paired(mine: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Every word of one name is the same place as a word of the other, one to one."""
    left = list(other)
    for word in mine:
        match = next((one for one in left if same_place(word, one)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _mistyped(mine: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """One wrong letter in a word, in two words of a name at most; or one in words cut differently."""
    if len(mine) != len(other):
        together, together_other = "".join(mine), "".join(other)
        return min(len(together), len(together_other)) >= SHORTEST_MISTYPED and _one_letter(together, together_other)
    differing = [(one, two) for one, two in zip(mine, other, strict=True) if one != two]
    return len(differing) <= MOST_MISTYPED and all(_mistyped_word(one, two) for one, two in differing)


def _one_letter(one: str, two: str) -> bool:
    """One letter more, less, other, or two swapped."""
    from rapidfuzz.distance import OSA

    return OSA.distance(one, two, score_cutoff=1) <= 1


def _mistyped_word(one: str, two: str) -> bool:
    # a letter doubled or two swapped change no letter: forgiven in a shorter word too (« Auunis »)
    shortest = SHORTEST_SCRAMBLED if set(one) == set(two) else SHORTEST_MISTYPED
    if not (one + two).isalpha() or min(len(one), len(two)) < shortest:
        return False
    return (_one_letter(one, two) or _letter_moved(one, two)) and not (is_known_place(one) and is_known_place(two))


def _letter_moved(one: str, two: str) -> bool:
    """The same letters after the same first one, a single one elsewhere: `tech`, `thec`."""
    if sorted(one) != sorted(two) or one[0] != two[0]:
        return False
    without = {one[:place] + one[place + 1 :] for place in range(1, len(one))}
    return any(two[:place] + two[place + 1 :] in without for place in range(1, len(two)))
