"""Acts that a sentence names and that are not done, or not by the CPTS; beside each kind, what does tell the act."""

from __future__ import annotations

import pytest

from lexicon.dates import read_dates
from lexicon.stages import read_status

PAGE = "2024-03-12"


def stage(text: str) -> str | None:
    return read_status(text, PAGE).value


def events(text: str) -> set[str]:
    """The acts done of a text, each with its day."""
    told = (one for one in read_dates(text, PAGE) if one.value and not one.planned)
    return {f"{one.event}:{one.value}" for one in told if one.event not in (None, "etat")}


@pytest.mark.parametrize(
    "text",
    [
        # somebody whom the CPTS employs
        "Un assistant médical de la CPTS Ortolan a signé son contrat le 4 mars.",
        "Une coordinatrice de la CPTS Ortolan vient de signer son contrat.",
        "Le nouveau coordinateur de la CPTS Ortolan a signé un contrat de trois ans le 2 février 2024.",
        # a deadline
        "La date limite de signature de l'ACI de la CPTS Ortolan était fixée au 31 janvier 2024.",
        "La CPTS Ortolan avait jusqu'au 31 décembre 2023 pour signer son ACI.",
        "Dernier délai pour signer l'ACI de la CPTS Ortolan : le 31 janvier 2024.",
        "Le délai de signature de l'ACI de la CPTS Ortolan courait jusqu'au 31 janvier 2024.",
        # denied by words that stand before the subject
        "CPTS Ortolan n'ont signé d'ACI.",
        "Ni la CPTS Perdrix ni la CPTS Ortolan n'ont signé d'ACI le 3 mai 2023.",
        "La CPTS Ortolan, pas plus que sa voisine, n'a signé l'ACI.",
        "Aucune des deux communautés, Ortolan et Perdrix, n'a signé d'ACI.",
        # what is missing, a condition
        "À défaut d'un ACI signé avant fin mars, la CPTS Ortolan perdra ses crédits.",
        "En l'absence d'ACI signé au 1er mars 2024, la CPTS Ortolan ne touche rien.",
        "Si l'ACI est signé le 3 mars 2024, la CPTS Ortolan pourra recruter.",
        # to come, however past its day
        "Prochain ACI à être signé, le 28 février 2024 : celui de la CPTS Ortolan.",
        "Prochain contrat territorial de santé à être signé, le 17 janvier 2018 : celui de la CPTS Ortolan.",
        # another agreement
        "La CPTS Ortolan et l'hôpital ont signé une convention en présence de l'ARS et de la CPAM.",
        "La CPTS Ortolan a signé un contrat avec l'ARS et la CPAM pour la vaccination.",
        "La CPTS Ortolan a signé le 3 mai 2021 une convention avec la CPAM pour le dépistage du diabète.",
        "Le président de la CPTS Ortolan a signé le 4 mars 2024 un bail avec la mairie.",
        "La CPTS Ortolan a accueilli la signature de l'ACI de la MSP le 4 mars 2024.",
        "La maison de santé de Legé, membre de la CPTS Ortolan, a signé son ACI le 3 mai 2021.",
        # the launch of another thing
        "La CPTS Ortolan a lancé le 22 avril 2023 son médicobus.",
        "Le 3 mai 2023, la CPTS Ortolan a lancé un dispositif de soins non programmés.",
        "La CPTS Ortolan a présenté le 3 mai 2023 son ACI aux élus.",
        # an end that did not come, or of another thing
        "La CPTS Ortolan a échappé à la dissolution le 3 mai 2023.",
        "L'assemblée générale de la CPTS Ortolan a repoussé la dissolution le 3 mai 2023.",
        "L'assemblée générale de la CPTS Ortolan a rejeté le projet de dissolution.",
        "Les adhérents de la CPTS Ortolan se sont prononcés contre sa dissolution le 3 mai 2023.",
        "La dissolution de la CPTS Ortolan a été rejetée le 3 mai 2023.",
        "La dissolution de la CPTS Ortolan n'est plus à l'ordre du jour.",
        "La CPTS Ortolan a frôlé la dissolution en 2023.",
        "La CPTS Ortolan a été sauvée de la dissolution.",
        "Les soignants s'opposent à la dissolution de la CPTS Ortolan.",
        "La CPTS Ortolan a fusionné ses deux groupes de travail le 14 février 2024.",
        "La fusion de la CPTS Ortolan avec sa voisine a été rejetée le 14 février 2024.",
    ],
)
def test_what_is_not_done_proves_no_stage_and_is_no_event(text: str) -> None:
    assert (stage(text), events(text)) == (None, set())


SIGNED = {"signature_aci:2023-05-03"}


@pytest.mark.parametrize(
    ("text", "proved", "done"),
    [
        ("La présidente de la CPTS Ortolan a signé l'ACI le 3 mai 2023.", "aci_signe", SIGNED),
        ("La CPTS Ortolan a signé son ACI le 3 mai 2023, dernier délai.", "aci_signe", SIGNED),
        ("À la veille de la date limite, la CPTS Ortolan a signé son ACI le 3 mai 2023.", "aci_signe", SIGNED),
        ("La CPTS Ortolan, pas plus grande que sa voisine, a signé l'ACI le 3 mai 2023.", "aci_signe", SIGNED),
        ("La CPTS Ortolan n'a signé son ACI que le 3 mai 2023.", "aci_signe", SIGNED),
        ("La CPTS Ortolan n'a pas attendu : elle a signé son ACI le 3 mai 2023.", "aci_signe", SIGNED),
        ("Non seulement la CPTS Ortolan a signé son ACI le 3 mai 2023, mais elle a recruté.", "aci_signe", SIGNED),
        ("La CPTS Ortolan a signé son ACI le 3 mai 2023, faute d'autre financement.", "aci_signe", SIGNED),
        ("La CPTS Ortolan a signé le 3 mai 2023 une convention avec l'ARS et la CPAM.", "aci_signe", SIGNED),
        ("La CPTS Ortolan a signé un contrat avec l'ARS et la CPAM le 3 mai 2023 pour cinq ans.", "aci_signe", SIGNED),
        # the act is the signature, whatever it makes
        (
            "Le contrat de financement signé le 3 mai 2023 officialise la création de la CPTS Ortolan.",
            "aci_signe",
            SIGNED,
        ),
        (
            "Ce 3 mai 2023, la création de la CPTS Ortolan a été officialisée : elle est conventionnée par un contrat.",
            "aci_signe",
            SIGNED,
        ),
        (
            "Le 3 mai 2023, la CPAM et l'ARS ont lancé officiellement, par un contrat de partenariat, la CPTS Ortolan.",
            "aci_signe",
            SIGNED,
        ),
        # which contract, and what becomes of it
        (
            "Signature de l'avenant n°1 au contrat ACI de la CPTS Ortolan le 3 mai 2023.",
            "aci_signe",
            {"avenant:2023-05-03"},
        ),
        ("L'avenant n° 2 à l'ACI de la CPTS Ortolan a été signé le 3 mai 2023.", "aci_signe", {"avenant:2023-05-03"}),
        (
            "La CPTS Ortolan a signé son ACI le 3 mai 2023 et un avenant le 10 janvier 2024.",
            "aci_signe",
            SIGNED | {"avenant:2024-01-10"},
        ),
        (
            "L'ACI de la CPTS Ortolan n'a pas été reconduit à son terme, le 31 décembre 2023.",
            "cessee",
            {"resiliation:2023-12-31"},
        ),
        (
            "La CPTS Ortolan a vu le jour en novembre 2017 avec la signature du contrat territorial de santé.",
            "projet_valide",
            {"signature_contrat_territorial:2017-11"},
        ),
        (
            "La commission paritaire locale a donné un avis favorable à l'ACI de la CPTS Ortolan.",
            "projet_valide",
            set(),
        ),
        # births and launches
        ("La CPTS Ortolan a démarré ses activités le 3 mai 2023.", None, {"lancement:2023-05-03"}),
        ("Lancement de la CPTS Ortolan le 3 mai 2023.", None, {"lancement:2023-05-03"}),
        ("Les soignants ont lancé le 3 mai 2023 la CPTS Ortolan.", None, {"lancement:2023-05-03"}),
        (
            "L'association qui porte la CPTS Ortolan a été créée le 3 mai 2023.",
            None,
            {"creation_association:2023-05-03"},
        ),
        ("Initié en 2020, le projet rassemble 114 professionnels.", None, {"emergence:2020"}),
        # ends that came
        ("La CPTS Ortolan n'a pas échappé à la dissolution.", "cessee", set()),
        ("Les adhérents ont voté pour la dissolution le 3 mai 2023.", "cessee", {"dissolution:2023-05-03"}),
        (
            "Après avoir repoussé sa décision, la CPTS Ortolan a été dissoute le 3 mai 2023.",
            "cessee",
            {"dissolution:2023-05-03"},
        ),
        ("La CPTS Ortolan s'est dissoute le 3 mai 2023 contre l'avis de l'ARS.", "cessee", {"dissolution:2023-05-03"}),
    ],
)
def test_what_is_done_is_told(text: str, proved: str | None, done: set[str]) -> None:
    assert (stage(text), events(text)) == (proved, done)


def test_a_month_of_a_year_told_elsewhere_is_no_month_of_the_page() -> None:
    assert events("Le contrat avec l'Assurance maladie a suivi en octobre de la même année.") == set()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Prochain contrat territorial de santé à être signé, le 17 janvier 2018 : celui du Chinonais.", "2018-01-17"),
        ("La CPTS Ortolan doit signer son ACI, le 3 mai 2024.", "2024-05-03"),
    ],
)
def test_a_day_of_an_act_to_come_is_a_plan(text: str, day: str) -> None:
    assert [one.value for one in read_dates(text, PAGE) if one.planned] == [day]


@pytest.mark.parametrize(
    ("text", "proved", "done"),
    [
        (
            "Ce 28 mai 2023, les soignants, l'ARS et la CPAM ont signé le projet de la CPTS Ortolan.",
            "projet_valide",
            {"validation_projet:2023-05-28"},
        ),
        ("Le 28 mai 2023, les membres de la CPTS Ortolan ont signé le projet.", None, set()),
        ("Il manque à la CPTS Ortolan un ACI signé.", None, set()),
        ("La dissolution de la CPTS Ortolan, un temps évoquée, est désormais exclue.", None, set()),
        ("La CPTS Ortolan, qui n'a pu éviter la dissolution, laisse un vide.", "cessee", set()),
        (
            "La dissolution de la CPTS Ortolan, repoussée deux fois, a été votée le 3 mai 2023.",
            "cessee",
            {"dissolution:2023-05-03"},
        ),
        ("La lettre d'intention de la CPTS Ortolan partira en juin à l'ARS.", "emergence", set()),
        ("La CPTS Ortolan a signé son contrat d'objectif le 3 mai 2023.", "aci_signe", SIGNED),
    ],
)
def test_a_stage_and_its_events_say_the_same(text: str, proved: str | None, done: set[str]) -> None:
    assert (stage(text), events(text)) == (proved, done)
