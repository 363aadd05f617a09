"""Running prose of pages nobody has met: which CPTS a sentence speaks of, and what it proves."""

from __future__ import annotations

import pytest

from lexicon.cpts_names import find_names
from lexicon.stages import read_status
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from tests.support.pages import told


@pytest.mark.parametrize(
    "text",
    [
        "En activité depuis 2021, hors ACI",
        "opérationnelle sans contrat ACI",
        "CPTS opérationnelle ; ACI non signé",
        "En fonctionnement. Signature de l'ACI : non",
        "Active, elle ne bénéficie pas de l'ACI",
        "La CPTS fonctionne depuis deux ans. Elle n'a pas encore signé de contrat avec l'Assurance Maladie.",
        "Active, non conventionnée",
        "CPTS opérationnelle, non signataire de l'ACI",
        "Active ; signature de l'ACI attendue à l'automne",
    ],
)
def test_at_work_without_its_contract_is_not_under_contract(text: str) -> None:
    reading = read_status(text)
    assert reading.unsigned and reading.value != "aci_signe"


@pytest.mark.parametrize(
    "text",
    [
        "Active. Missions financées hors ACI : transport des patients",
        "Active depuis 2020, l'avenant à l'ACI n'est pas encore signé",
        "En activité ; les maisons de santé du secteur n'ont pas signé leur ACI",
        "En fonctionnement. Le contrat permettra de financer deux postes.",
        "Active, nouveau projet de santé en cours de rédaction",
        "Opérationnelle ; les médecins non conventionnés ne peuvent pas adhérer",
    ],
)
def test_what_is_denied_of_something_else_leaves_the_activity_as_it_is(text: str) -> None:
    reading = read_status(text)
    assert reading.active and not reading.unsigned and reading.value is None


def test_a_signature_that_is_prepared_is_not_done() -> None:
    assert read_status("La CPTS prépare la signature de son ACI.").value == "projet_valide"


@pytest.mark.parametrize(
    "sentence",
    [
        "L'ARS a validé la CPTS du Val Doré le 4 juillet, la CPTS du Puy Clair le 11 juillet et la CPTS des Lacs le 18"
        " juillet 2022.",
        "L'agence a validé les projets de santé de la CPTS du Val Doré le 4 juillet, de la CPTS du Puy Clair le 11"
        " juillet et de la CPTS des Lacs le 18 juillet 2022.",
    ],
)
def test_the_verb_before_all_the_names_and_the_year_after_them_are_of_each(sentence: str) -> None:
    facts = told(f"<p>{sentence}</p>")
    assert {name: (one["statut"], one["date"]) for name, one in facts.items()} == {
        "du Val Doré": ("projet_valide", "2022-07-04"),
        "du Puy Clair": ("projet_valide", "2022-07-11"),
        "des Lacs": ("projet_valide", "2022-07-18"),
    }


def test_the_day_of_several_is_that_of_each() -> None:
    facts = told(
        "<p>L'ACI a été signé le 22 mars 2022 pour la CPTS du Val Doré et le 30 mars pour la CPTS du Puy Clair et la"
        " CPTS des Lacs.</p>"
    )
    assert {name: one["date"] for name, one in facts.items()} == {
        "du Val Doré": "2022-03-22",
        "du Puy Clair": "2022-03-30",
        "des Lacs": "2022-03-30",
    }


def test_the_one_that_another_gives_way_to_is_not_given_up() -> None:
    facts = told("<p>Le projet de CPTS du Val Doré a été abandonné au profit d'une CPTS du Puy Clair.</p>")
    assert "statut" not in facts.get("du Puy Clair", {})


@pytest.mark.parametrize(
    "body",
    [
        "<h2>2022</h2><ul><li>14 juin : signature de l'ACI</li></ul>",
        "<p>2022 : signature de l'ACI le 14 juin.</p>",
        "<p>2022 – Signature de l'ACI le 14 juin.</p>",
    ],
)
def test_an_entry_of_a_chronology_has_its_year(body: str) -> None:
    facts = told(f"<h1>CPTS du Val Doré</h1><h2>Notre histoire</h2>{body}", kind="cpts", title="CPTS du Val Doré")
    assert facts["du Val Doré"]["date"] == "2022-06-14"


def test_a_month_of_a_chronology_has_its_year() -> None:
    facts = told("<h1>CPTS du Val Doré</h1><p>2025 – En mai, signature de l'ACI.</p>", kind="cpts")
    assert facts["du Val Doré"]["date"] == "2025-05"


def test_a_day_beside_a_name_dates_the_stage_of_its_list() -> None:
    facts = told("<h1>Les CPTS</h1><h2>Contrats signés</h2><ul><li>CPTS du Val Doré – 12 mars 2021</li></ul>", "ars")
    assert (facts["du Val Doré"]["statut"], facts["du Val Doré"]["date"]) == ("aci_signe", "2021-03-12")


@pytest.mark.parametrize("lead", ["En Corrèze, deux", "Au 31 décembre 2024, 2", "Deux"])
def test_what_a_count_says_of_those_it_lists_is_of_each(lead: str) -> None:
    facts = told(f"<p>{lead} CPTS ont signé l'ACI : la CPTS du Val Doré et la CPTS du Puy Clair.</p>")
    assert [one["statut"] for one in facts.values()] == ["aci_signe", "aci_signe"]
    assert not any("date" in one for one in facts.values() if "Au" not in lead)


def test_what_is_awaited_is_told_beside_what_was_born() -> None:
    body = (
        "<p>Constituée en 2017, la CPTS du Val Doré est la première. Elle attend la signature prochaine d'un ACI.</p>"
    )
    listing = read(Document("https://exemple.fr/page", body.encode(), "text/html"), SourceContext()).listings[0]
    assert read_status(listing.status_text or "").denied == ("aci_signe",)


# --- what is no fact of the CPTS ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "La loi du 26 janvier 2016 a prévu ces communautés pour structurer les parcours de santé.",
        "La crise sanitaire a montré combien il faut se parler.",
        "5 300 patients ont perdu leur médecin traitant.",
        "Le relief complique l'accès aux soins.",
        "On compte 1 120 patients par médecin traitant.",
    ],
)
def test_what_is_lacking_or_recalled_is_no_mission(sentence: str) -> None:
    body = f"<h1>La CPTS du Val Doré</h1><p>La CPTS du Val Doré a signé son ACI.</p><p>{sentence}</p>"
    assert "missions" not in told(body)["du Val Doré"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Elle aide les patients sans médecin traitant à trouver un médecin traitant.",
        "Elle prépare la réponse à une crise sanitaire grave.",
    ],
)
def test_a_mission_against_what_is_lacking_is_one(sentence: str) -> None:
    body = f"<h1>La CPTS du Val Doré</h1><p>La CPTS du Val Doré a signé son ACI.</p><p>{sentence}</p>"
    assert "missions" in told(body)["du Val Doré"]


def test_the_purposes_of_an_association_tell_no_stage_and_its_headings_no_place() -> None:
    facts = told(
        "<p>Statuts de la CPTS du Val Doré</p><p>Titre 1 : OBJET – SIEGE – DUREE</p><p>Ses buts sont :</p>"
        "<ul><li>rédiger un projet de santé et le déposer à l'ARS</li><li>signer un contrat avec l'ARS</li></ul>",
        kind="cpts",
    )
    assert "statut" not in facts["du Val Doré"]
    assert "territoire" not in facts["du Val Doré"]


def test_the_inhabitants_of_a_town_are_not_those_of_the_cpts() -> None:
    facts = told(
        "<h1>La CPTS du Val Doré</h1><p>La CPTS du Val Doré a signé son ACI.</p><p>Pour les 34 000 habitants de la"
        " commune, il reste dix généralistes.</p><p>« Guéret a 13 100 habitants », dit un médecin.</p>"
    )
    assert "population" not in facts["du Val Doré"]


def test_a_contract_with_one_then_with_others() -> None:
    facts = told(
        "<p>Un contrat d'objectifs a été signé par l'ARS et la CPAM avec la CPTS du Val Doré le 4 mai 2022, puis avec"
        " les CPTS du Puy Clair et des Combes le 9 juin.</p>"
    )
    assert [one["statut"] for one in facts.values()] == ["aci_signe"] * 3
    assert facts["des Combes"]["date"] == "2022-06-09"


def test_those_just_named_raise_the_count_of_active_ones() -> None:
    facts = told(
        "<p>Deux nouvelles voient le jour : CPTS Val Doré et CPTS Puy Clair. Elles portent à sept le nombre de CPTS"
        " actives dans le département.</p>"
    )
    assert list(facts.values()) == [{"activite": True}] * 2


def test_a_text_about_another_structure_lends_nothing_to_the_cpts_it_cites() -> None:
    body = (
        "On inaugurait hier la maison de santé de Boussac, sixième maison de santé du canton.\n"
        "La ville de Boussac l'a aidée. Formée en 2015, la MSP travaille avec la CPTS du Val Doré.\n"
        "C'est la route suivie depuis la création de l'association en 2014.\n"
    )
    extraction = read(
        Document("https://exemple.fr/texte.txt", body.encode(), "text/plain"), SourceContext(kind="presse")
    )
    listing = extraction.listings[0]
    assert (listing.territory_text, listing.date_text, listing.status_text) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("avec les 4 futures CPTS du Pays Haut", []),
        ("à la 2e journée des CPTS corréziennes", []),
        ("la 1re CPTS du territoire de la Drôme", []),
        ("la forme juridique de la CPTS est l'Association Loi 1901", []),
        ("la forme juridique des CPTS est l'Association Loi 1901", []),
        ("la CPTS sud-est Limousin a été lancée", ["CPTS sud-est Limousin"]),
        ("2 CPTS en fonctionnement (Bellac, Haut-Cher)", ["CPTS Bellac", "CPTS Haut-Cher"]),
        ("3 CPTS en projet (Bellac, Val et Mont, Nexon)", ["CPTS Bellac", "CPTS Val et Mont", "CPTS Nexon"]),
        ("18 projets de CPTS (Bellac, Nexon)", []),
        ("la CPTS Est Creuse", ["CPTS Est Creuse"]),
        ("la CPTS (communauté professionnelle territoriale de santé) Val Doré est née", ["CPTS Val Doré"]),
        ("les CPTS du Val Doré et du Puy Clair", ["CPTS du Val Doré", "CPTS du Puy Clair"]),
    ],
)
def test_names_and_what_is_none(text: str, names: list[str]) -> None:
    assert [mention.name for mention in find_names(text)] == names


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("On rappelle les deux ans qu'il a fallu pour écrire le projet de santé", None),
        ("L'inauguration marque le lancement opérationnel du projet", None),
        ("Des équipes contractualisent avec le médico-social du territoire", None),
        ("La CPTS a contractualisé avec l'ARS et la CPAM", "aci_signe"),
        ("Après plusieurs années de réflexion, la CPTS a vu le jour", None),
        ("La CPTS a signé son contrat de santé avec l'ARS et la CPAM", "aci_signe"),
        ("La CPTS a signé un contrat de santé au travail avec la commune", None),
        ("L'ACI, accord tripartite signé entre la CPTS, l'ARS et la CPAM, fixe des missions", None),
        ("L'exemple vient du nord, où la CPTS, conventionnée depuis 2021, a ouvert une ligne", "aci_signe"),
        ("La CPTS n'a pour l'instant qu'un projet de santé validé", "projet_valide"),
        ("Les volontaires écriront le projet de santé, seconde étape nécessaire de la validation", "lettre_intention"),
    ],
)
def test_stages_in_running_prose(text: str, stage: str | None) -> None:
    assert read_status(text).value == stage


def test_sentences_with_as_many_commas_are_no_table() -> None:
    body = (
        "Lundi, à la mairie, la CPTS Val Doré a signé son ACI devant cent personnes, soignants, et de nombreux élus.\n"
        "Son président, a rappelé les deux années, les réunions, les contrats, qu'il a fallu, pour l'écrire.\n"
        "Pour le directeur de la caisse, les équipes jouent un grand rôle, partout, chaque jour, ici, ailleurs.\n"
    )
    extraction = read(Document("https://exemple.fr/a.php", body.encode(), "text/plain"), SourceContext(kind="presse"))
    assert [listing.name for listing in extraction.listings] == ["CPTS Val Doré"]


def test_the_same_day_is_that_of_the_sentence_before() -> None:
    facts = told(
        "<p>La CPTS du Val Doré a signé son ACI le 4 mai 2022.</p><p>Le même jour, la CPTS du Puy Clair s'est engagée"
        " par contrat avec l'ARS et l'Assurance Maladie.</p><h2>Puis</h2><p>La CPTS des Combes a"
        " signé le même jour.</p>"
    )
    assert facts["du Puy Clair"]["date"] == "2022-05-04"
    assert "date" not in facts["des Combes"]


def test_a_cpts_born_of_another_is_the_only_subject() -> None:
    facts = told(
        "<p>Née de l'élargissement de la CPTS du Val Doré, la CPTS des Combes est opérationnelle depuis le 9 mai 2023"
        " autour de Nexon et Châlus.</p>"
    )
    assert (facts["des Combes"]["activite"], facts["des Combes"]["date"]) == (True, "2023-05-09")
    assert facts["des Combes"]["territoire"] == "87032 ; 87106"
    assert "activite" not in facts["du Val Doré"]


# --- where, and how many -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("La CPTS du Trégor couvre Lannion, Perros-Guirec et une partie de Guingamp.", "22070 ; 22113 ; 22168"),
        ("Le territoire de la CPTS du Trégor comprend Lannion, ainsi que Plouaret.", "22113 ; 22207"),
        ("La CPTS du Trégor couvre Lannion et les communes voisines.", "22113"),
    ],
)
def test_each_place_of_a_sentence_is_kept(sentence: str, codes: str) -> None:
    assert told(f"<p>{sentence}</p>", region="53")["du Trégor"]["territoire"] == codes


def test_the_whole_that_a_part_is_taken_from_is_not_its_population() -> None:
    facts = told("<p>Sur les 600 000 habitants du département, la CPTS du Val Doré en couvre 103 000.</p>")
    assert facts["du Val Doré"]["population"] == "103000"
    assert told("<h1>CPTS du Val Doré</h1><p>Habitants : ~ 35 000</p>")["du Val Doré"]["population"] == "35000"


def test_the_cantons_and_the_communities_of_departements_say_where() -> None:
    for words in ("Quatre cantons de la Nièvre et de Saône-et-Loire composent la CPTS du Val Doré.",):
        assert told(f"<p>{words}</p>", region="27")["du Val Doré"]["departements"] == "58 ; 71"
    drome = "<p>Trois communautés de la Drôme, dont la CPTS du Val Doré, ont signé leur contrat.</p>"
    assert told(drome, region="84")["du Val Doré"]["departements"] == "26"
