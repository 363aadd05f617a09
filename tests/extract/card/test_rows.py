"""A list read by what its card says: rows and fields by selectors, and an alarm for whatever is left."""

from __future__ import annotations

import json

import pytest

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.instructions import ExtractRules
from spiders.listing import Extraction

CARDS = """<html><head><title>Annuaire</title></head><body><main><h1>Annuaire des structures</h1>
<h2>Déjà sous contrat</h2>
<div class="fiche"><h3>Vallée des Peupliers</h3><p class="lieu">Communes : Aubenas, Privas</p>
<p class="hab">42 000 habitants</p><p class="contact">Camille Roudier, 06 39 98 12 34</p>
<a class="site" href="https://www.peupliers.example/accueil">Voir</a></div>
<div class="fiche"><h3>Sud Plateau</h3><p class="lieu">Communes : Le Cheylard</p><p class="hab">18 500 habitants</p>
<p class="contact">Dr Camille Roudier</p><a class="site" href="https://sud-plateau.example/">Voir</a></div>
<h2>En cours d'écriture</h2>
<div class="fiche"><h3>Haut Eyrieux</h3><p class="lieu">Communes : Saint-Agrève</p><p class="hab">9 000 habitants</p>
<p class="contact">Camille Roudier</p></div></main></body></html>"""
RULES = {
    "rows": "div.fiche",
    "fields": {
        "name": "h3",
        "status_text": "preceding::h2[1]",
        "territory_text": {"select": "p.lieu", "match": "Communes : (.*)"},
        "population_text": "p.hab",
        "website": "a.site::attr(href)",
    },
    "ignore": [".contact", "a.site"],
    "lookups": {
        "status_text": {
            "En cours d'écriture": {
                "means": "projet de santé en cours de rédaction",
                "reason": "légende de la page",
                "since": "2026-11-29",
            }
        }
    },
}


def told(body: str, rules: dict | None = None, kind: str = "text/html", **context) -> Extraction:
    known = SourceContext(kind="urps", regions=("84",), rules=ExtractRules.model_validate(rules or RULES), **context)
    return read(Document("https://a.example/annuaire", body.encode(), kind), known)


def test_the_rows_of_a_card_are_its_cpts_with_the_fields_it_names():
    found = told(CARDS)
    assert [(one.name, one.territory_text, one.population_text) for one in found.listings] == [
        ("Vallée des Peupliers", "Aubenas, Privas", "42 000 habitants"),
        ("Sud Plateau", "Le Cheylard", "18 500 habitants"),
        ("Haut Eyrieux", "Saint-Agrève", "9 000 habitants"),
    ]
    assert found.listings[0].website == "https://www.peupliers.example"  # pages below may name people
    assert found.listings[0].status_filed == "Déjà sous contrat"
    assert found.alarms == ()


@pytest.mark.parametrize("mark", ["?mail=c.roudier@exemple.fr", "#c.roudier@exemple.fr"])
def test_a_site_with_a_mailbox_in_its_address_is_its_host(mark):
    assert (
        told(CARDS.replace("example/accueil", f"example/{mark}")).listings[0].website == "https://www.peupliers.example"
    )


def test_a_fact_taken_behind_its_row_is_nobody_elses():
    panels = """<main><h2>Déjà sous contrat</h2><ul><li><a href="#a">Vallée des Peupliers</a></li><li><a href="#b">Sud
    Plateau</a></li></ul><div id="a"><p>Communes : Aubenas, Privas</p></div><div id="b"><p>18 500 habitants</p></div></main>"""
    panel = "id(substring-after(@href, '#'))/p"
    fields = {
        "name": ".",
        "status_text": "preceding::h2[1]",
        "territory_text": {"select": panel, "match": "Communes : (.*)"},
        "population_text": {"select": panel, "match": ".* habitants"},
    }
    found = told(panels, {"rows": "//li/a", "fields": fields})
    assert [(one.name, one.territory_text, one.population_text) for one in found.listings] == [
        ("Vallée des Peupliers", "Aubenas, Privas", None),
        ("Sud Plateau", None, "18 500 habitants"),
    ]
    assert {one.status_filed for one in found.listings} == {"Déjà sous contrat"} and not found.alarms


def test_a_looked_up_value_keeps_the_words_as_published():
    last = told(CARDS).listings[-1]
    assert last.status_text == "projet de santé en cours de rédaction"
    assert last.by_card == (("status_text", "En cours d'écriture"),)
    assert "Camille" not in str(told(CARDS)) and "06 39" not in str(told(CARDS))


def test_what_the_card_names_nowhere_is_told_without_people():
    found = told(CARDS, RULES | {"ignore": ["a.site"]})
    assert not found.alarms  # the contact is a person, who is cut
    renamed = told(CARDS.replace('class="hab"', 'class="nombre"'))
    assert len(renamed.listings) == 3 and all(one.population_text is None for one in renamed.listings)
    assert next((one.name, "42 000" in one.detail) for one in renamed.alarms) == ("UnreadText", True)


def test_rows_that_are_gone_are_a_drift_and_the_general_rules_read_the_rest():
    redesigned = CARDS.replace('class="fiche"', 'class="carte"').replace("Haut Eyrieux", "CPTS du Haut Eyrieux")
    found = told(redesigned)
    assert "LayoutDrift" in [one.name for one in found.alarms]
    assert "CPTS du Haut Eyrieux" in [one.name for one in found.listings]
    repaired = told(redesigned, RULES | {"rows": "div.carte"})
    assert len(repaired.listings) == 3 and not repaired.alarms


def test_the_rows_are_asked_of_the_pages_the_card_names_only():
    found = told("<html><body><main><p>La CPTS du Lac a signé son ACI.</p></main></body></html>", entry=False)
    assert [one.name for one in found.listings] == ["CPTS du Lac"] and not found.alarms


def test_a_cpts_named_beside_the_rows_is_kept_and_told():
    beside = CARDS.replace("</main>", "<p>La CPTS du Bas Vivarais couvre 30 000 habitants.</p></main>")
    found = told(beside)
    assert [one.name for one in found.listings][3:] == ["CPTS du Bas Vivarais"]
    assert [one.name for one in found.alarms] == ["UnreadText"]


@pytest.mark.parametrize("name", ["Qu'est-ce qu'une CPTS ?", "https://www.peupliers.example", ""])
def test_a_row_whose_name_is_none_is_told_and_gives_nothing(name):
    found = told(CARDS.replace("<h3>Sud Plateau", f"<h3>{name}"))
    assert [one.name for one in found.listings] == ["Vallée des Peupliers", "Haut Eyrieux"]
    assert "UnreadText" in [one.name for one in found.alarms]


def test_rows_under_one_name_are_one_cpts_with_all_its_communes():
    rows = "".join(
        f"<li><b>{name}</b> <i>{code}</i> <u>{place}</u></li>"
        for name, code, place in [
            ("Deux Rives", "07019", "Aubenas"),
            ("Deux Rives", "07186", "Privas"),
            ("Sud Plateau", "07064", "Le Cheylard"),
        ]
    )
    fields = {"name": "b", "commune_codes": "i", "territory_text": "u"}
    found = told(f"<html><body><ul class=l>{rows}</ul></body></html>", {"rows": "ul.l > li", "fields": fields})
    assert [(one.name, one.territory_text, one.commune_codes) for one in found.listings] == [
        ("Deux Rives", "Aubenas, Privas", ("07019", "07186")),
        ("Sud Plateau", "Le Cheylard", ("07064",)),
    ]


def test_records_are_read_by_paths_and_their_other_keys_are_told():
    rows = [
        {"nom": "Deux Rives", "etape": {"libelle": "ACI signé"}, "villes": ["Aubenas", "Privas"], "zz": "17"},
        {"nom": "Sud Plateau", "etape": {"libelle": "Projet"}, "villes": [], "zz": "18", "tel": "04 00"},
    ]
    rules = {
        "rows": "reponse.resultats",
        "fields": {"name": "nom", "status_text": "etape.libelle", "territory_text": "villes"},
        "ignore": ["tel"],
    }
    found = told(json.dumps({"reponse": {"resultats": rows}}), rules, "application/json")
    assert [(one.name, one.status_text, one.territory_text) for one in found.listings] == [
        ("Deux Rives", "ACI signé", "Aubenas, Privas"),
        ("Sud Plateau", "Projet", None),
    ]
    assert dict(found.listings[0].extra) == {"zz": "17"}
    assert [(one.name, one.detail.split(" :")[0]) for one in found.alarms] == [("UnknownHeader", "« zz »")]


def test_records_may_be_read_by_the_names_of_their_keys():
    rows = [{"NOM_ZONE": "Deux Rives", "C1": "07019"}, {"NOM_ZONE": "Deux Rives", "C1": "07186"}]
    rules = {"rows": "features[].attributes", "columns": {"NOM_ZONE": "name", "C1": "commune_codes"}}
    data = json.dumps({"features": [{"attributes": row} for row in rows]})
    (found,) = told(data, rules, "application/json").listings
    assert (found.name, found.commune_codes) == ("Deux Rives", ("07019", "07186"))


def test_elements_of_xml_are_selected_without_their_namespaces():
    body = (
        """<?xml version="1.0"?><liste xmlns="urn:x"><zone><titre>Deux Rives</titre><pop>42 000</pop></zone></liste>"""
    )
    found = told(body, {"rows": "zone", "fields": {"name": "titre", "population_text": "pop"}}, "text/xml")
    assert [(one.name, one.population_text) for one in found.listings] == [("Deux Rives", "42 000")]


def test_nothing_a_document_holds_makes_a_card_raise():
    for body in ("[]", "{", '{"a": 1}', "<html><body><div class=fiche></div></body></html>", "<a><b/></a>", ""):
        for rules in (RULES, {"rows": "a.b[]", "fields": {"name": "c"}}):
            assert all("a échoué" not in one.detail for one in told(body, rules, "").alarms)


def test_a_redesign_without_the_word_is_repaired_by_the_card_alone():
    """The names of the rows have dashes, of which a bare name would be cut at the first."""
    names = ("Aubervilliers – La Courneuve", "Noisy – Bondy", "Montreuil")
    tiles = "".join(
        f'<article class="tile"><div><span class="tag">En projet</span><p class="label">{name}</p></div>'
        f'<span class="size">{number}8 000 hab.</span></article>'
        for number, name in enumerate(names, 1)
    )
    page = f"<html><head><title>Dispositifs</title></head><body><h1>Les soins en ville</h1>{tiles}</body></html>"
    fields = {"name": "p.label", "status_text": "span.tag", "population_text": "span.size"}
    found = told(page, {"rows": "article.tile", "fields": fields, "expect_heading": "Les soins en ville"})
    assert tuple(one.name for one in found.listings) == names
    assert [one.population_text for one in found.listings] == ["18 000 hab.", "28 000 hab.", "38 000 hab."]
    assert not found.alarms
