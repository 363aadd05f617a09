"""How far a commune that no known territory holds is from the nearest one that is held, as the crow flies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

    from lexicon.gazetteer import Commune

EARTH_KM = 6371.0
MAINLAND = "metropole"
_AT_ONCE = 500  # communes compared with all covered ones at a time: memory stays under 100 MB


def distances_km(communes: Iterable[Commune], covered: Container[str]) -> dict[str, float]:
    """Code of an uncovered commune → kilometres between its centre and that of the nearest covered commune, to one
    decimal. Overseas, of the same département only; nothing where no commune is covered, or a centre is unknown."""
    zones: dict[str, list[Commune]] = defaultdict(list)
    for one in communes:
        if one.longitude is not None and one.latitude is not None:
            zones[one.departement if one.departement.startswith("97") else MAINLAND].append(one)
    found: dict[str, float] = {}
    for inside in zones.values():
        there = [one for one in inside if one.code in covered]
        away = [one for one in inside if one.code not in covered]
        if there:
            found |= _nearest(away, there)
    return found


def _nearest(away: list[Commune], there: list[Commune]) -> dict[str, float]:
    import numpy as np

    targets = _on_the_globe(there).T
    found: dict[str, float] = {}
    for start in range(0, len(away), _AT_ONCE):
        some = away[start : start + _AT_ONCE]
        cosines = (_on_the_globe(some) @ targets).max(axis=1)
        kilometres = EARTH_KM * np.arccos(np.clip(cosines, -1, 1))
        found |= {one.code: round(float(far), 1) for one, far in zip(some, kilometres, strict=True)}
    return found


def _on_the_globe(communes: list[Commune]) -> numpy.ndarray:
    """Centres as unit vectors."""
    import numpy as np

    longitude = np.radians([one.longitude or 0.0 for one in communes])
    latitude = np.radians([one.latitude or 0.0 for one in communes])
    return np.stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=1
    )
