"""What a person reads at the place that a fact names, found without the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from lexicon.text import word_key
from spiders.document import Document

_SEVERAL = re.compile(r"(?P<first>.*?)(?: \(et (?P<more>\d+) suivantes\))?")
_SHOWN = (
    ".//text() | .//@href | .//@alt | .//@title | .//@aria-label | .//@content | .//@*[starts-with(name(), 'data-')]"
)


def words_of(text: str) -> set[str]:
    return set(word_key(re.sub(r"(?<=\d )O{3}\b", "000", text)).split())  # « 95 OOO habitants »


class Page:
    """An HTML page."""

    def __init__(self, document: Document) -> None:
        self.tree = html.document_fromstring(document.text.replace("<?xml", "<?"))

    def at(self, place: str) -> set[str]:
        """The words of a place; of a row, those of the cells merged with its own from rows before."""
        return set().union(*(words_of(" ".join(self._shown(one))) for one in self.under(place)))

    def under(self, place: str) -> list[etree._Element]:
        """The elements a place names: « … (et 2 suivantes) » is three rows."""
        said = _SEVERAL.fullmatch(place)
        assert said
        (element,) = self.tree.xpath(said["first"].replace("/titre", "//title"))[:1] or [None]
        assert element is not None, place
        if not said["more"]:
            return [element]
        rows = _rows(element)
        start = rows.index(element)
        return rows[start : start + 1 + int(said["more"])]

    def over(self, place: str, told: set[etree._Element]) -> set[str]:
        """The words of the header of a row: of the lines above it in its table that are no CPTS's."""
        (row, *_) = self.under(place)
        above = _rows(row)
        return words_of(
            " ".join(text for one in above[: above.index(row)] if one not in told for text in self._shown(one))
        )

    def before(self, place: str) -> set[str]:
        """The words of the page above a place."""
        (first, *_) = self.under(place)
        return words_of(" ".join(first.xpath("preceding::text()")))

    def _shown(self, element: etree._Element) -> Iterator[str]:
        yield from element.xpath(_SHOWN)
        rows = _rows(element)
        if element in rows:
            number = rows.index(element)
            for back, row in enumerate(reversed(rows[:number]), 1):
                for cell in row.xpath("*[@rowspan]"):
                    if int(cell.get("rowspan")) > back:
                        yield cell.text_content()


def _rows(element: etree._Element) -> list[etree._Element]:
    """The rows of the table around an element."""
    table = next(iter(element.xpath("ancestor::*[self::table or @role='table'][1]")), None)
    return [] if table is None else table.xpath(".//tr | .//*[@role='row']")
