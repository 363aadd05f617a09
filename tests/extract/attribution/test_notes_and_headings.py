"""What notes, headings and the other structures of a page say of the CPTS it names."""

from __future__ import annotations

from tests.support.pages import told


def test_a_note_is_of_the_cpts_whose_words_send_to_it() -> None:
    facts = told(
        "<h2>Un contrat signé</h2><p>La CPTS du Val Doré, qui rassemble trois communes (1), a signé son ACI.</p>"
        "<h2>Une lettre</h2><p>La future CPTS du Puy Clair (2) a déposé sa lettre d'intention.</p>"
        "<p>(1) Bellac, Magnac-Laval et Le Dorat.</p><p>(2) Communes de Nexon et Châlus.</p>"
        "<p>(3) CPTS : communauté professionnelle territoriale de santé.</p>"
    )
    assert facts["du Val Doré"]["territoire"] == "87011 ; 87059 ; 87089"
    assert facts["du Puy Clair"]["territoire"] == "87032 ; 87106"


def test_one_mark_for_two_cpts_is_the_note_of_nobody() -> None:
    facts = told(
        "<p>La CPTS du Val Doré* a signé son ACI.</p><p>La CPTS du Puy Clair* aussi.</p>"
        "<p>* Bellac, Nexon et Châlus.</p>"
    )
    assert not any("territoire" in one for one in facts.values())


def test_a_heading_that_opens_with_a_departement_situates_the_prose_below() -> None:
    facts = told(
        "<h1>Deux départements avancent</h1><h2>Creuse, la première</h2><p>La CPTS du Val Doré a signé son ACI.</p>"
        "<h2>Corrèze : un début</h2><p>La CPTS du Puy Clair a déposé sa lettre d'intention.</p>"
    )
    assert (facts["du Val Doré"]["departements"], facts["du Puy Clair"]["departements"]) == ("23", "19")


def test_a_heading_that_names_two_departements_situates_nobody() -> None:
    facts = told("<h1>Un projet</h1><h2>Creuse, Corrèze et Lot</h2><p>La CPTS du Val Doré a signé son ACI.</p>")
    assert "departements" not in facts["du Val Doré"]


def test_what_follows_a_rank_after_another_is_of_the_first() -> None:
    facts = told(
        "<h1>Et de deux</h1><p>La CPTS du Puy Clair est née. C'est la deuxième, après la CPTS du Val Doré, lancée en "
        "mars.</p><p>Le territoire compte 50 000 habitants.</p>"
    )
    assert facts["du Puy Clair"]["population"] == "50000"
    assert "population" not in facts["du Val Doré"]


def test_a_headline_of_other_structures_and_one_cpts_announces_it() -> None:
    facts = told(
        "<h1>16 MSP et (enfin) une CPTS</h1><p>La CPTS du Val Doré est née.</p>"
        "<p>Son projet de santé a été validé et la signature de l'ACI a suivi.</p>"
    )
    assert facts["du Val Doré"]["statut"] == "aci_signe"


def test_a_demonym_in_the_headline_is_a_departement() -> None:
    facts = told("<h1>Deux CPTS corréziennes signent</h1><p>La CPTS du Val Doré et la CPTS du Puy Clair ont signé.</p>")
    assert [one["departements"] for one in facts.values()] == ["19", "19"]


def test_possessive_headings_go_on_with_the_cpts_above() -> None:
    facts = told(
        "<h1>Des soignants s'organisent</h1><p>La CPTS du Val Doré a signé son ACI.</p><h3>Ses premiers chantiers</h3>"
        "<ul><li>des créneaux de soins non programmés</li><li>le dépistage des cancers</li></ul>"
        "<h3>Les autres</h3><p>La CPTS du Puy Clair a signé en 2021. La CPTS des Combes aussi.</p>"
    )
    assert facts["du Val Doré"]["missions"] == ["acces_soins", "prevention"]
    assert "missions" not in facts["du Puy Clair"]


def test_a_territory_smaller_than_that_of_another_contract_is_its_own() -> None:
    facts = told(
        "<h1>Le contrat local de santé</h1><p>Le CLS couvre 40 communes et 52 000 habitants.</p><h2>Un partenaire</h2>"
        "<p>La CPTS du Val Doré a signé son ACI en mai 2022. Son territoire, moins vaste que celui du CLS, regroupe les"
        " communes de Bellac, Le Dorat et Magnac-Laval : 9 800 habitants.</p>"
    )
    assert facts["du Val Doré"]["population"] == "9800"
    assert facts["du Val Doré"]["territoire"] == "87011 ; 87059 ; 87089"


def test_the_site_of_a_cpts_does_not_list_its_neighbours() -> None:
    facts = told(
        "<h1>CPTS du Val Doré</h1><p>La CPTS du Val Doré couvre 14 communes.</p><h2>Avec nous</h2>"
        "<p>Le DAC, l'hôpital, les CPTS voisines (CPTS du Puy Clair, CPTS des Combes).</p>",
        kind="cpts",
        title="Partenaires - CPTS du Val Doré",
    )
    assert list(facts) == ["du Val Doré"]


def test_a_neighbour_said_to_be_a_project_is_known_from_the_site_of_another() -> None:
    facts = told(
        "<h1>CPTS du Val Doré</h1><p>La CPTS du Val Doré couvre 14 communes.</p>"
        "<p>Les communes rattachées à la maison de santé de Laurens relèvent du projet voisin, la CPTS des Combes. La CPTS"
        " du Puy Clair est limitrophe.</p>",
        kind="cpts",
        title="CPTS du Val Doré",
    )
    assert list(facts) == ["du Val Doré", "des Combes"]


def test_a_departement_told_beside_a_place_has_its_own_inhabitants() -> None:
    facts = told(
        "<h1>CPTS du Val Doré</h1><h2>Situation</h2><p>Entre Guéret et Montluçon, le territoire est dans la Creuse,"
        " département de 115 000 habitants. Il ne comprend pas la ville de Guéret.</p>"
        "<h2>Communes</h2><p>La CPTS couvre 3 communes : Gouzon ; Boussac ; Jarnages.</p>"
        "<p>Toulx-Sainte-Croix et Soumans, invitées, n'ont pas rejoint le projet.</p>"
        "<h2>Démographie</h2><p>Soit une population de 6 310 habitants.</p><p>Médecins</p><p>23</p>",
        kind="cpts",
        title="CPTS du Val Doré",
    )["du Val Doré"]
    assert facts["population"] == "6310"
    assert facts["departements"] == "23"
    assert facts["territoire"] == "23031 ; 23093 ; 23100"


def test_what_holds_save_mention_does_not_hold_where_the_mention_denies_it() -> None:
    facts = told(
        "<p>Toutes sont sous contrat sauf mention contraire.</p>"
        "<ul><li>CPTS du Val Doré</li><li>CPTS du Puy Clair : pas encore</li><li>CPTS du Haut Lac : en attente</li></ul>"
    )
    assert facts["du Val Doré"]["statut"] == "aci_signe"
    assert "statut" not in facts["du Puy Clair"] and "statut" not in facts["du Haut Lac"]
