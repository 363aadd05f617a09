"""One box for communes, CPTS, départements and regions: the answers to what a visitor typed, the right one first.

The release holds, in the table `lieux`, every name and code by which something is looked for, folded: names of today,
earlier names, postal codes, acronyms. What is typed is folded the same way and looked up whole, then as a beginning,
then inside names, then as a misspelling.
"""

from __future__ import annotations

import math
import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
ABBREVIATED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
RANK_WORD = re.compile(r"\b(\d+) ?(?:er|re|e|eme|ieme|nd|nde)\b(?: arrondissement)?")
# « Paris XVe »; the rank of an arrondissement goes to twenty
ROMAN = re.compile(r"\b(paris|lyon|marseille) ((?=[ivx])x{0,2}(?:ix|iv|v?i{0,3}))(?:er|e|eme)?\b(?: arrondissement)?")
VALUES = {"i": 1, "v": 5, "x": 10}
CPTS = re.compile(r"^(?:c ?p ?t ?s|communaute professionnelle territoriale de sante)\b ?")
SPACED_CODE = re.compile(r"\d{2} \d{3}")  # « 11 100 », as on an envelope
CODE_AND_NAME = re.compile(r"(?P<code>\d{5}) (?P<name>.+)|(?P<before>.+) (?P<after>\d{5})")
WITHIN = re.compile(r"(?P<place>[^,(]+)[,(](?P<within>[^,()]+)\)?\s*")  # « Narbonne, Aude », « Saint-Denis (974) »
LINKS = re.compile(r"^(?:de la|de l|du|des|de|d|la|le|les|l) ")
LONGEST = 80  # characters of what is typed; no name is longer
FEW = 3  # answers below which misspellings are tried
MISSPELT = 82  # rapidfuzz ratio: one letter in six
SHORTEST_MISSPELT = 4

# what a whole name or code is looked for as, the likeliest first: five digits are a postal code before an INSEE code
ORDER = ("commune", "code_postal", "cpts", "departement", "region", "ancien_nom", "code_insee")
PAGES = ("cpts", "departement", "region")  # every other nature leads to the page of a commune
EXACT, BEGINNING, INSIDE, SPELLING = range(4)


@dataclass(frozen=True, slots=True)
class Place:
    """`cle`: what it is found by. `nom`: as it is written. `nature`: one of `ORDER`. `code`: of the place or CPTS its
    page is about. `poids`: inhabitants, to put the larger of two first."""

    cle: str
    nom: str
    nature: str
    code: str
    poids: int

    @property
    def adresse(self) -> str:
        return f"/{self.nature if self.nature in PAGES else 'commune'}/{self.code}"


@dataclass(frozen=True, slots=True)
class Answer:
    place: Place
    how: int  # `EXACT` … `SPELLING`


def folded(text: str) -> str:
    """`Saint-Étienne-du-Grès`, `ST ETIENNE DU GRES` → `saint etienne du gres`; `Paris 13ème arrondissement` →
    `paris 13`, and so does `Paris XIIIe`."""
    plain = unicodedata.normalize("NFKD", text.translate(LETTERS).lower())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    words = re.findall(r"[^\W_]+", plain)
    written = " ".join(ABBREVIATED.get(word, word) for word in words)
    return RANK_WORD.sub(r"\1", ROMAN.sub(lambda found: f"{found[1]} {_number(found[2])}", written))


def _number(roman: str) -> int:
    """`xix` → 19: a sign before a greater one is taken away."""
    values = [VALUES[sign] for sign in roman]
    return sum(-value if value < max(values[at + 1 :], default=0) else value for at, value in enumerate(values))


def cpts_key(text: str) -> str:
    """The words of a CPTS's name that are its own: `CPTS du Grand Narbonne` → `grand narbonne`."""
    key = folded(text)
    own = CPTS.sub("", key)
    return (LINKS.sub("", own) if own != key else own) or key


@dataclass(frozen=True)
class Names:
    """Every folded name once, for misspellings."""

    keys: tuple[str, ...]

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Names:
        rows = connection.execute("select distinct cle from lieux where nature not like 'code%' order by cle")
        return cls(tuple(cle for (cle,) in rows))

    def like(self, key: str) -> dict[str, int]:
        """The names that `key` may be a misspelling of → how near, in steps of 5."""
        from rapidfuzz import fuzz, process

        near = process.extract(key, self.keys, scorer=fuzz.ratio, score_cutoff=MISSPELT, limit=20)
        return {name: int(score // 5) for name, score, _ in near}


def answers(connection: sqlite3.Connection, names: Names, text: str, limit: int = 12) -> list[Answer]:
    """At most `limit` answers to `text`, each place once; those of one postal code are all given."""
    typed = text[:LONGEST]
    key = folded(typed)
    coded = CODE_AND_NAME.fullmatch(key)
    if coded:
        return _code_and_name(connection, coded["code"] or coded["after"], coded["name"] or coded["before"])
    if SPACED_CODE.fullmatch(key):
        key = key.replace(" ", "")
    return _within(connection, names, typed, limit) or _of_words(connection, names, key, limit)


def _of_words(connection: sqlite3.Connection, names: Names, key: str, limit: int) -> list[Answer]:
    about_cpts = CPTS.match(key) is not None
    if about_cpts:
        key = cpts_key(key)
    if not key:
        return []
    found = [
        *_ranked(EXACT, [*_places(connection, "cle = ?", key), *_of_code(connection, key)], about_cpts),
        *_ranked(BEGINNING, _places(connection, "cle > ? and cle < ?", key, key + chr(0x10FFFF)), about_cpts),
    ]
    if len(key) > 2:
        inside = _places(connection, "nature not like 'code%' and instr(cle, ?)", f" {key}")
        found += _ranked(INSIDE, inside, about_cpts)
    whole = any(one.how == EXACT for one in found)
    if not whole and len(_once(found)) < FEW and len(key) >= SHORTEST_MISSPELT and not key.isdigit():
        near = names.like(key)
        spelt = [place for name in near for place in _places(connection, "cle = ?", name)]
        spelt.sort(key=lambda place: (-near[place.cle], -place.poids))
        found += [Answer(place, SPELLING) for place in spelt]
    kept = _once(found)
    postal = sum(one.how == EXACT and one.place.nature == "code_postal" for one in kept)
    return kept[: max(limit, postal)]


def _within(connection: sqlite3.Connection, names: Names, typed: str, limit: int) -> list[Answer]:
    """The answers to what stands before a comma or bracket that are communes of the département or region after it."""
    parts = WITHIN.fullmatch(typed)
    if not parts:
        return []
    areas = {
        one.code
        for one in _places(connection, "nature in ('departement', 'region') and cle = ?", folded(parts["within"]))
    }
    if not areas:
        return []
    marks = ", ".join("?" * len(areas))
    inside = {
        code
        for (code,) in connection.execute(
            f"select commune from couverture where departement in ({marks}) or region in ({marks})", [*areas, *areas]
        )
    }
    return [one for one in answers(connection, names, parts["place"], limit=60) if one.place.code in inside][:limit]


def _code_and_name(connection: sqlite3.Connection, code: str, name: str) -> list[Answer]:
    """Communes of a postal or INSEE code, the one whose name was typed beside it first."""
    held = [*_places(connection, "cle = ?", code), *_of_code(connection, code)]
    return _once(Answer(place, EXACT) for place in sorted(held, key=lambda place: folded(place.nom) != name))


def _places(connection: sqlite3.Connection, condition: str, *values: str) -> list[Place]:
    rows = connection.execute(
        f"select cle, nom, nature, code, poids from lieux where {condition} order by poids desc limit 60", values
    )
    return [Place(*row) for row in rows]


def _of_code(connection: sqlite3.Connection, key: str) -> list[Place]:
    rows = connection.execute("select nom, commune, population from couverture where commune = ?", (key.upper(),))
    return [Place(key, name, "code_insee", code, weight or 0) for name, code, weight in rows]


def _ranked(how: int, places: Iterable[Place], about_cpts: bool) -> list[Answer]:
    """A whole name by the order of natures, a département or region before the smaller communes that bear its name; the
    beginning of one by its size. CPTS first when they are asked for."""
    places = list(places)
    largest = max((place.poids for place in places if place.nature == "commune"), default=0)

    def rank(place: Place) -> tuple[bool, int, float]:
        nature = ORDER.index(place.nature) if how == EXACT else 0
        if place.nature in ("departement", "region") and place.poids > largest:
            nature = -1
        return (about_cpts and place.nature != "cpts", nature, -math.log1p(place.poids))

    return [Answer(place, how) for place in sorted(places, key=rank)]


def _once(found: Iterable[Answer]) -> list[Answer]:
    kept: dict[str, Answer] = {}
    for answer in found:
        kept.setdefault(answer.place.adresse, answer)
    return list(kept.values())
