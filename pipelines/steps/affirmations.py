"""Every claim ever made: first read, last confirmed, withdrawn and why. Carried from release to release.

`preuves` is what the sources say today; this table is what they have said since the observatory reads them. A page
that answers 304 confirms; a source that fails confirms and withdraws nothing, since its last good listings stand.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from schema import Row

Key = tuple[str, str, str, str]  # source's page and mention, property, value, words


def affirmation_rows(
    claims: Iterable[Row],
    cpts_of: Mapping[str, str],
    previous: Iterable[Row],
    sources: Collection[str],
    day: date,
    redirects: Mapping[str, str] | None = None,
) -> list[Row]:
    """The table of this build: `previous` rows brought up to date with the claims of today.

    `cpts_of`: mention → CPTS. `sources`: ids that still have a card. `redirects`: CPTS joined to another since.
    A row that was withdrawn is never touched again but for the id of its CPTS: what a source says anew after a
    silence is a new row.
    """
    said: dict[Key, Row] = {}
    for claim in claims:
        if claim["mention_id"] in cpts_of:
            said.setdefault(_key(claim), claim)
    mentions = {claim["mention_id"] for claim in said.values()}
    words = {(key[0], key[1], key[3]) for key in said}
    rows = []
    for row in previous:
        row = row | {"cpts_id": (redirects or {}).get(row["cpts_id"], row["cpts_id"])}
        if row["retiree_le"] is None:
            if _key(row) in said:
                row |= _confirmed(row, said.pop(_key(row)), cpts_of)
            else:
                row |= _withdrawn(row, mentions, words, sources, day)
        rows.append(row)
    gone: dict[Key, list[date]] = defaultdict(list)
    for row in rows:
        if row["retiree_le"]:
            gone[_key(row)].append(row["retiree_le"])
    rows += [_new(claim, cpts_of, gone[key]) for key, claim in said.items()]
    return sorted(rows, key=lambda row: row["affirmation_id"])


def known_since(affirmations: Iterable[Row]) -> dict[tuple[str, str, str | None], date]:
    """(CPTS, property, value) → the day any source was first read to say so."""
    found: dict[tuple[str, str, str | None], date] = {}
    for row in affirmations:
        key = (row["cpts_id"], row["propriete"], row["valeur"])
        found[key] = min(row["premiere_vue"], found.get(key, row["premiere_vue"]))
    return found


def _key(row: Row) -> Key:
    """Of a claim or of an affirmation: both hold what tells one statement from another."""
    return row["mention_id"], row["propriete"], row["valeur"] or "", row["texte"] or ""


def _new(claim: Row, cpts_of: Mapping[str, str], gone: Collection[date]) -> Row:
    """`gone`: the days the same words were withdrawn before. They may return with the day of their first reading (a
    page, or a rule, that is again what it was): they are said anew since the silence, in a row of their own."""
    parts = (*_key(claim), claim["lu_depuis"], *([str(len(gone))] if gone else ()))
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    since = max([claim["lu_depuis"], *(one.isoformat() for one in gone)])
    return {
        "affirmation_id": digest,
        "cpts_id": cpts_of[claim["mention_id"]],
        "mention_id": claim["mention_id"],
        "propriete": claim["propriete"],
        "valeur": claim["valeur"],
        "donnees": _details(claim),
        "texte": claim["texte"] or None,
        "regle": claim["regle"],
        "source_id": claim["source_id"],
        "url": claim["url"],
        "localisation": claim["localisation"],
        "date_page": claim["date_page"],
        "premiere_vue": date.fromisoformat(min(since, claim["confirme_le"])),
        "derniere_vue": date.fromisoformat(claim["confirme_le"]),
        "retiree_le": None,
        "motif_retrait": None,
        "reconstruction": claim["reconstruction"],
    }


def _details(claim: Row) -> str | None:
    """The structured value, but for a territory, whose codes are its value and whose places would weigh the most."""
    return None if claim["propriete"] == "territoire" or claim["donnees"] == "{}" else claim["donnees"]


def _confirmed(row: Row, claim: Row, cpts_of: Mapping[str, str]) -> Row:
    """What a confirmation changes: the second clock, and how the words are read and understood today."""
    return {
        "cpts_id": cpts_of[claim["mention_id"]],
        "donnees": _details(claim),
        "regle": claim["regle"],
        "localisation": claim["localisation"],
        "date_page": claim["date_page"],
        "derniere_vue": max(row["derniere_vue"], date.fromisoformat(claim["confirme_le"])),
        "reconstruction": claim["reconstruction"],
    }


def _withdrawn(
    row: Row, mentions: Collection[str], words: Collection[tuple[str, str, str]], sources: Collection[str], day: date
) -> Row:
    if row["source_id"] not in sources:
        reason = "source_retiree"
    elif (row["mention_id"], row["propriete"], row["texte"] or "") in words:
        reason = "relecture"
    else:
        reason = "mots_disparus" if row["mention_id"] in mentions else "mention_absente"
    return {"retiree_le": day, "motif_retrait": reason}
