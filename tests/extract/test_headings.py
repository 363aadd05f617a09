"""A heading says the same of what stands under it, be it a list, a table, cards or prose, and its words are placed where
it stands."""

from __future__ import annotations

import pytest

from pipelines.steps.claims import read_listing
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.listing import Extraction, Listing

NAMES = ("CPTS du Val Doré", "CPTS du Puy Clair")
ITEMS = "<ul>" + "".join(f"<li>{name}</li>" for name in NAMES) + "</ul>"
HEADER = "<tr><th>Nom de la CPTS</th><th>Population</th><th>Site</th></tr>"
ROWS = "".join(f"<tr><td>{name}</td><td>5{number} 000</td><td></td></tr>" for number, name in enumerate(NAMES))

UNDER = {
    "list": f"<h2>{{}}</h2>{ITEMS}",
    "list under a line": f"<p>{{}} :</p>{ITEMS}",
    "table": f"<h2>{{}}</h2><table>{HEADER}{ROWS}</table>",
    "table under a line": f"<p>{{}} :</p><table>{HEADER}{ROWS}</table>",
    "caption": f"<table><caption>{{}}</caption>{HEADER}{ROWS}</table>",
    "tab": f'<a href="#un">{{}}</a><div id="un"><table>{HEADER}{ROWS}</table></div>',
    "group row": f'<table>{HEADER}<tr><td colspan="3">{{}}</td></tr>{ROWS}</table>',
    "cards": "<h2>{}</h2>" + "".join(f"<h3>{name}</h3><p>Population : 50 000 habitants</p>" for name in NAMES),
}
PROSE = "<h2>{}</h2>" + "".join(f"<p>La {name} regroupe 50 000 habitants.</p>" for name in NAMES)


def found_under(layout: str, heading: str, regions: tuple[str, ...] = ()) -> Extraction:
    page = f"<html><body><main><h1>Exercice coordonné</h1>{layout.format(heading)}</main></body></html>"
    found = read(Document("https://exemple.fr/page", page.encode(), "text/html"), SourceContext(regions=regions))
    assert [one.name for one in found.listings] == list(NAMES)
    return found


def listings(layout: str, heading: str, regions: tuple[str, ...] = ()) -> tuple[Listing, ...]:
    return found_under(layout, heading, regions).listings


def claimed(layout: str, heading: str, topic: str, regions: tuple[str, ...] = ()) -> set[str]:
    read_as = (read_listing(one, regions).first(topic) for one in listings(layout, heading, regions))
    return {claim.value if claim and claim.value else "" for claim in read_as}


@pytest.mark.parametrize("layout", [*UNDER.values(), PROSE], ids=[*UNDER, "prose"])
@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Sarthe", "72"),
        ("Département de la Creuse", "23"),
        ("2A - Corse-du-Sud", "2A"),
        ("CPTS 35", "35"),
        ("Les CPTS de la Sarthe", "72"),
        ("CPTS du Finistère (7)", "29"),
        ("Morbihan : 6 CPTS en fonctionnement", "56"),
        ("Les CPTS sarthoises", "72"),
        ("CPTS lotoises", "46"),
        ("Hautes-Alpes, terre pionnière", "05"),
        ("Les CPTS du Var et des Alpes-Maritimes", ""),
        ("Les CPTS de Bretagne", ""),
        ("CPTS Nord", ""),
    ],
)
def test_the_departement_of_a_heading(layout: str, heading: str, code: str) -> None:
    assert claimed(layout, heading, "departements") == {code}


@pytest.mark.parametrize("layout", [*UNDER.values(), PROSE], ids=[*UNDER, "prose"])
@pytest.mark.parametrize(("regions", "code"), [(("04",), "974"), (("32",), "59"), ((), "59")])
def test_the_north_of_a_publisher_is_no_departement_of_others(layout: str, regions: tuple[str, ...], code: str) -> None:
    assert claimed(layout, "Les CPTS du Nord", "departements", regions) == {code}


@pytest.mark.parametrize("layout", UNDER.values(), ids=UNDER)
@pytest.mark.parametrize(
    ("heading", "stage"),
    [
        ("ACI signés", "aci_signe"),
        ("6 CPTS ont signé un ACI", "aci_signe"),
        ("CPTS signataires de l'ACI", "aci_signe"),
        ("Lettres d'intention reçues", "lettre_intention"),
        ("CPTS signataires et en projet", ""),
    ],
)
def test_the_stage_of_a_heading(layout: str, heading: str, stage: str) -> None:
    assert claimed(layout, heading, "statut") == {stage}


@pytest.mark.parametrize("layout", UNDER.values(), ids=UNDER)
def test_what_a_heading_says_stands_where_it_does(layout: str) -> None:
    told = set()
    for one in listings(layout, "Morbihan : 6 CPTS en fonctionnement"):
        assert read_listing(one, ("53",)).first("statut").data["activite"]
        told |= {(fact.field, fact.locator, one.evidence.locator) for fact in one.facts if fact.basis == "heading"}
    assert {field for field, _, _ in told} == {"department_text", "status_text"}
    assert len({heading for _, heading, _ in told}) == 1
    assert all(heading != row for _, heading, row in told)


@pytest.mark.parametrize("layout", UNDER.values(), ids=UNDER)
@pytest.mark.parametrize(
    ("heading", "announced"),
    [
        ("Les 25 CPTS de Bretagne", 25),
        ("12 nouvelles CPTS, dont 3 CPTS en projet", 12),
        ("Les CPTS au 12 mars", None),
        ("25 CPTS sur 40", None),
        ("Objectif : 25 CPTS", None),
        ("Plus de 25 CPTS", None),
        ("CPTS dont 25 CPTS en projet", None),
        ("Les 2 CPTS", None),
    ],
)
def test_the_number_a_heading_announces(layout: str, heading: str, announced: int | None) -> None:
    found = found_under(layout, heading)
    counted = [one.detail for one in found.alarms if one.name == "CountMismatch"]
    assert len(counted) == (announced is not None) and all(f"{announced} " in detail for detail in counted)
