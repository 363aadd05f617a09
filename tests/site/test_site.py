"""The site answers in French, from a release folder only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest

from pipelines.site.metadata import stored_queries
from schema import load_schema
from spiders.registry import REGIONS
from tests.support.site_server import Site, make_release, running
from tests.support.synthetic import Row

GIVEN = {"departement": "48", "depuis": "2026-01-01", "region": "76", "cpts_id": "CPTS-000001"}
PAGES = (
    "/",
    "/regions",
    "/departements",
    "/region/76",
    "/departement/48",
    "/commune/48095",
    "/commune/12202",
    "/cpts/CPTS-000001",
    "/cpts/CPTS-000006",
    "/suivi",
    "/reperes",
    "/sources",
    "/sante",
    "/qualite",
    "/dictionnaire",
    "/donnees",
    "/a-propos",
    "/signaler?sujet=cpts&id=CPTS-000001",
    "/-/search",
    "/-/search?q=mende",
    "/observatoire",
    "/observatoire?sql=select+1",
    "/observatoire/cpts/CPTS-000001",
    "/observatoire/preuves?_col=valeur",
    *(f"/observatoire/{name}" for name in load_schema()),
    *(
        f"/observatoire/{name}?{urlencode({one: GIVEN[one] for one in query.get('params', ())})}"
        for name, query in stored_queries().items()
    ),
)


@pytest.fixture(scope="module")
def site(drawn_release: Path) -> Iterator[Site]:
    with running(drawn_release) as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_page_answers_in_french_without_script_or_inline_style(site: Site, path: str) -> None:
    reply = site.get(path)
    assert reply.status == 200
    assert '<html lang="fr">' in reply.text
    assert "ne se lit pas" not in reply.text
    scripts = reply.text.count("<script")
    assert scripts == reply.text.count('<script type="application/ld+json"')
    assert " style=" not in reply.text and " onclick=" not in reply.text
    assert 'src="http' not in reply.text


def test_home_gives_the_count_its_target_and_the_warning(site: Site) -> None:
    text = site.get("/").text
    assert "aria-label=\"au moins 650 ACI publiés et 2 nommés par l'observatoire" in unescape(text)
    assert "Données reconstituées : 6 CPTS connues" in text
    assert "Ce n&#39;est pas le nombre de CPTS en France." in text
    assert text.count('<a href="/departement/') == 101
    assert text.count('class="dep ') == 105 and "Paris et petite couronne" in text  # four drawn twice
    assert "« En 2025, au moins 650 CPTS avaient signé leur contrat (ACI). » Auteur : Ministère" in unescape(text)
    assert "soit au plus 0,4\u202f%" in text and "des communes des 5 CPTS sur 6" in text
    block = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert {"dcat:Catalog"} & {
        entry["@type"]
        for entry in json.loads(block)["@graph"]
        if "dct:title" in entry and isinstance(entry["@type"], str)
    }


def test_sheet_gives_evidence_for_each_value(site: Site) -> None:
    text = site.get("/cpts/CPTS-000001").text
    for expected in (
        "CPTS des Trois Clochers",
        "depuis juin 2023",
        "Faciliter l&#39;accès à un médecin traitant",
        "https://exemple.invalid/cpts/1",
        "page reconstituée",
        "21\u202f000 habitants",
        "Mende, Marvejols, La Canourgue",
        "Département 48 (48)",
        'href="/signaler?sujet=cpts&amp;id=CPTS-000001"',
        "Territoire de CPTS des Trois Clochers",
    ):
        assert expected in text, expected


def test_a_reconstruction_was_never_learnt(site: Site) -> None:
    text = site.get("/cpts/CPTS-000001").text
    chronology = text[text.index("<h2>Chronologie</h2>") :].split("</section>")[0]
    assert "page reconstituée" in chronology and "appris le" not in chronology


def test_landmarks_show_each_amount_with_its_certainty_and_its_source(site: Site) -> None:
    text = re.sub(r"\s+", " ", unescape(site.get("/reperes").text))
    assert "Accord conventionnel interprofessionnel (ACI)" in text and "20 juin 2019" in text
    assert "<b>26 janvier 2016</b>, loi : Loi de modernisation de notre système de santé." in text
    contradicted = [row for row in text.split("<tr>") if "Contredite" in row]
    assert len(contradicted) == 4 and all("href=" in row for row in contradicted)
    assert "580 000 euros par an" in text and "Aucune page publique" not in text.split("580 000")[1][:200]
    assert "Guichet CPTS Occitanie" in text


def test_a_departement_tells_the_ranks_that_pages_give(site: Site) -> None:
    text = unescape(site.get("/departement/48").text)
    assert "CPTS de Lyon 3 : 27e du département" in text and "Un rang date une page" in text
    assert re.search(r'<a href="/cpts/CPTS-000001">CPTS des Trois Clochers</a> : \d+r?e du département', text)
    assert re.search(r"<li>Une CPTS : 1re du département \(ACI signés\), septembre 2022", text)


def test_quality_says_how_full_each_column_is(site: Site) -> None:
    told = unescape(site.get("/qualite").text).split('id="completude"')[1].split("</section>")[0]
    row = told.split('<th scope="row">Adhérents<')[1].split("</tr>")[0]
    assert re.search(r"1 sur \d+", row) and "%" in row


def test_a_sheet_tells_what_its_size_lets_expect_and_that_it_is_deduced(site: Site) -> None:
    text = re.sub(r"\s+", " ", unescape(site.get("/cpts/CPTS-000001").text))
    assert "<dt>Enveloppe indicative</dt><dd>60 000 euros par an de fonctionnement" in text
    assert "ni budget, ni versement" in text


def test_the_sheet_tells_the_association_with_its_reserve(site: Site) -> None:
    text = unescape(site.get("/cpts/CPTS-000001").text)
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", text))
    assert re.sub(r"\s", " ", told["Adhérents"]) == "environ 1 200"
    assert told["Forme juridique"] == "association de la loi de 1901"
    assert (
        "déduit des communes" in told["Type de territoire"]
        and "la population connue donne 1" in told["Taille déclarée"]
    )
    assert "Adhérents" not in site.get("/cpts/CPTS-000006").text


def test_progress_shows_the_figures_of_others_beside_ours(site: Site) -> None:
    text = site.get("/suivi").text
    row = text.split('<th scope="row">ACI signé<')[1].split("</tr>")[0]
    assert "<b>2</b>, soit au plus 0,4\u202f%" in row and "<b>700</b>" in row and "exemple.invalid/4" in row
    assert "<b>au moins 650</b>" in row and "391" not in row  # of an author who has counted since
    region = text.split(">Occitanie</a>")[1].split("</tr>")[0]
    assert "58" in region and "auteur non dit, janvier 2024" in region and "au plus" in region
    assert "connaît 2 CPTS ayant signé un contrat (ACI), d'après des pages reconstituées." in unescape(text)


def test_the_regions_and_those_without_add_up_to_france(site: Site) -> None:
    table = site.get("/suivi").text.split('<table class="tableau regions">')[1].split("</table>")[0]
    rows, total = table.split("<tfoot>")
    for column in (1, 2):  # CPTS named here, of which signed
        numbers = [re.findall(r'<td class="n">(?:<b>)?([^<]*)', row)[column] for row in rows.split("<tr>")[2:]]
        assert len(numbers) == len(REGIONS)
        whole = re.findall(r'<td class="n">(?:<b>)?([^<]*)', total)[column]
        assert sum(int(number) for number in numbers) == int(whole), column


def test_a_shared_link_shows_the_figure_and_its_date(site: Site) -> None:
    card = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', unescape(site.get("/").text)))
    assert "Au moins 650 CPTS avec un contrat signé (Ministère, 2025)" in card["description"]
    assert "nommer 2 au 22 novembre 2026" in card["description"] and card["url"] == f"{site.address}/"
    sheet = dict(
        re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', unescape(site.get("/cpts/CPTS-000001").text))
    )
    assert sheet["title"] == "CPTS des Trois Clochers" and "ACI signé" in sheet["description"]


def test_the_page_of_corrections_keeps_nothing_and_says_what_became_of_them(site: Site) -> None:
    text = unescape(site.get("/signaler").text)
    assert "Ce site ne garde rien de ce que vous écrivez" in text and "Ce que deviennent les corrections" in text


def test_a_figure_of_a_departement_stands_on_its_page_and_not_on_that_of_the_region(site: Site) -> None:
    assert "exemple.invalid/lozere" in site.get("/departement/48").text
    assert "exemple.invalid/lozere" not in site.get("/region/76").text


def test_a_region_without_cpts_says_that_it_proves_nothing(site: Site) -> None:
    assert "Cela ne prouve pas qu'il n'y en a pas." in site.get("/region/02").text


def test_no_code_and_no_english_word_stands_in_a_table(site: Site) -> None:
    assert ">Link<" not in site.get("/observatoire/territoires").text
    assert "Texte non lu" in site.get("/observatoire/alarmes").text
    measures = site.get("/observatoire/comptes_publies").text
    assert "CPTS signataires de l&#39;ACI" in measures and 'href="/region/FR"' not in measures
    assert "Mende, Marvejols, La Canourgue" in site.get("/observatoire/preuves?propriete=territoire").text
    query = site.get("/observatoire/communes_sans_cpts?departement=48").text
    assert '<option value="48" selected>48 – ' in query and ">Population (habitants)<" in query


def test_the_page_of_a_row_shows_labels_not_codes(site: Site) -> None:
    text = site.get("/observatoire/cpts/CPTS-000001").text
    for label in (
        ">ACI signé</span>",
        ">Occitanie</a>",
        "<dd>Présente</dd>",
        "<dd>sans réserve</dd>",
        ">Département 48 (48)</a>",
    ):
        assert label in text, label
    assert ">48095</a>" in site.get("/observatoire/couverture/48095").text  # the row that defines the code


def test_the_name_of_a_row_leads_to_its_page(site: Site) -> None:
    text = site.get("/observatoire/cpts?_col=nom").text
    assert '<a href="/cpts/CPTS-000001">CPTS des Trois Clochers</a>' in text
    assert "toutes les colonnes" in text and "toutes les colonnes" not in site.get("/observatoire/cpts").text
    assert '<a href="/commune/48095">Mende</a>' in site.get("/observatoire/couverture").text


def test_a_share_is_an_interval_and_is_not_given_where_no_commune_is_known(site: Site) -> None:
    known, unknown = unescape(site.get("/region/76").text), unescape(site.get("/region/27").text)
    share = r"\d+,\d\s% au moins et \d+,\d\s% au plus de la population de la région Occitanie"
    assert re.search(share + r" \([^)]+ au moins et [^)]+ habitants au plus\)", known)
    assert "% de la population" not in unknown and "Aucune source lue ne dit les communes de ces CPTS." in unknown
    assert "ne connaît aucune CPTS ayant signé un contrat (ACI) en Bourgogne-Franche-Comté" in unknown


def test_a_sheet_without_communes_shows_its_departement(site: Site, drawn_release: Path, tmp_path: Path) -> None:
    def edit(tables: dict[str, list[Row]]) -> None:
        tables["cpts"][5]["departements"] = "21 ; 71"

    with running(make_release(tmp_path, maps=True, edit=edit)) as other:
        text = other.get("/cpts/CPTS-000006").text
    assert "Ses départements ; aucune source lue ne donne ses communes." in text
    assert text.count('class="dep plein-inconnu"') == 2
    assert 'class="dep' not in site.get("/cpts/CPTS-000006").text  # and none where that is unknown too


def test_lists_are_in_the_order_of_a_french_reader(site: Site) -> None:
    text = site.get("/regions").text.split("<tbody>")[1]
    assert text.index("Hauts-de-France") < text.index("Île-de-France") < text.index("La Réunion")
    text = site.get("/region/76").text
    assert text.index(">CPTS des Trois Clochers<") < text.index(">CPTS Vallée de l&#39;Exemple<")


def test_facets_count_what_is_not_filled_in(site: Site) -> None:
    facet = site.get("/observatoire/cpts").text.split('id="facet-statut_prouve"')[1].split("</section>")[0]
    assert "non renseigné" in facet
    address = facet.split('<li><a href="')[-1].split('"')[0].replace("&amp;", "&")
    assert "<b>1 ligne</b>" in site.get(urlsplit(address).path + "?" + urlsplit(address).query).text


def test_words_of_a_publisher_are_never_markup(site: Site) -> None:
    for path in ("/cpts/CPTS-000003", "/observatoire/cpts", "/region/94", "/-/search?q=n%C3%A9e"):
        text = site.get(path).text
        assert "&lt;Née&gt;" in text and "<Née>" not in text


def test_commune_answers_whether_it_is_covered(site: Site) -> None:
    assert "CPTS des Trois Clochers" in site.get("/commune/48095").text
    assert "Aucune CPTS connue de l'observatoire ne comprend cette commune" in site.get("/commune/48080").text


# what they hold is no row of the release, or of a past day
WITHOUT_ROWS = ("/donnees", "/api", "/dictionnaire", "/etat/", "/observatoire")


def test_every_table_of_a_page_can_be_taken_as_csv(site: Site) -> None:
    missing = []
    for path in PAGES:
        if path.startswith(WITHOUT_ROWS):
            continue
        for number, after in enumerate(site.get(path).text.split("</table>")[1:], 1):
            links = re.findall(r'href="([^"]+\.csv[^"]*)"', after.split("<table")[0])
            if not links:
                missing.append(f"{path}, table {number}")
            elif site.get(links[0].replace("&amp;", "&")).status != 200:
                missing.append(links[0])
    assert missing == []


def test_search_finds_communes_and_cpts_without_accents_and_by_beginning(site: Site) -> None:
    assert "/commune/48140" in site.get("/-/search?q=saint+chely").text
    assert "/cpts/CPTS-000004" in site.get("/-/search?q=CHEN").text
    assert "Rien ne porte ce nom" in site.get("/-/search?q=xyzzy").text


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("48000", "/commune/48095"),
        ("Auxillac", "/commune/48034"),
        ("Florac", "/commune/48061"),
        ("mende", "/commune/48095"),
        ("Ajacio", "/commune/2A004"),
        ("lyon 1er", "/commune/69381"),
        ("48", "/departement/48"),
        ("Trois clochers", "/cpts/CPTS-000001"),
    ],
)
def test_search_gives_the_right_answer_first(site: Site, typed: str, first: str) -> None:
    text = site.get("/-/search?q=" + quote(typed)).text.split('<ol class="reponses">')[1]
    assert re.findall(r'href="([^"]+)"', text)[0] == first


def test_a_commune_without_cpts_says_what_is_around_and_how_it_may_be_wrong(site: Site) -> None:
    text = unescape(site.get("/commune/48061").text)
    assert "Cela ne prouve pas qu'il n'y en a pas." in text
    assert "</a> en Département 48" in text
    city = site.get("/commune/69123")
    assert city.status == 200 and "/commune/69381" in city.text and site.get("/commune/99999").status == 404


@pytest.mark.parametrize("words", ['"', "a OR", "NEAR(", "*", "col:x", "'; drop", "é" * 300, "-", "()"])
def test_search_survives_any_punctuation(site: Site, words: str) -> None:
    assert site.get("/-/search?q=" + quote(words)).status == 200


def test_facets_and_cells_show_labels_not_codes(site: Site) -> None:
    text = site.get("/observatoire/cpts").text
    assert ">ACI signé<" in text and ">Occitanie<" in text and ">aci_signe<" not in text
    assert 'href="/cpts/CPTS-000001"' in text
    assert "150\u202f000" in text


def test_filters_are_said_in_french(site: Site) -> None:
    text = site.get("/observatoire/cpts?population_declaree__gte=20000&_sort_desc=nom").text
    assert "Population déclarée (habitants) au moins 20000" in text
    assert "par Nom décroissant" in text
    assert "<b>3 lignes</b>" in text


def test_unknown_things_are_missing_in_french(site: Site) -> None:
    for path in ("/cpts/rien", "/region/zz", "/departement/00", "/commune/x", "/rien", "/observatoire/rien"):
        reply = site.get(path)
        assert reply.status == 404, path
        assert "Page introuvable" in reply.text


def test_a_code_finds_its_commune_and_its_departement(site: Site) -> None:
    assert 'href="/commune/2A004"' in site.get("/-/search?q=2a004").text
    assert "code INSEE 2A004, qui n'est pas son code postal" in site.get("/-/search?q=2a004").text
    assert 'href="/departement/48"' in site.get("/-/search?q=48").text


def test_a_question_without_its_answer_asks_for_it(site: Site) -> None:
    text = site.get("/observatoire/communes_sans_cpts").text
    assert '<option value="" selected>choisir…</option>' in text and "Choisissez, puis exécutez." in text
    assert "choisir…" not in site.get("/observatoire/communes_sans_cpts?departement=48").text


def test_correction_text_is_prefilled(site: Site) -> None:
    text = site.get("/signaler?sujet=cpts&id=CPTS-000001").text
    assert "/cpts/CPTS-000001" in text and "Livraison : 22 novembre 2026" in text
    assert "Sujet : CPTS des Trois Clochers (CPTS-000001)" in text
    nobody = site.get("/signaler?sujet=cpts&id=CPTS-999999").text
    assert "Sujet : le site" in nobody and "CPTS-999999" not in nobody


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("select * from nulle_part", "aucune table ne s'appelle « nulle_part »"),
        ("select rien from cpts", "aucune colonne ne s'appelle « rien »"),
        ("select nom from cpts wher nom", "la syntaxe n'est plus celle du SQL à partir de « nom »"),
        ("select (1", "la requête n'est pas finie"),
        ("select 1; select 2", "une requête à la fois"),
        ("delete from cpts", "seule la lecture est permise"),
        ("pragma user_version", "seule la lecture est permise"),
        ("select sum(sum(1))", "la fonction sum() ne peut pas être employée ici"),
    ],
)
def test_a_statement_that_cannot_be_read_is_told_in_french(site: Site, statement: str, words: str) -> None:
    assert f"Cette requête ne se lit pas : {words}." in unescape(
        site.get(f"/observatoire?sql={quote(statement)}").text
    ).replace("\u00a0", " ")


def test_the_page_of_a_row_says_the_place_and_folds_what_programs_read(site: Site) -> None:
    page = site.get("/observatoire/preuves/CPTS-000001-1").text
    shown, _, folded = page.partition("<main")[2].partition("Pour qui vérifie avec un programme")
    assert "/html" not in shown and "urn:" not in shown and "un point d'une liste" in unescape(shown)
    assert "/html" in folded


def test_what_programs_read_is_plain_text(site: Site) -> None:
    text = site.get("/llms.txt").text
    assert "l'observatoire" in text and "&" not in text


def test_sources_and_quality_pages_say_why(site: Site) -> None:
    assert "pages reconstituées" in site.get("/sources").text
    assert "1 contrôle" in site.get("/qualite").text
