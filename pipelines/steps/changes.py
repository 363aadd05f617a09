"""Difference between a build and the previous release, in rows and in French sentences."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date
from typing import Any

from pipelines.site.french import french_number, plural
from schema import SEPARATOR

Row = dict[str, Any]


def change_rows(
    now: dict[str, list[Row]], before: dict[str, list[Row]] | None, labels: dict[str, str], day: date
) -> list[Row]:
    """Changes of `cpts` and `territoires` against the previous release; none for a first release, where
    everything would be new and nothing would have happened. `labels` gives the French name of a status."""
    if before is None:
        return []
    old = {row["cpts_id"]: row for row in before["cpts"]}
    new = {row["cpts_id"]: row for row in now["cpts"]}
    evidence = _evidence(now["preuves"])
    places = _communes(before["territoires"]), _communes(now["territoires"])
    rows = []
    for one in sorted(new.keys() | old.keys()):
        rows += _of_one(one, old.get(one), new.get(one), places, evidence, labels)
    return [row | {"changement_id": _digest(row, day), "livraison": day} for row in rows]


def _of_one(
    one: str,
    old: Row | None,
    new: Row | None,
    places: tuple[dict[str, set[str]], dict[str, set[str]]],
    evidence: dict[tuple[str, str], str],
    labels: dict[str, str],
) -> list[Row]:
    named = evidence.get((one, "nom"))  # of a CPTS that is gone, the last that named it
    if new is None or (old and new["presence"] == "absente_depuis" != old["presence"]):
        name = (new or old or {})["nom"]
        return [_row(one, "disparue", name, None, f"{name} n'est plus citée par ses sources.", named)]
    if old is None:
        return [_row(one, "apparue", None, new["nom"], f"{new['nom']} apparaît dans l'observatoire.", named)]
    rows = []
    if new["presence"] == "retiree" != old["presence"]:
        rows.append(_row(one, "fusion", old["nom"], None, f"La fiche de {old['nom']} est réunie à une autre.", named))
    if old["nom"] != new["nom"]:
        rows.append(_row(one, "nom", old["nom"], new["nom"], f"{old['nom']} s'appelle désormais {new['nom']}.", named))
    if old["statut"] != new["statut"]:
        was, now = (labels.get(row["statut"] or "", "statut inconnu") for row in (old, new))
        rows.append(
            _row(
                one,
                "statut",
                old["statut"],
                new["statut"],
                f"{new['nom']} passe de « {was} » à « {now} ».",
                evidence.get((one, "statut")),
            )
        )
    if old["population_declaree"] != new["population_declaree"]:
        rows.append(
            _row(
                one,
                "population",
                _text(old["population_declaree"]),
                _text(new["population_declaree"]),
                f"{new['nom']} : {_population(old['population_declaree'], new['population_declaree'])}.",
                evidence.get((one, "population")),
            )
        )
    gone, come = places[0].get(one, set()), places[1].get(one, set())
    if gone != come:
        rows.append(
            _row(
                one,
                "territoire",
                SEPARATOR.join(sorted(gone)) or None,
                SEPARATOR.join(sorted(come)) or None,
                f"{new['nom']} : {_difference(len(come - gone), len(gone - come))}.",
                evidence.get((one, "territoire")),
            )
        )
    return rows


def _digest(row: Row, day: date) -> str:
    """A change may come back: it is that of a day."""
    parts = [day.isoformat(), *(row[name] or "" for name in ("cpts_id", "nature", "avant", "apres"))]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _row(one: str, kind: str, before: str | None, after: str | None, sentence: str, evidence: str | None) -> Row:
    return {
        "cpts_id": one,
        "nature": kind,
        "avant": before,
        "apres": after,
        "phrase": sentence,
        "preuve_id": evidence,
    }


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def _population(before: int | None, after: int | None) -> str:
    if before is None:
        return f"population déclarée de {plural(after, 'habitant')}, inconnue jusque-là"
    if after is None:
        return f"population déclarée désormais inconnue, {plural(before, 'habitant')} auparavant"
    return f"population déclarée de {french_number(before)} à {plural(after, 'habitant')}"


def _difference(added: int, removed: int) -> str:
    """`2 communes ajoutées, 1 retirée`; only what happened is said."""
    parts = [plural(added, "commune ajoutée", "communes ajoutées")] if added else []
    if removed:
        parts.append(plural(removed, "retirée") if added else plural(removed, "commune retirée", "communes retirées"))
    return ", ".join(parts)


def _evidence(rows: list[Row]) -> dict[tuple[str, str], str]:
    return {(row["cpts_id"], row["propriete"]): row["preuve_id"] for row in rows if row["retenue"]}


def _communes(rows: list[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["cpts_id"]].add(row["commune"])
    return found
