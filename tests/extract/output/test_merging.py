"""One listing per CPTS, in a document that speaks of it twice and in a list given page by page."""

from __future__ import annotations

from dataclasses import fields

from spiders.extract.output.merge import join_pages, merge_same
from spiders.listing import TOLD, Evidence, Listing


def row(name: str, place: str = "", **more: str | tuple[str, ...] | None) -> Listing:
    return Listing(name, Evidence("essai", "https://exemple.fr", place), **more)


def facts(listings):
    return [(one.name, one.territory_text, one.department_text, one.commune_codes) for one in listings]


def test_the_first_listing_of_a_document_keeps_its_values_and_the_others_fill_it():
    (one,), _ = merge_same(
        [
            row("CPTS du Lac", population_text="45 000 habitants"),
            row("CPTS  du lac", population_text="46 000 habitants", status_text="ACI signé"),
        ]
    )
    assert (one.name, one.population_text, one.status_text) == ("CPTS du Lac", "45 000 habitants", "ACI signé")


def test_the_same_name_in_two_departements_stays_two_cpts():
    two = [row("CPTS Centre", department_text="28"), row("CPTS Centre", department_text="36")]
    assert merge_same(two) == (two, [])
    assert join_pages([two[0], row("CPTS du Lac")], [row("CPTS Sud"), two[1]])[3] == two[1]


def test_communes_on_two_pages_are_those_of_one_cpts():
    first = [
        row("CPTS Sud", territory_text="Manosque", commune_codes=("04112",), department_text="04"),
        row("CPTS du Lac", "entité 3", territory_text="Annecy", commune_codes=("74010",), department_text="74"),
    ]
    second = [row("CPTS du Lac", "entité 1", territory_text="Sevrier", commune_codes=("74267",), department_text="74")]
    joined = join_pages(first, second)
    assert facts(joined)[1:] == [("CPTS du Lac", "Annecy, Sevrier", "74", ("74010", "74267"))]
    assert joined[1].evidence.locator == "entité 3, puis entité 1 de la page suivante"


def test_a_cpts_that_goes_on_in_another_departement():
    joined = join_pages(
        [row("CPTS Adour", territory_text="Aire-sur-l'Adour", department_text="40")],
        [row("CPTS Adour", territory_text="Riscle", department_text="32")],
    )
    assert facts(joined) == [("CPTS Adour", "Aire-sur-l'Adour, Riscle", "40 / 32", ())]


def test_a_listing_is_completed_in_every_field_from_its_other_row():
    """A field that is added to listings is one of those that tell something, or is named here."""
    told = {*TOLD[1:], "status_filed", "page_date", "publisher_ref"}
    assert {field.name for field in fields(Listing)} == told | {"name", "evidence", "extra", "by_card", "facts"}
    more = {name: ("01053",) if name == "commune_codes" else "x" for name in told}
    (one,), _ = merge_same([row("CPTS du Val Clair"), row("CPTS du Val Clair", **more)])
    assert {name: getattr(one, name) for name in told} == more
