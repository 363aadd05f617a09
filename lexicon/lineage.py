"""Where a CPTS comes from and what became of it, as a sentence tells it: renamed, merged, split, replaced.

A relation is between names: which CPTS they are is decided in `pipelines.steps`. What is announced or denied is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lexicon.cpts_names import find_names, name_key
from lexicon.gate import gated
from lexicon.name_end import end_of_name
from lexicon.patterns import entries
from lexicon.text import fold, sentences

SIGN = "§"  # stands for each name in the folded sentence that the patterns read
# a cheap look before the patterns: no other sentence can match one
_HINT = gated(
    r"fusion|regroup|rapproch|reuni|\bunion|uniss|absorb|elargis|integre|\bfond|scind|scission|divis|separ|parti|partag"
    r"|dedoubl|remplac|succed|place a|au profit|suite|relais|s'appelle|nomme|denomm|rebaptis|porte|prend|pris|change"
    r"|devien|devenu|ancien|auparavant|rejoint|naissance|\bunies?\b|eclate|repris|repren|\bnom\b|identite"
    r"|preced|autrefois|jusqu|\bex\b|plus qu'une"
)
_QUOTED = gated(r"[«“\"]\s*([^«»“”\"§]{2,60}?)\s*[»”\"]")
# words that a name follows although « CPTS » is not written: « s'appelle désormais Santé Giennois », « ex Val »
_CALLED = gated(
    r"\b(?:s'appel(?:le|ait)|se (?:de)?nomm(?:e|ait)|(?:prend|a pris|porte|portait) (?:\w+ ){0,2}le nom d(?:e\b|')"
    r"|(?:rebaptis|renomm|denomm|appel|nomm)ees?\b|anciennement|auparavant|precedemment|autrefois|ex\b)"
    r"(?: (?:desormais|maintenant|dorenavant|auparavant|appelee?|nommee?|denommee?))*[ :-]{0,3}(?:la |les |le |l')?"
)
# a sentence that opens so speaks of the CPTS of the page, or of the sentence before
OF_ITSELF = gated(r"\W*(?:elle|celle-ci|notre (?:cpts|communaute)|la cpts)\s+(?=[a-z'])")
# without a subject, words speak of the CPTS of the page when they begin with what became of it: « fusionnée avec … »
_UNTOLD = gated(
    r"\W*(?:(?:depuis|en|au|le) [^,§]{1,30}, ?)?"
    r"(?:(?:a|est|sont|ont|qui|s'est|se|ete|nee?|creee?|issue?|resultat)\s+){0,3}(?:de\s+|d'|la\s+)*"
)
_CLAUSE = gated(r"[;!?]|\.\s")
# « celle du Penthièvre », after another CPTS
_THAT_OF = gated(r"\bcelles? (?=(?:de |du |des |d')\w)")
# a name that another word governs is not what the sentence tells of: « le secrétariat de la §  a fusionné »
_GOVERNED = gated(
    r"(?<!territoire )(?<!perimetre )\b(?:de|du|des|d'|par|avec|pour|chez|a|au|aux|dans|sur|entre|sans|contre|sous)"
    r" ?(?:la |les |le |l')?$"
)
# who speaks: « l'agence annonce que la § … » tells it as done, « demande que », « on a cru que » do not
_REPORTED = gated(r"\b(?:que |qu')(?:la |les |l'|notre )?$")
_TOLD_AS_DONE = gated(
    r"\b(?:annonc|inform|confirm|indiqu|rappel|signal|sav|precis|appren|appris|constat|not|depuis|alors|maintenant|lors|tandis"
    r"|parce|puis)\w*[^.;!?]{0,20}$"
)


@dataclass(frozen=True, slots=True)
class LineageReading:
    """`nature`: `renommage`, `fusion`, `scission` or `remplacement`; `former` gave way to `heirs`, names as written
    (what is split may be among its own heirs: it keeps its name and lives on); `excerpt`: the sentence that says so."""

    nature: str
    former: tuple[str, ...]
    heirs: tuple[str, ...]
    rule: str
    excerpt: str


def read_lineage(text: str, own: str = "") -> tuple[LineageReading, ...]:
    """What each sentence of a text tells. `own`: the CPTS that a text without its name speaks of (« fusionnée avec la
    CPTS du Val »)."""
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], LineageReading] = {}
    for start, end in sentences(text):
        for reading in _read(text[start:end].strip(), own):
            found.setdefault((reading.nature, reading.former, reading.heirs), reading)
    return tuple(found.values())


Span = tuple[str, int, int]  # a name, and where it stands


def _read(sentence: str, own: str) -> Iterator[LineageReading]:
    folded = fold(sentence)
    if not _HINT.search(folded):
        return
    spans = [*_spans(sentence)]
    spans = sorted([*spans, *_those_of(sentence, folded, spans)], key=lambda one: one[1])
    told = _matched(sentence, folded, spans) if len(spans) > 1 else None
    told = told or _with_bare(sentence, folded, spans) or _of_its_own(sentence, folded, spans, own)
    if told:
        yield told


def _spans(text: str, shift: int = 0) -> list[Span]:
    return [(one.name, one.start + shift, one.end + shift) for one in find_names(text)]


def _those_of(sentence: str, folded: str, spans: Sequence[Span]) -> Iterator[Span]:
    """« celle du Penthièvre »: a CPTS, where one is named before."""
    for called in _THAT_OF.finditer(folded):
        end = end_of_name(sentence, folded, called.end(), commas=False)
        if end and any(stop <= called.start() for _, _, stop in spans):
            yield f"CPTS {sentence[called.end() : end]}", called.start(), end


def _with_bare(sentence: str, folded: str, spans: Sequence[Span]) -> LineageReading | None:
    """« La CPTS du Val change de nom et devient "Val Santé" »: a name without « CPTS », in quotes or after the words
    that give one."""
    apart = [one for one in _bare(sentence, folded) if all(one[2] <= start or end <= one[1] for _, start, end in spans)]
    if not spans or not apart:
        return None
    told = _matched(sentence, folded, sorted((*spans, *apart), key=lambda one: one[1]))
    return told if told and told.nature == "renommage" else None


def _bare(sentence: str, folded: str) -> Iterator[Span]:
    quoted = [(f"CPTS {one[1]}", one.start(), one.end()) for one in _QUOTED.finditer(sentence)]
    yield from quoted
    for called in _CALLED.finditer(folded):
        start = called.end()
        end = (
            end_of_name(sentence, folded, start, commas=False, listed=True) if sentence[start:][:1].isupper() else None
        )
        if end and all(stop <= start or end <= begin for _, begin, stop in quoted):
            yield f"CPTS {sentence[start:end]}", start, end


def _of_its_own(sentence: str, folded: str, spans: Sequence[Span], own: str) -> LineageReading | None:
    """« fusionnée avec la CPTS du Val », said of `own`, which the words do not name."""
    pronoun = OF_ITSELF.match(folded)
    if not own or not (pronoun or _HINT.match(folded, _begin(folded))):
        return None
    rest = sentence[pronoun.end() if pronoun else 0 :]
    others = [*_spans(rest, shift=2)]
    if name_key(own) in {name_key(name) for name, _, _ in spans}:
        return None
    said, plain = f"{SIGN} {rest}", f"{SIGN} {fold(rest)}"
    told = _matched(said, plain, [(own, 0, 1), *others]) if others else None
    told = told or _with_bare(said, plain, [(own, 0, 1), *others])
    return replace(told, excerpt=sentence) if told else None


def _begin(folded: str) -> int:
    untold = _UNTOLD.match(folded)
    return untold.end() if untold else 0


def _matched(sentence: str, folded: str, spans: Sequence[Span]) -> LineageReading | None:
    """The first relation that the patterns find, in the order of their file."""
    signed, cursor = "", 0
    for _, start, end in spans:
        signed += folded[cursor:start] + SIGN
        cursor = end
    signed += folded[cursor:]
    for entry in entries("lineage", "filiation"):
        match = entry.pattern.search(signed)
        if match is None or _not_done(signed, *match.span()) or _is_told_of_another(signed, match):
            continue
        groups = match.groupdict()
        former = [*_names(signed, match, "anciennes", spans)]
        former += _names(signed, match, "autres", spans) if groups.get("autres") else []
        heirs = [*_names(signed, match, "nouvelles", spans)]
        keys = {name_key(one) for one in heirs}
        if entry.value != "scission":  # the one that is split may be among those it becomes
            former = [one for one in former if name_key(one) not in keys]
        if former and heirs:
            nature = _nature(entry.value, former, heirs)
            return LineageReading(nature, tuple(former), tuple(heirs), entry.name, sentence)
    return None


def _nature(told: str, former: Sequence[str], heirs: Sequence[str]) -> str:
    """« Les CPTS A et B deviennent la CPTS C » is a merger, « A devient B et C » a split."""
    if told == "renommage" and len(former) > 1:
        return "fusion"
    return "scission" if told == "renommage" and len(heirs) > 1 else told


def _not_done(signed: str, start: int, end: int) -> bool:
    """Whether the clause of the match says that it is to come, or that it is not so."""
    ends = [one.end() for one in _CLAUSE.finditer(signed, 0, start)]
    after = _CLAUSE.search(signed, end)
    clause = signed[ends[-1] if ends else 0 : after.start() if after else len(signed)]
    if after and after[0] == "?":
        return True
    return any(entry.pattern.search(clause) for entry in entries("lineage", "non_fait"))


def _is_told_of_another(signed: str, match: re.Match[str]) -> bool:
    """Whether the name that the match begins with is not what its sentence tells of, or is so by hearsay alone."""
    before = signed[: match.start()]
    if match[0][0] != SIGN:
        return False
    apposed = signed[match.start() + 1 :].lstrip()[:1] in ("(", ",") or signed.startswith(" qui ", match.start() + 1)
    if _GOVERNED.search(before) and not apposed:
        return True
    said = _REPORTED.search(before)
    return bool(said and not _TOLD_AS_DONE.search(before[: said.start()]))


def _names(signed: str, match: re.Match[str], group: str, spans: Sequence[Span]) -> Iterator[str]:
    first = signed.count(SIGN, 0, match.start(group))
    for number in range(first, first + match[group].count(SIGN)):
        yield spans[number][0]
