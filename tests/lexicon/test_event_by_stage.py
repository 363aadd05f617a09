"""The step of a day, by the grammar of the stage: ended, renewed, refused then accepted, an opinion, a word about it."""

import pytest

from lexicon.dates import read_dates
from lexicon.stages import read_status


def told(text):
    """The steps done of a text."""
    found = (one for one in read_dates(text) if one.value and not one.planned)
    return [f"{one.event} {one.value}" for one in found if one.event not in (None, "etat")]


@pytest.mark.parametrize(
    ("text", "stage", "steps"),
    [
        # a contract ended, after the day of its signature or before
        (
            "La CPTS a signé son ACI en juin 2019 et l'a résilié en mai 2024.",
            "cessee",
            ["signature_aci 2019-06", "resiliation 2024-05"],
        ),
        (
            "L'assurance maladie a mis fin en septembre 2024 au contrat de la CPTS, signé en 2020.",
            "cessee",
            ["resiliation 2024-09", "signature_aci 2020"],
        ),
        (
            "L'ACI de la CPTS du Lot, conclu en mai 2020, a été dénoncé le 2 juin 2023.",
            "cessee",
            ["signature_aci 2020-05", "resiliation 2023-06-02"],
        ),
        (
            "L'ACI de la CPTS de Bresse, signé en mars 2020, n'a pas été renouvelé en mars 2025.",
            "cessee",
            ["signature_aci 2020-03", "resiliation 2025-03"],
        ),
        # a renewal is no second signature
        (
            "L'ACI de la CPTS de Bresse, signé en mars 2020, a été renouvelé le 6 mars 2025.",
            "aci_signe",
            ["signature_aci 2020-03", "renouvellement 2025-03-06"],
        ),
        (
            "La CPTS, qui a signé son contrat en juin 2020, l'a prolongé pour cinq ans en juin 2025.",
            "aci_signe",
            ["signature_aci 2020-06", "renouvellement 2025-06"],
        ),
        # refused, then accepted
        (
            "Le projet de santé de la CPTS, refusé en mai 2021, a été accepté le 2 février 2022.",
            "projet_valide",
            ["refus 2021-05", "validation_projet 2022-02-02"],
        ),
        (
            "L'ARS a refusé le projet de santé de la CPTS en mai 2021, puis l'a accepté en février 2022.",
            "projet_valide",
            ["refus 2021-05", "validation_projet 2022-02"],
        ),
        (
            "L'ARS a rejeté le projet de santé de la CPTS le 4 mai 2021 avant de le valider le 6 juin 2022.",
            "projet_valide",
            ["refus 2021-05-04", "validation_projet 2022-06-06"],
        ),
        (
            "Refusé une première fois en 2021, le projet de santé de la CPTS a été accepté par l'ARS en février 2022.",
            "projet_valide",
            ["refus 2021", "validation_projet 2022-02"],
        ),
        # who is consulted gives an opinion, the agency validates
        (
            "La CRSA a rendu le 3 juin 2022 un avis favorable sur le projet de santé de la CPTS.",
            None,
            ["avis 2022-06-03"],
        ),
        (
            "Le 3 juin 2022, la conférence régionale de la santé et de l'autonomie a rendu un avis favorable sur le projet"
            " de santé de la CPTS.",
            None,
            ["avis 2022-06-03"],
        ),
        (
            "L'ARS a rendu le 3 juin 2022 un avis favorable sur le projet de santé de la CPTS.",
            "projet_valide",
            ["validation_projet 2022-06-03"],
        ),
        # the day on which people are glad of a signature, and its own
        ("Réunie le 3 mars 2025, la CPTS s'est félicitée de la signature de l'ACI.", "aci_signe", []),
        (
            "La présidente de la CPTS s'est dite fière de la signature de l'ACI lors de l'assemblée du 3 mars 2025.",
            "aci_signe",
            [],
        ),
        ("Réunis le 5 octobre 2022, les adhérents de la CPTS ont applaudi la signature de l'ACI.", "aci_signe", []),
        (
            "La CPTS s'est félicitée le 4 avril 2025 de la signature de l'ACI, intervenue le 3 mars 2025.",
            "aci_signe",
            ["signature_aci 2025-03-03"],
        ),
        ("Réunie le 3 mars 2025, la CPTS a signé son ACI.", "aci_signe", ["signature_aci 2025-03-03"]),
        ("La CPTS se réjouit d'avoir signé son ACI le 3 mars 2025.", "aci_signe", ["signature_aci 2025-03-03"]),
    ],
)
def test_a_day_is_of_the_step_that_its_own_verb_tells(text, stage, steps):
    assert (read_status(text).value, told(text)) == (stage, steps)


@pytest.mark.parametrize(
    "other",
    [
        "a dénoncé le 3 mai 2024 le manque de médecins",
        "a résilié en 2023 le bail de ses locaux",
        "a prolongé en 2023 sa campagne de vaccination",
        "a mis fin le 2 juin 2023 à ses permanences",
        "a été reconduite dans sa mission de prévention le 4 mai 2023",
        "l'a présenté en juin 2023 aux élus",
    ],
)
def test_a_verb_that_has_another_object_ends_and_renews_no_contract(other):
    text = f"La CPTS a signé son ACI en 2021 et {other}."
    assert (read_status(text).value, told(text)) == ("aci_signe", ["signature_aci 2021"])


@pytest.mark.parametrize(
    "text",
    [
        "La CPTS du Val a approuvé les comptes 2022.",
        "La CPTS du Val a validé son plan d'action le 3 mai 2022.",
        "La CPTS du Val a reconnu l'urgence de la situation.",
        "La CPTS valide le calendrier des formations pour 2023.",
        "Réunie le 4 juin 2023, la CPTS a approuvé son rapport moral.",
        "L'assemblée générale de la CPTS a validé le budget le 4 mai 2023.",
        "La CPTS a donné son accord le 3 mai 2022 pour participer au service d'accès aux soins.",
    ],
)
def test_what_a_cpts_approves_is_not_its_project(text):
    assert (read_status(text).value, told(text)) == (None, [])


@pytest.mark.parametrize(
    ("text", "stage", "steps"),
    [
        # the CPTS, or its project, that the agency approves
        (
            "La CPTS du Val a officiellement été reconnue par l'ARS en 2022.",
            "projet_valide",
            ["validation_projet 2022"],
        ),
        ("CPTS validé par l'ARS", "projet_valide", []),
        (
            "L'ARS a donné son accord au projet de santé de la CPTS du Val le 3 mai 2022.",
            "projet_valide",
            ["validation_projet 2022-05-03"],
        ),
        (
            "L'ARS a donné le 3 mai 2021 son accord à la lettre d'intention de la CPTS.",
            "lettre_intention",
            ["validation_lettre 2021-05-03"],
        ),
        (
            "Le projet de santé de la CPTS a reçu l'accord de l'ARS le 3 mai 2022.",
            "projet_valide",
            ["validation_projet 2022-05-03"],
        ),
        ("L'ARS et la CPTS ont signé leur accord le 3 mai 2022.", "aci_signe", ["signature_aci 2022-05-03"]),
        # each act has the day of its own clause
        (
            "La CPTS du Val a vu son projet de santé validé par l'ARS en 2019 et a signé son ACI en 2020.",
            "aci_signe",
            ["validation_projet 2019", "signature_aci 2020"],
        ),
        (
            "Le projet de santé de la CPTS a été validé par l'ARS en 2019 et l'ACI signé en 2020.",
            "aci_signe",
            ["validation_projet 2019", "signature_aci 2020"],
        ),
        # an end holds over a signature said older than it
        (
            "La CPTS du Val a été dissoute le 31 décembre 2024, après la signature de son ACI en 2020.",
            "cessee",
            ["dissolution 2024-12-31", "signature_aci 2020"],
        ),
        (
            "La CPTS a été dissoute le 31 décembre 2024, quatre ans après la signature de son ACI.",
            "cessee",
            ["dissolution 2024-12-31"],
        ),
        (
            "La CPTS a cessé son activité fin 2023, malgré la signature de l'ACI en 2021.",
            "cessee",
            ["cessation 2023", "signature_aci 2021"],
        ),
        (
            "La CPTS a été dissoute en 2019, puis une nouvelle CPTS a signé un ACI en 2021.",
            "aci_signe",
            ["dissolution 2019", "signature_aci 2021"],
        ),
    ],
)
def test_each_act_is_the_one_its_words_name(text, stage, steps):
    assert (read_status(text).value, told(text)) == (stage, steps)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Le 5 mai 2023, la CPTS a signé son ACI, deux ans après la validation de son projet en juin 2021.", True),
        ("En mai 2024, la CPTS a mis fin à son ACI, signé en 2020.", True),
        ("Après un travail entamé en décembre 2018, le projet de santé a été validé.", False),
    ],
)
def test_a_day_that_opens_a_sentence_stands_beside_its_verb(text, beside):
    assert read_dates(text)[0].beside is beside


@pytest.mark.parametrize(
    ("text", "stage", "steps"),
    [
        # a contract ended by the sentence that follows
        (
            "La CPTS avait signé son ACI en juin 2020 ; elle l'a résilié en mai 2024.",
            "cessee",
            ["signature_aci 2020-06", "resiliation 2024-05"],
        ),
        (
            "La CPTS a signé son ACI en juin 2020. Elle y a mis fin en mai 2024.",
            "cessee",
            ["signature_aci 2020-06", "resiliation 2024-05"],
        ),
        (
            "La CPTS a signé son ACI en 2020. Une charte a été rédigée. Elle l'a dénoncée en 2023.",
            "aci_signe",
            ["signature_aci 2020"],
        ),
        # renewed or amended: the contract keeps its own day
        (
            "L'ACI de la CPTS du Bocage, signé le 4 mars 2019, a été reconduit le 4 mars 2024.",
            "aci_signe",
            ["signature_aci 2019-03-04", "renouvellement 2024-03-04"],
        ),
        (
            "La CPTS a signé en mars 2024 le renouvellement de son ACI, conclu en 2019.",
            "aci_signe",
            ["renouvellement 2024-03", "signature_aci 2019"],
        ),
        (
            "En mars 2025, la CPTS a signé un avenant à son ACI du 3 mars 2020.",
            "aci_signe",
            ["avenant 2025-03", "signature_aci 2020-03-03"],
        ),
        (
            "La CPTS a signé le 5 mars 2025 un avenant à son ACI, signé le 3 mars 2020.",
            "aci_signe",
            ["avenant 2025-03-05", "signature_aci 2020-03-03"],
        ),
        ("La CPTS a signé un avenant à l'ACI le 5 mars 2025.", "aci_signe", ["avenant 2025-03-05"]),
        # who thanks or feasts
        (
            "Le 3 mars 2025, la CPTS a remercié ses partenaires pour la signature de l'ACI.",
            "aci_signe",
            [],
        ),
        ("Le 3 mars 2025, la CPTS a organisé une soirée pour marquer la signature de son ACI.", "aci_signe", []),
        (
            "Le 3 mars 2025, la directrice de la CPAM est venue signer l'ACI de la CPTS du Val.",
            "aci_signe",
            ["signature_aci 2025-03-03"],
        ),
        # the letter, then the project
        (
            "La lettre d'intention de la CPTS, rejetée en mai 2021, a finalement été validée par l'ARS en mars 2022.",
            "lettre_intention",
            ["refus 2021-05", "validation_lettre 2022-03"],
        ),
        (
            "La CPTS a déposé sa lettre d'intention en 2020, avant de voir son projet de santé validé en mars 2022.",
            "projet_valide",
            ["depot 2020", "validation_projet 2022-03"],
        ),
        # another refused another thing
        ("La CPTS a vu sa demande de local, refusée par la mairie en 2023, relancée.", None, []),
        ("La demande de subvention de la CPTS a été refusée par la région en mai 2023.", None, []),
        ("Le recours de la CPTS a été rejeté par le tribunal le 4 mai 2023.", None, []),
        ("La demande de création de la CPTS a été refusée par l'ARS en mai 2023.", None, ["refus 2023-05"]),
        (
            "La CPTS a signé son ACI en 2020 et dénonce depuis 2023 la fermeture des urgences.",
            "aci_signe",
            ["signature_aci 2020"],
        ),
    ],
)
def test_what_follows_a_contract_is_told_of_it_alone(text, stage, steps):
    assert (read_status(text).value, told(text)) == (stage, steps)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("La signature de l'ACI, prévue le 12 mai 2024, est reportée au 3 juin.", "2024-06-03"),
        ("Prévue le 12 mai 2024, la signature de l'ACI de la CPTS du Val a été reportée au 3 juin.", "2024-06-03"),
        ("Prévue le 12 décembre 2024, la signature de l'ACI est décalée au 3 février.", "2025-02-03"),
        ("L'ARS a annoncé la signature de l'ACI de la CPTS, prévue le 12 mai 2027.", "2027-05-12"),
        ("La signature de l'ACI, prévue le 12 mai 2024, a été reportée sine die.", None),
    ],
)
def test_a_signature_put_off_is_planned_for_its_new_day(text, plan):
    plans = [one.value for one in read_dates(text) if one.planned and one.event == "signature_aci"]
    assert (read_status(text).value, plans) == (None, [plan] if plan else [])


def test_a_signature_long_awaited_is_no_plan():
    text = "La CPTS se félicite de la signature de son ACI, attendue depuis deux ans."
    assert read_status(text).value == "aci_signe" and not any(one.planned for one in read_dates(text))
