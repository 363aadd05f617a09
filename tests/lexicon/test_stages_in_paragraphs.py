"""Stages told by paragraphs, and texts of any kind that are read without an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexicon.folded import LONGEST_TEXT
from lexicon.stage_decision import STAGES
from lexicon.stages import read_status

PARAGRAPHS = [
    (
        "Ce jeudi 7 décembre 2023, l'Agence régionale de santé, la Caisse primaire d'assurance maladie et les "
        "professionnels ont officialisé la création de la CPTS. Le contrat tripartite a été signé le 1er décembre.",
        "aci_signe",
    ),
    (
        "Les CPTS rassemblent les professionnels qui souhaitent s'organiser autour d'un projet de santé. La CPTS du Val, "
        "dont le projet de santé a été validé en mai, devrait contractualiser avec l'ARS à la rentrée.",
        "projet_valide",
    ),
    (
        "Après deux ans de réflexion, des professionnels ont déposé leur lettre d'intention auprès de l'ARS. Le projet de "
        "santé est en cours d'écriture.",
        "lettre_intention",
    ),
    (
        "La CPTS a pour objectif de signer son contrat ACI avant l'été. Association loi 1901, elle rédige son projet de "
        "santé.",
        "lettre_intention",
    ),
    ("L'Assurance Maladie et l'ARS ont notifié à la CPTS la résiliation de son contrat au 31 décembre 2022.", "cessee"),
    ("Une CPTS est une association qui signe un contrat avec l'ARS et l'Assurance Maladie.", None),
    ("Les CPTS signataires de l'ACI doivent répondre à quatre missions obligatoires.", None),
    ("L'ARS accompagne les porteurs de projet de la lettre d'intention à la signature du contrat.", None),
    ("La CPTS Nord et la CPTS Sud ont fusionné pour donner naissance à la CPTS Centre.", None),
    ("Suite à la fusion des CPTS Nord et Sud, la CPTS Centre a signé son ACI le 2 mars 2023.", "aci_signe"),
    ("Le conseil d'administration a validé le projet de santé.", None),
    ("La CPTS dispose d'un local et attend son contrat tripartite.", None),
    ("Le contrat pourra être résilié en l'absence de mise en œuvre des missions.", None),
    ("La CPTS a demandé la résiliation de son bail.", None),
]


@pytest.mark.parametrize(("text", "stage"), PARAGRAPHS)
def test_press_releases(text: str, stage: str | None) -> None:
    assert read_status(text).value == stage


def test_the_most_advanced_stage_already_reached_wins() -> None:
    text = (
        "La lettre d'intention a été validée en 2020, puis le projet de santé approuvé en 2021. "
        "Le contrat tripartite sera signé à l'automne."
    )
    assert read_status(text, "2021-07").value == "projet_valide"


FRAGMENTS = st.sampled_from(
    [
        "ACI",
        "signé ",
        "n'a pas ",
        "projet de santé ",
        "validé",
        ", ",
        ". ",
        "va ",
        "\x00",
        "Ã©",
        "lettre d'intention ",
        "CPTS ",
        "2018 ",
        "(",
        "opérationnelle ",
        "\n",
        "dissoute ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=300), st.lists(FRAGMENTS, max_size=60).map("".join)),
    st.one_of(st.none(), st.text(max_size=12)),
)
def test_no_text_raises(text: str, context: str | None) -> None:
    assert read_status(text, context).value in (*STAGES, "cessee", None)


@pytest.mark.parametrize("unit", ["ACI signé ", "n'a pas ", "a", "((", "\x00ÿ", "projet de santé validé, "])
def test_an_enormous_text_is_read_in_bounded_time(unit: str) -> None:
    reading = read_status(unit * (1_000_000 // len(unit)))
    assert len(reading.excerpt) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "denied", "refused"),
    [
        ("n'a pas encore signé l'ACI", ("aci_signe",), False),
        ("projet de santé validé ; ACI refusé", ("aci_signe",), True),
        ("décision d'opposition de l'ARS", ("emergence", "lettre_intention", "projet_valide", "aci_signe"), True),
        ("projet de santé refusé par l'ARS", ("projet_valide", "aci_signe"), True),
        ("a signé son ACI en 2021", (), False),
    ],
)
def test_what_words_deny_is_told_beside_the_stage(text: str, denied: tuple[str, ...], refused: bool) -> None:
    assert (read_status(text).denied, read_status(text).refused) == (denied, refused)
