"""One door for every document: its content decides who reads it.

`read` never raises on content: a document that cannot be read is an alarm that says why. Who does not know where a
document comes from reads it through `bounded`, which ends what takes too long or too much memory.
"""

from __future__ import annotations

import logging
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from lexicon.characters import LOST, legible
from spiders.document import UTF_8, UTF_16, Document, TooHeavyDocument, UnreadableDocument, gunzip
from spiders.extract.decode.registry import decoder_of
from spiders.extract.model.alarm import alarm
from spiders.extract.model.attempt import out_of_memory
from spiders.extract.model.source import SourceContext
from spiders.extract.people.sites import public_site
from spiders.listing import Extraction, Listing

logger = logging.getLogger(__name__)

# a file of these types is published to list something; a page may speak of anything
_LISTS = frozenset(["pdf", "xlsx", "ods", "xls", "csv", "json", "xml", "kmz"])
_NEWS = frozenset(["feed", "wordpress"])  # entries speak of anything too
MAX_DEPTH = 2  # a gzip inside a gzip is opened, a third one is refused


def read(document: Document, context: SourceContext) -> Extraction:
    """Listings, alarms and links of `document`, chosen by `document.kind`. Nothing in them is no text: what was written
    in escapes (`\\ufffe`, `&#0;`) has gone through no other door."""
    try:
        found = _with_whole_names(cleaned(_read(_in_utf_8(document), context, 0)), document, context)
        found = _without_private_pages(_reviewed(found, document, context))
    except UnreadableDocument as error:
        return _alarm("WrongType", str(error), document, context)
    except TooHeavyDocument as error:
        return _alarm("TooHeavy", str(error), document, context)
    except Exception as error:  # whatever a library met in a broken document
        if isinstance(error, MemoryError) or out_of_memory(error):
            return _alarm("TooHeavy", "lecture abandonnée : elle demande trop de mémoire", document, context)
        logger.debug("reading of %s", document.url, exc_info=True)
        return _alarm("UnreadText", f"la lecture a échoué ({type(error).__name__} : {error})", document, context)
    if document.kind in _LISTS and found.extractor not in _NEWS and not (found or found.links):
        silent = alarm("EmptyListing", f"aucune CPTS lue dans ce document ({document.kind})", document, context)
        return replace(found, alarms=(silent,))
    return found


def cleaned(found: Extraction) -> Extraction:
    return replace(
        found,
        listings=tuple(_legible(one) for one in found.listings),
        alarms=tuple(_legible(one) for one in found.alarms),
        links=tuple(map(legible, found.links)),
    )


def _legible(value: Any) -> Any:
    """The same, each text of it legible; the very same object where nothing was to be cleaned."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, tuple):
        return tuple(map(_legible, value)) if value else value
    changed = {}
    for name in _names_of_fields(value.__class__):
        held = getattr(value, name)
        if held and not (held.__class__ is str and held.isprintable()) and (after := _legible(held)) != held:
            changed[name] = after
    return replace(value, **changed) if changed else value


@cache
def _names_of_fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _read(document: Document, context: SourceContext, depth: int) -> Extraction:
    kind = document.kind
    if decoder := decoder_of(kind):
        return decoder(document, context)
    if kind == "gzip":
        if depth >= MAX_DEPTH:
            return _alarm("WrongType", "archive gzip emboîtée plus de deux fois", document, context)
        return _read(_opened(document), context, depth + 1)
    if kind == "empty":
        return _alarm("Truncated", "document vide : 0 octet utile", document, context)
    return _alarm("WrongType", f"contenu de type « {kind} » : aucun lecteur", document, context)


def _reviewed(found: Extraction, document: Document, context: SourceContext) -> Extraction:
    """With the constants and the look-ups of the card."""
    if not (context.rules.constants or context.rules.lookups):
        return found
    from spiders.extract.card.reviewed import reviewed

    listings, alarms = reviewed(found.listings, document, context)
    return replace(found, listings=listings, alarms=(*found.alarms, *alarms))


def _with_whole_names(found: Extraction, document: Document, context: SourceContext) -> Extraction:
    """Without the names that have lost letters: beside the whole ones, each would be a CPTS of its own."""
    lost = [one.name for one in found.listings if _has_lost_letters(one.name)]
    if not lost:
        return found
    detail = f"noms aux lettres perdues par un mauvais encodage, non retenus : {len(lost)}, dont « {lost[0]} »"
    kept = tuple(one for one in found.listings if one.name not in lost)
    return replace(found, listings=kept, alarms=(*found.alarms, alarm("UnreadText", detail, document, context)))


def _has_lost_letters(name: str) -> bool:
    return LOST in name or "?" in name


def _without_private_pages(found: Extraction) -> Extraction:
    return replace(found, listings=tuple(_with_public_site(one) if one.website else one for one in found.listings))


def _with_public_site(listing: Listing) -> Listing:
    site = public_site(listing.website or "", listing.name)
    others = tuple(fact for fact in listing.facts if fact.field != "website")
    told = tuple(replace(fact, words=site) for fact in listing.facts if site and fact.field == "website")
    return replace(listing, website=site, facts=others + told)


def _in_utf_8(document: Document) -> Document:
    """A text that begins with the mark of its encoding as the UTF-8 that every reader knows."""
    if not document.body.startswith((UTF_8, *UTF_16)):
        return document
    return _with_body(document, document.text.encode("utf-8"))


def _opened(document: Document) -> Document:
    """The document inside a gzip body."""
    return _in_utf_8(_with_body(document, gunzip(document.body)))


def _with_body(document: Document, body: bytes) -> Document:
    """Another form of a document; its evidence stays that of the body served."""
    inner = replace(document, body=body)
    inner.__dict__["digest"] = document.digest
    return inner


def _alarm(name: str, detail: str, document: Document, context: SourceContext) -> Extraction:
    return Extraction(alarms=(alarm(name, detail, document, context),), extractor="read")
