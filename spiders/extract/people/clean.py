"""Personal data is cut before anything is kept: e-mails, phones, names of people with their title or function.

`clean` removes the smallest segment that carries a person and leaves the facts beside it; `personal_data`
says what a release must refuse.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lexicon.cpts_names import find_names
from lexicon.gate import Gated, gated
from lexicon.patterns import pattern
from lexicon.people import (
    CIVILITY,
    EMAIL,
    LEADS_TO_A_NAME,
    NAME_BEGINS,
    PHONE,
    first_names,
    is_a_first_name_alone,
    is_a_stranger,
    is_eponym,
    is_in_a_place,
    is_only_a_first_name,
)
from lexicon.text import LONGEST_REMEMBERED, fold, sentences
from spiders.extract.people.clause import bracket_closed, clause_of, junction
from spiders.extract.people.strangers import end_of_person, ends_with_a_stranger, stranger_span

_STREET = gated(
    r"\b\d{1,4}\s?(?:bis|ter|[a-d])?,?\s+(?:rue|avenue|boulevard|bd|place|chemin|impasse|allees?|route|quai|cours|square|"
    r"esplanade|faubourg|montee|lieu-dit)\b[^,;.\n]*(?:[,\s]+\d{5}\s+[^,;.\n]*)?"
)
# two or three capitalised words, hyphens allowed, the last may be in capitals: a person's name
_PARTICLE = r"(?:d[eu]\s+(?:l[ae]\s+)?|l[ea]\s+|(?i:v[ao]n)\s+(?:de[nr]?\s+)?)"
_PERSON = rf"[A-ZÀ-ÞŒ][\w'’.-]*(?:\s+{_PARTICLE}?[A-ZÀ-ÞŒ][\w'’-]+){{0,3}}"
_NAME = gated(_PERSON)
_CAPITAL = re.compile(r"[A-ZÀ-ÞŒ]")
_CIVILITY = gated(
    r"(?<![\w’'-])(?:(?:[Ll]es?\s+|[Ll]a\s+|[Pp]ar\s+|[Aa]vec\s+)?)"
    rf"(?:{CIVILITY}|M|docteure?s?|monsieur|madame)\.?\s+{_PARTICLE}?{_PERSON}"
)
_FULL_NAME = gated(
    rf"{NAME_BEGINS}"
    r"(?P<first>[A-ZÀ-ÞŒ][a-zà-ÿœ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?)\s+(?P<last>(?:d[eu]\s+|[Dd]['’]|[Ll]e\s+)?[A-ZÀ-ÞŒ][\w'’-]+)"
)
_PROPER_BEFORE = gated(rf"(?!{LEADS_TO_A_NAME})([A-ZÀ-ÞŒ][\w'’-]*)\s+$")
# a name before a phone or an e-mail
_REACHED = gated(_FULL_NAME.pattern + r"[\s–—:,(/-]*(?:[Tt][ée]l\w*\.?[\s:]*)?$")
_TITLED = gated(
    rf"(?<![\w’'-])(?:(?:{CIVILITY}|M)\.?\s+{_PARTICLE}?|(?:[A-ZÀ-Þ]\.\s?-?){{1,3}}\s?){_PERSON}[\s–—:,(/-]*$"
)
_NEAR = 80  # characters: the longest name and what stands between it and its phone
_LED_TO = gated(
    r"(?:(?:^|\s+)(?:par|chez|avec|[Aa]utour d[e’']|d[e’']|et|à|c/o|voir|[Aa]ppeler|[Cc]ontacter|[Jj]oindre)|\s*[/–-])$"
)  # words that led to the person who ended a sentence
_RELATIVE = gated(r"[\s,;–-]*(?:qui|que|qu['’]|dont|où|laquelle|lequel)\b")
_CPTS_NEAR = gated(r"C[PT]{2}S|[Cc]ommunauté")
_APART = gated(r"(?:[(\[,:;/]|\s[-–—])\s*$")  # what sets a person apart from the name of a CPTS
_IN_BRACKETS = gated(r"\(\s*([A-ZÀ-ÞŒ][a-zà-ÿœ]+(?:-[A-ZÀ-ÞŒ]?[a-zà-ÿœ]+)?)\s*\)")
_EMPTY_BRACKETS = gated(r"\(\s*[:;,\-–\s]*\)|\[\s*\]|«\s*»")


def clean(text: str, surnames: frozenset[str] = frozenset(), *, value: bool = False) -> str:
    """`text` without e-mails, phones, street addresses and segments that name a person. `surnames`: folded
    words known to be names of people in this document (`surnames_in`). `value`: of a field that is no name, which a
    person may open."""
    return _remembered(text, surnames, value) if len(text) < LONGEST_REMEMBERED else _cleaned(text, surnames, value)


def _cleaned(text: str, surnames: frozenset[str], value: bool) -> str:
    kept = []
    named = False
    several = "\n" in text.strip()
    for start, end in sentences(text):
        below = named and text[start - 1] == "\n"  # « CPTS du Lac », then who presides it
        named = several and (named or bool(find_names(text[start:end])))
        piece = _clean_sentence(text[start:end], surnames, value or below)
        separator = "\n" if "\n" in text[end - 1 : end + 1] else " "
        if piece:
            kept.append(piece + separator)
    cleaned = gated(r" {2,}").sub(" ", "".join(kept)).strip()
    return text if cleaned == text else cleaned  # most texts are kept as they are, and once


# a stage stands in many rows of a table, and its cell is asked for by several fields
_remembered = lru_cache(maxsize=4096)(_cleaned)


def clean_title(text: str) -> str:
    """The title of a sheet, a layer or a folder without the person it ends on: « Suivi Jeanne Untel »."""
    text = "" if is_a_first_name_alone(text) else clean(text, value=True)
    for word in gated(r"(?<=[\s_])[A-ZÀ-ÞŒ]").finditer(text):
        if clean(text[word.start() :], value=True) != text[word.start() :]:
            return text[: word.start()].rstrip(" _–—-:/")
    return text


def personal_data(text: str) -> tuple[str, ...]:
    """What may not be published: e-mail addresses, phone numbers, a civility followed by a name."""
    found = [match.group().strip() for match in EMAIL.finditer(text)]
    found += [match.group().strip() for match in PHONE.finditer(text)]
    found += [match.group().strip() for match in _CIVILITY.finditer(text) if _is_person(match.group())]
    return tuple(found)


def _clean_sentence(sentence: str, surnames: frozenset[str], value: bool) -> str:
    label = pattern("privacy", "label").search(fold(sentence))
    if label:
        # facts stand before the label; what follows it, up to a new labelled fact, is the contact
        rest = gated(
            r"[;|·\n]\s*(?=(?:population|communes?|territoire|missions?|statut|date|departement|aci|lettre d'intention"
            r"|projet de sante|\d[\d ]*(?:communes|hab\w*))\b)"
        ).search(
            fold(sentence[label.end() :]),
        )
        bracket = bracket_closed(sentence, *label.span())
        tail = sentence[label.end() + rest.end() :] if rest else sentence[bracket:] if bracket else ""
        sentence = (
            sentence[: label.start()].rstrip(" ,;:(–-|") + (" ; " if rest and label.start() else "") + tail
        ).strip()
    sentence = _cut_contacts(_cut_contacts(sentence, EMAIL), PHONE)
    folded = fold(sentence)
    for street in reversed(list(_STREET.finditer(folded))):
        sentence = sentence[: street.start()] + sentence[street.end() :]
    sentence = _cut_people(sentence, surnames, value)
    sentence = _EMPTY_BRACKETS.sub("", _IN_BRACKETS.sub(_without_first_name, sentence))
    sentence = gated(r"\s+([,.;:])").sub(r"\1", sentence) if "  " in sentence else sentence
    sentence = sentence.strip(" ,;|")
    return "" if gated(r"[\W_]*").fullmatch(sentence) else sentence


def _cut_contacts(sentence: str, contact: Gated) -> str:
    """Without the ways to reach people, nor the first and last name right before one: in a row whose cells ran
    together, « Rosny Jeanne Untel – 06 … », no sign sets the person apart."""
    for found in reversed(list(contact.finditer(sentence))):
        before, after = sentence[: found.start()], sentence[found.end() :]
        name = _REACHED.search(before, max(0, len(before) - _NEAR))
        start = ends_with_a_stranger(before.rstrip(" \t–—-:,(/"))
        if titled := _TITLED.search(before, max(0, len(before) - _NEAR)):
            before = before[: titled.start()]
        elif name and (_has_a_first_name(name) or is_a_stranger([name["last"]])):
            before = (
                before
                if _is_eponym(before, name)
                else before[: name.start() if start is None else min(name.start(), start)]
            )
        else:
            before = before if any(one.at == start for one in find_names(before)) else before[:start]
        sentence = before + after
    return sentence


def _is_eponym(before: str, name: re.Match[str]) -> bool:
    """« CPTS Simone Veil », « CPTS du Pays de Léon Blanc »: a CPTS or a place in the letters of a person.
    After another proper name, « CPTS Montreuil Jeanne Untel », it is a person."""
    for one in find_names(before):
        if one.at <= name.start() < one.end and not _PROPER_BEFORE.search(before[one.at : name.start()]):
            return True
    return _is_of_a_place(before[: name.start()], name, by_mail=True)


def _cut_people(sentence: str, surnames: frozenset[str], value: bool) -> str:
    """Cuts the clause around a civility or a function next to a person's name; the whole sentence when the
    clause cannot be told from the fact."""
    if not _CAPITAL.search(sentence):
        return sentence  # « 42 000 habitants » names nobody
    for _ in range(6):
        span = _person_span(sentence) or _full_name_span(sentence, surnames)
        span = clause_of(sentence, *span) if span else stranger_span(sentence, value)
        if span is None:
            return sentence
        start, end = span
        before, after = sentence[:start], sentence[end:]
        if not before.strip() and _RELATIVE.match(after):
            return ""  # what « qui couvre … » was said of has been cut
        sentence = (
            (_LED_TO.sub("", before.rstrip(" ,;–-")) + junction(before, after) + after.lstrip(" ,;–-"))
            .strip()
            .lstrip(" :")
        )
        sentence = _LED_TO.sub("", sentence if after.strip() else sentence.rstrip(" :"))
    return ""


def _person_span(sentence: str) -> tuple[int, int] | None:
    for match in _CIVILITY.finditer(sentence):
        if _is_person(match.group()):
            return match.span()
    folded = fold(sentence)
    functions = list(pattern("privacy", "function").finditer(folded))
    enumerated = _enumerated(sentence) if functions else []
    for function in functions:
        for name in _NAME.finditer(sentence, function.end(), min(len(sentence), function.end() + 90)):
            if any(start <= name.start() < end for start, end in enumerated):
                continue
            between = folded[function.end() : name.start()]
            beside = gated(r"\s*[,:(]?\s*").fullmatch(between)
            apposed = gated(r"[^.;:,()]{0,70}[,:(]\s*(?:et\s+)?").fullmatch(between)
            if (beside or apposed) and _two_words(name.group()):
                return function.start(), name.end()
        before = re.search(
            _PERSON + r"\s*(?:,|\(|[-–])\s*(?:(?:la|le|sa|son|notre|future?|nouve(?:au|lle)|l['’])\s*)?$",
            sentence[: function.start()],
        )
        if before and _two_words(before.group().split(",")[0].strip(" ,(-–")):
            return before.start(), function.end()
    return None


def _enumerated(sentence: str) -> list[tuple[int, int]]:
    """Spans of the names of one enumeration, « les présidents des CPTS du Grésivaudan, Bièvre Valloire et … »: none
    of them is who presides."""
    names = find_names(sentence)
    groups = [name.group for name in names]
    return [
        (name.start, name.end)
        for name in names
        if groups.count(name.group) > 1 and fold(sentence[name.at : name.end].split()[0]) not in first_names()
    ]


def _full_name_span(sentence: str, surnames: frozenset[str]) -> tuple[int, int] | None:
    """« Jeanne Untel » without a title: a usual first name or a known surname in two capitalised words. A
    word in the middle of a longer proper name (« Saint Rémy de Provence », « CPTS Simone Veil ») is none."""
    for match in _FULL_NAME.finditer(sentence):
        by_mail = fold(match.group("last").split()[-1]) in surnames
        told = by_mail or _has_a_first_name(match) or _beside_a_trade(sentence, match)
        if not told or _is_of_a_place(sentence[: match.start()], match, by_mail) or _is_of_a_cpts(sentence, match):
            continue
        return match.start(), end_of_person(sentence, match.end())
    return None


def _is_of_a_cpts(sentence: str, name: re.Match[str]) -> bool:
    """« CPTS du Pays d'Hermine Grise »: two capitalised words in the name of a CPTS, which nothing sets apart."""
    if not _CPTS_NEAR.search(sentence) or _APART.search(sentence[: name.start()]):
        return False
    return any(one.at <= name.start() < one.end for one in find_names(sentence))


def _has_a_first_name(name: re.Match[str]) -> bool:
    first = fold(name.group("first"))
    return first in first_names() or first.split("-")[0] in first_names()


def _is_of_a_place(before: str, name: re.Match[str], by_mail: bool) -> bool:
    """Whether two capitalised words belong to the name of a place, their own or what stands before them. `by_mail`: an
    address of the document tells the surname."""
    opens = gated(r"[\s'’-]").split(name.group("last"))[0]
    if is_eponym(name.group()) or is_in_a_place(name.group("first"), opens):
        return True
    proper = _PROPER_BEFORE.search(before)
    if proper is None:
        return False
    holy = ("saint", "sainte", "st", "ste", "cpts", "port", "fort", "mont", "val")
    return (proper.start() > 0 and not by_mail) or fold(proper.group(1)) in holy


def _beside_a_trade(sentence: str, name: re.Match[str]) -> bool:
    """« (Ygrec Vachequi, médecin) », « chez Ygrec Vachequi », « dirigée par Ygrec Vachequi »: a first name nobody has
    listed, and the words that only stand beside people."""
    if not _two_words(name.group()):
        return False
    after = pattern("privacy", "trade").match(fold(sentence), name.end())
    return bool(after) or bool(pattern("privacy", "beside").search(fold(sentence[: name.start()])))


def _two_words(name: str) -> bool:
    """Two capitalised words that are no organisation or place: the shape of a first and a last name."""
    tokens = name.split()
    folded = fold(name)
    if gated(
        r"\b(?:saint|sainte|notre-dame|cpts|ctps|ars|cpam|msa|urps|agence|assurance|caisse|region|departement|communaute|centre|hopital|ville|"
        r"pays|grand|haute?s?|nord|sud|est|ouest|val|vallee|monts?|ile|france|regionale?|sante|conseil|maison|association|metropole|agglo\w*|comite|mutualite|federation)\b"
    ).search(
        folded,
    ):
        return False
    return 2 <= len(tokens) <= 4


def _without_first_name(bracket: re.Match[str]) -> str:
    """« CPTS Maine (Maïwenn) »: a first name alone in brackets, that no place bears."""
    return "" if is_only_a_first_name(bracket.group(1)) else bracket.group()


def _is_person(match: str) -> bool:
    """« M. Untel » is a person; « M 13 » or a lone « M » before a place is not."""
    rest = match.split(None, 1)[1] if len(match.split(None, 1)) > 1 else ""
    return bool(gated(r"[A-ZÀ-ÞŒ][\w'’-]*[a-zà-ÿA-ZÀ-Þ]").search(rest))
