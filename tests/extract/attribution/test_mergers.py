"""Sentences that tell which CPTS ended and which one lives."""

import pytest

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read


@pytest.mark.parametrize("how", ["la fusion de", "l'élargissement de", "le regroupement de"])
def test_the_community_that_another_grew_from_has_ended(how):
    text = f"Le 9 octobre 2023, la CPTS des Trois Rus est née de {how} la CPTS du Vieux Lavoir, créée en 2018."
    page = Document("https://exemple.fr/", f"<main><p>{text}</p></main>".encode(), "text/html; charset=utf-8")
    found = {one.name: one.status_text or "" for one in read(page, SourceContext("essai", "presse", ("84",))).listings}
    assert "fusionnée" in found["CPTS du Vieux Lavoir"]
    assert "fusion" not in found["CPTS des Trois Rus"] and "née" in found["CPTS des Trois Rus"]
