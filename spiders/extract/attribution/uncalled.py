"""Another CPTS than those a text names, told without the word « CPTS »: « celle du Sancerrois (18) », « la première,
baptisée « Berry Sud » », one that has no name yet, « sa voisine du Mans », the one that will take its place. What is
said of it is of nobody, and all but the last are told to whoever reads the work list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexicon.cpts_enumerations import QUOTED
from lexicon.cpts_names import find_names, name_key, triggers
from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold, sentences
from spiders.extract.attribution.anaphora import continues
from spiders.extract.attribution.another import NO_NAME, RANKS, without_neighbours

_LEAD = r"(?:^\W*|[,:;]\s(?:et )?|\s(?:et|puis|mais|tandis que|alors que)\s|\bc'(?:est|etait) )"
_THAT_OF = r"celles? (?:du |des |de la |de l'|de |d')"
_SISTER = r"(?:sa|son|leur|notre) (?:\w+ )?(?:voisine|homologue|jumelle|cousine|ainee|cadette|(?:con)?s(?:œ|oe)ur)\b"
_HOLDS = r"(?:en )?(?:compt|couvr|reuni|regroup|rassembl)\w+"
_THOSE = gated(rf"{_LEAD}(?P<words>{_THAT_OF})")
_SISTER_TELLS = gated(
    rf"{_LEAD}(?P<words>{_SISTER}[^,.;:]{{0,40}}?(?:, elle,)? (?:{_HOLDS}|a|avait|est|etait|vient|sign\w+)\b)"
)
# « Contrairement à sa voisine, qui couvre … et a signé …, elle débute »: the clause is of the other
_COMPARED = gated(
    r",?\s*\b(?:comme|contrairement a|a l'(?:instar|image|inverse|oppose|exemple) de|a la difference de"
    rf"|sur le modele de|inspiree? (?:de|par)) (?P<other>(?:{_SISTER}|{_THAT_OF})[^,.;:]{{0,50}}?),? "
    r"(?P<told>(?:qui|dont|laquelle|ou)\b.*?)"
    r"(?=, (?:elle|celle-ci|cette|notre|nous|on|son|sa|les?|la|l'|a|est|vient|couvre|compte)(?:\b| )|\W*$)"
)
_ELSEWHERE = gated(
    r"(?:^|[.!?]\s)\W*(?:(?:un peu |bien |encore )?plus (?:au (?:nord|sud)|a l'(?:est|ouest)|loin|bas|haut|tot|tard)"
    r"|(?:en|des|depuis) \d{4}|(?:dans le|au) (?:nord|sud)"
    r"|a l'(?:est|ouest|inverse|oppose)|a cote|non loin(?: de la)?|ailleurs"
    r"|de (?:son|l'autre) cote|pendant ce temps|en revanche),?\s(?:c'(?:est|etait) )?$"
)
_PLACED = gated(r"[^,.;:()]{2,40}\(\s*(?:\d{2,3}|2[ab])\s*\)")
_CALLS = r"(?:baptisee|nommee|denommee|appelee|intitulee|dite)\s*:?\s*(?:la (?:cpts )?)?"
_CALLED = gated(
    rf"{_LEAD}(?P<words>(?:(?:la|une) (?:{'|'.join(RANKS)}|seconde|autre|derniere|nouvelle)|l'(?:une|autre))"
    rf"(?: (?:cpts|ctps|communaute(?! de| urb| d')|structure)\b[^.;:,«]{{0,50}})?"
    rf"(?:,? (?:(?:a ete|est|qui est|sera) )?{_CALLS}|, ))(?=[«\"“])"
)
# « Une deuxième CPTS est née à Sancerre : elle compte … et s'appelle « Terres de Loire » »
_CALLED_LAST = gated(
    rf"{_LEAD}(?P<words>une (?:{'|'.join(RANKS)}|seconde|autre|nouvelle) (?:cpts|ctps|communaute(?! de| urb| d'))\b"
    r"[^.;«]{0,150}?\b(?:s'appelle|se nomme|a pour nom|(?:porte|prend) le nom(?: de)?)\s*:?\s*(?:la (?:cpts )?)?)"
    r"(?=[«\"“])"
)
# « Baptisée « Loire et Canal », la nouvelle CPTS du Cher couvre … »
_CALLED_FIRST = gated(rf"\W*{_CALLS}(?=[«\"“])")
_THE_CPTS = gated(r"\s*,\s*(?:la|notre|leur) (?:\w+ ){0,2}(?:cpts|ctps|communaute professionnelle)\b")
_NEXT_ONE = gated(
    r"^\W*(?:sa|notre|leur) (?:\w+ )?voisine\b|^\W*(?:la|une) (?:nouvelle |future )?(?:cpts|ctps|communaute|structure"
    r"|association|entite) qui (?:(?:lui|nous|leur) succed|(?:la|nous) remplac|prend\w* (?:sa|notre|la) )\w*"
)
_UNNAMED = gated(rf"\b{NO_NAME}[^.;]*")
_STILL_UNNAMED = gated(
    r"(?:^\W*|[;,] |\bet )(?:(?:elle|celle-ci) n'a pas (?:encore |toujours )?de nom\b(?! de)"
    r"|son nom (?:n'est pas (?:encore )?\w+|reste a \w+"
    r"|(?:sera|doit|devra\w*|va) (?:etre )?(?:choisi|vote|decide|trouve|defini)\w*)"
    rf"|une (?:{'|'.join(RANKS)}|autre|nouvelle) n'a pas (?:encore |toujours )?"
    r"(?:de nom\b(?! de)|ete (?:baptise|nomme|denomme)e))"
)
# what « celle » or « la première » may stand for beside the CPTS
_OTHER_NOUN = gated(
    r"\b(?:actions?|missions?|maisons?|antennes?|operations?|campagnes?|journees?|reunions?|initiatives?|equipes?)\b"
)
_FEMININE = gated(r"(?<!\bdans )(?<!\bde )\b(?:une|la|sa|cette)\s+(?!cpts|communaute|premiere|seconde|\w+ieme\b)[a-z]+")
_OF_THE_CPTS = gated(r"\b(?:de|du|des|a|par|pour|avec|entre)\s+(?:la|cette)\s+$")
_NEAR = 300  # characters before the words that stand for a CPTS


def own_sentences(text: str) -> Iterator[str]:
    """The sentences of a text without what they say of a CPTS told without the word, nor those that go on with it."""
    other, text = False, _without_compared(text)
    for start, end in sentences(text):
        if other and continues(fold(text[start:end])):
            continue
        at = min((found for found, _ in _others(text, start, end)), default=end)
        lead = fold(text[start:at])
        opens = not lead.strip(" ,:;") or bool(_ELSEWHERE.match(lead)) or bool(_NEXT_ONE.match(fold(text[start:end])))
        other = opens or _without_name(text, start, end) != ""
        if opens:
            at = start
        for kept in _around(text[start:end], at - start):
            yield without_neighbours(kept)


def told_uncalled(text: str) -> Iterator[str]:
    """What a text says of CPTS that it gives no name the readers take."""
    for start, end in sentences(text):
        if compared := _compared(text[start:end]):
            yield text[start + compared.start("other") : start + compared.end()]
        others = sorted(_others(text, start, end))
        for at, stop in others:
            yield text[at : next((after for after, _ in others if at < after < stop), stop)].strip(" ,")
        if words := _called_first(text[start:end]) or _without_name(text, start, end):
            yield words


def _compared(sentence: str) -> re.Match[str] | None:
    """What a sentence tells of a CPTS without a name that it compares with its own."""
    found = _COMPARED.search(fold(sentence))
    if not found or any(one.start < found.end("other") and found.start() < one.end for one in find_names(sentence)):
        return None
    told = found["told"]
    return found if speaks_of_stage(told) or re.search(_HOLDS, told) else None


def _without_compared(text: str) -> str:
    for start, end in reversed(sentences(text)):
        if compared := _compared(text[start:end]):
            text = text[: start + compared.start()] + text[start + compared.end() :]
    return text


def _around(sentence: str, at: int) -> Iterator[str]:
    """What stands before another CPTS, and from the next one that is named."""
    after = next((one.start for one in find_names(sentence) if one.start >= at), len(sentence))
    yield from (part for part in (sentence[:at], sentence[after:]) if part.strip(" ,:;"))


def _others(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a sentence speaks of a CPTS as « celle de … », « l'autre, baptisée … », to the end of the words."""
    sentence = text[start:end]
    folded = fold(sentence)
    for rule in (_THOSE, _CALLED, _SISTER_TELLS, _CALLED_LAST):
        for found in rule.finditer(folded):
            at, name = found.start("words"), found.end()
            if any(one.start <= name < one.end for one in find_names(sentence)):
                continue
            before = fold(text[max(0, start - _NEAR) : start]) + folded[:at]
            if rule is _THOSE:
                known = _is_that_of(sentence, name, before)
            elif rule is _SISTER_TELLS:
                known = (said := _since_the_cpts(before)) is not None and not _speaks_of_other(said)
            else:
                known = _is_the_other(sentence, name, before + found["words"])
            if known and rule is _CALLED_LAST:  # « une nouvelle CPTS » may be that of the text
                known = bool(find_names(text[:start]))
            if known:
                stop = re.compile(r"[;:]\s|[.!?]?$").search(sentence, name)
                yield start + at, start + (stop.start() if stop else len(sentence))


def _is_the_other(sentence: str, name: int, before: str) -> bool:
    quoted = QUOTED.match(sentence, name)
    if quoted is None or not quoted["name"][:1].isupper():
        return False
    said = _since_the_cpts(before)
    return said is not None and not _speaks_of_other(said)


def _called_first(sentence: str) -> str:
    """The sentence when it gives a CPTS, before the word, another name than the one behind it."""
    found = _CALLED_FIRST.match(folded := fold(sentence))
    quoted = QUOTED.match(sentence, found.end()) if found else None
    if quoted is None or not _THE_CPTS.match(folded, quoted.end()):
        return ""
    called = name_key("CPTS " + quoted["name"])
    return "" if called in {name_key(one.name) for one in find_names(sentence)} else sentence.strip()


def _is_that_of(sentence: str, name: int, before: str) -> bool:
    """Whether « celle » stands for a CPTS: none of another thing stands between."""
    placed = _PLACED.match(folded := fold(sentence), name)
    if not placed and not sentence[name : name + 1].isupper():
        return False
    tells = speaks_of_stage(folded[name:]) or bool(re.search(rf"\b{_HOLDS}", folded[name:]))
    said = _since_the_cpts(before)
    if _ELSEWHERE.search(before):
        return tells
    if said is None:  # « Celle de la Margeride-Est (48) est en cours de projet » opens a paragraph
        return not before.strip() and placed is not None and speaks_of_stage(folded)
    if placed and not _speaks_of_other(said):
        return True
    return not _speaks_of_other(said) and not _FEMININE.search(said) and tells


def _since_the_cpts(before: str) -> str | None:
    """What is said after the last « CPTS »; `None` without one, or where it is what another noun is of."""
    near = before[-_NEAR:]
    found = [one.span() for one in triggers(near)] or [
        one.span() for one in re.finditer(r"\bcommunautes\b(?! de)", near)
    ]
    return None if not found or _OF_THE_CPTS.search(near[: found[-1][0]]) else near[found[-1][1] :]


def _speaks_of_other(said: str) -> bool:
    return bool(_OTHER_NOUN.search(said) or pattern("passages", "other_structure").search(said))


def _without_name(text: str, start: int, end: int) -> str:
    """What a sentence says of a CPTS that has no name yet, empty when it speaks of none."""
    folded = fold(text[start:end])
    if found := _UNNAMED.search(folded):
        return text[start + found.start() : start + found.end()].strip()
    still = _STILL_UNNAMED.search(folded)
    before = text[max(0, start - _NEAR) : start + still.start()] if still else ""
    said = _since_the_cpts(fold(before))
    return (
        ""
        if said is None or _speaks_of_other(said) or find_names(before)
        else text[max(0, start - _NEAR) : end].strip()
    )
