"""What the layout of a page says: tabs, groups of headings, introductory lines, panes, pages that are no list."""

from __future__ import annotations

import pytest

from lexicon.cpts_names import find_names, name_key
from lexicon.stages import read_status
from pipelines.cli.extract import as_object
from pipelines.steps.claims import read_listing
from spiders.document import Document
from spiders.extract.decode.html.content_root import parse
from spiders.extract.decode.html.tabs import tabs_of
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from tests.support.pages import by_name, extract, told

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
        "CPTS de la Brenne": "Indre",
        "CPTS du Boischaut Nord": "Indre",
        "CPTS des Loges": "Loiret",
    }


def test_a_heading_after_a_list_is_not_in_it() -> None:
    found = extract(
        """<main><h1>Les CPTS de la région</h1><h3>Indre</h3><ul><li>CPTS de la Brenne : 12 000 habitants</li></ul>
        <h3>CPTS des Loges</h3><p>44 000 habitants</p></main>"""
    )
    assert by_name(found)["CPTS des Loges"].department_text is None


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
        "CPTS de la Brenne": "INDRE (36)",
        "CPTS du Boischaut Nord": "INDRE (36)",
        "CPTS des Loges": "LOIRET",
    }
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


# --- panes, sheets and brackets --------------------------------------------------------------------------

SITE_IN_TABS = """<main><h1>Qui sommes-nous</h1>
<ul class="nav nav-tabs"><li><a data-bs-toggle="tab" href="#a">Nos missions</a></li>
<li><a data-bs-toggle="tab" href="#b">Notre histoire</a></li></ul>
<div class="tab-content"><div class="tab-pane" id="a"><h3>Prévention</h3><p>Ateliers nutrition et dépistages.</p>
<h3>Accompagnement des professionnels</h3><p>Accueil des stagiaires, aide à l'installation.</p></div>
<div class="tab-pane" id="b"><dl><dt>Mai 2020</dt><dd>Dépôt de la lettre d'intention</dd>
<dt>2 juin 2021</dt><dd>Signature de l'accord conventionnel interprofessionnel (ACI)</dd></dl></div></div></main>"""


def test_the_title_of_a_tab_holds_the_headings_of_its_pane_and_ends_those_of_the_one_before():
    page = f"<html><head><title>Accueil – CPTS du Pays de Bitche</title></head><body>{SITE_IN_TABS}</body></html>"
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


def test_names_after_their_departement_each_with_its_stage_in_brackets() -> None:
    facts = told(
        "<h1>Annuaire</h1><p>Loiret : CPTS du Val (ACI signé), CPTS de l'Est (lettre d'intention)</p>"
        "<p>Indre : CPTS de la Brenne (ACI signé)</p>",
        kind="urps",
        region="24",
    )
    assert {name: said["departements"] for name, said in facts.items()} == {
        "du Val": "45",
        "de l'Est": "45",
        "de la Brenne": "36",
    }


def test_words_over_names_in_one_line_file_them() -> None:
    line = "<h1>Au 4 juin 2024</h1><p>CPTS en fonctionnement : CPTS de la Beauce, CPTS du Dunois.</p>"
    filed = told(line, kind="ars", region="24")
    assert {name: said["statut"] for name, said in filed.items()} == {
        "de la Beauce": "aci_signe",
        "du Dunois": "aci_signe",
    }
    assert "statut" not in told(line, kind="presse", region="24")["de la Beauce"]


def test_a_bullet_that_ends_on_another_ones_sentence_is_read() -> None:
    # nobody is spoken of any more once two names were told of together
    facts = told("<h1>Les CPTS</h1><ul><li>CPTS du Lac ACI signé CPTS du Mont, médecin</li><li>CPTS du Cap</li></ul>")
    assert {"du Lac", "du Mont", "du Cap"} <= set(facts)


@pytest.mark.parametrize("title", ["Actualités", "Agenda", "Newsletter"])
def test_a_title_over_the_whole_page_leaves_nothing_out(title: str) -> None:
    page = f"<h1>{title}</h1><p>La CPTS du Val Vert a signé son ACI le 3 mai 2021.</p><h2>À lire aussi</h2><p>La CPTS X.</p>"
    assert told(page) == {"du Val Vert": {"statut": "aci_signe", "date": "2021-05-03"}}


def test_a_legend_is_no_stage_of_what_stands_below() -> None:
    legend = "<p>Légende : * projet de santé validé ; ** ACI signé</p>"
    facts = told(f"<h1>Les CPTS</h1>{legend}<ul><li>CPTS du Lac *</li><li>CPTS du Pic **</li></ul>", kind="ars")
    assert set(facts) == {"du Lac", "du Pic"} and not any("statut" in said for said in facts.values())


def test_a_list_that_says_it_has_no_data_is_empty() -> None:
    found = extract("<h1>Les CPTS en Moselle</h1><p>Aucune donnée disponible.</p>", kind="ars", region="44")
    assert [one.name for one in found.alarms] == ["EmptyListing"]


def test_what_an_amendment_provides_for_is_for_all() -> None:
    facts = told(
        "<p>L'avenant 1, signé le 16 décembre 2020, encadre les moyens de la CPTS du Val Vert.</p>", kind="cpts"
    )
    assert facts.get("du Val Vert", {}) == {}
    signed = told(
        "<p>La CPTS du Val Vert a signé son ACI le 3 mai 2021 puis un avenant le 4 juin 2022.</p>", kind="cpts"
    )
    assert signed["du Val Vert"]["statut"] == "aci_signe"


def test_arrondissements_and_the_communes_beside_them() -> None:
    facts = told(
        "<p>La CPTS Étoile Verte couvre les 11e et 12e arrondissements de Marseille ainsi qu'Allauch et Plan-de-Cuques.</p>",
        region="93",
    )
    assert facts["Étoile Verte"]["territoire"] == "13002 ; 13075 ; 13211 ; 13212"


@pytest.mark.parametrize(
    "words",
    [
        "À Lyon, la CPTS des Deux Rives couvre les 3e et 6ème.",
        "À Lyon, la CPTS des Deux Rives réunit les IIIe et VIe arrondissements.",
    ],
)
def test_arrondissements_of_a_city_told_apart(words: str) -> None:
    assert told(f"<p>{words}</p>", region="84")["des Deux Rives"]["territoire"] == "69383 ; 69386"


def test_a_heading_with_the_adjective_of_a_city_says_in_which_its_arrondissements_lie():
    items = "<li>CPTS Actes Santé : 1er, 4e et 5e arrondissements</li><li>CPTS Vert Corail : 8e arrondissement</li>"
    page = f"<html><body><main><h1>Les CPTS marseillaises</h1><ul>{items}</ul></main></body></html>"
    found = read(Document("https://a.example/cpts", page.encode()), SourceContext(kind="ars", regions=("93",)))
    codes = [as_object(read_listing(one), "x")["communes"] for one in found.listings]
    assert codes == [["13201", "13204", "13205"], ["13208"]]


# --- lines that only markup sets apart -------------------------------------------------------------------


@pytest.mark.parametrize(
    "item",
    [
        "<li><strong>CPTS Giennois</strong><p>Corentin Vasseur-Nguyen</p></li>",
        "<li>CPTS Giennois<div>Corentin Vasseur-Nguyen</div></li>",
        "<li><span>CPTS Giennois</span><span>Corentin Vasseur-Nguyen</span></li>",
        "<li><b>CPTS Giennois</b>Corentin Vasseur-Nguyen</li>",
        "<table><tr><th>CPTS</th><th>État</th></tr><tr><td><a>CPTS Giennois</a><i>Corentin Vasseur-Nguyen</i></td><td>ACI"
        "</td></tr></table>",
    ],
)
def test_words_without_a_blank_between_their_elements_are_two_lines(item: str) -> None:
    assert [one.name for one in extract(f"<main><h1>Les CPTS du Loiret</h1>{item}</main>").listings] == [
        "CPTS Giennois"
    ]


@pytest.mark.parametrize("item", ["<b>C</b><b>PTS Giennois</b>", "CPTS Gien<b>nois</b>", "CPTS Giennois<sup>1</sup>"])
def test_a_word_that_its_elements_cut_stays_one(item: str) -> None:
    found = extract(f"<main><h1>Les CPTS du Loiret</h1><ul><li>{item} : ACI signé</li></ul></main>")
    assert [(one.name[:13], one.status_text) for one in found.listings] == [("CPTS Giennois", "CPTS : ACI signé")]


@pytest.mark.parametrize(
    "lines",
    ["{}<br>{}<br>{}", "<p>{}</p><p>{}</p><p>{}</p>", "<b>{}</b><div>{}</div>{}", "<a href='/a'>{}</a><p>{}<br>{}</p>"],
)
def test_the_lines_of_a_bullet_are_of_the_cpts_it_names(lines: str) -> None:
    items = [
        ("CPTS Giennois", "14 200 habitants", "ACI signé"),
        ("CPTS Gâtinais", "9 800 habitants", "Lettre d'intention"),
    ]
    bullets = "".join(f"<li>{lines.format(*item)}</li>" for item in items)
    found = extract(f"<main><h1>Les CPTS du Loiret</h1><ul>{bullets}</ul></main>")
    assert [(one.name, one.population_text, one.status_text) for one in found.listings] == items
    assert not found.alarms


def test_two_names_on_two_lines_of_a_bullet_are_two() -> None:
    found = extract("<main><h1>Les CPTS du Loiret</h1><ul><li>CPTS Giennois<br>CPTS Gâtinais</li></ul></main>")
    assert [one.name for one in found.listings] == ["CPTS Giennois", "CPTS Gâtinais"]
