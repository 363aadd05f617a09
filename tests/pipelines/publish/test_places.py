"""The names by which a place or a CPTS is looked for, and which communes have a border with a covered one."""

from __future__ import annotations

import numpy as np
import shapely

from pipelines.publish.maps import covered_neighbours
from pipelines.publish.outlines import Outlines
from pipelines.publish.places import rows


def test_names_codes_and_earlier_names_lead_to_the_commune_of_today() -> None:
    tables = {
        "couverture": [
            {"commune": "01165", "nom": "Francheleins", "population": 1600},
            {"commune": "69381", "nom": "Lyon 1er Arrondissement", "population": 29000},
        ],
        "departements": [{"departement": "01", "nom": "Ain", "population": 600000}],
        "regions": [{"region": "84", "nom": "Auvergne-Rhône-Alpes", "population": 8000000}],
        "cpts": [
            {
                "cpts_id": "c1",
                "nom": "CPTS des Dombes",
                "nom_court": None,
                "sigle": "CDD",
                "alias": "Les Dombes ; CPTS Dombes",
                "population_declaree": None,
            }
        ],
    }
    communes = [
        {"code": "01165", "nom": "Francheleins", "commune": None, "codes_postaux": ["01090"], "population": 1600},
        {"code": "69123", "nom": "Lyon", "commune": None, "codes_postaux": ["69001"], "population": 520000},
        {"code": "69381", "nom": "Lyon 1er", "commune": "69123", "codes_postaux": ["69001"], "population": 29000},
        {"code": "99999", "nom": "Ailleurs", "commune": None, "codes_postaux": ["99000"], "population": 1},
    ]
    former = [
        {"code": "01003", "nom": "Amareins", "actuelle": "01165"},
        {"code": "01165", "nom": "FRANCHELEINS", "actuelle": "01165"},
    ]
    held = {(row["cle"], row["nature"], row["code"]) for row in rows(tables, communes, former)}
    assert held == {
        ("francheleins", "commune", "01165"),
        ("lyon 1", "commune", "69381"),
        ("lyon 1 arrondissement", "commune", "69381"),
        ("1 arrondissement", "commune", "69381"),
        ("lyon", "commune", "69123"),
        ("69123", "code_insee", "69123"),
        ("01090", "code_postal", "01165"),
        ("69001", "code_postal", "69381"),
        ("amareins", "ancien_nom", "01165"),
        ("01003", "code_insee", "01165"),
        ("ain", "departement", "01"),
        ("01", "departement", "01"),
        ("auvergne rhone alpes", "region", "84"),
        ("aura", "region", "84"),
        ("ara", "region", "84"),
        ("dombes", "cpts", "c1"),
        ("cdd", "cpts", "c1"),
        ("les dombes", "cpts", "c1"),
    }


def test_a_border_makes_a_neighbour_and_a_corner_does_not() -> None:
    shapes = np.array([shapely.box(x, y, x + 1, y + 1) for x, y in ((0, 0), (1, 0), (1, 1), (5, 5))])
    outlines = Outlines(("a", "b", "c", "d"), shapes)
    assert covered_neighbours(outlines, ["b"]) == [("a", "b"), ("c", "b")]
    assert covered_neighbours(outlines, ["a"]) == [("b", "a")]
    assert covered_neighbours(outlines, ["a", "b", "c"]) == []
