"""A small list of CPTS that every format of the extraction tests writes in its own way, and how to read it back.

Our own reconstruction: public names of CPTS, figures rounded or invented, people invented.
"""

from __future__ import annotations

from collections.abc import Iterable

from spiders.document import Document
from spiders.extract.context import SourceContext
from spiders.listing import Alarm, Extraction, Listing

HEADER = [
    "Nom de la CPTS",
    "Département",
    "État d'avancement",
    "Nb habitants",
    "Communes",
    "Président",
    "Courriel",
    "Site Internet",
]
PEOPLE = ("durocher", "pellerin", "trivier", "camille", "sacha", "maxence", "exemple.invalid", "02 99 00 00 00")
ROWS = [
    [
        "CPTS du Pays de Redon",
        "Ille-et-Vilaine",
        "ACI signé",
        "81 246",
        "Redon, Allaire, Bains-sur-Oust",
        "Camille DUROCHER",
        "durocher@exemple.invalid",
        "https://www.cpts-redon.example",
    ],
    [
        "CPTS de Fougères",
        "Ille-et-Vilaine",
        "Lettre d'intention validée",
        "48 924",
        "Fougères, Lécousse, Javené",
        "Dr Sacha PELLERIN",
        "pellerin@exemple.invalid",
        "",
    ],
    [
        "CPTS du Pays d'Auray",
        "Morbihan",
        "Projet de santé validé",
        "90 000",
        "Auray, Brech, Crac'h",
        "Maxence TRIVIER (02 99 00 00 00)",
        "",
        "",
    ],
]
NAMES = [row[0] for row in ROWS]

ARS = SourceContext(source_id="ars-test", kind="ars", regions=("53",))


def document(body: bytes, name: str = "liste-cpts", content_type: str = "") -> Document:
    return Document(f"https://www.bretagne.ars.sante.fr/{name}", body, content_type)


def facts(listing: Listing) -> tuple[str | None, ...]:
    """What a row says, whatever document it stood in."""
    return (
        listing.name,
        listing.department_text,
        listing.status_text,
        listing.population_text,
        listing.territory_text,
        listing.website,
    )


EXPECTED = [
    (
        "CPTS du Pays de Redon",
        "Ille-et-Vilaine",
        "ACI signé",
        "81 246 habitants",
        "Redon, Allaire, Bains-sur-Oust",
        "https://www.cpts-redon.example",
    ),
    (
        "CPTS de Fougères",
        "Ille-et-Vilaine",
        "Lettre d'intention validée",
        "48 924 habitants",
        "Fougères, Lécousse, Javené",
        None,
    ),
    ("CPTS du Pays d'Auray", "Morbihan", "Projet de santé validé", "90 000 habitants", "Auray, Brech, Crac'h", None),
]


def names(listings: Iterable[Listing]) -> list[str]:
    return [listing.name for listing in listings]


def alarm_names(alarms: Iterable[Alarm]) -> set[str]:
    return {alarm.name for alarm in alarms}


def says_nobody(listings: Iterable[Listing | Alarm]) -> bool:
    """No invented person, address or phone of the fixtures stands in any field."""
    text = repr(list(listings)).lower()
    return not any(person in text for person in PEOPLE)


def holds(found: Extraction, expected: list[str] = NAMES) -> bool:
    """The promise of the extraction layer: the same rows, or an alarm that names what is wrong."""
    return names(found.listings) == expected or bool(found.alarms)
