"""Covered population and its qualifier, and the numbers that count something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexicon.patterns import vocabulary
from pipelines.normalise.population import read_population, size_class
from tests.support.spelling import Respelling, respellings

WORDS = vocabulary("population")

CASES: list[tuple[str, int | None, str | None]] = [
    ("Pas moins de 88 000 habitants", 88_000, "au_moins"),
    ("une population de ≤ 20 000 habitants", 20_000, "au_plus"),
    ("≥ 20 000 habitants", 20_000, "au_moins"),
    ("Sur les 600 000 habitants du département, la CPTS en couvre 103 000", 103_000, "exact"),
    ("La CPTS vise 50 000 habitants à terme", None, None),
    ("La CPTS ambitionne de couvrir 52 000 habitants.", None, None),
    ("La CPTS vise à couvrir 23 communes et 52 000 habitants.", None, None),
    ("La CPTS prévoit de couvrir un bassin de 80 000 habitants.", None, None),
    ("La CPTS vise une couverture de 80 000 habitants.", None, None),
    ("La CPTS doit couvrir une population de 80 000 habitants.", None, None),
    ("La CPTS couvre potentiellement 80 000 habitants.", None, None),
    ("La CPTS doit recruter et couvre un bassin de 80 000 habitants.", 80_000, "exact"),
    ("La CPTS souhaite, comme ses voisines, couvrir le soir. Elle compte 52 000 habitants.", 52_000, "exact"),
    ("L’objectif de la CPTS est de toucher 100 000 habitants d’ici 2027.", None, None),
    ("La CPTS ambitionne de réduire les délais pour ses 52 000 habitants.", 52_000, "exact"),
    ("La CPTS, qui vise à faciliter l'accès aux soins, couvre 52 000 habitants.", 52_000, "exact"),
    ("Elle est passée de 40 000 habitants en 2010 à 52 000 habitants aujourd’hui.", 52_000, "exact"),
    ("Elle regroupait 40 000 habitants à sa création, elle en compte 52 000 aujourd'hui.", 52_000, "exact"),
    ("Elle regroupait 40 000 habitants à sa création, elle en regroupe 52 000.", 52_000, "exact"),
    ("Elle couvre plus de la moitié des 120 000 habitants du territoire", None, None),
    (
        "couvre une population de 69 497 habitants répartis sur 20 communes. Elle regroupe 86 "
        "professionnels de santé dont 17 médecins généralistes.",
        69_497,
        "exact",
    ),
    (
        "La CPTS couvre 20 communes et près de 45 000 habitants, avec un financement de 287 000 euros par an",
        45_000,
        "environ",
    ),
    ("Avec ses 53 765 habitants", 53_765, "exact"),
    ("un bassin de vie de 60 000 habitants", 60_000, "exact"),
    ("Population : 38 412 (Insee 2020)", 38_412, "exact"),
    ("Population 2020 : 38 412", 38_412, "exact"),
    ("population municipale 2021 : 102 345 hab.", 102_345, "exact"),
    ("Nombre d'habitants : 45 120", 45_120, "exact"),
    ("121 583", 121_583, "exact"),
    ("121583", 121_583, "exact"),
    ("2021", None, None),
    ("45", None, None),
    ("-", None, None),
    ("~45 000", 45_000, "environ"),
    ("≈ 45 000 hab.", 45_000, "environ"),
    (">40 000 habitants", 40_000, "au_moins"),
    ("+ de 40 000 habitants", 40_000, "au_moins"),
    ("< 40 000 habitants", 40_000, "au_plus"),
    ("taille 1 (moins de 40 000 habitants)", None, None),
    ("Taille 2 : entre 40 000 et 80 000 habitants", None, None),
    ("CPTS de taille 4 (plus de 175 000 habitants)", None, None),
    ("taille 3, 80 000 à 175 000 habitants", None, None),
    ("de 40 000 à 80 000 habitants", None, None),
    ("40 à 80 000 habitants", None, None),
    ("CPTS de taille 3 132 361 habitants", 132_361, "exact"),
    ("sa population passe de 52 000 à 108 000 habitants", 108_000, "exact"),
    ("passant ainsi de 52 000 habitants à 108 000 habitants", 108_000, "exact"),
    ("La ville de Bourges compte 64 000 habitants", None, None),
    ("Bourges, ville de 64 000 habitants", None, None),
    ("un département de 320 000 habitants", None, None),
    ("le département (320 000 habitants)", None, None),
    ("La CPTS couvre l'agglomération de Bourges, soit 95 000 habitants", 95_000, "exact"),
    ("couvre la métropole (120 000 habitants)", 120_000, "exact"),
    ("des communes de moins de 2 000 habitants", None, None),
    ("61 généralistes pour 100 000 habitants", None, None),
    ("un médecin pour 2 500 habitants", None, None),
    ("18 communes pour 45 000 habitants", 45_000, "exact"),
    ("86 professionnels pour 69 497 habitants", 69_497, "exact"),
    ("densité de 1 250 habitants par km²", None, None),
    ("1 250 hab/km2", None, None),
    ("1250 habitants au km²", None, None),
    ("15 200 habitants à l'année, 120 000 en saison", 15_200, "exact"),
    ("8 000 habitants l'été, 60 000 l'hiver", 8_000, "exact"),
    ("120 000 habitants en période estivale", None, None),
    ("45 000 habitants permanents et 200 000 touristes l'été", 45_000, "exact"),
    ("cent vingt-cinq mille habitants", 125_000, "exact"),
    ("quatre-vingt mille habitants", 80_000, "exact"),
    ("près de quarante mille habitants", 40_000, "environ"),
    ("une centaine de milliers d'habitants", 100_000, "environ"),
    ("45 milliers d'habitants", 45_000, "exact"),
    ("37,5 milliers d'habitants", 37_500, "exact"),
    ("0,12 million d'habitants", 120_000, "exact"),
    ("1,4 million d'habitants", None, None),
    ("2 millions d'habitants", None, None),
    ("des dizaines de milliers d'habitants", None, None),
    ("45 thousand people", 45_000, "exact"),
    ("covers 45,000 people", 45_000, "exact"),
    ("45k habitants", 45_000, "exact"),
    ("45 000 habitants environ", 45_000, "environ"),
    ("45 000 hab. env.", 45_000, "environ"),
    ("plus d'une centaine de professionnels pour 50 000 habitants", 50_000, "exact"),
    ("30 % de la population a plus de 60 ans", None, None),
    ("population de plus de 75 ans : 5 600", None, None),
    ("12 000 habitants sans médecin traitant", None, None),
    ("12 000 habitants n'ont pas de médecin traitant", None, None),
    ("10,5 % de la population sans médecin traitant, un peu plus de 9 000 habitants", None, None),
    ("couvre 96 % de la population, soit 450 300 habitants", 450_300, "exact"),
    ("population étudiante de 12 000", None, None),
    ("12 000 étudiants et 80 000 habitants", 80_000, "exact"),
    ("aide de 15 000 € ; 45 000 habitants", 45_000, "exact"),
    ("45 000 € pour 20 communes", None, None),
    ("au service de 45 000 personnes", 45_000, "exact"),
    ("300 personnes ont participé", None, None),
    ("12 000 personnes vaccinées", None, None),
    ("La CPTS compte 150 adhérents et 48 857 habitants", 48_857, "exact"),
    ("La CPTS de la ville de Nantes compte 48 857 habitants", 48_857, "exact"),
    ("territoire de 488 km² et 37 800 habitants", 37_800, "exact"),
    ("37 800 habitants sur 488 km2", 37_800, "exact"),
    ("entre 30 000 et 35 000 habitants", None, None),
    ("dépasse les 50 000 habitants", 50_000, "au_moins"),
    ("avoisine les 50 000 habitants", 50_000, "environ"),
    ("approche 50 000 habitants", 50_000, "environ"),
    ("jusqu'à 350 000 habitants l'été", None, None),
    ("96 850 habitants. Elle couvre plus de 90 000 habitants", 96_850, "exact"),
    (
        "Commune A : 38 951 habitants, commune B : 26 962 habitants et commune C : 18 715 habitants",
        None,
        None,
    ),
    ("extension de 52 000 à 108 000 habitants", 108_000, "exact"),
    ("portant la population couverte à 108 000 habitants", 108_000, "exact"),
    ("avant l'extension 52 000 habitants, désormais 108 000 habitants", 108_000, "exact"),
    ("95 OOO habitants", 95_000, "exact"),
    ("95’000 habitants", 95_000, "exact"),
    ("69.497 hab", 69_497, "exact"),
    ("0 habitant", None, None),
    ("Habitants : 0", None, None),
    ("000 habitants", None, None),
    ("En 2019 45 000 habitants", 45_000, "exact"),
    ("CPTS 21-52 : 45 000 habitants", 45_000, "exact"),
    ("CPTS 21-52 - 45 000 habitants", 45_000, "exact"),
    ("Paris 13 - 181 000 habitants", 181_000, "exact"),
    ("au moins 50 000", 50_000, "au_moins"),
    ("minimum 50 000 habitants", 50_000, "au_moins"),
    ("50 000 habitants minimum", 50_000, "au_moins"),
    ("une population estimée à 45 000 habitants", 45_000, "environ"),
    ("population estimée : 45 000", 45_000, "environ"),
    ("estimée à environ 45 000", None, None),
    ("quelques 97 000 habitants", 97_000, "environ"),
    ("45 000 à 50 000 habitants", None, None),
    ("3 000 salariés", None, None),
    ("7 000 logements", None, None),
    ("moins de la moitié des habitants", None, None),
    ("deux tiers des habitants", None, None),
    ("un habitant sur 10", None, None),
    ("pas loin de 45 000 habitants", 45_000, "environ"),
    ("45 000 Lochois", None, None),
    ("La population du territoire est de 45 120 habitants, dont 32 % de plus de 60 ans", 45_120, "exact"),
    ("territoire de 45 120 habitants, dont 12 000 de plus de 65 ans", 45_120, "exact"),
    ("La CPTS dessert un territoire rural, de 32 communes, peuplé de 22 450 habitants.", 22_450, "exact"),
    ("peuplée de 22 450 habitants", 22_450, "exact"),
    (
        "Le territoire, qui couvre 3 cantons et 45 communes, compte 61 204 habitants (INSEE "
        "2018) pour une densité de 45 habitants/km²",
        61_204,
        "exact",
    ),
    ("Le nombre d’habitants couverts est de 45 300.", 45_300, "exact"),
    ("Habitants : 45300", 45_300, "exact"),
    ("hab : 45300", 45_300, "exact"),
    ("population couverte de 45300", 45_300, "exact"),
    ("45300 hbts", 45_300, "exact"),
    ("Population totale : 45 300 habitants", 45_300, "exact"),
    ("un territoire d’environ 45 000 habitants", 45_000, "environ"),
    ("regroupant plus de 30 communes pour environ 45 000 habitants", 45_000, "environ"),
    ("35 communes - 45 000 habitants - 320 professionnels", 45_000, "exact"),
    ("35 communes / 45 000 habitants / 320 professionnels", 45_000, "exact"),
    ("45 000 habitants au 1er janvier 2020", 45_000, "exact"),
    ("territoire de santé de 45000 hab. réparti sur 35 communes", 45_000, "exact"),
]


@pytest.mark.parametrize(("text", "value", "qualifier"), CASES)
def test_wordings(text: str, value: int | None, qualifier: str | None) -> None:
    reading = read_population(text)
    assert (reading.value, reading.qualifier) == (value, qualifier)


PARAGRAPHS: list[tuple[str, int | None]] = [
    (
        "Le contrat a été signé le 1er décembre 2023. La CPTS couvre une population de 69 497 habitants répartis sur 20 "
        "communes et regroupe 86 professionnels de santé dont 17 médecins généralistes. Elle reçoit 287 000 € par an.",
        69_497,
    ),
    (
        "Le territoire compte 102 000 habitants, soit 15 % de la population du département (680 000 habitants). 12 % des "
        "habitants sont sans médecin traitant.",
        102_000,
    ),
    ("Un avenant a été signé pour élargir son territoire à 108 000 habitants, contre 52 000 auparavant.", 108_000),
    (
        "Le département de la Loire compte 765 000 habitants. Une CPTS de taille 2 (40 000 à 80 000 habitants) reçoit une "
        "dotation de 60 000 euros.",
        None,
    ),
]


@pytest.mark.parametrize(("text", "value"), PARAGRAPHS)
def test_press_releases(text: str, value: int | None) -> None:
    assert read_population(text).value == value


@pytest.mark.parametrize("line", WORDS["forme"], ids=lambda line: line["nom"])
def test_each_shape_reads_its_own_example(line: dict[str, str]) -> None:
    reading = read_population(line["exemple"])
    assert (reading.value, reading.rule) == (line["population"], line["nom"])


@pytest.mark.parametrize("line", vocabulary("numbers")["reserve"], ids=lambda line: line["nom"])
def test_each_qualifier_reads_its_own_example(line: dict[str, str]) -> None:
    assert read_population(line["exemple"]).qualifier == line["valeur"]


@pytest.mark.parametrize("line", WORDS["ecart"], ids=lambda line: line["nom"])
def test_each_exception_sets_its_own_example_aside(line: dict[str, str]) -> None:
    assert read_population(line["exemple"]).value is None


@pytest.mark.parametrize(
    "unit",
    [
        "€",
        "euros",
        "professionnels de santé",
        "médecins",
        "communes",
        "%",
        "km²",
        "adhérents",
        "étudiants",
        "patients sans médecin traitant",
        "touristes",
        "logements",
        "hectares",
    ],
)
def test_other_units_are_never_inhabitants(unit: str) -> None:
    assert read_population(f"La CPTS compte 12 450 {unit}").value is None


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("environ", "environ"),
        ("près de", "environ"),
        ("quelque", "environ"),
        ("presque", "environ"),
        ("plus de", "au_moins"),
        ("au moins", "au_moins"),
        ("au-delà de", "au_moins"),
        ("moins de", "au_plus"),
        ("un peu moins de", "au_plus"),
        ("un peu plus de", "au_moins"),
        ("de l'ordre de", "environ"),
        ("jusqu'à", "au_plus"),
        ("", "exact"),
    ],
)
def test_qualifiers(words: str, qualifier: str) -> None:
    reading = read_population(f"La CPTS couvre 32 communes et {words} 61 200 habitants")
    assert (reading.value, reading.qualifier) == (61_200, qualifier)


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("environ", "environ"),
        ("env.", "environ"),
        ("(estimation 2024)", "environ"),
        ("à peu près", "environ"),
        ("au minimum", "au_moins"),
        ("et plus", "au_moins"),
        ("au maximum", "au_plus"),
        ("tout au plus", "au_plus"),
        ("en 2021", "exact"),
        ("et plusieurs hameaux", "exact"),
        ("et 12 communes au plus", "exact"),
    ],
)
def test_a_reserve_after_the_unit(words: str, qualifier: str) -> None:
    reading = read_population(f"La CPTS couvre 61 200 habitants {words}")
    assert (reading.value, reading.qualifier) == (61_200, qualifier)
    assert qualifier == "exact" or words.strip("(.").split()[0] in reading.excerpt


def test_the_end_of_a_rise_is_a_season_beside_a_smaller_figure_and_a_ceiling_alone() -> None:
    beside = read_population("23 500 habitants, et jusqu'à 140 000 habitants")
    assert (beside.value, beside.qualifier) == (23_500, "exact")
    assert read_population("Le territoire peut compter jusqu'à 140 000 habitants l'été").value is None


@settings(max_examples=150, deadline=None)
@given(
    value=st.integers(1_000, 400_000),
    space=st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009", "."]),
    unit=st.sampled_from(["habitants", "hab.", "HABITANTS", "âmes", "hab", "habitants répartis sur 20 communes"]),
)
def test_every_spacing_of_a_number(value: int, space: str, unit: str) -> None:
    written = f"{value:,}".replace(",", space)
    reading = read_population(f"Elle couvre {written} {unit}")
    assert (reading.value, reading.qualifier) == (value, "exact")


@settings(max_examples=100, deadline=None)
@given(case=st.sampled_from(CASES), respelt=respellings)
def test_spelling_does_not_change_the_population(case: tuple[str, int | None, str | None], respelt: Respelling) -> None:
    text, value, qualifier = case
    reading = read_population(respelt(text))
    assert (reading.value, reading.qualifier) == (value, qualifier)


FRAGMENTS = st.sampled_from(
    [
        "12 ",
        "345",
        " habitants",
        "deux cent ",
        "mille ",
        "population de ",
        "(",
        ", ",
        "taille ",
        "entre ",
        " et ",
        "l'été ",
        ".",
        "OOO",
        "million ",
        "\x00",
        "0",
        "2021",
        "ville de ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=50).map("".join)))
def test_no_text_raises_and_no_value_is_absurd(text: str) -> None:
    value = read_population(text).value
    assert value is None or 1_000 <= value <= 1_000_000


@pytest.mark.parametrize("unit", ["1 000 ", "deux cent ", "12 345 habitants ", "ville de ", "\x00ÿ"])
def test_an_enormous_text_is_read_in_bounded_time(unit: str) -> None:
    value = read_population(unit * (1_000_000 // len(unit))).value
    assert value in (None, 12_345)


@pytest.mark.parametrize(
    ("population", "size"),
    [
        (0, None),
        (1, 1),
        (39_999, 1),
        (40_000, None),
        (40_001, 2),
        (79_999, 2),
        (80_000, None),
        (80_001, 3),
        (174_999, 3),
        (175_000, None),
        (175_001, 4),
        (400_000, 4),
        (-5, None),
    ],
)
def test_size_class(population: int, size: int | None) -> None:
    assert size_class(population) == size
