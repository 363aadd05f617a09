"""One box for communes, CPTS, départements and regions: the answers to what a visitor typed, the right one first.

The release holds, in the table `lieux`, every name and code by which something is looked for, folded: names of today,
earlier names, postal codes, acronyms. What is typed is folded the same way and looked up whole, then as the first words
of a name or a name of before, then as a beginning, inside names or with one letter wrong, the larger place first, then
as a worse misspelling.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
ABBREVIATED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
# « Paris XVe », « troisième arrondissement de Lyon », « 20e arrt »: the rank of an arrondissement goes to twenty
CITY, DISTRICT = "(?:paris|lyon|marseille)", "(?:arr(?:ondissements?|ondt|dts?|t)?|ardts?)"
RANK = re.compile(
    rf"\b(?:(?P<city>{CITY}) ?)?(?:(?:le|l) )?(?P<number>\d+)(?P<suffix> ?(?:er|re|e|eme|ieme|nd|nde))?\b"
    rf"(?P<word> {DISTRICT}\b)?(?: (?:de |a )?(?P<of>{CITY})\b)?"
)
RANK_LAST = re.compile(  # with no rank before the word
    rf"(?<!\der )(?<!\deme )(?<!\de )(?<!\d )\b(?P<word>{DISTRICT}) (?P<number>\d{{1,2}}(?: ?(?:er|e|eme))?)\b"
)
SIGNS = r"(?=[ivx]+(?:er|e|eme)?\b)x{0,2}(?:ix|iv|v?i{0,3})"
ROMAN = re.compile(
    rf"\b(?:(?P<city>{CITY} (?:{DISTRICT} )?)(?P<after>{SIGNS})(?:er|e|eme)?\b"
    rf"|(?P<before>{SIGNS})(?:er|e|eme)(?= {DISTRICT}\b| (?:de )?{CITY}\b))"
)
VALUES = {"i": 1, "v": 5, "x": 10}
WORDS = (
    "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme "
    "treizieme quatorzieme quinzieme seizieme dix-septieme dix-huitieme dix-neuvieme vingtieme"
)
ORDINALS = {word.replace("-", " "): rank for rank, word in enumerate(WORDS.split(), 1)} | {"second": 2}
ORDINAL = re.compile(rf"\b(?:{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b")
CPTS = re.compile(r"^(?:c ?p ?t ?s|communaute professionnelle territoriale de sante)\b ?")
SPACED_CODE = re.compile(r"\d{2} \d{3}")  # « 11 100 », as on an envelope
CODE_AND_NAME = re.compile(r"(?P<code>\d{5}) (?P<name>.+)|(?P<before>.+) (?P<after>\d{5})")
WITHIN = re.compile(r"(?P<place>[^,(]+)[,(](?P<within>[^,()]+)\)?\s*")  # « Narbonne, Aude », « Saint-Denis (974) »
LINKS = re.compile(r"^(?:de la|de l|du|des|de|d|la|le|les|l) ")
LONGEST = 80  # characters of what is typed; no name is longer
FEW = 3  # answers below which misspellings are tried
LETTERS_TO_A_MISTAKE = 4  # of a misspelling that is still told
SHORTEST_MISSPELT = 4
DOUBLED = re.compile(r"([a-z])\1")

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
    """`Saint-Étienne-du-Grès`, `ST ETIENNE DU GRES` → `saint etienne du gres`; `Paris XIIIe`, `Paris
    arrondissement 13`, `le treizième arrondissement de Paris` → `paris 13`; `13e arr.` → `13 arrondissement`."""
    plain = unicodedata.normalize("NFKD", _spelt_out(text))
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    written = " ".join(ABBREVIATED.get(word, word) for word in plain.split())
    numbered = ORDINAL.sub(lambda found: f"{ORDINALS[found[0]]}e", ROMAN.sub(_in_digits, written))
    return RANK.sub(_ranked_district, RANK_LAST.sub(r"\g<number> \g<word>", numbered))


def _spelt_out(text: str) -> str:
    """The words of `text` in small letters, with their accents."""
    plain = unicodedata.normalize("NFKC", text.translate(LETTERS).lower())
    return " ".join(re.findall(r"[^\W_]+", plain))


def _in_digits(found: re.Match[str]) -> str:
    """`paris xix`, `xixe` → `paris 19e`, `19e`: a sign before a greater one is taken away."""
    values = [VALUES[sign] for sign in found["after"] or found["before"]]
    number = sum(-one if one < max(values[at + 1 :], default=0) else one for at, one in enumerate(values))
    return f"{found['city'] or ''}{number}e"


def _ranked_district(found: re.Match[str]) -> str:
    city = found["city"] or found["of"]
    if not found["suffix"] and not found["word"] and found["of"]:
        return found[0]  # « 13 Marseille » is the département
    if city:
        return f"{city} {found['number']}"
    return f"{found['number']} arrondissement" if found["word"] else found["number"]


def cpts_key(text: str) -> str:
    """The words of a CPTS's name that are its own: `CPTS du Grand Narbonne` → `grand narbonne`."""
    key = folded(text)
    own = CPTS.sub("", key)
    return (LINKS.sub("", own) if own != key else own) or key


@dataclass(frozen=True)
class Names:
    """Every folded name once, for misspellings; and as it would be without its doubled letters."""

    keys: tuple[str, ...]
    single: tuple[str, ...]

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Names:
        cursor = connection.cursor()
        cursor.row_factory = None  # the rows of a reader are bounded, these are tens of thousands of names
        rows = cursor.execute("select distinct cle from lieux where nature not like 'code%' order by cle")
        keys = tuple(cle for (cle,) in rows)
        return cls(keys, tuple(_single("\n".join(keys)).split("\n")))

    def like(self, key: str) -> dict[str, int]:
        """The names that `key` may be a misspelling of → letters missing, added, changed, or swapped with the next. A
        letter that is doubled, or not, counts for nothing; the first letter counts twice."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near: dict[str, int] = {}
        most = max(1, len(key) // LETTERS_TO_A_MISTAKE)
        for typed, among in ((key, self.keys), (_single(key), self.single)):
            for _, steps, at in process.extract(typed, among, scorer=OSA.distance, score_cutoff=most, limit=60):
                name = self.keys[at]
                steps += name[0] != key[0]
                near[name] = min(steps, near.get(name, steps))
        return near


def _single(key: str) -> str:
    """`montpellier` → `montpelier`."""
    return DOUBLED.sub(r"\1", key)


def answers(connection: sqlite3.Connection, names: Names, text: str, limit: int = 12) -> list[Answer]:
    """At most `limit` answers to `text`, each place once; those of one code are all given."""
    typed = text[:LONGEST]
    key = folded(typed)
    coded = CODE_AND_NAME.fullmatch(key)
    if coded:
        return _code_and_name(connection, coded["code"] or coded["after"], coded["name"] or coded["before"])
    if SPACED_CODE.fullmatch(key):
        key = key.replace(" ", "")
    return _within(connection, names, typed, key, limit) or _of_words(connection, names, key, limit, _spelt_out(typed))


def _of_words(connection: sqlite3.Connection, names: Names, key: str, limit: int, written: str = "") -> list[Answer]:
    about_cpts = CPTS.match(key) is not None
    if about_cpts:
        key = cpts_key(key)
    if not key:
        return []

    def largest_first(found: Iterable[Answer]) -> list[Answer]:
        return sorted(found, key=lambda one: (about_cpts != (one.place.nature == "cpts"), -one.place.poids))

    whole = [*_places(connection, "cle = ?", key), *_of_code(connection, key)]
    old = [Answer(place, EXACT) for place in whole if place.nature == "ancien_nom"]
    begun = _begun(connection, f"{key} ")
    found = _ranked(whole, about_cpts, written) + largest_first(old + begun)
    partly = _begun(connection, key)
    if len(key) > 2:
        inside = _places(connection, "nature not like 'code%' and instr(cle, ?)", f" {key}")
        partly += [Answer(place, INSIDE) for place in inside]
    worse: list[Answer] = []
    if not whole and len(key) >= SHORTEST_MISSPELT and not key.isdigit():
        near = names.like(key)
        found += largest_first(_spelt(connection, near, {0}))
        partly += _spelt(connection, near, {1})
        if len(_once(found + partly)) < FEW:
            worse = _spelt(connection, near, set(near.values()) - {0, 1})
            worse.sort(key=lambda one: (near[one.place.cle], -one.place.poids))
    kept = _once(found + largest_first(partly) + worse)
    coded = sum(one.how == EXACT and one.place.nature in ("code_postal", "code_insee") for one in kept)
    return kept[: max(limit, coded)]


def _begun(connection: sqlite3.Connection, key: str) -> list[Answer]:
    return [Answer(place, BEGINNING) for place in _places(connection, "cle > ? and cle < ?", key, key + chr(0x10FFFF))]


def _spelt(connection: sqlite3.Connection, near: dict[str, int], steps: set[int]) -> list[Answer]:
    names = [name for name, taken in near.items() if taken in steps]
    return [Answer(place, SPELLING) for name in names for place in _places(connection, "cle = ?", name)]


def _within(connection: sqlite3.Connection, names: Names, typed: str, key: str, limit: int) -> list[Answer]:
    """The answers of one département or region, which stands after a comma, in brackets, or beside the name
    (« Nice 06 », « 35 Rennes ») where the whole is no name of its own (« Paris (13e) », « CPTS de Haute-Corrèze »)."""
    words, parts = key.split(" "), WITHIN.fullmatch(typed)
    if _places(connection, "cle = ?", cpts_key(key)):
        tried = []
    elif parts:
        tried = [(folded(parts["place"]), folded(parts["within"]))]
    else:
        tried = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
        tried += [(" ".join(words[1:]), words[0])] if words[0][:1].isdigit() else []
    for place, area in tried:
        inside = {
            code
            for one in _places(connection, "nature in ('departement', 'region') and cle = ?", area)
            for (code,) in connection.execute(f"select commune from couverture where {one.nature} = ?", [one.code])
        }
        found = inside and [one for one in _of_words(connection, names, place, 60) if one.place.code in inside]
        if found:
            return found[:limit]
    return []


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


def _spelt_alike(places: list[Place], written: str) -> list[Place]:
    """Of the places of one folded name, those `written` as it was typed, before a place of today whose accents are
    others (« Vire », « Viré »). Who typed no accent may have left it out: then only those that are larger."""
    named = [place for place in places if place.nature in ("commune", "ancien_nom")]
    others = [place for place in named if _spelt_out(place.nom) != written]
    if all(place.nature == "ancien_nom" for place in others):
        return []
    largest = max(place.poids for place in others)
    return [place for place in named if place not in others and (not written.isascii() or place.poids > largest)]


def _ranked(whole: list[Place], about_cpts: bool, written: str) -> list[Answer]:
    """Whole names of today, those of before only as `_spelt_alike`, by the order of natures: a département or region
    before the smaller communes that bear its name, CPTS first when they are asked for."""
    places = [place for place in whole if place.nature != "ancien_nom"]
    largest = max((place.poids for place in places if place.nature == "commune"), default=0)

    def rank(place: Place) -> tuple[bool, int, int]:
        nature = ORDER.index(place.nature)
        if place.nature in ("departement", "region") and place.poids > largest:
            nature = -1
        return (about_cpts and place.nature != "cpts", nature, -place.poids)

    return [Answer(place, EXACT) for place in _spelt_alike(whole, written) + sorted(places, key=rank)]


def _once(found: Iterable[Answer]) -> list[Answer]:
    kept: dict[str, Answer] = {}
    for answer in found:
        kept.setdefault(answer.place.adresse, answer)
    return list(kept.values())
