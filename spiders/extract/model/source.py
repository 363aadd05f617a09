"""What an extractor may know of the source besides the document itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from lexicon import gazetteer
from spiders.document import Document
from spiders.instructions import ExtractRules
from spiders.listing import Evidence

if TYPE_CHECKING:
    from spiders.registry import SourceCard


@dataclass(frozen=True, slots=True)
class SourceContext:
    """`kind` is that of the card (`ars`, `urps`, `federation`, `assurance_maladie`, `cpts`, `national`,
    `presse`): a page on the site of one CPTS speaks of that CPTS even where it does not repeat its name."""

    source_id: str = "document"
    kind: str = "presse"
    regions: tuple[str, ...] = ()
    publisher: str = ""
    rules: ExtractRules = field(default_factory=ExtractRules)
    entry: bool = True  # whether the document is one the card names: what it must show is asked of these only

    @property
    def columns(self) -> Mapping[str, str]:
        """Header as published → field of a listing, or `ignored`."""
        return self.rules.headers

    @property
    def area(self) -> frozenset[str]:
        """The départements of the publisher's regions; empty for a national one."""
        return _departements_of(self.regions)

    @classmethod
    def from_card(cls, card: SourceCard) -> SourceContext:
        return cls(
            source_id=card.id,
            kind=card.kind,
            regions=card.regions,
            publisher=card.publisher,
            rules=card.extract,
        )

    def evidence(self, document: Document, locator: str) -> Evidence:
        return Evidence(
            source_id=self.source_id,
            url=document.url,
            locator=locator,
            record_id=document.record_id,
            digest=document.digest,
            fetched_at=document.fetched_at,
            reconstruction=document.reconstruction,
            confirmed_at=document.confirmed_at,
        )


@cache
def _departements_of(regions: tuple[str, ...]) -> frozenset[str]:
    return frozenset(code for one in regions for code in gazetteer.departements_of_region(one))
