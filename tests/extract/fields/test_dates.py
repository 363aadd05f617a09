"""Which clauses date a CPTS: those that tell a step of it."""

from __future__ import annotations

import pytest

from tests.support.pages import extract

SENTENCE = "desservira cinq communautés de communes de Seine-Maritime."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (f"Lancement le 22 avril 2025 ! Le Médi-Caux-Bus de la CPTS du Pays de Caux {SENTENCE}", None),
        (f"Lancement officiel le 22 avril 2025. La CPTS du Pays de Caux {SENTENCE}", "22 avril 2025"),
    ],
)
def test_a_launch_alone_is_of_what_the_next_sentence_names(words: str, told: str | None) -> None:
    (listing,) = extract(f"<h1>Santé</h1><p>{words}</p>", kind="presse", region="28").listings
    assert (told or "") in (listing.date_text or "") and bool(listing.date_text) is bool(told)
