"""How one text is read: the adapter between the normalisation rules and `observatoire explain`.

Each entry of `READERS` takes one object with the input fields of a labelled set and returns its prediction
with `regle` (the rule) and `extrait` (the words it read).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schema import Row


def _status(row: Row) -> Row:
    from lexicon.stages import read_status

    reading = read_status(row.get("text") or "", row.get("date_context"))
    return {"statut": reading.value, "regle": reading.rule, "extrait": reading.excerpt, "ambigu": reading.ambiguous}


def _missions(row: Row) -> Row:
    from pipelines.normalise.missions import read_missions

    readings = read_missions(row.get("text") or "")
    return {
        "missions": [reading.code for reading in readings],
        "regle": [reading.rule for reading in readings],
        "extrait": [reading.excerpt for reading in readings],
    }


def _population(row: Row) -> Row:
    from pipelines.normalise.population import read_population

    reading = read_population(row.get("text") or "")
    return {
        "population": reading.value,
        "qualifier": reading.qualifier,
        "regle": reading.rule,
        "extrait": reading.excerpt,
    }


def _territory(row: Row) -> Row:
    from pipelines.normalise.territory import resolve_territory

    context = row.get("context") or {}
    reading = resolve_territory(
        row.get("text") or "", context.get("region_code"), tuple(context.get("departements") or ())
    )
    return {
        "codes": list(reading.codes),
        "regle": [place.rule for place in reading.places],
        "extrait": [place.text for place in reading.places],
        "partiel": [place.text for place in reading.places if place.partial],
        "non_resolus": list(reading.unresolved),
        "ambigus": {name: list(codes) for name, codes in reading.ambiguous},
        "nb_annonce": reading.announced,
        "complet": reading.complete,
    }


def _date(row: Row) -> Row:
    from lexicon.dates import read_date

    reading = read_date(row.get("text") or "", row.get("page_date"))
    return {
        "date": reading.value,
        "precision": reading.precision,
        "evenement": reading.event,
        "jour_incompatible": reading.weekday_conflict,
        "regle": reading.rule,
        "extrait": reading.excerpt,
    }


def _identity(row: Row) -> Row:
    from pipelines.identity.compare import compare
    from pipelines.identity.mention import mention_from

    decision = compare(mention_from(row.get("a") or {}), mention_from(row.get("b") or {}))
    return {
        "same": decision.same,
        "score": round(decision.score, 3),
        "regle": decision.rule,
        "extrait": list(decision.reasons),
    }


READERS: dict[str, Callable[[Row], Row]] = {
    "statut": _status,
    "missions": _missions,
    "population": _population,
    "territoire": _territory,
    "date": _date,
    "identite": _identity,
}

LABELS = {
    "statut": "statut",
    "missions": "missions",
    "population": "population (habitants)",
    "qualifier": "réserve",
    "codes": "communes (codes officiels)",
    "partiel": "en partie",
    "non_resolus": "non reconnus",
    "ambigus": "ambigus",
    "nb_annonce": "communes annoncées",
    "complet": "liste complète",
    "date": "date",
    "precision": "précision",
    "evenement": "événement",
    "jour_incompatible": "jour incompatible",
    "same": "même CPTS",
    "score": "score",
    "regle": "règle",
    "extrait": "mots lus",
    "ambigu": "ambigu",
}


def describe(reader: str, row: Row) -> str:
    """The reading of one text for a person, one line per field, in French: what was recognised, then what was
    left aside."""
    found = READERS[reader](row)
    lines = [f"{LABELS[name]} : {_shown(value)}" for name, value in found.items()]
    if reader != "identite":
        lines.append(f"laissé de côté : {_left(row['text'], found['extrait'])}")
    return "\n".join(lines)


def _left(text: str, read: str | list[str]) -> str:
    """The text without the words that were read, the longest first."""
    for words in sorted([read] if isinstance(read, str) else read, key=len, reverse=True):
        text = text.replace(words, " … ", 1) if words else text
    return _shown(" ".join(text.split()).strip(" …,;.:") or None)


def _shown(value: Any) -> str:
    if value is None or value == [] or value == {}:
        return "—"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict):
        return " ; ".join(f"{name} ({_shown(codes)})" for name, codes in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
