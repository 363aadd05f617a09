"""One date told for several CPTS goes to each of them, in every layout."""

import pytest

from tests.support.pages import told

DAY = {"statut": "aci_signe", "date": "2022-03-03"}
LIST = "<ul><li>CPTS du Val Blanc</li><li>CPTS des Monts Bleus</li></ul>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>La CPTS du Val Blanc et la CPTS des Monts Bleus ont signé leur ACI le 3 mars 2022.</p>",
        "<p>Deux CPTS ont signé leur contrat ACI le 3 mars 2022 : la CPTS du Val Blanc et la CPTS des Monts Bleus.</p>",
        f"<p>Le 3 mars 2022, l'ARS et la CPAM ont signé les contrats ACI de deux CPTS.</p>{LIST}",
        f"<h2>ACI signés le 3 mars 2022</h2>{LIST}",
        "<p>Les CPTS du Val Blanc et des Monts Bleus ont été lancées. Toutes deux ont signé leur ACI le 3 mars 2022.</p>",
    ],
)
def test_each_has_the_day(body: str) -> None:
    found = told(f"<h1>Actualité</h1>{body}", kind="ars", region="27")
    assert found == {"du Val Blanc": DAY, "des Monts Bleus": DAY}


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("ont signé leur ACI les 7 et 21 juin 2022", "2022-06-07", "2022-06-21"),
        ("ont signé leur ACI respectivement les 7 et 21 juin 2022", "2022-06-07", "2022-06-21"),
        ("ont signé leur ACI en juin et septembre 2022", "2022-06", "2022-09"),
    ],
)
def test_as_many_dates_as_names_are_one_each(words: str, first: str, second: str) -> None:
    found = told(f"<h1>Actualité</h1><p>Les CPTS du Val Blanc et des Monts Bleus {words}.</p>", kind="ars", region="27")
    assert (found["du Val Blanc"]["date"], found["des Monts Bleus"]["date"]) == (first, second)


def test_a_date_in_brackets_is_that_of_the_stage_of_the_group() -> None:
    body = "<h1>Les CPTS</h1><h2>ACI signés</h2><ul><li>CPTS du Val Blanc (03/03/2022)</li><li>CPTS Pic Noir</li></ul>"
    assert told(body, kind="ars", region="27") == {"du Val Blanc": DAY, "Pic Noir": {"statut": "aci_signe"}}
