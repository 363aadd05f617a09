"""Figures published by others carry the name of who counted and of who published."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from lexicon import gazetteer
from pipelines.steps.context_tables import published_count_rows, publisher_name
from pipelines.steps.landmarks import landmark_rows
from spiders.registry import REGIONS


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://v2-dev.egora.fr/actus", "Egora"),
        ("https://github.com/SKHTay/Carto", "Dépôt"),
        ("https://www.senat.fr/x", "Sénat"),
    ],
)
def test_the_publisher_is_a_name(url: str, expected: str) -> None:
    assert publisher_name(url, {"egora.fr": "Egora", "senat.fr": "Sénat", "github.com/SKHTay": "Dépôt"}) == expected


@pytest.mark.parametrize("url", ["https://notegora.fr/", "https://github.com/autre/x", "https://egora.fr.example/"])
def test_an_unknown_publisher_is_refused_with_its_remedy(url: str) -> None:
    with pytest.raises(ValueError, match=r"not in editeurs\.csv: add its site"):
        publisher_name(url, {"egora.fr": "Egora", "github.com/SKHTay": "Dépôt"})


def test_no_host_stands_for_an_author_or_a_publisher() -> None:
    for row in published_count_rows(REGIONS):
        for column in ("auteur", "editeur"):
            assert not (row[column] or "").startswith("www.") and "/" not in (row[column] or ""), row
    assert {"Sénat", None} < {row["auteur"] for row in published_count_rows(REGIONS)}


def test_a_local_figure_names_its_publisher_and_no_host():
    for row in landmark_rows("comptes_locaux"):
        host = urlsplit(row["url"]).netloc.removeprefix("www.")
        assert row["editeur"] and host not in row["editeur"], row


def test_each_row_has_its_own_id():
    found = [row["compte_id"] for row in published_count_rows(REGIONS)]
    assert len(found) == len(set(found)) > 100


def test_a_figure_of_a_departement_says_its_region_too():
    known = gazetteer.load().departements
    placed = [row for row in published_count_rows(REGIONS) if row["departement"]]
    assert {row["departement"] for row in placed} >= {"44", "49", "53", "72", "85", "60", "54"}
    assert all(known[row["departement"]].ars_region == row["region"] for row in placed)


def test_two_values_of_one_page_are_both_kept():
    said = [
        row
        for row in published_count_rows(REGIONS)
        if row["date_etat"] == "2026-02-02" and row["mesure"] == "cpts_aci_signe"
    ]
    assert sorted(row["valeur"] for row in said) == [33, 34] and all(row["remarque"] for row in said)


def test_what_the_observatory_calculated_is_no_figure_of_others():
    derived = {row["mesure"] for row in published_count_rows(REGIONS) if row["origine"] == "derive"}
    assert derived and all("deriv" in measure for measure in derived)


def test_the_author_of_the_figure_of_the_country_is_not_that_of_the_departement_beside_it():
    page = [row for row in published_count_rows(REGIONS) if "evasionfm" in row["url"]]
    assert {(row["departement"], row["auteur"]) for row in page} == {(None, "État"), ("60", None)}
