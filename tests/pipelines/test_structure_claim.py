"""Members, legal form and declared size: from the words of a listing to the columns of `cpts`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lexicon import gazetteer
from pipelines.steps.claim_rows import claim_rows
from pipelines.steps.claims import read_listing
from pipelines.steps.cpts_territory import territory_kind
from pipelines.steps.resolution import resolve
from pipelines.steps.structure_claim import structure_claims
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.listing import Evidence, Listing

LISTING = Listing("CPTS du Val Clair", Evidence("val", "https://val.fr/", "p", fetched_at="2026-11-22T08:00:00Z"))


def told(listing: Listing) -> dict[str, tuple[str, str]]:
    return {claim.topic: (claim.value, claim.rule) for claim in structure_claims(listing)}


def test_columns_and_keys_beside_a_row_are_read_under_their_header() -> None:
    extra = (
        ("Nombre d'adhérents", "+ de 88"),
        ("Forme juridique", "Association loi 1901"),
        ("Taille", "2"),
        ("Rue", "1901"),
    )
    assert told(replace(LISTING, extra=extra)) == {
        "adherents": ("88", "libelle_adherents"),
        "forme_juridique": ("association_1901", "association_1901"),
        "taille_declaree": ("2", "taille_dite"),
    }


@pytest.mark.parametrize(("code", "form"), [("60", "association_1901"), ("62", "association_droit_local")])
def test_the_legal_status_of_finess_is_a_code(code: str, form: str) -> None:
    assert told(replace(LISTING, extra=(("statut juridique", code),)))["forme_juridique"][0] == form


def test_an_association_number_tells_the_law_of_1901_unless_a_form_is_told() -> None:
    assert told(replace(LISTING, rna="W451000001")) == {"forme_juridique": ("association_1901", "numero_rna")}
    local = replace(LISTING, rna="W451000001", structure_text="Association de droit local.")
    assert told(local)["forme_juridique"] == ("association_droit_local", "association_droit_local")


PAGE = """<html><head><title>CPTS du Val Clair</title></head><body><main><h1>La CPTS du Val Clair</h1>
<p>Association régie par la loi du 1er juillet 1901 et le décret du 16 août 1901, la CPTS du Val Clair a signé son ACI en 2021. Elle réunit près de 120 adhérents.</p>
<p>Le territoire compte 45 000 habitants : CPTS de taille 2.</p>
<p>Les 25 communes membres de la communauté de communes soutiennent l'association.</p></main></body></html>"""


def test_a_page_gives_the_columns_with_their_evidence() -> None:
    document = Document("https://val.fr/", PAGE.encode(), "text/html", fetched_at="2026-11-22T08:00:00Z")
    (listing,) = read(document, SourceContext("val", "cpts", ("44",))).listings
    rows = claim_rows(read_listing(listing, ("44",)))
    dossier = resolve("cpts-val-clair", rows, {"val": "cpts"}, {}, gazetteer.load(), date(2026, 11, 22))  # type: ignore[arg-type]
    cpts = dossier.cpts
    assert (cpts["nb_adherents"], cpts["adherents_precision"]) == (120, "environ")
    assert (cpts["forme_juridique"], cpts["taille_declaree"]) == ("association_1901", 2)
    proofs = {row["propriete"]: row for row in dossier.preuves if row["retenue"]}
    assert proofs["adherents"]["texte"] == "près de 120 adhérents" and proofs["adherents"]["regle_lecture"]


def rows(*communes: str, partial: bool = False) -> list:  # type: ignore[type-arg]
    return [{"commune": code, "partiel": partial, "deduite": False} for code in communes]


@pytest.mark.parametrize(
    ("communes", "complete", "announced", "kind"),
    [
        (rows("44109"), True, None, "communal"),
        (rows("44109"), False, None, None),
        (rows("44109"), False, 1, "communal"),
        (rows("44109", partial=True), False, 1, None),
        (rows("44109", "44162"), False, None, "intercommunal"),
        ([], None, 12, "intercommunal"),
        ([], None, None, None),
        (rows("69389"), True, None, "arrondissement"),
        (rows("69389"), False, None, None),
        (rows("69389", "69266"), False, None, "mixte"),
    ],
)
def test_the_kind_of_a_territory_is_what_its_communes_settle(
    communes: list,
    complete: bool | None,
    announced: int | None,
    kind: str | None,  # type: ignore[type-arg]
) -> None:
    assert territory_kind(communes, complete, announced, gazetteer.load()) == kind
