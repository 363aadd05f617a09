"""Where a name ends."""

from __future__ import annotations

import pytest

from lexicon.cpts_names import find_names


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        # a common noun alone names nobody: what it is of belongs to the name
        ("La CPTS Santé en Corrèze recrute.", "CPTS Santé en Corrèze"),
        ("La CPTS Plaines de santé est née en 2023.", "CPTS Plaines de santé"),
        ("La CPTS Pôle de santé du Champsaur recrute.", "CPTS Pôle de santé du Champsaur"),
        # in the département of that name is « dans le Nord »
        ("La CPTS Rivage en Nord couvre 42 000 habitants.", "CPTS Rivage en Nord"),
        # where a CPTS is, after a name that stands by itself
        ("La CPTS du Grésivaudan en Isère recrute.", "CPTS du Grésivaudan"),
        ("La CPTS du Val Blanc en Nord Isère recrute.", "CPTS du Val Blanc"),
        # an adjective in lower case closes the name of a country
        ("Le bureau de la CPTS du Perche vert se réunit.", "CPTS du Perche vert"),
        ("La CPTS des Portes de la Lozère bleue a signé.", "CPTS des Portes de la Lozère bleue"),
        ("La CPTS du Forez désormais active recrute.", "CPTS du Forez"),
        ("La CPTS du Forez est ouverte.", "CPTS du Forez"),
    ],
)
def test_a_name_ends_with_the_last_word_that_is_of_it(sentence: str, name: str) -> None:
    assert [mention.name for mention in find_names(sentence)] == [name]
