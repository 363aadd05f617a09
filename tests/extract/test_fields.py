"""What a page says in fields: values without a label, notes, counts, cards."""

from __future__ import annotations

import pytest

from lexicon.cpts_names import find_names
from lexicon.stages import read_status
from spiders.extract.table.legends import terms_of
from tests.support.pages import by_name, extract


def test_a_word_the_page_explains() -> None:
    assert terms_of("« Contrat » désigne la signature de l'ACI.") == {"contrat": "la signature de l'ACI"}
    assert terms_of("« Territoire » désigne les communes.") == {}
    found = extract(
        """<main><h1>Les CPTS de l'Indre</h1><p>« Engagement » désigne la signature de l'ACI.</p>
        <h3>CPTS de la Brenne</h3><ul><li>Engagement : 4 mai 2022</li></ul></main>"""
    )
    assert found.listings[0].status_text == "la signature de l'ACI : 4 mai 2022"


# --- fields without a label ---------------------------------------------------------------------------------


def test_a_field_called_after_its_name_is_no_title() -> None:
    found = extract(
        """<main><h1>Trouver une CPTS</h1><h3>CPTS de la Brenne</h3>
        <div class="field field--name-field-stade field__item">ACI signé</div>
        <div class="field field--name-field-pop"><div class="field__label">Population</div>
        <div class="field__item">12 000</div></div></main>"""
    )
    assert (found.listings[0].status_text, found.listings[0].population_text) == ("ACI signé", "Population : 12 000")


@pytest.mark.parametrize("reserve", ["environ", "env.", "au maximum", "tout au plus", "(estimation)", "au minimum"])
def test_a_reserve_after_the_unit_stays_with_the_figure(reserve: str) -> None:
    found = by_name(extract(f"<p>La CPTS des Loges couvre 44 000 habitants {reserve}, dont 3 000 enfants.</p>"))
    assert (
        (found["CPTS des Loges"].population_text or "").rstrip(".").endswith(f"44 000 habitants {reserve}".rstrip("."))
    )


def test_what_a_page_tells_search_engines_of_itself_is_no_cpts() -> None:
    found = extract(
        """<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "name": "Nos actions - CPTS des Loges",
        "datePublished": "2024-01-02"}, {"@type": "Organization", "name": "CPTS des Loges"}]}</script>
        <h1>Nos actions</h1><p>La CPTS des Loges couvre 44 000 habitants.</p>""",
        kind="cpts",
    )
    assert [one.name for one in found.listings] == ["CPTS des Loges"]


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
        ("de la Brenne", "ACI signé", "07/03/2023"),
        ("des Loges", "En émergence", "01/02/2024"),
        ("du Perche", "Signature prévue", "01/02/2027"),
        ("de la Sologne", "Réunion publique", "03/04/2024"),
    )
    body = "".join(card.format(*told) for told in cards)
    told = by_name(extract(f"<main><h1>Annuaire</h1><div>{body}</div></main>"))
    assert told["CPTS de la Brenne"].date_text == "ACI signé : 07/03/2023"
    assert told["CPTS du Perche"].date_text is None
    assert told["CPTS de la Sologne"].date_text is None


def test_a_labelled_territory_ends_where_another_fact_begins() -> None:
    told = by_name(
        extract(
            """<main><h1>Les CPTS du Loiret</h1><h2>CPTS des Loges</h2>
        <p>Territoire : communauté de communes des Loges – 42 000 habitants – ACI signé le 3 mai 2021</p>
        <h2>CPTS du Pithiverais</h2><p>Communes : Pithiviers, Outarville – 31 000 habitants</p>
        <h2>CPTS du Gâtinais</h2><p>Territoire : 2 communes – environ 9 000 habitants – Amilly, Montargis</p>
        <h2>CPTS de Gien</h2><p>Territoire : à définir – lettre d'intention validée</p>
        <h2>CPTS de Sully</h2><p>Secteur : Sully, Briare | 20 000 hab. | projet de santé validé en 2022</p></main>"""
        )
    )
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


@pytest.mark.parametrize(
    ("inside", "territory"),
    [
        ("Le Blanc, Mérigny, Ingrandes", "Le Blanc, Mérigny, Ingrandes"),
        ("ARS, CPAM", None),
        ("Prévention, Parcours", None),
        ("Indre, Cher", None),
        ("Infirmiers, Médecins", None),
    ],
)
def test_names_in_brackets_after_the_stage_are_the_territory(inside: str, territory: str | None) -> None:
    found = extract(
        f"""<main><h1>Où en est-on ?</h1><p>CPTS de la Brenne : projet de santé validé en mars 2021 ({inside}).</p>
        <p>CPTS des Loges : projet de santé validé en mai 2022.</p></main>"""
    )
    assert by_name(found)["CPTS de la Brenne"].territory_text == territory


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("L'agence recense 4 CPTS, à tous les stades. Elles sont toutes présentées ci-dessous.", True),
        ("L'agence recense 3 CPTS, à tous les stades. Elles sont toutes présentées ci-dessous.", False),
        ("L'agence recense 4 CPTS dont 2 en projet. Elles sont présentées ci-dessous.", False),
        ("La région compte 14 CPTS. Les deux du Loiret sont présentées ci-dessous.", False),
        ("Retrouvez ci-dessous les 4 CPTS du Loiret.", True),
        ("Voici les 4 CPTS signataires, et les projets.", False),
        ("4 CPTS sont recensées dans la région. En voici la liste.", True),
    ],
)
def test_the_number_an_agency_counts_is_that_of_its_list(said: str, wrong: bool) -> None:
    found = extract(
        f"""<main><h1>Annuaire</h1><p>{said}</p><h2>CPTS des Loges</h2><p>42 000 habitants</p>
        <h2>CPTS du Pithiverais</h2><p>31 000 habitants</p><h2>CPTS de Gien</h2></main>"""
    )
    assert [one.name for one in found.alarms if one.name == "CountMismatch"] == ["CountMismatch"] * wrong


@pytest.mark.parametrize(
    "card",
    [
        '<div class="card"><span class="tag">{1}</span><h3>{0}</h3><p>12 000 habitants</p></div>',
        '<article><div class="top"><em>{1}</em></div><div><h3>{0}</h3><p>12 000 habitants</p></div></article>',
        "<li><span>{1}</span><h4>{0}</h4><p>12 000 habitants</p></li>",
    ],
)
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
        <ul><li>Date : 07/03/2025</li><li>Lieu : salle des fêtes</li></ul></main>""",
        kind="cpts",
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
        "CPTS des Loges": ("Loiret", None),
        "CPTS du Giennois": ("Loiret", None),
        "CPTS de la Brenne": ("Indre", None),
        "CPTS du Val": ("Indre", None),
    }


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


def test_arrondissements_in_a_name_are_those_of_the_city_that_the_words_name():
    text = "À Marseille, l'ACI de la CPTS couvrant les 14ème, 15ème et 16ème arrondissements est signé."
    (listing,) = extract(f"<main><h1>Fin d'année</h1><p>{text}</p></main>").listings
    assert listing.territory_text == "14ème, 15ème et 16ème arrondissements ; Marseille"


@pytest.mark.parametrize(
    "more",
    ["et une vingtaine de villages", "ainsi que plusieurs bourgs", "et d'autres communes", "et ses environs", "etc."],
)
def test_a_list_that_goes_on_without_names_is_told_whole(more: str) -> None:
    found = extract(f"<p>La CPTS de la Brie s'étend sur Coulommiers, Rebais, La Ferté-Gaucher {more}.</p>", region="11")
    assert more in (found.listings[0].territory_text or "")


@pytest.mark.parametrize("opening", ["autour de", "entre", "notamment à", "dont"])
def test_what_situates_or_samples_a_territory_is_kept_with_its_places(opening: str) -> None:
    found = extract(f"<p>La CPTS de la Brie couvre un territoire {opening} Coulommiers et Rebais.</p>", region="11")
    assert (found.listings[0].territory_text or "").endswith(f"{opening} Coulommiers et Rebais")


@pytest.mark.parametrize("caption", ["Infirmière, trésorière", "Médecin généraliste", "Présidente"])
def test_the_caption_of_a_portrait_is_no_commune(caption: str) -> None:
    page = f"<h1>CPTS du Val Vert</h1><h2>Notre territoire</h2><ul><li>Gien</li><li>{caption}</li></ul>"
    found = extract(page, kind="cpts")
    assert caption not in (found.listings[0].territory_text or "") and "Gien" in (
        found.listings[0].territory_text or ""
    )


@pytest.mark.parametrize(
    "told",
    [
        "Haltes prévues à Yvetot, Terres-de-Caux et Cany-Barville.",
        "Yvetot, Terres-de-Caux, Cany-Barville… Tous attendent.",
    ],
)
def test_stops_and_towns_told_in_passing_are_no_territory(told: str) -> None:
    (listing,) = extract(f"<p>La CPTS du Val Vert lance son bus. {told}</p>", region="28").listings
    assert listing.territory_text is None
    (listing,) = extract(
        "<p>La CPTS du Val Vert couvre Yvetot, Terres-de-Caux, Cany-Barville…</p>", region="28"
    ).listings
    assert "Yvetot" in (listing.territory_text or "")


def test_a_link_that_says_site_leads_to_the_site_of_the_cpts() -> None:
    link = "<h2>CPTS du {}</h2><p><a href='https://{}-sante.fr/'>{}</a></p>"
    page = link.format("Val Clair", "valclair", "Voir le site") + link.format("Haut Bois", "hautbois", "Notre journal")
    found = by_name(extract(f"<main><h1>Les CPTS</h1>{page}</main>"))
    assert found["CPTS du Val Clair"].website == "https://valclair-sante.fr/"
    assert found["CPTS du Haut Bois"].website is None


def test_a_number_alone_keeps_its_label() -> None:
    found = extract("<main><h2>CPTS du Val Clair</h2><p>Communes : 12</p></main>")
    assert found.listings[0].territory_text == "Communes : 12"
