"""Whose site is it? A page on the site of one CPTS often writes « la CPTS » only: its name is in the title,
the logo, the name of the site, or the address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from lexicon.cpts_names import find_names, name_key
from lexicon.departement_words import is_place
from spiders.extract.model.content import Block
from spiders.extract.prose.asides import without_asides

# page titles of the shared templates, which name no CPTS
_PAGE_WORDS = re.compile(
    r"^(?:accueil|home|notre territoire(?: de sante)?|le territoire|territoire.*|la cpts|qui sommes[- ]nous.*"
    r"|presentation|historique|histoire.*|"
    r"a propos|nos missions|missions|actualites?|contact|bienvenue.*|la communaute|nous connaitre.*|l'association"
    r"|les statuts|statuts.*)$",
    re.I,
)


def own_name(titles: Sequence[tuple[str, str]], blocks: Sequence[Block], url: str) -> tuple[str, str] | None:
    """The name of the CPTS whose site `url` belongs to, and where it is written. `titles`: page title, name of the
    site, logo text, each with its place, in order of trust. The name most often written on the page decides when the
    titles name none."""
    host_letters = _letters((urlsplit(url).hostname or "").removeprefix("www.").rsplit(".", 1)[0])
    named = [(mention.name, place) for title, place in titles for mention in find_names(title)]
    written = [(mention.name, block.locator) for block in without_asides(blocks) for mention in find_names(block.text)]
    for name, place in named + written:
        # the address confirms the name: cptsducabardes.org, « CPTS du Cabardès »
        if _letters(name_key(name)) and _letters(name_key(name)) in host_letters.replace("cpts", ""):
            return name, place
    if named:
        return named[0]
    brand = _brand(titles, host_letters)
    if brand:
        return brand
    if written:
        counts = Counter(name_key(name) for name, _ in written)
        most = max(counts.values())
        return next(one for one in written if counts[name_key(one[0])] == most)
    return None


def _brand(titles: Sequence[tuple[str, str]], host_letters: str) -> tuple[str, str] | None:
    """« Pictave Santé | Notre territoire »: a part of the title that is also in the address."""
    for title, place in titles:
        for part in re.split(r"\s[|–—·•»-]\s|\s*\|\s*", title):
            part = part.strip()
            letters = _letters(part)
            if len(letters) >= 4 and not _PAGE_WORDS.match(part) and not is_place(part) and letters in host_letters:
                return part, place
    return None


def _letters(text: str) -> str:
    from lexicon.text import fold

    return re.sub(r"[^a-z0-9]", "", fold(text).replace("œ", "oe"))
