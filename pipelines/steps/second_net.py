"""A second net under the texts of a release: a French model of names looks for people that the rules let through.

It cuts nothing and publishes nothing: what it suspects is for a person to read before the release. The model is the
small French one of spaCy, an optional group of the project (`second-net`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lexicon.gazetteer import place_key

MODEL = "fr_core_news_sm"
REMEDY = "the second net needs a French model: pip install 'observatoire-cpts[second-net]'"
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]+(?:\s+(?:de|du|des|le|la|d’|d'|van|von|el|ben)?\s*[A-ZÀ-ÖØ-Þ][\w’'-]+)+")


class NoModel(RuntimeError):
    """The optional group is not installed. The message says how it is."""


@dataclass(frozen=True)
class Suspect:
    """`name`: what may be a person, in a text of `table`.`column`."""

    table: str
    column: str
    name: str
    text: str


def suspects(tables: Mapping[str, list[dict[str, Any]]]) -> list[Suspect]:
    """What the model takes for a person in the published texts and is no part of the name of a place or of a CPTS;
    each name once, in order. Raises `NoModel`."""
    texts = dict(_texts(tables))
    known = _keys([*_places(), *(row["nom"] for row in tables.get("cpts", ()))])
    found: dict[str, Suspect] = {}
    for text, people in zip(texts, _people(texts), strict=True):
        for name in people:
            if _keys([name]) not in known:
                found.setdefault(name, Suspect(*texts[text], name, text))
    return list(found.values())


def _texts(tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every text of a publisher, with the table and the column it stands in first."""
    from expectations.derived import TEXTS

    seen: set[str] = set()
    for table, columns in TEXTS.items():
        for row in tables.get(table, ()):
            for column in columns:
                for text in row[column] if isinstance(row[column], list) else [row[column]]:
                    if text and text not in seen:
                        seen.add(text)
                        yield text, (table, column)


def _people(texts: Iterable[str]) -> Iterator[list[str]]:
    """For each text, what the model calls a person and is written as a name: two words or more, with capitals."""
    try:
        import spacy

        model = spacy.load(MODEL, exclude=["parser", "lemmatizer", "attribute_ruler", "morphologizer"])
    except (ImportError, OSError) as error:
        raise NoModel(REMEDY) from error
    for document in model.pipe(texts, batch_size=256):
        named = (" ".join(entity.text.split()) for entity in document.ents if entity.label_ == "PER")
        yield [name for name in named if _NAME.fullmatch(name) and "cpts" not in name.lower()]


def _places() -> Iterator[str]:
    from lexicon import gazetteer

    geography = gazetteer.load()
    groups = (geography.communes, geography.epci, geography.departements, geography.regions)
    for names in groups:
        yield from (one.name for one in names.values())
    yield from (one.name for one in geography.former)


def _keys(names: Iterable[str]) -> str:
    """Names as keys between spaces, so that a part of one is found by its whole words."""
    return "".join(f" {place_key(name)} " for name in names)
