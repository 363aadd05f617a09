"""What others publish beside ours: the last figure of each author, and shares that keep their bound."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.site.national import by_region, latest, share


def figure(**given: Any) -> dict[str, Any]:
    return {
        "region": "FR",
        "date_etat": "2025-05",
        "definition": "aci_signe",
        "valeur": 700.0,
        "precision": "exact",
        "unite": "cpts",
        "auteur": "Sénat",
        "editeur": "Journal",
        "origine": "publie",
    } | given


def test_the_last_figures_of_each_author_newest_first() -> None:
    figures = [
        figure(date_etat="2024-02-01", auteur="Fédération", valeur=530.0),
        figure(date_etat="2025-05", auteur="Fédération", valeur=690.0),
        figure(),
        figure(date_etat="2025", auteur="Ministère", valeur=710.0),
        figure(date_etat="2021-12", auteur="Assurance maladie", valeur=173.0),
    ]
    assert [(one["auteur"], one["valeur"]) for one in latest(figures)] == [
        ("Ministère", 710),
        ("Sénat", 700),
        ("Fédération", 690),
    ]
    assert latest([]) == []


def test_two_figures_of_one_author_and_date_are_both_kept() -> None:
    assert [one["valeur"] for one in latest([figure(valeur=33.0), figure(valeur=34.0)])] == [34, 33]


@pytest.mark.parametrize(
    ("ours", "published", "counted", "expected"),
    [
        (54, figure(), "aci_signe", "7,7\u202f%"),
        (54, figure(precision="au_moins"), "aci_signe", "au plus 7,8\u202f%"),
        (54, figure(precision="au_plus"), "aci_signe", "au moins 7,7\u202f%"),
        (54, figure(precision="environ"), "aci_signe", "environ 7,7\u202f%"),
        (54, figure(definition=None), "tous_stades", "au plus 7,8\u202f%"),
        (54, figure(definition=None, precision="au_plus"), "tous_stades", ""),
        (2, figure(valeur=1.0), "tous_stades", ""),
        (1, figure(precision=None), "aci_signe", ""),
        (0, figure(valeur=0.0), "tous_stades", ""),
        (700, figure(), "aci_signe", "100\u202f%"),
        (0, figure(definition=None), "tous_stades", ""),  # « au plus 0,0 % »
        (700, figure(definition=None), "tous_stades", ""),  # « au plus 100,0 % » says nothing
    ],
)
def test_a_share_of_a_bound_is_a_bound(ours: int, published: dict[str, Any], counted: str, expected: str) -> None:
    assert share(ours, published, counted) == expected


def test_a_region_is_compared_with_the_same_stages() -> None:
    regions = [{"region": "52", "nb_cpts": 19, "nb_aci": 4}, {"region": "06", "nb_cpts": 1, "nb_aci": 0}]
    figures = [
        figure(region="52", valeur=34.0),
        figure(region="06", valeur=9.0, definition=None),
        figure(region="06", valeur=5.0, date_etat="2024-02"),
        figure(region="52", unite="%", definition=None, valeur=90.0),
        figure(region="11", valeur=83.0),
    ]
    loire, mayotte = by_region(regions, figures)
    assert loire["part"] == "11,8\u202f%" and loire["notre"] == 4 and loire["population_publiee"]["valeur"] == 90
    assert loire["aci_publie"] is None  # it stands already as the newest count
    assert (mayotte["publie"]["valeur"], mayotte["aci_publie"]["valeur"]) == (9, 5)


def test_what_was_calculated_from_a_publication_is_not_published() -> None:
    shares = [
        figure(region="93", unite="%", valeur=83.5, date_etat="2023"),
        figure(region="93", unite="%", valeur=98.1, date_etat="2025", origine="derive"),
    ]
    (row,) = by_region([{"region": "93", "nb_cpts": 1, "nb_aci": 0}], shares)
    assert row["population_publiee"]["valeur"] == 83.5
