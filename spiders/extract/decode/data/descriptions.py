"""The « label : value » pairs of a description: the HTML of a pop-up, lines of text."""

from __future__ import annotations

import re

from lxml import etree, html

from lexicon.cpts_names import find_names
from lexicon.gate import gated
from lexicon.numbers import ABOUT
from lexicon.stage_marks import stage_of, tells_stage
from lexicon.text import fold, tidy
from spiders.extract.people.clean import clean
from spiders.extract.table.cell_values import has_date, looks_personal
from spiders.extract.table.header_meaning import (
    meaning_of,
    names_a_cpts,
)
from spiders.extract.table.header_phrases import header_words
from spiders.extract.table.table_headings import is_department_heading, is_stage_heading

HTML = re.compile(r"<(?:br|p|b|strong|div|span|table|ul|li|h[1-6]|a|i|em|tr|td|font)\b[^>]*>", re.I)
_ARTICLE = gated(
    r"(?:le|la|les|saint|sainte|st|ste|notre|mont|ville|grand|grande|petit|petite|vieux|bois|val|port|bourg)\b"
)


def lines_of(markup: str) -> list[str]:
    """The lines a reader sees in a piece of HTML or map markup, cells of a row joined by « : »."""
    markup = re.sub(r"\[\[([^|\]]+)\|([^\]]+)\]\]", r"\2 \1", markup)
    markup = re.sub(r"\{\{[^}]*\}\}|\*\*|__", "", markup)
    markup = markup if HTML.search(markup) else markup.replace("\n", "<br>")
    markup = re.sub(r"</t[dh]>\s*<t[dh]\b[^>]*>", " : ", markup, flags=re.I)
    markup = re.sub(r"<(?:br|/p|/div|/li|/tr|/h[1-6]|/dd|/ul|hr|p|li|div|h[1-6]|tr)\b[^>]*>", "\n", markup, flags=re.I)
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return [markup]
    for anchor in root.iter("a"):
        address = anchor.get("href") or ""
        if address.startswith(("http", "www.")) and address not in (anchor.text_content() or ""):
            anchor.tail = f" {address}{anchor.tail or ''}"
    return [line for line in tidy(root.text_content()).split("\n") if line]


def pairs_of(markup: str) -> tuple[list[tuple[str, str]], str]:
    """« label : value » pairs of a description, and its other lines. A line that names a CPTS, counts inhabitants or
    communes, or speaks of a stage gets the label it lacks. A label alone on its line takes the next lines."""
    pairs: list[tuple[str, str]] = []
    rest: list[str] = []
    waiting = ""
    for line in filter(None, map(_without_signature, lines_of(markup))):
        label, separator, value = line.partition(":")
        labelled = (
            bool(separator) and len(label) <= 60 and "//" not in line[: len(label) + 3] and header_words(label) != ()
        )
        if labelled and (meaning_of(label) or value.strip()):
            waiting = "" if value.strip() else label.strip()
            pairs += [(label.strip(), value.strip())] if value.strip() else []
        elif waiting:
            pairs = _continued(pairs, waiting, line)
        elif unmarked := unmarked_pair(line):
            pairs.append(unmarked)
        elif found := label_of(line):
            pairs.append((found, line))
        elif told := clean(line, value=True):
            rest.append(told)
    return pairs, "\n".join(rest)


def stage_told(markup: str) -> str:
    """The words by which the description of a layer, a folder or a map gives all it holds one stage. The news of one
    CPTS, or stages one after the other, give none."""
    told = [line for line in lines_of(markup) if is_stage_heading(line) and not find_names(line)]
    parts = (part for line in told for part in (line, *re.split(r"[,;:(]", line)))
    one = len({stage for part in parts if (stage := stage_of(part))}) == 1
    return clean(told[0], value=True) if one and tells_stage(fold(told[0])) else ""


def _without_signature(line: str) -> str:
    """« A. Untel : projet de santé validé »: who says it is no label."""
    label, separator, _ = line.partition(":")
    signed = separator and len(label) <= 60 and not meaning_of(label) and clean(label, value=True) != label.strip()
    return clean(line, value=True) if signed else line


def _continued(pairs: list[tuple[str, str]], label: str, line: str) -> list[tuple[str, str]]:
    if pairs and pairs[-1][0] == label:
        return [*pairs[:-1], (label, f"{pairs[-1][1]}\n{line}")]
    return [*pairs, (label, line)]


def unmarked_pair(line: str) -> tuple[str, str] | None:
    """« Statut ACI », « Habitants 84 300 », « Département Ain »: a label and its value without a colon."""
    words = line.split()
    for size in range(min(4, len(words) - 1), 0, -1):
        label, value = " ".join(words[:size]), " ".join(words[size:])
        meaning = meaning_of(label)
        if not meaning or meaning.coverage < 0.9 or len(value) > 60:
            continue
        fits = {
            "status": stage_of(value) is not None,
            "population": bool(re.match(rf"(?:{ABOUT})?\s*\d[\d .]{{3,}}", fold(value))),
            "department": is_department_heading(value),
            "website": bool(re.fullmatch(r"(?:https?://|www\.)\S+", value)),
            "milestone": has_date(value) and bool(re.match(r"(?:le |en )?\d|[a-zéû]+ 20\d\d$", value)),
        }
        if fits.get(meaning.field):
            return label, value
    return None


def label_of(line: str) -> str:
    """The field of a line that carries no label."""
    folded = fold(line)
    if names_a_cpts(line, about=False) and len(line) < 100:
        return "nom cpts"
    if re.search(r"\d{3} *hab|\d{4,} *hab|\d{3} +habitants", folded) and len(line) < 120:
        return "population"
    if re.match(r"\d+ communes?\b", folded):
        return "communes"
    if re.search(r"\d", line) and is_department_heading(line):
        return "département"  # « 29 - Finistère »; « Paris » may be a commune
    if stage_of(line) and len(line) < 120:
        return "date de signature" if has_date(line) and "sign" in folded else "statut"
    if re.match(r"https?://\S+$|www\.\S+$", line):
        return "site"
    return "communes" if _lists_communes(line) else ""


def _lists_communes(line: str) -> bool:
    """Three place names or more and nothing else: no figure, no mission, no « Prénom Nom »."""
    parts = [part.strip() for part in re.split(r"[,;]|\bet\b|\s[-–•/]\s", line) if part.strip()]
    if len(parts) < 3:
        return False
    for part in parts:
        words = part.split()
        meaning = meaning_of(part)
        person = len(words) in (2, 3) and all(word[:1].isupper() for word in words) and not _ARTICLE.match(fold(part))
        if not part[0].isupper() or len(words) > 5 or person or looks_personal(part):
            return False
        if meaning and meaning.coverage > 0.9:
            return False
    return True
