"""Which words of a page name a CPTS: names that are also places, lists of places, what is to be done."""

from __future__ import annotations

import pytest

from lexicon.cpts_names import bare_name, find_names
from lexicon.stages import read_status
from pipelines.steps.claims import main_date, read_listing
from spiders.document import Document
from spiders.extract.model.content import Block
from spiders.extract.model.source import SourceContext
from spiders.extract.prose.place_bullets import place_bullets
from spiders.extract.read import read
from tests.support.pages import by_name, extract

# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "CPTS Plateau briard",
        "CPTS Bresse bourguignonne",
        "CPTS Îles en mer",
        "CPTS Vierzon et ses environs",
        "CPTS Blois et son pays",
        "CPTS des Cévennes gardoises",
        "CPTS Velay granitique",
        "CPTS Alpilles du sud",
    ],
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


@pytest.mark.parametrize(
    ("heading", "bullet", "read"),
    [
        ("Les CPTS par département", "<a href='/16'>Charente</a>", []),
        ("Les CPTS par département", "Charente", []),
        ("Les CPTS par département", "<a href='/16'>CPTS de la Charente</a>", []),
        ("Les CPTS par département", "<a href='/16'>Charente (3 CPTS)</a>", []),
        ("Liste des CPTS par région", "<a href='/53'>Bretagne</a>", []),
        ("Les CPTS de Nouvelle-Aquitaine", "<a href='/16'>Charente (16)</a>", []),
        ("Les CPTS signataires", "<a href='/16'>Charente</a>", ["Charente"]),
        ("Les CPTS par département", "<a href='/1'>CPTS Charente Est</a>", ["CPTS Charente Est"]),
        ("Les CPTS par département", "CPTS de la Charente : ACI signé", ["CPTS de la Charente"]),
    ],
)
def test_a_bullet_that_is_a_departement(heading: str, bullet: str, read: list[str]) -> None:
    assert [one.name for one in extract(f"<main><h1>{heading}</h1><ul><li>{bullet}</li></ul></main>").listings] == read


def test_a_cpts_of_the_north_beside_others_is_no_departement() -> None:
    bullets = "".join(f"<li><a href='/{one}'>{one}</a></li>" for one in ("Nord", "Sud", "Haut Val"))
    found = extract(f"<main><h1>Les CPTS de La Réunion</h1><ul>{bullets}</ul></main>")
    assert [one.name for one in found.listings][:1] == ["Nord"]


def test_a_cpts_may_have_the_name_of_a_departement_within_one() -> None:
    found = extract(
        "<h1>Les CPTS par département</h1><h2>Gard</h2><ul><li><a href='/1'>CPTS de la Lozère</a></li></ul>"
    )
    assert [one.name for one in found.listings] == ["CPTS de la Lozère"]


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


def test_the_acronym_with_its_points_is_the_acronym() -> None:
    listed = extract(
        "<h1>Les C.P.T.S.</h1><ul><li>C.P.T.S. du Val Vert : ACI signé</li><li>C.P.T.S. Mont Gris</li></ul>"
    )
    assert [one.name for one in listed.listings] == ["CPTS du Val Vert", "CPTS Mont Gris"]
    told = extract("<p>La C.P.T.S. Val Vert a signé son ACI. Elle couvre 42 000 habitants.</p>").listings[0]
    assert (told.name, told.population_text) == ("CPTS Val Vert", "Elle couvre 42 000 habitants")


def test_a_misprint_of_a_common_noun_is_not_the_name() -> None:
    title = "<h1>La CPTS CaPaciTéS Besançon &amp; Métrople est née</h1>"
    page = extract(f"{title}<p>La CPTS CaPaciTéS Besançon &amp; Métropole a signé son ACI.</p>", kind="presse")
    assert [one.name for one in page.listings] == ["CPTS CaPaciTéS Besançon & Métropole"]


def test_a_line_of_counted_projects_under_a_heading_of_cpts_names_them() -> None:
    page = "<h1>Les CPTS</h1><h2>CPTS en projet</h2><p>Deux projets sont en cours : Val Doré et Puy Clair.</p>"
    assert list(by_name(extract(page))) == ["CPTS Val Doré", "CPTS Puy Clair"]
    elsewhere = page.replace("Les CPTS", "La santé").replace("CPTS en projet", "Hôpitaux")
    assert not extract(elsewhere).listings


@pytest.mark.parametrize(
    "sheet",
    [
        "<ul><li>{0} : {1}</li><li>Structure porteuse : Association CPTS {3} Santé</li><li>Avancement : {2}</li></ul>",
        "<dl><dt>{0}</dt><dd>{1}</dd><dt>Avancement</dt><dd>{2}</dd></dl>",
        "<p>{0} : {1}<br>Avancement : {2}<br>Porteur : SISA</p>",
        "<h3>{1}</h3><p>Porteur : Association CPTS de {3}</p><p>Avancement : {2}</p>",
    ],
)
@pytest.mark.parametrize("label", ["Nom", "CPTS", "Nom de la CPTS"])
@pytest.mark.parametrize("word", ["", "CPTS "])
def test_a_labelled_name_is_that_of_the_fields_under_it(sheet: str, label: str, word: str) -> None:
    told = [("Sud Yonne", "ACI signé"), ("Morvan", "Projet de santé validé"), ("Puisaye", "Lettre d'intention")]
    body = "".join(sheet.format(label, word + name, stage, name) for name, stage in told)
    found = extract(f"<main><h1>Les CPTS de Bourgogne</h1>{body}</main>")
    assert [(one.name, one.status_text) for one in found.listings] == [
        (word + name, f"Avancement : {stage}") for name, stage in told
    ]
    assert not found.alarms
