"""Lines and words that are a département, a region or another place."""

from __future__ import annotations

import pytest

from lexicon.departement_words import departement_of, is_place


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Loire-Atlantique :", "44"),
        ("Rhône (69)", "69"),
        ("44 - Loire-Atlantique", "44"),
        ("Département de la Drôme", "26"),
        ("Val-de-Marne", "94"),
        ("(2A) Corse-du-Sud", "2A"),
        ("Pays de Redon", None),
        ("2024", None),
    ],
)
def test_departement_lines(text: str, code: str | None) -> None:
    assert departement_of(text) == code


def test_a_region_is_a_place_and_a_basin_is_not() -> None:
    assert is_place("d'Île-de-France") and is_place("Bretagne") and not is_place("Bassin de Thau")
