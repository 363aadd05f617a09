"""Where two mentions are, one beside the other: in one département, in one region, across a border, far away."""

from __future__ import annotations

from dataclasses import dataclass

from lexicon import gazetteer as geography
from pipelines.identity.profile import Profile
from pipelines.identity.words import NameForm, one_town


@dataclass(frozen=True, slots=True)
class Area:
    """`same` département, `likely` (one is unknown, same region), `apart` (a CPTS across two départements),
    `far` (different regions), `unknown`."""

    level: str
    reason: str


def area_of(a: Profile, b: Profile) -> Area:
    if common := a.departements & b.departements:
        return Area("same", f"même département ({listed(common)})")
    if a.departements and b.departements:
        return Area("apart", f"à cheval sur des départements ({listed(a.departements | b.departements)})")
    if a.region is None or b.region is None:
        return Area("unknown", "région inconnue")
    if a.region == b.region:
        return Area("likely", f"même région ({a.region}), département non précisé")
    return Area("far", f"régions différentes ({a.region} / {b.region})")


def town_beside(form: NameForm, a: Profile, b: Profile) -> bool:
    """« Pays de Redon » in Brittany and in Pays de la Loire: one town of the country bears the name, on one side,
    and the other side touches its département."""
    reference = geography.load()
    commune = reference.commune(one_town(form) or "")
    if commune is None:
        return False
    home = commune.departement
    around = frozenset(reference.departements[home].neighbours)
    sides = [one.departements or frozenset(reference.departements_of_region(one.region or "")) for one in (a, b)]
    return any(home in mine and (around & other or home in other) for mine, other in (sides, sides[::-1]))


def touching(a: Profile, b: Profile) -> bool:
    known = geography.load().departements
    return any(other in known[one].neighbours for one in a.departements if one in known for other in b.departements)


def names_departement(form: NameForm, profile: Profile) -> bool:
    """« Sud Ard'Drôm » names Ardèche and Drôme: words or beginnings of at least three letters."""
    return any(len(word) >= 3 and name.startswith(word) for word in form.core for name in profile.area_words) or any(
        number.zfill(2) in profile.departements for number in form.numbers
    )


def listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))
