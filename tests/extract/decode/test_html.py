"""Pages: the ways in which one is no content, no list, or leads to another. Their rows are in `test_fixtures`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lexicon.cpts_names import name_key
from spiders.document import Document
from spiders.extract.decode.html.content_root import parse
from spiders.extract.decode.html.links import links
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.instructions import ExtractRules
from spiders.listing import Extraction
from tests.support.corpus import CASES, fields

META = {"url": "https://exemple.example/page", "region": "84"}


def case(name: str) -> tuple[bytes, dict]:
    found = CASES[f"html/{name}"]
    return found.document.body, found.meta


def extract(body: bytes, meta: dict, content_type: str = "text/html; charset=utf-8") -> Extraction:
    context = SourceContext(source_id="essai", kind=meta["kind"], regions=(meta["region"],))
    return read(Document(meta["url"], body, content_type), context)


def facts(found: Extraction) -> dict[str, dict]:
    return {listing.name: fields(listing) for listing in found.listings}


def test_reordered_cards_give_the_same_rows() -> None:
    body, meta = case("cards_accordion")
    head, first, second = re.split(rb'(?=<div class="accordion-item")', body)
    second, tail = (
        second[: second.index(b"</div></div></div>") + 12],
        second[second.index(b"</div></div></div>") + 12 :],
    )
    assert facts(extract(head + second + first + tail, meta)) == facts(extract(body, meta))


def simple(title: str, body: str) -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


BLOCKED = {
    "contrôle": simple("Just a moment...", "<p>Checking your browser before accessing.</p>"),
    "captcha": simple("Vérification", "<p>Merci de résoudre ce captcha pour continuer.</p>"),
    "connexion": simple("Espace adhérents", "<form></form><p>Veuillez vous connecter pour voir les CPTS.</p>"),
    "erreur": simple("Erreur 404 - Page non trouvée", "<main><h1>Page introuvable</h1></main>"),
    "refus": simple("403 Forbidden", "Access denied"),
    "maintenance": simple("Maintenance", "<p>Le site est en maintenance, nous revenons bientôt.</p>"),
}


@pytest.mark.parametrize("reason", BLOCKED)
def test_a_page_that_is_no_content_is_blocked(reason: str) -> None:
    found = extract(BLOCKED[reason], {"url": "https://x.ars.sante.fr/cpts", "kind": "ars", "region": "84"})
    assert [alarm.name for alarm in found.alarms] == ["BlockedPage"]
    assert not found.listings


def test_the_date_of_publication_is_found_behind_heavy_scripts() -> None:
    script = "<script>" + "window.reglages = {theme: 1};" * 2000 + "</script>"
    body = simple("CPTS Val Bleu", f"{script}<main><p>Publié le 3 mai 2023</p><p>La CPTS Val Bleu est née.</p></main>")
    found = extract(body, {"url": "https://x.fr/cpts", "kind": "presse", "region": "84"})
    assert [listing.page_date for listing in found.listings] == ["2023-05-03"]


def test_a_missing_anchor_is_a_drift_and_a_present_one_is_not() -> None:
    body, meta = case("ars_status_bullets")
    document = Document(meta["url"], body, "text/html")
    kept = read(document, SourceContext(rules=ExtractRules(expect_heading="Les projets validés par l'ARS")))
    lost = read(document, SourceContext(rules=ExtractRules(expect_heading="Annuaire des communautés")))
    by_selector = read(document, SourceContext(rules=ExtractRules(expect_heading="div[role=main] ul li")))
    assert "LayoutDrift" not in {alarm.name for alarm in (*kept.alarms, *by_selector.alarms)}
    assert "LayoutDrift" in {alarm.name for alarm in lost.alarms}


def test_an_announced_list_with_nothing_under_it() -> None:
    body = simple("CPTS", "<main><h1>Liste des CPTS de la région</h1><ul></ul><p>Mise à jour mensuelle.</p></main>")
    found = extract(body, {"url": "https://x.fr/cpts", "kind": "urps", "region": "28"})
    assert "EmptyListing" in {alarm.name for alarm in found.alarms}


@pytest.mark.parametrize(
    "left",
    [
        "",
        "<ul class=pagination><li><a href=?p=2>2</a></li></ul>",
        "<p>Chargement en cours…</p>",
        "<p>{{ cpts.nom }}</p><p>Les coordonnées des communautés de la région, département par département.</p>",
        "<p>Mise à jour du site. La liste des CPTS sera bientôt disponible, merci de votre patience.</p>",
    ],
)
def test_a_page_that_has_lost_its_list(left: str) -> None:
    body = simple("CPTS", f"<main><h1>Les CPTS de la région</h1>{left}</main>")
    found = extract(body, {"url": "https://x.fr/cpts", "kind": "urps", "region": "28"})
    assert [alarm.name for alarm in found.alarms] == ["EmptyListing"]


def test_html_served_for_a_document_is_of_the_wrong_type() -> None:
    body, meta = case("ars_status_bullets")
    found = extract(body, meta | {"url": "https://x.fr/liste.xlsx"}, "application/vnd.ms-excel")
    assert "WrongType" in {alarm.name for alarm in found.alarms}


def test_an_empty_answer_and_an_unknown_kind_name_themselves() -> None:
    meta = {"url": "https://x.fr/cpts", "kind": "urps", "region": "28"}
    assert [alarm.name for alarm in extract(b"", meta).alarms] == ["Truncated"]
    assert [alarm.name for alarm in extract(b"\x00\x01\x02" * 40, meta, "application/octet-stream").alarms] == [
        "WrongType"
    ]


def test_a_departement_on_the_card_of_one_cpts_is_not_that_of_the_others() -> None:
    body, meta = case("cards_accordion")
    without = body.replace("<strong>Département :</strong> Seine-Maritime (76)<br>".encode(), b"")
    assert without != body
    found = facts(extract(without, meta))
    assert found["CPTS Orne Est"]["department_text"] == "Département : Orne (61)"
    assert "department_text" not in found["CPTS Pays de Caux"]


@pytest.mark.parametrize(
    "title", ["Les CPTS de Bretagne - uMap", "Les CPTS de Normandie | FMPS", "Les CPTS du Var - Carte"]
)
def test_a_title_and_its_site_name_no_cpts(title: str) -> None:
    found = extract(
        simple(title, f"<main><h1>{title}</h1><p>Carte interactive.</p></main>"),
        {"url": "https://x.fr/carte", "kind": "urps", "region": "53"},
    )
    assert found.listings == ()


def test_links_worth_following_keep_misspellings_and_documents() -> None:
    body, meta = case("ars_status_bullets")
    assert extract(body, meta).links == ("https://bourgogne-franche-comte.ars.sante.fr/media/101/download",)
    page = simple(
        "CPTS", "<a href='/creation-dune-ctps'>Lire</a><a href='/msp'>MSP</a><a href='mailto:x@y.fr'>CPTS</a>"
    )
    found = extract(page, {"url": "https://x.ars.sante.fr/", "kind": "ars", "region": "84"})
    assert found.links == ("https://x.ars.sante.fr/creation-dune-ctps",)


def test_the_reconstructed_pages_give_the_cpts_they_are_about() -> None:
    """Two hundred pages of as many publishers, written by other hands: nearly every CPTS, almost nothing else."""
    import tomllib

    folder = Path(__file__).parents[3] / "datasets" / "reconstructions"
    pages = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))["page"]
    stated: dict[str, set[str]] = {}
    for line in (folder / "facts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        stated[row["file"]] = {name_key(cpts["nom"]) for cpts in row["cpts"] if cpts["nom"]}
    missed, added, wanted = [], [], 0
    for page in {page["file"]: page for page in pages if page["file"].endswith(".html")}.values():
        names = stated.get(page["file"], set())
        context = SourceContext(kind="cpts" if re.search(r"//(?:www\.)?cpts", page["url"]) else "presse")
        found = read(Document(page["url"], (folder / page["file"]).read_bytes(), page["content_type"]), context)
        got = {name_key(listing.name) for listing in found.listings}
        wanted += len(names)
        missed += [name for name in names if not any(set(name.split()) & set(one.split()) for one in got)]
        added += [one for one in got if not any(set(name.split()) & set(one.split()) for name in names)]
    assert wanted > 250
    assert len(missed) <= 0.03 * wanted, missed
    assert len(added) <= 0.03 * wanted, added


@pytest.mark.parametrize(
    ("lines", "territory"),
    [
        (["Communes : Orléans", "Olivet", "Saran"], "Orléans, Olivet, Saran"),
        (["3 communes : La Ferté-Saint-Aubin,", "Marcilly-en-Villette,", "Ardon"], "La Ferté-Saint-Aubin"),
        (["Communes concernées : Gien", "Briare", "42 000 habitants"], "Gien, Briare"),
    ],
)
@pytest.mark.parametrize("tag", ["li", "p"])
def test_places_on_the_lines_of_one_bullet_are_one_list(lines, territory, tag):
    """« Communes : Orléans / Olivet / Saran » on three lines: three communes, and a figure below is none."""
    block = f"<{tag}>{'<br>'.join(lines)}</{tag}>"
    block = f"<ul>{block}</ul>" if tag == "li" else block
    body = f"<html><body><main><h1>Les CPTS du Loiret</h1><h2>CPTS de la Boucle</h2>{block}</main></body></html>"
    (found,) = read(
        Document("https://a.example/cpts", body.encode()), SourceContext(kind="ars", regions=("24",))
    ).listings
    assert territory in (found.territory_text or "")
    assert lines[-1].strip(",") in (found.territory_text or "") or found.population_text == lines[-1]


@pytest.mark.parametrize("wrapped", ["{}", "<span>{}</span>", "<em>La</em> {}"])
@pytest.mark.parametrize("tag", ["li", "p", "div"])
def test_the_lines_of_the_source_are_no_lines_of_the_text(wrapped, tag):
    """An editor that wraps its lines breaks no name: « CPTS du Mont⏎Blanzy »."""
    told = wrapped.format("CPTS du Mont\n   Blanzy a signé son ACI\nle 12 mars 2021")
    body = f"<html><body><main><h1>Actualités</h1><{tag}>{told}</{tag}></main></body></html>"
    (found,) = read(Document("https://a.example/cpts", body.encode()), SourceContext(kind="ars")).listings
    assert found.name == "CPTS du Mont Blanzy"
    assert "le 12 mars 2021" in (found.date_text or "")


def test_what_is_set_as_typed_keeps_its_lines():
    body = "<html><body><main><h1>Les CPTS</h1><pre>CPTS du Lac : ACI signé\nCPTS du Cap : projet</pre></main></body></html>"
    found = read(Document("https://a.example/cpts", body.encode()), SourceContext(kind="ars")).listings
    assert [one.name for one in found] == ["CPTS du Lac", "CPTS du Cap"]


def test_a_text_wrapped_by_hand_is_read_in_sentences():
    """Minutes of a council: « La signature du contrat⏎devrait intervenir » signs nothing."""
    body = (
        "COMPTE RENDU DU CONSEIL\n\nMadame le maire informe le conseil que la CPTS du Pays de\nSaint-Flour a obtenu la"
        " validation de son projet de santé le 6 octobre 2023. La signature du contrat\ndevrait intervenir en janvier.\n"
        "\n- CPTS du Lac, qui réunit des soignants de Gray et de Lure : projet de santé validé\n- CPTS du Cap : ACI signé\n"
    )
    found = read(Document("https://a.example/compte-rendu.txt", body.encode()), SourceContext(kind="presse")).listings
    assert [one.name for one in found] == ["CPTS du Pays de Saint-Flour", "CPTS du Lac", "CPTS du Cap"]
    assert "le 6 octobre 2023" in (found[0].date_text or "")
    (told,) = [one for one in (found[0].status_text or "").split(" ; ") if "signature" in one]
    assert "devrait intervenir" in told


@pytest.mark.parametrize("question", ["Pourquoi nous rejoindre ?", "À quoi sert une CPTS ?"])
def test_what_we_have_done_is_told_under_a_question(question):
    """« Notre contrat a été signé » under a question of the site of one CPTS is of that one; a mission is nobody's."""
    body = (
        f"<html><body><main><h1>CPTS du Lac</h1><h2>{question}</h2><p>Notre contrat avec l'Assurance maladie a été signé"
        " le 9 mai 2022.</p><p>Nous couvrons 26 communes et 47 000 habitants.</p>"
        "<ul><li>Développer la prévention</li></ul></main></body></html>"
    )
    (found,) = read(Document("https://lac.example/", body.encode()), SourceContext(kind="cpts")).listings
    assert "le 9 mai 2022" in (found.date_text or "")
    assert "47 000 habitants" in (found.population_text or "")
    assert found.missions_text is None


SIGNED = "La communauté a signé son contrat ACI le 12 mai 2023. Elle couvre 25 communes."


@pytest.mark.parametrize("foot", ["© 2024 CPTS du Val Clair", "CPTS du Val Clair – 3 place de la Mairie"])
@pytest.mark.parametrize("kind", ["presse", "cpts"])
def test_a_page_that_names_its_cpts_at_its_foot_only(foot: str, kind: str) -> None:
    body = f"<html><body><main><h1>Actualités</h1><p>{SIGNED}</p></main><footer>{foot}</footer></body></html>"
    (one,) = extract(body.encode(), META | {"kind": kind}).listings
    assert (one.name, one.date_text, one.territory_text) == (
        "CPTS du Val Clair",
        SIGNED.split(" Elle")[0],
        "25 communes",
    )


@pytest.mark.parametrize(
    ("text", "foot"),
    [
        (SIGNED, "Nos partenaires : CPTS du Val Clair et CPTS du Mont"),
        (SIGNED, "Avec le soutien de la CPTS du Val Clair"),
        ("La CPTS réunit les soignants d'un territoire autour d'un projet de santé.", "CPTS du Val Clair"),
        ("Les CPTS au 15 septembre 2021 : 12 ont signé.", "CPTS du Val Clair"),
        ("La communauté de communes a voté son budget le 12 mai 2023.", "CPTS du Val Clair"),
    ],
)
def test_a_foot_that_signs_nothing(text: str, foot: str) -> None:
    body = f"<html><body><main><h1>Actualités</h1><p>{text}</p></main><footer>{foot}</footer></body></html>"
    assert not extract(body.encode(), META | {"kind": "presse"}).listings


def test_the_files_of_a_page_about_cpts_are_followed_whatever_they_are_called() -> None:
    tree = parse('<title>Les CPTS</title><a href="/liste.pdf">Télécharger</a><a href="/contact">Nous écrire</a>')
    assert tree is not None
    assert links(tree, "https://www.exemple.fr/") == ("https://www.exemple.fr/liste.pdf",)
