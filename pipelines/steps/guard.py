"""The guard before publishing: a release that an accident made is held back, and a person decides.

Its bounds are shares of what the release before held. One source or one CPTS alone is news, not an accident.
"""

from __future__ import annotations

from collections.abc import Callable

from schema import Row

Tables = dict[str, list[Row]]

FAILED_SHARE = 0.20  # of the sources that ever worked
MOVED_SHARE = 0.10  # of the CPTS named by sources collected in both releases
GROWN = 1.5  # times the CPTS of the release before, whoever names them
HOPED = 1_000  # CPTS: the aim of the State for 2022; what takes a part of the country towards it is news
WELL = ("a_jour", "degradee")
ELSEWHERE = ("absente_depuis", "source_indisponible", "plus_suivie", "reportee", "retiree")  # not named by this run


class HeldBack(ValueError):
    """The guard holds the release back. The message says why and how to publish it all the same."""


def hold_back(now: Tables, before: Tables | None, follow: Callable[[str], str]) -> None:
    """Raises `HeldBack` when `objections` has any; the parameters are its own."""
    if found := objections(now, before, follow):
        raise HeldBack(
            f"the guard holds this release back: {' ; '.join(found)}. Look at the reports of these sources; "
            "when it is no accident, publish once with --despite-guard REASON"
        )


def objections(now: Tables, before: Tables | None, follow: Callable[[str], str]) -> list[str]:
    """What speaks against publishing, in French. `now` and `before` hold `sources`, `cpts` and `preuves`, `now` also
    `lignees`; `follow` gives today's id behind an earlier one. Nothing is compared with reconstructions."""
    if before is None or any(row["reconstruction"] for row in before["sources"]):
        return []
    found = _failed(now["sources"])
    both = _well(now["sources"]) & _well(before["sources"])
    was = {follow(one) for one in _named(before, both)}
    now_named = {follow(one) for one in _named(now, both)}
    over, heirs = _decided(now["lignees"])
    event = _events(now["lignees"])
    for moved, verb in ((was - now_named - over, "perdues"), (now_named - was - heirs, "apparues")):
        if len({event.get(one, one) for one in moved}) > max(1, MOVED_SHARE * len(was)):
            found.append(
                f"{len(moved)} CPTS {verb} pour {len(was)} nommées auparavant par les sources relues les deux fois "
                f"({MOVED_SHARE:.0%} admis)"
            )
    most = max(HOPED, int(GROWN * len(before["cpts"])))
    if len(now["cpts"]) > most:
        found.append(f"{len(now['cpts'])} CPTS pour {len(before['cpts'])} auparavant ({most} admises)")
    doubted = {follow(one) for one in _to_confirm(now) - _to_confirm(before)}
    if len(doubted) > max(1, MOVED_SHARE * len(was)):
        found.append(
            f"{len(doubted)} CPTS que le silence d'une liste met à confirmer, pour {len(was)} nommées auparavant "
            f"({MOVED_SHARE:.0%} admis ; work/a_relire.csv dit laquelle)"
        )
    return found


def _to_confirm(tables: Tables) -> set[str]:
    return {row["cpts_id"] for row in tables["cpts"] if row["presence"] == "a_confirmer"}


def _decided(lineages: list[Row]) -> tuple[set[str], set[str]]:
    """The CPTS that gave way to others, and those, as a person decided."""
    known = [row for row in lineages if row["fondement"] == "decision"]
    return {row["de"] for row in known}, {row["vers"] for row in known}


def _events(lineages: list[Row]) -> dict[str, str]:
    """CPTS → the one in whose merger it ended, or of whose split it was made: what words tell is one event, whomever
    it takes. What two readings let one infer is not: that names vanish while others appear is also what an accident
    looks like."""
    told = [(row["nature"], row["de"], row["vers"]) for row in lineages if row["fondement"] == "mots" and row["vers"]]
    return dict((heir, former) if nature == "scission" else (former, heir) for nature, former, heir in told)


def _failed(sources: list[Row]) -> list[str]:
    worked = [row for row in sources if row["cycle"] == "active" and row["dernier_succes"]]
    failed = [row["source_id"] for row in worked if row["etat"] == "en_panne"]
    if not failed or (len(failed) < len(worked) and len(failed) <= max(1, FAILED_SHARE * len(worked))):
        return []
    named = ", ".join(failed[:5]) + (" …" if len(failed) > 5 else "")
    return [f"{len(failed)} sources en panne sur {len(worked)} ({FAILED_SHARE:.0%} admis) : {named}"]


def _well(sources: list[Row]) -> set[str]:
    """Sources that are followed and were read; what nobody asks any more loses nothing by accident."""
    return {
        row["source_id"]
        for row in sources
        if row["etat"] in WELL and row["cycle"] == "active" and not row["reconstruction"]
    }


def _named(tables: Tables, sources: set[str]) -> set[str]:
    """CPTS that a run found on the pages of these sources, and that are not over by what it read."""
    found = (row for row in tables["cpts"] if row["presence"] not in ELSEWHERE)
    here = {row["cpts_id"] for row in found if row["statut"] != "cessee" and row["fin_nature"] is None}
    return here & {row["cpts_id"] for row in tables["preuves"] if row["source_id"] in sources}
