"""An interval of the population, as a reader sees it."""

from __future__ import annotations

import jinja2
import pytest

from pipelines.paths import ROOT
from pipelines.site.plugin import prepare_jinja2_environment

N = "\u202f"


def shown(least: int | None, most: int, whole: int, decimals: int) -> str:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "datasets" / "site" / "templates"))
    prepare_jinja2_environment(environment)
    row = {
        "population_min": least,
        "population_max": most,
        "part_population_min": None if least is None else 100 * least / whole,
        "part_population_max": 100 * most / whole,
    }
    module = environment.get_template("_outils.html").make_module()
    return str(module.intervalle(row, decimals)).strip()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("least", "most", "decimals", "words"),
    [
        (136, 222, 0, f"13{N}% au moins et 23{N}% au plus"),
        (None, 314, 0, f"au plus 32{N}%"),
        (None, 1, 0, f"au plus 1{N}%"),
        (4, 314, 0, f"au plus 32{N}%"),
        (136, 222, 1, f"13,6{N}% au moins et 22,2{N}% au plus"),
        (136, 136, 1, f"13,6{N}%"),
    ],
)
def test_a_bound_is_rounded_away_from_what_it_bounds(least: int | None, most: int, decimals: int, words: str) -> None:
    assert shown(least, most, 1000, decimals) == words
