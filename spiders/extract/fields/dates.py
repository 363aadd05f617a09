"""When things happened to a CPTS: clauses that carry a date and an event word."""

from __future__ import annotations

from functools import lru_cache

from lexicon.date_words import DATE
from lexicon.dates import announced_dates
from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.text import clauses, fold, join
from spiders.extract.model.mentions import Passage

_EVENTS = (
    (
        "signature",
        gated(
            r"\bsign\w+|\bconclu\w*|\bparaph\w+|\bengage\w* (?:avec|par contrat|aupres)|\bcontractualis\w+"
            r"|\bconvention\w*|\baci\b|\bcontrat\b|\baccord\b"
        ),
    ),
    (
        "dissolution",
        gated(
            r"\bdisso\w+|\bresili\w+|\bdenonc\w+|\bliquid\w+|\bscind\w+"
            r"|\b(?:mis|met) (?:un terme|fin) a |\bn'existe plus\b"
        ),
    ),
    (
        "validation",
        gated(
            r"\bvalid\w+|\blabellis\w+|\bagre\w+|\bretenu\w*|\breconnu\w*|\bapprouv\w+|\blettre d'intention"
            r"|\bdeclaration d'interet|\bopposition\b|\bl'aval\b|\bfeu vert\b"
            r"|\bavis (?:favorable|positif|defavorable|negatif)"
        ),
    ),
    (
        "creation",
        gated(
            r"\bcre[eé]\w*|\bnee?s?\b|\bnaissance\b|\bvu le jour|\bvoi[tr] le jour|\bofficialis\w+|\bconstitu\w+"
            r"|\blanc\w+|\bdemarr\w+|\bdebut\w*|\binitie\w*|\bofficiellement\b|\bouverte?\b|\bgerme\w*|\bfusion\w*"
            r"|\bdepuis\b[^,.;]*\b(?:fonctionn|activ|exist|oper)\w*"
            r"|\b(?:operationnelle|active|en activite|en fonctionnement) depuis\b|\bassociation\b"
            r"|\bstatuts\b|\bassemblee generale constitutive\b|\bopposition\b"
        ),
    ),
    ("inauguration", gated(r"\binaugur\w+")),
    ("etat", gated(r"\bau\s+(?:1er|\d{1,2})\s|\ben (?:activite|fonctionnement)\b|\bsituation\b|\bactives?\b")),
)
_FIRST_STEP = gated(r"\blettre d'intention\b|\bdeclaration d'interet\b")
_NOT_AN_EVENT = gated(
    r"\binsee\b|\brecensement\b|\bpmun\b|\brp\b|\bloi (?:de|du)\b|\barrete du\b|\bavenant [n\d]|\bcontrat local\b"
    r"|\bmise? (?:a jour|en ligne)|\bpublie\w* le\b|\bjournee\b|\bwebinaire\b|\breunion publique\b|\bfestival\b"
    r"|\bforum\b|\bexposition\b|\bmedicobus\b|\bmedi\S*bus\b|\bbus\b|\bcls\b|\bcentre de \w+\b|\bcabinet\b"
    r"|\bmaison (?:de|medicale)\b|\bcampagne\b|\batelier|\bfeuille de route\b|\bjusqu'en\b|\breunions? (?:tenues?"
    r"|regionale)|\bexperimentation\b|\bccas\b|\bsoiree\b|\bpreparaient\b"
)


_STEPS = ("depot", "validation_lettre", "validation_projet", "signature_aci")
_ABOUT_NO_STEP = ("missions", "department", "sector", "place", "around")


# « Lancement le 22 avril ! »: of what, the next sentence says
_LAUNCH_ALONE = gated(r"\W*(?:lancement|ouverture|demarrage|inauguration|mise en (?:service|route))\b[^,;:]{0,30}")


def date_words(passages: list[Passage]) -> str | None:
    ranked: list[tuple[int, bool, int, str]] = []
    for order, passage in enumerate(passages):
        if passage.hint in _ABOUT_NO_STEP or not passage.text:
            continue
        after = fold(passages[order + 1].text) if order + 1 < len(passages) else ""
        if not passage.named and _LAUNCH_ALONE.fullmatch(fold(passage.text)) and _NOT_AN_EVENT.search(after):
            continue
        for clause in _date_clauses(passage.text):
            state = _STATE.match(fold(clause))
            if state and not passage.own:
                clause = clause[: state.end()]
            folded = fold(clause)
            rank = _rank(folded)
            if rank is not None:
                ranked.append((rank, not gated(r"(?:\d|1er) (?:\w+ )?\w+|\d/\d").search(folded), order, clause))
    ranked.sort(key=lambda entry: entry[:3])
    return join([entry[-1] for entry in ranked], limit=6)


def plan_words(passages: list[Passage]) -> str | None:
    """What is announced with a date and not done: « La signature de l'ACI est visée d'ici fin 2027 »."""
    told = (passage.text for passage in passages if passage.own and passage.hint not in _ABOUT_NO_STEP)
    found = (clause for text in told for clause in _date_clauses(text))
    return join([clause for clause in found if _announces(clause)])


@lru_cache(maxsize=4096)  # the same words stand under many names
def _announces(clause: str) -> bool:
    folded = fold(clause)
    if not DATE.search(folded) or _NOT_AN_EVENT.search(folded):
        return False
    steps = dict(_EVENTS)
    named = steps["signature"].search(folded) or steps["validation"].search(folded)
    if named and pattern("passages", "not_done").search(folded):
        return True
    return any(one.event in _STEPS for one in announced_dates(clause))


_STATE = gated(r"(?:situation |etat |donnees |liste )?(?:arretee? )?au (?:1er|\d{1,2}) \w+ \d{4}")


@lru_cache(maxsize=4096)
def _rank(folded: str) -> int | None:
    """How well the event of a clause dates the CPTS, the best first; `None` without a date or an event done."""
    if not DATE.search(folded) or _NOT_AN_EVENT.search(folded) or pattern("passages", "not_done").search(folded):
        return None
    rank = next((number for number, (_, words) in enumerate(_EVENTS) if words.search(folded)), None)
    if rank is None:
        return None
    if _FIRST_STEP.search(folded) and not gated(r"\bprojet de sante\b|\bsign").search(folded):
        return len(_EVENTS)  # the first step of all: any later one dates the CPTS better
    # the day it was celebrated, behind the day it was done
    return rank + len(_EVENTS) if gated(r"\bceremonie\b").search(folded) else rank


@lru_cache(maxsize=4096)  # asked by two fields
def _date_clauses(text: str) -> tuple[str, ...]:
    """Clauses with one date each where the sentence allows it: « signé le 1er …, officialisé ce jeudi 7 … »."""
    result = []
    for clause in clauses(text):
        dates = list(DATE.finditer(fold(clause)))
        if len(dates) < 2 and not pattern("passages", "not_done").search(fold(clause)):
            result.append(clause)
            continue
        pieces = gated(
            r",\s(?=(?:et\s+)?(?:a|elle|puis|son|sa|le|la|ce|dont|qui|avant|apres|lanc|inaug|sign|offici|valid"
            r"|cree|doi|devr|prepar|attend|vise)\w*\b)"
            r"|\bet\s(?=(?:sign|inaug|offici|lanc|valid|a\s))|\bpuis\b|\bavant d'etre\b"
        ).split(
            clause,
        )
        result.extend(piece for piece in pieces if piece)
    return tuple(result)
