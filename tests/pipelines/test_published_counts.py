"""Figures published by others carry the name of who counted and of who published."""

from __future__ import annotations

import pytest

from pipelines.steps.context_tables import published_count_rows, publisher_name
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
