"""What the words on the stage say beside the stage: the nature of an end."""

import pytest

from lexicon.stages import read_status
from pipelines.steps.status_claim import end_nature, status_data


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


@pytest.mark.parametrize(
    ("text", "fin"),
    [
        ("La CPTS a signé son ACI en mars 2021 et l'a dénoncé en juin 2023", "resiliation"),
        ("Signé en 2020, le contrat de la CPTS du Vexin a pris fin le 30 juin 2025", "resiliation"),
        ("La CPTS n'existe plus", None),
    ],
)
def test_an_end_has_the_nature_of_the_words_that_were_read(text, fin):
    reading = read_status(text)
    assert reading.value == "cessee" and status_data(reading, text, None)["fin"] == fin
