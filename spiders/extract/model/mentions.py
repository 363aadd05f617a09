"""The CPTS a document names, and the words that speak of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NewType

Key = NewType("Key", str)  # that of the first name of a CPTS: what a place of the document remembers of it


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` speaks of one CPTS. `own` is false when the words are shared with others (an enumeration, a
    heading over a list): numbers and places in them are nobody's. `hint` is the role of the scope:
    `missions`, `territory`, `population`, `status`, `department`, `sector`, `title`, `place`, `around` (the
    département of a heading over prose), or empty."""

    text: str
    locator: str
    hint: str = ""
    own: bool = True
    named: bool = False  # the words name the CPTS themselves
    links: tuple[tuple[str, str], ...] = ()
    rule: str = ""  # the rule that gave the words to the CPTS
    basis: str = ""  # see `spiders.listing.Fact`; empty: `own` or `shared`


@dataclass(slots=True)
class Subject:
    """One CPTS of the document, with the passages met so far. `listed`: it stands in a list, a heading or the title,
    which is a publication by itself; otherwise it was only met in a sentence. `locator`: where that is; `written`:
    where the name stands as it is written here."""

    name: str
    key: Key
    locator: str
    written: str
    rule: str  # the rule that took the name for that of a CPTS
    listed: bool = False
    passages: list[Passage] = field(default_factory=list)
    openings: list[int] = field(default_factory=list)  # how many passages it had each time its name opened a part
