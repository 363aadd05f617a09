"""What is not known, corrected or only in part is said where a figure or a sentence is taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest

from tests.support.site_server import Site, make_release, running
from tests.support.synthetic import Row


def edit(held: dict[str, list[Row]]) -> None:
    proof = next(row for row in held["preuves"] if row["preuve_id"] == "CPTS-000001-2")
    told = "valeur corrigée le 01/03/2026 par la CPTS : un zéro de trop ; la source écrit « 195000 »"
    held["preuves"].append(
        proof
        | {"preuve_id": "CPTS-000001-9", "propriete": "population", "valeur": "19500", "regle": "correction"}
        | {"texte": "195 000 habitants", "citation": "195 000 habitants", "motif": told, "fondement": None}
    )
    held["corrections"].append(
        {
            "correction_id": "0123456789abcdef",
            "cpts_id": "CPTS-000001",
            "propriete": "population",
            "valeur_fausse": "195000",
            "valeur": "19500",
            "motif": "un zéro de trop",
            "qui": "cpts",
            "date": date(2026, 3, 1),
            "preuve": "https://exemple.invalid/projet.pdf",
            "etat": "appliquee",
        }
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(make_release(tmp_path_factory.mktemp("reserves"), maps=True, edit=edit)) as found:
        yield found


def words(page: str) -> str:
    """What a reader reads of a page, with plain spaces."""
    text = re.sub(r"[\u202f\u2009\s]+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
    return re.sub(r" ([,.)])", r"\1", text)


def test_a_corrected_value_is_no_observation(site: Site) -> None:
    sheet = words(site.get("/cpts/CPTS-000001").text)
    assert "19 500 habitants 1 preuve, valeur corrigée" in sheet
    told = "Population : une source écrit 195 000 habitants ; valeur publiée : 19 500 habitants. Un zéro de trop."
    assert f"{told} Décidé le 1er mars 2026 par : CPTS" in sheet
    assert "19 500 habitants – Source d'exemple, novembre 2026 (valeur corrigée)" in sheet
    assert "Retenue valeur corrigée" not in sheet and "la source écrit « 195000 »" in sheet
    assert "valeur corrigée" not in words(site.get("/cpts/CPTS-000002").text)
