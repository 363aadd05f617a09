"""Départements named in labels, titles and prose."""

import pytest

from lexicon import gazetteer as geography
from lexicon.departements import departements_named


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Loire-Atlantique :", ("44",)),
        ("Landes / Gers", ("40", "32")),
        ("Indre-et-Loire, Loir-et-Cher", ("37", "41")),
        ("Ille-et-Vilaine/Loire-Atlantique", ("35", "44")),
        ("Nièvre - Saône-et-Loire", ("58", "71")),
        ("Loir et Cher, Landes et Gers", ("41", "40", "32")),
        ("Landes : Aire-sur-l'Adour", ("40",)),
        ("dans le département de la Drôme (26)", ("26",)),
        ("Saône-et-Loire", ("71",)),
        ("bi-départementale Ardèche et Drôme", ("07", "26")),
        ("Haute-Savoie, Savoie", ("74", "73")),
        ("Côte-d’Or", ("21",)),
        ("CÔTE D'OR", ("21",)),
        ("2A", ("2A",)),
        ("dpt 21", ("21",)),
        ("974", ("974",)),
        ("Loire (42)", ("42",)),
        ("l'agence a signé avec trois structures du département du Nord et de la région voisine", ("59",)),
    ],
)
def test_named(text, codes):
    assert departements_named(text, geography.load()) == codes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secteur nord",
        "les habitants du lot de la commune voisine aiment aller vers le nord du plateau",
        "Loire-Forez",
        "42 000 habitants",
        "une somme",
    ],
)
def test_nothing_named(text):
    assert departements_named(text, geography.load()) == ()
