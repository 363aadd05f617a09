"""Whether the communes of one CPTS are its whole territory, judged over everything that any source says of it.

A list that calls itself whole is contradicted by a declared population it cannot hold, by another number of communes,
by a commune that another source names and it does not, and by a source for which its communes are only some of the
territory. A contradicted list proves no population, nor does one of more people than any CPTS has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import TYPE_CHECKING

from expectations.plausible import MOST_INHABITANTS
from lexicon.text import fold_words
from pipelines.site.french import french_number, plural
from pipelines.steps.places import UNLIKELY_END, WITHOUT_ARRONDISSEMENT
from pipelines.steps.precedence import data
from pipelines.steps.territory_claim import LOWER_BOUNDS, MOST, UPPER_BOUNDS, holds, says_all
from pipelines.tables.rows import ClaimRow, DisagreementRow, TerritoryRow
from schema import SEPARATOR

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography

_END = "borne"  # of a commune named as one end of an extent (`docs/territory.md`)
# « rayonne autour de Dreux, Vernouillet et Chaudon », « 12 communes, dont Dreux »: there are others
_AND_OTHERS = re.compile(r"\b(?:autour|alentours?|environs|dont|notamment)\b")


@dataclass(frozen=True, slots=True)
class Completeness:
    """`whole`: complete and uncontradicted; `None` without a list. `said`: what the list amounts to, in French.
    `against`: each contradiction in French, with the claims that make it."""

    whole: bool | None
    said: str = ""
    against: tuple[tuple[str, tuple[ClaimRow, ...]], ...] = ()


def judge(
    chosen: ClaimRow | None,
    stated: list[TerritoryRow],
    rows: list[TerritoryRow],
    territories: Iterable[ClaimRow],
    populations: Iterable[ClaimRow],
    geography: Geography,
) -> Completeness:
    """`chosen`: the territory claim that is published, `stated` as it says it and `rows` as published, which differ
    where a part was inferred; `territories` and `populations`: every claim. A list may name some communes in part."""
    if chosen is None:
        return Completeness(None)
    own = _own_count(chosen, len(rows))
    if not rows or not (own or _is_told_whole(chosen)) or rows != stated:
        return Completeness(False)
    listed = _inhabitants(rows)
    least = listed - _inhabitants(row for row in rows if row["partiel"])
    territories = [claim for claim in territories if not data(claim).get("deduit")]
    against = [
        *own,
        *_other_populations(least, listed, populations),
        *_other_counts(chosen, len(rows), territories),
        *_other_communes(chosen, {row["commune"] for row in rows}, territories, geography),
        *_and_others(chosen, territories),
    ]
    said = f"{plural(len(rows), 'commune')}, {'' if least == listed else 'au plus '}{plural(listed, 'habitant')}"
    whole = data(chosen)["complet"] and not against and listed <= MOST_INHABITANTS
    return Completeness(whole, said, tuple(against))


def _is_told_whole(chosen: ClaimRow) -> bool:
    """Also where the listing itself then denies it (`dementi`), which says why it is not."""
    return bool(data(chosen)["complet"] or data(chosen).get("dementi"))


def _inhabitants(rows: Iterable[TerritoryRow]) -> int:
    return sum(row["population"] or 0 for row in rows)


def _other_populations(least: int, most: int, claims: Iterable[ClaimRow]) -> list[tuple[str, tuple[ClaimRow, ...]]]:
    """`least`: inhabitants of the communes named whole; `most`: with those named in part."""
    found: dict[str, list[ClaimRow]] = {}
    for claim in claims:
        declared, precision = data(claim)["valeur"], data(claim)["precision"]
        bounded = declared and least < declared < most
        if declared and not bounded and not any(holds(listed, declared, precision) for listed in {least, most}):
            words = {"environ": "environ ", "au_moins": "au moins ", "au_plus": "au plus "}.get(precision or "", "")
            found.setdefault(f"{words}{plural(declared, 'habitant')}", []).append(claim)
    return [(text, tuple(side)) for text, side in found.items()]


def _own_count(chosen: ClaimRow, count: int) -> list[tuple[str, tuple[ClaimRow, ...]]]:
    """A list of more names of communes than it announces (« 25 communes : … », and 27)."""
    announced, places = data(chosen)["annonce"], data(chosen)["lieux"]
    if not announced or announced >= count or any(len(place["codes"]) != 1 for place in places):
        return []
    return [(plural(announced, "commune annoncée", "communes annoncées"), (chosen,))]


def _other_counts(chosen: ClaimRow, count: int, claims: Iterable[ClaimRow]) -> list[tuple[str, tuple[ClaimRow, ...]]]:
    found: dict[int, list[ClaimRow]] = {}
    for claim in claims:
        announced = data(claim)["annonce"]
        if claim["mention_id"] != chosen["mention_id"] and announced and announced != count:
            found.setdefault(announced, []).append(claim)
    return [(f"{french_number(number)} communes annoncées", tuple(side)) for number, side in sorted(found.items())]


def _other_communes(
    chosen: ClaimRow, codes: set[str], claims: Iterable[ClaimRow], geography: Geography
) -> list[tuple[str, tuple[ClaimRow, ...]]]:
    found: dict[str, list[ClaimRow]] = {}
    for claim in claims:
        if claim["mention_id"] == chosen["mention_id"]:
            continue
        for code in data(claim)["codes"]:
            commune = geography.commune(code)
            if code not in codes and not codes & set(geography.arrondissements.get(code, ())) and commune:
                found.setdefault(f"{commune.name} ({code}) aussi", []).append(claim)
    return [(text, tuple(side)) for text, side in sorted(found.items())]


def _and_others(chosen: ClaimRow, claims: Iterable[ClaimRow]) -> list[tuple[str, tuple[ClaimRow, ...]]]:
    """Another source names every commune of the list and says that there are more, or names them as the two ends of an
    extent (« de Menton à Roquebrune »)."""
    return [
        (f"« {claim['texte']} »", (claim,))
        for claim in claims
        if claim["mention_id"] != chosen["mention_id"]
        and set(data(claim)["codes"]) >= set(data(chosen)["codes"])
        and not data(claim)["complet"]
        and (
            _AND_OTHERS.search(fold_words(claim["texte"]))
            or any(place["regle"] == _END for place in data(claim)["lieux"])
        )
    ]


def contradictions(cpts_id: str, chosen: ClaimRow | None, judged: Completeness) -> list[DisagreementRow]:
    """Rows of `desaccords`: the list as published, and each thing that speaks against it."""
    if chosen is None or not judged.against:
        return []
    since = max(min(claim["releve_le"] for claim in side) for _, side in judged.against)
    first = max(since, chosen["releve_le"])
    return [
        {
            "cpts_id": cpts_id,
            "propriete": "completude",
            "valeur": text,
            "retenue": text == judged.said,
            "sources": SEPARATOR.join(sorted({claim["source_id"] for claim in side})),
            "depuis": date.fromisoformat(first),
        }
        for text, side in ((judged.said, (chosen,)), *judged.against)
    ]


def parts(
    rows: list[TerritoryRow], chosen: ClaimRow | None, populations: Iterable[ClaimRow], geography: Geography
) -> list[TerritoryRow]:
    """The rows of a territory, where a city is covered in part: a commune that alone holds far more people than any
    source declares for the CPTS (« Toulouse » of a CPTS of 120 808 inhabitants), the arrondissements of a city of
    which the source names none and does not say all, and the ends of an extent that together hold far more (« de
    Saint-Quentin à Valenciennes : 30 000 habitants »)."""
    most = _most(populations)
    all_of_it = chosen is not None and says_all(chosen["texte"])
    unlikely = sum(row["population"] or 0 for row in rows if row["regle"] == _END) > most
    kept: list[TerritoryRow] = []
    for row in rows:
        if not all_of_it and _is_bare_city(row, geography):
            kept.append({**row, "partiel": True, "deduite": True, "regle": WITHOUT_ARRONDISSEMENT})
        elif unlikely and row["regle"] == _END:
            kept.append({**row, "partiel": True, "deduite": True, "regle": UNLIKELY_END})
        else:
            kept.append({**row, "partiel": row["partiel"] or (row["population"] or 0) > most})
    return kept


def _most(populations: Iterable[ClaimRow]) -> float:
    """How many people a territory can hold of what sources declare; no limit where they bound nothing from above."""
    figures = [data(claim) for claim in populations if data(claim)["valeur"]]
    if not figures or any(one["precision"] in LOWER_BOUNDS for one in figures):
        return inf
    return MOST * max(float(one["valeur"]) for one in figures)


def _is_bare_city(row: TerritoryRow, geography: Geography) -> bool:
    """« Marseille » for a CPTS of Marseille: the rows of its arrondissements are where it may be."""
    commune = geography.commune(row["commune"])
    city = geography.commune(commune.city) if commune and commune.city else None
    return city is not None and fold_words(row["texte"]) in (fold_words(city.name), city.code)


def size(recomputed: int | None, populations: Iterable[ClaimRow]) -> int | None:
    """The size class of the ACI when all that is known gives one; « au moins » and « au plus » only say a class at the
    open ends of the scale."""
    from pipelines.normalise.population import size_class

    sizes = {size_class(recomputed)} if recomputed else set()
    for claim in populations:
        declared, precision = data(claim)["valeur"], data(claim)["precision"]
        found = size_class(declared) if declared else None
        open_end = (precision not in LOWER_BOUNDS or found == 4) and (precision not in UPPER_BOUNDS or found == 1)
        sizes |= {found} if found and open_end else set()
    return sizes.pop() if len(sizes) == 1 else None
