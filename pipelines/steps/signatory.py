"""Where the local fund that signs is in charge: « avec la CPAM de l'Artois » places a CPTS that nothing else places."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from lexicon.patterns import vocabulary
from lexicon.text import fold_words

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography

_FUND = re.compile(
    r"\b(?:cpam|cgss|caisses? primaires? d assurance maladie|caisses? primaires?) (?:de |du |des |d |l |la )*"
)
_LONGEST_NAME = 4  # words: « alpes de haute provence »


def fund_departements(text: str, geography: Geography) -> tuple[str, ...]:
    """Codes of the départements of the primary funds that a text names, each once, as they come. Most funds bear the
    name of their département; the others are data (`[caisses]` of `territories.toml`)."""
    folded = fold_words(text)
    found = (_departement(folded[fund.end() :], geography) for fund in _FUND.finditer(folded))
    return tuple(dict.fromkeys(code for code in found if code))


def _departement(rest: str, geography: Geography) -> str | None:
    """The fund whose name begins there, the longest first: « Loire Atlantique » before « Loire »."""
    words = rest.split()[:_LONGEST_NAME]
    names = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((code for name in names if (code := _funds().get(name) or geography.departement(name))), None)


@cache
def _funds() -> dict[str, str]:
    return dict(vocabulary("territories")["caisses"])
