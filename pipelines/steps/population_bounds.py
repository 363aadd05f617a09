"""How many people the communes of some CPTS hold, as an interval: proved at least, named at most.

At least: the communes of lists that are complete and that nothing contradicts, each whole. At most: every commune that
a source says is of a territory, a part of one at the share its CPTS declares, else whole; one that is only deduced adds
nothing. Each commune counts once, whoever covers it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from schema import Row

# a declared population bounds a part from above only when it is no lower bound itself
_BOUNDING = ("exact", "environ", "au_plus")


def commune_bounds(cpts: Iterable[Row], territoires: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """Commune → (at least, at most) inhabitants that the CPTS cover. `territoires` may hold other CPTS too."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for row in territoires:
        if not row["deduite"]:
            lists[row["cpts_id"]].append(row)
    least: dict[str, int] = defaultdict(int)
    most: dict[str, int] = defaultdict(int)
    for one in cpts:
        rows = lists[one["cpts_id"]]
        remaining = _left_for_parts(one, rows)
        for row in rows:
            inhabitants = row["population"] or 0
            part = min(inhabitants, remaining) if row["partiel"] and remaining is not None else inhabitants
            most[row["commune"]] = min(inhabitants, most[row["commune"]] + part)
            proved = bool(one["communes_completes"]) and not row["partiel"]
            least[row["commune"]] = max(least[row["commune"]], inhabitants if proved else 0)
    return {code: (least[code], most[code]) for code in most}


def _left_for_parts(one: Row, rows: list[Row]) -> int | None:
    """What the declared population leaves for the communes covered in part; `None` when it says nothing of them."""
    declared = one["population_declaree"]
    if declared is None or one["population_precision"] not in _BOUNDING:
        return None
    left = declared - sum(row["population"] or 0 for row in rows if not row["partiel"])
    return left if left > 0 else None


def total(bounds: dict[str, tuple[int, int]], communes: Iterable[str]) -> tuple[int | None, int | None]:
    """The interval of a set of communes. No commune known: nothing is known, which is not 0; no complete list: nothing
    is proved."""
    known = [bounds[code] for code in communes if code in bounds]
    if not known:
        return None, None
    return sum(least for least, _ in known) or None, sum(most for _, most in known)


def per_cent(part: int | None, whole: int | None) -> float | None:
    """Not rounded: whoever shows it rounds it, once."""
    return None if part is None or not whole else 100 * part / whole
