"""Where the content of a page lies, and what around it is not content."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from lexicon.cpts_names import triggers
from lexicon.patterns import vocabulary
from lexicon.text import tidy, unwrapped
from spiders.extract.decode.html.tabs import is_tab_list


def parse(text: str) -> etree._Element | None:
    """The tree of a page, or `None` when there is nothing to parse."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    text = text.replace("\x00", "")
    if not text.strip():
        return None
    try:
        root = lxml_html.document_fromstring(text)
    except (etree.ParserError, ValueError):
        return None
    return root


# elements inside a line of text; the others stand on lines of their own
_INLINE = frozenset(["a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"])


def drop_open_end(tree: etree._Element) -> None:
    """Takes away the block in which a cut page ends: its last word may be half of one, its last number too. Of a
    table, the whole row: without its name, it would go on with the row above."""
    last = tree
    while len(last) and not (last[-1].tail or "").strip():
        last = last[-1]
    row = next(last.iterancestors("tr"), None)
    while row is None and last.tag in _INLINE and last.getparent() is not None:
        last = last.getparent()
    _drop(last if row is None else row)


def content_root(tree: etree._Element) -> etree._Element:
    """The element that holds the content, cleared of what is not. The tree is changed."""
    body = tree.find(".//body")
    body = tree if body is None else body
    etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
    whole = len(text_of(body)) or 1
    for element in list(body.iter()):
        if element is not body and isinstance(element.tag, str) and _is_outside(element, whole):
            _drop(element)
    wanted = len(triggers(text_of(body)))
    for expression in vocabulary("html")["roots"]:
        found = [element for element in tree.xpath(expression) if element.tag != "a"]
        candidate = found[0] if len(found) == 1 else _common_parent(found) if found else None
        if candidate is not None and _holds_the_content(text_of(candidate), wanted):
            return candidate
    return body


def _holds_the_content(text: str, wanted: int) -> bool:
    """A landmark that leaves most of the CPTS outside is not the content. `wanted`: how often the page says CPTS."""
    return len(text.strip()) >= 40 and (not wanted or len(triggers(text)) * 2 >= wanted)


def _is_outside(element: etree._Element, whole: int) -> bool:
    """Menus, side columns, cookie banners, page headers. Never an element that holds the title or most of
    the page, whatever its class says."""
    tag = element.tag
    if tag in ("script", "style", "noscript", "template", "svg", "iframe", "select", "object"):
        return True
    if tag == "form":
        return len(text_of(element)) * 2 < whole
    if not _is_named_so(element) or (tag not in ("footer", "aside") and is_tab_list(element)):
        return False
    if tag in ("nav", "footer", "aside", "header"):
        return True
    holds_title = bool(element.xpath(".//h1 | .//main | .//article | .//*[@role='main']"))
    return not holds_title and len(text_of(element)) * 2 < whole


_LANDMARKS = ("navigation", "contentinfo", "complementary", "search", "banner")


def _is_named_so(element: etree._Element) -> bool:
    """Whether an element says that it is a menu, a column or a header, by its tag, its role or its class."""
    tag, classes = element.tag, element.get("class") or ""
    if tag in ("nav", "footer", "aside") or element.get("role") in _LANDMARKS:
        return True
    if tag == "header":
        # the header of an article holds its title; that of the page holds the menu
        inner = any(parent.tag in ("main", "article", "section") for parent in element.iterancestors())
        titled = element.find(".//h1") is not None and not element.xpath(".//nav | .//ul")
        return not inner and not titled
    named = element.get("id") or ""
    if not (classes or named):
        return False
    words = set(re.split(r"[\s_-]+", f"{classes} {named}".lower()))
    widget = "widget_" in classes and tag not in ("html", "body", "main", "article")
    return widget or not words.isdisjoint(vocabulary("html")["drop_words"])


def _drop(element: etree._Element) -> None:
    """Empties an element and leaves it in place: the XPaths of its neighbours stay those of the page."""
    tail = element.tail
    element.clear()
    element.tail = tail


def text_of(element: etree._Element) -> str:
    return "".join(element.itertext())


_INLINE = frozenset(
    ["a", "abbr", "b", "em", "font", "i", "label", "mark", "q", "small", "span", "strong", "sub", "sup", "u"]
)


def lines_of(element: etree._Element) -> str:
    """Text of an element, a line for each block a reader sees; what is inline stays on its line."""
    parts: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(inner.tag, str):
            continue
        if inner.tag not in _INLINE:
            parts.append("\n")
        words = inner.text if event == "start" else inner.tail
        if words:
            parts.append(unwrapped(words))
    return tidy("".join(parts))


_visible = etree.XPath(
    "//text()[not(parent::script or parent::style or parent::noscript or parent::template)]", smart_strings=False
)


def visible_text(tree: etree._Element) -> str:
    """Text of a whole page without its scripts and styles, which often weigh more than what a reader sees. A line
    each, for a minified page has nothing between its elements."""
    return "\n".join(_visible(tree))


def _common_parent(elements: list[etree._Element]) -> etree._Element | None:
    parents = [list(element.iterancestors()) for element in elements]
    return next((parent for parent in parents[0] if all(parent in others for others in parents[1:])), None)
