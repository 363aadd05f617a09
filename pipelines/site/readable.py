"""Codes of the published tables in words: a status, a list of communes, a date, whichever property holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.site.french import french_date, french_number
from schema import SEPARATOR

# property (of `preuves`, `desaccords`) or column → the names its codes are looked up in
NAMES_OF = {
    "statut": "statut",
    "missions": "mission",
    "territoire": "commune",
    "departements": "departement",
    "regions": "region",
    "sources": "source",
    "cpts_ids": "cpts",
    "forme_juridique": "forme_juridique",
}
# named with their code: people know a département by either
WITH_CODE = ("departement",)


@dataclass(frozen=True)
class Names:
    """Kind of code (`statut`, `mission`, `commune`, `departement`, `region`, `source`, `cpts`) → code → name."""

    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def name(self, kind: str, code: str) -> str:
        """The name of `code`, or `code` itself when it has none."""
        found = self.known.get(kind, {}).get(code)
        if found is None:
            return code
        return f"{found} ({code})" if kind in WITH_CODE else found

    def value(self, what: str, value: Any) -> str:
        """`value` of the property `what` as a reader expects it: `("territoire", "84007 ; 84092")` gives
        `Avignon, Le Pontet`, `("population", "178722")` gives `178 722 habitants`."""
        if value is None or value == "":
            return ""
        if what in NAMES_OF:
            return ", ".join(self.name(NAMES_OF[what], code) for code in str(value).split(SEPARATOR))
        if what == "date":
            return french_date(value)
        if what == "population":
            return f"{french_number(value)} habitants"
        if what == "adherents":
            return f"{french_number(value)} adhérents"
        return str(value)


def names(vocabulary: Iterable[tuple[str, str, str]], places: Mapping[str, Iterable[tuple[str, str]]]) -> Names:
    """From rows (domain, code, label) and, by kind, rows (code, name)."""
    known: dict[str, dict[str, str]] = {kind: dict(rows) for kind, rows in places.items()}
    for domain, code, label in vocabulary:
        known.setdefault(domain, {})[code] = label
    return Names(known)
