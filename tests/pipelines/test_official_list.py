"""« En activité » in a list of those who sign the ACI, and everywhere else."""

from __future__ import annotations

import pytest

from lexicon.readings import StatusReading
from lexicon.stages import read_status
from pipelines.steps.claims import read_listing
from pipelines.steps.official_list import RULE
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.listing import Evidence, Listing

NAME = "CPTS du Causse Bleu"
FILED = {
    "heading": f"<h2>CPTS en fonctionnement</h2><ul><li>{NAME}</li><li>CPTS de la Vallée Ronde</li></ul>",
    "introduction": f"<p>En activité :</p><ul><li>{NAME}</li><li>CPTS de la Vallée Ronde</li></ul>",
    "column": f"<table><tr><th>CPTS</th><th>État</th></tr><tr><td>{NAME}</td><td>Opérationnelle</td></tr>"
    "<tr><td>CPTS de la Vallée Ronde</td><td>En projet</td></tr></table>",
    "label": f"<h2>{NAME}</h2><p>Statut : en activité</p>",
    "brackets": f"<ul><li>{NAME} (en activité)</li><li>CPTS de la Vallée Ronde (en projet)</li></ul>",
    "note of all": f"<p>Toutes sont en activité sauf mention contraire.</p><ul><li>{NAME}</li><li>CPTS Ronde</li></ul>",
}
TOLD = [
    f"<p>La {NAME} est en activité depuis 2021.</p>",
    f"<p>La {NAME}, en activité depuis 2021, réunit 120 soignants.</p>",
    f"<p>Deux CPTS sont opérationnelles dans le Lot : la {NAME} et la CPTS de la Vallée Ronde.</p>",
]


def status_of(body: str, kind: str) -> tuple[str | None, str, bool]:
    page = f"<html><head><title>Santé</title></head><body><main><h1>Les CPTS</h1>{body}</main></body></html>"
    context = SourceContext(source_id="essai", kind=kind, regions=("76",))
    found = read(Document("https://exemple.fr/cpts", page.encode(), "text/html"), context)
    statement = read_listing(next(one for one in found.listings if one.name == NAME), publisher_kind=kind)
    claim = statement.first("statut")
    assert claim is not None
    return claim.value, claim.rule, claim.data.get("activite", False)


@pytest.mark.parametrize("kind", ["ars", "assurance_maladie", "national"])
@pytest.mark.parametrize("body", FILED.values(), ids=FILED)
def test_a_list_of_those_who_sign_files_what_is_signed(body: str, kind: str) -> None:
    assert status_of(body, kind) == ("aci_signe", RULE, True)


@pytest.mark.parametrize("kind", ["presse", "urps", "federation", "cpts"])
@pytest.mark.parametrize("body", FILED.values(), ids=FILED)
def test_anyone_else_tells_that_people_work(body: str, kind: str) -> None:
    value, rule, active = status_of(body, kind)
    assert (value, active) == (None, True) and rule != RULE


@pytest.mark.parametrize("body", TOLD)
def test_a_sentence_files_nothing_even_of_the_agency(body: str) -> None:
    value, _, active = status_of(body, "ars")
    assert (value, active) == (None, True)


def filed(status: str, page_date: str | None = None, filed: str = "CPTS en activité") -> str | None:
    listing = Listing(NAME, Evidence("s", "https://exemple.fr/", "/html"), status, filed, page_date=page_date)
    claim = read_listing(listing, publisher_kind="ars").first("statut")
    return claim.value if claim else None


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("CPTS en activité ; ACI non signé", None),
        ("CPTS en activité ; en sommeil depuis 2023", None),
        ("CPTS en activité ; en projet", None),
        ("en projet", None),
        ("CPTS en activité ; dissoute en 2024", "cessee"),
        ("CPTS en activité ; projet de santé validé en 2020", "aci_signe"),
        ("CPTS en activité ; contrat signé le 3 mars 2021", "aci_signe"),
    ],
)
def test_the_words_of_the_cpts_itself_speak_louder(status: str, stage: str | None) -> None:
    assert filed(status) == stage


def test_no_list_older_than_the_aci_files_a_signature() -> None:
    assert filed("CPTS en activité", "2018-11-02") is None
    assert filed("CPTS en activité", "2020-11-02") == "aci_signe"


def test_a_heading_that_says_no_activity_adds_nothing() -> None:
    assert filed("CPTS en activité", filed="CPTS de la région") is None
    assert read_status("CPTS de la région") != StatusReading("aci_signe", RULE, "")
