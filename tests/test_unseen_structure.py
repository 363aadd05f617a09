"""What the layout of a page says: tabs, groups of headings, legends, labels set apart, pages that are no list."""

from __future__ import annotations

import pytest

from pipelines.claims import main_date, read_listing
from pipelines.normalise.status import read_status
from spiders.document import Document
from spiders.extract.blocks import Block
from spiders.extract.context import SourceContext
from spiders.extract.facts_departement import departement_words
from spiders.extract.html_content import parse
from spiders.extract.html_tabs import tabs_of
from spiders.extract.legends import legend_of, legend_of_tree, terms_of
from spiders.extract.names_in_text import bare_name, find_names, name_key
from spiders.extract.place_lists import place_bullets
from spiders.extract.read import read
from spiders.listing import Extraction, Listing


def extract(markup: str, kind: str = "urps", region: str = "24") -> Extraction:
    page = f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"></head><body>{markup}</body></html>'
    document = Document(url="https://www.exemple.org/cpts", body=page.encode(), content_type="text/html; charset=utf-8")
    return read(document, SourceContext(kind=kind, regions=(region,)))


def by_name(found: Extraction) -> dict[str, Listing]:
    return {listing.name: listing for listing in found.listings}


# --- tabs ------------------------------------------------------------------------------------------------

TABS_BY_NAME = """<main><h1>Les CPTS du Centre-Val de Loire</h1>
<nav><div class="nav nav-tabs" role="tablist">
<a role="tab" data-toggle="tab" href="#p1" id="t1">Indre <span class="badge">2</span></a>
<a role="tab" data-toggle="tab" href="#p2" id="t2">Loiret</a></div></nav>
<div class="tab-content"><div id="p1"><h3>CPTS de la Brenne</h3><p>12 000 habitants</p>
<h3>CPTS du Boischaut Nord</h3><p>31 000 habitants</p></div>
<div id="p2"><h3>CPTS des Loges</h3><p>44 000 habitants</p></div></div></main>"""

TABS_BY_ORDER = """<main><h1>Les CPTS du Centre-Val de Loire</h1>
<div class="onglets"><ul class="onglets-titres"><li><a href="#">Indre</a></li><li><a href="#">Loiret</a></li></ul>
<div class="onglets-contenu"><div class="onglet"><p><strong>▸ Brenne</strong></p><ul><li>12 000 hab.</li></ul>
<p><strong>▸ Boischaut Nord</strong></p><ul><li>31 000 hab.</li></ul></div>
<div class="onglet"><p><strong>▸ Loges</strong></p><ul><li>44 000 hab.</li></ul></div></div></div></main>"""


@pytest.mark.parametrize("page", [TABS_BY_NAME, TABS_BY_ORDER])
def test_the_title_of_a_tab_speaks_of_its_pane(page: str) -> None:
    found = extract(page)
    told = {name_key(one.name): one.department_text for one in found.listings}
    assert told == {"brenne": "Indre", "boischaut nord": "Indre", "loges": "Loiret"}
    assert not found.alarms


def test_a_tab_of_a_stage_dates_what_stands_under_it() -> None:
    found = extract(
        """<main><h1>Annuaire des CPTS</h1><ul role="tablist">
        <li role="tab" aria-controls="a">Projet de santé validé</li>
        <li role="tab" aria-controls="b">ACI signé</li></ul>
        <div id="a"><h4>Val de Creuse</h4><ul><li>Département : Indre</li><li>📅 mars 2025</li></ul></div>
        <div id="b"><h4>Grande Sologne</h4><ul><li>Département : Loir-et-Cher</li><li>4 mai 2022</li></ul></div>
        </main>"""
    )
    assert by_name(found)["Val de Creuse"].date_text == "Projet de santé validé : mars 2025"
    assert by_name(found)["Grande Sologne"].date_text == "ACI signé : 4 mai 2022"


def test_a_list_that_is_no_tab_list_stays_a_list() -> None:
    tree = parse("<body><div class='tabs'><ul><li>Un</li><li>Deux</li></ul><p>Texte</p></div></body>")
    assert not tabs_of(tree).titles


# --- headings that group others of their level --------------------------------------------------------------


@pytest.mark.parametrize(("group", "name"), [("h3", "h3"), ("p", "h4"), ("h2", "h3")])
def test_a_departement_holds_the_names_written_at_its_level(group: str, name: str) -> None:
    opening = f"<{group}><b>" if group == "p" else f"<{group}>"
    closing = f"</b></{group}>" if group == "p" else f"</{group}>"
    found = extract(
        f"""<main><h1>Les CPTS de la région</h1>
        {opening}Indre{closing}<{name}>CPTS de la Brenne</{name}><p>12 000 habitants</p>
        <{name}>CPTS du Boischaut Nord</{name}><p>31 000 habitants</p>
        {opening}Loiret{closing}<{name}>CPTS des Loges</{name}><p>44 000 habitants</p></main>"""
    )
    assert {one.name: one.department_text for one in found.listings} == {
        "CPTS de la Brenne": "Indre", "CPTS du Boischaut Nord": "Indre", "CPTS des Loges": "Loiret"}


def test_a_heading_after_a_list_is_not_in_it() -> None:
    found = extract(
        """<main><h1>Les CPTS de la région</h1><h3>Indre</h3><ul><li>CPTS de la Brenne : 12 000 habitants</li></ul>
        <h3>CPTS des Loges</h3><p>44 000 habitants</p></main>"""
    )
    assert by_name(found)["CPTS des Loges"].department_text is None


# --- legends ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Légende : A = émergence ; B = lettre d'intention validée ; C = ACI signé.",
        "A : émergence, B : lettre d'intention validée, C : ACI signé",
        "A – émergence\nB – lettre d'intention validée\nC – ACI signé",
        "Légende\nA : émergence\nB : lettre d'intention validée\nC : ACI signé",
    ],
)
def test_a_legend_is_read(text: str) -> None:
    assert legend_of(text) == {"a": "émergence", "b": "lettre d'intention validée", "c": "ACI signé"}


@pytest.mark.parametrize(
    "text",
    [
        "ACI : accord conventionnel interprofessionnel ; LI : lettre d'intention",
        "Phase 1 : rédaction du projet de santé",
        "Le 3 mai : signature de l'ACI",
        "Taille 1 : moins de 40 000 habitants ; taille 2 : de 40 000 à 80 000",
    ],
)
def test_what_is_no_legend_of_stages(text: str) -> None:
    assert legend_of(text) == {}


def test_the_legend_of_a_json_tree() -> None:
    tree = {"labels": {"OPEN": "ACI signé", "DRAFT": "Projet de santé en rédaction", "IDEA": "Émergence"}, "total": "3"}
    assert legend_of_tree(tree)["draft"] == "Projet de santé en rédaction"
    tree = [{"id": 1, "libelle": "Lettre d'intention"}, {"id": 2, "libelle": "ACI signé"}]
    assert legend_of_tree(tree) == {"1": "Lettre d'intention", "2": "ACI signé"}


LEGEND = "<p>1 = lettre d'intention validée ; 2 = <b>projet de santé</b> validé ; 3 = ACI signé</p>"
CODED = """<table><tr><th>CPTS</th><th>{}</th><th>Nb MSP</th></tr>
<tr><td>CPTS de la Brenne</td><td>3</td><td>2</td></tr>
<tr><td>CPTS des Loges</td><td>1</td><td>3</td></tr></table>"""


def test_a_coded_column_says_the_words_of_the_legend() -> None:
    found = by_name(extract(f"<main><h1>Les CPTS</h1>{LEGEND}{CODED.format('Stade')}</main>"))
    assert found["CPTS de la Brenne"].status_text == "ACI signé"
    assert found["CPTS des Loges"].status_text == "lettre d'intention validée"


def test_a_column_of_numbers_is_no_coded_stage() -> None:
    found = by_name(extract(f"<main><h1>Les CPTS</h1>{LEGEND}{CODED.format('Pôles')}</main>"))
    assert found["CPTS des Loges"].status_text is None


def test_a_word_the_page_explains() -> None:
    assert terms_of("« Contrat » désigne la signature de l'ACI.") == {"contrat": "la signature de l'ACI"}
    assert terms_of("« Territoire » désigne les communes.") == {}
    found = extract(
        """<main><h1>Les CPTS de l'Indre</h1><p>« Engagement » désigne la signature de l'ACI.</p>
        <h3>CPTS de la Brenne</h3><ul><li>Engagement : 4 mai 2022</li></ul></main>"""
    )
    assert found.listings[0].status_text == "la signature de l'ACI : 4 mai 2022"


def test_the_title_legende_names_no_cpts() -> None:
    found = extract(
        """<main><h1>Carte des CPTS de l'Indre</h1><p><b>Légende</b></p><p>vert : ACI signé</p>
        <p>orange : projet de santé validé</p></main>"""
    )
    assert not found.listings


# --- fields without a label ---------------------------------------------------------------------------------


def test_a_field_called_after_its_name_is_no_title() -> None:
    found = extract(
        """<main><h1>Trouver une CPTS</h1><h3>CPTS de la Brenne</h3>
        <div class="field field--name-field-stade field__item">ACI signé</div>
        <div class="field field--name-field-pop"><div class="field__label">Population</div>
        <div class="field__item">12 000</div></div></main>"""
    )
    assert (found.listings[0].status_text, found.listings[0].population_text) == ("ACI signé", "Population : 12 000")


def test_what_a_page_tells_search_engines_of_itself_is_no_cpts() -> None:
    found = extract(
        """<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "name": "Nos actions - CPTS des Loges",
        "datePublished": "2024-01-02"}, {"@type": "Organization", "name": "CPTS des Loges"}]}</script>
        <h1>Nos actions</h1><p>La CPTS des Loges couvre 44 000 habitants.</p>""",
        kind="cpts",
    )
    assert [one.name for one in found.listings] == ["CPTS des Loges"]


# --- introductory lines -------------------------------------------------------------------------------------


def test_lines_of_a_page_without_headings() -> None:
    found = extract(
        """<table width="760"><tr><td><a href="i.htm">Accueil</a><br><b>CPTS</b><br><a href="m.htm">MSP</a></td>
        <td><p><font size="5"><b>Les CPTS du Centre-Val de Loire</b></font></p><p><font><u>INDRE (36)</u><br>
        <b>CPTS de la Brenne</b> : Le Blanc, Mézières-en-Brenne. 12 000 habitants. ACI signé le 3 mai 2022.<br>
        <b>CPTS du Boischaut Nord</b> : 31 000 habitants. Lettre d'intention validée.<br></font></p>
        <p><font><u>LOIRET</u><br><b>CPTS des Loges</b>, lancée en juin 2023. 44 000 habitants.</font></p><hr>
        <p><font size="1">Page optimisée pour 800 x 600. Le département du Cher suivra.</font></p></td></tr></table>"""
    )
    assert {one.name: one.department_text for one in found.listings} == {
        "CPTS de la Brenne": "INDRE (36)", "CPTS du Boischaut Nord": "INDRE (36)", "CPTS des Loges": "LOIRET"}
    assert by_name(found)["CPTS des Loges"].status_text == "CPTS, lancée en juin 2023."


def test_a_dated_fact_of_one_cpts_dates_no_other() -> None:
    found = by_name(
        extract(
            """<main><h1>Les CPTS de l'Indre</h1><h3>CPTS de la Brenne</h3>
            <p>Association dissoute au 1er janvier 2023</p>
            <h3>CPTS du Boischaut Nord</h3><p>ACI signé le 3 mai 2022</p></main>"""
        )
    )
    assert found["CPTS du Boischaut Nord"].status_text == "ACI signé le 3 mai 2022"


def test_a_default_holds_for_those_that_say_nothing_else() -> None:
    found = by_name(
        extract(
            """<main><h1>Les CPTS de l'Indre</h1><p>Point en avril. Toutes sont sous contrat sauf mention contraire.</p>
            <ul><li>CPTS de la Brenne : 12 000 habitants</li><li>CPTS des Loges, en projet</li>
            <li>CPTS du Val : en sommeil</li></ul></main>"""
        )
    )
    assert found["CPTS de la Brenne"].status_text == "Toutes sont sous contrat sauf mention contraire."
    assert "sous contrat" not in (found["CPTS des Loges"].status_text or "")
    assert "sous contrat" not in (found["CPTS du Val"].status_text or "")


def test_a_condition_is_said_of_nobody() -> None:
    found = by_name(
        extract(
            """<main><h1>Les CPTS de l'Indre</h1><p>Cette page recense les 2 communautés suivies, avec la date de l'ACI
            lorsqu'il est signé.</p><h2>Lettres d'intention</h2>
            <ul><li>CPTS de la Brenne</li><li>CPTS des Loges</li></ul></main>"""
        )
    )
    assert read_status(found["CPTS des Loges"].status_text or "").value == "lettre_intention"


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["CPTS Plateau briard", "CPTS Bresse bourguignonne", "CPTS Îles en mer", "CPTS Vierzon et ses environs",
     "CPTS Blois et son pays", "CPTS des Cévennes gardoises"],
)
@pytest.mark.parametrize("after", ["", " : 12 000 habitants", " a signé son ACI", " (lettre d'intention)"])
def test_a_name_that_ends_in_lower_case(name: str, after: str) -> None:
    assert [mention.name for mention in find_names(name + after)] == [name]


@pytest.mark.parametrize("after", ["fonctionne depuis 2020", "et ses partenaires", "en partenariat", "prochaine"])
def test_what_follows_a_name_is_not_of_it(after: str) -> None:
    assert [mention.name for mention in find_names(f"La CPTS de Vierzon {after}")] == ["CPTS de Vierzon"]


def test_a_cpts_that_goes_by_another_name_first() -> None:
    found = extract(
        """<main><h1>Les CPTS du Loiret</h1><ul><li>Terres d'Ocre (CPTS du Gâtinais) : 44 000 habitants</li>
        <li>CPTS des Loges : 31 000 habitants</li></ul></main>"""
    )
    assert [one.name for one in found.listings] == ["Terres d'Ocre (CPTS du Gâtinais)", "CPTS des Loges"]
    assert found.listings[0].population_text == "44 000 habitants"


# --- bullets that are places --------------------------------------------------------------------------------


def test_bullets_of_places_are_the_territory() -> None:
    found = extract(
        """<main><h1>Les CPTS de l'Indre</h1><h2>CPTS de la Brenne</h2><ul><li>Le Blanc</li><li>Mézières-en-Brenne</li>
        <li>Saint-Gaultier</li></ul><p>12 000 habitants.</p></main>"""
    )
    assert "Le Blanc" in (found.listings[0].territory_text or "")
    assert "Saint-Gaultier" in (found.listings[0].territory_text or "")


@pytest.mark.parametrize(
    "bullets",
    [
        ["Médecins généralistes", "Infirmières libérales", "Pharmaciens"],
        ["Facebook", "LinkedIn"],
        ["Contact", "Accueil", "Actualités"],
        ["Maya Brunet", "Léo Garnier", "Inès Faure"],
    ],
)
def test_bullets_that_are_no_places(bullets: list[str]) -> None:
    assert not place_bullets([Block("item", text, "/li", 1) for text in bullets])


# --- pages that are no list ---------------------------------------------------------------------------------


def test_a_login_page_of_a_platform_of_cpts() -> None:
    found = extract(
        """<title>Connexion – Réseau des CPTS du Centre</title><h1>Réseau des CPTS du Centre</h1><form><p>Réservé</p>
        <input type="password" name="p"></form>"""
    )
    assert not found.listings
    assert [one.name for one in found.alarms] == ["BlockedPage"]


def test_the_count_of_the_place_is_checked() -> None:
    found = extract(
        """<main><h1>Les CPTS dans le Loiret</h1><p>Quatre CPTS sont sous contrat dans le Loiret.</p>
        <h2>CPTS des Loges</h2><p>31 000 habitants</p><h2>CPTS du Gâtinais</h2><p>44 000 habitants</p></main>"""
    )
    assert [one.name for one in found.alarms] == ["CountMismatch"]


# --- fields -------------------------------------------------------------------------------------------------


def test_the_values_of_a_field_written_one_by_one() -> None:
    found = extract(
        """<main><h1>Trouver une CPTS</h1><h3>CPTS de la Brenne</h3><div><div>Communes</div><div>
        <div class="v">Le Blanc</div><div class="v">Mérigny</div></div></div><div>Émergence</div></main>"""
    )
    assert found.listings[0].territory_text == "Le Blanc, Mérigny"
    assert found.listings[0].status_text == "Émergence"


def test_a_field_date_is_that_of_the_state_above_it() -> None:
    found = extract(
        """<main><h1>Annuaire</h1><h2>CPTS de la Brenne</h2><p>Département : Indre</p><p>État : contrat ACI signé</p>
        <p>Date : 07/03/2023</p><h2>CPTS des Loges</h2><p>Département : Loiret</p><p>Date : 07/03/2024</p></main>"""
    )
    assert found.listings[0].date_text == "État : contrat ACI signé : 07/03/2023"
    assert found.listings[1].date_text is None


def test_the_field_date_of_a_card_is_that_of_its_badge() -> None:
    card = """<div class="card"><h3>CPTS {}</h3><span class="tag">{}</span><ul><li><b>Communes :</b> Le Blanc</li>
        <li><b>Population :</b> 12 000 habitants</li><li><b>Date :</b> {}</li></ul></div>"""
    cards = (
        ("de la Brenne", "ACI signé", "07/03/2023"), ("des Loges", "En émergence", "01/02/2024"),
        ("du Perche", "Signature prévue", "01/02/2027"), ("de la Sologne", "Réunion publique", "03/04/2024"),
    )
    body = "".join(card.format(*told) for told in cards)
    told = by_name(extract(f"<main><h1>Annuaire</h1><div>{body}</div></main>"))
    assert told["CPTS de la Brenne"].date_text == "ACI signé : 07/03/2023"
    assert told["CPTS du Perche"].date_text is None
    assert told["CPTS de la Sologne"].date_text is None


def test_a_labelled_territory_ends_where_another_fact_begins() -> None:
    told = by_name(extract(
        """<main><h1>Les CPTS du Loiret</h1><h2>CPTS des Loges</h2>
        <p>Territoire : communauté de communes des Loges – 42 000 habitants – ACI signé le 3 mai 2021</p>
        <h2>CPTS du Pithiverais</h2><p>Communes : Pithiviers, Outarville – 31 000 habitants</p>
        <h2>CPTS du Gâtinais</h2><p>Territoire : 2 communes – environ 9 000 habitants – Amilly, Montargis</p>
        <h2>CPTS de Gien</h2><p>Territoire : à définir – lettre d'intention validée</p>
        <h2>CPTS de Sully</h2><p>Secteur : Sully, Briare | 20 000 hab. | projet de santé validé en 2022</p></main>"""
    ))
    assert told["CPTS des Loges"].territory_text == "communauté de communes des Loges"
    assert told["CPTS du Pithiverais"].territory_text == "Pithiviers, Outarville"
    assert told["CPTS du Gâtinais"].territory_text == "2 communes – Amilly, Montargis"
    assert told["CPTS de Gien"].territory_text is None
    assert told["CPTS de Sully"].territory_text == "Sully, Briare"


def test_where_members_work_is_the_territory_under_its_heading_only() -> None:
    told = "<p>Nos membres exercent à Le Blanc, Mérigny et Ingrandes.</p>"
    found = extract(f"<main><h1>CPTS de la Brenne</h1><h2>Notre territoire</h2>{told}</main>", kind="cpts")
    assert (found.listings[0].territory_text or "").endswith("à Le Blanc, Mérigny et Ingrandes")
    told = "<p>Trois infirmières de notre équipe exercent désormais à Le Blanc et à Mérigny chaque semaine.</p>"
    found = extract(f"<main><h1>CPTS de la Brenne</h1><h2>Actualités</h2>{told}</main>", kind="cpts")
    assert found.listings[0].territory_text is None


@pytest.mark.parametrize(("inside", "territory"), [
    ("Le Blanc, Mérigny, Ingrandes", "Le Blanc, Mérigny, Ingrandes"),
    ("ARS, CPAM", None), ("Prévention, Parcours", None), ("Indre, Cher", None), ("Infirmiers, Médecins", None),
])
def test_names_in_brackets_after_the_stage_are_the_territory(inside: str, territory: str | None) -> None:
    found = extract(
        f"""<main><h1>Où en est-on ?</h1><p>CPTS de la Brenne : projet de santé validé en mars 2021 ({inside}).</p>
        <p>CPTS des Loges : projet de santé validé en mai 2022.</p></main>"""
    )
    assert by_name(found)["CPTS de la Brenne"].territory_text == territory


@pytest.mark.parametrize(("said", "wrong"), [
    ("L'agence recense 4 CPTS, à tous les stades. Elles sont toutes présentées ci-dessous.", True),
    ("L'agence recense 3 CPTS, à tous les stades. Elles sont toutes présentées ci-dessous.", False),
    ("L'agence recense 4 CPTS dont 2 en projet. Elles sont présentées ci-dessous.", False),
    ("La région compte 14 CPTS. Les deux du Loiret sont présentées ci-dessous.", False),
    ("Retrouvez ci-dessous les 4 CPTS du Loiret.", True), ("Voici les 4 CPTS signataires, et les projets.", False),
    ("4 CPTS sont recensées dans la région. En voici la liste.", True),
])
def test_the_number_an_agency_counts_is_that_of_its_list(said: str, wrong: bool) -> None:
    found = extract(
        f"""<main><h1>Annuaire</h1><p>{said}</p><h2>CPTS des Loges</h2><p>42 000 habitants</p>
        <h2>CPTS du Pithiverais</h2><p>31 000 habitants</p><h2>CPTS de Gien</h2></main>"""
    )
    assert [one.name for one in found.alarms if one.name == "CountMismatch"] == ["CountMismatch"] * wrong


@pytest.mark.parametrize("card", [
    '<div class="card"><span class="tag">{1}</span><h3>{0}</h3><p>12 000 habitants</p></div>',
    '<article><div class="top"><em>{1}</em></div><div><h3>{0}</h3><p>12 000 habitants</p></div></article>',
    "<li><span>{1}</span><h4>{0}</h4><p>12 000 habitants</p></li>",
])
def test_a_badge_above_a_name_is_of_the_card_it_opens(card: str) -> None:
    cards = (("CPTS de la Brenne", "En projet"), ("CPTS des Loges", "ACI signé"), ("CPTS du Perche", "En projet"))
    body = "".join(card.format(*told) for told in cards)
    told = by_name(extract(f"<main><h1>Annuaire</h1><p>Toutes les CPTS</p><div>{body}</div></main>"))
    assert [told[name].status_text for name, _ in cards] == [stage for _, stage in cards]


def test_the_inhabitants_above_a_name_are_of_the_card_they_open() -> None:
    body = "".join(
        f'<div class="card"><span>{count} habitants</span><h3>CPTS {name}</h3><p>ACI signé</p></div>'
        for name, count in (("de la Brenne", "12 000"), ("des Loges", "31 000"))
    )
    told = by_name(extract(f"<main><h1>Annuaire</h1>{body}</main>"))
    assert [one.population_text for one in told.values()] == ["12 000 habitants", "31 000 habitants"]


def test_a_stage_below_the_last_words_of_a_card_stays_there() -> None:
    body = "".join(
        f"<div><h3>CPTS {name}</h3><p>12 000 habitants</p><p>{stage}</p></div>"
        for name, stage in (("de la Brenne", "En projet"), ("des Loges", "ACI signé"))
    )
    told = by_name(extract(f"<main><h1>Annuaire</h1>{body}</main>"))
    assert [one.status_text for one in told.values()] == ["En projet", "ACI signé"]


def test_a_line_of_stage_above_a_name_opens_the_next_group() -> None:
    sheet = "<h3>CPTS {}</h3><p>Population : 12 000 habitants</p>"
    signed = "".join(map(sheet.format, ("de la Brenne", "des Loges")))
    coming = "".join(map(sheet.format, ("du Perche", "de Gien")))
    told = by_name(extract(f"<main><h1>Annuaire</h1><p>ACI signé :</p>{signed}<p>En projet :</p>{coming}</main>"))
    assert [one.status_text for one in told.values()] == ["ACI signé"] * 2 + ["En projet"] * 2


def test_the_field_date_of_an_event_is_not_that_of_the_stage() -> None:
    found = extract(
        """<main><h1>CPTS de la Brenne</h1><p>ACI signé</p><h2>Agenda</h2><p>Soirée des adhérents</p>
        <ul><li>Date : 07/03/2025</li><li>Lieu : salle des fêtes</li></ul></main>""", kind="cpts"
    )
    assert found.listings[0].date_text is None


def test_a_row_without_any_date_is_what_the_page_says() -> None:
    found = extract(
        """<main><h1>Les CPTS</h1><p>Les projets sans date sont en émergence.</p><table>
        <tr><th>CPTS</th><th>Contrat territorial (avant ACI)</th><th>ACI</th></tr>
        <tr><td>CPTS de la Brenne</td><td>03/02/2018</td><td>07/03/2020</td></tr>
        <tr><td>CPTS des Loges</td><td></td><td></td></tr></table></main>"""
    )
    told = by_name(found)
    assert told["CPTS des Loges"].status_text == "en émergence"
    assert (told["CPTS de la Brenne"].date_text or "").startswith("ACI : 07/03/2020")


# --- names that are also places -----------------------------------------------------------------------------


def test_the_name_of_another_departement_within_one() -> None:
    found = extract(
        """<main><h1>Les CPTS de l'océan Indien</h1><h2>La Réunion</h2><h4>CPTS du Nord</h4>
        <p>Saint-Denis, Sainte-Marie, Sainte-Suzanne</p><h4>CPTS Sud Est 974</h4><p>En fonctionnement</p></main>""",
        region="04",
    )
    assert [one.name for one in found.listings] == ["CPTS du Nord", "CPTS Sud Est 974"]


@pytest.mark.parametrize(
    "title", ["Les CPTS de la région Occitanie", "Inter-CPTS Pays de la Loire", "CPTS de Bretagne"]
)
def test_a_region_in_a_title_is_no_cpts(title: str) -> None:
    found = extract(f"<title>{title}</title><main><h1>{title}</h1><ul><li>CPTS des Loges : ACI signé</li></ul></main>")
    assert [one.name for one in found.listings] == ["CPTS des Loges"]


# --- notes, counts, cards -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        """<h1>Les CPTS du Loiret</h1><ul><li>CPTS des Loges</li><li>CPTS du Gâtinais*</li>
        <li>CPTS du Giennois*</li></ul><p>* CPTS en cours de création</p>""",
        """<h1>Les CPTS du Loiret</h1><p>(1) ACI signé (2) en cours de création</p>
        <ul><li>CPTS des Loges</li><li>CPTS du Gâtinais (2)</li><li>CPTS du Giennois (2)</li></ul>""",
    ],
)
def test_a_note_of_stage_holds_for_every_name_it_marks(page: str) -> None:
    found = by_name(extract(f"<main>{page}</main>"))
    assert found["CPTS des Loges"].status_text is None
    for name in ("CPTS du Gâtinais", "CPTS du Giennois"):
        assert read_status(found[name].status_text or "").value == "lettre_intention"


def test_stars_that_are_bullets_are_no_notes() -> None:
    found = extract("<main><h1>CPTS des Loges</h1><p>* 31 000 habitants<br>* ACI signé le 3 mars 2021</p></main>")
    assert (found.listings[0].date_text or "").endswith("ACI signé le 3 mars 2021")


def test_a_departement_with_the_count_of_its_list() -> None:
    found = extract("<main><h1>Nos CPTS</h1><h2>Loiret (1)</h2><ul><li>CPTS des Loges</li></ul></main>")
    assert found.listings[0].department_text == "Loiret (1)"


def test_cards_without_a_fact_are_told() -> None:
    found = extract(
        """<main><h1>Annuaire des CPTS</h1><h3>Giennois</h3><p>31 000 habitants</p><h3>Gâtinais</h3><p>Voir la fiche</p>
        <h3>Nous contacter</h3><p>Par courriel</p></main>"""
    )
    assert [one.name for one in found.listings] == ["Giennois"]
    assert [one.detail.split(" (")[0] for one in found.alarms] == ["« Gâtinais »"]


def test_names_alone_on_their_lines_under_a_departement() -> None:
    found = extract(
        """<main><p><b>Liste des CPTS</b></p><p><b>Loiret</b><br>CPTS des Loges (ACI signé en 2021)<br>
        CPTS du Giennois<br><b>Indre</b><br>CPTS de la Brenne<br>CPTS du Val (en projet)</p></main>"""
    )
    told = {one.name: (one.department_text, one.territory_text) for one in found.listings}
    assert told == {
        "CPTS des Loges": ("Loiret", None), "CPTS du Giennois": ("Loiret", None), "CPTS de la Brenne": ("Indre", None),
        "CPTS du Val": ("Indre", None)}


@pytest.mark.parametrize("title", ["Les CPTS du Languedoc", "Nos CPTS de Bourgogne", "Toutes les CPTS d'Armagnac"])
def test_a_plural_is_no_name(title: str) -> None:
    assert not find_names(title)


@pytest.mark.parametrize("heading", ["Ils nous soutiennent", "Nos permanences"])
def test_bullets_of_places_under_another_heading_are_no_territory(heading: str) -> None:
    found = extract(
        f"""<main><h1>La CPTS des Loges</h1><p>31 000 habitants.</p><h2>{heading}</h2>
        <ul><li>Ville de Pithiviers</li><li>Malesherbes</li><li>Orléans</li></ul></main>""",
        kind="cpts",
    )
    assert found.listings[0].territory_text is None


def test_a_default_about_something_else_is_said_of_nobody() -> None:
    found = extract(
        """<main><h1>Les CPTS du Loiret</h1><p>Sauf mention contraire, les photos sont libres de droits.</p>
        <ul><li>CPTS des Loges : 31 000 habitants</li></ul></main>"""
    )
    assert found.listings[0].status_text is None


def test_the_departements_a_cpts_lists_itself() -> None:
    found = extract(
        """<main><h1>Les CPTS de Bretagne</h1><h2>Morbihan</h2><h3>CPTS de la Vilaine</h3>
        <p>39 communes sur deux départements (56 et 44)</p><h3>CPTS du Golfe</h3><p>12 communes</p></main>"""
    )
    assert [one.department_text for one in found.listings] == ["56 et 44", "Morbihan"]


def test_facts_set_side_by_side_on_a_line() -> None:
    found = extract(
        """<main><h1>Les CPTS de la région</h1><details><summary>ACI signé</summary><h3>Giennois</h3>
        <p>Loiret – 31 000 habitants – 12/03/2021</p></details><details><summary>Lettre d'intention validée</summary>
        <h3>Brenne</h3><p>Indre | 12 000 habitants | 4 mai 2022</p></details></main>"""
    )
    told = [(one.name, one.department_text, one.population_text, one.date_text) for one in found.listings]
    assert told == [
        ("Giennois", "Loiret", "31 000 habitants", "ACI signé : 12/03/2021"),
        ("Brenne", "Indre", "12 000 habitants", "Lettre d'intention validée : 4 mai 2022"),
    ]


# --- panes, sheets and brackets --------------------------------------------------------------------------

SITE_IN_TABS = """<main><h1>Qui sommes-nous</h1>
<ul class="nav nav-tabs"><li><a data-bs-toggle="tab" href="#a">Nos missions</a></li>
<li><a data-bs-toggle="tab" href="#b">Notre histoire</a></li></ul>
<div class="tab-content"><div class="tab-pane" id="a"><h3>Prévention</h3><p>Ateliers nutrition et dépistages.</p>
<h3>Accompagnement des professionnels</h3><p>Accueil des stagiaires, aide à l'installation.</p></div>
<div class="tab-pane" id="b"><dl><dt>Mai 2020</dt><dd>Dépôt de la lettre d'intention</dd>
<dt>2 juin 2021</dt><dd>Signature de l'accord conventionnel interprofessionnel (ACI)</dd></dl></div></div></main>"""


def test_the_title_of_a_tab_holds_the_headings_of_its_pane_and_ends_those_of_the_one_before():
    page = f'<html><head><title>Accueil – CPTS du Pays de Bitche</title></head><body>{SITE_IN_TABS}</body></html>'
    document = Document(url="https://www.cpts-bitche.org/", body=page.encode(), content_type="text/html")
    listing = read(document, SourceContext(kind="cpts", regions=("44",))).listings[0]
    assert read_status(listing.status_text or "").value == "aci_signe"
    assert listing.date_text and "2 juin 2021" in listing.date_text
    assert listing.missions_text and "Accompagnement des professionnels" in listing.missions_text


SHEETS = """<main><h1>Annuaire</h1>
<h4>CPTS DES COLLINES</h4><p>Avancement : ACI signé</p><p>Département : Orne</p>
<h4>MSP DU BOURG</h4><p>Département : Manche</p><p>Statut : en fonctionnement</p>
<h4>CPTS DE LA BAIE</h4><p>Avancement : Lettre d'intention validée</p>
<h4>CPTS DES MARAIS</h4><p>Département : Calvados</p></main>"""


def test_what_the_sheet_of_another_structure_says_ends_with_the_sheet():
    found = by_name(extract(SHEETS, kind="federation", region="28"))
    assert found["CPTS DES COLLINES"].department_text == "Département : Orne"
    assert found["CPTS DE LA BAIE"].department_text is None
    assert read_status(found["CPTS DE LA BAIE"].status_text or "").value == "lettre_intention"
    assert found["CPTS DES MARAIS"].department_text == "Département : Calvados"
    assert not found["CPTS DES MARAIS"].status_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CPTS du Haut Pays (04 et 05) – signée", ["04", "05"]),
        ("CPTS du Haut Pays (Drôme et Hautes-Alpes)", ["Drôme", "Hautes-Alpes"]),
        ("CPTS du Haut Pays (25/70)", ["25", "70"]),
        ("CPTS des Deux Vallées (Lot, Tarn-et-Garonne)", ["Lot", "Tarn-et-Garonne"]),
        ("ateliers (10 et 12 mars)", []),
        ("signature à venir (26/05)", []),
        ("CPTS du Roannais (Loire)", []),
        ("un territoire (Nièvre et Bourbince)", []),
    ],
)
def test_a_bracket_that_holds_nothing_but_departements(text: str, words: list[str]):
    assert sorted(departement_words(text)) == sorted(words)


@pytest.mark.parametrize(("number", "alarmed"), [(4, True), (3, False)])
def test_the_line_over_the_results_of_a_directory_counts_them(number: int, alarmed: bool):
    cards = "".join(f"<h3>CPTS {name}</h3><p>Orne (61)</p>" for name in ("du Perche", "des Collines", "de la Baie"))
    found = extract(f"<main><h1>Annuaire des CPTS</h1><p>{number} CPTS trouvées</p>{cards}</main>")
    assert len(found.listings) == 3
    assert ("CountMismatch" in [one.name for one in found.alarms]) is alarmed


def test_a_name_closes_with_the_adjective_of_its_country():
    assert [m.name for m in find_names("La CPTS du Val et de l'Est tourangeau couvre 12 communes")] == [
        "CPTS du Val et de l'Est tourangeau"
    ]


def test_a_bullet_may_say_that_it_is_a_commune():
    sheet = "<h2>CPTS des Deux Rives</h2><p>Territoire :</p><ul><li>ville de Blois</li></ul>"
    markup = f"<main><h1>Les CPTS</h1>{sheet}</main>"
    assert by_name(extract(markup))["CPTS des Deux Rives"].territory_text == "ville de Blois"


NOTED = """<main><h1>Les CPTS de la région</h1><table><thead><tr><th>CPTS</th><th>Département</th><th>Population</th>
<th>Stade</th></tr></thead><tbody>
<tr><td>CPTS des Collines<sup>1</sup></td><td>Orne</td><td>30 000</td><td>Projet de santé validé</td></tr>
<tr><td>CPTS de la Baie</td><td>Manche</td><td>28 000 (2)</td><td>Lettre d'intention validée</td></tr>
<tr><td>CPTS des Marais (3)</td><td>Manche</td><td>41 000</td><td>ACI signé</td></tr>
<tr><td>CPTS du Perche</td><td>Orne</td><td>22 000</td><td>ACI signé (4)</td></tr>
<tr><td>CPTS du Port (5)</td><td>Manche</td><td>17 000</td><td>Projet de santé validé</td></tr></tbody></table>
<p>(1) À cheval sur l'Orne et le Calvados.<br>(2) Population à la signature de l'ACI.<br>(3) CPTS dissoute en 2024.<br>
(4) Le siège est dans la Sarthe.<br>(5) La signature de l'ACI est prévue à l'automne.</p></main>"""


def test_a_note_is_said_of_the_cpts_whose_cell_carries_its_mark():
    found = by_name(extract(NOTED, region="28"))
    places = [one.department_text for one in found.values()]
    assert places == ["Orne ; Orne, Calvados", "Manche", "Manche", "Orne", "Manche"]
    assert [read_status(one.status_text or "").value for one in found.values()] == [
        "projet_valide",
        "lettre_intention",
        "cessee",
        "aci_signe",
        "projet_valide",
    ]


# --- what is to be done, what is elsewhere, what is left unread --------------------------------------------

STEPS = """<main><h1>Les CPTS de la région</h1><h2>Ardennes</h2>
<ul><li>CPTS du Plateau : ACI signé le 3 février 2022</li></ul>
<h2>Haute-Marne</h2><p>Aucune CPTS à ce jour.</p>
<h2>Autres</h2><p>La CPTS des Étangs a déposé sa lettre d'intention.</p>
<h2>Se lancer</h2><ol><li>Rédiger une lettre d'intention</li><li>Faire valider le projet de santé</li>
<li>Signer l'ACI</li></ol></main>"""


def test_what_is_to_be_done_is_no_cpts_and_the_heading_of_a_département_is_that_of_its_section():
    found = extract(STEPS, kind="ars", region="44")
    assert {name: one.department_text for name, one in by_name(found).items()} == {
        "CPTS du Plateau": "Ardennes",
        "CPTS des Étangs": None,
    }
    assert not found.alarms


@pytest.mark.parametrize("text", ["Auxerre projet validé", "Sancerre signé en 2020", "Montpellier : ACI", "Saint-Omer"])
def test_a_town_that_ends_as_a_verb_does_is_still_a_name(text: str):
    assert bare_name(text) is not None


def test_a_row_of_a_list_whose_heading_says_nothing_of_cpts_is_told():
    markup = """<main><h1>Communautés</h1><h2>Quelles sont les CPTS du Jura ?</h2><ul><li>CPTS du Haut : ACI signé</li>
    <li>CPTS du Bas : ACI signé</li></ul>
    <h2>Quels territoires ont un projet ?</h2><ul><li>Petite Montagne : lettre d'intention reçue</li></ul>
    <h2>Calendrier</h2><ul><li>Mars 2021 : lettre d'intention</li></ul></main>"""
    found = extract(markup, kind="ars", region="27")
    assert [listing.name for listing in found.listings] == ["CPTS du Haut", "CPTS du Bas"]
    assert ["Petite Montagne" in one.detail for one in found.alarms if one.name == "UnreadText"] == [True]


def test_depuis_dates_the_stage_above_it_and_what_will_take_place_dates_nothing():
    markup = """<main><h1>Les CPTS de Corse</h1><h3>CPTS du Golfe</h3><dl><dt>Statut</dt><dd>Projet de santé validé</dd>
    <dt>Depuis</dt><dd>11/2023</dd></dl><h3>CPTS du Cap</h3><dl><dt>Statut</dt><dd>Émergence</dd></dl>
    <h3>CPTS du Centre</h3><p>Le projet de santé a reçu l'aval de l'ARS le 9 mai 2023. La signature de l'ACI aura
    lieu le 20 mars prochain.</p></main>"""
    found = by_name(extract(markup, region="94"))
    assert [read_status(one.status_text or "").value for one in found.values()] == [
        "projet_valide",
        "emergence",
        "projet_valide",
    ]
    assert "11/2023" in (found["CPTS du Golfe"].date_text or "")
    assert found["CPTS du Centre"].date_text and "mars" not in found["CPTS du Centre"].date_text


def test_a_département_one_works_with_is_not_where_one_lies():
    assert departement_words("CPTS des Rives (Meuse, en lien avec la Meurthe-et-Moselle)") == []
    assert departement_words("à cheval sur la Meuse et la Meurthe-et-Moselle") == ["Meuse", "Meurthe-et-Moselle"]


def test_a_paragraph_of_names_under_a_list_has_its_stage_and_its_département():
    markup = """<main><h1>Les CPTS de la région</h1><h2>Les CPTS ayant déposé une lettre d'intention</h2>
    <p>Allier : CPTS des Combrailles, CPTS de la Limagne et CPTS du Forez</p><p>Cantal : CPTS des Monts</p>
    <h2>Actualités</h2><p>La CPTS du Velay, près de la CPTS du Puy, prépare une journée.</p></main>"""
    found = by_name(extract(markup, region="84"))
    told = {name: (one.department_text, read_status(one.status_text or "").value) for name, one in found.items()}
    assert told == {
        "CPTS des Combrailles": ("Allier", "lettre_intention"),
        "CPTS de la Limagne": ("Allier", "lettre_intention"),
        "CPTS du Forez": ("Allier", "lettre_intention"),
        "CPTS des Monts": ("Cantal", "lettre_intention"),
        "CPTS du Velay": (None, None),
        "CPTS du Puy": (None, None),
    }


def test_where_a_cpts_stands_is_not_the_agreement_of_the_country():
    markup = """<main><h1>Les CPTS de l'Aisne</h1><h2>Stade : ACI</h2><ul><li>CPTS des Monts</li></ul>
    <h2>Stade : lettre d'intention</h2><ul><li>CPTS du Val</li></ul></main>"""
    found = by_name(extract(markup, region="32"))
    assert [read_status(one.status_text or "").value for one in found.values()] == ["aci_signe", "lettre_intention"]
    page = """<main><h1>Projet</h1><p>Le projet de santé de la CPTS des Caps a été déposé à l'ARS le 15 janvier 2024.
    Nous attendons sa validation pour signer l'accord conventionnel interprofessionnel.</p><h2>Le cadre</h2>
    <p>L'ACI, signé le 20 juin 2019, fixe les missions.</p></main>"""
    (listing,) = extract(page, kind="cpts", region="53").listings
    assert read_status(listing.status_text or "").value == "lettre_intention"


def test_a_step_awaited_in_a_cell_dates_nothing():
    rows = "".join(
        f"<tr><td>CPTS {name}</td><td>{told}</td></tr>"
        for name, told in (
            ("du Haut", "LI validée - PS attendu T4 2024"),
            ("du Bas", "Projet de santé validé le 3 mai 2023, ACI attendu fin 2024"),
            ("du Bout", "ACI signé le 4 juin 2022 ; avenant prévu en 2025"),
        )
    )
    found = extract(f"<main><h1>Les CPTS</h1><table><tr><th>CPTS</th><th>Statut</th></tr>{rows}</table></main>")
    dates = [main_date(read_listing(listing, ("24",))) for listing in found.listings]
    assert [date and date.value for date in dates] == [None, "2023-05-03", "2022-06-04"]


def test_two_adjectives_may_close_a_name():
    assert [m.name for m in find_names("la CPTS du Pays basque intérieur attend")] == ["CPTS du Pays basque intérieur"]


def test_the_stage_in_brackets_after_a_name_is_no_part_of_it():
    markup = """<main><h1>Les CPTS du Gers</h1><table><tr><td><b>CPTS signées</b></td><td><b>CPTS en cours</b></td></tr>
    <tr><td>CPTS de l'Est<br>CPTS des Vignes</td><td>CPTS du Haut Val (lettre d'intention)</td></tr></table></main>"""
    told = {one.name: read_status(one.status_text or "").value for one in extract(markup, region="76").listings}
    assert told == {
        "CPTS de l'Est": "aci_signe",
        "CPTS des Vignes": "aci_signe",
        "CPTS du Haut Val": "lettre_intention",
    }


def test_its_own_words_complete_the_département_of_its_heading():
    markup = """<main><h1>Les CPTS</h1><h2>Drôme</h2><h3>CPTS du Royans</h3><p>À cheval sur la Drôme et l'Isère.</p>
    <h3>CPTS des Collines</h3><p>Contrat signé en 2021.</p></main>"""
    found = by_name(extract(markup, region="84"))
    assert found["CPTS du Royans"].department_text == "Drôme ; Isère"
    assert found["CPTS des Collines"].department_text == "Drôme"


def test_the_year_of_a_chronology_is_that_of_the_day_written_without_one():
    page = """<html><head><title>Notre CPTS – CPTS du Forez</title></head><body><main><h1>Notre CPTS</h1>
    <h2>Dates</h2>
    <div><span>2022</span><p>Lettre d'intention validée</p></div>
    <div><span>2023</span><p>Projet validé puis signature de l'ACI le 14 décembre</p></div></main></body></html>"""
    document = Document(url="https://www.exemple.org/", body=page.encode(), content_type="text/html; charset=utf-8")
    (listing,) = read(document, SourceContext(kind="cpts", regions=("84",))).listings
    date = main_date(read_listing(listing, ("84",)))
    assert date and date.value == "2023-12-14"


@pytest.mark.parametrize(("title", "told"), [("Pourquoi nous rejoindre ?", True), ("Qu'est-ce qu'une CPTS ?", False)])
def test_why_one_joins_a_cpts_is_said_of_it_and_what_a_cpts_is_of_none(title: str, told: bool):
    page = f"""<html><head><title>CPTS du Forez</title></head><body><main><h1>{title}</h1><h2>Les missions</h2>
    <p>Accès aux soins – Prévention</p></main></body></html>"""
    document = Document(url="https://www.exemple.org/", body=page.encode(), content_type="text/html; charset=utf-8")
    listings = read(document, SourceContext(kind="cpts", regions=("84",))).listings
    assert any(listing.missions_text for listing in listings) is told
