"""The measure of a release against facts: what it calls right, wrong and missing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import facts as labelled
from tests.truth import Release, score_counts, score_mentions

PAGE = "https://www.ars.example/index.php/cpts"


def fact(**said: Any) -> labelled.Fact:
    empty = dict.fromkeys(("departement", "communes", "population", "status_text", "date_text"))
    return {"source_url": PAGE, "region_code": "27", "name": "CPTS du Val Perdu", **empty, **said}


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("ont signé un contrat d'objectif et de financement", "aci_signe"),
        ("ACI non encore signé", None),
        ("signature du contrat territorial de santé", "projet_valide"),
        ("lettre d'intention en cours d'élaboration", "emergence"),
        ("lettre d'intention envoyée, validée (18 novembre 2019)", "lettre_intention"),
        ("cosignataire du contrat local de santé", None),
        ("en activité", None),
        (None, None),
    ],
)
def test_the_stage_that_condensed_words_prove(words: str | None, stage: str | None) -> None:
    assert labelled.stage_of(words) == stage


def test_one_page_has_one_key() -> None:
    same = ("http://ars.example/CPTS/", PAGE, "https://ars.example/cpts?noamp=mobile")
    assert {labelled.page_key(url) for url in same} == {"ars.example/cpts"}
    assert labelled.page_key("https://a.example/?p=1") != labelled.page_key("https://a.example/?p=2")


def test_numbers_dates_and_places_of_a_fact() -> None:
    assert labelled.population_of("près de 9 600 habitants") == 9600
    assert labelled.population_of("entre 8 000 et 9 600") is None
    assert labelled.dates_of("signé le 12 janvier 2024 ; juin") == {(2024, 1, 12), (None, 6, None)}
    assert labelled.departements_of("Drôme, Ardèche") == {"26", "07"}
    assert labelled.commune_of("Saint-Denis", "11") == "93066"
    assert labelled.commune_of("Lyon 9e", "84") == "69389"
    assert labelled.commune_of("Saint-Martin", "76") is None  # several


def release(**changed: Any) -> Release:
    """One CPTS of one page, which says of it a stage, a number of inhabitants, a day and two communes."""
    cpts = {"cpts_id": "c1", "nom": "CPTS du Val Perdu", "sigle": None, "alias": None, "statut": "aci_signe"}
    proof = {"cpts_id": "c1", "url": "https://ars.example/cpts"}
    said = (("nom", "CPTS du Val Perdu"), ("statut", "aci_signe"), ("population", "9600"), ("territoire", "21231"))
    return Release(
        {
            "cpts": [cpts | {"region": "27", "departements": "21"} | changed],
            "territoires": [
                {
                    "cpts_id": "c1",
                    "commune": code,
                    "commune_nom": name,
                    "departement": code[:2],
                    "preuve_id": "territoire",
                }
                for code, name in (("21231", "Dijon"), ("13055", "Marseille"))
            ],
            "evenements": [{"cpts_id": "c1", "date_evenement": "2023-01-12", "preuve_id": "date"}],
            "preuves": [proof | {"propriete": name, "valeur": value, "preuve_id": name} for name, value in said]
            + [proof | {"propriete": "date", "valeur": "2023-01-12", "preuve_id": "date"}],
            "comptes_publies": [
                {
                    "date_etat": "2024",
                    "region": "FR",
                    "departement": None,
                    "mesure": "m",
                    "valeur": 7.0,
                    "precision": "au_moins",
                    "url": "https://a.example/x",
                }
            ],
        }
    )


def verdicts(row: labelled.Fact, of: Release, pages: tuple[str, ...] = (PAGE,)) -> dict[str, tuple[int, int, int]]:
    scores = score_mentions([row], of, {labelled.page_key(page) for page in pages})
    return {name: (len(one.right), len(one.wrong), len(one.missing)) for name, one in scores.items()}


def test_what_the_release_says_as_the_fact_does_is_right() -> None:
    said = fact(
        departement="Côte-d'Or",
        population="9 600",
        status_text="ACI signé",
        date_text="12 janvier 2023",
        communes=["Dijon"],
    )
    found = verdicts(said, release())
    for name in ("nom", "region", "departement", "statut", "population", "date", "territoire"):
        assert found[name] == (1, 0, 0), name
    assert found["commune"] == (1, 1, 0)  # Marseille is far from the Côte-d'Or


def test_what_contradicts_the_fact_is_wrong() -> None:
    said = fact(departement="58", population=12000, status_text="ACI non encore signé", date_text="12 janvier 2024")
    found = verdicts(said, release(region="84", departements="26"))
    for name in ("region", "departement", "statut", "population", "date"):
        assert found[name] == (0, 1, 0), name


def test_a_number_that_the_fact_tells_of_something_else_is_no_population() -> None:
    part = fact(missions_text="constat : près de 9 600 habitants sans médecin traitant")
    assert verdicts(part, release())["population"] == (0, 1, 0)
    assert verdicts(fact(missions_text="12 000 patients en ALD"), release())["population"] == (0, 0, 0)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("17 communes de deux EPCI : Dijon Métropole, Norge et Tille", 1),
        ("17 communes : Dijon, et Dijon Métropole", 0),
        ("Dijon Métropole", 0),
        ("Dijon et Marseille", 0),
    ],
)
def test_a_commune_published_for_the_grouping_of_its_name_is_wrong(words: str, wrong: int) -> None:
    assert verdicts(fact(territory_text=words), release())["commune"] == (0, wrong, 0)


def test_a_contract_deduced_against_words_that_deny_it_is_wrong_unless_it_is_later() -> None:
    elsewhere = [row for row in release().proofs["c1"] if row["propriete"] != "statut"]
    said = fact(status_text="signature prochaine d'un ACI", page_date="2019")

    def stages(**changed: Any) -> tuple[int, int, int]:
        of = release(statut_fondement="deduit", **changed)
        of.proofs["c1"] = elsewhere
        return verdicts(said, of)["statut"]

    assert stages(statut_date=None) == stages(statut_date="2018") == (0, 1, 0)
    assert stages(statut_date="2021-05") == (0, 0, 0)


def test_an_idea_of_whom_the_words_call_at_work_is_wrong() -> None:
    of = release(statut="emergence")
    next(row for row in of.proofs["c1"] if row["propriete"] == "statut")["valeur"] = "emergence"
    assert verdicts(fact(status_text="en activité"), of)["statut"] == (0, 1, 0)
    assert verdicts(fact(status_text="déclaration d'intérêt"), of)["statut"] == (1, 0, 0)


def test_what_the_release_does_not_say_is_missing() -> None:
    said = fact(departement="21", status_text="ACI signé", name="CPTS du Val Perdu")
    found = verdicts(said, release(region=None, departements=None, statut=None))
    assert found["region"] == found["departement"] == found["statut"] == (0, 0, 1)
    unknown = verdicts(said | {"name": "CPTS de la Côte Blanche"}, release())
    assert unknown["nom"] == unknown["region"] == unknown["statut"] == (0, 0, 1)


def test_a_fact_whose_page_is_not_bundled_is_not_asked_for() -> None:
    assert not any(any(counts) for counts in verdicts(fact(), release(), pages=()).values())


def test_figures_of_others() -> None:
    row = {
        "as_of": "2024",
        "region_code": "FR",
        "measure": "m_min",
        "value": 7,
        "source_url": "https://www.a.example/longer",
    }
    score = score_counts([row, row | {"value": 8}, row | {"measure": "n"}], release())
    assert (len(score.right), len(score.wrong), len(score.missing)) == (1, 1, 1)
