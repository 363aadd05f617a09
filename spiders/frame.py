"""The frame of a real page: its structure with the words that speak of CPTS, everything else replaced by « … ».

A fixture is a reconstruction of ours: a real page holds people and somebody's text. The frame is where a person
starts; what a listing took stays, so does whatever names a CPTS, and the labels of columns and values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from lexicon.people import surnames_in
from lexicon.text import fold_words
from spiders.addresses import is_attachment, split_page
from spiders.discovery import slug, speaks_of_cpts
from spiders.document import Document
from spiders.extract.people.clean import clean, personal_data
from spiders.listing import Listing
from spiders.registry import FILLABLE

HIDDEN = "…"
LABEL = re.compile(r"[^\d@]{2,40}")
FACTS = ("name", "page_date", "publisher_ref", *FILLABLE)
DROPPED = ("style", "noscript", "svg", "img", "link", "meta", "form", "picture", "video", "source")
KEPT_ATTRIBUTES = frozenset({"class", "id", "colspan", "rowspan", "rel", "lang", "data-drupal-selector", "type"})
FORMAL = frozenset({"type", "date", "modified", "date_gmt", "modified_gmt", "alias"})
GEOMETRIES = frozenset({"geometry", "coordinates", "rings", "paths"})


class Frame:
    """What may stay of the texts of one document."""

    def __init__(self, document: Document, listings: Iterable[Listing]) -> None:
        self.host = urlsplit(document.url).netloc
        self.surnames = surnames_in([document.text])
        taken = [str(getattr(listing, name)) for listing in listings for name in FACTS if getattr(listing, name)]
        self.taken = f" {fold_words(' | '.join(taken))} "

    def text(self, text: str, label: bool = False) -> str:
        return "\n".join(self._line(line, label) for line in text.split("\n"))

    def _line(self, line: str, label: bool) -> str:
        words = fold_words(line)
        if not words or (label and not personal_data(line)):
            return line
        before, colon, value = line.partition(":")
        if colon and LABEL.fullmatch(before.strip()):
            return before + colon + (f" {self._line(value.strip(), label)}" if value.strip() else value)
        if f" {words} " not in self.taken and not speaks_of_cpts(line):
            return HIDDEN
        kept = clean(line, self.surnames)
        if not kept or personal_data(kept):
            return HIDDEN
        before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
        return before + kept + after

    def link(self, address: str) -> str:
        parts = urlsplit(address)
        if parts.netloc not in ("", self.host) or parts.scheme not in ("", "http", "https"):
            return "#"
        return address if speaks_of_cpts(slug(address)) or is_attachment(address) or split_page(address)[1] else "#"

    def data(self, value: Any, key: str = "") -> Any:
        if key in GEOMETRIES:
            return None if isinstance(value, dict) else []
        if isinstance(value, dict):
            return {name: self.data(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self.data(one, key) for one in value]
        if not isinstance(value, str) or key in FORMAL:
            return value
        return self.link(value) if re.match(r"https?://\S+$", value) else self.markup(value)

    def markup(self, text: str) -> str:
        """A text that may hold HTML of its own, as the answers of WordPress and the labels of maps do."""
        if not re.search(r"<[a-z][^<>]*>", text, re.IGNORECASE):
            return self.text(text)
        from lxml import html

        tree = html.fragment_fromstring(text, create_parent="div")
        self.elements(tree)
        return str(html.tostring(tree, encoding="unicode"))

    def elements(self, tree: Any) -> None:
        """Cuts an HTML tree down to its frame, in place."""
        from lxml import etree

        for element in [*tree.iter(*DROPPED, etree.Comment, etree.ProcessingInstruction)]:
            element.drop_tree()
        for element in [*tree.iter("script")]:
            try:
                element.text = json.dumps(self.data(json.loads(element.text or "")), ensure_ascii=False, indent=1)
            except ValueError:
                element.drop_tree()
        for element in tree.iter(etree.Element):
            href = element.get("href")
            for name in set(element.attrib) - KEPT_ATTRIBUTES:
                if not re.fullmatch(r"\d{1,9}", element.attrib[name]):
                    del element.attrib[name]
            if href:
                element.set("href", self.link(href))
            if element.tag != "script":
                element.text = element.text and self.text(element.text, label=element.tag in ("th", "dt"))
            element.tail = element.tail and self.text(element.tail)


def frame(document: Document, listings: Iterable[Listing]) -> bytes | None:
    """None for a PDF, a workbook and what else has no structure in words: that one is written by hand."""
    kept = Frame(document, listings)
    if document.kind == "html":
        return _html(document, kept)
    if document.kind == "json":
        try:
            return json.dumps(kept.data(json.loads(document.text)), ensure_ascii=False, indent=1).encode()
        except ValueError:
            return None
    if document.kind == "xml":
        return _xml(document, kept)
    return None


def _html(document: Document, kept: Frame) -> bytes:
    from lxml import etree, html

    tree = html.document_fromstring(document.text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    kept.elements(tree)
    head = tree.find("head")
    if head is not None:
        head.insert(0, etree.Element("meta", charset="utf-8"))
    page: bytes = etree.tostring(tree, encoding="utf-8", method="html", pretty_print=True, doctype="<!doctype html>")
    return page


def _xml(document: Document, kept: Frame) -> bytes | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        tree = etree.fromstring(document.body, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    for element in tree.iter(etree.Element):
        local = etree.QName(element).localname
        short = local in ("coordinates", "posList", "pos")
        element.text = element.text and ("0,0" if short else kept.markup(element.text))
        element.tail = element.tail and kept.text(element.tail)
    framed: bytes = etree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return framed
