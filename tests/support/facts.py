"""Facts labelled by people, read without the reading rules of the project: what the words of one fact prove.

A fact is one mention of a CPTS on one public page: `source_url, name, region_code, departement, communes, population,
status_text, date_text`, condensed wordings, `None` where the page did not say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lexicon import gazetteer
from lexicon.text import fold_words

Fact = dict[str, Any]

STAGES = ("emergence", "lettre_intention", "projet_valide", "aci_signe")

# a plan, a wish or a refusal proves no stage, whatever it names
_NOT_DONE = re.compile(
    r"\b(?:pas|non) encore\b|\bdevrai|\bprochain|\bvisee?\b|\bfuture\b|\bopposition\b|\bpour aboutir\b|\bformule\b"
)
_CONTRACT = r"(?:aci|accords? (?:conventionnels?|cosigne)|contrats?|convention|accord par)"
_STAGE_WORDS = (
    ("aci_signe", re.compile(rf"\b{_CONTRACT}\b.*\b(?:co)?sign|\b(?:co)?sign\w*\b.*\b{_CONTRACT}\b|\bcontractualis")),
    ("projet_valide", re.compile(r"\bprojets?\b.*\b(?:valide|retenu)|\blabellise|\bcontrat territorial de sante\b")),
    ("lettre_intention", re.compile(r"\blettre d intention\b|\ben cours de construction\b|\bprojet de sante en\b")),
    ("emergence", re.compile(r"\bdeclaration d interet\b|\bdebut de formalisation\b|\bcours d elaboration\b")),
)
_OTHER_CONTRACTS = re.compile(r"\bcontrat (?:local|territorial) de sante\b|\bconvention avec le ccas\b")

_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
_DATE = re.compile(rf"\b(?:(\d{{1,2}})(?:er)? )?({'|'.join(_MONTHS)})\b(?: (20\d\d)\b)?")
_NUMBER = re.compile(r"\d{1,3}(?:[. \u00a0\u202f]\d{3})+|\d{4,}")


def read_facts(path: Path) -> list[Fact]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def page_key(url: str) -> str:
    """One key for the spellings of one address: scheme, `www.`, `index.php`, last slash and case say nothing."""
    parts = urlsplit(unquote(url.strip()))
    path = parts.path.replace("/index.php", "").rstrip("/")
    query = f"?{parts.query}" if re.search(r"\b(?:p|id\w*|page_id)=", parts.query) else ""
    return f"{(parts.hostname or '').removeprefix('www.')}{path}{query}".lower()


def name_words(name: str) -> str:
    """The words of a name, for a comparison that ignores their order."""
    common = {"cpts", "de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "communaute"}
    words = re.sub(r"\b(\d+)(?:e|er|eme)\b", r"\1", fold_words(name)).split()
    return " ".join(word for word in words if word not in common)


def stage_of(words: str | None) -> str | None:
    """The most advanced stage that the words prove; `None` when they prove none."""
    folded = fold_words(words or "")
    if _NOT_DONE.search(folded):
        return None
    stages = [stage for stage, pattern in _STAGE_WORDS if pattern.search(folded)]
    if "aci_signe" in stages and _OTHER_CONTRACTS.search(folded):
        stages.remove("aci_signe")
    if {"emergence", "lettre_intention"} <= set(stages):  # a letter still being written
        stages.remove("lettre_intention")
    return stages[0] if stages else None


def denies_stage(words: str | None) -> bool:
    return bool(_NOT_DONE.search(fold_words(words or "")))


def at_work(words: str | None) -> bool:
    """Whether the words say that the CPTS works already: it is past the idea."""
    return bool(re.search(r"\ben activite\b|\boperationnelle\b|\ben fonctionnement\b", fold_words(words or "")))


def dates_of(words: str | None) -> set[tuple[int | None, int, int | None]]:
    """(year, month, day) of every date of the words that names a month."""
    found = _DATE.findall(fold_words(words or ""))
    return {
        (int(year) if year else None, _MONTHS.index(month) + 1, int(day) if day else None) for day, month, year in found
    }


def population_of(value: Any) -> int | None:
    if isinstance(value, int):
        return value
    numbers = _NUMBER.findall(value or "")
    return int(re.sub(r"\D", "", numbers[0])) if len(numbers) == 1 else None


def counted_beside(fact: Fact) -> set[str]:
    """The numbers that the words of a fact tell of something else than its population: « 15 000 sans médecin »."""
    words = " ; ".join(fact.get(name) or "" for name in ("missions_text", "status_text"))
    return {re.sub(r"\D", "", number) for number in _NUMBER.findall(words)}


@cache
def groupings_of(words: str) -> dict[str, str]:
    """EPCI that the words name by more than one word, and the words without their names."""
    said, found = f" {fold_words(words)} ", {}
    for key, code in _groupings():
        if f" {key} " in said:
            found[code] = said.replace(f" {key} ", " , ")
    return found


@cache
def _groupings() -> list[tuple[str, str]]:
    kind = re.compile(r"^(?:cc|ca|cu) (?:(?:de|du|des|d|la|le|les|l) )*")
    keys = [(kind.sub("", fold_words(one.name)), code) for code, one in gazetteer.load().epci.items()]
    return [(key, code) for key, code in keys if " " in key]


def read_as_a_town(code: str, published: Iterable[str], words: str) -> bool:
    """Whether a commune is published for an EPCI of its name, some of whose communes the words count, and nothing else
    of that EPCI is. The town of an EPCI that is meant whole is in it."""
    if not re.search(r"\d communes", words):
        return False
    geography = gazetteer.load()
    name = fold_words(geography.communes[code].name)
    for grouping, others in groupings_of(words).items():
        members = set(geography.members_of_epci(grouping))
        alike = set(name.split()) & set(fold_words(geography.epci[grouping].name).split()) - {"de", "et", "la", "le"}
        if alike and f" {name} " not in others and members.intersection(published) == {code}:
            return True
    return False


@cache
def departements_of(text: str | None) -> frozenset[str]:
    """Codes of a field that names départements: « 13 », « Drôme, Ardèche », « Hauts-de-Seine (92) »."""
    geography = gazetteer.load()
    parts = re.split(r"[,;/()]", (text or "").replace("’", "'"))
    return frozenset(code for part in parts if (code := geography.departement(part.strip())))


@cache
def commune_of(name: str, region: str) -> str | None:
    """The one commune of the region that bears the name, arrondissements of Paris, Lyon and Marseille included."""
    geography = gazetteer.load()
    arrondissement = re.fullmatch(r"(Paris|Lyon|Marseille) (\d+)(?:e|er|ème|ère)", name)
    if arrondissement:
        city, number = arrondissement.groups()
        return {"Paris": f"751{number:0>2}", "Lyon": f"6938{number}", "Marseille": f"132{number:0>2}"}[city]
    inside = set(geography.departements_of_region(region))
    codes = geography.by_name.get(gazetteer.place_key(name), ())
    found = {code for code in codes if (one := geography.commune(code)) and one.departement in inside}
    return found.pop() if len(found) == 1 and not found & set(geography.arrondissements) else None
