"""The first connected day on the loopback: every register, agencies reached one way each, a WordPress, a service of
maps, files only. Invented CPTS, in the documented shapes of the real services."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

from spiders.addresses import canonical
from spiders.registry import load_cards
from tests.rehearsal.web import Page

# name → département, in Centre-Val de Loire; all are on both layers of maps
CENTRE = {
    "CPTS du Val Ondin": "45",
    "CPTS du Gué Paisible": "45",
    "CPTS de l'Orée Claire": "41",
    "CPTS du Phare Blanc": "41",
    "CPTS du Pont Vieux": "37",
    "CPTS de la Haute Bruyère": "37",
    "CPTS des Sept Étangs": "36",
    "CPTS du Grand Chêne": "18",
}
MENU, SITEMAP, PRESS = "CPTS du Maquis Clair", "CPTS des Trois Criques", "CPTS du Morne Tranquille"
DEEP, NAMED, LINKED = "CPTS du Lagon Calme", "CPTS des Mornes Bleus", "CPTS des Pommiers Blancs"
WORDPRESS, FILE = "CPTS du Bocage Serein", "CPTS des Hautes Sources"
CEASED, DISSOLVED = "CPTS des Deux Rives", "CPTS du Plateau Lointain"
EVERY = {*CENTRE, MENU, SITEMAP, PRESS, DEEP, NAMED, LINKED, WORDPRESS, FILE, CEASED, DISSOLVED}

SOURCES = (
    "finess-structures",
    "santegraphie-cpts",
    "sirene-associations",
    "journal-officiel-associations",
    "data-gouv-catalogue",
    "ars-corse",
    "ars-guyane",
    "ars-martinique",
    "ars-mayotte",
    "ars-guadeloupe",
    "fmps-normandie",
    "arcgis-centre-val-de-loire",
    "ministere-sante-cpts",
)
NOBODY = "Camille Inventée"  # a leader that a service would serve although nobody asks


def pages() -> dict[str, Page]:
    """The web by address, as `tests.rehearsal.web` serves it."""
    found: dict[str, Page] = {}
    for part in (_finess, _maps, _sirene, _journal, _catalogue, _agencies, _wordpress, _files):
        found |= part()
    return {canonical(url).rstrip("/"): page for url, page in found.items()}


def _entries(source_id: str) -> tuple[str, ...]:
    return load_cards()[source_id].entry_urls


def _json(data: object) -> Page:
    return Page(json.dumps(data, ensure_ascii=False).encode(), content_type="application/json")


def _html(title: str, body: str) -> Page:
    return Page(f"<html lang=fr><head><title>{title}</title></head><body>{body}</body></html>".encode())


def _finess() -> dict[str, Page]:
    def site(name: str, number: str, category: str, commune: str, engagements: list[dict[str, str]]) -> dict[str, Any]:
        return {
            "informationsGeneralesPMEJ": {"numFinessPm": f"{number[:8]}0", "siren": "900000019", "etatObjet": "A"},
            "ege": [
                {
                    "informationsGeneralesEGE": {"egeId": number, "numFinessEge": number, "nomEgeLong": name},
                    "categorieentiteGeographiqueExercice": category,
                    "etatObjet": "A",
                    "adresse": [{"usageAdresse": "03", "cogCommune": commune}],
                    "contact": [{"nom": NOBODY}],
                    "engagement": engagements,
                }
            ],
        }

    aci = {"typeEngagement": "CONV", "sousTypeEngagement": "ACI", "dateSignatureEngagement": "2021-06-30"}
    body = {
        "generatedAt": "2027-01-03",
        "schemaVersion": "v1.0.0",
        "pmej": [
            site("CPTS DU VAL ONDIN", "450000011", "604", "45234", [aci]),
            site("MAISON DE SANTE DU PHARE BLANC", "410000022", "603", "41018", []),
        ],
    }
    (link,) = _entries("finess-structures")
    file = "https://static.data.gouv.fr/resources/finess-structures-1/20270103/finess-structures.json.gz"
    packed = gzip.compress(json.dumps(body).encode(), mtime=0)
    return {link: Page(status=302, location=file), file: Page(packed, content_type="application/gzip")}


def _maps() -> dict[str, Page]:
    (layer,), (rows,) = _entries("santegraphie-cpts"), _entries("arcgis-centre-val-de-loire")
    on_layer = [*CENTRE.items(), (MENU, "2A"), (WORDPRESS, "14")]
    features = [
        {
            "type": "Feature",
            "properties": {"nom_cpts": name, "departement": code, "statut": "ACI signé"},
            "geometry": None,
        }
        for name, code in on_layer
    ]
    attributes = [{"attributes": {"nom_cpts": name, "dep": code}} for name, code in CENTRE.items()]
    return {
        layer: _json({"type": "FeatureCollection", "totalFeatures": len(features), "features": features}),
        rows: _json({"fields": [{"name": "nom_cpts"}, {"name": "dep"}], "features": attributes}),
    }


def _sirene() -> dict[str, Page]:
    def unit(name: str, siren: str, rna: str | None, departement: str, over: str | None = None) -> dict[str, Any]:
        return {
            "siren": siren,
            "nom_complet": name,
            "nom_raison_sociale": name,
            "etat_administratif": "C" if over else "A",
            "date_creation": "2020-02-03",
            "date_fermeture": over,
            "siege": {"departement": departement, "commune": f"{departement}001"[:5]},
            "complements": {"est_association": True, "identifiant_association": rna},
            "dirigeants": [{"nom": NOBODY}],
        }

    first = [
        unit("CPTS DU VAL ONDIN", "900000019", "W451000001", "45"),
        unit("FEDERATION DES CPTS", "900000027", None, "75"),
    ]
    second = [
        unit(CEASED.upper(), "900000035", None, "974", over="2026-10-31"),
        unit("BOULANGERIE DU VAL", "900000043", None, "45"),
    ]
    short, whole = _entries("sirene-associations")

    def part(rows: list[dict[str, Any]], page: int, last: int) -> Page:
        return _json({"results": rows, "total_results": 4, "page": page, "per_page": 25, "total_pages": last})

    return {
        short: part(first, 1, 2),
        short.replace("page=1", "page=2"): part(second, 2, 2),
        whole: part(first[:1], 1, 1),
    }


def _journal() -> dict[str, Page]:
    def notice(name: str, number: str, kind: str, rna: str, day: str, departement: str) -> dict[str, Any]:
        return {
            "id": number,
            "dateparution": day,
            "datedeclaration": day,
            "numero_rna": rna,
            "titre": name,
            "annonce_type_facette": f"Associations loi du 1er juillet 1901/{kind}/Initial",
            "departement_code": departement,
        }

    rows = [
        notice("CPTS DU VAL ONDIN", "202000010001", "Création", "W451000001", "2020-01-20", "45"),
        notice(DISSOLVED.upper(), "202600400002", "Dissolution", "W881000002", "2026-09-15", "88"),
    ]
    (url,) = _entries("journal-officiel-associations")
    return {
        url: _json({"total_count": 2, "results": rows[:1]}),
        url.replace("offset=0", "offset=1"): _json({"total_count": 2, "results": rows[1:]}),
    }


def _catalogue() -> dict[str, Page]:
    (url,) = _entries("data-gouv-catalogue")
    page = "https://www.data.gouv.fr/datasets/cpts-de-nulle-part/"
    sets = [{"title": "CPTS de la région", "page": page, "resources": []}, {"title": "Écoles", "resources": []}]
    return {url: _json({"data": sets, "total": 2, "next_page": None, "page": 1})}


def _agencies() -> dict[str, Page]:
    known = ("corse", "guyane", "martinique", "mayotte", "guadeloupe")
    corse, guyane, martinique, mayotte, guadeloupe = (_entries(f"ars-{one}")[0] for one in known)
    welcome = _html("Accueil", "<nav><a href='/se-soigner'>Se soigner</a></nav><main><h1>Bienvenue</h1></main>")

    def release(name: str) -> Page:
        text = f"<p>Le 12 janvier 2024, la {name} a signé son contrat ACI avec l'ARS et la CPAM.</p>"
        return _html(f"Signature de la {name}", f"<main><h1>Signature de la {name}</h1>{text}</main>")

    menu = "<nav><a href='/l-exercice-coordonne'>L’exercice coordonné</a></nav><main><h1>Bienvenue</h1></main>"
    lists = f"<main><h1>Exercice coordonné</h1><ul><li><a href='/fiche-7'>{MENU}</a></li></ul></main>"
    urlset = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{}cpts-signature</loc></url></urlset>'
    )
    index = urlset.replace("urlset", "sitemapindex").replace("<url>", "<sitemap>").replace("</url>", "</sitemap>")
    index = index.replace("cpts-signature", "plan-1.xml.gz")
    press = "<main><h1>Communiqués</h1><a href='/communique-12'>Une CPTS signe son contrat</a></main>"
    return {
        corse: _html("Accueil", menu),
        corse + "l-exercice-coordonne": _html("Exercice coordonné", lists),
        corse + "fiche-7": release(MENU),
        guyane: welcome,
        guyane + "sitemap.xml": Page(urlset.format(guyane).encode(), content_type="application/xml"),
        guyane + "cpts-signature": release(SITEMAP),
        martinique: welcome,
        martinique + "liste-communiques-presse": _html("Communiqués", press),
        martinique + "communique-12": release(PRESS),
        # two entries deep in a menu, none of which says CPTS
        mayotte: _html("Accueil", "<nav><a href='/professionnels'>Professionnels de santé</a></nav><h1>Bienvenue</h1>"),
        mayotte + "professionnels": _html("Professionnels", "<nav><a href='/offre'>Offre de soins</a></nav>"),
        mayotte + "offre": _html("Offre de soins", f"<main><h1>Offre</h1><a href='/fiche-9'>{DEEP}</a></main>"),
        mayotte + "fiche-9": release(DEEP),
        # in a sitemap that only robots.txt names, behind an index
        guadeloupe: welcome,
        guadeloupe + "robots.txt": Page(
            f"User-agent: *\nDisallow:\nSitemap: {guadeloupe}plan.xml\n".encode(), content_type="text/plain"
        ),
        guadeloupe + "plan.xml": Page(index.format(guadeloupe).encode(), content_type="application/xml"),
        guadeloupe + "plan-1.xml.gz": Page(
            gzip.compress(urlset.format(guadeloupe).encode(), mtime=0), content_type="application/gzip"
        ),
        guadeloupe + "cpts-signature": release(NAMED),
    }


def _wordpress() -> dict[str, Page]:
    (home,) = _entries("fmps-normandie")
    text = f"<p>La {WORDPRESS}, dans le Calvados, a signé son contrat ACI le 3 mars 2024.</p>"
    # a page that the REST answers do not hold, and lead to
    there = f"<p>La {LINKED}, dans l'Orne, a signé son contrat ACI le 4 mai 2023.</p>"
    text += f"<p><a href='{home}nos-territoires/'>Les autres CPTS</a></p>"
    post = {
        "id": 7,
        "date": "2024-03-04T09:00:00",
        "link": home + "cpts-du-bocage-serein/",
        "title": {"rendered": f"La {WORDPRESS}"},
        "content": {"rendered": text},
    }
    search = home + "wp-json/wp/v2/{}?search=cpts&per_page=100"
    return {
        search.format("pages"): _json([post]),
        search.format("posts"): _json([]),
        home + "nos-territoires/": _html(LINKED, f"<main><h1>{LINKED}</h1>{there}</main>"),
        home: _html("Accueil", "<main><h1>Les maisons de santé</h1></main>"),
    }


def _files() -> dict[str, Page]:
    (article,) = _entries("ministere-sante-cpts")
    table = io.StringIO()
    csv.writer(table, delimiter=";").writerows(
        [["Nom de la CPTS", "Département", "Statut", "Communes"], [FILE, "Vosges", "ACI signé", "Épinal, Golbey"]]
    )
    link = "https://sante.gouv.fr/IMG/csv/atlas.csv"
    return {
        article: _html("S'organiser", f"<main><h1>S'organiser</h1><a href='{link}'>Atlas des CPTS</a></main>"),
        link: Page(table.getvalue().encode(), content_type="text/csv"),
    }
