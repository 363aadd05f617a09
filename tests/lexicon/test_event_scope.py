"""What an event stands under: a date of a meeting, a memory, a denial, an end is not the day of the act."""

from __future__ import annotations

import pytest

from lexicon.dates import read_dates

PAGE = "2024-09-06"
NOTHING: set[tuple[str | None, str, bool]] = set()


def told(text: str, page: str = PAGE) -> set[tuple[str | None, str, bool]]:
    """The events of a text: nature, value, to come."""
    return {
        (one.event, one.value, one.planned)
        for one in read_dates(text, page)
        if one.value and one.event not in (None, "etat")
    }


@pytest.mark.parametrize(
    "text",
    [
        # meetings
        "Le comité de suivi de l'ACI s'est réuni le 4 juin 2024.",
        "Dialogue de gestion ACI le 4 juin 2024",
        "Une réunion préparatoire à la signature de l'ACI s'est tenue le 4 juin 2024.",
        # memories
        "La CPTS a fêté le 3 mai 2024 le premier anniversaire de la signature de son ACI.",
        "La CPTS a fêté les deux ans de son ACI le 3 mai 2024.",
        "Cinq ans après la signature du contrat, la CPTS s'est réunie le 3 mai 2024.",
        # conditions, rumours, denials, days that came to nothing
        "La CPTS aurait signé son ACI le 3 mai 2024, selon nos informations",
        "Sans ce retard, vous auriez signé l'ACI dès 2022.",
        "La CPTS n'a pas signé son ACI le 3 mai 2024.",
        "Le contrat de la CPTS, qui devait être signé le 12 juin 2023, ne l'a finalement pas été.",
        "La signature de l'ACI, annoncée pour le 12 juin 2024, a été reportée.",
        "Un partenariat a été signé le 22 juillet 2022 avec le lycée.",
        # another clause, another project, another authority, another agreement
        "Le 6 mai 2024, l'ARS a rencontré la CPTS, dont l'ACI a été signé.",
        "Le projet de maison médicale a été validé par le conseil municipal le 4 mars 2024.",
        "Signée en 2020, la convention entre la CPTS et l'hôpital est renouvelée.",
        # the term of a contract, an evening about it
        "Le contrat de la CPTS arrive à échéance le 12 mars 2024.",
        "La CPTS a organisé le 3 mai 2024 une soirée sur l'ACI.",
        # how things stood that day; a timetable; a present tense that may be next week's
        "Au 31 décembre 2023, 6 CPTS ont signé l'ACI.",
        "La CPTS a ouvert une permanence pour signer l'ACI le lundi et le jeudi.",
        "La CPTS signe mardi son ACI.",
    ],
)
def test_a_day_on_which_the_act_was_not_done_is_no_event(text: str) -> None:
    assert told(text) == NOTHING


@pytest.mark.parametrize(
    ("text", "event", "value"),
    [
        ("Réunis le 4 juin 2024, les partenaires ont signé l'ACI.", "signature_aci", "2024-06-04"),
        ("La signature de l'ACI, organisée le 12 juin 2024, a réuni cent personnes.", "signature_aci", "2024-06-12"),
        ("Le 6 mai 2024, la CPTS, qui regroupe vingt communes, a signé son ACI.", "signature_aci", "2024-05-06"),
        ("ACI : 6 octobre 2022", "signature_aci", "2022-10-06"),
        ("Le contrat de partenariat a été signé le 22 juillet 2022.", "signature_aci", "2022-07-22"),
        ("Le projet de santé a été validé par l'ARS le 4 mars 2024.", "validation_projet", "2024-03-04"),
        ("L'ARS et la CPAM ont résilié le 30 juin 2024 l'ACI de la CPTS.", "resiliation", "2024-06-30"),
        ("Les partenaires ont mis fin au contrat le 30 juin 2024.", "resiliation", "2024-06-30"),
        ("La résiliation de l'ACI est intervenue le 30 juin 2024.", "resiliation", "2024-06-30"),
        ("Créée en juin 2021, la nouvelle association compte 40 membres.", "creation_association", "2021-06"),
        ("La CPTS remplace depuis le 1er janvier 2024 la CPTS du Val.", "remplacement", "2024-01-01"),
        ("Premières discussions en 2018 autour d'une CPTS.", "emergence", "2018"),
        ("La caisse a dénoncé le 4 mars 2024 le contrat de la CPTS.", "resiliation", "2024-03-04"),
        ("La CPTS a mis la clé sous la porte fin 2023.", "cessation", "2023"),
        (
            "Le 6 juin 2024, elle a officialisé son union avec la CPAM de Lille-Douai en signant l'ACI.",
            "signature_aci",
            "2024-06-06",
        ),
        ("Le projet de santé a décroché l'aval de l'ARS le 3 juin 2024.", "validation_projet", "2024-06-03"),
        ("Le contrat tripartite a été signé mardi, à Guéret.", "signature_aci", "2024-09-03"),
        ("L'ARS n'a pas encore validé le projet de santé, déposé en mars 2024.", "depot", "2024-03"),
        ("Reconnue par l'ARS depuis mai 2022, la CPTS compte 80 membres.", "validation_projet", "2022-05"),
        ("La lettre d'intention a été jugée recevable en avril 2023.", "validation_lettre", "2023-04"),
        ("L'URPS a rendu un avis favorable le 3 mai 2024 sur le projet de la CPTS.", "avis", "2024-05-03"),
        ("L'ACI, paraphé pour cinq ans, vient d'être renouvelé le 3 mai 2024.", "renouvellement", "2024-05-03"),
    ],
)
def test_the_act_done_that_day_is_its_event(text: str, event: str, value: str) -> None:
    assert told(text) == {(event, value, False)}


@pytest.mark.parametrize(
    ("text", "event", "value"),
    [
        ("Le projet de santé sera déposé en mars 2026.", "depot", "2026-03"),
        ("ACI à signer en juin 2025", "signature_aci", "2025-06"),
        ("La CPTS des Monts pourrait voir le jour en 2027.", "lancement", "2027"),
        ("La signature de l'ACI est reportée au 3 janvier 2025.", "signature_aci", "2025-01-03"),
        ("Nous signerons l'ACI le 2 février 2025.", "signature_aci", "2025-02-02"),
        ("La signature du contrat se tiendra le 17 mars 2025.", "signature_aci", "2025-03-17"),
        ("La CPTS compte déposer son projet de santé en mars 2025.", "depot", "2025-03"),
    ],
)
def test_an_act_to_come_is_a_plan(text: str, event: str, value: str) -> None:
    assert told(text) == {(event, value, True)}


def test_a_contract_older_than_the_agreement_is_one_of_the_agency() -> None:
    assert told("La communauté a signé un contrat avec l'ARS en 2017.") == {
        ("signature_contrat_territorial", "2017", False)
    }
    assert told("La communauté a signé un contrat en 2017.") == NOTHING
    assert told("ACI signé en 2017") == {("signature_aci", "2017", False)}  # its own word: impossible, to the work-list
