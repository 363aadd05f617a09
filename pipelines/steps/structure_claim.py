"""Claims on the association that carries a CPTS: members, legal form, the size class it declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lexicon.structure import StructureReading, read_legal_form, read_members, read_size
from lexicon.text import fold
from spiders.listing import Listing

MEMBERS, LEGAL_FORM, SIZE = "adherents", "forme_juridique", "taille_declaree"
READERS: dict[str, Callable[[str], StructureReading | None]] = {
    MEMBERS: read_members,
    LEGAL_FORM: read_legal_form,
    SIZE: read_size,
}

# columns and keys of records that tell of the association, kept beside the fields of a listing
_BESIDE = re.compile(r"\b(?:adherents?|membres?|taille|forme (?:juridique|associative)|(?:statut|nature) juridique)\b")


class StructureClaim(NamedTuple):
    """One property of the association: its code, its value, the words, the rule, and the structured value."""

    topic: str
    value: str
    text: str
    rule: str
    data: dict[str, Any]


def structure_claims(listing: Listing) -> Iterator[StructureClaim]:
    """The first text that tells wins: the publisher's sentences, then each column beside. An RNA number without a legal
    form tells one: the register holds the associations of the law of 1901, not those of Alsace-Moselle."""
    columns = (f"{header} : {text}" for header, text in listing.extra if _BESIDE.search(fold(header)))
    texts = [text for text in (listing.structure_text, *columns) if text]
    told = {topic: next(filter(None, map(read, texts)), None) for topic, read in READERS.items()}
    for topic, reading in told.items():
        if reading:
            data = {"precision": reading.precision} if topic == MEMBERS else {}
            yield StructureClaim(topic, reading.value, reading.excerpt, reading.rule, data)
    if listing.rna and not told[LEGAL_FORM]:
        yield StructureClaim(LEGAL_FORM, "association_1901", listing.rna, "numero_rna", {})
