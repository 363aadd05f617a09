"""Sentences that name several CPTS: which words belong to which name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lexicon.cpts_names import Mention, triggers
from lexicon.date_words import without_dates
from lexicon.gate import Gated, gated
from lexicon.patterns import pattern
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold
from spiders.extract.attribution.counted import NUMBERS


def coordinated(between: str) -> bool:
    bare = re.sub(r"\([^()]*\)", " ", fold(between))
    return bool(
        re.fullmatch(
            r"[\s,;/]*(?:et|ainsi que|puis|ou|&)?[\s,]*(?:(?:de|a|par|pour|avec)\s+)?(?:les?|la|celles?|celle"
            r"|celui(?: de)?(?: la)?|ceux|l')?[\s,]*(?:futures?|nouvelles?)?\s*(?:de\s*)?",
            bare,
        )
    )


_APPOSED = gated(
    r"\W*(?:nee?s?|issue?s?|heritiere|creee?s?|fruit|succedant|voisine|apres|comme|avec|sur le modele)\b[^,]*"
    r"\b(?:de|a|avec|comme)\s+(?:la\s+)?$"
    r"|\W*(?:[\w']+ ){0,3}(?:ans?|mois|semaines?|jours?|peu) (?:apres|avant) (?:la\s+)?$|\W*(?:apres|avant) (?:la\s+)?$"
)


def introduces(lead: str, between: str) -> bool:
    """« Née de l'élargissement de [A], la [B] est … »: A is told beside B, which alone is the subject."""
    return bool(re.fullmatch(r"\s*,\s*(?:la|l')\s*", fold(between)) and _APPOSED.match(fold(lead)))


def after_brackets(text: str) -> str:
    """The words after a name, its own brackets apart: « (Est du Cher) devraient … »."""
    return re.sub(r"^\s*\([^()]*\)\s*", "", text).lstrip()


def boundary(sentence: str, end: int, start: int) -> int:
    """Where the words of the next name begin: « A a signé en 2020 | et B en 2022 », « A | et le 30 mai B »."""
    between = sentence[end:start]
    separators = [
        match.start() for match in re.finditer(r"[,;:]\s|\bet\b|\bpuis\b|\btandis que\b|\balors que\b", fold(between))
    ]
    for separator in separators:
        rest = without_dates(between[separator:], fold(between[separator:]))
        if not re.sub(r"\b(?:et|puis|le|la|les|l|en|ce|enfin)\b|\W", "", fold(rest)):
            return end + separator
    return end + separators[-1] if separators else start


def predicate(after: str) -> str:
    """What is said after a name, without its dates, when it says a stage: « ont signé un contrat »."""
    folded = fold(after)
    return without_dates(after, folded).strip(" .,;") if speaks_of_stage(folded) else ""


_WITH = gated(r"\b(avec|par|a|chez|pour)\s+(?:la|les?|l')?\s*$")


def shared_lead(lead: str, between: str) -> str:
    """« Un contrat a été signé avec [A] en mai, puis avec [B] en juin »: the verb before the first name, which the
    same preposition calls again before another."""
    first, again = _WITH.search(fold(lead)), _WITH.search(fold(between))
    found = predicate(lead) if first and again and first.group(1) == again.group(1) else ""
    return f" {found}" if found else ""


def the_one_of(lead: str, between: str) -> str:
    """« L'ACI de [A] a été signé en mai et celui de [B] en juin »: what « celui » stands for."""
    if not re.search(r"\bcel(?:ui|le) (?:de|du|des)\b", fold(between)):
        return ""
    return " " + re.sub(r"\s+(?:de la|de l['’]|des|du|de)\s*$", "", lead)


def nearest(predicates: Sequence[str], number: int) -> str:
    """The predicate an elliptical clause shares: that of the clause before it, else of the one after."""
    before = [predicate for predicate in predicates[:number] if predicate]
    after = [predicate for predicate in predicates[number + 1 :] if predicate]
    found = (before[-1:] or after[:1] or [""])[0]
    return f" {found}" if found else ""


def is_passing(text: str, mention: Mention) -> bool:
    return bool(pattern("passages", "passing").search(fold(text[max(0, mention.start - 90) : mention.start])))


def speaks_of_one(headline: str) -> bool:
    """« Une première CPTS dans l'Yonne », « la CPTS inaugurée »: a singular that no name follows."""
    folded = fold(headline)
    return any(
        not match.group().startswith("communautes")
        and re.search(
            r"\b(?:une?|la|nouvelle|premiere|seconde|[a-z]{3,}ieme|derniere|cette|sa|\d+e(?:me)?)\s*$",
            folded[: match.start()],
        )
        for match in triggers(headline)
    )


def is_elliptical(after: str) -> bool:
    """True when nothing but a date, a sector or linking words follows a name before the next one."""
    bare = re.sub(r"\([^()]*\)", " ", after)
    bare = fold(without_dates(bare, fold(bare)))
    return not re.sub(r"\b(?:et|ainsi|que|puis|le|la|les|l|en|ce|enfin|celle|celles|de|pour)\b|\W", "", bare)


def after_change(text: str) -> str:
    """« de 23 communes et 22 937 habitants, elle passe à 71 communes »: what holds after the extension."""
    folded = fold(text)
    change = re.search(r"\bpass(?:e|ent|ait|era|ant|ee?s?) (?:\w+ )?(?:de \d[^;.]*? )?a (?=(?:\w+ ){0,3}\d)", folded)
    if change and re.search(r"\d", folded[: change.end()]):
        return text[change.end() :]
    return text


_POINTS_AT = gated(
    r"\W*(?:c'est|il s'agit d'|voila) ?une (?:nouvelle |jeune |grande |petite |vaste )?(?:cpts|ctps|communaute)\b"
    r"(?: professionnelle territoriale de sante)? (?:qui|de|d'|a|regroup|couvr|rassembl|reuni|compos|form|compt)"
)


_OF_A_SIZE = gated(
    r"\b(?:soit|est|correspond\w* a|releve\w* d') ?une (?:future )?(?:cpts|communaute)(?= (?:\w+ )?taille\b)"
)


def speaks_of_all(folded: str) -> bool:
    """« Une CPTS regroupe des professionnels »; not « C'est une CPTS regroupant 47 communes », which points at one, nor
    « 69 481 habitants, soit une CPTS de taille 2 »."""
    pointed = _POINTS_AT.match(folded)
    told = _OF_A_SIZE.sub(" ", folded[pointed.end() :] if pointed else folded)
    return bool(pattern("passages", "generic").search(told))


_ITS_OWN = gated(
    r"\b(?:notre|nos|la) (?:cpts|ctps|communaute)\b"
    r"|\bnotre (?:association|projet de sante|territoire|contrat|accord|aci)\b"
    r"|\bnous (?:avons|couvrons|regroupons|rassemblons|comptons|reunissons)\b"
    r"|^\W*(?:le projet de sante|le contrat (?:avec|tripartite|aci)|l'aci|l'association)\b"
)
_DONE = gated(r"\b(?:a|ont|est|sont|avons|sommes) (?:\w+ ){0,2}?(?:\w{2,}(?:ee?s?|ie?s?|ue?s?)|nee?s?|mise?s?)\b")


def tells_of_itself(folded: str) -> bool:
    """« La CPTS a signé un contrat », « Notre CPTS regroupe 44 communes » under « Pourquoi une CPTS ? »: something
    done, or a figure, said of the one whose page it is; not « La CPTS permet … »."""
    if not _ITS_OWN.search(folded) or speaks_of_all(folded):
        return False
    figure = bool(re.search(r"\b(?:notre|nous)\b", folded) and re.search(r"\d", folded))
    return bool(_DONE.search(folded)) or figure


_SIZE = gated(
    r"\W*(?:elle|(?:la|notre) (?:cpts|ctps|communaute)|(?:le|ce|notre) (?:territoire|bassin de vie|secteur))\b"
    r"[^.;]{0,30}?\b(?:couvr|regroup|rassembl|reuni|compt|compren|s'etend)\w*\b[^.;]*?\d[\d ]* ?(?:communes|hab)"
)
_ANY_SIZE = gated(
    r"\b(?:en (?:moyenne|general)|generalement|entre|au (?:moins|plus|minimum|maximum)|jusqu'a|d\w+ (?=compter|couvrir)"
    r"|peu(?:t|vent)|de \d[\d ]* ?(?:habitants )?a \d|pour \d[\d ]* hab)"
)


def tells_its_size(folded: str) -> bool:
    """« Le territoire couvre 46 communes » under « Pourquoi une CPTS chez nous ? »; not « Elle couvre entre … et … »,
    which any CPTS does."""
    return bool(_SIZE.match(folded)) and not _ANY_SIZE.search(folded) and not speaks_of_all(folded)


_OPENS_WITH_A_SIZE = gated(r"\W*\d[\d .]* ?(?:communes|habitants)\b")
_ASIDE = gated(r"\([^()]*\)|(?<=\s)- [^-]* -(?=\s)")


def of_other_structure(folded: str) -> bool:
    """Whether a sentence tells of other structures, those of an aside apart: « 200 adhérents — libéraux, DAC — », and
    not « 24 communes, 21 000 habitants, trois maisons de santé », which sizes up a territory."""
    if _OPENS_WITH_A_SIZE.match(folded):
        return False
    bare = _ASIDE.sub(" ", folded)
    return bool(pattern("passages", "other_structure").search(bare)) and not triggers(folded)


_COMPARED = gated(
    r",?\s*\b(?:(?:plus|moins|aussi) \w+(?: \w+)? que|differente? de|distincte? de|contrairement a|a la difference de"
    r"|a ne pas confondre avec|comme) (?:celui|celle|ceux|celles|la|le|les|l')?\s?(?:du |de la |de l'|des |d'un |de )?"
    r"(?:contrats? loca(?:l|ux) de sante|cls|msp|maisons? de sante|ght|dac|clsm|pta|centres? de sante)\b[^,.;:]*,?"
    # « Contrairement à sa voisine, la CPTS A, la CPTS B n'a pas signé »
    r"|,?\s*\b(?:contrairement a|a la difference de|a l'inverse de) (?:(?:sa|ses|leurs?) voisines?, )?(?:la |les )?"
    r"(?:cpts|ctps|communautes?)\b[^,.;:]*,"
)
# « les Alpes du Sud comptent huit communautés : quatre dans … »: of the whole, not of the CPTS of the sentence
_COUNT_OF_ALL = gated(
    r"(?s),\s*(?:les?|la|l'|notre|ce|cette)\s?[^,.;:]{2,60}?\b(?:compte|comptent|recense|recensent|totalise|totalisent|abrite)"
    r"(?:nt)? (?:desormais |ainsi |maintenant |deja |a present )*(?:\d+|"
    + "|".join(NUMBERS)
    + r") (?:cpts|ctps|communautes)\b.*$"
)


def without_comparison(sentence: str) -> str:
    """« Son territoire, plus petit que celui du CLS, comprend … » without the other structure it is compared with."""
    return _without(sentence, _COMPARED)


def without_count(sentence: str) -> str:
    """« Avec la CPTS de X, le département compte huit communautés : quatre dans … » without its count of all."""
    return _without(sentence, _COUNT_OF_ALL)


def _without(sentence: str, cut: Gated) -> str:
    match = cut.search(fold(sentence))
    return sentence[: match.start()] + sentence[match.end() :] if match else sentence


@dataclass(frozen=True, slots=True)
class Part:
    """The words of a sentence that belong to one group of coordinated names: from `begin` to `stop`, with the
    predicate `borrowed` from another part when its own is left out, or the `lead` of the sentence, whose verb stands
    before all the names; `series`: the parts share a verb, hence a year that is written once."""

    sentence: str
    group: tuple[Mention, ...]
    begin: int
    stop: int
    borrowed: str = ""
    lead: str = ""
    series: bool = False

    @property
    def clause(self) -> str:
        return self.sentence[self.begin : self.stop]

    def with_verb(self, words: str) -> str:
        """`words` of the part as one sentence with the verb it borrows."""
        return f"{words.rstrip('.')}{self.borrowed}" if self.borrowed else words

    @property
    def before(self) -> str:
        return self.sentence if self.series else self.sentence[: self.begin]


def _shared(lead: str, between: str, near: str) -> tuple[str, str]:
    """What an elliptical part borrows from another, and the lead whose verb stands before all the names: « L'ARS a
    validé [A] le 4 juillet, [B] le 11 juillet »."""
    borrowed = the_one_of(lead, between) + near or shared_lead(lead, between)
    return borrowed, lead if not borrowed and predicate(lead) and is_elliptical(between) else ""


def cut(sentence: str, groups: Sequence[Sequence[Mention]], apposed: bool) -> list[Part]:
    """One part for each group of names. `apposed`: the first stands beside the subject and borrows nothing."""
    starts = [0, *(boundary(sentence, one[-1].end, other[0].start) for one, other in pairwise(groups))]
    bounds = list(zip(starts, [*starts[1:], len(sentence)], strict=True))
    predicates = [predicate(sentence[group[-1].end : stop]) for group, (_, stop) in zip(groups, bounds, strict=True)]
    parts = []
    for number, (group, (begin, stop)) in enumerate(zip(groups, bounds, strict=True)):
        alone = len(groups) == 1 or (number == 0 and apposed)
        elliptical = not alone and is_elliptical(sentence[group[-1].end : stop])
        lead = sentence[: groups[0][0].start] if number else ""
        shared = (
            _shared(lead, sentence[begin : group[0].start], nearest(predicates, number)) if elliptical else ("", "")
        )
        parts.append(Part(sentence, tuple(group), group[0].start if shared[1] else begin, stop, *shared))
    series = any(part.borrowed or part.lead for part in parts)
    return [replace(part, series=True) for part in parts] if series else parts


_OTHERS = gated(
    r"(?:(?:pour|avec|par|chez|de|des) )?(?:les|celles des) (?P<number>" + "|".join(NUMBERS) + r"|\d{1,2}) autres\b"
)


def the_others(sentence: str, mention: Mention) -> tuple[int, int, str] | None:
    """« La signature a eu lieu le 22 septembre pour [A] et le 30 septembre pour les trois autres »: where the words
    about the others begin, how many they are, and what is said of them."""
    match = _OTHERS.search(fold(sentence), mention.end)
    if not match:
        return None
    begin = boundary(sentence, mention.end, match.start())
    verb = without_dates(sentence[: mention.start], fold(sentence[: mention.start]))
    number = match.group("number")
    return begin, NUMBERS.get(number) or int(number), f"{verb} CPTS {sentence[begin:]}"


def without_name(clause: str, mention: Mention, begin: int) -> str:
    """The clause with the name replaced by a neutral mark, so that « CPTS de Pantin » is not read as a place."""
    return clause[: mention.start - begin] + "CPTS" + clause[mention.end - begin :]
