"""Expectations that the schema cannot say: what a CPTS can be, each with the reason of its bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from expectations.generated import BLOCKING, WARNING

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation


# derived columns of `expectations.plausible`, and what each says
_PLAUSIBLE = (
    ("population_plausible", "Aucune CPTS au-dessus de 500 000 habitants : la plus grande en avait 354 193 en 2019"),
    ("departements_voisins", "Les départements d'une CPTS se touchent"),
    ("nom_sans_phrase", "Le nom d'une CPTS n'est pas une phrase"),
    ("annonce_tenue", "Une liste complète compte autant de communes que la source en annonce"),
    ("distincte", "Deux CPTS d'un même département, ou de lieu inconnu, n'ont pas les mêmes mots dans leur nom"),
)


def _true(column: str, sentence: str, severity: Any = BLOCKING) -> Expectation:
    """On a column of booleans: what it says holds in every row."""
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=[True], severity=severity, description=sentence)


def cpts() -> list[Expectation]:
    import great_expectations.expectations as gxe

    return [
        # how many at most is for the guard, which knows the release before: `pipelines.steps.guard`
        gxe.ExpectTableRowCountToBeBetween(min_value=1, severity=BLOCKING, description="Il y a au moins une CPTS"),
        gxe.ExpectColumnValuesToBeBetween(
            column="population_declaree",
            min_value=3000,
            severity=WARNING,
            description="Population déclarée d'au moins 3 000 habitants : 8 500 pour la plus petite en 2019",
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="nb_communes", min_value=1, max_value=400, severity=WARNING, description="Entre 1 et 400 communes"
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="ecart_relatif",
            min_value=-0.35,
            max_value=0.35,
            severity=WARNING,
            mostly=0.8,
            description="Population déclarée et recalculée à moins de 35 % l'une de l'autre, 8 fois sur 10",
        ),
        _true("aci_apres_accord", "Aucun ACI daté d'avant l'accord du 20 juin 2019"),
        _true("statut_a_preuve", "Tout statut a une preuve retenue"),
        _true("statut_fonde", "Tout statut a un fondement, toute date de statut dit ce qu'elle date"),
        _true("prouve_sous_statut", "Le statut qui compte est le statut publié, ou une étape d'avant s'il est déduit"),
        _true("fin_dite", "Une fin n'accompagne qu'un statut « cessée » ou vide"),
        _true("vue_ordonnee", "premiere_vue ne dépasse pas vu_le"),
        *(_true(column, sentence, WARNING) for column, sentence in _PLAUSIBLE),
        gxe.ExpectColumnValuesToNotBeNull(
            column="region", severity=WARNING, mostly=0.9, description="La région est connue 9 fois sur 10"
        ),
    ]


def territoires() -> list[Expectation]:
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectTableRowCountToBeBetween(
            min_value=1, severity=BLOCKING, description="Au moins une commune est rattachée"
        ),
        _true("pas_ville_a_arrondissements", "Paris, Lyon et Marseille sont décrites par arrondissement"),
    ]


def preuves() -> list[Expectation]:
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectTableRowCountToBeBetween(min_value=1, severity=BLOCKING, description="Il y a des preuves"),
    ]


def evenements() -> list[Expectation]:
    return [
        _true("possible", "Aucun événement avant la loi du 26 janvier 2016 ni après sa lecture"),
    ]


def couverture() -> list[Expectation]:
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectTableRowCountToBeBetween(
            min_value=34000,
            max_value=36000,
            severity=BLOCKING,
            description="Toutes les communes de France, ni plus ni moins (COG 2026)",
        ),
    ]


def deploiement() -> list[Expectation]:
    return [
        _true("somme_juste", "Confirmées, reportées et jamais confirmées font le total"),
        _true("fondements_justes", "Les comptes par fondement font le total"),
        _true("regions_font_le_total", "Les régions et les CPTS de région inconnue font le total national"),
        _true("departements_font_le_total", "Les départements font la population et les communes du total national"),
        _true("bornes_ordonnees", "La population couverte au moins ne dépasse pas celle couverte au plus"),
        _true("sous_le_total", "La population couverte ne dépasse pas la population totale"),
    ]


def sources() -> list[Expectation]:
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToNotBeInSet(
            column="etat", value_set=["en_panne"], severity=WARNING, description="Aucune source en panne"
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="etat", value_set=["perimee"], severity=WARNING, description="Aucune source périmée"
        ),
    ]


def completude() -> list[Expectation]:
    return [
        _true("remplies_sous_le_total", "Une colonne n'est pas remplie plus souvent qu'il n'y a de lignes"),
        _true("regions_font_la_france", "Les CPTS des régions, et celles sans région, sont les CPTS de France"),
    ]


def enveloppes() -> list[Expectation]:
    return [_true("plafond_au_dessus", "Le plafond de toutes les missions n'est pas sous la part de fonctionnement")]


def no_personal_data(column: str) -> list[Expectation]:
    """On a derived boolean column: true where the row's texts hold no e-mail, phone or named person."""
    return [_true(column, "Aucun courriel, téléphone ni nom de personne dans les textes")]


SUITES: dict[str, Callable[[], list[Expectation]]] = {
    "cpts": cpts,
    "territoires": territoires,
    "preuves": preuves,
    "evenements": evenements,
    "couverture": couverture,
    "deploiement": deploiement,
    "sources": sources,
    "completude": completude,
    "enveloppes": enveloppes,
}
