"""The headings over the rows of a grid, which every decoder gathers in the same way: captions and titles of a page,
names of sheets, map layers and KML folders, group rows. `spiders.extract.table.table_headings` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lexicon.text import tidy


@dataclass(frozen=True, slots=True)
class Section:
    """Headings over a table, outermost first, and what the document says its codes of stages mean."""

    words: tuple[str, ...] = ()
    legend: Mapping[str, str] = field(default_factory=dict)

    def inner(self, *words: str) -> Section:
        told = tuple(word for word in map(tidy, words) if word)
        return Section(self.words + told, self.legend) if told else self
