"""What is compared: a mention with its names sorted into words and its territory into sets, computed once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lexicon.text import fold_words
from pipelines.identity.mention import Mention
from pipelines.identity.words import NameForm, departement_words, is_fancy, is_shared_host, name_form
from pipelines.normalise.names import Name, initials, key_tokens, read_name


@dataclass(frozen=True, slots=True)
class Profile:
    """`forms`: every current name; `halves`: the two names that a spaced dash joins, when neither says where
    (« Terre des Sources – Lozèr'Est »; « Redon – Vilaine » is one territory); `opposing` and `numbers`: those of
    all names together, parentheses included. `departements`: stated, implied by the region, written as a number in
    the name, or of a listed commune."""

    name: Name
    forms: tuple[NameForm, ...]
    halves: tuple[NameForm, ...]
    former: tuple[NameForm, ...]
    opposing: frozenset[str]
    numbers: frozenset[str]
    region: str | None
    departements: frozenset[str]
    area_words: frozenset[str]
    codes: frozenset[str]
    communes: frozenset[str]
    commune_initials: tuple[str, ...]
    name_initials: frozenset[str]
    population: int | None
    finess: str | None
    siren: str | None
    rna: str | None
    host: str | None

    @property
    def exact_population(self) -> int | None:
        """A figure too precise for two CPTS to share it by chance: 54 288, not 55 000."""
        return self.population if self.population and self.population % 100 else None


@lru_cache(maxsize=65536)
def profile_of(mention: Mention) -> Profile:
    return _build(
        mention.name,
        mention.region_code,
        mention.departements,
        mention.commune_codes,
        mention.communes_text,
        mention.population,
        mention.finess,
        mention.siren,
        mention.rna,
        mention.website_host,
    )


@lru_cache(maxsize=65536)
def _build(
    written: str,
    region: str | None,
    stated: tuple[str, ...],
    codes: tuple[str, ...],
    communes: tuple[str, ...],
    population: int | None,
    finess: str | None,
    siren: str | None,
    rna: str | None,
    host: str | None,
) -> Profile:
    name = read_name(written)
    known = set(stated) | {_departement_of(code) for code in codes}
    region = region or _region_of(known)
    nearby = _departements_of(region)
    within = known or nearby
    forms, everything = _forms(name, within)
    departements = known | _departements_in_name(forms, nearby)
    if not departements and len(nearby) == 1:
        departements = set(nearby)
    communes = communes or _names_of(codes)
    return Profile(
        name=name,
        forms=forms,
        halves=_halves(name.short, within),
        former=tuple(name_form(one, within) for one in name.former),
        opposing=frozenset(word for form in everything for word in form.opposing),
        numbers=frozenset(word for form in everything for word in form.numbers),
        region=region,
        departements=frozenset(departements),
        area_words=_area_words(departements),
        codes=frozenset(codes),
        communes=frozenset(communes),
        commune_initials=tuple(sorted(one[0].upper() for one in communes)),
        name_initials=_initials(name),
        population=population,
        finess=finess,
        siren=siren,
        rna=rna,
        host=None if host is None or is_shared_host(host) else host,
    )


def _names(name: Name) -> list[str]:
    return [name.short, *name.aliases] if name.key else []


def _forms(name: Name, within: set[str] | frozenset[str]) -> tuple[tuple[NameForm, ...], tuple[NameForm, ...]]:
    """Every current name; and those with the whole that the name and its parentheses make, which says all its words.
    « Strasbourg (sud et ouest de l'Eurométropole) » is also read as one name."""
    forms = tuple(name_form(one, within) for one in _names(name))
    notes = [*name.aliases, *name.places]
    if not notes:
        return forms, forms
    everything = (*forms, name_form(" ".join([name.short, *notes]), within))
    one_name = " ou " not in name.written and not name.by_place
    return everything if one_name else forms, everything


def _area_words(departements: set[str]) -> frozenset[str]:
    known = departement_words()
    return frozenset(word for code in departements for word in (*known.get(code, ()), code.lstrip("0")))


def _initials(name: Name) -> frozenset[str]:
    """Those of each name of several words, with its articles and without; two letters tell nothing."""
    several = [one for one in _names(name) if len(key_tokens(one)) > 1]
    found = (initials(one, articles) for one in several for articles in (False, True))
    return frozenset(letters for letters in found if len(letters) > 2)


def _halves(name: str, within: set[str] | frozenset[str]) -> tuple[NameForm, ...]:
    parts = re.split(r"\s+[-–—]\s+", name)
    forms = [name_form(part, within) for part in parts] if len(parts) == 2 else []
    return tuple(forms) if all(map(is_fancy, forms)) else ()


def _departement_of(commune: str) -> str:
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


@lru_cache(maxsize=64)
def _departements_of(region: str | None) -> frozenset[str]:
    from lexicon import gazetteer as geography

    return frozenset(geography.load().departements_of_region(region)) if region else frozenset()


def _region_of(departements: set[str]) -> str | None:
    """The region of a mention whose source speaks of several, when its départements say which."""
    from lexicon import gazetteer as geography

    known = geography.load().departements
    regions = {known[code].region for code in departements if code in known}
    return regions.pop() if len(regions) == 1 else None


def _names_of(codes: tuple[str, ...]) -> tuple[str, ...]:
    from lexicon import gazetteer as geography

    found = (geography.load().commune(code) for code in codes)
    return tuple(sorted({fold_words(commune.name) for commune in found if commune}))


def _departements_in_name(forms: tuple[NameForm, ...], nearby: frozenset[str]) -> set[str]:
    """« Sud 28 » in Centre-Val de Loire lies in Eure-et-Loir; « Marseille 13 » is an arrondissement."""
    return {number.zfill(2) for form in forms if not form.core for number in form.numbers if number.zfill(2) in nearby}
