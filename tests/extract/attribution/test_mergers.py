"""Sentences that tell which CPTS ended and which one lives."""

import pytest

from pipelines.steps.claims import read_listing
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from tests.support.pages import extract, told


@pytest.mark.parametrize("how", ["la fusion de", "l'élargissement de", "le regroupement de"])
def test_the_community_that_another_grew_from_has_ended(how):
    text = f"Le 9 octobre 2023, la CPTS des Trois Rus est née de {how} la CPTS du Vieux Lavoir, créée en 2018."
    page = Document("https://exemple.fr/", f"<main><p>{text}</p></main>".encode(), "text/html; charset=utf-8")
    found = {one.name: one.status_text or "" for one in read(page, SourceContext("essai", "presse", ("84",))).listings}
    assert "fusionnée" in found["CPTS du Vieux Lavoir"]
    assert "fusion" not in found["CPTS des Trois Rus"] and "née" in found["CPTS des Trois Rus"]


def test_a_pronoun_that_gives_way_has_ended_and_the_newcomer_lives() -> None:
    facts = told(
        "<p>La CPTS du Haut Marais était née en 2018. Fermée le 30 juin 2024, elle cède la place, avec sa voisine la"
        " CPTS Bocage Sud, à une structure unique nommée CPTS Marais et Bocage.</p>"
        "<p>La nouvelle venue a signé son ACI le 12 septembre 2024. Elle compte 48 300 habitants, contre 21 000 pour"
        " l'ancienne CPTS du Haut Marais.</p>"
    )
    assert facts["du Haut Marais"]["statut"] == "cessee"
    assert facts["du Haut Marais"]["population"] == "21000"
    assert facts["Bocage Sud"] == {"statut": "cessee", "date": "2024-06-30"}
    heir = facts["Marais et Bocage"]
    assert (heir["statut"], heir["population"], heir["date"]) == ("aci_signe", "48300", "2024-09-12")


def test_a_place_given_in_a_town_hall_is_no_merger() -> None:
    facts = told(
        "<p>La CPTS des Deux Vallons a signé son ACI le 3 mars 2023. Elle laisse une place aux usagers dans son bureau,"
        " comme la CPTS du Plateau.</p>"
    )
    assert facts["des Deux Vallons"]["statut"] == "aci_signe"
    assert "statut" not in facts.get("du Plateau", {})


@pytest.mark.parametrize(
    "words",
    [
        "En Vendée, la CPTS du Marais, créée en 2019, a fusionné avec la CPTS du Bocage le 1er janvier 2024.",
        "En Vendée, la CPTS du Marais avait signé son ACI en 2020 ; elle a été absorbée par la CPTS du Bocage"
        " au 1er janvier 2024.",
        "Signé en 2020, l'ACI de la CPTS du Marais, en Vendée, a pris fin : elle a été absorbée par la CPTS du Bocage"
        " le 1er janvier 2024.",
        "Le 1er janvier 2024, la CPTS du Marais, créée en 2019, a rejoint la CPTS du Bocage.",
        "Le 1er janvier 2024, la CPTS du Marais, qui avait signé son ACI en 2020, a rejoint la CPTS du Bocage.",
        "Créée en 2019, la CPTS du Marais a rejoint le 1er janvier 2024 la CPTS du Bocage.",
        "La CPTS du Marais, lancée en 2019, a été absorbée le 1er janvier 2024 par la CPTS du Bocage.",
    ],
)
def test_a_merger_has_the_day_of_its_own_clause(words) -> None:
    listings = {one.name: one for one in extract(f"<p>{words}</p>", kind="presse").listings}
    ended = read_listing(listings["CPTS du Marais"], ("52",))
    assert [claim.value for claim in ended.values("statut")] == ["cessee"]
    dated = {claim.data["evenement"]: claim.value for claim in ended.values("date")}
    assert dated["fusion"] == "2024-01-01"
    assert "statut" not in told(f"<p>{words}</p>")["du Bocage"]


def test_what_did_not_merge_lives() -> None:
    words = "La CPTS du Marais n'a pas fusionné avec la CPTS du Bocage le 1er janvier 2024."
    facts = told(f"<p>{words}</p>")
    assert "statut" not in facts["du Marais"] and "statut" not in facts["du Bocage"]


@pytest.mark.parametrize(
    "words",
    [
        "La CPTS du Marais a intégré la CPTS du Bocage le 1er janvier 2024.",
        "La CPTS du Marais, qui avait signé son ACI en 2020, a rejoint la CPTS du Bocage le 1er janvier 2024.",
        "La CPTS du Marais (Vendée) s'est intégrée à la CPTS du Bocage le 1er janvier 2024.",
        "Le 1er janvier 2024, la CPTS du Marais a fusionné au sein de la CPTS du Bocage.",
    ],
)
def test_who_goes_into_another_ends_and_the_other_has_nothing_of_it(words) -> None:
    listings = {one.name: one for one in extract(f"<p>{words}</p>", kind="presse").listings}
    ended, heir = (read_listing(listings[name], ("52",)) for name in ("CPTS du Marais", "CPTS du Bocage"))
    assert [claim.value for claim in ended.values("filiation")] == ["CPTS du Marais → CPTS du Bocage"]
    assert not [claim for claim in heir.values("statut") if claim.value] and not heir.values("date")


@pytest.mark.parametrize(
    "words",
    [
        "La CPTS du Marais a rejoint la CPTS du Bocage pour une journée de dépistage le 4 mai 2024.",
        "La CPTS du Marais a intégré le conseil de la CPTS du Bocage le 4 mai 2024.",
        "La CPTS du Marais a rejoint le 4 mai 2024 la CPTS du Bocage pour le colloque.",
        "La CPTS du Marais souhaite intégrer la CPTS du Bocage en 2027.",
        "La CPTS du Marais n'a pas intégré la CPTS du Bocage.",
    ],
)
def test_who_joins_another_for_a_day_or_some_day_has_not_ended(words) -> None:
    statements = [read_listing(one, ("52",)) for one in extract(f"<p>{words}</p>", kind="presse").listings]
    told = [claim for one in statements for name in ("filiation", "statut") for claim in one.values(name)]
    assert not [claim for claim in told if claim.value]
