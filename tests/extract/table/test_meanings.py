"""A list means what its legend says: « En activité : projet de santé validé »."""

from __future__ import annotations

import pytest

from pipelines.steps.claims import read_listing
from spiders.extract.table.meanings import meaning_of
from tests.support.pages import by_name, extract

LIST = (
    "<table><tr><th>CPTS</th><th>État</th></tr><tr><td>CPTS du Val</td><td>{}</td></tr>"
    "<tr><td>CPTS du Bois</td><td>En sommeil</td></tr></table>"
)


def stage(legend: str, cell: str = "En activité") -> tuple[str | None, bool]:
    """The stage of the CPTS filed under `cell` by an agency, and whether it is said at work."""
    listing = by_name(extract(f"<main><h1>Les CPTS</h1>{legend}{LIST.format(cell)}</main>", kind="ars"))["CPTS du Val"]
    (claim,) = read_listing(listing, ("24",), publisher_kind="ars").values("statut")
    return claim.value, claim.data.get("activite", False)


@pytest.mark.parametrize(
    ("legend", "cell"),
    [
        ("<p>« En activité » désigne une communauté dont le projet de santé est validé.</p>", "En activité"),
        ("<p>En activité = projet de santé validé ; En sommeil = sans bureau</p>", "En activité"),
        ("<p>Légende</p><p>En activité : projet de santé validé par l'agence</p>", "En activité"),
        ("<p>(*) En activité : communauté ayant un projet de santé validé.</p>", "En activité (*)"),
        ("<dl><dt>En activité</dt><dd>projet de santé validé</dd></dl>", "En activité"),
    ],
)
def test_the_legend_of_the_page_gives_the_meaning(legend: str, cell: str) -> None:
    assert stage(legend, cell) == ("projet_valide", True)


def test_without_a_legend_the_words_mean_what_the_atlas_says() -> None:
    assert stage("<p>Liste mise à jour chaque mois.</p>") == ("aci_signe", True)


def test_a_legend_that_says_two_things_or_no_stage_decodes_nothing() -> None:
    two = ["En activité : projet de santé validé", "En activité : ACI signé"]
    assert meaning_of("en activite", two) is None
    assert meaning_of("en activite", ["En activité : ouverte du lundi au vendredi"]) is None
    assert meaning_of("en activite", ["La CPTS du Bois, en activité : projet de santé validé"]) is None
