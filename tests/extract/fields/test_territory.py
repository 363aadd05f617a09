"""Which words of a page give the territory."""

from __future__ import annotations

import pytest

from lexicon.gazetteer import load
from pipelines.normalise.territory import resolve_territory
from pipelines.steps.territory_claim import read_territory
from tests.support.pages import by_name, extract, told


@pytest.mark.parametrize(
    "words",
    [
        "La CPTS de Villejuif s'adresse aux 50 000 habitants de la seule commune de Villejuif, autour de cinq axes.",
        "La CPTS de Villejuif est mono-communale, dans le Val-de-Marne.",
        "La CPTS de Villejuif, dans le Val-de-Marne, ne couvre qu'une seule commune.",
        "Deux autres ne couvrent qu'une commune : la CPTS de Vitry-sur-Seine et la CPTS de Villejuif.",
    ],
)
def test_one_commune_alone_is_the_territory(words: str) -> None:
    assert told(f"<p>{words}</p>", region="11")["de Villejuif"]["territoire"] == "94076"


def test_the_only_commune_that_does_something_is_no_territory() -> None:
    words = "La CPTS du Haut Val est née. Villejuif est la seule commune du secteur sans médecin."
    assert "territoire" not in told(f"<p>{words}</p>", region="11")["du Haut Val"]


def test_members_who_joined_it_have_joined_the_one_named_before() -> None:
    page = "<p>La CPTS de Villejuif a vu le jour.</p><p>Une trentaine de membres l'ont rejointe.</p>"
    found = by_name(extract(page + "<p>La CPTS du Haut Val est en projet.</p>", kind="presse"))
    assert found["CPTS de Villejuif"].structure_text == "Une trentaine de membres l'ont rejointe."
    assert found["CPTS du Haut Val"].structure_text is None


def test_the_town_that_a_count_of_communes_is_added_to_is_read_with_it() -> None:
    page = "<p>Le projet de la CPTS du Val porte sur Tarbes et 10 communes limitrophes, environ 80 000 habitants.</p>"
    assert by_name(extract(page))["CPTS du Val"].territory_text == "Tarbes et 10 communes limitrophes"


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("couvrira 45 communes ; elle en compte 23 aujourd'hui.", 23),
        ("couvrira à terme 45 communes et en regroupe déjà 23.", 23),
        ("compte 23 communes et devrait en couvrir 45 à terme.", 23),
        ("devrait couvrir 45 communes.", None),
        ("vise à couvrir une bonne partie des soins de 45 communes.", 45),
        ("ambitionne de regrouper 45 communes.", None),
        ("couvrira 45 communes.", 45),
        ("s'étend sur 45 communes et vise à faciliter l'accès aux soins.", 45),
    ],
)
def test_a_number_of_communes_is_that_of_today_and_no_hope(words: str, count: int | None) -> None:
    found = by_name(extract(f"<p>La CPTS du Val {words}</p>"))["CPTS du Val"]
    read = read_territory(found, (), load())[1]
    assert (read.announced if read else None) == count
    assert resolve_territory(f"La CPTS du Val {words}").announced == count


@pytest.mark.parametrize("words", ["Deux expériences, deux villes.", "Quatre villes, un même souci : loger."])
def test_a_figure_of_speech_counts_no_communes(words: str) -> None:
    page = f"<p>À Suresnes, la CPTS du Val accueille des stagiaires. {words}</p>"
    assert "ville" not in (by_name(extract(page))["CPTS du Val"].territory_text or "")


def test_a_part_of_a_group_is_the_communes_named_after_it() -> None:
    page = "<h2>CPTS du Val</h2><p>Une partie de la communauté de communes du Pays de Redon : Redon, Renac, Bains-sur-Oust</p>"
    assert by_name(extract(page))["CPTS du Val"].territory_text == "Redon, Renac, Bains-sur-Oust"


def test_the_communes_may_be_those_of_a_group() -> None:
    page = "<h2>CPTS du Val</h2><p>Communes : celles de la communauté de communes du Pays de Redon</p>"
    assert by_name(extract(page))["CPTS du Val"].territory_text == "de la communauté de communes du Pays de Redon"


@pytest.mark.parametrize(
    ("words", "district"),
    [
        ("À Paris, l'équipe de la CPTS du Val, en activité dans le 19e arrondissement, accueille.", "75119"),
        ("La CPTS du Val est en activité dans le 8e arrondissement de Paris.", "75108"),
        ("Paris : la CPTS du Val voit le jour. Elle s'adresse aux habitants du 3e arrondissement de Paris.", "75103"),
    ],
)
def test_a_district_is_the_whole_territory_wherever_its_city_stands(words: str, district: str) -> None:
    listing = by_name(extract(f"<p>{words}</p>", kind="presse", region="11"))["CPTS du Val"]
    _, territory = read_territory(listing, ("11",), load())
    assert territory is not None and (territory.codes, territory.complete) == ((district,), True)


def test_the_only_commune_is_the_whole_territory_whatever_follows() -> None:
    words = "La CPTS du Val s'adresse aux 50 000 habitants de la seule commune de Villejuif, autour de cinq axes."
    listing = by_name(extract(f"<p>{words}</p>", kind="presse", region="11"))["CPTS du Val"]
    assert listing.territory_text == "la seule commune de Villejuif"
    _, territory = read_territory(listing, ("11",), load())
    assert territory is not None and territory.complete


@pytest.mark.parametrize(
    "words",
    [
        "La CPTS Adour (65) a fédéré Tarbes, Séméac et Aureilhan.",
        "La CPTS Adour (65) associe Tarbes, Séméac et Aureilhan.",
        "La CPTS Adour (65) réunit des soignants de Tarbes, Séméac et Aureilhan.",
        "La CPTS Adour (65) fédère les professionnels de santé de Tarbes, Séméac et Aureilhan.",
        "Les échanges de la CPTS Adour (65) ont associé Tarbes, Séméac et Aureilhan.",
        "Une cinquantaine d’adhérents de Tarbes, Séméac et Aureilhan font vivre la CPTS Adour (65).",
        "La CPTS Adour (65) regroupe des médecins de Tarbes, Séméac et Aureilhan.",
        "La CPTS Adour (65) regroupe les libéraux de Tarbes, Séméac et Aureilhan.",
        "La CPTS Adour (65) rassemble les acteurs de santé de Tarbes, de Séméac et d’Aureilhan.",
        "La CPTS Adour (65) réunit 60 professionnels libéraux de Tarbes, Séméac et Aureilhan.",
        "La CPTS Adour (65) rassemble 120 médecins, infirmiers et kinés de Tarbes, Séméac et Aureilhan.",
        "La CPTS Adour (65) regroupe les pharmacies de Tarbes, Séméac et Aureilhan.",
        "La CPTS Adour (65) couvre les habitants de Tarbes, Séméac et Aureilhan.",
    ],
)
def test_the_first_town_whose_people_make_up_the_cpts_is_kept(words: str) -> None:
    territory = read_territory(by_name(extract(f"<p>{words}</p>"))["CPTS Adour"], (), load())[1]
    assert territory and territory.codes == ("65047", "65417", "65440")
    assert territory.complete == ("a fédéré" in words)  # where its people come from is not all that it covers


@pytest.mark.parametrize(
    "words",
    [
        "La CPTS Adour (65) réunit les élus venus de Pau, Lourdes et Toulouse.",
        "La CPTS Adour (65) a rassemblé 80 soignants de Tarbes, Pau et Toulouse lors d’une soirée.",
        "La CPTS Adour (65) a réuni 40 médecins de Tarbes, Pau et Toulouse pour une formation.",
        "La soirée de la CPTS Adour (65) a réuni des kinés de Pau, Tarbes et Auch.",
        "Le congrès organisé par la CPTS Adour (65) rassemble des médecins de Paris, Lyon et Toulouse.",
        "La CPTS Adour (65) a formé les professionnels de Tarbes, Lourdes et Aureilhan à la vaccination.",
        "La CPTS Adour (65) est associée à Tarbes, Lourdes et Aureilhan pour un congrès.",
        "La CPTS Adour (65) a élu ses membres : Julien Lourdes et Marie Aureilhan.",
    ],
)
def test_towns_of_those_who_come_to_it_are_no_territory(words: str) -> None:
    assert not told(f"<p>{words}</p>")["Adour"].get("territoire")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("The CPTS du Val covers 143 municipalities.", 143),
        ("La CPTS du Val regroupe 23 municipalités.", 23),
        ("The CPTS du Val met the mayors of 12 municipalities.", None),
        ("The department has 143 municipalities and the CPTS du Val is one of its four.", None),
        ("La CPTS du Val a rencontré les maires de 12 communes.", None),
        ("La CPTS du Val est soutenue par 3 communes.", None),
        ("La CPTS du Val a signé une convention avec 12 communes.", None),
        ("À l'initiative des élus, la CPTS du Val regroupe 12 communes.", 12),
    ],
)
def test_municipalities_are_communes_and_those_it_works_with_are_not_its_own(words: str, count: int | None) -> None:
    read = read_territory(by_name(extract(f"<p>{words}</p>"))["CPTS du Val"], (), load())[1]
    assert (read.announced if read else None) == count


@pytest.mark.parametrize(
    ("words", "complete"),
    [
        ("regroupe les sophrologues de Tarbes, Séméac et Aureilhan", False),
        ("La CPTS regroupe Tarbes, Séméac et Aureilhan", True),
        ("La CPTS regroupe : Tarbes, Séméac et Aureilhan", True),
    ],
)
def test_a_list_whose_first_town_is_not_read_is_open(words: str, complete: bool) -> None:
    assert resolve_territory(words, None, ("65",)).complete == complete


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("dessert 14 communes en Ariège, 4 en Haute-Garonne et 3 dans l’Aude", 21),
        ("couvre 20 communes dans le Tarn, 7 dans l’Aude et 3 dans l’Hérault", 30),
        ("couvre 35 communes du Pays de Bigorre et cinq du nord du Gers", 40),
        ("intervient à Tarbes (65) et dans huit communes voisines", 9),
        ("regroupe 18 communes de la vallée de l’Orb et 6 du plateau", None),
        ("compte 10 communes du canton de Lombez, plus trois de celui de Samatan", None),
        ("couvre 20 communes du Lot, dont cinq de l’ouest", 20),
        ("couvre 20 communes du Lot et cinq cabinets de l’Aveyron", 20),
    ],
)
def test_a_sum_of_communes_is_whole_or_is_not_told(words: str, count: int | None) -> None:
    read = read_territory(by_name(extract(f"<p>La CPTS du Val {words}.</p>"))["CPTS du Val"], ("76",), load())[1]
    assert (read.announced if read else None) == count
    assert read is None or not read.complete


@pytest.mark.parametrize("also", ["couvre", "s'étend sur", "intervient dans"])
def test_the_communes_behind_a_head_count_are_read(also: str) -> None:
    words = f"La CPTS du Haut Val regroupe 90 professionnels de santé et {also} 46 communes."
    (listing,) = extract(f"<p>{words}</p>").listings
    assert resolve_territory(listing.territory_text or "", "84").announced == 46


def test_the_communes_of_a_group_that_is_the_subject_are_its_own() -> None:
    words = "La CPTS du Haut Val est née. La communauté de communes compte 18 000 habitants et 36 communes."
    assert extract(f"<p>{words}</p>").listings[0].territory_text is None


@pytest.mark.parametrize(
    "words",
    [
        "l'Orne (54 communes) et l'Eure-et-Loir (17 communes)",
        "l'Orne (54 communes) et l'Eure-et-Loir (17 communes), soit 71 communes au total",
        "Orne : 54 communes ; Eure-et-Loir : 17 communes ; soit un total de 71 communes",
    ],
)
def test_communes_counted_by_part_are_the_sum(words: str) -> None:
    assert resolve_territory(words, "28").announced == 71
