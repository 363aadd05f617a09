"""Registers as their public services give them, one reader per documented shape; people are neither asked nor kept.

- `recherche-entreprises.api.gouv.fr/search`: `results` of legal units (docs: recherche-entreprises.api.gouv.fr/docs);
  identity, seat, creation and state;
- `jo_associations` of the Opendatasoft portal of the DILA, API Explore 2.1: `results` of announcements of associations;
- the catalogue of data.gouv.fr (`/api/1/datasets/`): data sets, hence links, never a CPTS.

A full-text search answers with whatever holds the words: only a name that says CPTS, in letters or in full, is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lexicon.dates import read_date
from lexicon.departement_words import departement_label
from lexicon.gate import gated
from lexicon.name_refusals import is_for_programs, is_no_name
from lexicon.text import fold
from spiders.discovery import speaks_of_cpts
from spiders.document import Document
from spiders.extract.model.alarm import alarm
from spiders.extract.model.source import SourceContext
from spiders.extract.people.clean import clean
from spiders.listing import Extraction, Listing, read_by

Record = Mapping[str, Any]
RNA = gated(r"W\d[\dA-Z]\d{7}")
# first digit of the legal category (INSEE): sole traders and companies, which no CPTS is
_OF_TRADE = ("1", "5")


def recognises(data: object) -> bool:
    return _reader(data) is not None


def read(data: object, document: Document, context: SourceContext) -> Extraction:
    """Listings of one answer of a register; its other parts are for the spider to ask (`further`)."""
    reader, name = _reader(data) or (None, "")
    assert reader is not None and isinstance(data, Mapping)
    return Extraction(
        tuple(reader(data, document, context)), tuple(_alarms(data, document, context)), name, tuple(_leads(data))
    )


def _reader(data: object) -> Any:
    """The reader of an answer and its name, by the keys at its top and those that all its rows have."""
    if not isinstance(data, Mapping):
        return None
    for reader, name, top, rows, key in _SHAPES:
        found = data.get(rows)
        if top <= data.keys() and isinstance(found, list) and all(_has(one, key) for one in found):
            return (reader, name) if found or name != "jo_associations" else None  # any empty Opendatasoft answer
    return None


def _has(row: object, key: str) -> bool:
    return isinstance(row, Mapping) and key in row


def _alarms(data: Record, document: Document, context: SourceContext) -> Iterator[Any]:
    total = data.get("total_results", data.get("total_count"))
    if total == 0 and context.entry:
        yield alarm("EmptyListing", "le registre ne trouve rien pour cette recherche", document, context)


# --- recherche-entreprises --------------------------------------------------------------------------------------


def _legal_units(data: Record, document: Document, context: SourceContext) -> Iterator[Listing]:
    for number, unit in enumerate(data["results"], 1):
        names = [_text(unit, key) for key in ("nom_raison_sociale", "nom_complet", "sigle")]
        name = next((one for one in names if _is_cpts(one)), "")
        if not name or _text(unit, "nature_juridique").startswith(_OF_TRADE):
            continue
        seat, more = _within(unit, "siege"), _within(unit, "complements")
        ended = _text(unit, "date_fermeture")
        over = _text(unit, "etat_administratif") == "C"
        born = _text(unit, "date_creation")
        extra = {
            "commune du siège": _text(seat, "commune"),
            "date de création SIRENE": born,
            "état administratif SIRENE": _text(unit, "etat_administratif"),
            "nature juridique": _text(unit, "nature_juridique"),
        }
        end = f"cessation d'activité : unité légale fermée{f' le {ended}' if ended else ''}"
        listing = Listing(
            name=name,
            evidence=context.evidence(document, f"unité légale {number}, siren {_text(unit, 'siren')}"),
            status_text=end if over else None,
            date_text=end if over and ended else None,
            department_text=departement_label(_text(seat, "departement") or _text(seat, "commune")),
            siren=_text(unit, "siren") or None,
            rna=_rna(_text(more, "identifiant_association")),
            publisher_ref=_text(unit, "siren") or None,
            by_card=_published(over, unit, "etat_administratif", "date_fermeture"),
            extra=_kept(extra),
        )
        yield read_by(listing, "registre.sirene")


# --- Journal officiel -------------------------------------------------------------------------------------------


def _announcements(data: Record, document: Document, context: SourceContext) -> Iterator[Listing]:
    for number, one in enumerate(data["results"], 1):
        name = _text(one, "titre")
        if not _is_cpts(name):
            continue
        what = _text(one, "annonce_type_facette")
        published, declared = _text(one, "dateparution"), _text(one, "datedeclaration")
        event, status = _event(what, declared or published)
        extra = {"annonce": what, "parution au Journal officiel": published, "déclaration": declared}
        listing = Listing(
            name=name,
            evidence=context.evidence(document, f"annonce {number}, {_text(one, 'id')}"),
            status_text=status,
            date_text=event,
            department_text=departement_label(_text(one, "departement_code")),
            page_date=read_date(published).value,
            rna=_rna(_text(one, "numero_rna")),
            publisher_ref=_text(one, "id") or None,
            by_card=_published(bool(event), one, "annonce_type_facette", "datedeclaration", "dateparution"),
            extra=_kept(extra),
        )
        yield read_by(listing, "registre.journal_officiel")


def _event(what: str, day: str) -> tuple[str | None, str | None]:
    """Words on the date and on the stage of one kind of announcement (« …/Dissolution/Initial »). A change says
    neither; an announcement that is rectified or cancelled is another kind, and says nothing either."""
    kind, _, form = fold(what).partition("/")[2].partition("/")
    if not day or form not in ("", "initial"):
        return None, None
    if kind.startswith("creation"):
        return f"création de l'association déclarée le {day}", None
    if kind.startswith("dissolution"):
        words = f"dissolution de l'association déclarée le {day}"
        return words, words
    return None, None


# --- data.gouv.fr -----------------------------------------------------------------------------------------------


def _data_sets(data: Record, document: Document, context: SourceContext) -> Iterator[Listing]:
    yield from ()


def _leads(data: Record) -> Iterator[str]:
    """Pages of the data sets whose title speaks of CPTS."""
    for one in data.get("data") or ():
        if "resources" in one and speaks_of_cpts(_text(one, "title")) and _text(one, "page"):
            yield _text(one, "page")


_SHAPES = (
    (_legal_units, "sirene", {"total_results"}, "results", "siren"),
    (_announcements, "jo_associations", {"total_count"}, "results", "annonce_type_facette"),
    (_data_sets, "data.gouv", {"next_page", "total"}, "data", "resources"),
)


def further(data: object, url: str) -> str:
    """The address of the next part of an answer, empty after the last: `page` of `total_pages`, `offset` below
    `total_count` (10 000 at most, says the API), or `next_page`."""
    if not isinstance(data, Mapping):
        return ""
    if isinstance(data.get("total_pages"), int) and isinstance(data.get("page"), int):
        return _with(url, page=str(data["page"] + 1)) if data["page"] < data["total_pages"] else ""
    if isinstance(data.get("total_count"), int) and isinstance(data.get("results"), list):
        found = re.search(r"[?&]offset=(\d+)", url)
        end = int(found[1] if found else 0) + len(data["results"])
        return _with(url, offset=str(end)) if data["results"] and end < data["total_count"] else ""
    return str(data.get("next_page") or "")


def _with(url: str, **more: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | more)))


# --- values -----------------------------------------------------------------------------------------------------


def _is_cpts(name: str) -> bool:
    return bool(name and speaks_of_cpts(name) and not is_no_name(name) and not is_for_programs(name))


def _within(record: Record, key: str) -> Record:
    value = record.get(key)
    return value if isinstance(value, Mapping) else {}


def _text(record: Record, key: str) -> str:
    value = record.get(key)
    return clean(str(value)).strip() if isinstance(value, str | int) else ""


def _published(told: bool, record: Record, *keys: str) -> tuple[tuple[str, str], ...]:
    """The words of the register in the place of ours, which the proofs quote."""
    words = ", ".join(f"{key} : {_text(record, key)}" for key in keys if _text(record, key))
    return tuple((field, words) for field in ("status_text", "date_text")) if told else ()


def _rna(text: str) -> str | None:
    return text if RNA.fullmatch(text) else None


def _kept(extra: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in extra.items() if value)
