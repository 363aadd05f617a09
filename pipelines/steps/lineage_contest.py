"""What speaks against a succession, for a person to look at: another source says later that the CPTS lives, or tells of
another end. The succession holds meanwhile: a page that nobody touched since says nothing against it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipelines.steps.lineage_rows import ENDING, lives_on
from schema import Row


def contested(lineages: Iterable[Row], affirmations: Iterable[Row]) -> list[Row]:
    """What `travaux` says: one row per statement of another source, of a day after that of the succession (the one it
    was learnt, where no words give it), and one per succession of which another source tells otherwise."""
    rows = list(lineages)
    ends = [
        one for one in rows if one["nature"] in ENDING and one["decidee_par"] == "regle" and not lives_on(one, rows)
    ]
    standing: dict[str, list[Row]] = defaultdict(list)
    for said in affirmations:
        if said["retiree_le"] is None:
            standing[said["cpts_id"]].append(said)
    found = [_work(end, said) for end in ends for said in standing[end["de"]] if _speaks_against(said, end)]
    return [*found, *(_work(end, other) for end in ends for other in ends if _told_otherwise(end, other))]


def _speaks_against(said: Row, end: Row) -> bool:
    since = end["date_evenement"] or end["appris_le"].isoformat()
    return said["source_id"] != end["source_id"] and any(day[: len(since)] > since for day in _days_alive(said))


def _days_alive(said: Row) -> Iterator[str]:
    """The days on which a statement says that its CPTS lives: that of a page which gives a stage, that of an event."""
    if said["propriete"] == "statut" and said["valeur"] not in (None, "cessee") and said["date_page"]:
        yield said["date_page"]
    if said["propriete"] == "date" and said["valeur"] and not said["valeur"].startswith("--"):
        event = json.loads(said["donnees"] or "{}")
        if not event.get("prevu") and event.get("evenement") in _LIVING:
            yield said["valeur"]


# events that only a CPTS which lives meets
_LIVING = ("validation_lettre", "depot", "validation_projet", "signature_contrat_territorial", "signature_aci")


def _told_otherwise(end: Row, other: Row) -> bool:
    """Whether two sources tell different ends of one CPTS; a split has several heirs, each in its row."""
    if (end["de"], end["fondement"]) != (other["de"], "mots") or end["source_id"] == other["source_id"]:
        return False
    return bool(end["nature"] != other["nature"] or (end["nature"] != "scission" and end["vers"] != other["vers"]))


def _work(end: Row, said: Row) -> Row:
    heir = f" → {end['vers_nom']}" if end["vers_nom"] else ""
    since = f", {end['date_evenement']}" if end["date_evenement"] else ""
    words = said["texte"] or said.get("valeur") or said["motif"]
    return {
        "mention_id": said.get("mention_id", end["lignee_id"]),
        "propriete": "statut",
        "cause": "incoherence",
        "texte": f"« {words} » contredit : {end['nature']}, {end['de_nom']}{heir}{since}",
        "source_id": said["source_id"],
        "url": said["url"],
    }
