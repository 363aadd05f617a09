"""HTML pages as blocks: headings, bullets, paragraphs and notes of the content, in reading order."""

from __future__ import annotations

import re

from lxml import etree

from lexicon.cpts_names import find_names
from lexicon.patterns import vocabulary
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold, tidy, unwrapped
from spiders.extract.decode.html.cards import badges_below_names
from spiders.extract.decode.html.content_root import text_of
from spiders.extract.decode.html.counters import counter_of, figures_with_labels
from spiders.extract.decode.html.labels import separate_labels, told_by_layout, values_of_field
from spiders.extract.decode.html.line_breaks import BULLET, BYLINE, joined_lines
from spiders.extract.decode.html.links import absolute
from spiders.extract.decode.html.locators import Paths, locator_of
from spiders.extract.decode.html.tabs import LOWEST_HEADING, tabs_of
from spiders.extract.model.content import Block
from spiders.extract.prose.stage_notes import STARRED, with_stage_notes

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)


def blocks_of(content: etree._Element, url: str, skip: frozenset[str] = frozenset()) -> tuple[Block, ...]:
    """Blocks under `content`. `skip`: XPaths of elements already read by somebody else (tables)."""
    separate_labels(content)
    badges_below_names(content)
    walker = _Walker(url, content, skip)
    walker.walk(content)
    return with_stage_notes(told_by_layout(tuple(figures_with_labels(walker.out))))


class _Walker:
    """Turns elements into blocks; inline text between two block elements is a paragraph of its own."""

    def __init__(self, url: str, content: etree._Element, skip: frozenset[str]) -> None:
        self.base = url
        self.paths = Paths()
        self.skip = skip
        self.tabs = tabs_of(content)
        self.starred = any(map(STARRED.search, content.itertext()))  # stars send to a note, and are no bullets
        self.noise = frozenset(fold(line) for line in vocabulary("html")["noise_lines"])
        self.out: list[Block] = []

    def walk(self, element: etree._Element, depth: int = 0) -> None:
        run: list[str] = []
        run_links: list[tuple[str, str]] = []
        if element.text:
            run.append(_told(element, element.text))
        for child in element:
            if isinstance(child.tag, str):
                if self._is_block(child):
                    self._flush(run, run_links, element, depth)
                    self._block(child, depth)
                else:
                    run.append(self._inline(child))
                    run_links += self._links(child)
            if child.tail:
                run.append(_told(element, child.tail))
        self._flush(run, run_links, element, depth)

    def _is_block(self, element: etree._Element) -> bool:
        return element.tag in _BLOCK_TAGS or any(
            isinstance(inner.tag, str) and inner.tag in _BLOCK_TAGS for inner in element.iterdescendants()
        )

    def _block(self, element: etree._Element, depth: int) -> None:
        tag = element.tag
        if element in self.tabs.controls or (self.skip and self.paths.of(element) in self.skip):
            return
        if element in self.tabs.titles:
            self._emit("heading", self.tabs.titles[element], element, self.tabs.level, [])
        level = self._heading_level(element)
        if level:
            self._emit("heading", self._inline(element), element, level, self._links(element))
        elif tag in ("ul", "ol"):
            self.walk(element, depth + 1)
        elif tag == "li":
            self._item(element, max(depth, 1))
        elif tag == "dl":
            self._definitions(element)
        elif tag == "table":
            self._table(element)
        elif values := values_of_field(element):
            self._emit("paragraph", values, element, 0, self._links(element))
        else:
            self.walk(element, depth)

    def _heading_level(self, element: etree._Element) -> int:
        """That of a heading, by its tag, its role, or a look that makes it one; 0 for any other element."""
        tag = element.tag
        if tag in _HEADINGS or element.get("role") == "heading":
            return _HEADINGS.get(tag) or int(re.sub(r"\D", "", element.get("aria-level") or "") or 0) or LOWEST_HEADING
        looks = tag in ("summary", "caption", "legend") or self._is_title(element)
        return LOWEST_HEADING if looks or (tag == "p" and self._all_bold(element)) else 0

    def _item(self, element: etree._Element, depth: int) -> None:
        if any(
            inner.tag in _HEADINGS or self._is_title(inner)
            for inner in element.iterdescendants()
            if isinstance(inner.tag, str)
        ):
            self.walk(element, depth)  # a card in a list
            return
        own, own_links, nested = [_told(element, element.text or "")], list[tuple[str, str]](), []
        for child in element:
            if isinstance(child.tag, str):
                if child.tag in ("ul", "ol") or any(inner.tag in ("ul", "ol") for inner in child.iterdescendants()):
                    nested.append(child)
                else:
                    edge = "\n" if self._is_block(child) else ""
                    own.append(edge + self._inline(child) + edge)
                    own_links += self._links(child)
            own.append(_told(element, child.tail or ""))
        self._emit("item", "".join(own), element, depth, own_links)
        for child in nested:
            self._block(child, depth)

    def _definitions(self, element: etree._Element) -> None:
        term = ""
        for child in element.iterdescendants("dt", "dd"):
            if child.tag == "dt":
                term = tidy(self._inline(child)).strip(" :")
                if find_names(term):
                    self._emit("heading", term, child, LOWEST_HEADING, self._links(child))
                    term = ""
            elif term:
                self._emit("item", f"{term} : {self._inline(child).strip()}", child, 1, self._links(child))
            else:
                self.walk(child)

    def _table(self, element: etree._Element) -> None:
        """A table nobody read as a list of CPTS: two columns are a label and its value, others are cells."""
        for row in element.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"):  # those of a table inside are its own
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            texts = [tidy(self._inline(cell)) for cell in cells if cell.find(".//table") is None]
            if len(cells) == len(texts) == 2 and all(texts) and len(texts[0]) <= 60 and "\n" not in texts[0]:
                self._emit("item", f"{texts[0].rstrip(' :')} : {texts[1]}", row, 1, self._links(row))
            else:
                for cell in cells:
                    self.walk(cell)

    def _is_title(self, element: etree._Element) -> bool:
        """An accordion, modal or card title: a short element whose class says so."""
        if element.tag not in ("div", "span", "button", "p", "a", "strong"):
            return False
        # « field--name-field-population » says that the element is a field and which one
        said = re.sub(r"\bfield--name-(?:field-)?", "", (element.get("class") or "").lower())
        names = set(re.split(r"[\s_-]+", said))
        if not names & set(vocabulary("html")["title_words"]) and not (
            element.tag == "button" and element.get("aria-expanded") is not None
        ):
            return False
        text = tidy(self._inline(element))
        return (
            2 <= len(text) <= 140
            and "\n" not in text
            and not any(inner.tag in _HEADINGS for inner in element.iterdescendants())
        )

    def _all_bold(self, element: etree._Element) -> bool:
        text = tidy(self._inline(element))
        if not 3 <= len(text) <= 120 or "\n" in text or text.endswith((".", ",", ";")):
            return False
        bold = "".join(
            text_of(inner) for inner in element if isinstance(inner.tag, str) and inner.tag in ("strong", "b")
        )
        return re.sub(r"\W", "", tidy(bold)) == re.sub(r"\W", "", text)

    def _flush(self, run: list[str], run_links: list[tuple[str, str]], element: etree._Element, depth: int) -> None:
        text = "".join(run)
        if text.strip():
            if (
                len([line for line in tidy(text).split("\n") if line]) == 1
                and run_links
                and element.tag in ("ul", "ol")
            ):
                self._emit("item", text, element, max(depth, 1), run_links)
            else:
                self._emit("paragraph", text, element, 0, run_links)
        run.clear()
        run_links.clear()

    def _emit(self, kind: str, text: str, element: etree._Element, level: float, found: list[tuple[str, str]]) -> None:
        text = tidy(text)
        locator = locator_of(self.paths, element)
        if kind == "heading":
            text = BULLET.sub("", text.replace("\n", " "))
            if text and fold(text).strip(" :") not in self.noise:
                self.out.append(Block("heading", text, locator, min(level, LOWEST_HEADING), tuple(found)))
            return
        lines = joined_lines(text.split("\n"))
        for line in lines:
            if line and fold(line).strip(" :.") not in self.noise and not BYLINE.match(fold(line)):
                own = tuple(link for link in found if link[0] and link[0] in line) if len(lines) > 1 else tuple(found)
                self.out.append(self._line(kind, line, locator, level + _below(kind, lines[0], line), own))

    def _line(self, kind: str, line: str, locator: str, level: float, links: tuple[tuple[str, str], ...]) -> Block:
        """One line of text: a note by its mark, an item by its bullet, else what its element is."""
        bullet = BULLET.match(line)
        starred = self.starred and line.startswith("*") and speaks_of_stage(fold(line))
        if starred or (kind == "paragraph" and re.match(r"^\s*(?:\[\d{1,2}\]|\(\d{1,2}\))\s", line)):
            return Block("note", line, locator, 0, links)
        if bullet and kind == "paragraph":
            return Block("item", line[bullet.end() :].strip(), locator, 1, links)
        return Block(kind, line, locator, level, links)  # type: ignore[arg-type]

    def _inline(self, element: etree._Element) -> str:
        parts: list[str] = []
        self._collect(element, parts)
        return "".join(parts)

    def _collect(self, element: etree._Element, parts: list[str]) -> None:
        if element.tag == "br":
            parts.append("\n")
            return
        counter = counter_of(element)
        if counter:
            parts.append(f" {counter} ")
            return
        if element.text:
            parts.append(_told(element, element.text))
        for child in element:
            if isinstance(child.tag, str):
                if child.tag in _BLOCK_TAGS:
                    parts.append("\n")
                self._collect(child, parts)
                if child.tag in _BLOCK_TAGS:
                    parts.append("\n")
            if child.tail:
                parts.append(_told(element, child.tail))

    def _links(self, element: etree._Element) -> list[tuple[str, str]]:
        anchors = list(element.iter("a"))
        found = ((tidy(text_of(anchor)), absolute(self.base, anchor.get("href"))) for anchor in anchors)
        return [(text, address) for text, address in found if address]


def _below(kind: str, first: str, line: str) -> float:
    """How much deeper than its bullet a line stands: below the CPTS the first one names, over the list it holds."""
    return 0.5 if kind == "item" and line is not first and find_names(first) and not find_names(line) else 0


def _told(element: etree._Element, text: str) -> str:
    """Text that stands in an element. Line breaks of the source are spaces; only markup breaks lines, `pre` apart."""
    typed = "\n" in text and (element.tag == "pre" or next(element.iterancestors("pre"), None) is not None)
    return text if typed else unwrapped(text)
