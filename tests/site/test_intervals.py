"""An interval of the population, as a reader sees it."""

from __future__ import annotations

import jinja2
import pytest

from pipelines.paths import ROOT
from pipelines.site.cells import show
from pipelines.site.plugin import prepare_jinja2_environment
from pipelines.site.readable import names

N = "\u202f"


def shown(least: int | None, most: int, whole: int) -> str:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "datasets" / "site" / "templates"))
    prepare_jinja2_environment(environment)
    row = {
        "population_min": least,
        "population_max": most,
        "part_population_min": None if least is None else 100 * least / whole,
        "part_population_max": 100 * most / whole,
    }
    module = environment.get_template("_outils.html").make_module()
    return str(module.intervalle(row)).strip()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (4878, 10663, f"4,8{N}% au moins et 10,7{N}% au plus"),
        (None, 31410, f"au plus 31,5{N}%"),
        (None, 1, f"au plus 0,1{N}%"),
        (44, 31400, f"au plus 31,4{N}%"),
        (13600, 22200, f"13,6{N}% au moins et 22,2{N}% au plus"),
        (6446, 6446, f"au moins 6,4{N}%"),  # of the communes that are named: others may be covered
        (None, 100_000, f"au plus 100{N}%"),
    ],
)
def test_a_bound_is_rounded_away_from_what_it_bounds(least: int | None, most: int, words: str) -> None:
    assert shown(least, most, 100_000) == words


def test_the_row_of_a_bound_rounds_it_as_the_sentence_does() -> None:
    for column, written in (
        ("part_population_min", "4,8"),
        ("part_population_max", "4,9"),
        ("pour_cent_au_plus", "4,9"),
    ):
        shown = show(column, 4.878, "number", names([], {}))
        assert shown is not None and shown.striptags() == written
