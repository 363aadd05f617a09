"""Every wording of a vocabulary is met by what is said of it: the entry that nothing shows is the one to delete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from lexicon.patterns import expanded, vocabulary
from lexicon.text import fold

FILES = ("passages", "cpts_names", "privacy", "alarms", "uncalled")
ENTRIES = [
    pytest.param(name, entry, id=f"{name}.{table}-{number}")
    for name in FILES
    for table, entries in vocabulary(name).items()
    if isinstance(entries, list)
    for number, entry in enumerate(entries)
    if isinstance(entry, dict) and "match" in entry
]


def shown(entry: dict[str, Any]) -> Iterator[str]:
    """The example of an entry and what its reason quotes; « avec la CPTS de … » stands before a name."""
    for text in (entry.get("example", ""), entry.get("exemple", ""), entry.get("reason", "")):
        yield text
        for quoted in re.findall(r"« ?(.*?) ?»", text):
            yield from (quoted, quoted.split("…")[0], re.sub(r"[A-Z]\w+ [A-Z]\w+$", "", quoted))


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_an_entry_matches_its_example_or_its_reason(name: str, entry: dict[str, Any]) -> None:
    pattern = re.compile(expanded(name, entry["match"]))
    assert any(pattern.search(fold(text)) for text in shown(entry) if text)
