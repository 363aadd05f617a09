"""Stages read from French wording: tense, negation, refusal, other contracts, other subjects."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexicon.patterns import vocabulary
from lexicon.stage_decision import ACTIVITY, STAGES
from lexicon.stages import read_status
from tests.support.spelling import Respelling, respellings
from tests.support.stages import told

WORDS = vocabulary("status")
SPOKEN = [
    (table, line["nom"], line["exemple"])
    for table in ("objet", "etat", "expression", "portee", "connu", "generique")
    for line in WORDS[table]
]

CASES: dict[str | None, list[tuple[str, str | None]]] = {
    "emergence": [
        ("initiative", None),
        ("dépôt de la lettre d'intention prévu en juin", None),
        ("va déposer sa lettre d'intention", None),
        ("rédaction de la lettre d'intention", None),
        ("lettre d'intention en cours de rédaction", None),
        ("lettre d'intention en préparation", None),
        ("pas de lettre d'intention", None),
        ("préprojet en cours de rédaction", None),
        ("en phase de préprojet", None),
        ("émergente", None),
        ("projet émergent", None),
        ("réflexion engagée", None),
        ("des professionnels réfléchissent à la création d'une CPTS", None),
        ("association de préfiguration", None),
        ("déclaration d'intérêt", None),
        ("projet repéré", None),
        ("premiers échanges avec la CPAM", None),
        ("lettre d'intention non déposée", None),
        ("Lettre d'intention : non", None),
        ("Lettre d'intention : en cours", None),
        ("lettre d'intention à déposer", None),
        ("lettre d'intention prévue pour juin", None),
        ("les professionnels du secteur ont manifesté leur intérêt", None),
        ("Projet en émergence", None),
        ("Projet en réflexion", None),
        ("travaille sur la lettre d'intention", None),
        ("finalise sa lettre d'intention", None),
    ],
    "lettre_intention": [
        ("LI validée", None),
        ("LI déposée", None),
        ("L.I. envoyée", None),
        ("PS déposé", None),
        ("PS en rédaction", None),
        ("Rédaction", None),
        ("Le projet de santé n'est pas encore validé", None),
        ("Projet de santé en cours d'instruction par l'ARS", None),
        ("Projet de santé transmis à l'ARS", None),
        ("projet de santé co-construit et rédigé, il sera déposé en juin", None),
        ("travaille à la rédaction de son projet de santé", None),
        ("les professionnels rédigent leur projet de santé", None),
        ("rédige son projet de santé", None),
        ("écriture du projet de santé en cours", None),
        ("Élaboration du projet de santé", None),
        ("lettre d'intention validée par l'ARS et l'assurance maladie", None),
        ("Lettre d’intention déposée en mars 2022", None),
        ("dépôt de la lettre d'intention", None),
        ("vient de déposer sa lettre d'intention", None),
        ("lettre d'intention acceptée", None),
        ("lettre d'intention en cours de validation", None),
        ("lettre d'intention", None),
        ("LI", None),
        ("lettre d'intention cosignée par l'ARS et la CPAM", None),
        ("letter of intent submitted", None),
        ("pré-projet validé", None),
        ("avant-projet déposé à l'ARS", None),
        ("CPTS en construction", None),
        ("en cours de structuration", None),
        ("en cours de constitution", None),
        ("CPTS en création", None),
        ("Projet en construction", None),
        ("en cours de labellisation", None),
        (
            "La CPTS, dont la lettre d'intention a été validée en mai 2021, rédige actuellement son projet de santé",
            None,
        ),
        ("La lettre d'intention a été validée ; le projet de santé sera déposé en septembre", None),
        ("Projet de santé rédigé, en attente de validation par l'ARS", None),
        ("CPTS en cours de création, lettre d'intention validée", None),
        ("En attente de validation", None),
        ("en cours d'instruction", None),
        ("Projet de santé en cours", None),
        ("Projet déposé", None),
        ("Projet déposé à l'ARS en juin 2021", None),
        ("LI validée - PS en cours de rédaction", None),
        ("CPTS engagée dans la rédaction de son projet de santé", None),
        ("Le projet de santé a été présenté à l'ARS", None),
        ("Le projet de santé est en cours d'écriture", None),
        ("Le projet de santé doit être validé par l'ARS", None),
        ("le projet de santé est en attente d'un avis de l'ARS", None),
        ("La lettre d'intention a reçu un avis favorable", None),
        ("La lettre d'intention vient d'être validée", None),
        ("lettre d'intention validée, projet de santé à rédiger", None),
        ("CPTS en gestation", None),
        ("en cours de montage", None),
        ("en cours de validation", None),
        ("finalise son projet de santé", None),
        ("dépose son projet de santé", None),
        ("dépose sa lettre d'intention", None),
        ("a déposé son projet de santé auprès de l'ARS", None),
        ("envoi de la lettre d'intention", None),
        ("le dossier a été déposé", None),
    ],
    "projet_valide": [
        ("La CPTS travaille à la signature de l'ACI", None),
        ("CPTS non signataires mais projet de santé validé par l'ARS", None),
        ("PS validé", None),
        ("Validé", None),
        ("Valide", None),
        ("contrat tripartite ACI en attente de signature", None),
        ("L'ACI est en cours de signature", None),
        ("signature de l'ACI en cours", None),
        ("Projet de santé approuvé", None),
        ("validation du projet de santé par l'ARS le 12 mars 2021", None),
        ("L'ARS a validé le projet de santé de la CPTS", None),
        ("l'ARS vient de valider le projet de santé", None),
        ("projet de santé retenu", None),
        ("avis favorable sur le projet de santé", None),
        ("PROJET DE SANTE VALIDE", None),
        ("CPTS validée", None),
        ("CPTS validée par l'ARS en 2020", None),
        ("labellisées", None),
        ("labellisée par l'ARS", None),
        ("reconnue par l'ARS", None),
        ("en cours de contractualisation", None),
        ("contractualisation en cours", None),
        ("contrat signé en 2018 avec l'ARS", None),
        ("contrat signé avec l'ARS", "2018-05"),
        ("signature du contrat territorial de santé ; 11e CPTS de la région", "2019-06"),
        ("Son projet de santé validé, la CPTS va désormais négocier son contrat avec la CPAM", None),
        ("Le projet de santé a été validé, la signature de l'ACI interviendra prochainement", None),
        ("négociation du contrat avec la CPAM", None),
        ("rédaction de l'ACI", None),
        ("CPTS en cours de création : projet de santé validé", None),
        ("Projet validé", None),
        ("Projet de santé validé - ACI en cours de négociation", None),
        ("LI + PS validés", None),
        ("La CPTS a obtenu la validation de son projet de santé", None),
        ("l'agence a donné son feu vert au projet de santé", None),
        ("label obtenu en 2020", None),
        ("a obtenu sa labellisation", None),
        ("validée par l'ARS et l'Assurance maladie", None),
        ("Projet de santé validé le 23 décembre 2020", None),
        ("validée en commission", None),
    ],
    "aci_signe": [
        ("ACI signé", None),
        ("ACI SIGNE", None),
        ("A.C.I. signé en 2021", None),
        ("Signataire", None),
        ("signataires de l'ACI", None),
        ("CPTS signataire de l'ACI", None),
        ("a signé son contrat tripartite", None),
        ("La CPTS a signé son contrat tripartite avec l'ARS et la CPAM de l'Isère.", None),
        ("ACI signé : oui", None),
        ("vient de signer son ACI", None),
        ("conventionnées", None),
        ("CPTS conventionnée avec l'Assurance Maladie", None),
        ("fraîchement conventionnée", None),
        ("contractualisée en juillet 2024", None),
        ("a contractualisé", None),
        ("ont contractualisé avec l'ARS et la CPAM", None),
        ("renouvellement du contrat ACI", None),
        ("contrat renouvelé en 2024", None),
        ("avenant au contrat signé", None),
        ("signature d'un avenant à l'ACI", None),
        ("financée par l'ACI", None),
        ("bénéficie d'un financement ACI", None),
        ("Date de signature de l'ACI : 12/03/2021", None),
        ("ACI 24 mai 2022", None),
        ("ACI janvier 2025", None),
        ("signature de l'ACI le 5 mars 2025", "2025-03-06"),
        ("CTPS signée en 2022", None),
        ("la 7e CPTS signée du département", None),
        ("première CPTS du département à signer l'ACI", None),
        (
            "L'ARS, la CPAM du Rhône, la MSA et la CPTS ont officialisé ce jour leur partenariat par "
            "la signature d'un contrat quadripartite",
            None,
        ),
        (
            "Ce jeudi 7 décembre 2023, l'Agence régionale de santé, la Caisse primaire d'assurance "
            "maladie et la CPTS ont signé l'accord conventionnel interprofessionnel. Elle couvre une "
            "population de 69 497 habitants répartis sur 20 communes et regroupe 86 professionnels de "
            "santé.",
            None,
        ),
        ("Les professionnels de santé libéraux se sont réunis pour signer l'ACI", None),
        (
            "Après la validation de son projet de santé en 2022, la CPTS a signé son contrat avec "
            "l'ARS et l'Assurance Maladie",
            None,
        ),
        ("accord signé entre l'ARS, l'Assurance maladie et la CPTS", None),
        ("L'accord conventionnel interprofessionnel a été conclu le 3 mars 2022", None),
        ("adhérente à l'ACI", None),
        ("a adhéré à l'ACI", None),
        ("a rejoint l'ACI en 2021", None),
        ("contrat pluriannuel d'objectifs et de moyens signé", None),
        ("contrat d'objectif et de financement signé", None),
        ("signature officielle du contrat", None),
        ("cérémonie de signature", None),
        ("initiée en 2017, la CPTS a signé son contrat avec l'ARS et la CPAM", "2022"),
        ("signed the tripartite agreement with the ARS and the CPAM", None),
        ("n'a signé son contrat qu'en 2022", None),
        ("L'ACI, signé le 3 mars 2022 par l'ARS, la CPAM et la CPTS, marque le lancement", None),
        ("les trois CPTS signataires bénéficieront de financements", None),
        ("Projet de santé validé / ACI signé", None),
        ("LI validée, PS validé, ACI signé", None),
        ("CPTS ayant signé un ACI", None),
        ("Signé", None),
        ("Signée le 12 mars 2021", None),
        ("Contrat signé le 12/03/2021", None),
        ("contrat 17 décembre 2020", None),
        ("Convention ACI signée", None),
        ("convention tripartite signée", None),
        ("La CPTS a officiellement signé son Accord Conventionnel Interprofessionnel", None),
        ("La signature de l'Accord conventionnel interprofessionnel (ACI) a eu lieu le 3 mai 2022", None),
        ("a paraphé le contrat tripartite", None),
        ("le contrat a été paraphé", None),
        ("signature, le 3 mai, du contrat tripartite entre la CPTS, l'ARS et la CPAM", None),
        (
            "Les représentants de l'ARS, de la CPAM et de la CPTS apposent leur signature au bas du contrat",
            None,
        ),
        ("l'ACI est entré en vigueur le 1er janvier 2022", None),
        ("contrat en vigueur", None),
        ("ACI obtenu", None),
        ("ACI validé", None),
        ("accord signé", None),
        ("CPTS conventionnée (ACI)", None),
        ("première CPTS conventionnée du département", None),
        (
            "Le 5 mars 2022, la CPTS du Val d'Or, la CPAM et l'ARS ont signé le contrat qui "
            "officialise son lancement. Elle devra notamment faciliter l'accès à un médecin traitant.",
            None,
        ),
        ("Avec la signature de ce contrat, ce sont désormais 12 CPTS qui couvrent le département", None),
        ("Cette signature porte à 16 le nombre de CPTS conventionnées", None),
        ("La CPTS bénéficie d'un contrat tripartite avec l'ARS et l'Assurance Maladie depuis 2020", None),
        ("Le contrat signé ce jour permettra à la CPTS de recevoir 287 000 euros par an", None),
        ("La signature de ce contrat permet à la CPTS de démarrer ses missions", None),
        ("Les acteurs du territoire s'engagent en signant le contrat", None),
    ],
    # at work: no stage
    "activite": [
        ("opérationnel", None),
        ("Opérationnelle", None),
        ("Active", None),
        ("en fonctionnement", None),
        ("opérationnelle depuis janvier 2021", None),
        ("opérationnelle en 2020", "2023-01"),
        ("CPTS pleinement opérationnelle", None),
        ("operational", None),
        ("la CPTS fonctionne depuis 2021", None),
        ("La CPTS est active depuis 2020", None),
        ("CPTS très active", None),
        ("La CPTS est opérationnelle depuis le 1er janvier", None),
        ("pleinement opérationnelle", None),
        ("CPTS active", "2018-05"),
    ],
    "cessee": [
        ("contrat non reconduit", None),
        ("a intégré la CPTS voisine", None),
        ("n'est plus conventionnée", None),
        ("Dissolution prononcée", None),
        ("L'association a été dissoute", None),
        ("contrat résilié", None),
        ("résiliation de l'ACI", None),
        ("fin du contrat ACI", None),
        ("a cessé son activité", None),
        ("a cessé ses activités en 2023", None),
        ("n'existe plus", None),
        ("absorbée par la CPTS voisine", None),
        ("a fusionné avec la CPTS du Nord", None),
        ("association liquidée", None),
        ("contrat non renouvelé", None),
        ("contrat dénoncé en 2024", None),
        ("Le contrat signé en 2020 a été résilié en 2024", None),
        ("a mis fin à ses activités", None),
        ("radiée", None),
        ("ACI signé puis CPTS dissoute en 2024", None),
        ("Cette CPTS a été absorbée en 2023 par la CPTS du Nord", None),
        ("fusionnée", None),
        ("l'association est dissoute depuis le 31 décembre 2023", None),
        ("dissolution au 1er janvier 2024", "2024-03"),
        ("le contrat prend fin le 31 décembre", None),
        ("Résiliée", None),
        ("CPTS résiliée", None),
        ("dissolution de la CPTS prononcée en AG", None),
        ("l'ARS a dénoncé le contrat", None),
    ],
}
FLAT = [(text, context, stage) for stage, cases in CASES.items() for text, context in cases]


@pytest.mark.parametrize(("table", "name", "example"), SPOKEN)
def test_each_entry_of_the_vocabulary_reads_its_own_example(table: str, name: str, example: str) -> None:
    assert name in read_status(example).rule.split(".")


@pytest.mark.parametrize("line", WORDS["expression"], ids=lambda line: line["nom"])
def test_an_expression_proves_what_its_entry_says(line: dict[str, str]) -> None:
    proved = line["valeur"] if line["valeur"] in (*STAGES, ACTIVITY, "cessee") else None
    assert told(line["exemple"]) == proved


@pytest.mark.parametrize("line", WORDS["accompli"], ids=lambda line: line["nom"])
def test_an_infinitive_that_the_text_says_done_is_reached(line: dict[str, str]) -> None:
    assert read_status(line["exemple"]).value == "aci_signe"


def test_every_entry_gives_a_reason() -> None:
    tables = ("objet", "etat", "expression", "portee", "accompli", "connu")
    assert all(line["raison"] and line["exemple"] for table in tables for line in WORDS[table])


@pytest.mark.parametrize(("text", "context", "stage"), FLAT)
def test_wordings(text: str, context: str | None, stage: str | None) -> None:
    assert told(text, context) == stage


def test_a_text_that_proves_nothing_says_why() -> None:
    assert read_status("projet de CPTS").ambiguous
    assert not read_status("créée en 2020").ambiguous
    assert not read_status("créée en 2020").unknown_wording
    assert read_status("xyzzy plugh").unknown_wording
    assert read_status("   ").rule == "texte_vide"


def test_the_excerpt_is_the_publishers_own_spelling() -> None:
    assert read_status("La CPTS a signé son A.C.I. le 5 mars").excerpt == "signé son A.C.I."
    assert read_status("LETTRE\u00a0D’INTENTION DÉPOSÉE").excerpt == "LETTRE D’INTENTION DÉPOSÉE"


@settings(max_examples=150, deadline=None)
@given(case=st.sampled_from(FLAT), respelt=respellings)
def test_spelling_does_not_change_the_stage(case: tuple[str, str | None, str | None], respelt: Respelling) -> None:
    text, context, stage = case
    assert told(respelt(text), context) == stage
