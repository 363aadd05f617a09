"""Fields of a mention as they are written: départements, populations, hosts."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.identity.mention import host_of, read_departements, read_number


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Hauts-de-Seine (92)", ("92",)),
        ("40", ("40",)),
        ("Landes, Gers", ("32", "40")),
        ("Landes et Gers", ("32", "40")),
        ("Loir et Cher, Cher, Indre", ("18", "36", "41")),
        ("40/32", ("32", "40")),
        ("2B", ("2B",)),
        ("La Réunion", ("974",)),
        ("Atlantide", ()),
        (None, ()),
    ],
)
def test_departements_in_letters_and_digits(text: str | None, codes: tuple[str, ...]) -> None:
    assert read_departements(text, None) == codes


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (121583, 121583),
        ("69 497 habitants", 69497),
        ("54288", 54288),
        (0, None),
        ("", None),
        (None, None),
    ],
)
def test_populations(value: Any, number: int | None) -> None:
    assert read_number(value) == number


def test_hosts() -> None:
    assert host_of("https://www.cpts-maine.fr/page") == host_of("cpts-maine.fr") == "cpts-maine.fr"
    assert host_of("http://[") is None
