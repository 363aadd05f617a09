"""French prose about CPTS: enumerations, whose fact is whose, and the pages that give no row.

The sentences are ours; the facts they carry are public, persons are invented.
"""

from __future__ import annotations

import pytest

from spiders.document import Document
from spiders.extract.model.content import Block
from spiders.extract.model.source import SourceContext
from spiders.extract.prose.read_blocks import listings_from_blocks
from spiders.extract.read import read
from spiders.listing import Extraction, Listing


def page(
    body: str, kind: str = "presse", title: str = "", url: str = "https://journal.exemple.fr/article"
) -> Extraction:
    html = f"<html><head><title>{title}</title></head><body><main>{body}</main></body></html>"
    return read(Document(url, html.encode(), "text/html"), SourceContext(kind=kind))


def rows(body: str, **options: str) -> dict[str, Listing]:
    return {listing.name: listing for listing in page(body, **options).listings}


# --- whose fact is whose ---------------------------------------------------------------------------------------


def test_an_elliptical_verb_gives_each_its_own_date() -> None:
    found = rows("<p>La CPTS Forez-Est a signé son ACI en juillet 2020 et la CPTS de Roanne en décembre 2020.</p>")
    assert "juillet 2020" in (found["CPTS Forez-Est"].date_text or "") and "décembre" not in (
        found["CPTS Forez-Est"].date_text or ""
    )
    assert "décembre 2020" in (found["CPTS de Roanne"].date_text or "") and "juillet" not in (
        found["CPTS de Roanne"].date_text or ""
    )
    assert "signé" in (found["CPTS de Roanne"].status_text or "")


def test_respectively_pairs_names_and_dates() -> None:
    found = rows(
        "<p>Les CPTS de Roanne et de Loire-Forez ont été signées respectivement en décembre 2020 et juin 2022.</p>"
    )
    assert "décembre 2020" in (found["CPTS de Roanne"].date_text or "") and "2022" not in (
        found["CPTS de Roanne"].date_text or ""
    )
    assert "juin 2022" in (found["CPTS de Loire-Forez"].date_text or "") and "2020" not in (
        found["CPTS de Loire-Forez"].date_text or ""
    )


def test_numbers_of_an_enumeration_belong_to_nobody() -> None:
    found = rows("<p>Les CPTS Erdre et Canal, Sèvre et Loire couvrent ensemble 180 000 habitants et 60 communes.</p>")
    assert all(row.population_text is None and row.territory_text is None for row in found.values())


def test_opposite_decisions_do_not_leak() -> None:
    found = rows(
        "<p>Le 18 février, l'ARS a retenu le projet de santé de la CPTS Centre Essonne et pris une décision "
        "d'opposition à l'encontre de la CPTS Santé Seine Essonne.</p>"
    )
    assert "opposition" not in (found["CPTS Centre Essonne"].status_text or "")
    assert "retenu" not in (found["CPTS Santé Seine Essonne"].status_text or "")


def test_the_neighbours_stage_is_not_ours() -> None:
    found = rows(
        "<p>La CPTS Gascogne Armagnac est limitrophe de la CPTS de l'Adour, dont le projet de santé est en cours de "
        "rédaction.</p><p>Elle compte 44 communes.</p>",
        title="CPTS Gascogne Armagnac",
        kind="cpts",
    )
    assert found["CPTS Gascogne Armagnac"].status_text is None
    assert "44 communes" in (found["CPTS Gascogne Armagnac"].territory_text or "")


def test_a_pronoun_continues_with_the_same_cpts() -> None:
    found = rows(
        "<p>La CPTS Drac Sud a signé.</p><p>La CPTS Mont-Blanc est née.</p>"
        "<p>Elle couvre 20 communes et plus de 63 600 habitants.</p><p>Le département finance 12 communes.</p>"
    )
    assert "20 communes" in (found["CPTS Mont-Blanc"].territory_text or "") and "12" not in (
        found["CPTS Mont-Blanc"].territory_text or ""
    )
    assert "63 600" in (found["CPTS Mont-Blanc"].population_text or "")


POPULATIONS_OF_OTHERS = [
    "Le département compte 1 400 000 habitants.",
    "La ville de Pau compte 78 000 habitants.",
    "La Loire compte 770 000 habitants.",
    "On y trouve 6 médecins pour 10 000 habitants.",
    "12 000 habitants sans médecin traitant y vivent.",
    "Le financement est de 287 000 €.",
    "Elle regroupe 86 professionnels de santé.",
    "0 habitant",
    "Elle sera de taille 3 (entre 80 000 et 175 000 habitants).",
]


@pytest.mark.parametrize("sentence", POPULATIONS_OF_OTHERS)
def test_numbers_that_are_not_the_population(sentence: str) -> None:
    found = rows(f"<h1>La CPTS Est-Béarn est signée</h1><p>{sentence}</p>")
    assert found["CPTS Est-Béarn"].population_text is None


def test_a_day_without_year_takes_the_only_year_of_the_headline() -> None:
    found = rows("<h1>Signature de la CPTS Pilat (2025)</h1><p>Ce mercredi 2 juillet, le contrat a été signé.</p>")
    assert "2 juillet 2025" in (found["CPTS Pilat"].date_text or "")


def test_a_day_without_any_year_stays_so() -> None:
    found = rows("<h1>Signature de la CPTS Pilat</h1><p>Ce mercredi 2 juillet, le contrat a été signé.</p>")
    assert "2 juillet," in (found["CPTS Pilat"].date_text or "")


def test_a_future_stays_a_future() -> None:
    found = rows("<p>La CPTS du Giennois devrait contractualiser d'ici au début 2018.</p>")
    assert "devrait contractualiser" in (found["CPTS du Giennois"].status_text or "")


def test_one_name_under_a_headline_about_one_cpts() -> None:
    found = rows(
        "<h1>Une première communauté professionnelle territoriale de santé dans l'Yonne</h1>"
        "<p>Un ACI a été signé avec la CPTS du Grand Auxerrois et Armance.</p><h2>Près de 60 000 habitants</h2>"
    )
    row = found["CPTS du Grand Auxerrois et Armance"]
    assert "60 000" in (row.population_text or "") and row.department_text == "Yonne"


def test_two_spellings_of_a_page_are_one_row_with_the_first_spelling() -> None:
    found = rows("<h1>La CPTS Région de Condrieu</h1><p>La CPTS de Condrieu couvre 14 communes.</p>")
    assert list(found) == ["CPTS Région de Condrieu"]
    assert "14 communes" in (found["CPTS Région de Condrieu"].territory_text or "")


def test_the_site_of_a_cpts_speaks_of_it_without_naming_it() -> None:
    found = rows(
        "<h1>Notre territoire de santé</h1><p>La CPTS couvre 31 communes, soit 35 000 habitants.</p>",
        kind="cpts",
        title="Notre territoire de santé – CPTS Vallée du Tech",
        url="https://www.cpts-vallee-du-tech.org/x",
    )
    assert "35 000" in (found["CPTS Vallée du Tech"].population_text or "")


def test_a_brand_is_found_in_the_title_and_the_address() -> None:
    found = rows(
        "<h1>La CPTS</h1><p>Notre territoire réunit 18 communes.</p>",
        kind="cpts",
        title="Pictave Santé | La CPTS",
        url="https://pictave-sante.fr/la-cpts",
    )
    assert list(found) == ["Pictave Santé"]


def test_missions_of_the_law_are_not_missions_of_the_cpts() -> None:
    found = rows(
        "<h1>La CPTS Drac Sud</h1><h2>Qu'est-ce qu'une CPTS ?</h2><ul><li>Accès aux soins</li><li>Prévention</li></ul>"
        "<h2>Nos actions</h2><ul><li>Parcours des patients âgés</li></ul>"
    )
    assert found["CPTS Drac Sud"].missions_text == "Parcours des patients âgés"


# --- pages where a reader finds no CPTS ---------------------------------------------------------------------

NOTHING = [
    "<h1>Qu'est-ce qu'une CPTS ?</h1><p>Une CPTS rassemble des soignants. Les CPTS signent un "
    "ACI.</p><ul><li>Accès aux soins</li></ul>",
    "<h1>Les Vosges bien couvertes</h1><p>4 CPTS sont actives dans les Vosges et couvrent 100 % de la population.</p>",
    "<h1>La première CPTS de la région</h1><p>La première CPTS d'Occitanie fêtera ses cinq ans.</p>",
    "<h1>Maisons de santé</h1><ul><li>MSP de Toul</li><li>MSP de Pompey</li></ul><p>Les CPTS sont leurs "
    "partenaires.</p>",
    "<h1>Créer une CPTS</h1><h2>Les étapes</h2><ul><li>Lettre d'intention</li><li>Projet de "
    "santé</li><li>Signature</li></ul>",
    "<h1>Chiffres</h1><p>Au 1er février 2024, la France compte 738 CPTS, dont 530 avec un ACI signé.</p>",
    "<h1>Contrat local de santé</h1><p>Le CLS du Pays Haut a été signé pour 60 000 habitants.</p>",
    "<h1>Appel à projets</h1><p>Les CPTS peuvent candidater jusqu'au 3 mars 2026.</p>",
    "<h1>Dispositif d'appui</h1><ul><li>DAC du Rhône</li><li>PTA de la Loire</li></ul>",
    "<h1>Actualités</h1><p>Rien cette semaine.</p><aside><p>La CPTS de Quimper recrute</p></aside>",
    "<h1>Mission</h1><p>Notre fédération accompagne les CPTS du Finistère et les CPTS de Bretagne.</p>",
]


@pytest.mark.parametrize("body", NOTHING)
def test_no_listing_and_no_alarm(body: str) -> None:
    found = page(body, kind="ars")
    assert found.listings == () and found.alarms == ()


def test_a_neighbour_cited_in_passing_takes_no_fact() -> None:
    found = rows(
        "<h1>La CPTS Drac Sud</h1><p>Elle couvre 9 communes, comme la CPTS Voironnais, et 50 000 habitants.</p>"
    )
    assert found["CPTS Voironnais"].territory_text is None and found["CPTS Voironnais"].population_text is None
    assert "9 communes" in (found["CPTS Drac Sud"].territory_text or "")


def test_titles_of_other_pages_are_no_rows() -> None:
    found = page("<h1>Communiqués</h1><ul><li><a href='/a'>Lancement de la CPTS Pilat en 2025</a></li></ul>")
    assert found.listings == () and found.links == ("https://journal.exemple.fr/a",)


def test_an_item_of_a_list_that_is_no_name_is_said() -> None:
    found = page("<h1>Liste des CPTS</h1><ul><li>CPTS Sud Yonne</li><li>Voir notre carte interactive</li></ul>")
    assert [row.name for row in found.listings] == ["CPTS Sud Yonne"]
    assert {alarm.name for alarm in found.alarms} == {"UnreadText"}


def test_stage_groups_beside_a_list_of_cpts_are_lists_too() -> None:
    found = rows(
        "<p>CPTS en fonctionnement :</p><ul><li>Pantin</li></ul><p>En cours de construction "
        ":</p><ul><li>Montreuil</li></ul>"
    )
    assert found["Montreuil"].status_text == "En cours de construction"


def test_a_short_name_in_brackets_is_the_same_cpts() -> None:
    found = rows("<h1>CPTS LVO : six mois d'affluence</h1><p>La CPTS Loire Vendée Océan (LVO) couvre 20 communes.</p>")
    assert list(found) == ["CPTS Loire Vendée Océan"]


def test_what_follows_a_short_name_that_came_first_is_of_the_cpts() -> None:
    found = rows(
        "<h1>Trois CPTS face à l'été</h1><p>À La Rochelle, la CPTS LVO est citée en exemple.</p>"
        "<p>La CPTS Loire Vendée Océan (LVO) couvre 20 communes. Elle a signé son ACI en mai 2021.</p>"
    )
    assert found["CPTS Loire Vendée Océan"].status_text == "Elle a signé son ACI en mai 2021."


def test_places_told_before_the_name() -> None:
    found = rows(
        "<p>Collioure, Port-Vendres, Banyuls et Cerbère : 20 000 habitants. La CPTS de la Côte Vermeille naîtra en "
        "mai.</p>"
    )
    row = found["CPTS de la Côte Vermeille"]
    assert row.territory_text == "Collioure, Port-Vendres, Banyuls et Cerbère" and "20 000" in (
        row.population_text or ""
    )


@pytest.mark.parametrize(
    "sentence",
    ["Elle agit dans l'Aude.", "Active dans le Gers et les Landes.", "L'agglomération et le département la financent."],
)
def test_a_departement_is_no_list_of_communes(sentence: str) -> None:
    assert rows(f"<h1>La CPTS Regards</h1><p>{sentence}</p>")["CPTS Regards"].territory_text is None


def test_blocks_of_any_document_can_be_read() -> None:
    blocks = (
        Block("paragraph", "CPTS en fonctionnement :", "page 1, ligne 1"),
        Block("item", "Pantin", "page 1, ligne 2", 1),
    )
    found = listings_from_blocks(blocks, Document("https://x.fr/d.pdf", b"%PDF-"), SourceContext())
    assert [(row.name, row.status_text, row.evidence.locator) for row in found.listings] == [
        ("Pantin", "CPTS en fonctionnement", "page 1, ligne 2")
    ]


# --- turns met on the pages of agencies ------------------------------------------------------------------------


def test_what_is_ahead_is_no_signature() -> None:
    found = rows(
        "<h1>Les CPTS du Var</h1><h2>CPTS de la Baie</h2><p>Projet de santé validé le 4 février 2022.</p>"
        "<p>Prochaine étape</p><p>Signature de l'ACI</p>"
        "<h2>CPTS des Maures</h2><p>Signature ACI : NC</p>"
        "<h2>CPTS du Haut Pays</h2><p>Lettre d'intention déposée en 2023. Le contrat devrait être signé avant "
        "l'été 2026.</p>"
    )
    assert found["CPTS de la Baie"].status_text == "Projet de santé validé le 4 février 2022."
    assert found["CPTS des Maures"].status_text is None
    assert found["CPTS du Haut Pays"].date_text == "Lettre d'intention déposée en 2023."


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Les CPTS du Var", "Var"),
        ("Essonne : deux CPTS signent", "Essonne"),
        ("Trois CPTS dans le Rhône", "Rhône"),
        ("Les CPTS de Meurthe-et-Moselle et de Meuse", None),
        ("Les CPTS de la région", None),
    ],
)
def test_the_departement_of_a_title_goes_to_every_cpts_when_it_is_alone(title: str, expected: str | None) -> None:
    found = rows(f"<h1>{title}</h1><ul><li>CPTS des Lacs</li><li>CPTS de la Plaine</li></ul>")
    assert {listing.department_text for listing in found.values()} == {expected}
    assert len(found) == 2


def test_a_title_of_several_departements_lists_no_cpts() -> None:
    assert list(rows("<h1>Les CPTS du Cher et de l'Indre</h1><ul><li>CPTS des Lacs</li></ul>")) == ["CPTS des Lacs"]


def test_label_and_value_in_two_elements() -> None:
    found = rows(
        "<h1>Les CPTS</h1><h2>CPTS des Lacs</h2>"
        "<div><span>Habitants</span><span>84 300</span></div><div><span>Étape</span><span>ACI signé (2022)</span></div>"
        "<div><span>Département</span><span>Ille-et-Vilaine / Morbihan</span></div>"
        "<div><div>Intercommunalités</div><div>CC des Lacs et CC de la Plaine</div></div>"
    )["CPTS des Lacs"]
    assert found.population_text == "Habitants : 84 300"
    assert found.status_text == "Étape : ACI signé (2022)"
    assert found.department_text == "Ille-et-Vilaine ; Morbihan"
    assert found.territory_text == "CC des Lacs et CC de la Plaine"


def test_a_merger_ends_the_old_and_begins_the_new() -> None:
    found = rows(
        "<p>Depuis le 9 octobre 2024, la CPTS des Collines est née de la fusion de la CPTS du Nord et de la CPTS du "
        "Bas. La nouvelle entité conserve l'ACI signé en 2020 et couvre 108 000 habitants.</p>"
    )
    assert found["CPTS du Nord"].status_text == "CPTS fusionnée le 9 octobre 2024"
    assert found["CPTS du Bas"].status_text == "CPTS fusionnée le 9 octobre 2024"
    assert "fusion" not in (found["CPTS des Collines"].status_text or "")
    assert "108 000" in (found["CPTS des Collines"].population_text or "")


def test_a_fact_told_once_for_a_group() -> None:
    for sentence in (
        "L'ARS a signé avec trois CPTS le contrat ACI le 12 mars 2024 : la CPTS du Sud, la CPTS des Lacs et la CPTS "
        "de la Plaine.",
        "Trois contrats ont été signés le 12 mars 2024 : celui de la CPTS du Sud, celui de la CPTS des Lacs et celui "
        "de la CPTS de la Plaine.",
        "Les présidents des CPTS du Sud, des Lacs et de la Plaine ont signé un contrat le 12 mars 2024.",
    ):
        found = rows(f"<p>{sentence}</p>")
        assert sorted(found) == ["CPTS de la Plaine", "CPTS des Lacs", "CPTS du Sud"], sentence
        assert all("12 mars 2024" in (listing.date_text or "") for listing in found.values()), sentence


@pytest.mark.parametrize(
    ("sentence", "population", "territory"),
    [
        ("couvre 41 870 habitants (le département en compte 262 000) sur 7 communes", "41 870", "7 communes"),
        ("couvre deux arrondissements, soit environ 190 000 Parisiens", "190 000", None),
        ("passe de 23 communes et 22 937 habitants à 71 communes et 48 857 habitants", "48 857", "71 communes"),
        ("couvre Marseille 2e, 3e et 15ème arrondissements", None, "Marseille 2e, 3e et 15ème arrondissements"),
    ],
)
def test_numbers_and_places_beside_others(sentence: str, population: str | None, territory: str | None) -> None:
    found = rows(f"<p>La CPTS des Lacs {sentence}.</p>")["CPTS des Lacs"]
    assert population is None or population in (found.population_text or "")
    assert "262 000" not in (found.population_text or "") and "22 937" not in (found.population_text or "")
    assert territory is None or found.territory_text == territory


def test_the_day_of_the_signature_comes_before_its_ceremony() -> None:
    found = rows(
        "<h1>La CPTS des Lacs</h1><p>Une cérémonie de signature a eu lieu le 15 février 2024.</p>"
        "<p>Le contrat avait été signé le 1er février 2024.</p>"
    )["CPTS des Lacs"]
    assert (found.date_text or "").startswith("Le contrat avait été signé le 1er février 2024")


def test_two_names_of_one_cpts() -> None:
    assert list(rows("<p>La CPTS Faucigny Giffre, dite « CPTS Giffre-Arve », a signé son ACI.</p>")) == [
        "CPTS Faucigny Giffre"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<form><h1>Connexion</h1><label>Mot de passe</label><input type='password'></form>",
        "<h1>Request Rejected</h1><p>Your support ID is: 1234567890</p>",
        "<p>Le site est momentanément indisponible.</p>",
    ],
)
def test_refusals_served_as_pages(text: str) -> None:
    assert [alarm.name for alarm in page(text).alarms] == ["BlockedPage"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.ameli.fr/var/actualites/les-cpts", "Var"),
        ("https://assurance-maladie.exemple.fr/les-cpts-dans-les-cotes-d-armor", "Côtes-d'Armor"),
        ("https://journal.exemple.fr/var/article", None),
        ("https://journal.exemple.fr/la-cpts-du-var-ouest", None),
    ],
)
def test_the_departement_of_an_address(url: str, expected: str | None) -> None:
    found = rows("<h1>Les CPTS</h1><ul><li>CPTS des Lacs</li><li>CPTS de la Plaine</li></ul>", url=url)
    assert {listing.department_text for listing in found.values()} == {expected}
