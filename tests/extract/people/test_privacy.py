"""People never leave a capture: what is cut, what stays, and a property on invented contacts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.people.clean import clean, personal_data
from spiders.extract.read import read

CUT = [
    (
        "CPTS de la Bièvre, 5 communes et 116 099 habitants. Référent : Jeanne Exemple (mail : j@exemple.fr)",
        "116 099 habitants",
        "Jeanne",
    ),
    ("La CPTS de Pantin, présidée par le Dr Paul Exemple, couvre 5 communes.", "couvre 5 communes", "Paul"),
    ("Le contrat a été signé par Mme Marie Exemple, directrice de l'ARS, le 12 mars 2021.", "12 mars 2021", "Marie"),
    ("Le docteur Paul Exemple, président de la CPTS de Pantin, a signé le 8 mars.", "CPTS de Pantin", "Paul"),
    ("Coordinateur : Jean Exemple ; Population : 12 000 habitants", "12 000 habitants", "Jean"),
    ("18 communes ; contact@exemple.fr ; 01.39.00.00.00", "18 communes", "01.39"),
    ("La présidente, Marie Exemple, annonce 20 communes.", "20 communes", "Marie"),
    ("« C'est une étape », explique Paule Exemple. 20 communes.", "20 communes", "Paule"),
    ("Marie Exemple, coordinatrice, répond. Le territoire compte 12 communes.", "12 communes", "Marie"),
    ("Rosny, Villemomble Jeanne Exemple – 01 99 00 13 09", "Rosny, Villemomble", "Jeanne"),
    ("CPTS Montreuil Montreuil Jeanne Exemple, tél. : 01 99 00 13 09", "CPTS Montreuil Montreuil", "Exemple"),
    ("CPTS du Pays de Léon Blanc : cpts@exemple.fr", "CPTS du Pays de Léon Blanc", "@"),
    ("CPTS Simone Veil – 01 99 00 13 09", "CPTS Simone Veil", "01 99"),
    ("Tél : +33 6 12 34 56 78 / 06-12-34-56-78", "", "12"),
    (
        "Paul Exemple, Marie Exemple et leurs collègues ont fondé la CPTS Val Gris, qui couvre 41 000 habitants.",
        "la CPTS Val Gris, qui couvre 41 000 habitants",
        "Marie",
    ),
    ("CPTS Val Gris - Marie Exemple (infirmière) - lettre d'intention", "CPTS Val Gris - lettre d'intention", "Marie"),
    ("Hier, la CPTS du Val Gris présidée par Marie Exemple, a signé son ACI.", "la CPTS du Val Gris", "Marie"),
    (
        "Marie Exemple et le Dr Paul Exemple ont signé, le 7 mars 2023, l'ACI de la CPTS du Val Gris.",
        "ont signé, le 7 mars 2023, l'ACI de la CPTS du Val Gris",
        "Exemple",
    ),
    (
        "La CPTS du Val Gris (contact : c@exemple.fr, Mme Zoé Exemple) couvre 22 communes.",
        "La CPTS du Val Gris couvre 22 communes",
        "Zoé",
    ),
    ("Marie Exemple, qui couvre 12 communes, répond.", "", "communes"),
    ("12 rue des Lilas, 85300 Challans. 18 communes sont couvertes.", "18 communes", "Lilas"),
]


@pytest.mark.parametrize(("text", "kept", "gone"), CUT)
def test_the_fact_stays_and_the_person_goes(text: str, kept: str, gone: str) -> None:
    cleaned = clean(text)
    assert kept in cleaned
    assert gone not in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Saint-Martin, Notre-Dame-de-Bondeville et Saint-Maurice-de-Cazevieille",
        "Orvault, La Chapelle-sur-Erdre et Sautron",
        "L'Assurance Maladie, l'ARS Grand Est et la MSA Ardèche Drôme Loire ont signé.",
        "La directrice de l'ARS a signé avec la CPTS du Grand Auxerrois et Armance le contrat.",
        "Le président de la communauté de communes du Pays de Redon a signé le 8 juillet 2021.",
        "69 497 habitants répartis sur 20 communes, 33 340 habitants (PMUN 2022)",
        "FINESS 690 012 345, SIREN 123 456 789",
    ],
)
def test_places_organisations_and_numbers_survive(text: str) -> None:
    assert clean(text) == text
    assert personal_data(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        *("jean.exemple@sante.fr", "jean.exemple [at] sante [dot] fr", "jean.exemple(arobase)sante.fr"),
        *("06 12 34 56 78", "+33612345678", "+33 (0)4 70 11 22 33", "+33-4-70-11-22-33", "(+33) 4.70.11.22.33"),
        *("04-70-11-22-33", "04–70–11–22–33", "0470 112 233", "04·70·11·22·33", "Tél.0470112233", "(0590) 11 22 33"),
        *("Dr Jean Exemple", "Madame Exemple", "M. de La Roche"),
    ],
)
def test_what_a_release_refuses(text: str) -> None:
    assert personal_data(f"Au sujet de la CPTS : {text} et la suite")


FIRST = st.sampled_from(["Jean", "Anne-Lise", "Zoé", "Éric", "Françoise", "Léa"])
LAST = st.sampled_from(["Martin", "Durand-Petit", "Lefèvre", "D'Almeida", "MOREAU", "Benali"])
PHONE = st.from_regex(r"\A0[1-9](?:[ .-]\d{2}){4}\Z")
MAIL = st.from_regex(r"\A[a-z]{3,8}\.[a-z]{3,8}@[a-z]{4,9}\.fr\Z")
FRAME = st.sampled_from(
    [
        "Référent : {first} {last} ({mail} ; {phone})",
        "Présidée par le Dr {first} {last}.",
        "Contact : {first} {last}, {phone}",
        "{first} {last}, présidente de l'association, est joignable au {phone}.",
        "Coordinatrice : Mme {last} – {mail}",
        "Le Docteur {last} a porté le projet.",
        "Directrice : {first} {last}",
        "Écrire à {mail}",
        "Mme {first} {last} (infirmière)",
    ]
)


@settings(max_examples=120, deadline=None)
@given(FRAME, FIRST, LAST, PHONE, MAIL)
def test_no_contact_passes_through_a_page(frame: str, first: str, last: str, phone: str, mail: str) -> None:
    contact = frame.format(first=first, last=last, phone=phone, mail=mail)
    body = (
        f"<html><body><main><h1>Les CPTS</h1><ul><li>CPTS Val d'Orge : 8 communes, 115 800 habitants. "
        f"{contact}</li></ul>"
        f"<h2>CPTS Sud Yonne</h2><p>ACI signé le 3 mars 2022. {contact}</p><p>{contact}</p></main></body></html>"
    )
    found = read(Document("https://x.fr/cpts", body.encode(), "text/html"), SourceContext(kind="ars"))
    text = repr(found.listings)
    assert [listing.name for listing in found.listings] == ["CPTS Val d'Orge", "CPTS Sud Yonne"]
    assert "115 800" in text and "3 mars 2022" in text
    assert last not in text and mail not in text and phone not in text
    assert not personal_data(text)


def test_a_person_without_title_is_cut_by_first_name_or_by_address() -> None:
    body = (
        "<html><body><main><h1>CPTS Sud Yonne</h1><p>« Six axes », énumère Pierrick Exemplaire. Le territoire "
        "compte 18 communes.</p>"
        "<p>Le bureau, que préside Zorya Kestelblum, suit l'accès aux "
        "soins.</p><p>zorya.kestelblum@exemple.org</p></main></body></html>"
    )
    found = read(Document("https://x.fr/cpts", body.encode(), "text/html"), SourceContext(kind="ars"))
    text = repr(found.listings)
    assert "Exemplaire" not in text and "Kestelblum" not in text
    assert "18 communes" in text


@pytest.mark.parametrize(
    "text", ["Saint Rémy de Provence, Port Louis et Fort de France", "la CPTS Simone Veil", "Sainte Marie aux Mines"]
)
def test_a_first_name_inside_a_place_is_no_person(text: str) -> None:
    assert clean(f"{text}, 12 communes") == f"{text}, 12 communes"


# names of our invention, absent from the list of first names: only what stands above tells that they are people
@pytest.mark.parametrize(
    "listing",
    [
        "<b>Communes :</b> Clisson, Gorges <b>Coordinateur(s) :</b><ul><li>Zoel Vauquelain</li></ul>",
        "<p>Communes : Clisson, Gorges</p><h3>Contacts</h3><ul><li>Zoel Vauquelain</li><li>Maxal VAUQUELAIN</li></ul>",
        "<p>Communes : Clisson, Gorges</p><h4>Équipe</h4><p>Zoel Vauquelain</p><p>Maxal Vauquelain (IDE)</p>",
        "<ul><li>Communes : Clisson, Gorges</li><li>Bureau<ul><li>Zoel Vauquelain, podologue</li></ul></li></ul>",
        "<p>Communes : Clisson, Gorges</p><p>Référents :</p><ul><li>Zoel Vauquelain</li><li>V. Vauquelain</li></ul>",
        "<p>Communes : Clisson, Gorges</p><h3>Contacts</h3><ul><li>CPTS du Lac - Zoel Vauquelain</li></ul>",
    ],
)
def test_people_listed_under_a_label_reach_no_field(listing: str) -> None:
    page = f"<html><body><main><h1>Les CPTS</h1><h2>CPTS du Lac</h2>{listing}</main></body></html>"
    found = read(Document("https://ars.exemple.fr/cpts", page.encode(), "text/html"), SourceContext(kind="ars"))
    assert [row.territory_text for row in found.listings] == ["Clisson, Gorges"]
    assert "auquelain" not in repr(found).lower()


def test_facts_after_a_list_of_people_stay() -> None:
    page = (
        "<html><body><main><h1>Les CPTS</h1><h2>CPTS du Lac</h2><ul><li>Contacts :<ul><li>Zoel Vauquelain</li></ul>"
        "</li><li>Population : 12 000 habitants</li></ul><h2>CPTS du Val</h2><p>Communes : Clisson, Gorges</p></main>"
        "</body></html>"
    )
    found = read(Document("https://ars.exemple.fr/cpts", page.encode(), "text/html"), SourceContext(kind="ars"))
    assert [(row.population_text, row.territory_text) for row in found.listings] == [
        ("12 000 habitants", None),
        (None, "Clisson, Gorges"),
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        # the first name is one that a place bears, nothing explains the last
        ("Mamers (Thècle Ruibanys, 02 43 00 00 00), Bonnétable", "Mamers, Bonnétable"),
        ("Mamers (Thècle Ruibanys : t.r@exemple.fr)", "Mamers"),
        ("CPTS Val Ruibanys, 02 43 00 00 00", "CPTS Val Ruibanys"),
        ("Maison Bleue 02 43 00 00 00", "Maison Bleue"),
    ],
)
def test_a_name_that_nothing_explains_before_a_phone_is_a_person(text: str, kept: str) -> None:
    assert clean(text, value=True).replace(" ,", ",") == kept
