"""What the rows of `lignees` say, whoever learnt them: which natures end a CPTS, which names it bears no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from pipelines.normalise.names import read_name
from pipelines.tables.rows import ClaimRow
from schema import Row

# natures after which `de` is over; a CPTS that is renamed goes on
ENDING = ("fusion", "scission", "remplacement")
# those that a CPTS meets alone: they follow from its own stage
ALONE = ("refus", "dissolution")
GROUNDS = ("decision", "mots", "releves")  # the strongest first


def lives_on(row: Row, rows: Collection[Row]) -> bool:
    """Whether words tell a split that its CPTS outlives: it is among its heirs, or only one other is named (« se scinde
    et donne naissance à … »), so that the rest may be its own."""
    if (row["nature"], row["fondement"]) != ("scission", "mots"):
        return False
    split = [one for one in rows if (one["de"], one["nature"]) == (row["de"], "scission")]
    return any(one["vers"] == row["de"] for one in split) or len({one["vers_nom"] for one in split}) < 2


def borne(names: list[ClaimRow], former: Collection[str]) -> list[ClaimRow]:
    """The claims of names but those that a CPTS bears no more, which unchanged pages go on using; all of them where no
    page gives another."""
    if not former:
        return names
    return [one for one in names if read_name(one["valeur"] or "").key not in former] or names


def former_names(lineages: Iterable[Row]) -> dict[str, set[str]]:
    """CPTS → the keys of the names that it bears no more, by the renamings in their order: it may take one again."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in sorted(
        lineages, key=lambda row: (row["date_evenement"] or row["appris_le"].isoformat(), row["appris_le"])
    ):
        if row["nature"] == "renommage":
            found[row["de"]].add(read_name(row["de_nom"]).key)
            found[row["de"]].discard(read_name(row["vers_nom"]).key)
    return found
