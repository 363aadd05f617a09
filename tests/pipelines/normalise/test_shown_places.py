"""Where a sentence shows a CPTS to sit or act, and what shows nothing."""

import pytest

from lexicon import gazetteer
from lexicon.patterns import vocabulary
from pipelines.normalise.shown_places import shown_places
from spiders.extract.fields.places import place_words
from spiders.extract.model.mentions import Passage


@pytest.mark.parametrize(
    ("sentence", "departement", "expected"),
    [
        ("Article 3 : le siège est à Montchanin.", "71", [("71310", "siege")]),
        ("Siège social : Frontignan", "34", [("34108", "siege")]),
        ("Fait à Nevers.", "58", [("58194", "siege")]),
        ("À Landas, dans le Nord, la CPTS a monté un pool de remplaçants.", "59", [("59330", "lieu_d_action")]),
        ("Le 24 novembre à Caraman, le 8 décembre à Gardouch.", "31", [("31106", "lieu_d_action"), ("31210", "lieu_d_action")]),
        ("Le bus ira de Nemours à Fontainebleau, et plus loin.", "77", [("77333", "lieu_d_action"), ("77186", "lieu_d_action")]),
        ("Le secteur de Nantua manque de médecins.", "01", [("01269", "lieu_d_action")]),
        ("Ouverture du centre avec la ville de Luçon.", "85", [("85128", "commune_partenaire")]),
        ("Un bassin de vie dont Les Mureaux sont la ville centrale.", "78", [("78440", "ville_centre")]),
    ],
)  # fmt: skip
def test_places_shown(sentence: str, departement: str, expected: list[tuple[str, str]]) -> None:
    found = shown_places(sentence, (departement,), gazetteer.load())
    assert [(code, place.rule) for place in found for code in place.codes] == expected
    assert place_words([Passage(sentence, "/p")]) is not None


@pytest.mark.parametrize(
    ("sentence", "departement"),
    [
        ("Elle a présenté son projet au congrès, à Lille.", "59"),
        ("La convention a été signée à Arras, au siège de la caisse.", "62"),
        ("La coordinatrice, diplômée à Lyon, est arrivée en mai.", "69"),
        ("Elle travaille avec le centre hospitalier de Blaye.", "33"),  # a hospital also serves those of elsewhere
        ("Une antenne à Lyon ouvrira.", "69"),  # one of nine arrondissements
        ("La CPTS est représentée à Montpellier.", "76"),  # outside the département it is known to be in
        ("Elle va à la rencontre des patients.", "33"),
    ],
)
def test_what_shows_no_place(sentence: str, departement: str) -> None:
    assert shown_places(sentence, (departement,), gazetteer.load()) == ()


def test_each_entry_has_the_words_it_was_made_for() -> None:
    everywhere = tuple(gazetteer.load().departements)
    for line in vocabulary("places_shown")["lieu"]:
        assert line["vu"]
        rules = {
            place.rule for code in everywhere for place in shown_places(line["exemple"], (code,), gazetteer.load())
        }
        assert line["regle"] in rules, line["exemple"]


def test_shared_words_show_nobody() -> None:
    assert place_words([Passage("À Landas, un pool de remplaçants.", "/p", own=False)]) is None
