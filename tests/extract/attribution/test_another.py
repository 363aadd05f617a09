"""Sentences without a name that speak of another CPTS, or of none."""

from __future__ import annotations

import pytest

from lexicon.text import fold
from spiders.document import Document
from spiders.extract.attribution.another import of_another, rank
from spiders.extract.attribution.clauses import speaks_of_all, tells_its_size, tells_of_itself
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from tests.support.pages import told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la douzième CPTS du département", 12),
        ("Elle est la 3e communauté de la région", 3),
        ("Une première, « Trièves Sud », avait vu le jour en 2019", 1),
        ("La seconde a vu le jour en juin", 2),
        ("C'est une première, les soignants se réunissent", None),
        ("pour la première fois", None),
        ("La première réunion a eu lieu en mai", None),
    ],
)
def test_the_rank_of_a_cpts(text: str, expected: int | None) -> None:
    assert rank(text) == expected


def test_another_rank_is_another_cpts() -> None:
    sentence = "La première communauté avait signé en 2020."
    assert of_another(sentence, ["La CPTS du Val est la troisième du département."])
    assert not of_another(sentence, ["La CPTS du Val est la première du département."])
    # the pluperfect tells what was before; the present of a page without a rank is of its own
    assert of_another(sentence, ["La CPTS du Val réunit 40 communes."])
    assert not of_another("La première communauté a signé en 2020.", ["La CPTS du Val réunit 40 communes."])


def test_the_facts_of_the_first_are_not_those_of_the_third() -> None:
    facts = told(
        "<p>La CPTS de la Vigne Haute est la troisième du département. La première communauté avait signé son ACI"
        " le 3 mars 2020 et couvre 80 000 habitants. La deuxième a vu le jour en juin 2021.</p>"
    )
    assert facts == {"de la Vigne Haute": {}}


@pytest.mark.parametrize(
    "sentence",
    [
        "C'est la quatrième communauté de l'Ardèche : les trois premières ont signé leur ACI en 2021.",
        "Elle s'inspire d'une CPTS voisine, qui a signé son ACI le 4 juin 2020 et couvre 55 000 habitants.",
        "La première CPTS de l'Ardèche avait signé son ACI en 2020 : elle rassemble 45 000 habitants.",
    ],
)
def test_what_is_told_of_others_in_passing(sentence: str) -> None:
    facts = told(f"<p>La CPTS de la Combe Rose réunit 40 soignants. {sentence}</p>")
    assert facts == {"de la Combe Rose": {}} or facts == {"de la Combe Rose": {"departements": "07"}}


def test_the_successor_of_a_cpts_that_ends_is_another() -> None:
    facts = told(
        "<p>Le bureau de la CPTS Berges Grises s'est réuni une dernière fois. La nouvelle communauté a été créée le"
        " 3 mai 2023 et couvre 90 000 habitants.</p>"
    )
    assert facts == {"Berges Grises": {}}


def test_the_new_community_of_a_birth_is_the_one_just_named() -> None:
    facts = told(
        "<p>La CPTS Berges Claires est née. La nouvelle communauté a signé son ACI le 3 mai 2023 et couvre 90 000"
        " habitants.</p>"
    )
    assert facts["Berges Claires"]["statut"] == "aci_signe"
    assert facts["Berges Claires"]["date"] == "2023-05-03"
    assert "population" in facts["Berges Claires"]


def test_another_cpts_without_a_name_is_not_the_one_named() -> None:
    facts = told(
        "<p>La CPTS du Mas Vert a été lancée le 2 février 2021. Une autre CPTS a signé son contrat le 9 juin 2020.</p>"
    )
    assert facts["du Mas Vert"].get("statut") is None
    assert facts["du Mas Vert"]["date"] == "2021-02-02"


@pytest.mark.parametrize(
    ("sentence", "of_all"),
    [
        ("Une CPTS regroupe des professionnels de santé.", True),
        ("C'est une CPTS regroupant 47 communes.", False),
        ("Il s'agit d'une jeune communauté qui couvre la vallée.", False),
        ("C'est une CPTS de plus parmi les CPTS de la région.", True),
    ],
)
def test_what_points_at_one_is_not_said_of_all(sentence: str, of_all: bool) -> None:
    assert speaks_of_all(fold(sentence)) is of_all


@pytest.mark.parametrize(
    ("sentence", "its_own"),
    [
        ("La CPTS a signé un contrat le 15 juin 2022.", True),
        ("Notre CPTS regroupe 44 communes.", True),
        ("La CPTS permet de mieux se coordonner.", False),
        ("Une CPTS a été créée dans chaque département.", False),
        ("Les CPTS ont été créées par la loi de 2016.", False),
    ],
)
def test_under_a_question_what_is_done_is_of_the_page(sentence: str, its_own: bool) -> None:
    assert tells_of_itself(fold(sentence)) is its_own


@pytest.mark.parametrize(
    ("sentence", "its_own"),
    [
        ("Le territoire couvre 46 communes et 34 210 habitants.", True),
        ("Notre bassin de vie compte 34 210 habitants.", True),
        ("Elle couvre 46 communes et 34 210 habitants.", True),
        ("Elle couvre entre 20 000 et 175 000 habitants.", False),
        ("Le territoire d'une CPTS couvre de 20 000 à 175 000 habitants.", False),
        ("Le territoire doit compter au moins 40 000 habitants.", False),
        ("Le territoire compte 6 médecins pour 10 000 habitants.", False),
    ],
)
def test_under_a_question_a_size_is_of_the_page(sentence: str, its_own: bool) -> None:
    assert tells_its_size(fold(sentence)) is its_own
    facts = told(f"<h1>La CPTS de la Combe Rose</h1><h2>Pourquoi une CPTS ?</h2><p>{sentence}</p>")
    assert bool(facts["de la Combe Rose"]) is its_own


def test_under_the_team_a_stage_by_itself_is_of_the_page() -> None:
    facts = told("<h1>La CPTS de la Combe Rose</h1><h2>L'équipe</h2><p>ACI signé le 4 mai 2021.</p>")
    assert facts["de la Combe Rose"]["date"] == "2021-05-04"


def test_a_section_under_a_question_is_not_silent() -> None:
    facts = told(
        "<h1>CPTS Hautes Landes Roses</h1><h2>C'est quoi une CPTS ?</h2><p>Une CPTS couvre en moyenne 80 000 habitants."
        " Elle a pour mission la prévention.</p><p>Notre CPTS a été créée le 12 février 2020 et regroupe 44 communes"
        " pour 51 300 habitants.</p>",
        kind="cpts",
    )
    assert facts["Hautes Landes Roses"]["population"] == "51300"
    assert facts["Hautes Landes Roses"]["date"] == "2020-02-12"
    assert "missions" not in facts["Hautes Landes Roses"]


@pytest.mark.parametrize(
    "reminder",
    [
        "<h2>Rappel : les missions d'une CPTS</h2>",
        "<h2>Les missions socles des CPTS</h2>",
        "<p>Rappel des missions d'une CPTS :</p>",
        "<h2>Que fait une CPTS ?</h2>",
    ],
)
def test_a_reminder_of_missions_is_nobody_s(reminder: str) -> None:
    facts = told(
        f"<h1>La CPTS Clain et Gartempe signe son contrat</h1>{reminder}<ul><li>améliorer l'accès aux soins</li>"
        "<li>organiser les parcours</li></ul>"
    )
    assert "missions" not in facts["Clain et Gartempe"]


def test_the_press_release_about_one_cpts_speaks_of_it_throughout() -> None:
    facts = told(
        "<h1>Signature de la CPTS du Pays d'Othe Vert, la douzième CPTS du département</h1><p>Le 14 mars 2023, l'Agence"
        " régionale de santé et la Caisse primaire ont signé l'accord conventionnel interprofessionnel avec les"
        " représentants des professionnels.</p><h2>Un territoire de 48 000 habitants</h2><h2>Ce que la CPTS va faire</h2>"
        "<ul><li>Faciliter l'accès à un médecin traitant</li><li>Développer les actions de prévention</li></ul>"
        "<h2>Rappel : les missions d'une CPTS</h2><ul><li>la réponse aux crises sanitaires</li></ul>",
        kind="ars",
    )
    assert facts == {
        "du Pays d'Othe Vert": {
            "statut": "aci_signe", "date": "2023-03-14", "population": "48000", "missions": ["acces_soins", "prevention"],
        }
    }  # fmt: skip


def test_what_the_neighbour_signed_is_its_own() -> None:
    facts = told(
        "<p>La CPTS de la Vigne Haute a été lancée le 4 avril 2024.</p>"
        "<p>Un an plus tôt, le 6 mai 2023, la CPTS voisine du Clos avait signé son ACI.</p>"
    )
    assert facts["de la Vigne Haute"] == {"date": "2024-04-04"}


@pytest.mark.parametrize("other", ["l'hôpital de Tulle", "la mairie", "le centre hospitalier du Clos"])
def test_a_relative_is_said_of_the_noun_before_it(other: str) -> None:
    facts = told(
        f"<p>La CPTS de la Vigne Haute rencontre {other}, qui a signé un contrat avec l'ARS le 3 mai 2021.</p>"
    )
    assert facts.get("de la Vigne Haute", {}) == {}
    its_own = told("<p>L'hôpital rencontre la CPTS de la Vigne Haute, qui a signé son ACI le 3 mai 2021.</p>")
    assert its_own["de la Vigne Haute"] == {"statut": "aci_signe", "date": "2021-05-03"}


@pytest.mark.parametrize(
    "unnamed",
    [
        "une CPTS sans nom à ce jour, dont la lettre d'intention est validée",
        "une troisième CPTS qui n'a pas encore de nom et dont la lettre d'intention est validée",
        "une communauté (nom à définir), lettre d'intention validée",
    ],
)
def test_what_is_told_of_a_cpts_without_a_name_is_nobody_s_and_is_told(unnamed: str) -> None:
    page = (
        f"<html><body><main><p>Ici sont la CPTS du Pruneau, la CPTS du Chasselas et {unnamed}.</p></main></body></html>"
    )
    found = read(Document("https://a.example/cpts", page.encode()), SourceContext(kind="ars", regions=("75",)))
    assert [(one.name, one.status_text) for one in found.listings] == [
        ("CPTS du Pruneau", None),
        ("CPTS du Chasselas", None),
    ]
    assert [one.name for one in found.alarms] == ["UnreadText"]


def test_a_domain_name_is_no_name_of_a_cpts() -> None:
    page = "<html><body><main><p>La CPTS du Pruneau n'a pas encore de nom de domaine.</p></main></body></html>"
    assert not read(Document("https://a.example/x", page.encode()), SourceContext(kind="presse")).alarms


@pytest.mark.parametrize(
    "sentence",
    [
        "La CPTS du Val a reçu les élus de Dole, dont la communauté venait de signer son contrat le 3 mars 2022.",
        "La CPTS du Val a été présentée à Dole, dont la CPTS avait signé l'ACI en mars 2022.",
    ],
)
def test_whose_community_has_signed(sentence: str) -> None:
    (val,) = told(f"<p>{sentence}</p>").values()
    assert not val.keys() & {"statut", "date"}


def test_what_a_place_owns_is_told_of_it_on_its_own_page() -> None:
    (bugey,) = told(
        "<h2>CPTS du Haut Bugey</h2>"
        "<p>Le Haut Bugey, dont la communauté professionnelle a signé son contrat en mars 2022, compte 25 communes.</p>"
    ).values()
    assert bugey["date"] == "2022-03"
