"""Every word of a fact stands in the row its locator names, whatever the shape of the table and the format it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.listing import Fact
from tests.support.words_at import words_of
from tests.support.writers import as_json, delimited, html_page, html_table, paper, pdf_table, xlsx

GRIDS = {
    "header": [
        ["Nom de la CPTS", "Département", "Statut", "Population", "Communes"],
        ["CPTS du Perche", "Orne", "ACI signé", "45 000", "Mortagne, Bellême"],
        ["CPTS du Bocage", "Orne", "Lettre d'intention", "52 000", "Flers, Domfront"],
        ["CPTS du Pays d'Auge", "Calvados", "ACI signé", "61 000", "Lisieux, Orbec"],
    ],
    "one row per commune": [
        ["Nom de la CPTS", "Commune", "Code INSEE"],
        ["CPTS de Balagne", "Calvi", "2B050"],
        ["CPTS Alta Rocca", "Porto-Vecchio", "2A247"],
        ["CPTS de Balagne", "L'Île-Rousse", "2B134"],
        ["CPTS Alta Rocca", "Bonifacio", "2A041"],
        ["CPTS Alta Rocca", "Sotta", "2A284"],
        ["CPTS du Sartenais", "Sartène", "2A272"],
        ["CPTS du Sartenais", "Propriano", "2A249"],
    ],
    "crosses": [
        ["Nom de la CPTS", "Département", "Lettre d'intention", "Projet de santé validé", "ACI signé"],
        ["CPTS du Perche", "Orne", "X", "X", "X"],
        ["CPTS du Bocage", "Orne", "X", "", ""],
        ["CPTS du Pays d'Auge", "Calvados", "X", "X", ""],
    ],
    "labels down": [
        ["Nom de la CPTS", "CPTS du Perche", "CPTS du Bocage", "CPTS du Pays d'Auge"],
        ["Département", "Orne", "Orne", "Calvados"],
        ["Statut", "ACI signé", "Lettre d'intention", "ACI signé"],
        ["Population", "45 000", "52 000", "61 000"],
    ],
    "sheets under each other": [
        ["CPTS du Perche", ""],
        ["Statut", "ACI signé"],
        ["Population", "45 000"],
        ["CPTS du Bocage", ""],
        ["Statut", "Lettre d'intention"],
        ["Population", "52 000"],
    ],
    "stages over names": [
        ["Lettre d'intention", "Projet de santé validé", "ACI signé"],
        ["CPTS du Perche", "CPTS du Bocage", "CPTS de Lisieux"],
        ["CPTS de l'Aigle", "CPTS de Flers", "CPTS de Caen"],
    ],
    "communes crossed": [
        ["Commune", "CPTS du Perche", "CPTS du Bocage"],
        ["Mortagne", "X", ""],
        ["Flers", "", "X"],
        ["Bellême", "X", ""],
        ["Domfront", "", "X"],
    ],
    "départements crossed": [
        ["CPTS", "Orne", "Calvados"],
        ["CPTS du Perche", "X", ""],
        ["CPTS du Pays d'Auge", "X", "X"],
        ["CPTS de Caen", "", "X"],
    ],
}
RECORDS = ("header", "one row per commune")


def written(kind: str, grid: list[list[str]]) -> Document:
    address = "https://www.normandie.ars.sante.fr/les-cpts"
    if kind == "csv":
        return Document(f"{address}.csv", delimited(grid).encode(), "text/csv; charset=utf-8")
    if kind == "xlsx":
        return Document(f"{address}.xlsx", xlsx(("Liste", grid)))
    if kind == "html":
        return Document(address, html_page(html_table(grid), "Les CPTS de Normandie").encode(), "text/html")
    if kind == "json":
        rows = [dict(zip(grid[0], row, strict=True)) for row in grid[1:]]
        return Document(f"{address}.json", as_json(rows), "application/json")
    pdf = pdf_table(paper("Les CPTS de Normandie"), grid)
    return Document(f"{address}.pdf", bytes(pdf.output()), "application/pdf")


def lines_named(place: str, kind: str) -> Iterator[int]:
    """The rows of the grid that a place names."""
    first, _, more = place.partition(" (et ")
    (number,) = re.findall(r"\d+", first)[-1:]
    line = int(number) - (kind != "json")
    yield line
    if more.startswith("la suivante"):
        yield line + 1
    elif told := re.match(r"(\d+) suivantes", more):
        yield from range(line + 1, line + 1 + int(told[1]))
    else:
        for begin, end in re.findall(r"(\d+)e(?: à (\d+)e)?", more):
            yield from range(line + int(begin), line + int(end or begin) + 1)


def missing(fact: Fact, kind: str, grid: list[list[str]]) -> set[str]:
    """The words of a fact that its place does not hold; the header is told with its column."""
    rows = [grid[line] for line in lines_named(fact.locator, kind)]
    stands = words_of(" ".join(cell for row in rows for cell in row))
    stands |= {"habitants"} if fact.field == "population_text" else set()
    stands |= words_of(" ".join(grid[0])) if fact.rule in ("colonne.intitule_et_valeur", "colonne.cochee") else set()
    return words_of(fact.words) - stands


WRITTEN_AS = [(layout, kind) for layout in GRIDS for kind in ("html", "csv", "xlsx", "pdf")]
WRITTEN_AS += [(layout, "json") for layout in RECORDS]


@pytest.mark.parametrize(("layout", "kind"), WRITTEN_AS)
def test_every_word_stands_in_the_row_that_is_named(layout: str, kind: str) -> None:
    grid = GRIDS[layout]
    found = read(written(kind, grid), SourceContext(kind="ars", regions=("28",)))
    facts = [fact for listing in found.listings for fact in listing.facts]
    assert facts
    assert not [(fact, wrong) for fact in facts if (wrong := missing(fact, kind, grid))]
