"""The second net finds what a model calls a person, lets places and CPTS be, and says how the model is installed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pipelines.cli import main as cli
from pipelines.steps import second_net

TABLES = {
    "cpts": [{"nom": "CPTS Cœur de Gâtine", "alias": [], "site_web": None}],
    "preuves": [
        {"valeur": None, "texte": "Saint-Martin-de-Crau et Aubenas", "citation": "Olivier Martin la préside."},
        {"valeur": None, "texte": "Cœur de Gâtine", "citation": "Olivier Martin la préside."},
    ],
}


def model(texts):
    """What a model might say of these texts, right or wrong."""
    said = ("Olivier Martin", "Cœur de Gâtine", "Saint Martin de Crau")
    return ([name for name in said if name in text] for text in texts)


def test_a_name_is_told_once_and_names_of_places_and_of_cpts_are_not(monkeypatch):
    monkeypatch.setattr(second_net, "_people", model)
    (found,) = second_net.suspects(TABLES)
    assert (found.table, found.column, found.name) == ("preuves", "citation", "Olivier Martin")


def test_without_the_model_the_command_says_how_to_install_it(monkeypatch, tmp_path):
    def absent(tables):
        raise second_net.NoModel(second_net.REMEDY)

    monkeypatch.setattr(second_net, "suspects", absent)
    monkeypatch.setattr("pipelines.tables.store.read_table", lambda path: [])
    (tmp_path / "cpts.parquet").touch()
    result = CliRunner().invoke(cli.main, ["people", str(tmp_path)])
    assert result.exit_code == 1 and "second-net" in result.output


def test_the_french_model_finds_planted_people_and_no_place():
    pytest.importorskip("spacy")
    pytest.importorskip("fr_core_news_sm")
    texts = [
        "La CPTS de Pantin est présidée par Olivier Tessandier, médecin généraliste.",
        "CPTS du Pays de Bitche, 47 communes, Hélène Vasseur-Morin",
        "Saint-Jean-de-Luz, Marie-Galante, Aulnay-sous-Bois",
    ]
    tables = {"cpts": [], "territoires": [{"texte": text} for text in texts]}
    assert [one.name for one in second_net.suspects(tables)] == ["Olivier Tessandier", "Hélène Vasseur-Morin"]
