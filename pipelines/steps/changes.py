"""Difference between a build and the previous release, in rows and in French sentences."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from pipelines.normalise.names import read_name
from pipelines.site.french import french_number, plural
from schema import SEPARATOR, Row


@dataclass(frozen=True, slots=True)
class _Build:
    """What the changes of one build are told from, by CPTS: its communes before and now, its retained evidence, those
    that follow it, the records it has just taken in, the properties a person has corrected; and the French names of
    the stages."""

    was_in: dict[str, set[str]]
    is_in: dict[str, set[str]]
    evidence: dict[tuple[str, str], str]
    heirs: dict[str, list[str]]
    taken: dict[str, list[Row]]
    corrected: set[tuple[str, str]]
    labels: dict[str, str]


def change_rows(
    now: dict[str, list[Row]], before: dict[str, list[Row]] | None, labels: dict[str, str], day: date
) -> list[Row]:
    """Changes of `cpts` and `territoires` against the previous release; none for a first release, where
    everything would be new and nothing would have happened. `labels` gives the French name of a status."""
    if before is None:
        return []
    old = {row["cpts_id"]: row for row in before["cpts"]}
    new = {row["cpts_id"]: row for row in now["cpts"]}
    names = {row["cpts_id"]: row["nom"] for row in now["cpts"]}
    heirs: dict[str, list[str]] = defaultdict(list)
    for row in now.get("lignees", ()):
        if row["vers_nom"] and row["de"] != row["vers"]:
            heirs[row["de"]].append(names.get(row["vers"]) or str(row["vers_nom"]))
    taken: dict[str, list[Row]] = defaultdict(list)
    for one, row in sorted(old.items()):
        if row["presence"] != "retiree" and (heir := new.get(one, row).get("reunie_a")):
            taken[heir].append(row)
    communes = _communes(before["territoires"]), _communes(now["territoires"])
    told = _Build(*communes, _evidence(now["preuves"]), heirs, taken, _corrected(now.get("corrections", [])), labels)
    rows = []
    for one in sorted(new.keys() | old.keys()):
        rows += _of_one(one, old.get(one), new.get(one), told)
    return [row | {"changement_id": _digest(row, day), "livraison": day} for row in rows]


def _of_one(one: str, old: Row | None, new: Row | None, told: _Build) -> list[Row]:
    if old is None or new is None or _gone(new):
        return _come_or_gone(one, old, new, told)
    if one in told.taken and not _over(new):
        return _joined(one, old, new, told)
    return _changed(one, old, new, told)


def _changed(one: str, old: Row, new: Row, told: _Build) -> list[Row]:
    rows = []
    if _gone(old):
        sentence = f"{new['nom']} est de nouveau citée par une source."
        rows.append(_row(one, "revenue", old["presence"], new["presence"], sentence, told.evidence.get((one, "nom"))))
    if old["nom"] != new["nom"] and (one, "nom") in told.corrected:
        sentence = f"Nom corrigé : {new['nom']}, et non {old['nom']}."
        rows.append(_row(one, "nom", old["nom"], new["nom"], sentence, told.evidence.get((one, "nom"))))
    elif old["nom"] != new["nom"]:
        verb = "s'écrit" if read_name(old["nom"]).key == read_name(new["nom"]).key else "s'appelle"
        sentence = f"{old['nom']} {verb} désormais {new['nom']}."
        rows.append(_row(one, "nom", old["nom"], new["nom"], sentence, told.evidence.get((one, "nom"))))
    if _over(new):
        return rows if _over(old) else [*rows, _ended(one, old, new, told)]
    if _doubted(old) != _doubted(new):
        sentence = (
            f"{new['nom']} {'ne compte plus' if _doubted(new) else 'compte de nouveau'} : {_SILENCE[_doubted(new)]}."
        )
        rows.append(_row(one, TO_CONFIRM, old["presence"], new["presence"], sentence, told.evidence.get((one, "nom"))))
    if _stage_said(old, told) != _stage_said(new, told):
        rows.append(_stage(one, old, new, told))
    before, after = old["population_declaree"], new["population_declaree"]
    if before != after:
        mended = (one, "population") in told.corrected
        said = f"population déclarée corrigée, {_number(after)} et non {_number(before)}"
        sentence = f"{new['nom']} : {said if mended else _population(before, after)}."
        proof = told.evidence.get((one, "population"))
        rows.append(_row(one, "population", _text(before), _text(after), sentence, proof))
    return [*rows, *_territory(one, new["nom"], told)]


def _come_or_gone(one: str, old: Row | None, new: Row | None, told: _Build) -> list[Row]:
    """Of a CPTS that only one of the two releases names, or whose record was joined to another."""
    named = told.evidence.get((one, "nom"))  # of a CPTS that is gone, the last that named it
    if new is not None and old is None:
        if new["presence"] == "retiree":
            return []
        appeared = [_row(one, "apparue", None, new["nom"], f"{new['nom']} apparaît dans l'observatoire.", named)]
        return [*appeared, _ended(one, None, new, told)] if _over(new) else appeared
    last = new or old or {}
    name = last["nom"]
    if last["presence"] == "retiree":
        joined = old is not None and old["presence"] != "retiree"
        return [_row(one, "fiche", name, None, f"La fiche de {name} est réunie à une autre.", named)] if joined else []
    if _over(last):
        return [] if _over(old) else [_ended(one, old, last, told)]
    if new is not None and old is not None and _gone(old):
        return []
    return [_row(one, "disparue", name, None, f"{name} {_LOST.get(last['presence'], _UNNAMED)}.", named)]


_UNNAMED = "n'est plus citée par ses sources"
_LOST = {"plus_suivie": "n'était citée que par des sources qui ne sont plus suivies"}


# nature of a change → the column that tells it
_COLUMN = {"nom": "nom", "statut": "statut", "population": "population_declaree"}


def _joined(one: str, old: Row, new: Row, told: _Build) -> list[Row]:
    """Of a CPTS whose record took in others: what they said already happened to nobody."""
    others = told.taken[one]
    known = told.was_in.get(one, set()).union(*(told.was_in.get(row["cpts_id"], set()) for row in others))
    rows, same = [], []
    for row in _changed(one, old, new, told):
        column = _COLUMN.get(row["nature"])
        said = any(new[column] == other[column] for other in others) if column else False
        if said or (row["nature"] == "territoire" and told.is_in.get(one, set()) <= known):
            same.append(row["nature"])
        else:
            rows.append(row)
    if same:
        names = " et ".join(sorted({other["nom"] for other in others} - {old["nom"]})) or old["nom"]
        sentence = f"La fiche de {old['nom']} reprend ce que disait celle de {names} : {', '.join(same)}."
        rows.append(_row(one, "fiche", old["nom"], new["nom"], sentence, told.evidence.get((one, "nom"))))
    return rows


def _gone(row: Row) -> bool:
    return row["presence"] in ("absente_depuis", "plus_suivie", "retiree")


TO_CONFIRM = "a_confirmer"
_SILENCE = {
    True: "une liste plus récente, qui nomme toutes les CPTS de la région, ne la nomme pas",
    False: "plus rien ne contredit ce que ses sources en disent",
}


def _doubted(row: Row) -> bool:
    return bool(row["presence"] == TO_CONFIRM)


def _over(row: Row | None) -> bool:
    """Whether its sources say that it ended or was refused: that they cease to name it is no news."""
    return row is not None and bool(row["statut"] == "cessee" or row["fin_nature"])


def _stage_said(row: Row, told: _Build) -> str | None:
    """The French name of a stage; a refused project has none and is refused."""
    return told.labels.get(row["statut"] or "") or ("Projet refusé" if row["fin_nature"] == "refus" else None)


def _stage(one: str, old: Row, new: Row, told: _Build) -> Row:
    name, was, now = new["nom"], _stage_said(old, told), _stage_said(new, told)
    if (one, "statut") in told.corrected:
        sentence = f"{name} : statut corrigé, « {now or 'Inconnu'} » et non « {was or 'Inconnu'} »."
    elif not now:
        sentence = f"{name} : plus aucune source ne dit son statut, qui était « {was} »."
    elif not was:
        sentence = f"{name} : son statut est désormais connu, « {now} »."
    else:
        sentence = f"{name} passe de « {was} » à « {now} »."
    return _row(one, "statut", old["statut"], new["statut"], sentence, told.evidence.get((one, "statut")))


# `fin_nature` → nature of the change, and what is said of the CPTS, before those that follow it
_ENDS = {
    "fusion": ("fusion", "a fusionné", "est réunie à"),
    "scission": ("scission", "a été scindée", "laisse la place à"),
    "remplacement": ("remplacement", "a été remplacée", "laisse la place à"),
    "dissolution": ("fin", "est dissoute", ""),
    "resiliation": ("fin", "n'a plus de contrat : il est résilié", ""),
    "refus": ("fin", "n'a pas été retenue : l'agence a refusé le projet", ""),
    "abandon": ("fin", "est abandonnée par ses porteurs", ""),
}


def _ended(one: str, old: Row | None, new: Row, told: _Build) -> Row:
    nature, words, follow = _ENDS.get(new["fin_nature"] or "", ("fin", "a pris fin", ""))
    heirs = told.heirs.get(one, [])
    after = f" et {follow} {' et '.join(sorted(set(heirs)))}" if heirs and follow else ""
    sentence = f"{new['nom']} {words}{after}."
    was = old["statut"] if old else None
    return _row(one, nature, was, new["statut"], sentence, told.evidence.get((one, "statut")))


def _territory(one: str, name: str, told: _Build) -> list[Row]:
    gone, come = told.was_in.get(one, set()), told.is_in.get(one, set())
    if gone == come:
        return []
    verb = "territoire corrigé, " if (one, "territoire") in told.corrected else ""
    return [
        _row(
            one,
            "territoire",
            SEPARATOR.join(sorted(gone)) or None,
            SEPARATOR.join(sorted(come)) or None,
            f"{name} : {verb}{_difference(len(come - gone), len(gone - come))}.",
            told.evidence.get((one, "territoire")),
        )
    ]


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


def _number(value: int | None) -> str:
    return "inconnue" if value is None else plural(value, "habitant")


def _difference(added: int, removed: int) -> str:
    """`2 communes ajoutées, 1 retirée`; only what happened is said."""
    parts = [plural(added, "commune ajoutée", "communes ajoutées")] if added else []
    if removed:
        parts.append(plural(removed, "retirée") if added else plural(removed, "commune retirée", "communes retirées"))
    return ", ".join(parts)


def _evidence(rows: list[Row]) -> dict[tuple[str, str], str]:
    return {(row["cpts_id"], row["propriete"]): row["preuve_id"] for row in rows if row["retenue"]}


def _corrected(rows: list[Row]) -> set[tuple[str, str]]:
    return {(row["cpts_id"], row["propriete"]) for row in rows if row["etat"] == "appliquee"}


def _communes(rows: list[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["cpts_id"]].add(row["commune"])
    return found
