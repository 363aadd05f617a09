"""What looks like a fact and was taken by no field is told by family, and nothing that was taken is."""

from __future__ import annotations

import pytest

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read


def unread(body: str) -> list[tuple[str, str]]:
    page = f"<html><head><title>Santé</title></head><body><main>{body}</main></body></html>"
    document = Document("https://www.exemple.fr/cpts", page.encode(), "text/html; charset=utf-8")
    return [(one.family, one.words) for one in read(document, SourceContext(kind="presse")).unread]


def test_what_was_read_is_not_told() -> None:
    assert unread("<p>La CPTS du Val Clair a signé son ACI en 2021 et couvre 40 communes, 45 000 habitants.</p>") == []


def test_the_heading_of_a_group_was_read_by_its_names() -> None:
    assert unread("<h2>CPTS ayant signé l'ACI</h2><ul><li>CPTS du Val Clair</li><li>CPTS du Haut Val</li></ul>") == []


def test_a_figure_of_another_is_told_as_left() -> None:
    left = "Le contrat local de santé couvre 60 000 habitants."
    assert unread(f"<p>La CPTS du Val Clair a signé son ACI.</p><p>{left}</p>") == [("population", left[:-1])]


@pytest.mark.parametrize("said", ["dessert vingt-deux clochers", "a été intronisée en juin 2023"])
def test_a_wording_that_no_family_knows_is_told(said: str) -> None:
    assert unread(f"<p>La CPTS du Val Clair {said}.</p>") == [("autre", f"La CPTS du Val Clair {said}")]


@pytest.mark.parametrize(
    "said",
    [
        "Adoubée par l'agence en juin 2022",
        "L'idée remonte à l'été 2018",
        "Pas moins de trente mille patients sont concernés",
        "38 500 personnes peuvent y être soignées",
        "Une soixantaine de villages sont concernés",
    ],
)
@pytest.mark.parametrize("before", ["<p>", "<p>La CPTS du Val Clair a signé son ACI en 2021. "])
def test_a_day_or_a_number_that_nothing_took_is_told(said: str, before: str) -> None:
    body = f"<h2>CPTS du Val Clair</h2>{before}{said}.</p>"
    assert unread(body) == [("autre", said)]


@pytest.mark.parametrize("line", ["Publié le 3 mars 2021", "Par Jeanne Exemple du Val | mars 2021", "12 mai 2022"])
def test_the_day_of_a_page_is_not_told(line: str) -> None:
    assert unread(f"<p>La CPTS du Val Clair a signé son ACI.</p><p>{line}</p>") == []


def test_a_name_alone_is_not_told() -> None:
    assert unread("<p>CPTS du Val Clair</p>") == []


def test_a_page_without_cpts_has_nothing_unread() -> None:
    assert unread("<p>Le département compte 200 000 habitants.</p>") == []


def test_nobody_s_name_is_told() -> None:
    told = unread("<p>La CPTS du Val Clair est née.</p><p>Le Dr Jeanne Exemple suit 60 000 habitants du CLS.</p>")
    assert "Exemple" not in str(told)
