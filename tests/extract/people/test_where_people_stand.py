"""Invented people in the places of a document where nobody looks: none comes out, and the CPTS beside them does."""

from __future__ import annotations

import json

import pytest

from pipelines.cli.extract import as_object
from pipelines.steps.claims import read_listing
from spiders.extract.people.clean import clean, clean_title
from spiders.extract.people.sites import public_page, public_site
from spiders.extract.read import read
from tests.support.cpts_tables import ARS, document
from tests.support.writers import pdf_pages, xlsx

PEOPLE = ("Isaure Vertadier", "Ygrec Vachequi", "KARIMOVA Zulfiya", "Mbaye de la Trottefou", "Y. Vachequi")
PAGE = "<html><head><title>Les CPTS</title></head><body><main><h1>Les CPTS de la région</h1>{}</main></body></html>"
ROW = "<tr><td>CPTS du Mont Blanzy</td><td>ACI signé</td></tr><tr><td>CPTS du Cap</td><td>ACI signé</td></tr>"


def two(key: str, value: str) -> list[dict[str, str]]:
    return [{"nom": name, "statut": "ACI signé", key: value} for name in ("CPTS du Mont Blanzy", "CPTS du Cap")]


def geojson(person: str) -> str:
    features = [{"type": "Feature", "properties": one, "geometry": None} for one in two("saisi_par", person)]
    return json.dumps({"type": "FeatureCollection", "name": person, "features": features})


def umap(person: str) -> str:
    layer = json.loads(geojson(person)) | {"_umap_options": {"name": f"CPTS suivies par {person}"}}
    return json.dumps({"type": "umap", "properties": {"name": f"Carte de {person}"}, "layers": [layer]})


def kml(person: str) -> str:
    marker = "<Placemark><name>CPTS du Mont Blanzy</name><description>ACI signé</description></Placemark>"
    return f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Carte</name><Folder><name>{person}</name>{marker}</Folder></Document></kml>'


def rss(person: str) -> str:
    item = f"<item><title>{person} : la CPTS du Mont Blanzy a signé son ACI</title><link>https://p.example/isaure-vertadier</link></item>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{person}</title>{item}</channel></rss>"


PLACES = {
    "bullet.html": lambda p: PAGE.format(
        f"<ul><li>{p} : ACI signé le 3 mai 2021</li><li>CPTS du Mont Blanzy</li></ul>"
    ),
    "phone.html": lambda p: PAGE.format(f"<ul><li>CPTS du Mont Blanzy {p} 06 12 34 56 78</li></ul>"),
    "cell.html": lambda p: PAGE.format(
        f"<table><tr><th>CPTS</th><th>Statut</th></tr><tr><td>CPTS du Mont Blanzy</td><td>{p} : ACI signé</td></tr></table>"
    ),
    "merged.html": lambda p: PAGE.format(
        f"<table><tr><th>CPTS</th><th>Statut</th></tr><tr><td colspan=2>{p}</td></tr>{ROW}</table>"
    ),
    "header.html": lambda p: PAGE.format(f"<table><tr><th>CPTS</th><th>{p}</th></tr>{ROW}</table>"),
    "caption.html": lambda p: PAGE.format(
        f"<table><caption>CPTS suivies par {p}</caption><tr><th>CPTS</th><th>Statut</th></tr>{ROW}</table>"
    ),
    "quote.html": lambda p: PAGE.format(f"<p>« La CPTS du Mont Blanzy couvre 24 000 habitants », explique {p}.</p>"),
    "dont.html": lambda p: PAGE.format(
        f"<p>La CPTS du Mont Blanzy couvre 12 communes dont {p} connaît chaque rue.</p>"
    ),
    "figure.html": lambda p: PAGE.format(
        f"<figure><img src='x.jpg' alt='{p}'><figcaption>{p}, CPTS du Cap</figcaption></figure><p>La CPTS du Mont Blanzy"
        " a signé son ACI.</p>"
    ),
    "row.csv": lambda p: f"CPTS;Statut\nCPTS du Mont Blanzy;ACI signé\n{p};ACI signé\n",
    "slash.csv": lambda p: f"CPTS;Statut\nCPTS du Mont Blanzy / {p};ACI signé\nCPTS du Cap, {p};ACI signé\n",
    "communes.csv": lambda p: f"CPTS;Communes\nCPTS du Mont Blanzy;Gray, Lure, {p}\nCPTS du Cap;Gray - {p}\n",
    "key.json": lambda p: json.dumps(two(p, "présidente")),
    "value.json": lambda p: json.dumps(two("animateur", p)),
    "map.geojson": geojson,
    "map.umap": umap,
    "map.kml": kml,
    "feed.xml": rss,
    "sheet.xlsx": lambda p: xlsx(
        (p, [["CPTS", "Statut"], ["CPTS du Mont Blanzy", "ACI signé"], ["CPTS du Cap", "ACI"]])
    ),
    "head.pdf": lambda p: pdf_pages(
        f"Les CPTS par {p}", [("", [["CPTS", "Suivi"], ["CPTS du Mont Blanzy", p], ["CPTS du Cap", p]])]
    ),
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_comes_out_and_the_cpts_does(name, person):
    body = PLACES[name](person)
    found = read(document(body if isinstance(body, bytes) else body.encode(), name), ARS)
    objects = [as_object(read_listing(one), found.extractor) for one in found.listings]
    text = (repr(found.listings) + repr(found.alarms) + json.dumps(objects, ensure_ascii=False)).lower()
    surnames = ("vertadier", "vachequi", "karimova", "trottefou", "06 12")
    assert [one for one in surnames if one in text] == []
    assert "CPTS du Mont Blanzy" in [one["nom"] for one in objects]


@pytest.mark.parametrize(
    "name", ["Jean Jaurès", "Simone Veil", "Saint-Martin", "Pierre Buffière", "Marie Galante", "Louis Pasteur"]
)
@pytest.mark.parametrize("frame", ["CPTS {}", "{}"])
def test_a_cpts_may_bear_the_name_of_the_dead(name, frame):
    body = f"CPTS;Statut\n{frame.format(name)};ACI signé\nCPTS du Cap;ACI signé\n".encode()
    found = read(document(body, "liste.csv"), ARS)
    assert [one.name for one in found.listings] == [frame.format(name), "CPTS du Cap"]


@pytest.mark.parametrize("text", ["quartiers Jean Jaurès et Croix-Rousse", "Lyon 3e, Jean Macé, Guillotière"])
def test_a_quarter_may_bear_it_too(text):
    assert clean(text, value=True) == text


@pytest.mark.parametrize(
    "text", ["Vaccin contre l'hépatite B. Elle couvre 12 communes.", "Le plan B. Gray est couverte."]
)
def test_a_letter_that_ends_a_sentence_begins_no_person(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://isaure-vertadier.example/cpts", None),
        ("https://lac.example/isaure-vertadier/cpts-du-lac", "https://lac.example"),
        ("https://ysoline-vercassoul.wixsite.com/cpts", None),
        ("https://cpts-vercassoul.wixsite.com/accueil", "https://cpts-vercassoul.wixsite.com"),
        ("https://lac-vercassoul.wordpress.com", "https://lac-vercassoul.wordpress.com"),
        ("https://marie.example", "https://marie.example"),
        ("https://cpts-leon-blanc.example", "https://cpts-leon-blanc.example"),
    ],
)
def test_an_address_that_is_a_person_is_no_site_of_a_cpts(address, kept):
    assert public_site(address, "CPTS du Lac") == kept


def test_the_page_of_an_entry_is_told_as_far_as_it_names_nobody():
    assert public_page("https://p.example/portraits/isaure-vertadier") == "https://p.example/portraits"
    assert public_page("https://p.example/?p=12") == "https://p.example/?p=12"


@pytest.mark.parametrize("mark", ["|", "·", "/"])
def test_a_person_between_two_signs_takes_no_fact_along(mark: str) -> None:
    line = f"CPTS Alpes Mancelles {mark} Ysé Kowalczuk {mark} Lettre d'intention validée en mars 2022"
    assert clean(line) == f"CPTS Alpes Mancelles {mark} Lettre d'intention validée en mars 2022"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("CPTS Perche | Mme Durand, présidente | ACI signé en 2021", "CPTS Perche | ACI signé en 2021"),
        ("CPTS Perche | contact : Marie Durand | ACI signé en 2021", "CPTS Perche ; ACI signé en 2021"),
        ("La CPTS Perche portée par Ysé Kowalczuk a signé son ACI.", "La CPTS Perche portée a signé son ACI."),
    ],
)
def test_a_person_beside_a_stage_takes_it_not_along(line: str, kept: str) -> None:
    assert clean(line) == kept


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Suivi Zéphyrine Lobjois", "Suivi"),
        ("suivi_Zéphyrine Lobjois", "suivi"),
        ("CPTS - Marie Durand", "CPTS"),
        ("Marie-Claire", ""),
        ("Corentin", ""),
        ("Laval", "Laval"),
        ("Suivi Loire Atlantique", "Suivi Loire Atlantique"),
        ("Val d'Oise Est", "Val d'Oise Est"),
        ("CPTS Pays de la Loire", "CPTS Pays de la Loire"),
    ],
)
def test_a_title_ends_before_a_person(title: str, shown: str) -> None:
    assert clean_title(title) == shown


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("CPTS Perche (Maïwenn)", "CPTS Perche"),
        ("CPTS Perche (Nogent)", "CPTS Perche (Nogent)"),
        ("CPTS Maine (Laval)", "CPTS Maine (Laval)"),
        ("CPTS Maine (LVO)", "CPTS Maine (LVO)"),
    ],
)
def test_a_first_name_alone_in_brackets(name: str, kept: str) -> None:
    assert clean(name) == kept
