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


@pytest.mark.parametrize(
    ("words", "population", "communes"),
    [
        ("La CPTS du Val Doré couvrait 30 000 habitants à sa création ; elle en couvre 60 000.", "60000", None),
        ("La CPTS du Val Doré couvrait 30 000 habitants en 2019. Elle en couvre aujourd'hui 60 000.", "60000", None),
        ("La CPTS du Val Doré comptait 30 000 habitants ; elle compte 60 000 habitants.", "60000", None),
        ("Lancée avec 12 communes, la CPTS du Val Doré en rassemble 27.", None, "27 communes"),
        ("La CPTS du Val Doré comptait 12 communes à l'origine. Elle en compte aujourd'hui 27.", None, "27 communes"),
        ("La CPTS du Val Doré a démarré avec 12 communes. Elle réunit 27 communes.", None, "27 communes"),
        # « en » stands for what was counted last, and for nothing else
        ("La CPTS du Val Doré compte 27 communes et 40 adhérents. Elle en compte 50 à ce jour.", None, "27 communes"),
    ],
)
def test_what_a_cpts_was_at_its_birth_gives_way_to_what_it_is(
    words: str, population: str | None, communes: str | None
) -> None:
    (listing,) = extract(f"<p>{words}</p>").listings
    assert told(f"<p>{words}</p>")["du Val Doré"].get("population") == population
    if communes is not None:
        assert communes in (listing.territory_text or "") and "12" not in (listing.territory_text or "")


def test_those_who_live_there_are_its_people() -> None:
    words = "<p>La CPTS du Val Doré est présente dans 19 communes où vivent 48 000 personnes.</p>"
    assert told(words)["du Val Doré"]["population"] == "48000"


def test_the_people_of_a_town_said_beside_it_are_not_those_of_the_cpts() -> None:
    words = "<p>La CPTS du Val Doré accueille un médecin. La ville, 13 600 habitants, en avait perdu quatre.</p>"
    assert "population" not in told(words)["du Val Doré"]


@pytest.mark.parametrize(
    "words",
    [
        "Le Département de l'Indre (219 000 habitants) versera 20 000 euros à la CPTS du Val Doré.",
        "La CPTS du Val Doré, dont le siège est à Issoudun (11 500 habitants), recrute.",
    ],
)
def test_the_people_in_the_brackets_of_a_place_are_not_those_of_the_cpts(words: str) -> None:
    assert "population" not in told(f"<p>{words}</p>", region="24")["du Val Doré"]


@pytest.mark.parametrize("more", ["", ", un hôpital, trois maisons de santé"])
def test_a_territory_is_sized_up_with_its_health_centres(more: str) -> None:
    page = f"<h1>La CPTS du Val Doré</h1><h2>Notre territoire</h2><p>24 communes, 21 000 habitants{more}.</p>"
    assert told(page, kind="cpts")["du Val Doré"]["population"] == "21000"
