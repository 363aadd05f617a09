"""A small list of CPTS that every format of the extraction tests writes in its own way, and how to read it back.

Our own reconstruction: public names of CPTS, figures rounded or invented, people invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pipelines.steps.claims import main_date, read_listing
from spiders.document import Document
from spiders.extract.decode.pdf.document import read_pdf
from spiders.extract.model.content import Grid
from spiders.extract.model.section import Section
from spiders.extract.model.source import SourceContext
from spiders.extract.output.merge import merge_same
from spiders.extract.read import read
from spiders.extract.table.read_grid import listings_from_grid
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
GRID = [HEADER, *ROWS]

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


def read_grid(
    text: str | list[list[str]], words: Iterable[str] = (), context: SourceContext = ARS, name: str = "page"
) -> tuple[list[Listing], list[Alarm]]:
    """Listings and alarms of a grid written one row per line, cells between bars."""
    lines = text.strip("\n").split("\n") if isinstance(text, str) else []
    cells = [[cell.strip().replace("\\n", "\n") for cell in line.split("|")] for line in lines]
    rows = cells if isinstance(text, str) else text
    grid = Grid(rows, lambda row: f"ligne {row + 1}", section=Section().inner(*words))
    listings, alarms = listings_from_grid(grid, document(b"", name), context)
    return merge_same(listings)[0], alarms


def one_of(text: str | list[list[str]], **options: Any) -> Listing:
    """The only listing of such a grid."""
    listings, _ = read_grid(text, **options)
    assert len(listings) == 1, names(listings)
    return listings[0]


def stages_and_dates(found):
    """name → (stage, date) of the listings of an extraction, as their words are read."""
    told = {}
    for listing in found.listings:
        statement = read_listing(listing, ("53",))
        status, date = statement.first("statut"), main_date(statement)
        told[listing.name] = (status and status.value, date and date.value)
    return told


def read_file(content: Any, name: str = "data.json") -> Extraction:
    """What a file of an agency says: bytes, a text, or data written as JSON."""
    text = content if isinstance(content, bytes | str) else json.dumps(content, ensure_ascii=False)
    return read(document(text if isinstance(text, bytes) else text.encode(), name), ARS)


def read_paper(pdf: Any) -> Extraction:
    """What a PDF under construction says."""
    return read_pdf(document(bytes(pdf.output()), "media/7/download", "application/pdf"), ARS)
