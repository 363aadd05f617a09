"""The headings a reader sees over each table of a page, found in one walk of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import html

from lexicon.text import tidy
from spiders.extract.decode.html.locators import Paths, locator_of
from spiders.extract.decode.html.metadata import TITLE
from spiders.extract.model.section import Heading
from spiders.extract.table.legends import legend_of

Levels = dict[int, html.HtmlElement]  # level of a heading → the heading
_TABLES = "self::table or @role='table' or @role='grid'"
_HEADINGS = "self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6"


@dataclass(frozen=True)
class HeadingsOver:
    """What stands over the tables of one tree. `levels`: table → the headings before it that still hold; `openers`:
    id of a panel → the title of its tab or accordion; `by_id`: the elements of an id."""

    title: str
    paths: Paths
    levels: dict[html.HtmlElement, Levels]
    openers: dict[str, html.HtmlElement]
    by_id: dict[str, list[html.HtmlElement]]
    _texts: dict[html.HtmlElement, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: html.HtmlElement, paths: Paths) -> HeadingsOver:
        levels: dict[html.HtmlElement, Levels] = {}
        current: Levels = {}
        for element in root.xpath(f"//*[{_HEADINGS} or {_TABLES}]"):
            if re.fullmatch(r"h[1-6]", element.tag):
                level = int(element.tag[1])
                current = {known: over for known, over in current.items() if known < level}
                current[level] = element
            else:
                levels[element] = current
        openers: dict[str, html.HtmlElement] = {}
        for opener in root.xpath("//*[starts-with(@href, '#') or @data-bs-target or @data-target or @aria-controls]"):
            targets = [opener.get(name) or "" for name in ("href", "data-bs-target", "data-target")]
            panels = [*(one[1:] for one in targets if one.startswith("#")), opener.get("aria-controls")]
            for panel in filter(None, panels):
                openers.setdefault(panel, opener)
        by_id: dict[str, list[html.HtmlElement]] = {}
        for element in root.xpath("//*[@id]"):
            by_id.setdefault(element.get("id"), []).append(element)
        return cls(root.findtext(".//title") or "", paths, levels, openers, by_id)

    def headings(self, table: html.HtmlElement) -> list[Heading]:
        """Outermost first: the page title, one heading per level, the title of the tab or accordion around the table,
        the line of text ending with « : » just before it, its captions."""
        levels = self.levels.get(table, {})
        found = [Heading(self.title, TITLE)] if self.title and 1 not in levels else []
        found += [self._heading(levels[level]) for level in sorted(levels)]
        found += self._panel_titles(table)
        previous = table.getprevious()
        if previous is not None and previous.tag in ("p", "div", "strong", "b"):
            line = self._heading(previous)
            found += [line] if len(line.text) < 160 and not legend_of(line.text) else []
        found += map(self._heading, _captions(table))
        found.append(Heading(table.get("aria-label") or "", locator_of(self.paths, table)))
        return [replace(one, text=" ".join(one.text.split())) for one in found]

    def _panel_titles(self, table: html.HtmlElement) -> list[Heading]:
        found: list[html.HtmlElement] = []
        for parent in table.iterancestors():
            if parent.tag == "details":
                found += parent.findall("summary")
            label, identifier = parent.get("aria-labelledby"), parent.get("id")
            if label:
                found += self.by_id.get(label, ())
            elif identifier in self.openers:
                found.append(self.openers[identifier])
        told: dict[str, Heading] = {}
        for one in map(self._heading, reversed(found)):
            told.setdefault(one.text, one)
        return [one for text, one in told.items() if text and len(text) < 160]

    def _heading(self, element: html.HtmlElement) -> Heading:
        return Heading(self._text(element), locator_of(self.paths, element))

    def _text(self, element: html.HtmlElement) -> str:
        if element not in self._texts:
            self._texts[element] = tidy(element.text_content())
        return self._texts[element]


def owner(element: html.HtmlElement) -> html.HtmlElement | None:
    """The table an element belongs to, the innermost one."""
    return next((parent for parent in element.iterancestors() if is_table(parent)), None)


def is_table(element: html.HtmlElement) -> bool:
    return element.tag == "table" or element.get("role") in ("table", "grid")


def _captions(table: html.HtmlElement) -> list[html.HtmlElement]:
    figure = next(table.iterancestors("figure"), None)
    own = [caption for caption in table.iter("caption") if owner(caption) is table]
    return [*own, *(figure.iter("figcaption") if figure is not None else ())]
