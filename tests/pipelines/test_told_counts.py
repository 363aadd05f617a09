"""The figures that a federation's own page gives are published with its words; those of a region are not the country's."""

from pipelines.steps.told_counts import told_count_rows
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.registry import card

TOTAL = "La FCPTS réunit 642 CPTS adhérentes, sur 870 CPTS au 1er octobre 2026."
COUNTS = ("642 CPTS adhérentes au 1er octobre 2026", "870 CPTS au 1er octobre 2026")
PLACE = "La Bretagne compte 35 CPTS au 1er mars 2025."
HOME = "https://www.fcpts.org/"


def rows(counts, known=()):
    reports = {"fcpts": {"day": "2027-01-04", "counts": counts}}
    return list(told_count_rows(reports, {"fcpts": card("fcpts")}, known))


def test_a_federation_counts_its_members_and_the_country():
    first, second = rows(dict.fromkeys((*COUNTS, PLACE), HOME))
    assert (first["mesure"], first["valeur"], first["date_etat"]) == ("cpts_adherentes", 642.0, "2026-10-01")
    assert (second["mesure"], second["valeur"], second["region"]) == ("cpts", 870.0, "FR")
    assert second["auteur"] == "Fédération nationale des CPTS" and "870 CPTS" in second["remarque"]
    assert first["compte_id"] != second["compte_id"]


def test_what_a_person_wrote_down_or_what_is_to_come_adds_nothing():
    said = "870 CPTS au 1er octobre 2026."
    assert rows({said: HOME}, [{"date_etat": "2026-10-01", "mesure": "cpts", "valeur": 870.0}]) == []
    assert rows({"1 000 CPTS au 1er janvier 2030.": HOME}) == []


def test_the_page_of_a_publisher_of_the_country_gives_its_sentences():
    body = f"<html lang=fr><body><main><h1>FCPTS</h1><p>{TOTAL} Une phrase.</p></main></body></html>".encode()
    page = Document(HOME, body, "text/html")
    assert read(page, SourceContext(kind="federation")).counts == COUNTS
    assert read(page, SourceContext(kind="federation", regions=("53",))).counts == ()
    assert read(page, SourceContext(kind="presse")).counts == ()
