"""The rules of names: two names that resemble each other, an acronym, communes in a name, a name given up."""

from __future__ import annotations

from pipelines.identity.area import area_of, town_beside
from pipelines.identity.evidence import SAME_TERRITORY, Decision, Shared, hints
from pipelines.identity.profile import Profile
from pipelines.identity.resemblance import Likeness, alike
from pipelines.identity.words import is_distinctive
from pipelines.normalise.names import key_tokens

# populations of one CPTS in two sources: a rounding or another vintage, not another territory
CLOSE_POPULATION = 0.10


def by_name(a: Profile, b: Profile, likeness: Likeness | None, shared: Shared) -> Decision | None:
    if likeness is None:
        return None
    area = area_of(a, b)
    reasons = (*hints(likeness, shared), area.reason)
    if likeness.whole:
        return _by_whole_name(a, b, likeness, area.level, reasons)
    # one name says more than the other: only with something else in common
    close = _close(a.population, b.population)
    elsewhere = any(not _is_named(commune, likeness) for commune in shared.names)
    if area.level == "same" and (elsewhere or (close and shared.count)):
        told = (*reasons, "populations proches") if close else reasons
        return Decision(True, 0.75, "nom_partiel_et_commune", told, doubtful=True)
    return None


def _by_whole_name(a: Profile, b: Profile, likeness: Likeness, level: str, reasons: tuple[str, ...]) -> Decision | None:
    strength = likeness.strength
    if level == "same":
        return Decision(True, strength, likeness.rule, reasons, strength < 0.8)
    if level == "apart" or (level == "far" and town_beside(likeness.form, a, b)):
        return Decision(True, 0.7, "nom_a_cheval", reasons, doubtful=True)
    if level == "likely" and (likeness.form.core or likeness.form.numbers):
        doubtful = strength < 0.85 or not is_distinctive(likeness.form.core)
        return Decision(True, round(strength - 0.05, 2), likeness.rule, reasons, doubtful)
    return None


def by_acronym(a: Profile, b: Profile) -> Decision | None:
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


def by_communes_in_name(a: Profile, b: Profile) -> Decision | None:
    """A name that lists the communes of the other's territory, at least two, and most of them."""
    for one, other in ((a, b), (b, a)):
        written = f" {' '.join(one.name.tokens)} "
        named = {commune for commune in other.communes if f" {name_key_of(commune)} " in written}
        if len(named) >= 2 and len(named) / len(other.communes) >= SAME_TERRITORY:
            return Decision(
                True,
                0.85,
                "communes_dans_le_nom",
                (f"« {one.name.short} » énumère les communes de « {other.name.short} »",),
            )
    return None


def by_town_in_short(a: Profile, b: Profile) -> Decision | None:
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


def by_former_name(a: Profile, b: Profile) -> Decision | None:
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


def name_key_of(commune: str) -> str:
    return " ".join(key_tokens(commune))


def _is_named(commune: str, likeness: Likeness) -> bool:
    return bool(set(name_key_of(commune).split()) & likeness.common)


def _close(one: int | None, other: int | None) -> bool:
    return bool(one and other and abs(one - other) <= CLOSE_POPULATION * max(one, other))
