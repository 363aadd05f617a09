"""What an act stands under: a denial, a future, a condition, a demand, a postponement keep it from being done."""

from __future__ import annotations

import pytest

from lexicon.stages import read_status


@pytest.mark.parametrize(
    "text",
    [
        # denied inside the words that name the CPTS and its state
        "La CPTS des Monts n'est toujours pas validée par l'agence.",
        "La CPTS n'est pas encore signée",
        "Notre communauté n'a jamais été validée.",
        "La CPTS n'est pas active à ce jour",
        "L'ACI de la CPTS n'est pas validé",
        "Les soignants sont loin d'avoir signé leur ACI",
        "La communauté a renoncé à signer l'ACI",
        # to come
        "La CPTS sera validée au printemps",
        "La CPTS sera la première à être signée dans le département",
        "Notre communauté devrait être validée en juin",
        "La CPTS des Monts sera bientôt signée",
        "La CPTS des Monts va être labellisée",
        # told under a condition, or as a rumour
        "Nous aurions signé le contrat en mai sans la crise sanitaire",
        "Sans ce retard, vous auriez signé l'ACI dès 2022.",
        "Elles seraient validées par l'ARS si le dossier était complet",
        # asked for
        "Les médecins réclament la signature de l'ACI",
        "Les élus demandent la signature rapide de l'ACI de la CPTS",
        "Le collectif plaide pour la signature du contrat tripartite",
        # postponed, blocked
        "La signature de l'ACI, annoncée pour le 12 juin 2024, a été reportée.",
        "La signature de l'ACI de la CPTS est bloquée",
        "La signature du contrat a été repoussée à l'automne",
        "La signature de l'ACI tarde",
        # signed by another, or another thing
        "Signée en 2020, la convention entre la CPTS et l'hôpital est renouvelée.",
        "Le maire a signé le contrat du futur centre de santé avec l'ARS, en présence de la CPTS.",
        "Le territoire de la CPTS a été validé par l'ARS.",
        # an idea of a CPTS at work is an idea of something else
        "L'idée vient de la CPTS des Monts, en activité auprès de 42 000 habitants",
        "L'idée de ce dispensaire revient à la CPTS, en activité",
        # consulted, not the one that decides
        "L'URPS a rendu un avis favorable sur le projet de la CPTS",
        "Le projet de CPTS a reçu l'avis favorable du conseil territorial de santé",
        "Le projet de santé a obtenu un avis favorable du comité de sélection",
        "Le comité a émis un avis favorable au projet de santé",
        # the end of something else
        "La CPTS a abandonné son bus de dépistage",
        "La CPTS a cessé d'appliquer la grille tarifaire",
        # a contract that will end: neither running nor over
        "L'ARS a décidé de ne pas renouveler le contrat signé en 2020",
        "La CPTS ne renouvellera pas son contrat avec l'Assurance maladie",
    ],
)
def test_an_act_that_is_not_done_proves_no_stage(text: str) -> None:
    assert read_status(text).value is None


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("La CPTS des Monts est validée par l'agence.", "projet_valide"),
        ("La CPTS est enfin signée", "aci_signe"),
        ("La CPTS du Val a été la première à être signée dans le département, en juillet 2020.", "aci_signe"),
        ("Nous avons signé le contrat tripartite en mai", "aci_signe"),
        ("À la demande de l'ARS, la CPTS a signé son ACI en 2022.", "aci_signe"),
        ("La signature de l'ACI, organisée le 12 juin 2024, a réuni cent personnes.", "aci_signe"),
        ("Signé le 3 mai 2022, l'ACI de la CPTS court cinq ans.", "aci_signe"),
        ("Signée en 2020, la CPTS des Monts regroupe vingt communes.", "aci_signe"),
        ("Le projet de santé de la CPTS des Monts a été approuvé par l'ARS", "projet_valide"),
        ("L'idée d'une CPTS fait son chemin", "emergence"),
        ("L'ARS a validé la CPTS en 2023", "projet_valide"),
        ("Le projet de la CPTS a été revu. L'ARS l'a validé.", "projet_valide"),
        ("L'ACI, signé en 2020, est arrivé à échéance et attend son renouvellement", "aci_signe"),
        ("Le contrat de la CPTS arrive à échéance en décembre 2031", "aci_signe"),
        ("La CPTS est financée depuis 2021 dans le cadre de l'ACI", "aci_signe"),
        ("La CPTS s'est scindée en deux", "cessee"),
        ("La CPTS a baissé le rideau fin 2023", "cessee"),
    ],
)
def test_the_same_act_done_proves_its_stage(text: str, stage: str) -> None:
    assert read_status(text).value == stage


def test_a_state_is_said_of_the_document_of_the_cpts_and_not_of_the_cpts() -> None:
    reading = read_status("La lettre d'intention de la CPTS a été validée")
    assert (reading.value, reading.rule) == ("lettre_intention", "lettre_d_intention.validation")
    assert read_status("Le projet de santé de la CPTS n'est pas encore validé").value == "lettre_intention"


@pytest.mark.parametrize(
    "text",
    [
        "La CPTS a été dissoute en 2024, quatre ans après avoir signé l'ACI.",
        "La CPTS a été dissoute le 4 avril 2024 ; elle avait signé son ACI en 2020.",
    ],
)
def test_what_is_told_as_older_does_not_outlive_an_end(text: str) -> None:
    assert read_status(text).value == "cessee"


def test_what_is_told_as_older_does_not_outlive_a_refusal() -> None:
    given_up = "Les soignants ont abandonné le projet de CPTS, dont la lettre d'intention avait été validée"
    assert (read_status(given_up).value, read_status(given_up).refused) == (None, True)
    again = "Refusé en 2022, le projet de CPTS a été revu ; la lettre d'intention a été validée en 2023."
    assert read_status(again).value == "lettre_intention"


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("La signature de l'ACI se tiendra lundi.", None),
        ("Un atelier consacré à la signature de l'ACI est organisé samedi.", None),
        ("La CPTS échangera lundi avec les élus sur la signature de l'ACI.", None),
        ("La CPTS rencontrera lundi la CPAM au sujet de la signature de l'ACI.", None),
        ("La CPTS et la CPAM se sont réunies autour de la signature de l'ACI.", "aci_signe"),
        ("Lors d'une réunion sur les urgences, la CPTS a signé l'ACI.", "aci_signe"),
    ],
)
def test_who_talks_about_a_signature_does_not_sign(text, stage):
    assert read_status(text).value == stage
