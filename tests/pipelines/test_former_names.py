"""Which name of a renamed CPTS is published, while unchanged pages go on using the former one."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.steps.lineage_rows import former_names
from tests.support.weeks import begun, listing, named, phrases

OTHERS = (("CPTS Deux Clochers", "Dole"), ("CPTS Porte des Lacs", "Champagnole"))


@pytest.fixture
def observatory(tmp_path, monkeypatch):
    return begun(tmp_path, monkeypatch, agence="ars", **{"cpts-du-mont": "cpts"})


def agency(name, said=None):
    return [listing("agence", one, communes, lineage_text=said) for one, communes in ((name, "Montbard"), *OTHERS)]


def test_a_page_that_goes_on_using_the_former_name_does_not_name_the_cpts(observatory):
    """Not even its own site, which is believed first about its name."""
    own = [listing("cpts-du-mont", "CPTS du Mont", "Montbard")]
    observatory.week("2027-01-04", {"agence": agency("CPTS du Mont"), "cpts-du-mont": own})
    told = agency("CPTS Grand Large", "La CPTS du Mont s'appelle désormais CPTS Grand Large.")
    tables = observatory.week("2027-01-11", {"agence": told})
    assert named(tables, "CPTS Grand Large")["alias"] == "CPTS du Mont"
    assert phrases(tables, "2027-01-11") == ["CPTS du Mont s'appelle désormais CPTS Grand Large."]
    assert named(observatory.week("2027-01-18", {"agence": agency("CPTS Grand Large")}), "CPTS Grand Large")


def test_a_name_that_is_taken_again_is_no_former_one():
    def renaming(old, new, day):
        row = {"nature": "renommage", "de": "cpts-aaaaaaaa", "de_nom": old, "vers_nom": new}
        return row | {"date_evenement": None, "appris_le": date(2027, 1, day)}

    there, back = renaming("CPTS du Mont", "CPTS Grand Large", 4), renaming("CPTS Grand Large", "CPTS du Mont", 11)
    assert former_names([back, there])["cpts-aaaaaaaa"] == former_names([back])["cpts-aaaaaaaa"] != set()
