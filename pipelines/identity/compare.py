"""Are two mentions the same CPTS? Rules in the order of their strength, never one global resemblance.

Official identifiers, then vetoes (opposing words, numbers, disjoint départements), then territory, then the
name within one area, then the web site. `CPTS Lille Sud` and `CPTS Lille Nord` resemble each other more than
most true pairs: what tells them apart is a word that opposes, not a distance.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.identity.area import area_of, listed, names_departement, touching, town_beside
from pipelines.identity.mention import Mention, mention_from
from pipelines.identity.profile import Profile, profile_of
from pipelines.identity.resemblance import Likeness, alike, half
from pipelines.identity.words import is_distinctive
from pipelines.normalise.names import key_tokens

__all__ = ["Decision", "Mention", "compare", "compare_profiles", "mention_from", "veto"]

# territories: enough communes in common not to be a chance, and most of both lists
FEWEST_SHARED = 3
SAME_TERRITORY = 0.6
# populations of one CPTS in two sources: a rounding or another vintage, not another territory
CLOSE_POPULATION = 0.10


Traits = tuple[str | None, frozenset[str], frozenset[str]]  # FINESS, opposing words, numbers


@dataclass(frozen=True, slots=True)
class Decision:
    """`score`: strength of the evidence for `same`, 0 to 1, fixed by the rule. `doubtful`: a person should look."""

    same: bool
    score: float
    rule: str
    reasons: tuple[str, ...]
    doubtful: bool = False


def compare(a: Mention, b: Mention) -> Decision:
    """Symmetric. Reasons are in French: they are published with the decision."""
    return compare_profiles(profile_of(a), profile_of(b))


def veto(a: Profile, b: Profile) -> str | None:
    """Why two mentions can never be one CPTS, whatever links them, in French; `None` when nothing forbids it."""
    if against := opposed_traits((a.finess, a.opposing, a.numbers), (b.finess, b.opposing, b.numbers)):
        return against
    if a.departements and b.departements and not a.departements & b.departements and not _straddles(a, b):
        return f"départements différents ({listed(a.departements)} / {listed(b.departements)})"
    return None


def opposed_traits(mine: Traits, other: Traits) -> str | None:
    """The part of `veto` that holds between whole groups: FINESS, opposing words and numbers of two mentions."""
    if mine[0] and other[0]:
        return None if mine[0] == other[0] else f"numéros FINESS différents ({mine[0]}, {other[0]})"
    if _opposed(mine[1], other[1]):
        return f"mots opposés ({listed(mine[1])} / {listed(other[1])})"
    if _opposed(mine[2], other[2]):
        return f"numéros différents ({listed(mine[2])} / {listed(other[2])})"
    return None


def compare_profiles(a: Profile, b: Profile) -> Decision:
    if identifier := _same_identifier(a, b):
        return Decision(True, 1.0, "identifiant", (identifier,))
    likeness = _best_likeness(a, b)
    shared = _shared(a, b)
    if against := veto(a, b):
        return _vetoed(against, likeness, shared, a, b)
    return (
        _by_territory(a, b, likeness, shared)
        or _by_name(a, b, likeness, shared)
        or _by_acronym(a, b)
        or _by_communes_in_name(a, b)
        or _by_town_in_short(a, b)
        or _by_former_name(a, b)
        or _by_site(a, b)
        or _different(a, b, likeness, shared)
    )


# --- evidence -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shared:
    """Communes in common, and their share of the union and of the shorter list."""

    count: int
    of_union: float
    of_shorter: float
    names: frozenset[str]


def _shared(a: Profile, b: Profile) -> _Shared:
    """On codes where both have them, on folded names otherwise: the better of the two."""
    best = _Shared(0, 0.0, 0.0, frozenset())
    for mine, other in ((a.codes, b.codes), (a.communes, b.communes)):
        common = mine & other
        if common and len(common) / len(mine | other) > best.of_union:
            best = _Shared(
                len(common),
                len(common) / len(mine | other),
                len(common) / min(len(mine), len(other)),
                a.communes & b.communes,
            )
    return best


def _same_identifier(a: Profile, b: Profile) -> str | None:
    if a.finess and a.finess == b.finess:
        return f"même numéro FINESS {a.finess}"
    if a.siren and a.siren == b.siren and not (a.finess and b.finess):
        return f"même numéro SIREN {a.siren}"
    if a.rna and a.rna == b.rna and not (a.finess and b.finess) and not (a.siren and b.siren):
        return f"même numéro RNA {a.rna}"
    return None


def _best_likeness(a: Profile, b: Profile) -> Likeness | None:
    area = a.area_words | b.area_words
    found = [alike(one, other, area) for one in a.forms for other in b.forms]
    found += [
        half(one, part, joined)
        for mine, other in ((a, b), (b, a))
        for one in mine.forms
        for part in other.halves
        for joined in other.forms[:1]
    ]
    return max((one for one in found if one), key=lambda one: one.strength, default=None)


def _opposed(mine: frozenset[str], other: frozenset[str]) -> bool:
    return bool(mine and other and not mine <= other and not other <= mine)


def _straddles(a: Profile, b: Profile) -> bool:
    """Whether disjoint départements can still be one CPTS that lies across them."""
    if _shared(a, b).count >= FEWEST_SHARED:
        return True
    likeness = _best_likeness(a, b)
    if likeness is None or likeness.rule not in ("nom_egal", "nom_sans_mots_generiques"):
        return False
    same_town = town_beside(likeness.form, a, b)
    if not likeness.equal and not same_town:
        return False
    if a.exact_population and a.exact_population == b.exact_population:
        return True
    if names_departement(likeness.form, a) and names_departement(likeness.form, b):
        return True
    if (a.codes and b.codes and not a.codes & b.codes) or (a.communes and b.communes and not a.communes & b.communes):
        return False  # two territories, each in its département
    if same_town:
        return True
    return a.region == b.region and touching(a, b) and is_distinctive(likeness.form.core)


# --- rules ----------------------------------------------------------------------------------------------------


def _vetoed(against: str, likeness: Likeness | None, shared: _Shared, a: Profile, b: Profile) -> Decision:
    # a person looks where the veto contradicts a strong likeness
    doubtful = bool(likeness and likeness.equal) or (shared.of_union >= SAME_TERRITORY and shared.count >= 2)
    score = 0.3 if doubtful else 0.0
    return Decision(False, score, "veto", (against, *_hints(likeness, shared)), doubtful)


def _by_territory(a: Profile, b: Profile, likeness: Likeness | None, shared: _Shared) -> Decision | None:
    if shared.count >= FEWEST_SHARED and shared.of_union >= SAME_TERRITORY:
        related = likeness is not None
        return Decision(True, 0.97 if related else 0.9, "territoire", _hints(likeness, shared), doubtful=not related)
    if likeness and shared.count >= FEWEST_SHARED and shared.of_shorter >= SAME_TERRITORY:
        return Decision(True, 0.93, "territoire_et_nom", _hints(likeness, shared))
    return None


def _by_name(a: Profile, b: Profile, likeness: Likeness | None, shared: _Shared) -> Decision | None:
    if likeness is None:
        return None
    area = area_of(a, b)
    reasons = (*_hints(likeness, shared), area.reason)
    if likeness.whole:
        if area.level == "same":
            return Decision(True, likeness.strength, likeness.rule, reasons, likeness.strength < 0.8)
        if area.level == "apart" or (area.level == "far" and town_beside(likeness.form, a, b)):
            return Decision(True, 0.7, "nom_a_cheval", reasons, doubtful=True)
        if area.level == "likely" and (likeness.form.core or likeness.form.numbers):
            return Decision(
                True,
                round(likeness.strength - 0.05, 2),
                likeness.rule,
                reasons,
                doubtful=likeness.strength < 0.85 or not is_distinctive(likeness.form.core),
            )
        return None
    # one name says more than the other: only with something else in common
    if area.level == "same":
        elsewhere = shared.names - {commune for commune in shared.names if _is_named(commune, likeness)}
        close = _close(a.population, b.population)
        if elsewhere or (close and shared.count):
            hints = (*reasons, *(("populations proches",) if close else ()))
            return Decision(True, 0.75, "nom_partiel_et_commune", hints, doubtful=True)
    return None


def _by_acronym(a: Profile, b: Profile) -> Decision | None:
    """« CCFMV » and « Châtillon Clamart Fontenay Malakoff Vanves », or the initials of the communes listed."""
    area = area_of(a, b)
    if area.level not in ("same", "likely"):
        return None
    for one, other in ((a, b), (b, a)):
        acronym = one.name.acronym
        if not acronym or len(acronym) < 3:
            continue
        if acronym in other.name_initials or acronym == other.name.acronym:
            return Decision(True, 0.88, "sigle", (f"« {acronym} » : initiales de « {other.name.short} »", area.reason))
        if len(other.communes) >= 3 and tuple(sorted(acronym)) == other.commune_initials:
            return Decision(
                True,
                0.85,
                "sigle_des_communes",
                (
                    f"« {acronym} » : initiales des communes de « {other.name.short} »",
                    area.reason,
                ),
                doubtful=True,
            )
    return None


def _by_communes_in_name(a: Profile, b: Profile) -> Decision | None:
    """A name that lists the communes of the other's territory, at least two, and most of them."""
    for one, other in ((a, b), (b, a)):
        written = f" {' '.join(one.name.tokens)} "
        named = {commune for commune in other.communes if f" {_key(commune)} " in written}
        if len(named) >= 2 and len(named) / len(other.communes) >= SAME_TERRITORY:
            return Decision(
                True,
                0.85,
                "communes_dans_le_nom",
                (f"« {one.name.short} » énumère les communes de « {other.name.short} »",),
            )
    return None


def _by_town_in_short(a: Profile, b: Profile) -> Decision | None:
    """« Champigny » and « Champigny-sur-Marne »: the only commune of the area whose name starts so."""
    from lexicon import gazetteer as geography

    reference = geography.load()
    area = area_of(a, b)
    if area.level == "same":
        where = a.departements & b.departements
    elif area.level == "likely" and a.region:
        where = frozenset(reference.departements_of_region(a.region))
    else:
        return None
    codes = [code for departement in sorted(where) for code in reference.members_of_departement(departement)]
    for one, other in ((a, b), (b, a)):
        said, whole = one.name.tokens, other.name.tokens
        if not said or said == whole or whole[: len(said)] != said:
            continue
        called = {
            key
            for code in codes
            if (commune := reference.commune(code)) and (key := key_tokens(commune.name))[: len(said)] == said
        }
        if called == {whole}:
            return Decision(
                True,
                0.82,
                "commune_en_abrege",
                (
                    f"« {one.name.short} » : la seule commune qui commence ainsi est {other.name.short}",
                    area.reason,
                ),
            )
    return None


def _by_former_name(a: Profile, b: Profile) -> Decision | None:
    area = area_of(a, b)
    if area.level not in ("same", "likely"):
        return None
    for one, other in ((a, b), (b, a)):
        for former in one.former:
            for form in other.forms:
                if (likeness := alike(former, form, frozenset())) and likeness.equal:
                    return Decision(
                        True,
                        0.8,
                        "ancien_nom",
                        (
                            f"« {former.text} » est l'ancien nom de « {one.name.short} »",
                            area.reason,
                        ),
                        doubtful=True,
                    )
    return None


def _by_site(a: Profile, b: Profile) -> Decision | None:
    if a.host and a.host == b.host:
        return Decision(True, 0.85, "site", (f"même site {a.host}",))
    return None


def _different(a: Profile, b: Profile, likeness: Likeness | None, shared: _Shared) -> Decision:
    area = area_of(a, b)
    same_figure = a.exact_population is not None and a.exact_population == b.exact_population
    inside = next(
        (
            f"« {one.name.short} » est une commune du territoire de l'autre"
            for one, other in ((a, b), (b, a))
            if one.name.key in {_key(commune) for commune in other.communes}
        ),
        None,
    )
    doubtful = area.level != "far" and bool(
        likeness
        or same_figure
        or (shared.count >= 2 and shared.of_shorter >= SAME_TERRITORY)
        or (inside and area.level == "same" and a.name.key and b.name.key)
    )
    reasons = (*_hints(likeness, shared), area.reason)
    if inside and doubtful:
        reasons = (*reasons, inside)
    if same_figure:
        reasons = (*reasons, f"même population {a.population}")
    return Decision(False, 0.4 if doubtful else 0.0, "preuves_insuffisantes", reasons, doubtful)


# --- words ----------------------------------------------------------------------------------------------------


def _key(commune: str) -> str:
    return " ".join(key_tokens(commune))


def _is_named(commune: str, likeness: Likeness) -> bool:
    return bool(set(_key(commune).split()) & likeness.common)


def _close(one: int | None, other: int | None) -> bool:
    return bool(one and other and abs(one - other) <= CLOSE_POPULATION * max(one, other))


def _hints(likeness: Likeness | None, shared: _Shared) -> tuple[str, ...]:
    hints = [likeness.reason] if likeness else []
    if shared.count:
        hints.append(
            f"{shared.count} commune{'s' if shared.count > 1 else ''} en commun ({shared.of_union:.0%} de l'ensemble)"
        )
    return tuple(hints)
