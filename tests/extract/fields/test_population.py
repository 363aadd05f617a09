"""Whose inhabitants a number counts."""

from __future__ import annotations

import pytest

from tests.support.pages import by_name, extract, told


@pytest.mark.parametrize(
    "words",
    [
        "La CPTS du Bout du Lac : Faverges-Seythenex : 7591 habitants, Doussard : 3626 habitants.",
        "La CPTS du Bout du Lac (Faverges-Seythenex : 7591 habitants, Doussard : 3626 habitants) est créée.",
    ],
)
def test_a_series_of_places_each_with_its_number_is_nobody_s_population(words: str) -> None:
    assert "population" not in told(f"<p>{words}</p>", region="84")["du Bout du Lac"]


@pytest.mark.parametrize(
    "words",
    [
        "La CPTS du Bout du Lac, population : 15 254 habitants.",
        "La CPTS du Bout du Lac est créée. Faverges-Seythenex : 7591 habitants, Doussard : 3626 habitants ; "
        "en tout le territoire compte 15 254 habitants.",
    ],
)
def test_the_number_of_the_territory_stays(words: str) -> None:
    assert told(f"<p>{words}</p>", region="84")["du Bout du Lac"]["population"] == "15254"


@pytest.mark.parametrize(
    "words",
    [
        "Près de 9 600 habitants du territoire n'ont pas de médecin traitant, constate la CPTS du Bout du Lac.",
        "La CPTS du Bout du Lac estime que 9 600 habitants sont sans médecin traitant.",
    ],
)
def test_a_part_of_the_people_is_not_the_population_and_hides_none(words: str) -> None:
    whole = "Elle couvre 15 254 habitants."
    assert "population" not in told(f"<p>{words}</p>", region="84")["du Bout du Lac"]
    assert told(f"<p>{words} {whole}</p>", region="84")["du Bout du Lac"]["population"] == "15254"


def test_a_side_in_lower_case_is_of_the_name() -> None:
    page = told(
        "<p>La première, la CPTS Vercors nord, a vu le jour en Isère. La CPTS Vercors est lancée.</p>", region="84"
    )
    assert set(page) == {"Vercors nord", "Vercors"}


def test_the_number_before_and_the_number_after_an_extension_are_both_read() -> None:
    page = "<p>La CPTS du Val couvrait 30 000 habitants dans son périmètre initial, 45 000 habitants depuis l'extension.</p>"
    words = by_name(extract(page))["CPTS du Val"].population_text or ""
    assert "30 000" in words and "45 000" in words


def test_the_number_of_a_population_needs_no_inhabitants() -> None:
    page = "<p>La CPTS du Val a signé son ACI.</p><p>La population de la CPTS atteint 45 000.</p>"
    assert told(page)["du Val"]["population"] == "45000"


def test_the_number_of_today_is_found_behind_the_number_of_before() -> None:
    words = "La CPTS du Val regroupait 40 000 habitants à sa création, elle en compte 52 000 aujourd'hui."
    assert told(f"<p>{words}</p>")["du Val"]["population"] == "52000"
