"""The « label : value » pairs of a description: the HTML of a pop-up, lines of text."""

from __future__ import annotations

import re

from lxml import etree, html

from lexicon.cpts_names import find_names
from lexicon.departement_headings import is_department_heading
from lexicon.gate import gated
from lexicon.numbers import ABOUT
from lexicon.stage_marks import stage_of, tells_stage
from lexicon.text import fold, sentences, tidy
from spiders.extract.people.clean import clean
from spiders.extract.table.cell_values import has_date, looks_personal
from spiders.extract.table.header_meaning import (
    meaning_of,
    names_a_cpts,
)
from spiders.extract.table.header_phrases import header_words
from spiders.extract.table.table_headings import is_stage_heading

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
    """« label : value » pairs of a description, and its other lines. A sentence that names a CPTS, counts inhabitants
    or communes, or speaks of a stage gets the labels it lacks. A label alone on its line takes the next lines."""
    pairs: list[tuple[str, str]] = []
    rest: list[str] = []
    waiting = ""
    for line in filter(None, map(_without_signature, lines_of(markup))):
        label, value = _labelled(line)
        if label and (meaning_of(label) or value):
            waiting = "" if value else label
            pairs += [(label, value)] if value else []
        elif waiting:
            pairs = _continued(pairs, waiting, line)
        elif told := [pair for part in _sentences(line) for pair in _pairs_told(part)]:
            pairs += told
        elif kept := clean(line, value=True):
            rest.append(kept)
    return pairs, "\n".join(rest)


def _labelled(line: str) -> tuple[str, str]:
    """The label of a line and its value; words that name a CPTS or count its inhabitants are no label."""
    label, separator, value = line.partition(":")
    labels = bool(separator) and len(label) <= 60 and "//" not in line[: len(label) + 3] and header_words(label) != ()
    tells = labels and (find_names(label) or _INHABITANTS.search(fold(label)))
    return (label.strip(), value.strip()) if labels and not tells else ("", "")


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


def _sentences(line: str) -> list[str]:
    return [line[start:end].strip() for start, end in sentences(line)]


def _pairs_told(sentence: str) -> list[tuple[str, str]]:
    """Its fields. Beside others, the name is its own words alone; what is told of several CPTS is of no record."""
    if unmarked := unmarked_pair(sentence):
        return [unmarked]
    labels = labels_of(sentence)
    if labels == ["nom cpts"]:
        return [("nom cpts", sentence)]
    named = find_names(sentence)
    names = [("nom cpts", one.name) for one in named if labels]
    return [*names, *((label, sentence) for label in labels if label != "nom cpts")] if len(named) < 2 else []


def is_a_name(text: str) -> bool:
    """Whether a text names a CPTS and says nothing else of it."""
    return all(labels_of(part) == ["nom cpts"] for part in _sentences(text))


_INHABITANTS = re.compile(r"\d{3} *hab|\d{4,} *hab|\d{3} +habitants")
_COMMUNES = re.compile(r"\b\d+ communes?\b")


def labels_of(line: str) -> list[str]:
    """The fields of a sentence or line that carries no label: « La CPTS couvre 45 000 habitants et 12 communes »
    speaks of two."""
    folded = fold(line)
    name = ["nom cpts"] if len(line) < 100 and names_a_cpts(line, about=False) else []
    told = ["population"] if len(line) < 120 and _INHABITANTS.search(folded) else []
    if _COMMUNES.match(folded) or ((name or told) and _COMMUNES.search(folded)):
        told.append("communes")
    if not told and (stage := _stage_label(line, folded)):
        told = [stage]
    return name + told or _label_of_a_list(line)


def _stage_label(line: str, folded: str) -> str:
    if len(line) >= 120 or is_department_heading(line) or not stage_of(line):
        return ""
    return "date de signature" if has_date(line) and "sign" in folded else "statut"


def _label_of_a_list(line: str) -> list[str]:
    if re.search(r"\d", line) and is_department_heading(line):
        return ["département"]  # « 29 - Finistère »; « Paris » may be a commune
    if re.match(r"https?://\S+$|www\.\S+$", line):
        return ["site"]
    return ["communes"] if _lists_communes(line) else []


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
