"""Sentences as every agency, union and newspaper writes them: what each says, whole, and nothing else."""

from __future__ import annotations

import itertools

import pytest

from pipelines.cli.extract import as_object
from pipelines.steps.claims import read_listing
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read

CONTEXT = SourceContext(source_id="essai", kind="presse", regions=("76",))
CAUSSE, RIVES = "CPTS du Causse Bleu", "CPTS des Deux Rives"
DAY = "2021-05-04"


def told(sentence: str, title: str = "Santé") -> list[dict]:
    page = (
        f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1><p>{sentence}</p></main></body></html>"
    )
    found = read(Document("https://x.fr/article", page.encode(), "text/html"), CONTEXT)
    return [as_object(read_listing(listing, CONTEXT.regions), "essai") for listing in found.listings]


STAGES = [
    ("La CPTS du Causse Bleu a signé son ACI le 4 mai 2021.", [(CAUSSE, "aci_signe", DAY)]),
    (
        "Le 4 mai 2021, la CPTS du Causse Bleu, l'ARS Occitanie et la CPAM du Lot ont signé l'accord conventionnel interprofessionnel (ACI).",
        [(CAUSSE, "aci_signe", DAY)],
    ),
    (
        "La CPTS du Causse Bleu, l'ARS Occitanie, la CPAM du Lot et la MSA Midi-Pyrénées Nord ont signé le contrat tripartite le 4 mai 2021.",
        [(CAUSSE, "aci_signe", DAY)],
    ),
    (
        "L'ARS Occitanie, l'Assurance Maladie et la CPTS du Causse Bleu ont signé ce mardi 4 mai 2021 le contrat qui les lie.",
        [(CAUSSE, "aci_signe", DAY)],
    ),
    (
        "Ce mardi 4 mai 2021, à Cahors, la CPTS du Causse Bleu, l'ARS Occitanie et la CPAM du Lot ont signé le contrat qui lance officiellement la nouvelle communauté professionnelle territoriale de santé du nord lotois.",
        [(CAUSSE, "aci_signe", DAY)],
    ),
    (
        "Ce contrat, signé le 4 mai 2021 par la CPTS du Causse Bleu, l'ARS et la CPAM, est conclu pour cinq ans.",
        [(CAUSSE, "aci_signe", DAY)],
    ),
    ("Signature de l'ACI de la CPTS du Causse Bleu : 4 mai 2021", [(CAUSSE, "aci_signe", DAY)]),
    ("CPTS du Causse Bleu : ACI signé le 04/05/2021", [(CAUSSE, "aci_signe", DAY)]),
    ("CPTS du Causse Bleu (ACI signé le 4 mai 2021)", [(CAUSSE, "aci_signe", DAY)]),
    (
        "Le projet de santé de la CPTS du Causse Bleu a été validé par l'ARS le 4 mai 2021.",
        [(CAUSSE, "projet_valide", DAY)],
    ),
    (
        "La lettre d'intention de la CPTS du Causse Bleu a été validée par l'ARS en mai 2021.",
        [(CAUSSE, "lettre_intention", "2021-05")],
    ),
    (
        "La CPTS du Causse Bleu, dont le projet de santé a été validé le 4 mai 2021, prépare son ACI.",
        [(CAUSSE, "projet_valide", DAY)],
    ),
    (
        "La CPTS du Causse Bleu a signé son contrat le 4 mai 2021, suivie par la CPTS des Deux Rives le 3 juin 2022.",
        [(CAUSSE, "aci_signe", DAY), (RIVES, "aci_signe", "2022-06-03")],
    ),
    (
        "La CPTS du Causse Bleu a signé son ACI le 4 mai 2021 et la CPTS des Deux Rives a vu son projet de santé validé le 3 juin 2022.",
        [(CAUSSE, "aci_signe", DAY), (RIVES, "projet_valide", "2022-06-03")],
    ),
    (
        "Après la CPTS du Causse Bleu, qui a signé son contrat le 4 mai 2021, c'est au tour de la CPTS des Deux Rives de déposer sa lettre d'intention.",
        [(CAUSSE, "aci_signe", DAY), (RIVES, "lettre_intention", None)],
    ),
    (
        "Les CPTS du Causse Bleu et des Deux Rives ont signé leur ACI le 4 mai 2021.",
        [(CAUSSE, "aci_signe", DAY), (RIVES, "aci_signe", DAY)],
    ),
    (
        "Deux CPTS sont en activité dans le Lot : la CPTS du Causse Bleu et la CPTS des Deux Rives.",
        [(CAUSSE, None, None), (RIVES, None, None)],
    ),
    (
        "La CPTS du Causse Bleu est en fonctionnement depuis mai 2021. La CPTS des Deux Rives est en cours de création.",
        [(CAUSSE, None, "2021-05"), (RIVES, "lettre_intention", None)],
    ),
    ("La CPTS du Causse Bleu a été dissoute le 4 mai 2021.", [(CAUSSE, "cessee", DAY)]),
    (
        "La CPTS du Causse Bleu et la CPTS des Deux Rives ont fusionné le 4 mai 2021 pour former la CPTS du Grand Lot.",
        [(CAUSSE, "cessee", DAY), (RIVES, "cessee", DAY), ("CPTS du Grand Lot", None, None)],
    ),
    (
        "Née en 2019, la CPTS du Causse Bleu a conclu un accord conventionnel interprofessionnel avec l'Assurance maladie en mai 2021.",
        [(CAUSSE, "aci_signe", "2021-05")],
    ),
    ("La CPTS du Causse Bleu vient de signer son contrat avec l'ARS et la CPAM.", [(CAUSSE, "aci_signe", None)]),
    ("La CPTS du Causse Bleu devrait signer son contrat avec l'ARS et la CPAM d'ici l'été.", [(CAUSSE, None, None)]),
    (
        "Un groupe de professionnels de Figeac réfléchit à la création d'une CPTS du Causse Bleu.",
        [(CAUSSE, "emergence", None)],
    ),
    (
        "Le contrat de la CPTS du Causse Bleu a été signé mardi 4 mai 2021 en présence de la directrice de la CPAM du Lot.",
        [(CAUSSE, "aci_signe", DAY)],
    ),
    (
        "Officialisation de la CPTS du Causse Bleu avec la signature de l'ACI le mardi 4 mai 2021 à Cahors.",
        [(CAUSSE, "aci_signe", DAY)],
    ),
    (
        "L'ACI de la CPTS du Causse Bleu a été signé le 4 mai 2021 et celui de la CPTS des Deux Rives le 3 juin 2022.",
        [(CAUSSE, "aci_signe", DAY), (RIVES, "aci_signe", "2022-06-03")],
    ),
    (
        "La CPTS du Causse Bleu est la troisième du département à signer un ACI, après la CPTS des Deux Rives.",
        [(CAUSSE, "aci_signe", None), (RIVES, "aci_signe", None)],
    ),
    (
        "C'est la troisième CPTS du département à s'engager, après la CPTS du Causse Bleu, qui a signé son contrat le 4 mai 2021, et la CPTS des Deux Rives, signataire depuis le 3 juin 2022.",
        [(CAUSSE, "aci_signe", DAY), (RIVES, "aci_signe", "2022-06-03")],
    ),
    (
        "Lettre d'intention déposée en mars 2020, projet de santé validé en décembre 2020, ACI signé le 4 mai 2021 : la CPTS du Causse Bleu a franchi toutes les étapes.",
        [(CAUSSE, "aci_signe", DAY)],
    ),
    (
        "La CPTS du Causse Bleu attend la validation de son projet de santé, déposé le 4 mai 2021.",
        [(CAUSSE, "lettre_intention", DAY)],
    ),
    (
        "La CPTS des Deux Rives a signé son ACI le 3 juin 2022. Plus au nord, la CPTS du Causse Bleu a conclu le sien le 4 mai 2021.",
        [(RIVES, "aci_signe", "2022-06-03"), (CAUSSE, "aci_signe", DAY)],
    ),
    (
        "La CPTS du Causse Bleu couvre 40 000 habitants. Le contrat avec la CPAM et l'ARS date du 4 mai 2021.",
        [(CAUSSE, "aci_signe", DAY)],
    ),
    (
        "La CPTS du Causse Bleu, dont le projet de santé a été validé le 4 mai 2021, doit contractualiser d'ici à la fin de l'année.",
        [(CAUSSE, "projet_valide", DAY)],
    ),
]


@pytest.mark.parametrize("title", ["Santé", "Lot : une CPTS de plus"])
@pytest.mark.parametrize(("sentence", "said"), STAGES)
def test_who_has_reached_which_stage_and_when(sentence, said, title):
    got = [(row["nom"], row["statut"], row["date"]) for row in told(sentence, title)]
    assert sorted(got, key=str) == sorted(said, key=str)


SUBJECTS = [
    "La CPTS du Causse Bleu",
    "La communauté professionnelle territoriale de santé (CPTS) Val de Lune",
    "Le territoire de la CPTS de Figeac",
]
VERBS = ["couvre", "compte", "regroupe", "représente", "dessert", "réunit"]
OBJECTS = [
    "65 347 habitants",
    "une population de 65 347 habitants",
    "26 communes et 65 347 habitants",
    "un bassin de vie de 65 347 habitants",
]
ENDS = [
    ".",
    " sur 26 communes.",
    " répartis sur 26 communes.",
    " dans le Lot.",
    " pour 118 professionnels engagés.",
    ", dont 4 120 patients sans médecin traitant.",
    " et réunit 118 professionnels de santé.",
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_how_many_inhabitants_and_communes(subject):
    wrong = []
    for words in itertools.product([subject], VERBS, OBJECTS, ENDS):
        sentence = f"{words[0]} {words[1]} {words[2]}{words[3]}"
        rows = told(sentence)
        communes = 26 if "26 communes" in sentence else None
        if [(row["population"], row["nb_communes_annonce"], row["statut"]) for row in rows] != [
            (65347, communes, None)
        ]:
            wrong.append(sentence)
    assert not wrong


def test_the_inhabitants_of_a_town_are_its_own():
    (row,) = told(
        "Moissac, ses 13 600 habitants et son hôpital n'y sont pas seuls. La CPTS du Causse Bleu couvre 48 200 habitants."
    )
    assert row["population"] == 48200


def test_what_spreads_as_far_as_a_departement_does_not_place_the_cpts():
    (row,) = told(
        "La CPTS du Causse Bleu, en activité dans le Lot depuis mai 2021, a bâti un parcours copié jusqu'en Mayenne."
    )
    assert row["departements"] == ["46"]
