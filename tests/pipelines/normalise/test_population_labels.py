"""Populations in labels and cells, and of an extension whose unit is written once."""

from __future__ import annotations

import pytest

from pipelines.normalise.population import read_population


@pytest.mark.parametrize(
    "text",
    [
        "couvrait 31 200 habitants en 2019, 47 300 depuis l'avenant de 2023",
        "31 200 habitants à l'origine, 47 300 aujourd'hui",
        "De 31 200 habitants en 2020, la CPTS est passée à 47 300",
        "la population est passée de 31 200 à 47 300",
        "territoire de 31 200 habitants, étendu à 47 300 en 2022",
        "31 200 hab. puis 47 300 hab. depuis 2024",
        "31 200 habitants, désormais 47 300",
        "31 200 habitants, 47 300 après la fusion",
        "l'agglomération compte 210 000 habitants, la CPTS en couvre 47 300",
    ],
)
def test_the_later_number_holds_without_its_unit(text: str) -> None:
    assert read_population(text).value == 47_300


@pytest.mark.parametrize(
    "text",
    [
        "47 300 habitants, bientôt 92 000 habitants",
        "47 300 habitants, 1 200 vaccinations depuis 2021",
        "47 300 habitants ; 120 professionnels en 2019, 1 180 depuis 2023",
        "47 300 habitants et 2 500 depuis 2023",
        "47 300 habitants aujourd'hui, 92 000 habitants à l'horizon 2030",
    ],
)
def test_what_is_to_come_or_counts_something_else_does_not_replace_it(text: str) -> None:
    assert read_population(text).value == 47_300


@pytest.mark.parametrize(
    "label",
    [
        "Pop. :",
        "Hab. :",
        "POP.",
        "Pop",
        "Nb. hab. :",
        "nb hab",
        "Nbre d'habitants :",
        "habitants concernés :",
        "Population concernée :",
        "Population (2021) :",
        "Habitants couverts :",
        "Population totale",
        "Hbts :",
        "Nombre d'habitants (INSEE) :",
        "Population (hab.) :",
        "Population couverte par la CPTS :",
        "Habitants couverts par la CPTS :",
        "Habitants\n",
        "Population couverte :\n",
    ],
)
def test_labels(label: str) -> None:
    reading = read_population(f"{label} 66 940")
    assert (reading.value, reading.qualifier) == (66_940, "exact")


@pytest.mark.parametrize(
    "label",
    [
        "Habitants sans médecin traitant :",
        "Nombre d'habitants sans médecin :",
        "Population du département :",
        "Population de plus de 65 ans :",
    ],
)
def test_labels_of_something_else(label: str) -> None:
    assert read_population(f"{label} 66 940").value is None


@pytest.mark.parametrize(
    ("cell", "value", "qualifier"),
    [
        ("45 000", 45_000, "exact"),
        ("45000", 45_000, "exact"),
        ("45 000.0", 45_000, "exact"),
        ("45000,0", 45_000, "exact"),
        ("50 000+", 50_000, "au_moins"),
        ("50 000+ habitants", 50_000, "au_moins"),
        ("12 345,0 habitants", 12_345, "exact"),
        ("env. 45 000", 45_000, "environ"),
        ("env. 45 000 hab", 45_000, "environ"),
        ("45 milliers", 45_000, "exact"),
        ("45 k", 45_000, "exact"),
        ("0,12 M d'habitants", 120_000, "exact"),
        ("1,2 M", None, None),
        ("999", None, None),
        ("0", None, None),
        ("2021", None, None),
        ("53 210\nhabitants", 53_210, "exact"),
    ],
)
def test_cells(cell: str, value: int | None, qualifier: str | None) -> None:
    reading = read_population(cell)
    assert (reading.value, reading.qualifier) == (value, qualifier)
