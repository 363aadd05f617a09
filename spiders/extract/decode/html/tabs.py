"""Tabs: the titles that open the panes of a page, given back to the panes they open.

A reader sees one pane at a time under its title; the markup keeps all titles in one list and all panes in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from lexicon.patterns import vocabulary
from lexicon.text import tidy

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTROLS = (
    "descendant-or-self::*[@role='tab' or @data-bs-toggle='tab' or @data-bs-toggle='pill' or @data-toggle='tab' "
    "or @data-toggle='pill']"
)


LOWEST_HEADING = 7  # a paragraph all in bold, a summary, a card title: below every real heading


@dataclass(slots=True)
class Tabs:
    """`titles`: pane → title. `controls`: elements that only repeat the titles of panes."""

    titles: dict[etree._Element, str] = field(default_factory=dict)
    controls: set[etree._Element] = field(default_factory=set)
    level: float = LOWEST_HEADING  # the title of a pane holds the headings of its pane


def is_tab_list(element: etree._Element) -> bool:
    """True for an element that holds or is the title of a tab: themes give it the class of a menu."""
    return element.get("role") == "tablist" or bool(element.xpath(_CONTROLS))


def tabs_of(content: etree._Element) -> Tabs:
    """The tabs of a page: by the names that tie a title to its pane, else by their order."""
    found = Tabs()
    for controls in content.iter("ul", "ol", "div", "nav"):
        if not _says_tab(controls) or not found.controls.isdisjoint(controls.iterancestors()):
            continue
        openers = _openers(controls)
        titles = [_title(opener) for opener in openers]
        if len(titles) < 2 or not all(0 < len(title) <= 80 for title in titles):
            continue
        panes = _panes_by_name(openers, content) or _panes_by_order(controls, len(titles))
        if panes and not any(_holds(pane, controls) for pane in panes):
            found.titles.update(zip(panes, titles, strict=True))
            found.controls.add(controls)
    inside = (int(heading.tag[1]) for pane in found.titles for heading in pane.iter(*_HEADINGS))
    found.level = min((level - 0.5 for level in inside), default=LOWEST_HEADING)
    return found


def _holds(one: etree._Element, other: etree._Element) -> bool:
    """Whether one of two elements stands in the other."""
    return other in one.iterancestors() or one in other.iterancestors()


def _says_tab(element: etree._Element) -> bool:
    words = set(re.split(r"[\s_-]+", (element.get("class") or "").lower()))
    return element.get("role") == "tablist" or bool(words & set(vocabulary("html")["tab_words"]))


def _openers(controls: etree._Element) -> list[etree._Element]:
    """One element per title: what says it is a tab, else the children of the list."""
    said = controls.xpath(_CONTROLS)
    found = said or [child for child in controls if isinstance(child.tag, str)]
    return [] if any(opener.xpath(".//ul | .//ol | .//p | .//table") for opener in found) else list(found)


def _title(opener: etree._Element) -> str:
    """The words of a title without the number a badge adds: « ACI signé » and 13."""
    parts = [opener.text or ""]
    for child in opener:
        words = "".join(child.itertext()) if isinstance(child.tag, str) else ""
        parts += ["" if re.fullmatch(r"\W*\d*\W*", words) else _title(child), child.tail or ""]
    return " ".join(tidy("".join(parts)).split())


def _panes_by_name(openers: Sequence[etree._Element], content: etree._Element) -> list[etree._Element]:
    """The panes that titles point to, in their order; none unless each title has its own."""
    panes: list[etree._Element] = []
    for opener in openers:
        known = [element for name in _pointed(opener) for element in content.xpath("//*[@id=$id]", id=name)]
        if opener.get("id"):
            known += content.xpath("//*[@aria-labelledby=$id]", id=opener.get("id"))
        pane = next((element for element in known if element.tag not in ("a", "button", "li")), None)
        if pane is None or pane in panes:
            return []
        panes.append(pane)
    return panes


def _pointed(opener: etree._Element) -> Iterator[str]:
    for element in opener.iter():
        for name in ("aria-controls", "data-bs-target", "data-target", "href"):
            value = element.get(name) or ""
            if name == "aria-controls" or value.startswith("#"):
                yield value.lstrip("#")


def _panes_by_order(controls: etree._Element, count: int) -> list[etree._Element]:
    """As many elements of one kind after the list of titles as there are titles: its next siblings, or the children
    of the next one."""
    following = [element for element in controls.itersiblings() if isinstance(element.tag, str)]
    for elements in (following[:count], list(following[0]) if following else []):
        panes = [element for element in elements if isinstance(element.tag, str)]
        if len(panes) == count and all(pane.tag == panes[0].tag and _says_tab(pane) for pane in panes):
            return panes
    return []
