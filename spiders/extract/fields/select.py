"""The fields of one listing, chosen among the passages that speak of its CPTS, in the publisher's words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.stage_marks import speaks_of_stage, tells_stage
from lexicon.text import clauses, fold, join
from spiders.addresses import may_be_a_site
from spiders.extract.fields.dates import date_words, plan_words
from spiders.extract.fields.departement import departement_of_passages
from spiders.extract.fields.missions import mission_words
from spiders.extract.fields.of_them import with_units
from spiders.extract.fields.places import place_words
from spiders.extract.fields.population import population_words
from spiders.extract.fields.structure import structure_words
from spiders.extract.fields.territory import territory_words
from spiders.extract.model.mentions import Passage, Subject
from spiders.extract.prose.heading_roles import DEFAULT

# « – écrire un projet de santé », in the statutes of an association: what it is for, not what it has done
_PURPOSE = gated(
    r"\W*(?:d[e']\s?)?(?:batir|ecrire|rediger|elaborer|organiser|lancer|creer|construire|deposer|signer|porter|mettre"
    r"|developper|obtenir|contractualiser|definir|finaliser|promouvoir|faire)\b"
)


@dataclass(frozen=True, slots=True)
class Facts:
    status: str | None = None
    filed: str | None = None
    territory: str | None = None
    place: str | None = None
    departement: str | None = None
    population: str | None = None
    missions: str | None = None
    date: str | None = None
    plan: str | None = None
    structure: str | None = None
    website: str | None = None
    finess: str | None = None
    siren: str | None = None
    of_the_page: str = ""  # where the document says the département, when it is that of the whole of it

    def any(self) -> bool:
        return any((self.status, self.territory, self.departement, self.population, self.date, self.missions))


def facts_of(
    subject: Subject, host: str = "", departement: tuple[str, str] | None = None, area: frozenset[str] = frozenset()
) -> Facts:
    """The facts told by the passages of `subject`. `host` is that of the document: a link to it is no website.
    `departement`: what the whole document says and where, for a subject whose own words say nothing;
    `area`: the départements of the publisher, empty when he has none."""
    passages = list(with_units(subject.passages))
    stated = departement_of_passages(passages, area)
    of_all, place = departement or (None, "")
    return Facts(
        status=_status(passages),
        filed=_filed(passages),
        territory=territory_words(passages) or _in_the_name(subject.name, passages),
        place=place_words(passages),
        departement=stated or of_all,
        of_the_page="" if stated else place,
        population=population_words(passages),
        missions=mission_words(passages),
        date=date_words(passages),
        plan=plan_words(passages),
        structure=structure_words(passages),
        website=_website(passages, host),
        finess=_number(passages, r"finess[^\d]{0,20}((?:\d ?){9})\b"),
        siren=_number(passages, r"siren[^\d]{0,20}((?:\d ?){9})\b"),
    )


_ARRONDISSEMENTS = gated(r"\d[\w, ]*\barrondissements?$")
_CITY = gated(r"\b(?:Paris|Lyon|Marseille)\b")


def _in_the_name(name: str, passages: list[Passage]) -> str | None:
    """« CPTS de Lyon 9ème », « Clichy-sous-Bois/Montfermeil »: a municipal arrondissement, or several places
    joined by a stroke or a comma, are the territory itself. « CPTS des 14e et 15e arrondissements »: of the one city
    that the words about it name."""
    numbered = _ARRONDISSEMENTS.search(name)
    cities = {city for passage in passages if passage.own for city in _CITY.findall(passage.text)}
    if numbered and len(cities) == 1:
        return f"{numbered.group()} ; {cities.pop()}"
    match = gated(
        r"\b(?:Paris|Lyon|Marseille)\s+\d{1,2}\s?(?:er|e|ème|eme|ᵉ)?$|\d.*\barrondissements? de [A-Z]\w+$"
    ).search(name)
    if match:
        return match.group()
    places = gated(r"/|,\s|\set\s").split(name.removeprefix("CPTS ")) if "/" in name or "," in name else []
    return ", ".join(place.strip() for place in places) or None


# « Stade : ACI »: where a CPTS stands, and no word about the agreement at large
_STANDS_AT_ACI = gated(
    r"\W*(?:stade|statut|etat|etape|avancement|phase)(?: (?:de l'|d')?avancement)?\s*:\s*(?:l')?aci\W*"
)


def _status(passages: list[Passage]) -> str | None:
    told: dict[str, list[tuple[bool, str]]] = {"strong": [], "weak": [], "ahead": [], "": []}
    for passage in _whole(passages):
        if passage.hint in ("missions", "department", "sector", "place", "around"):
            continue
        for clause in _stage_clauses(passage.text):
            said = "sous ACI" if _STANDS_AT_ACI.fullmatch(fold(clause)) else clause
            told[_force(fold(said))].append((not passage.named and passage.own, said))
    # the words that name the CPTS, or its group, come before those that only follow its name
    strong, weak = (
        [clause for _, clause in sorted(told[force], key=lambda one: one[0])] for force in ("strong", "weak")
    )
    # what is ahead comes last, and only when it tells a stage by itself: it says what is not reached
    return join([*(strong or weak), *_telling([clause for _, clause in told["ahead"]])], limit=4)


_GOES_ON = gated(r"(?:il|celui-ci|celle-ci|ce dernier|cette derniere|ce projet|cette lettre)\b")
# « Faute de moyens, elle l'a résilié », not « Le bail coûte cher, elle l'a résilié »: a thing of its own comes before
_ENDS_IT = gated(
    r"(?:(?!(?:le|son|leur|un|ce|cet)\b|l')[^:;,]*, ?)?(?:(?! et (?:elle|on|nous)\b)[^:;,])*"
    r"(?<!\w)(?:l'(?:a|ont|avait|avaient) (?:\w+ )?(?:resilie|denonce|rompu)|y (?:a|ont) mis (?:fin|un terme))\b"
)


def _whole(passages: list[Passage]) -> list[Passage]:
    """The passages, a sentence that ends what the one before tells of read with it: « Elle l'a résilié en mai. »"""
    found: list[Passage] = []
    for passage in passages:
        follows = found and found[-1].locator == passage.locator and not passage.named
        if follows and _ENDS_IT.match(fold(passage.text)):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {passage.text}")
        else:
            found.append(passage)
    return found


def _stage_clauses(text: str) -> list[str]:
    """The clauses of a text; one whose pronoun stands for a document of the one before goes on with it: « … a déposé
    son projet de santé ; il a été validé », « … a signé son ACI ; elle l'a résilié »."""
    found: list[str] = []
    for clause in clauses(text):
        if found and any(words.match(fold(clause)) for words in (_GOES_ON, _ENDS_IT)):
            found[-1] = f"{found[-1]} ; {clause}"
        else:
            found.append(clause)
    return found


@lru_cache(maxsize=4096)  # the same words stand under many names
def _force(folded: str) -> str:
    """How a clause tells a stage: `strong`, `weak`, `ahead` of its time, or not at all."""
    if _status_of_something_else(folded) or _PURPOSE.match(folded):
        return ""
    if pattern("passages", "not_done").search(folded):
        return "ahead"
    if tells_stage(folded):
        return "strong"
    return "weak" if speaks_of_stage(folded) else ""


# « Statut : en activité », « CPTS (en activité) », « CPTS : en activité », « 2 CPTS en fonctionnement (A, B) »: a value
# beside a label or a name, without a verb
_LABELLED = gated(r"\W*(?:etat|statut|stade|etape|avancement|phase|situation)\b[^:]{0,25}:[^:;.]{3,60}\W*")
_BESIDE = gated(r"\W*(?:cpts)?\s*(?:[:(–,-]\s*|(?=en |active|operationnelle))[^:;,.()]{3,50}(?:\(\s*\)|\))?\s*")
# « CPTS en fonctionnement : A, B et C »: what stands before the colon files those after it
_HEADS_NAMES = gated(r"\W*(?:(?:les|nos|\d+) )?cpts [^:.,;]{3,50}:\s*cpts\W*")


def _filed(passages: list[Passage]) -> str | None:
    """The words of stage a document files the CPTS under: a heading, a note that holds for all (« Toutes … sauf mention
    contraire »), the value of a label, what stands beside its name in a list. A sentence tells, it does not file."""
    found = []
    for passage in passages:
        for clause in clauses(passage.text):
            folded = fold(clause)
            above = passage.hint == "status" and not passage.own and (not passage.named or DEFAULT.search(folded))
            beside = passage.named and _BESIDE.fullmatch(folded)
            heads = not passage.own and _HEADS_NAMES.fullmatch(folded)
            if (above or beside or heads or _LABELLED.fullmatch(folded)) and speaks_of_stage(folded):
                found.append(clause)
    return join(found, limit=4)


def _telling(ahead: list[str]) -> list[str]:
    """« doit signer son ACI en juin » tells a project; « Signature ACI : NC », a label without a value, nothing."""
    return [clause for clause in ahead if ":" not in clause]


def _status_of_something_else(folded: str) -> bool:
    return gated(r"\bprofessionnels?\b[^.;]{0,40}\b(?:en activite|actifs?)\b").search(folded) is not None


def _website(passages: list[Passage], host: str) -> str | None:
    for passage in passages:
        if not passage.own:
            continue
        linked = next((address for text, address in passage.links if _is_its_site(text, address, host)), None)
        if linked:
            return linked
    return None


def _is_its_site(text: str, address: str, host: str) -> bool:
    """Whether a link leads to the site of a CPTS, by its words or its address: not to the page's own, nor a network."""
    parts = urlsplit(address)
    name = (parts.hostname or "").removeprefix("www.")
    if name == host.removeprefix("www.") or not may_be_a_site(name) or parts.scheme not in ("http", "https"):
        return False
    return "cpts" in fold(name) or bool(gated(r"site|cpts").search(fold(text))) or name in text


def _number(passages: list[Passage], expression: str) -> str | None:
    for passage in passages:
        match = re.search(expression, fold(passage.text)) if passage.own else None
        if match:
            return match.group(1).replace(" ", "")
    return None
