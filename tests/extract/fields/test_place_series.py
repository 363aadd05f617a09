"""Communes told one after the other by what a CPTS does to them, whatever the tense of the verb."""

from __future__ import annotations

import pytest

from tests.support.pages import told


@pytest.mark.parametrize(
    "verb",
    ["couvre", "couvrait", "comprend", "comprenait", "réunissait", "dessert", "desservait", "englobait", "incluait"],
)
def test_a_series_after_a_verb(verb: str) -> None:
    found = told(f"<p>La CPTS du Val {verb} Mende, Marvejols et Florac.</p>", region="76")
    assert found["du Val"]["territoire"] == "48061 ; 48092 ; 48095"
