"""The months: one list, every spelling."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lexicon.months import MONTH, number

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [("janvier", 1), ("fevr.", 2), ("mars", 3), ("avr.", 4), ("mai", 5), ("sept", 9), ("dec.", 12), ("august", 8)],
)
def test_a_month_has_its_number(written: str, wanted: int) -> None:
    assert number(written) == wanted


@pytest.mark.parametrize("text", ["mais", "septante", "marsouin", "mairie", "decompte"])
def test_a_word_that_begins_like_a_month_is_none(text: str) -> None:
    assert re.match(MONTH, text) is None


def test_no_other_file_lists_the_months() -> None:
    """A pattern asks `lexicon.months` or writes `%dates.mois%`; words that open or end a name are listed as words, and
    the site writes months with their accents."""
    owners = {"dates.toml", "cpts_names.toml"}
    files = [path for room in ("lexicon", "spiders", "pipelines") for path in (ROOT / room).rglob("*.*")]
    code = [path for path in files if path.suffix in (".py", ".toml") and path.name not in owners]
    listing = re.compile(r"fevrier\W{1,12}(?:mars|avril)")
    assert [path.name for path in code if listing.search(path.read_text(encoding="utf-8"))] == []
