"""Where a correction goes: an address with places for a title and a text, as a form."""

from __future__ import annotations

import pytest

from pipelines.site.correction import NOBODY, Form, form


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (NOBODY, Form("mailto:", (("subject", "Correction : x"),), "body")),
        (
            "mailto:a@exemple.invalid?subject={titre}&body={texte}",
            Form("mailto:a@exemple.invalid", (("subject", "Correction : x"),), "body"),
        ),
        (
            "https://forge.exemple.invalid/o/p/issues/new?labels=correction&title=%5BCPTS%5D+{titre}&body={texte}",
            Form(
                "https://forge.exemple.invalid/o/p/issues/new",
                (("labels", "correction"), ("title", "[CPTS] Correction : x")),
                "body",
            ),
        ),
        ("https://exemple.invalid/{titre}?texte={texte}", None),  # no form puts a title in a path
        ("https://exemple.invalid/formulaire?texte=Bonjour+{texte}", None),
        ("https://exemple.invalid/formulaire", None),
    ],
)
def test_an_address_is_a_form_where_a_form_can_fill_it(address: str, expected: Form | None) -> None:
    assert form(address, "Correction : x") == expected
