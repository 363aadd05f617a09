"""Lines of a PDF page put together into bullets and paragraphs."""

from __future__ import annotations

import pytest

from tests.support.cpts_tables import read_paper, stages_and_dates
from tests.support.writers import paper, written


def test_a_sign_without_a_letter_in_its_font_is_a_bullet() -> None:
    pdf = paper("Liste des CPTS")
    for line, name in enumerate(("Sud Yonne", "Nord Yonne", "Est Yonne")):
        written(pdf, 12, 40 + 4 * line, "\x81")  # a sign that the font does not hold
        written(pdf, 15, 40 + 4 * line, f"{name} : 4{line} 000 habitants")
    told = {one.name: one.population_text for one in read_paper(pdf).listings}
    assert told == {"Sud Yonne": "40 000 habitants", "Nord Yonne": "41 000 habitants", "Est Yonne": "42 000 habitants"}


def test_a_bullet_goes_on_on_the_line_below() -> None:
    pdf = paper()
    for line, name in enumerate(("Alpha", "Beta")):
        written(pdf, 12, 40 + 12 * line, f"- CPTS {name} : contrat ACI signé avec la caisse")
        written(pdf, 15, 44 + 12 * line, f"le {4 + line} mai 2021")
    dates = {"CPTS Alpha": ("aci_signe", "2021-05-04"), "CPTS Beta": ("aci_signe", "2021-05-05")}
    assert stages_and_dates(read_paper(pdf)) == dates


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("La CPTS du Val Clair a signé son ACI avec les deux", "partenaires. Elle couvre 45 000 habitants."),
        ("La CPTS du Val Clair a signé son ACI et couvre un territoire de", "45 000 habitants."),
    ],
)
def test_a_sentence_cut_by_a_page_goes_on_on_the_next(above: str, below: str) -> None:
    pdf = paper()
    written(pdf, 12, 240, above)
    pdf.add_page()
    written(pdf, 12, 40, f"{below} La CPTS du Haut Val est en projet.")
    clair, haut = read_paper(pdf).listings
    assert "45 000 habitants" in (clair.population_text or "") and haut.population_text is None
