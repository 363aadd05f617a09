"""HTML pages as blocks: the content without menus, side blocks, cookie banners and field labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from spiders.document import Document
from spiders.extract.blocks import Block
from spiders.extract.names_in_text import find_names, triggers
from spiders.extract.words import fold, tidy, vocabulary

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD_HEADING = 7            # a paragraph all in bold, a summary, a card title: below every real heading
_BLOCK_TAGS = frozenset(
    "address article blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_BULLET = re.compile(r"^\s*(?:[-–—•*▪◦‣·►→»]|o(?=\s[A-Z])|\uf0b7)\s*(?=\S)")
_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre")
_PUBLISHED = re.compile(
    r"\b(?:publiee?|mis(?:e)?s? (?:en ligne|a jour)|paru|redigee?|actualise|modifiee?)\s*(?:le|:)?\s*:?\s*(?:\w+\s+)?"
    r"(?:(\d{1,2})(?:er)?\s+(" + "|".join(_MONTHS) + r"|janv\.?|fevr?\.?|avr\.?|juil\.?|sept\.?|oct\.?|nov\.?|dec\.?)\s+(\d{4})|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))"
)


def parse(document: Document) -> etree._Element | None:
    """The tree of the page, or `None` when there is nothing to parse."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", document.text)
    text = text.replace("\x00", "")
    if not text.strip():
        return None
    try:
        root = lxml_html.document_fromstring(text)
    except (etree.ParserError, ValueError):
        return None
    return root


def blocks(document: Document, skip: frozenset[str] = frozenset()) -> tuple[Block, ...]:
    """Content blocks in reading order. `skip`: XPaths of elements already read by somebody else (tables)."""
    tree = parse(document)
    if tree is None:
        return ()
    content = content_root(tree)
    walker = _Walker(document, tree, skip)
    walker.walk(content)
    return tuple(_figures_with_labels(walker.out))


def content_root(tree: etree._Element) -> etree._Element:
    """The element that holds the content, cleared of what is not. The tree is changed."""
    body = tree.find(".//body")
    body = tree if body is None else body
    etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
    whole = len(_text(body)) or 1
    for element in list(body.iter()):
        if element is body or not isinstance(element.tag, str):
            continue
        if _is_outside(element, whole):
            _drop(element)
    wanted = len(triggers(_text(body)))
    for expression in vocabulary("html")["roots"]:
        found = [element for element in tree.xpath(expression) if element.tag != "a"]
        if not found:
            continue
        candidate = found[0] if len(found) == 1 else _common_parent(found)
        if candidate is None or len(_text(candidate).strip()) < 40:
            continue
        # a landmark that leaves most of the CPTS outside is not the content
        if wanted and len(triggers(_text(candidate))) * 2 < wanted:
            continue
        return candidate
    return body


def page_title(document: Document) -> str:
    """`<title>` or `og:title`, tidied."""
    tree = parse(document)
    if tree is None:
        return ""
    titles = tree.xpath("//head//title/text() | //title/text()") + tree.xpath("//meta[@property='og:title']/@content")
    return next((tidy(title) for title in titles if title.strip()), "")


def site_name(document: Document) -> str:
    """What the site calls itself: `og:site_name`, the logo's alternative text, the last part of the title."""
    tree = parse(document)
    if tree is None:
        return ""
    named = tree.xpath("//meta[@property='og:site_name' or @name='application-name']/@content")
    named += tree.xpath("//header//img/@alt | //*[contains(@class, 'logo')]//img/@alt | //img[contains(@class, 'logo')]/@alt | //*[contains(@class,'site-title') or contains(@class,'site-name')]//text()")
    return " | ".join(dict.fromkeys(tidy(name) for name in named if name.strip()))


def page_date(document: Document) -> str | None:
    """ISO date the page gives itself: metadata, `<time>`, JSON-LD, « Publié le », else the date in its address."""
    tree = parse(document)
    if tree is not None:
        stamps = tree.xpath(
            "//meta[@property='article:published_time' or @name='date' or @name='DC.date' or @name='dcterms.date' or @itemprop='datePublished' or @name='publish-date']/@content"
        )
        for script in tree.xpath("//script[@type='application/ld+json']/text()"):
            stamps += _published_in(script)
        stamps += tree.xpath("(//article | //main | //body)[1]//time/@datetime | //*[@itemprop='datePublished']/@content")
        for stamp in stamps:
            found = _iso(stamp)
            if found:
                return found
        said = _PUBLISHED.search(fold(_text(tree))[:20000])
        if said:
            return _said(said)
    slug = re.search(r"(?<!\d)(20[0-3]\d)[-/](0[1-9]|1[0-2])[-/](0[1-9]|[12]\d|3[01])(?!\d)", urlsplit(document.url).path)
    return _valid(int(slug.group(1)), int(slug.group(2)), int(slug.group(3))) if slug else None


def links(document: Document) -> tuple[str, ...]:
    """Absolute addresses worth following: CPTS (and its misspellings) in the text or the address, documents."""
    tree = parse(document)
    if tree is None:
        return ()
    found: dict[str, None] = {}
    for anchor in tree.xpath("//a[@href]"):
        address = absolute(document.url, anchor.get("href"))
        if not address:
            continue
        words = fold(_text(anchor) + " " + (anchor.get("title") or "") + " " + urlsplit(address).path.replace("-", " ").replace("_", " "))
        is_cpts = re.search(r"\bc(?:pt|tp)s|professionnelles? (?:et )?territoriales?|territoriales? professionnelles?", words)
        is_file = re.search(r"\.(?:pdf|xlsx?|ods|csv|geojson|kml|docx)$|/media/\d+/download|/system/files/", urlsplit(address).path.lower())
        if is_cpts or (is_file and re.search(r"\bc(?:pt|tp)s\b", fold(document.url) + " " + fold(page_title(document)))):
            found[address] = None
    return tuple(found)


def absolute(base: str, href: str | None) -> str:
    """The absolute http(s) address of a link; the site of a CPTS is often written without its scheme."""
    href = (href or "").strip()
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:", "data:")):
        return ""
    if re.match(r"www\.[\w-]+\.\w", href):
        href = "https://" + href
    try:
        address = urljoin(base, href)
        return address if urlsplit(address).scheme in ("http", "https") and urlsplit(address).netloc else ""
    except ValueError:
        return ""


class _Walker:
    """Turns elements into blocks; inline text between two block elements is a paragraph of its own."""

    def __init__(self, document: Document, tree: etree._Element, skip: frozenset[str]) -> None:
        self.base = document.url
        self.tree = tree.getroottree()
        self.skip = skip
        self.noise = frozenset(fold(line) for line in vocabulary("html")["noise_lines"])
        self.out: list[Block] = []

    def walk(self, element: etree._Element, depth: int = 0) -> None:
        run: list[str] = []
        run_links: list[tuple[str, str]] = []
        if element.text:
            run.append(element.text)
        for child in element:
            if isinstance(child.tag, str):
                if self._is_block(child):
                    self._flush(run, run_links, element, depth)
                    self._block(child, depth)
                else:
                    run.append(self._inline(child))
                    run_links += self._links(child)
            if child.tail:
                run.append(child.tail)
        self._flush(run, run_links, element, depth)

    def _is_block(self, element: etree._Element) -> bool:
        return element.tag in _BLOCK_TAGS or any(
            isinstance(inner.tag, str) and inner.tag in _BLOCK_TAGS for inner in element.iterdescendants()
        )

    def _block(self, element: etree._Element, depth: int) -> None:
        tag = element.tag
        if self.tree.getpath(element) in self.skip:
            return
        if tag in _HEADINGS or (element.get("role") == "heading"):
            level = _HEADINGS.get(tag) or int(re.sub(r"\D", "", element.get("aria-level") or "") or _BOLD_HEADING)
            self._emit("heading", self._inline(element), element, level, self._links(element))
        elif tag in ("summary", "caption", "legend") or self._is_title(element):
            self._emit("heading", self._inline(element), element, _BOLD_HEADING, self._links(element))
        elif tag in ("ul", "ol"):
            self.walk(element, depth + 1)
        elif tag == "li":
            self._item(element, max(depth, 1))
        elif tag == "dl":
            self._definitions(element)
        elif tag == "table":
            self._table(element)
        elif tag == "p" and self._all_bold(element):
            self._emit("heading", self._inline(element), element, _BOLD_HEADING, self._links(element))
        else:
            self.walk(element, depth)

    def _item(self, element: etree._Element, depth: int) -> None:
        if any(inner.tag in _HEADINGS or self._is_title(inner) for inner in element.iterdescendants() if isinstance(inner.tag, str)):
            self.walk(element, depth)             # a card in a list
            return
        own, own_links, nested = [element.text or ""], list[tuple[str, str]](), []
        for child in element:
            if isinstance(child.tag, str):
                if child.tag in ("ul", "ol"):
                    nested.append(child)
                elif any(inner.tag in ("ul", "ol") for inner in child.iterdescendants()):
                    nested.append(child)
                else:
                    own.append(self._inline(child) + ("\n" if self._is_block(child) else ""))
                    own_links += self._links(child)
            own.append(child.tail or "")
        self._emit("item", "".join(own), element, depth, own_links)
        for child in nested:
            self._block(child, depth)

    def _definitions(self, element: etree._Element) -> None:
        term = ""
        for child in element.iterdescendants("dt", "dd"):
            if child.tag == "dt":
                term = tidy(self._inline(child)).strip(" :")
                if find_names(term):
                    self._emit("heading", term, child, _BOLD_HEADING, self._links(child))
                    term = ""
            elif term:
                self._emit("item", f"{term} : {self._inline(child).strip()}", child, 1, self._links(child))
            else:
                self.walk(child)

    def _table(self, element: etree._Element) -> None:
        """A table nobody read as a list of CPTS: two columns are a label and its value, others are cells."""
        for row in element.iter("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            texts = [tidy(self._inline(cell)) for cell in cells]
            if len(cells) == 2 and texts[0] and texts[1] and len(texts[0]) <= 60 and "\n" not in texts[0]:
                self._emit("item", f"{texts[0].rstrip(' :')} : {texts[1]}", row, 1, self._links(row))
            else:
                for cell in cells:
                    self.walk(cell)

    def _is_title(self, element: etree._Element) -> bool:
        """An accordion, modal or card title: a short element whose class says so."""
        if element.tag not in ("div", "span", "button", "p", "a", "strong"):
            return False
        names = set(re.split(r"[\s_-]+", (element.get("class") or "").lower()))
        if not names & set(vocabulary("html")["title_words"]) and not (element.tag == "button" and element.get("aria-expanded") is not None):
            return False
        text = tidy(self._inline(element))
        return 2 <= len(text) <= 140 and "\n" not in text and not any(inner.tag in _HEADINGS for inner in element.iterdescendants())

    def _all_bold(self, element: etree._Element) -> bool:
        text = tidy(self._inline(element))
        if not 3 <= len(text) <= 120 or "\n" in text or text.endswith((".", ",", ";")):
            return False
        bold = "".join(_text(inner) for inner in element if isinstance(inner.tag, str) and inner.tag in ("strong", "b"))
        return re.sub(r"\W", "", tidy(bold)) == re.sub(r"\W", "", text)

    def _flush(self, run: list[str], run_links: list[tuple[str, str]], element: etree._Element, depth: int) -> None:
        text = "".join(run)
        if text.strip():
            if len([line for line in tidy(text).split("\n") if line]) == 1 and run_links and element.tag in ("ul", "ol"):
                self._emit("item", text, element, max(depth, 1), run_links)
            else:
                self._emit("paragraph", text, element, 0, run_links)
        run.clear()
        run_links.clear()

    def _emit(self, kind: str, text: str, element: etree._Element, level: int, found: list[tuple[str, str]]) -> None:
        text = tidy(text)
        locator = self._locator(element)
        if kind == "heading":
            text = text.replace("\n", " ")
            if text and fold(text).strip(" :") not in self.noise:
                self.out.append(Block("heading", text, locator, min(level, _BOLD_HEADING), tuple(found)))
            return
        lines = _joined(text.split("\n"))
        for line in lines:
            if fold(line).strip(" :.") in self.noise or not line:
                continue
            own = tuple(link for link in found if link[0] and link[0] in line) if len(lines) > 1 else tuple(found)
            bullet = _BULLET.match(line)
            if re.match(r"^\s*(?:\[\d{1,2}\]|\(\d{1,2}\))\s", line) and kind == "paragraph":
                self.out.append(Block("note", line, locator, 0, own))
            elif bullet and kind == "paragraph":
                self.out.append(Block("item", line[bullet.end():].strip(), locator, 1, own))
            else:
                self.out.append(Block(kind, line, locator, level, own))  # type: ignore[arg-type]

    def _inline(self, element: etree._Element) -> str:
        parts: list[str] = []
        self._collect(element, parts)
        return "".join(parts)

    def _collect(self, element: etree._Element, parts: list[str]) -> None:
        if element.tag == "br":
            parts.append("\n")
            return
        counter = self._counter(element)
        if counter:
            parts.append(f" {counter} ")
            return
        # line breaks of the source are spaces; only markup breaks lines
        if element.text:
            parts.append(element.text if element.tag == "pre" else re.sub(r"\s*\n\s*", " ", element.text))
        for child in element:
            if isinstance(child.tag, str):
                if child.tag in _BLOCK_TAGS:
                    parts.append("\n")
                self._collect(child, parts)
                if child.tag in _BLOCK_TAGS:
                    parts.append("\n")
            if child.tail:
                parts.append(re.sub(r"\s*\n\s*", " ", child.tail))

    def _counter(self, element: etree._Element) -> str:
        visible = "".join(element.itertext()).strip()
        if not re.fullmatch(r"0?[\s%+]*", visible) or len(element):
            return ""
        for name in vocabulary("html")["counter_attributes"]:
            value = re.sub(r"[\s\u202f\u00a0]", "", element.get(name) or "")
            if re.fullmatch(r"[1-9]\d{0,8}", value):
                return value
        return ""

    def _links(self, element: etree._Element) -> list[tuple[str, str]]:
        anchors = list(element.iter("a"))
        found = ((tidy(_text(anchor)), absolute(self.base, anchor.get("href"))) for anchor in anchors)
        return [(text, address) for text, address in found if address]

    def _locator(self, element: etree._Element) -> str:
        identified = element
        for _ in range(3):
            name = identified.get("id")
            if name and re.fullmatch(r"[\w:.-]*(?:\d|cpts)[\w:.-]*", name.lower()) and identified.tag not in ("body", "main"):
                return f'//*[@id="{name}"]'
            identified = identified.getparent()
            if identified is None:
                break
        return str(self.tree.getpath(element))


_FIGURE = re.compile(r"[\d\s.,\u202f\u00a0]{1,12}(?:\s?(?:hab\.?|km2|km²|%|\+))?")
_FIGURE_LABEL = re.compile(
    r"(?:nombre d['e ]*)?(?:communes?|habitants?|population(?: couverte| totale)?|professionnels?(?: de sante)?|adherents?|membres|medecins.*|epci|cantons|structures|km2|superficie)\W*"
)


def _figures_with_labels(found: list[Block]) -> Iterator[Block]:
    """Counters: a figure and its label set in two elements are one text again (« 58 200 » + « habitants »)."""
    waiting = iter([*found, None])
    block = next(waiting)
    while block is not None:
        following = next(waiting)
        if following is not None and block.kind != "item":
            figure_first = _FIGURE.fullmatch(block.text) and _FIGURE_LABEL.fullmatch(fold(following.text))
            label_first = _FIGURE_LABEL.fullmatch(fold(block.text)) and _FIGURE.fullmatch(following.text)
            if figure_first or label_first:
                text = f"{block.text} {following.text.lower()}" if figure_first else f"{block.text} : {following.text}"
                yield Block("paragraph", text, block.locator, 0, block.links + following.links)
                block = next(waiting)
                continue
        yield block
        block = following


def _joined(lines: list[str]) -> list[str]:
    """Lines of a `<br>` text; a line in lower case after a long one that no stop ends is its second half."""
    result: list[str] = []
    for line in (line.strip() for line in lines):
        if not line:
            continue
        if result and len(result[-1]) >= 60 and line[:1].islower() and not re.search(r"[.:;!?]$", result[-1]) and not _BULLET.match(line):
            result[-1] += " " + line
        else:
            result.append(line)
    return result


def _is_outside(element: etree._Element, whole: int) -> bool:
    """Menus, side columns, cookie banners, page headers. Never an element that holds the title or most of
    the page, whatever its class says."""
    tag = element.tag
    if tag in ("script", "style", "noscript", "template", "svg", "iframe", "select", "object"):
        return True
    if tag == "form":
        return len(_text(element)) * 2 < whole
    named = False
    if tag in ("nav", "footer", "aside") or element.get("role") in ("navigation", "contentinfo", "complementary", "search", "banner"):
        named = True
    elif tag == "header":
        # the header of an article holds its title; that of the page holds the menu
        named = not any(parent.tag in ("main", "article", "section") for parent in element.iterancestors())
        if named and element.find(".//h1") is not None and not element.xpath(".//nav | .//ul"):
            named = False
    else:
        words = set(re.split(r"[\s_-]+", f"{element.get('class') or ''} {element.get('id') or ''}".lower()))
        named = bool(words & set(vocabulary("html")["drop_words"])) and tag not in ("html", "body", "main", "article")
    if not named:
        return False
    if tag not in ("nav", "footer", "aside") and element.xpath(".//h1 | .//main | .//article | .//*[@role='main']") and tag != "header":
        return False
    return tag in ("nav", "footer", "aside", "header") or len(_text(element)) * 2 < whole


def _drop(element: etree._Element) -> None:
    """Empties an element and leaves it in place: the XPaths of its neighbours stay those of the page."""
    tail = element.tail
    element.clear()
    element.tail = tail


def _text(element: etree._Element) -> str:
    return "".join(text for text in element.itertext() if isinstance(text, str))


def _common_parent(elements: list[etree._Element]) -> etree._Element | None:
    parents = [list(element.iterancestors()) for element in elements]
    return next((parent for parent in parents[0] if all(parent in others for others in parents[1:])), None)


def _published_in(script: str) -> list[str]:
    try:
        data = json.loads(script)
    except ValueError:
        return []
    return [value for node in _nodes(data) if isinstance(value := node.get("datePublished"), str)]


def _nodes(data: object) -> Iterator[dict]:
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from _nodes(value)
    elif isinstance(data, list):
        for value in data:
            yield from _nodes(value)


def _iso(stamp: str) -> str | None:
    match = re.match(r"\s*(\d{4})-(\d{2})-(\d{2})", stamp)
    return _valid(*map(int, match.groups())) if match else None


def _said(match: re.Match[str]) -> str | None:
    if match.group(3):
        month = next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(match.group(2).rstrip(".")[:4]) or match.group(2).rstrip(".").startswith(name[:4])), 0)
        return _valid(int(match.group(3)), month, int(match.group(1)))
    return _valid(int(match.group(6)), int(match.group(5)), int(match.group(4)))


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
