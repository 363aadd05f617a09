"""What a CPTS can be, judged row by row: how many people, where, how it is called. A row that fails is for a person to
look at, not for the release to stop at: the world may be odd.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from lexicon import gazetteer
from lexicon.text import fold_words
from schema import SEPARATOR, Row

MOST_INHABITANTS = 500_000  # the largest project known had 354 193 (ministry, September 2019)

# words that come and go around a name and tell no two CPTS apart
_COMMON = frozenset(
    [
        "cpts", "communaute", "professionnelle", "territoriale", "sante", "de", "du", "des", "d", "la", "le", "les",
        "l", "et", "en", "sur", "sous", "a", "au", "aux", "pays", "grand", "grande", "bassin", "agglomeration",
        "agglo", "metropole", "territoire", "region", "secteur", "ville", "co", "and", "association",
    ]
)  # fmt: skip
# « CPTS couvrant les 14e, 15e »: a name holds no verb that is conjugated, no relative, no « notre »
_PHRASE = re.compile(
    r"\b(?:qui|que|dont|couvr(?:e|ant)|regroup(?:e|ant)|rassembl(?:e|ant)|situ[ée]+s?|sign[ée]+s?|cr[ée]{2,}s?|sera|seront"
    r"|vient|ont|sont|cette|notre|votre|elle|avec|afin|lors|depuis)\b|[:?!]|(?:,|\b(?:de|du|des|et|la|le|les))\s*$"
)


def inhabitants_plausible(rows: list[Row], territories: list[Row]) -> list[bool]:
    """By what is declared, and by what the communes hold, whole list or not: « tout le département »."""
    held: Counter[str] = Counter()
    for row in territories:
        held[row["cpts_id"]] += 0 if row["partiel"] or row["deduite"] else row["population"] or 0
    return [max(row["population_declaree"] or 0, held[row["cpts_id"]]) <= MOST_INHABITANTS for row in rows]


def departements_touch(row: Row) -> bool:
    """Whether one can go from each département of a CPTS to each other by its own."""
    known = gazetteer.load().departements
    left = {code for code in (row["departements"] or "").split(SEPARATOR) if code in known}
    reached = {left.pop()} if left else set()
    while near := {code for code in left if reached & set(known[code].neighbours)}:
        reached |= near
        left -= near
    return not left


def is_a_name(row: Row) -> bool:
    return not _lives(row) or _PHRASE.search(row["nom"].removeprefix("CPTS")) is None


def counted_as_announced(row: Row) -> bool:
    """A list said to be whole holds as many communes as its source announces."""
    return not row["communes_completes"] or row["nb_communes_annonce"] in (None, row["nb_communes"])


# derived column → rule of one row
RULES = {
    "departements_voisins": departements_touch,
    "nom_sans_phrase": is_a_name,
    "annonce_tenue": counted_as_announced,
}


def told_apart(rows: list[Row]) -> list[bool]:
    """For each CPTS, whether no other that lives in one of its départements, or nobody knows where, has the same words
    in its name."""
    alike: dict[frozenset[str], list[Row]] = defaultdict(list)
    for row in rows:
        if _lives(row):
            alike[_words(row)].append(row)
    return [not _lives(row) or not any(_may_meet(row, other) for other in alike[_words(row)]) for row in rows]


def _lives(row: Row) -> bool:
    over = (
        row["statut"] == "cessee"
        or row["fin_nature"]
        or row["presence"] in ("retiree", "absente_depuis", "plus_suivie")
    )
    return not over and bool(_words(row))


def _words(row: Row) -> frozenset[str]:
    return frozenset(fold_words(row["nom"]).split()) - _COMMON


def _may_meet(one: Row, other: Row) -> bool:
    mine, theirs = (set((row["departements"] or "").split(SEPARATOR)) - {""} for row in (one, other))
    return one["cpts_id"] != other["cpts_id"] and bool(not mine or not theirs or mine & theirs)
