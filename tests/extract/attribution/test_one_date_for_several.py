"""One date told for several CPTS goes to each of them, in every layout."""

import pytest

from pipelines.steps.event_dates import event_dates
from tests.support.pages import extract, told

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


def test_each_has_the_day_told_with_its_name_and_the_others_the_last() -> None:
    words = (
        "<h1>Création de trois CPTS</h1><p>Les représentants de chacune ont signé un contrat d'objectifs et de "
        "financement : le 22 septembre 2022 pour le Val Blanc, le 30 septembre pour les deux autres.</p>"
        "<p>La CPTS du Val Blanc compte 20 communes.</p><p>La CPTS Pic Noir compte 3 communes.</p>"
        "<p>La CPTS des Monts Bleus compte 4 communes.</p>"
    )
    found = told(words, kind="ars", region="27")
    assert {name: (one["statut"], one.get("date")) for name, one in found.items()} == {
        "du Val Blanc": ("aci_signe", "2022-09-22"),
        "Pic Noir": ("aci_signe", "2022-09-30"),
        "des Monts Bleus": ("aci_signe", "2022-09-30"),
    }


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Décembre 2020 a été fertile.", "2020-12"),
        ("En décembre 2020 :", "2020-12"),
        ("12 décembre 2020", None),  # the day of the page
        ("Décembre 2020 a été fertile, novembre 2020 aussi.", None),
        ("Décembre 2020 a été calme pour la CPTS Pic Noir.", None),
    ],
)
def test_a_month_over_a_list_is_that_of_the_acts_of_its_bullets(line: str, date: str | None) -> None:
    bullets = "<li>La CPTS du Val Blanc a signé son ACI : c'est la première.</li><li>L'ACI de la CPTS des Monts Bleus est signé.</li>"
    found = told(f"<h1>La fin d'année</h1><p>{line}</p><ul>{bullets}</ul>")
    assert [found[name].get("date") for name in ("du Val Blanc", "des Monts Bleus")] == [date, date]


def test_a_bullet_keeps_its_own_date() -> None:
    bullets = "<li>La CPTS du Val Blanc a signé son ACI le 3 mars 2021.</li><li>La CPTS Pic Noir a signé le sien.</li>"
    found = told(f"<h1>La fin d'année</h1><p>Décembre 2020 a été fertile.</p><ul>{bullets}</ul>")
    assert (found["du Val Blanc"]["date"], found["Pic Noir"]["date"]) == ("2021-03-03", "2020-12")


def test_the_first_line_of_a_chronology_is_not_the_day_of_the_page() -> None:
    steps = "<li>Septembre 2021 – validation du projet de santé</li><li>14 février 2022 – signature de l'ACI</li>"
    found = told(f"<h1>CPTS du Val Blanc</h1><ul>{steps}</ul>", kind="cpts", title="CPTS du Val Blanc")
    assert found == {"du Val Blanc": {"statut": "aci_signe", "date": "2022-02-14"}}


@pytest.mark.parametrize(
    "lead", ["Contrairement à la CPTS Pic Noir", "À la différence de sa voisine, la CPTS Pic Noir"]
)
def test_what_is_denied_by_comparison_is_denied_of_one_only(lead: str) -> None:
    found = told(f"<h1>Actualité</h1><p>{lead}, la CPTS du Val Blanc a signé son ACI le 3 mars 2022.</p>")
    assert found == {"du Val Blanc": DAY}


@pytest.mark.parametrize(
    ("moment", "date"),
    [
        ("Le 3 mars 2022", "2022-03-03"),
        ("En mars 2022", "2022-03"),
        ("Au dernier trimestre 2022", "2022"),
        ("Au 31 mars 2022", "2022-03-31"),  # how things stood: no signature
    ],
)
def test_the_moment_of_what_a_number_of_cpts_did_is_that_of_each(moment: str, date: str) -> None:
    body = f"<h1>Deux CPTS</h1><p>{moment}, deux CPTS ont signé leur ACI.</p>{LIST}"
    found = extract(f"{body}", kind="ars", region="27").listings
    assert len(found) == 2
    for one in found:
        dates = {reading.event: reading.value for reading in event_dates(one)}
        assert dates.get("signature_aci") == (None if moment.startswith("Au 31") else date)
