"""How many CPTS a publisher counts, on which day, and what it counts."""

import pytest

from lexicon.patterns import entries
from lexicon.published_counts import NAME, read_counts


def told(text):
    return [(one.value, one.measure, one.precision, one.day) for one in read_counts(text)]


@pytest.mark.parametrize("entry", entries(NAME, "measures"), ids=lambda entry: entry.name)
def test_every_entry_reads_its_own_example(entry):
    assert [measure for _, measure, _, _ in told(entry.example)] == [entry.value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "La FCPTS réunit 642 CPTS adhérentes, sur 870 CPTS au 1er octobre 2026.",
            [(642, "cpts_adherentes", "exact", "2026-10-01"), (870, "cpts", "exact", "2026-10-01")],
        ),
        (
            "Au 1er février 2024, on compte 738 CPTS, dont 530 CPTS ayant signé l'ACI.",
            [(738, "cpts", "exact", "2024-02-01"), (530, "cpts_aci_signe", "exact", "2024-02-01")],
        ),
        ("Plus de 1 000 CPTS en projet au 31 mars 2022.", [(1000, "cpts_projets", "au_moins", "2022-03-31")]),
        ("On recense presque 870 CPTS au 1er octobre 2026.", [(870, "cpts", "environ", "2026-10-01")]),
        ("Entre 700 et 750 CPTS au 1er janvier 2026.", [(700, "cpts", "au_moins", "2026-01-01")]),
        ("On ne compte pas moins de 870 CPTS au 1er octobre 2026.", [(870, "cpts", "au_moins", "2026-10-01")]),
        ("Dans les 13 régions, on compte 870 CPTS au 1er mars 2025.", [(870, "cpts", "exact", "2025-03-01")]),
        ("Il n'y avait pas 870 CPTS au 1er octobre 2026.", []),
        ("La région compte 43 CPTS au 2 février 2026.", []),
        ("Notre département compte 6 CPTS au 2 février 2026.", []),
        ("870 CPTS sont recensées.", []),
        ("150 CPTS ont répondu au 1er mars 2025.", []),
        ("La Bretagne compte 35 CPTS au 1er mars 2025.", []),
        ("12 CPTS du Gard au 1er mars 2025.", []),
        ("Le 3 mars 2025, 40 CPTS se sont réunies.", []),
        ("Objectif : 1 000 CPTS au 1er janvier 2028 et 900 CPTS au 1er mars 2027.", []),
        ("Les 3 CPTS de la vallée au 1er mars 2025.", []),
    ],
)
def test_only_a_state_of_the_country_on_a_day_is_a_count(text, expected):
    assert told(text) == expected


def test_the_words_kept_are_read_as_the_sentence_is():
    (one,) = read_counts("La fédération en recense entre 700 et 750 CPTS en activité au 1er janvier 2026.")
    assert told(one.words) == [(one.value, one.measure, one.precision, one.day)]


def test_the_words_kept_name_nobody():
    (one,) = read_counts("Selon Mme Camille Inventée, on comptait environ 870 CPTS au 1er octobre 2026, dit-elle.")
    assert (one.words, one.precision) == ("environ 870 CPTS au 1er octobre 2026", "environ")
