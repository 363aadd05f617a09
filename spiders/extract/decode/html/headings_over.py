"""The headings a reader sees over each table of a page, found in one walk of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import html

from lexicon.text import tidy
from spiders.extract.table.legends import legend_of

Levels = dict[int, str]  # level of a heading → its text
_TABLES = "self::table or @role='table' or @role='grid'"
_HEADINGS = "self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6"


@dataclass(frozen=True)
class HeadingsOver:
    """What stands over the tables of one tree. `levels`: table → the headings before it that still hold; `openers`:
    id of a panel → the title of its tab or accordion; `labels`: id of an element → its text, once asked."""

    title: str
    levels: dict[html.HtmlElement, Levels]
    openers: dict[str, html.HtmlElement]
    by_id: dict[str, list[html.HtmlElement]]
    _texts: dict[html.HtmlElement, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: html.HtmlElement) -> HeadingsOver:
        levels: dict[html.HtmlElement, Levels] = {}
        current: Levels = {}
        for element in root.xpath(f"//*[{_HEADINGS} or {_TABLES}]"):
            if re.fullmatch(r"h[1-6]", element.tag):
                level = int(element.tag[1])
                current = {known: text for known, text in current.items() if known < level}
                current[level] = tidy(element.text_content())
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
        return cls(root.findtext(".//title") or "", levels, openers, by_id)

    def words(self, table: html.HtmlElement) -> list[str]:
        """Outermost first: the page title, one heading per level, the title of the tab or accordion around the table,
        the line of text ending with « : » just before it, its captions."""
        levels = self.levels.get(table, {})
        words = ([self.title] if self.title and 1 not in levels else []) + [levels[level] for level in sorted(levels)]
        words += self._panel_titles(table)
        previous = table.getprevious()
        if previous is not None and previous.tag in ("p", "div", "strong", "b"):
            text = tidy(previous.text_content())
            words += [text] if len(text) < 160 and not legend_of(text) else []
        words += _captions(table)
        return [" ".join(word.split()) for word in words if word.strip()]

    def _panel_titles(self, table: html.HtmlElement) -> list[str]:
        found: list[str] = []
        for parent in table.iterancestors():
            if parent.tag == "details":
                found += [self._text(summary) for summary in parent.findall("summary")]
            label, identifier = parent.get("aria-labelledby"), parent.get("id")
            if label:
                found += [self._text(element) for element in self.by_id.get(label, ())]
            elif identifier in self.openers:
                found.append(self._text(self.openers[identifier]))
        return list(dict.fromkeys(text for text in reversed(found) if text and len(text) < 160))

    def _text(self, element: html.HtmlElement) -> str:
        if element not in self._texts:
            self._texts[element] = tidy(element.text_content())
        return self._texts[element]


def owner(element: html.HtmlElement) -> html.HtmlElement | None:
    """The table an element belongs to, the innermost one."""
    return next((parent for parent in element.iterancestors() if is_table(parent)), None)


def is_table(element: html.HtmlElement) -> bool:
    return element.tag == "table" or element.get("role") in ("table", "grid")


def _captions(table: html.HtmlElement) -> list[str]:
    words = [tidy(caption.text_content()) for caption in table.iter("caption") if owner(caption) is table]
    figure = next(table.iterancestors("figure"), None)
    if figure is not None:
        words += [tidy(caption.text_content()) for caption in figure.iter("figcaption")]
    return [*words, table.get("aria-label") or ""]
