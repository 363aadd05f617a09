"""The distance of a commune that nothing covers to the nearest one that is."""

from __future__ import annotations

from lexicon import gazetteer
from pipelines.steps.distance import distances_km


def test_lyon_is_where_it_is_from_grenoble_and_an_island_is_from_its_own() -> None:
    geography = gazetteer.load()
    grenoble, lyon, saint_denis, saint_paul = "38185", "69381", "97411", "97415"
    communes = [one for code in (grenoble, lyon, saint_denis, saint_paul) if (one := geography.commune(code))]
    found = distances_km(communes, {lyon})
    assert set(found) == {grenoble} and 85 < found[grenoble] < 105
    found = distances_km(communes, {lyon, saint_paul})
    assert 10 < found[saint_denis] < 40 and found.keys() == {grenoble, saint_denis}


def test_nothing_covered_says_nothing() -> None:
    geography = gazetteer.load()
    communes = [one for code in ("38185", "69381") if (one := geography.commune(code))]
    assert distances_km(communes, set()) == {}
