"""What the words on the stage say beside the stage: the nature of an end."""

import pytest

from pipelines.steps.status_claim import end_nature


@pytest.mark.parametrize(
    ("words", "nature"),
    [
        ("dissolution de l'association déclarée le 2026-09-15", "dissolution"),
        ("cessation d'activité : unité légale fermée le 2026-10-31", None),
        ("la CPTS a cessé son activité en 2024", None),
        ("contrat résilié le 30 juin 2024", "resiliation"),
        ("L’ACI de la CPTS n’a pas été reconduit à son terme", "resiliation"),
    ],
)
def test_an_end_has_the_nature_that_its_words_name(words, nature):
    """That a register has closed it, or that it works no more, says nothing of its association."""
    assert end_nature(words) == nature
