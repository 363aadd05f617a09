"""What a count says: of all, of some, of nobody in particular."""

from __future__ import annotations

import pytest

from pipelines.cli.extract import as_object
from pipelines.steps.claims import read_listing
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from tests.support.pages import extract

CONTEXT = SourceContext(source_id="essai", kind="ars", regions=("76",))
LIST = """<h2>Les CPTS par département</h2><p><strong>Lot :</strong></p><ul>
<li>CPTS du Causse Bleu : contrat signé le 4 mai 2021</li><li>CPTS de la Vallée Ronde : projet de santé validé</li>
<li>CPTS des Deux Rives : lettre d'intention déposée en mars 2024</li></ul>"""


def told(body: str) -> dict[str, tuple[str | None, str | None]]:
    page = f"<html><head><title>CPTS</title></head><body><main><h1>Les CPTS</h1>{body}</main></body></html>"
    found = read(Document("https://x.ars.sante.fr/cpts", page.encode(), "text/html"), CONTEXT)
    statements = [read_listing(one, CONTEXT.regions, publisher_kind=CONTEXT.kind) for one in found.listings]
    rows = [as_object(statement, "essai") for statement in statements]
    return {row["nom"]: (row["statut"], row["date"]) for row in rows}


@pytest.mark.parametrize(
    "count",
    [
        "Au 30 juin 2024, la région compte 3 CPTS, dont une a signé un contrat avec l'ARS et l'Assurance Maladie.",
        "La région compte trois CPTS, dont 2 sont en fonctionnement.",
        "Trois CPTS couvrent la région, parmi lesquelles deux ont signé leur ACI le 3 mai 2022.",
        "La région compte 3 CPTS : la plupart ont signé leur ACI en 2023.",
    ],
)
def test_what_is_told_of_some_is_told_of_no_one_in_particular(count: str) -> None:
    assert told(f"<p>{count}</p>{LIST}") == {
        "CPTS du Causse Bleu": ("aci_signe", "2021-05-04"),
        "CPTS de la Vallée Ronde": ("projet_valide", None),
        "CPTS des Deux Rives": ("lettre_intention", "2024-03"),
    }


def test_what_is_told_of_all_named_is_told_of_each() -> None:
    body = (
        "<p>Les trois CPTS du Lot ont signé leur contrat le 4 mai 2021 : la CPTS du Causse Bleu, la CPTS de la"
        " Vallée Ronde et la CPTS des Deux Rives.</p>"
    )
    assert set(told(body).values()) == {("aci_signe", "2021-05-04")}


@pytest.mark.parametrize(
    ("words", "population"),
    [
        ("couvre 65 347 habitants sur 26 communes", 65347),
        ("compte 41 200 habitants sur 312 km²", 41200),
        ("accompagne un habitant sur trois", None),
        ("touche 2 habitants sur 10", None),
    ],
)
def test_inhabitants_over_communes_are_not_a_share(words: str, population: int | None) -> None:
    page = (
        f"<html><head><title>La CPTS du Causse Bleu</title></head><body><main><h1>La CPTS du Causse Bleu</h1>"
        f"<p>La CPTS du Causse Bleu {words}.</p></main></body></html>"
    )
    found = read(Document("https://x.fr/cpts", page.encode(), "text/html"), CONTEXT)
    assert [as_object(read_listing(one, CONTEXT.regions), "x")["population"] for one in found.listings] == [population]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("28 septembre 2022", None),  # the day of the page, not that of the signature
        ("Mai 2022", None),
    ],
)
def test_a_lone_date_under_the_title_is_that_of_the_page(line: str, date: str | None) -> None:
    body = (
        f"<p>{line}</p><p>Les soignants du Causse, la CPAM du Lot et l'ARS ont signé le contrat de la CPTS du"
        " Causse Bleu.</p>"
    )
    assert told(body) == {"CPTS du Causse Bleu": ("aci_signe", date)}


def test_a_sentence_with_its_own_day_is_not_dated_by_the_line_above() -> None:
    body = (
        "<p>28 septembre 2022</p><p>Mardi 27 septembre 2022, la CPTS du Causse Bleu, la CPAM du Lot et l'ARS ont"
        " signé le contrat.</p>"
    )
    assert told(body) == {"CPTS du Causse Bleu": ("aci_signe", "2022-09-27")}


def test_dates_of_a_time_line_date_what_stands_below_them() -> None:
    body = (
        "<h2>La CPTS du Causse Bleu : nos dates</h2><p>Mars 2021</p><p>Dépôt de la lettre d'intention</p>"
        "<p>4 mai 2022</p><p>Signature de l'ACI</p>"
    )
    assert told(body) == {"CPTS du Causse Bleu": ("aci_signe", "2022-05-04")}


def test_what_professionals_undertake_are_missions_and_who_engages_in_a_cpts_is_a_headline() -> None:
    page = """<html><head><title>La CPTS du Causse Bleu</title></head><body><main>
        <h1>Le Causse s'engage dans une CPTS</h1>
        <p>La CPTS du Causse Bleu couvre Figeac et Capdenac.</p><p>Les 80 professionnels se sont engagés à :</p>
        <ul><li>faciliter l'accès à un médecin traitant ;</li><li>développer la prévention.</li></ul>
        </main></body></html>"""
    found = read(Document("https://x.fr/cpts", page.encode(), "text/html"), CONTEXT)
    (row,) = [as_object(read_listing(one, CONTEXT.regions), "essai") for one in found.listings]
    assert row["missions"] == ["acces_soins", "prevention"]
    assert "46102" in row["communes"]


def test_a_year_before_a_dash_dates_its_line() -> None:
    body = (
        "<h2>La CPTS du Causse Bleu</h2><p>2021 – Lettre d'intention déposée</p>"
        "<p>2023 – En mai, signature de l'ACI.</p>"
    )
    assert told(body)["CPTS du Causse Bleu"] == ("aci_signe", "2023-05")


def test_bullets_carry_on_what_the_first_one_counts() -> None:
    body = """<p>Où en est le Lot :</p><ul><li>2 CPTS en fonctionnement (Figeac, Gramat)</li><li>6 en réflexion</li>
        <li>2 en cours de rédaction de leur projet de santé (Cahors, Lalbenque)</li></ul>"""
    assert told(body) == {
        "CPTS Figeac": ("aci_signe", None),
        "CPTS Gramat": ("aci_signe", None),
        "CPTS Cahors": ("lettre_intention", None),
        "CPTS Lalbenque": ("lettre_intention", None),
    }


def test_bullets_that_count_something_else_name_no_cpts() -> None:
    body = "<p>La CPTS du Causse Bleu a signé son ACI.</p><ul><li>12 en exercice (Cahors, Figeac)</li></ul>"
    assert set(told(body)) == {"CPTS du Causse Bleu"}


@pytest.mark.parametrize("search", ["Affiner la recherche", "Filtrer par département", "Aucun résultat"])
def test_a_list_with_its_search_box_and_no_row_raises_an_alarm(search: str) -> None:
    found = extract(f"<h1>Les communautés</h1><h2>Les CPTS de Normandie</h2><p>{search}</p><div></div>", kind="ars")
    assert not found.listings
    assert "EmptyListing" in {alarm.name for alarm in found.alarms}


def test_what_two_of_a_list_have_become_since_is_not_of_the_list() -> None:
    listed = "".join(f"<li>CPTS {name} : ACI signé</li>" for name in ("Val Blanc", "Mont Gris", "Lac Vert", "Cap Nord"))
    since = "<p>Depuis, la CPTS Val Blanc et la CPTS Mont Gris ont fusionné pour former la CPTS des Deux Rives.</p>"
    found = extract(f"<h1>Les 4 CPTS de la Drôme</h1><ul>{listed}</ul>{since}", region="84")
    assert (len(found.listings), found.alarms) == (5, ())
    fewer = extract(f"<h1>Les 5 CPTS de la Drôme</h1><ul>{listed}</ul>{since.replace('5', '4')}", region="84")
    assert {one.name for one in extract(f"<h1>Les 6 CPTS</h1><ul>{listed}</ul>{since}").alarms} == {"CountMismatch"}
    assert fewer.listings


def test_an_end_in_brackets_is_a_stage_whoever_it_names() -> None:
    found = extract(
        "<h2>2 CPTS en fonctionnement</h2><ul><li>CPTS du Val Blanc</li>"
        "<li>CPTS du Mont Gris (fusionnée avec la CPTS du Val Blanc)</li></ul>"
    )
    told = {one.name: one.status_text or "" for one in found.listings}
    assert "fusionnée" in told["CPTS du Mont Gris"] and "fusionnée" not in told["CPTS du Val Blanc"]
