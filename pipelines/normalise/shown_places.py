"""The communes where a CPTS is shown to sit or act. A town where it acts is in its territory; whether whole, and what
else is, nobody says: the reading is an inference, and says by which rule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lexicon.places_shown import introduced
from lexicon.readings import Place
from lexicon.text import fold, sentences
from pipelines.normalise.territory_names import Zone, names_of
from pipelines.normalise.territory_prose import longest_name

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography

_BRACKET = re.compile(r"\s*\(([^()]{2,30})\)")


def shown_places(text: str, within: tuple[str, ...], geography: Geography) -> tuple[Place, ...]:
    """Each commune once, in order, under the first rule that shows it. `within`: the départements where it may be; a
    name that several of their communes bear is none, unless its own département stands beside it in brackets. A city
    with arrondissements shows nothing: which of them is not said."""
    found: dict[str, Place] = {}
    for start, end in sentences(text):
        sentence = text[start:end]
        for position, cue in introduced(sentence):
            read = longest_name(sentence, position, names_of(geography), _zone(sentence, position, within, geography))
            if read is None or read[1].code is None or read[1].code in geography.arrondissements:
                continue
            name, town, stop = read
            if cue.after is None or cue.after.match(fold(sentence), stop):
                found.setdefault(town.code or "", Place(name, (town.code or "",), cue.rule, town.partial))
    return tuple(found.values())


def _zone(sentence: str, position: int, within: tuple[str, ...], geography: Geography) -> Zone:
    """« Frontignan (Hérault) »: the bracket says where, when it stands right after a name of that département."""
    bracket = _BRACKET.search(sentence, position)
    beside = geography.departement(bracket.group(1).strip()) if bracket else None
    if bracket and beside and re.fullmatch(r"[\w'’ -]{2,50}", sentence[position : bracket.start()]):
        return Zone((beside,), strict=True)
    return Zone(within, strict=True)
