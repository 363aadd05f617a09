"""Sentences that name no CPTS and speak of another one than the page: the first of the département on the page of the
second, « une autre CPTS », the one that takes the place of a CPTS that ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lexicon.cpts_names import Mention
from lexicon.gate import gated
from lexicon.patterns import expanded, pattern, vocabulary
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold

_RANKS: list[str] = vocabulary("uncalled")["ranks"]
_RANK = rf"(?P<rank>{'|'.join(_RANKS)}|seconde|\d{{1,2}} ?(?:e|re|ere|nde|eme))"
_KIND = (
    r"(?:(?:et unique |nouvelle )?(?:cpts|ctps|communaute|structure)\b"
    r"|(?:du|de la|de l'|des|dans le|en) ?(?:departement|region)\b)"
)
# « la deuxième CPTS », « la troisième du département », « une première, « Trièves Nord », avait vu le jour »
_RANKED = gated(
    rf"\b(?:une?|la|sa|cette|elle)\s+(?:toute )?{_RANK}(?=\s+{_KIND}|\s+(?:a|avait|est|etait|regroupe|couvre)\b|\s*,)"
)
_IDIOM = gated(r"\bc'(?:est|etait) une (?:grande |vraie )?premiere\b(?! (?:cpts|communaute))|\bpremiere fois\b")
# « une autre CPTS », « la CPTS voisine », and what gathers several: « une inter-CPTS facilite … »
_OTHER = gated(
    r"\b(?:une|l')\s?autre (?:cpts|ctps|communaute)\b|\b(?:la|sa|les) (?:cpts|ctps|communaute) voisine\b"
    r"|\b(?:une|l'|des) ?inter-? ?cpts\b"
)
_SUCCESSOR = gated(
    r"\b(?:la (?:nouvelle|future) (?:cpts|ctps|communaute|structure|entite|association)|le nouvel ensemble)\b"
)
_ENDS = gated(
    r"\bfusion\w*|\bdisso(?:ute|lution|udre)\b|\b(?:une|la) derniere fois\b|\bl'ancienne\b"
    r"|\bsera remplacee\b|\blaiss\w+ (?:la |sa )?place\b|\bdisparai\w+|\bcess(?:e|era|ation)\b"
    r"|\bmet(?:tra)? fin a ses activites\b"
)
_PLUPERFECT = gated(r"\bavai(?:t|ent) (?:\w+ ){0,2}\w+(?:e|ee|es|ees|i|u|is)\b")
_NO_NAME = expanded("uncalled", "%no_name%")
_NEIGHBOURS = gated(
    rf"(?s)(?:,|\bet\b|\bainsi que\b)?\s*\b(?:d'|a |avec |de |par |sur )?une (?:autre |\w+e )?{_NO_NAME}.*$|"
    r"\b(?:d'|a |avec |de |par |sur )?une (?:autre )?(?:cpts|ctps|communaute) (?:deja |bien )?"
    r"(?:voisine|limitrophe|existante|proche|d'a cote)\b.*$"
    r"|(?:(?<=remplacee) par|(?<=place) a) une (?:\w+ )?(?:cpts|ctps|communaute|structure|association|entite)\b"
    r"(?!.*\b(?:la|les) (?:cpts|ctps|communaute prof)).*$"
    r"|,\s*(?:juste )?(?:apres|avant) celles? (?:de |du |des |d')[^.;]*[.!]?\s*$"
    r"|(?<=[:,;]) les (?:\w+ )?(?:premieres|precedentes|autres|voisines) (?:\w+ )?"
    r"(?:ont|avaient|sont|etaient|couvrent)\b.*$"
)
# « l'hôpital de Chartres, qui a signé un contrat »: said of the other, not of the CPTS of the sentence
_RELATIVE_OF_ANOTHER = gated(
    r"(?P<other>\b(?:hopita(?:l|ux)|centres? hospitaliers?|cliniques?|ehpad|ght|chu|mairies?|villes?|communes?"
    r"|departement|region|maisons? de sante|msp|centres? de sante|universite|syndicats?|communautes? de communes"
    r"|agglomeration)\b(?:(?!\bcpts|\bcommunaute prof)[^,.;:]){0,50}), (?:qui|dont|laquelle|lequel)\b[^,.;:]*"
)
# « la CPAM de l'Indre, qui couvre 220 000 habitants »
_ITS_FIGURES = gated(
    r"(?P<other>\b(?:cpam|cgss|caisses? (?:primaires?|generales?)|msa|ars|agences? regionales? de sante"
    r"|assurance maladie|hopita(?:l|ux)|centres? hospitaliers?|cliniques?|ght|chu|mutuelles?|universites?)\b"
    r"(?:(?!\bcpts|\bcommunaute prof)[^,.;:]){0,50}), (?:qui|dont|laquelle|lequel)\b"
    r"[^,.;:]*?\d ?(?:habitants|communes|adherents)\b[^,.;:]*,?"
)
# « la CPTS a reçu les élus de Dole, dont la communauté venait de signer »: whoever owns it, it is not who received them
_OF_WHOM = gated(
    r"\b(?:cpts|ctps|communaute prof\w+|elle|l'association|nous)\b[^.;]{0,200}?"
    r"(, dont (?:la|les|cette) (?:jeune |nouvelle |propre )?"
    r"(?:cpts|ctps|communautes? (?!de communes|urbaines?|d'agglo))\b[^.;]*)"
)


@lru_cache(maxsize=4096)  # what was told of a CPTS is asked for by each sentence that has a rank
def rank(text: str) -> int | None:
    """The rank a text gives to a CPTS: 12 for « la douzième CPTS du département »; `None` without one, or with two."""
    folded = _IDIOM.sub(" ", fold(text))
    found = {_number(match.group("rank")) for match in _RANKED.finditer(folded)}
    return found.pop() if len(found) == 1 else None


def _number(word: str) -> int:
    if word == "seconde":
        return 2
    return _RANKS.index(word) + 1 if word in _RANKS else int(re.sub(r"\D", "", word))


def of_another(sentence: str, told: Iterable[str]) -> bool:
    """Whether a sentence without a name speaks of another CPTS than the one of whom the texts of `told` were said, the
    headline first."""
    folded = fold(sentence)
    if _OTHER.search(folded):
        return True
    succeeds, its_own = _SUCCESSOR.search(folded) is not None, rank(sentence)
    if not succeeds and its_own is None:
        return False
    texts = list(told)
    if succeeds and any(_ENDS.search(fold(text)) for text in texts):
        return True
    if its_own is None:
        return False
    before = bool(_PLUPERFECT.search(folded))  # « la première avait signé », before what the page tells
    return next((known != its_own for text in texts if (known := rank(text))), before)


def without_neighbours(sentence: str) -> str:
    """« Elle s'inspire d'une CPTS voisine, qui a signé … », « c'est la quatrième : les trois premières ont signé … »,
    « elle a reçu Dole, dont la CPTS a signé … » without what is told of the others."""
    match = _NEIGHBOURS.search(fold(sentence))
    sentence = sentence[: match.start()] if match else sentence
    if of_whom := _OF_WHOM.search(fold(sentence)):
        sentence = sentence[: of_whom.start(1)] + sentence[of_whom.end(1) :]
    if figures := _ITS_FIGURES.search(fold(sentence)):
        sentence = sentence[: figures.end("other")] + sentence[figures.end() :]
    relative = _RELATIVE_OF_ANOTHER.search(fold(sentence))
    if relative is None or not speaks_of_stage(fold(relative.group())):
        return sentence
    return sentence[: relative.end("other")] + sentence[relative.end() :]


_IN_A_COMPLEMENT = gated(r"\b(?:de|par|avec|a|dans|sur|pour|entre|comme)\s+(?:la\s+)?$")


def cites(folded: str, name: int) -> bool:
    """« La maison de santé de Vierzon, membre de la [CPTS de Vierzon], a ouvert »: another structure is the subject."""
    other = pattern("passages", "other_structure").search(folded, 0, name)
    return other is not None and other.start() <= len("la ") + 1 and bool(_IN_A_COMPLEMENT.search(folded[:name]))


_THEIRS = gated(r"(?:[\w' -]+ )?(?:rattach|releva|releve|appart|integr|couvert|dependan|deja)\w*\b")
_BESIDE = gated(
    r"\s*, (?:dont|qui|laquelle|voisine|limitrophe|proche)\b"
    r"(?:(?!\b(?:fusion|absorb|rejoi|integr|devien|devenu|rempla|succed|issue))[^,])*$"
)
_GOES_ON = gated(
    r", (?=(?:a|ont|avait|est|vient|va|compte|couvre|regroupe|rassemble|reunit|dispose|fete|signe|s'etend)\b)"
)


def aside_on(sentence: str, after: int, mention: Mention) -> tuple[int, int, int] | None:
    """Where the aside of a sentence that tells of another CPTS opens, where the words on it begin, where it closes."""
    opening, closing = sentence.rfind("(", after, mention.start), sentence.find(")", mention.end)
    inside = sentence[opening + 1 : mention.start]
    if 0 <= opening < closing and ")" not in inside and _THEIRS.match(fold(inside)):
        return opening, opening + 1, closing
    between = sentence[after : mention.start]
    goes_on = _GOES_ON.search(fold(sentence), mention.end) if _BESIDE.match(fold(between)) else None
    if goes_on is None:
        return None
    of_the_first = re.search(r"\d ?(?:communes|hab)", fold(between))
    return mention.start if of_the_first else after, mention.start, goes_on.start()
