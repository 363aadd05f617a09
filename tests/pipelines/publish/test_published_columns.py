"""Breaking a published column takes a new first number of the version."""

from __future__ import annotations

import copy
from itertools import pairwise

import pytest

from schema import VERSION
from tests.support.published_columns import breaks, current, numbers, stored


def test_the_columns_are_those_stored_for_their_version() -> None:
    versions = stored()
    assert VERSION in versions, "run python -m tests.support.published_columns and commit the file"
    assert current() == versions[VERSION], (
        "columns changed: raise VERSION, then run python -m tests.support.published_columns"
    )


def test_no_version_breaks_an_earlier_one_of_the_same_first_number() -> None:
    versions = stored()
    assert list(versions)[-1] == VERSION
    for before, after in pairwise(versions):
        if numbers(before)[0] == numbers(after)[0]:
            assert breaks(versions[before], versions[after]) == [], (before, after)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda tables: tables.pop("missions"), ["missions: table removed"]),
        (lambda tables: tables["cpts"]["columns"].pop("nom"), ["cpts.nom: removed"]),
        (
            lambda tables: tables["cpts"]["columns"]["nb_communes"].update(type="string"),
            ["cpts.nb_communes: integer became string"],
        ),
        (lambda tables: tables["cpts"]["columns"]["nom"].update(required=False), ["cpts.nom: may now be empty"]),
        (
            lambda tables: tables["cpts"]["columns"]["statut"]["codes"].remove("emergence"),
            ["cpts.statut: code emergence removed"],
        ),
        (lambda tables: tables["territoires"]["key"].pop(), ["territoires: key changed"]),
        (
            lambda tables: tables["cpts"]["columns"].update(
                nouvelle={"type": "string", "required": False, "codes": []}
            ),
            [],
        ),
    ],
)
def test_what_breaks_a_reuser(change, said) -> None:
    after = copy.deepcopy(current())
    change(after)
    assert breaks(current(), after) == said
