"""What others publish of France and its regions, and how much of it the observatory can name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipelines.site.french import NARROW, at_least, at_most, french_number
from schema import Row

# precision of a published count → what a share of it then is: of « at least 700 », 54 are at most 7.8 %
OF_A_BOUND = {"exact": "", "environ": "environ ", "au_moins": "au plus ", "au_plus": "au moins "}
ROUNDED = {"au plus ": at_most, "au moins ": at_least}


def middle(day: str) -> str:
    """Where a date stands among others: `2025` in the middle of its year, `2025-05` in that of its month."""
    return day + {4: "-06-30", 7: "-15"}.get(len(day), "")


def latest(figures: Iterable[Row]) -> list[Row]:
    """The figures of the last date of each author and definition, newest first, then the largest; none that was two
    years old when the newest was counted. A figure without author stands for its publisher."""
    held: dict[tuple[str, str | None], list[Row]] = {}
    for figure in figures:
        held.setdefault((figure["auteur"] or figure["editeur"], figure["definition"]), []).append(figure)
    last = {key: max(middle(one["date_etat"]) for one in of_one) for key, of_one in held.items()}
    oldest = max(last.values(), default="0000")
    oldest = f"{int(oldest[:4]) - 2:04}{oldest[4:]}"
    kept = [
        one
        for key, of_one in held.items()
        for one in of_one
        if middle(one["date_etat"]) == last[key] and last[key] >= oldest
    ]
    kept.sort(key=lambda one: -one["valeur"])
    return sorted(kept, key=lambda one: middle(one["date_etat"]), reverse=True)


def share(ours: int, published: Row, counted: str) -> str:
    """How much of a published count our own is, with the bound it has: `7,7 %`, `au plus 7,8 %`. Empty when the
    published count is smaller than ours, when an earlier release does not say which bound it is, or when it would say
    nothing: « at most 100 % », or a part of none. `counted`: the
    definition of ours. Where the publisher does not say which stages he counts, those of all stages are at least as
    many, and the share is at most what it seems."""
    total = published["valeur"]
    bound = OF_A_BOUND.get(published["precision"])
    if not total or not ours or ours > total or bound is None:
        return ""
    if published["definition"] != counted:
        if bound not in ("", "au plus "):
            return ""
        bound = "au plus "
    if bound == "au plus " and ours == total:
        return ""
    rounded = (
        ROUNDED[bound](100 * ours / total)
        if bound in ROUNDED
        else french_number(100 * ours / total, 1).removesuffix(",0")
    )
    return f"{bound}{rounded}{NARROW}%"


def by_region(regions: Iterable[Row], figures: Iterable[Row]) -> list[dict[str, Any]]:
    """Each region with the newest published count of CPTS (`publie`), our count of the same stages (`notre`), the
    `part` of the first that the second is, the newest published count of signed contracts where it is another
    (`aci_publie`), and the newest published share of the population (`population_publiee`)."""
    of_region: dict[str, list[Row]] = {}
    for figure in figures:
        of_region.setdefault(figure["region"], []).append(figure)
    return [_beside(region, of_region.get(region["region"], [])) for region in regions]


def _beside(region: Row, figures: Iterable[Row]) -> dict[str, Any]:
    held = [one for one in figures if one["origine"] in ("publie", None)]
    counts = latest(one for one in held if one["unite"] == "cpts")
    shares = latest(one for one in held if one["unite"] == "%")
    contracts = [one for one in counts if one["definition"] == "aci_signe"]
    signed = contracts[:1] == counts[:1] != []
    ours = region["nb_aci"] if signed else region["nb_cpts"]
    return {
        **region,
        "publie": next(iter(counts), None),
        "notre": ours,
        "part": share(ours, counts[0], "aci_signe" if signed else "tous_stades") if counts else "",
        "aci_publie": contracts[0] if contracts and not signed else None,
        "population_publiee": next(iter(shares), None),
    }
