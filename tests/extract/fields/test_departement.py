"""A département that only stands beside the CPTS is that of the publisher's area, or none."""

from __future__ import annotations

import pytest

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read


def departement(sentence: str, regions: tuple[str, ...]) -> str | None:
    body = f"<main><h1>Santé</h1><p>La CPTS du Val Clair organise une journée de dépistage.</p><p>{sentence}</p></main>"
    document = Document("https://www.exemple.org/cpts", body.encode(), "text/html; charset=utf-8")
    (listing,) = read(document, SourceContext(kind="presse", regions=regions)).listings
    return listing.department_text


@pytest.mark.parametrize(
    ("sentence", "regions", "said"),
    [
        ("La ministre était hier dans le Morbihan.", ("28",), None),
        ("En Corrèze, une autre équipe a choisi l'association.", ("44",), None),
        ("Elle réunit des soignants dans le Calvados.", ("28",), "Calvados"),
        ("Elle réunit des soignants dans le Calvados.", (), "Calvados"),
    ],
)
def test_what_stands_beside_is_taken_within_the_area_only(sentence, regions, said) -> None:
    assert departement(sentence, regions) == said


@pytest.mark.parametrize(
    ("bullets", "said"),
    [
        (["Finistère"], "Finistère"),
        (["La Réunion"], "La Réunion"),
        (["Ain", "18 communes"], "Ain"),
        (["La Réunion", "Nérac", "Mézin"], None),  # a commune of Lot-et-Garonne among others
        (["Pantin", "Bobigny"], None),
    ],
)
def test_a_line_that_is_a_departement_and_nothing_else_is_one(bullets: list[str], said: str | None) -> None:
    items = "".join(f"<li>{one}</li>" for one in bullets)
    body = f"<main><h1>Les CPTS</h1><h2>CPTS du Val Clair</h2><ul>{items}</ul></main>"
    document = Document("https://www.exemple.org/cpts", body.encode(), "text/html; charset=utf-8")
    (listing,) = read(document, SourceContext(kind="presse")).listings
    assert listing.department_text == said


@pytest.mark.parametrize("sentence", ["Elle agit dans le département 35.", "Département : 35"])
def test_a_departement_may_be_told_by_its_code(sentence: str) -> None:
    assert departement(sentence, ()) == "35"
