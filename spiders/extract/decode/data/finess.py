"""The national register FINESS: CPTS are category 604.

Two generations: the daily JSON of legal entities (`pmej`) with their sites (`ege`), about 715 MB once opened,
streamed; and the frozen `;` file with one line per site. FINESS knows no territory; it may know the date of the
ACI engagement. Contacts are never read.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO, StringIO
from typing import IO, Any

from lexicon.dates import read_date
from lexicon.departement_words import departement_label
from spiders.document import Document
from spiders.extract.model.alarm import alarm
from spiders.extract.model.source import SourceContext
from spiders.listing import Evidence, Extraction, Listing, read_by

CATEGORY = "604"  # TRE_R66 / TRE_R397: « Communauté Professionnelle Territoriale de Santé (CPTS) »
SEAT = "03"  # usageAdresse of the address of the site itself, not always the first
LEGACY_HEAD = b"finess;etalab;"

# codes of overseas départements in the frozen file
_LEGACY_DEPARTMENTS = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9F": "976"}


def is_structures(body: bytes) -> bool:
    """Whether a JSON body is the structures file."""
    return b'"pmej"' in body[:4096]


def is_legacy(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf")[: len(LEGACY_HEAD)] == LEGACY_HEAD


def read_document(document: Document, context: SourceContext) -> Extraction:
    """Listings of a structures file already in memory."""
    import ijson

    evidence = context.evidence(document, "")
    listings: list[Listing] = []
    try:
        for listing in read_structures(BytesIO(document.body), evidence):
            listings.append(listing)
    except ijson.JSONError as error:
        cut = alarm("Truncated", f"FINESS s'arrête après {len(listings)} CPTS : {error}", document, context)
        return Extraction(tuple(listings), (cut,), "finess")
    if not listings:
        empty = alarm("EmptyListing", f"aucune structure de catégorie {CATEGORY}", document, context)
        return Extraction((), (empty,), "finess")
    return Extraction(tuple(listings), (), "finess")


def read_structures(stream: IO[bytes], evidence: Evidence | None = None) -> Iterator[Listing]:
    """One listing per site of category 604, in file order, from the opened or gzipped structures file. Holds one
    legal entity in memory at a time. Raises `ijson.JSONError` where the file is cut."""
    import ijson

    evidence = evidence or Evidence("finess", "", "")
    head = stream.read(2)
    joined: IO[bytes] = _Joined(head, stream)  # type: ignore[assignment]
    opened = gzip.GzipFile(fileobj=joined) if head == b"\x1f\x8b" else joined
    for number, entity in enumerate(ijson.items(opened, "pmej.item", use_float=True), 1):
        for site in entity.get("ege") or ():
            if (
                _code(
                    _first(
                        site,
                        "categorieentiteGeographiqueExercice",
                        "categorieEntiteGeographiqueExercice",
                        "categorie",
                    )
                )
                == CATEGORY
            ):
                yield _listing(entity, site, number, evidence)


class _Joined:
    """The two bytes read to recognise gzip, then the rest of the stream."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int = -1) -> bytes:
        if size == 0:
            return b""  # asked by parsers to learn whether the stream is binary
        head, self._head = self._head, b""
        return head + self._stream.read(size if size < 0 else max(0, size - len(head)))


def _listing(entity: Mapping[str, Any], site: Mapping[str, Any], number: int, evidence: Evidence) -> Listing:
    legal = _first(entity, "informationsGeneralesPMEJ", "informationsGeneralesPmej") or {}
    general = _first(site, "informationsGeneralesEGE", "informationsGeneralesEge") or {}
    address = _seat(site)
    commune = _text(address, "cogCommune")
    finess = _text(general, "numFinessEge")
    read_on = evidence.fetched_at[:10]
    status, dates, end = _engagement(site, read_on)
    closing = _day(general, "dateFermeture") or _day(legal, "dateFermeture")
    closed = closing if _is_past(closing, read_on) else ""
    if closed or "I" in map(_state, (site, general, entity, legal)):
        status, dates = _closure(closed)
    name = _text(general, "nomEgeLong") or _text(general, "nomEgeCourt") or _text(legal, "denominationPm")
    extra = {
        "commune du siège": commune,
        "numéro FINESS juridique": _text(legal, "numFinessPm"),
        "siret": _text(general, "siret"),
        "date d'ouverture FINESS": _text(general, "dateOuverture"),
        "mise à jour FINESS": _text(site, "dateDerniereMaj"),
        "statut juridique": _text(legal, "statutJuridique"),
        "fin du contrat ACI": end,
        "fermeture annoncée": closing.removeprefix(closed),
    }
    listing = Listing(
        name=name,
        evidence=_placed(evidence, f"pmej {number}, ege {finess}"),
        status_text=status,
        date_text=dates,
        department_text=departement_label(commune),
        finess=finess or None,
        siren=_text(legal, "siren") or None,
        publisher_ref=_text(general, "egeId") or finess or None,
        extra=tuple((key, value) for key, value in extra.items() if value),
    )
    return read_by(listing, "registre.finess")


def _closure(day: str) -> tuple[str, str | None]:
    """A closed structure has ceased, whatever contract it once signed: the words of its stage and of the day."""
    if day:
        return f"cessation d'activité : structure fermée le {day}", f"cessation d'activité : fermée le {day}"
    return "cessation d'activité : structure fermée", None


def _engagement(site: Mapping[str, Any], read_on: str) -> tuple[str | None, str | None, str]:
    """Words on the tripartite ACI contract (type CONV, subtype ACI), that runs or is over when the file is read; on the
    first signature, and the one after a contract that is over; the last day told of an end."""
    found = [one for one in site.get("engagement") or () if _is_aci(one)]
    if not found:
        return None, None, ""
    over = [one for one in found if _end(one) and _is_past(_end(one), read_on)]
    running = sorted(filter(None, (_signed(one) for one in found if one not in over)))
    ended = len(over) == len(found)
    words = "contrat tripartite ACI" + (" terminé" if ended else _on(" signé le ", running[:1]))
    dates = _on("signature du contrat ACI le ", sorted(filter(None, map(_signed, found)))[:1])
    dates += _on(". Renouvellement du contrat ACI le ", running[:1] if over else [])
    return words, dates or None, max(map(_end, found))


def _is_aci(engagement: Mapping[str, Any]) -> bool:
    return (_code(engagement.get("typeEngagement")), _code(engagement.get("sousTypeEngagement"))) == ("CONV", "ACI")


def _signed(engagement: Mapping[str, Any]) -> str:
    return _day(engagement, "dateSignatureEngagement") or _day(engagement, "dateEffetEngagement")


def _end(engagement: Mapping[str, Any]) -> str:
    return _day(engagement, "dateFinEngagement") or _day(engagement, "dateCaduciteEngagement")


def _day(record: object, key: str) -> str:
    """A day as AAAA-MM-JJ, whatever its spelling (« 2021-05-02T00:00:00 », « 02/05/2021 »); else as it is written."""
    text = _text(record, key)
    return read_date(text).value or text


def _is_past(day: str, read_on: str) -> bool:
    """Whether a day is over when the file is read; any is, where nobody says when that was."""
    return not read_on or day <= read_on


def _on(words: str, days: Sequence[str]) -> str:
    return "".join(f"{words}{day}" for day in days)


def _state(record: object) -> str:
    """`A` for an open structure, `I` for a closed one."""
    return _code(record.get("etatObjet")) if isinstance(record, Mapping) else ""


def _seat(site: Mapping[str, Any]) -> Mapping[str, Any]:
    addresses = [one for one in site.get("adresse") or () if isinstance(one, Mapping)]
    own = [one for one in addresses if _code(one.get("usageAdresse")) == SEAT]
    return (own or addresses or [{}])[0]


def _first(record: Mapping[str, Any], *keys: str) -> object:
    return next((record[key] for key in keys if key in record), None)


def _code(value: object) -> str:
    """A code, written flat in the files and as `{code, system}` in the published schema."""
    if isinstance(value, Mapping):
        value = value.get("code")
    return str(value) if value is not None else ""


def _text(record: object, key: str) -> str:
    value = record.get(key) if isinstance(record, Mapping) else None
    return _code(value).strip()


def _placed(evidence: Evidence, locator: str) -> Evidence:
    return replace(evidence, locator=locator)


def _legacy_listing(row: Sequence[str], evidence: Evidence) -> Listing:
    code = _LEGACY_DEPARTMENTS.get(row[13], row[13])
    extra = {
        "commune du siège": code[:2] + row[12].zfill(3) if len(row[12]) <= 3 else row[12],
        "numéro FINESS juridique": row[2],
        "siret": row[22],
        "date d'ouverture FINESS": row[28],
        "mise à jour FINESS": row[30],
    }
    listing = Listing(
        name=row[4] or row[3],
        evidence=evidence,
        department_text=f"{row[14]} ({code})" if row[14] else code or None,
        finess=row[1] or None,
        siren=row[22][:9] or None,
        publisher_ref=row[1] or None,
        extra=tuple((key, value) for key, value in extra.items() if value),
    )
    return read_by(listing, "registre.finess")


def read_legacy(text: str, document: Document, context: SourceContext) -> Extraction:
    """Listings of the frozen `;` file: lines `structureet`, columns by position, category in the 19th. Every line
    of the file ends with a line break: what follows the last one is half a line."""
    listings = []
    rows = 0
    whole, _, cut = text.rpartition("\n")
    for number, row in enumerate(csv.reader(StringIO(whole, newline=""), delimiter=";"), 1):
        if row[:1] != ["structureet"]:
            continue
        rows += 1
        if len(row) <= 19 or row[18] != CATEGORY:
            continue
        listings.append(_legacy_listing(row + [""] * (32 - len(row)), context.evidence(document, f"ligne {number}")))
    alarms = []
    if cut:
        alarms.append(alarm("Truncated", f"FINESS s'arrête au milieu d'une ligne, après {rows}", document, context))
    elif not listings:
        alarms.append(alarm("EmptyListing", f"aucune ligne de catégorie {CATEGORY} sur {rows}", document, context))
    return Extraction(tuple(listings), tuple(alarms), "finess")
