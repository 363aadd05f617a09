"""Labels and values that only the layout of a page sets apart: « Habitants » « 84 300 » in two elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from lexicon.cpts_names import find_names
from lexicon.date_words import DATE, only_date
from lexicon.departement_words import departement_of
from lexicon.gate import gated
from lexicon.numbers import ABOUT
from lexicon.patterns import pattern
from lexicon.stage_marks import tells_stage
from lexicon.text import fold, tidy
from spiders.extract.decode.html.content_root import text_of
from spiders.extract.decode.html.tabs import LOWEST_HEADING
from spiders.extract.model.content import Block
from spiders.extract.table.legends import terms_of

_LABEL = gated(r"[A-ZÀ-Þ][^:.;,]{2,40}\s?:")
_BESIDE = gated(r"\s+[–—|·•]\s+|\s+-\s+")
COUNT = gated(rf"(?:{ABOUT} ?)?[\d .]{{1,9}} ?(?:habitants?|hab\.?|communes?)")
_GLUED = re.compile(r"[a-zà-ÿœ]\0(?:(?!CPTS)[A-ZÀ-ÞŒ]|\d\d).*", re.DOTALL)
_INLINE = ("span", "strong", "b", "em", "i", "label", "small", "u")


def separate_labels(root: etree._Element) -> None:
    """Writes into the tree what the layout shows: « : » between a label and the value beside it, a line break
    before a bold label that follows other words."""
    for element in root.iter(*_INLINE):
        label = tidy(text_of(element))
        if len(label) > 60 or "\n" in label:
            continue
        if _stands_before_its_value(element, label):
            if not tidy(text_of(element.getnext())).startswith(":"):
                element.tail = " : "
        elif element.tag in ("strong", "b") and _LABEL.fullmatch(label) and not _starts(element):
            _break_before(element)


def _stands_before_its_value(element: etree._Element, label: str) -> bool:
    following = element.getnext()
    if following is None or following.tag not in _INLINE or (element.tail or "").strip():
        return False
    return is_label(label) and not label.endswith(":") and _starts(element)


def separate_glued(root: etree._Element) -> None:
    """A line break where an element stands against other words: « Giennois » and « Corentin » with no blank between,
    as a page without blanks writes what its style sheet sets apart."""
    for element in root.iter(*_INLINE, "a"):
        before, parent, own = element.getprevious(), element.getparent(), text_of(element)
        above = (parent.text if parent is not None else "") if before is None else before.tail or text_of(before)
        if _touch(above or "", own):
            _break_before(element)
        if _touch(own, element.tail or ""):
            after = etree.Element("br")
            after.tail, element.tail = element.tail, None
            element.addnext(after)


def _touch(left: str, right: str) -> bool:
    return bool(_GLUED.fullmatch(f"{left[-1:]}\0{right[:4]}")) and not is_label(tidy(left))


def _break_before(element: etree._Element) -> None:
    """A line break at the beginning of an element, where none stands before it."""
    previous = element.getprevious()
    if previous is None or previous.tag != "br":
        etree.SubElement(element, "br")
        element.insert(0, element[-1])
        element[0].tail, element.text = element.text, None


def is_label(text: str) -> bool:
    """True when the text is nothing but the name of a field: « Département », « Population couverte »."""
    return bool(pattern("html", "field_labels").fullmatch(fold(text).strip(" :")))


def values_of_field(element: etree._Element) -> str:
    """The values of a field written one element each, beside its label: « Communes », then « Béziers », « Vendres »."""
    children = [child for child in element if isinstance(child.tag, str)]
    label = element.getprevious()
    if len(children) < 2 or label is None or not isinstance(label.tag, str) or not is_label(tidy(text_of(label))):
        return ""
    texts = [tidy(text_of(child)) for child in children]
    alike = all(child.tag == children[0].tag and child.get("class") == children[0].get("class") for child in children)
    return ", ".join(texts) if alike and all(0 < len(text) <= 60 and "\n" not in text for text in texts) else ""


def told_by_layout(found: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with what their layout says written out."""
    labelled = tuple(_names_of_sheets(tuple(_labels_with_values(found))))
    return _explained(tuple(_facts_apart(labelled)))


def _labels_with_values(found: Sequence[Block]) -> Iterator[Block]:
    """A paragraph that is only a label, a date or « Prochaine étape », and the paragraph below it, are one."""
    several = sum(_is_date(block) for block in found) > 1  # one alone under the title is that of the page
    waiting = iter([*found, None])
    block, before = next(waiting), None
    while block is not None:
        following = next(waiting)
        if following is not None and block.kind == following.kind == "paragraph" and len(following.text) <= 300:
            of_page = not several and (before is None or before.level == 1)
            dated = _is_date(block) and not of_page and not _DAY.search(fold(following.text))
            ahead = pattern("passages", "ahead").fullmatch(fold(block.text).strip(" :"))
            named = is_label(block.text) and not is_label(following.text) and not find_names(following.text)
            if dated or ahead or named:
                text = f"{block.text.rstrip(' :')} : {following.text}"
                block = replace(following, text=text, locator=block.locator, links=block.links + following.links)
                continue
        yield block
        block, before = following, block


def _names_of_sheets(found: Sequence[Block]) -> Iterator[Block]:
    """« Nom : Sud Yonne » over « Avancement : ACI signé », as bullets, lines or terms: the name is the heading of the
    fields under it."""
    for at, block in enumerate(found):
        if block.kind == "heading" or ":" not in block.text[:30]:
            yield block
            continue
        first, *lines = block.text.split("\n")
        named = _NAME.fullmatch(fold(first))
        below = lines or [one.text for one in found[at + 1 : at + 3] if one.kind == block.kind]
        if named and any(is_label(line.partition(":")[0]) for line in below):
            yield Block("heading", first[named.start("name") :], block.locator, LOWEST_HEADING, block.links)
            first = ""
        if text := "\n".join([first, *lines]).strip():
            yield replace(block, text=text)


_NAME = gated(r"(?:nom(?: de la (?:cpts|communaute))?|cpts|communaute|denomination|intitule)\s?:\s*(?P<name>\S.{1,80})")
_DAY = gated(r"\b(?:1er|\d{1,2}) [a-z]{3,9}\.? (?:19|20)\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d{2}\b")


def _is_date(block: Block) -> bool:
    """True for a paragraph that is a date and nothing else, as a time line writes them."""
    folded = fold(block.text).strip(" :")
    return block.kind == "paragraph" and bool(DATE.fullmatch(folded) or re.fullmatch(r"(?:19|20)\d{2}", folded))


def _facts_apart(found: Sequence[Block]) -> Iterator[Block]:
    """« Nièvre – 27 000 habitants – 4 mai 2022 »: a line of facts set side by side is one line each."""
    for block in found:
        parts = _BESIDE.split(block.text) if block.kind == "paragraph" else []
        if len(parts) > 1 and all(map(_is_fact, parts)):
            yield from (replace(block, text=part) for part in parts)
        else:
            yield block


def _is_fact(text: str) -> bool:
    folded = fold(text).strip(" .")
    if re.fullmatch(r"(?:19|20)\d{2}", folded):  # « 2025 – En mai, signature de l'ACI »: a line of a time line
        return False
    if departement_of(text) or only_date(folded) or COUNT.fullmatch(folded):
        return True
    return len(text) <= 60 and tells_stage(folded) and not find_names(text)


def _explained(found: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks whose label is a word the page explains say what it explains: « Signature » désigne la signature de
    l'ACI, then « Signature : 5 mars 2022 »."""
    terms = {fold(term): meaning for block in found for term, meaning in terms_of(block.text).items()}
    if not terms:
        return tuple(found)
    labels = gated(rf"(?:{'|'.join(map(re.escape, terms))})(?=\s*:)")
    return tuple(
        replace(block, text=terms[label.group()] + block.text[label.end() :])
        if (label := labels.match(fold(block.text)))
        else block
        for block in found
    )


def _starts(element: etree._Element) -> bool:
    """True when nothing stands before the element in its parent."""
    parent, previous = element.getparent(), element.getprevious()
    return not (previous is not None or (parent is not None and (parent.text or "").strip()))
