"""The six missions, from headings, bullets and prose; and the wordings that name none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexicon.patterns import vocabulary
from pipelines.normalise.missions import CODES, core_missions, read_missions
from tests.support.spelling import Respelling, respellings

WORDS = vocabulary("missions")
ACCESS, PATHWAYS, PREVENTION, CRISES, QUALITY, SUPPORT = CODES

CASES: list[tuple[str, tuple[str, ...]]] = [
    ("SNP", (ACCESS,)),
    ("S.N.P.", (ACCESS,)),
    ("régulation des soins non-programmés via le SAS", (ACCESS,)),
    ("permanence téléphonique de la CPTS", ()),
    ("permanences d'accueil le mardi", ()),
    ("permanence des soins ambulatoires (PDSA)", (ACCESS,)),
    ("parcours professionnel du président", ()),
    ("parcours de formation", ()),
    ("Parcours insuffisance cardiaque", (PATHWAYS,)),
    ("parcours BPCO, diabète, personnes âgées", (PATHWAYS,)),
    ("pluriprofessionnalité", ()),
    ("retour à domicile des personnes âgées", (PATHWAYS,)),
    ("lien avec l'hôpital", (PATHWAYS,)),
    ("coordination ville–hôpital", (PATHWAYS,)),
    ("coordination avec le centre hospitalier", (PATHWAYS,)),
    ("Organisation des prises en charge pluriprofessionnelles", (PATHWAYS,)),
    ("dépistages", (PREVENTION,)),
    ("campagne de dépistage", (PREVENTION,)),
    ("éducation thérapeutique du patient", (PREVENTION,)),
    ("repérage des fragilités", (PREVENTION,)),
    ("prévention de l'épuisement professionnel des soignants", (SUPPORT,)),
    ("prévenir les risques psychosociaux chez les professionnels", (SUPPORT,)),
    ("vaccination antigrippale", (PREVENTION,)),
    ("promotion de la santé", (PREVENTION,)),
    ("sport-santé", (PREVENTION,)),
    ("sevrage tabagique", (PREVENTION,)),
    ("plan de crise", (CRISES,)),
    ("gestion de crise", (CRISES,)),
    ("Cellule de crise", (CRISES,)),
    ("née pendant la crise sanitaire", ()),
    ("depuis la crise sanitaire", ()),
    ("crise des vocations", ()),
    ("crise d'asthme", ()),
    ("crise suicidaire", ()),
    ("réponse à la crise sanitaire", (CRISES,)),
    ("situations sanitaires exceptionnelles", (CRISES,)),
    ("SSE", (CRISES,)),
    ("préparation aux crises sanitaires graves", (CRISES,)),
    ("plan de préparation à la crise", (CRISES,)),
    ("lutte contre l'épidémie de Covid", (CRISES,)),
    ("pertinence du territoire", ()),
    ("garantit la pertinence de nos actions", ()),
    ("interroge la pertinence d'une telle démarche", ()),
    ("pertinence et qualité", (QUALITY,)),
    ("qualité et sécurité des soins", (QUALITY,)),
    ("qualité de vie au travail", (SUPPORT,)),
    ("QVT des soignants", (SUPPORT,)),
    ("groupes de pairs", (QUALITY,)),
    ("groupe qualité", (QUALITY,)),
    ("réunions de concertation pluriprofessionnelle", (QUALITY,)),
    ("RMM", (QUALITY,)),
    ("bon usage des antibiotiques", (QUALITY,)),
    ("démarche qualité", ()),
    ("amélioration de la qualité des prises en charge", (QUALITY,)),
    ("accompagner les professionnels de santé", (SUPPORT,)),
    ("soutien aux soignants", (SUPPORT,)),
    ("accompagnement des patients", ()),
    ("accompagnement des aidants", ()),
    ("compagnonnage", (SUPPORT,)),
    ("accueil des internes", (SUPPORT,)),
    ("maître de stage universitaire", (SUPPORT,)),
    ("installation de la CPTS dans ses locaux", ()),
    ("installation du bureau", ()),
    ("faciliter l'installation des jeunes médecins", (SUPPORT,)),
    ("aide à l'installation", (SUPPORT,)),
    ("attirer de nouveaux professionnels", (SUPPORT,)),
    ("favoriser l'attractivité du territoire", (SUPPORT,)),
    ("recrutement d'une coordinatrice", ()),
    ("burn-out des soignants", (SUPPORT,)),
    ("maison des internes", (SUPPORT,)),
    ("logement des stagiaires", (SUPPORT,)),
    ("accompagnement par les professionnels de santé", ()),
    ("l'aide des professionnels de santé", ()),
    ("12 % de patients sans médecin traitant", ()),
    ("6 132 adultes sans médecin traitant", ()),
    ("15 % de la population n'a pas de médecin traitant", ()),
    ("patients sans médecin traitant", (ACCESS,)),
    ("orienter les patients sans médecin traitant", (ACCESS,)),
    ("environ 1 700 patients en ALD sans médecin traitant", ()),
    ("La CPTS ne mène aucune action de prévention", ()),
    ("pas de parcours", ()),
    ("aucun parcours défini", ()),
    ("Pas encore d'action de prévention ; accès aux soins", (ACCESS,)),
    ("ne pas engorger les urgences : soins non programmés", (ACCESS,)),
    ("afin de ne pas saturer les urgences, la CPTS organise les soins non programmés", (ACCESS,)),
    ("La CPTS n'a pas pour mission la prévention", ()),
    ("Patients n'ayant pas de médecin traitant", (ACCESS,)),
    ("professionnels de santé du territoire", ()),
    ("exercice coordonné", ()),
    ("300 adhérents dont 40 médecins", ()),
    ("santé mentale", ()),
    ("formation", ()),
    ("coordination", ()),
    ("périnatalité", ()),
    ("gouvernance", ()),
    (
        "Missions : accès, parcours, prévention, crises, qualité, accompagnement",
        (ACCESS, PATHWAYS, PREVENTION, CRISES, QUALITY, SUPPORT),
    ),
    ("améliorer l'accès de la population à un médecin traitant et aux soins non programmés", (ACCESS,)),
    (
        "- Faciliter l’accès à un médecin traitant\n- Améliorer la prise en charge des soins "
        "non programmés\n- Organiser les parcours pluri-professionnels\n- Développer la prévention",
        (ACCESS, PATHWAYS, PREVENTION),
    ),
    ("ACCES AUX SOINS", (ACCESS,)),
    ("MEDECIN TRAITANT", (ACCESS,)),
    ("téléconsultations", (ACCESS,)),
    ("telesante", (ACCESS,)),
    ("accès à la santé", (ACCESS,)),
    ("accès à l'emploi", ()),
    ("accès au site", ()),
    ("accès aux droits", ()),
    ("accès direct aux kinésithérapeutes", (ACCESS,)),
    ("urgences", ()),
    ("prise en charge des urgences", ()),
    ("centre de vaccination Covid", (PREVENTION,)),
    ("réduire le renoncement aux soins", (ACCESS,)),
    ("continuité des soins", (ACCESS,)),
    ("améliorer la qualité des soins et l'accès aux soins", (ACCESS, QUALITY)),
    ("développer la télémédecine", (ACCESS,)),
    ("offre de soins", ()),
    ("mettre en place des protocoles", ()),
    ("éviter les hospitalisations", ()),
    ("équipes de soins coordonnées", ()),
    ("lutte contre les déserts médicaux", ()),
    ("accueil de jeunes médecins", (SUPPORT,)),
    ("soutenir l'installation", (SUPPORT,)),
    ("favoriser l'installation de nouveaux médecins généralistes et faciliter l'exercice", (SUPPORT,)),
    ("soutien aux aidants ; accompagnement des professionnels libéraux", (SUPPORT,)),
    ("rencontres entre professionnels", ()),
    ("événement festif exceptionnel", ()),
    ("lieu de stage", (SUPPORT,)),
    ("soirées d'échanges de pratiques", (QUALITY,)),
    ("retour d’expérience", ()),
    ("parcours patients", (PATHWAYS,)),
    ("le parcours du combattant des patients", ()),
    ("plan blanc", (CRISES,)),
    ("anticiper les crises sanitaires", (CRISES,)),
    ("la crise", ()),
    ("installation d'un défibrillateur", ()),
    ("installation de panneaux solaires sur la maison de santé", ()),
    ("installation d'une borne de recharge", ()),
    ("installation de la fibre", ()),
    ("crise du logement des internes", ()),
    ("crise du logement", ()),
    ("crise énergétique", ()),
    ("un infirmier au parcours atypique", ()),
    ("retour sur le parcours de la présidente", ()),
    ("son parcours professionnel", ()),
    ("portrait : un parcours hors du commun", ()),
    ("parcours de golf", ()),
    ("un parcours de randonnée pour tous", ()),
    ("des parcours pédestres", ()),
    ("le parcours de santé des patients", ("parcours",)),
    ("12 % des plus de 17 ans n'ont pas de médecin traitant", ()),
    ("un habitant sur dix est sans médecin traitant", ()),
    ("près d'un patient sur cinq n'a pas de médecin traitant", ()),
    ("11 % d'assurés sans médecin traitant", ()),
    ("renoncement aux soins : 24 % des habitants", ()),
    ("24 % des habitants renoncent aux soins", ()),
    ("taux de vaccination : 54 %", ()),
    ("taux de dépistage du cancer du sein de 48 %", ()),
    ("la couverture vaccinale est de 52 %", ()),
    ("la qualité et la pertinence n'ont pas été retenues", ()),
    ("la prévention ne fait pas partie des missions retenues", ()),
    ("l'accompagnement des professionnels n'est pas encore engagé", ()),
    ("les crises sanitaires ne sont pas traitées", ()),
    ("recherche un médecin généraliste pour son cabinet", ()),
    ("cabinet à louer", ()),
    ("maison de santé attractive", ()),
    ("un tarif attractif", ()),
    ("stage de yoga", ()),
    ("accueil des patients par les infirmières", ()),
    ("prévention des conflits", ()),
    ("la crise agricole", ()),
    ("soutien de la population", ()),
    ("accès au parking", ()),
    ("qualité de l'air", ()),
    ("qualité de l'accueil", ()),
    ("permanence du bureau le mardi", ()),
    ("équipe de bénévoles", ()),
    ("aider les habitants à trouver un généraliste", (ACCESS,)),
    ("faciliter la recherche d'un médecin", (ACCESS,)),
    ("trouver un médecin de famille", (ACCESS,)),
    ("permettre à chacun d'avoir un médecin", (ACCESS,)),
    ("trouver un dentiste ou un kiné rapidement", (ACCESS,)),
    ("accompagnement des PS", (SUPPORT,)),
    ("soutien aux PS du territoire", (SUPPORT,)),
    ("prévenir l'isolement des soignants", (SUPPORT,)),
    ("rompre l'isolement des professionnels", (SUPPORT,)),
    ("soutien aux soignants : prévenir l'isolement", (SUPPORT,)),
    ("quality and relevance of care", (QUALITY,)),
    ("support for professionals", (SUPPORT,)),
    ("prevention", (PREVENTION,)),
    ("articulation entre la médecine de ville et les établissements hospitaliers", (PATHWAYS,)),
    ("coordination entre la ville et l'hôpital", (PATHWAYS,)),
    ("lien avec les établissements hospitaliers", (PATHWAYS,)),
    ("parcours insuffisance cardiaque", (PATHWAYS,)),
    ("parcours de santé mentale", (PATHWAYS,)),
    ("structurer un parcours pour les patients diabétiques", (PATHWAYS,)),
    ("fluidifier les parcours", (PATHWAYS,)),
    ("12 % des habitants sont sans médecin traitant : la CPTS leur trouve un médecin", (ACCESS,)),
    ("réduire le taux de renoncement aux soins", (ACCESS,)),
    ("augmenter la couverture vaccinale", (PREVENTION,)),
    ("améliorer le taux de dépistage", (PREVENTION,)),
    ("favoriser l'installation de jeunes médecins", (SUPPORT,)),
    ("installation de nouveaux professionnels", (SUPPORT,)),
    ("accueil et logement des internes", (SUPPORT,)),
    ("logement des internes en stage", (SUPPORT,)),
    ("pertinence et qualité des soins", (QUALITY,)),
    ("réponse aux crises sanitaires et prévention", (PREVENTION, CRISES)),
    ("anticiper et gérer une crise sanitaire grave", (CRISES,)),
    ("lutte contre le renoncement aux soins", (ACCESS,)),
    ("prévention et accès aux soins, la qualité n'a pas été retenue", (ACCESS, PREVENTION)),
    ("Accès à un médecin, parcours, prévention et crise", (ACCESS, PATHWAYS, PREVENTION, CRISES)),
    ("Amélioration de l'accès aux soins", (ACCESS,)),
    ("faciliter l'accès à un médecin traitant ; organiser les soins non programmés", (ACCESS,)),
    ("La CPTS aide les patients sans médecin traitant à en trouver un", (ACCESS,)),
    ("mise en relation des patients avec un médecin traitant", (ACCESS,)),
    ("orientation des demandes de soins urgents", (ACCESS,)),
    ("régulation des appels et créneaux de soins non programmés", (ACCESS,)),
    ("consultations de spécialistes avancées", ()),
    ("parcours obésité de l'enfant, parcours plaies chroniques", (PATHWAYS,)),
    ("coordination du parcours des personnes âgées", (PATHWAYS,)),
    ("parcours de soins non programmés", (ACCESS, PATHWAYS)),
    ("sorties d'hospitalisation", (PATHWAYS,)),
    ("coordination ville-hôpital", (PATHWAYS,)),
    ("dépistage du diabète et vaccination antigrippale", (PREVENTION,)),
    ("actions de prévention dans les écoles", (PREVENTION,)),
    ("Octobre rose, Mars bleu", (PREVENTION,)),
    ("ateliers équilibre pour prévenir les chutes", (PREVENTION,)),
    ("prévention du burn-out des soignants", (SUPPORT,)),
    ("prévention des risques professionnels", ()),
    ("prévention routière", (PREVENTION,)),
    ("gestion des crises sanitaires", (CRISES,)),
    ("cellule de crise Covid", (CRISES,)),
    ("Pendant la crise sanitaire, les soignants ont créé un centre de vaccination", (PREVENTION,)),
    ("crise cardiaque", ()),
    ("crise de la démographie médicale", ()),
    ("groupes qualité", (QUALITY,)),
    ("pertinence des soins", (QUALITY,)),
    ("développement de la qualité et de la pertinence", (QUALITY,)),
    ("qualité et pertinence", (QUALITY,)),
    ("label qualité", ()),
    ("accompagnement des professionnels", (SUPPORT,)),
    ("soutien aux professionnels de santé", (SUPPORT,)),
    ("accueil des étudiants et remplaçants", (SUPPORT,)),
    ("attirer de jeunes soignants", (SUPPORT,)),
    ("aide à l'installation des jeunes professionnels", (SUPPORT,)),
    ("promotion de l'exercice coordonné et installation", (SUPPORT,)),
    ("accompagnement à l'installation", (SUPPORT,)),
    ("accompagnement social des patients", ()),
    ("installation d'une cabine de téléconsultation", (ACCESS,)),
    ("installation d'un scanner à l'hôpital", ()),
    ("installation du nouveau bureau", ()),
    ("l'installation de la climatisation", ()),
    ("installation classée", ()),
    ("L'installation du Dr Morel à Gap", ()),
    ("installation d'un nouveau médecin généraliste", (SUPPORT,)),
    ("manque de médecins", ()),
    ("désert médical", ()),
    ("35 % des patients ont renoncé à des soins", ()),
    ("18 % de la population sans médecin traitant", ()),
    ("8 000 personnes sont sans médecin traitant sur le territoire", ()),
    ("taux de renoncement aux soins : 12 %", ()),
    ("baisser le taux de renoncement aux soins", (ACCESS,)),
    ("la couverture vaccinale contre la grippe atteint 48 %", ()),
    ("Aucune mission de crise n'est engagée", ()),
    ("hors mission crise sanitaire", ()),
    ("la mission accompagnement n'a pas été choisie", ()),
    ("les missions optionnelles n'ont pas été retenues", ()),
    (
        "Mission 1 : accès aux soins ; mission 2 : parcours ; mission 3 : prévention ; mission 4 : crise",
        (ACCESS, PATHWAYS, PREVENTION, CRISES),
    ),
    (
        "Missions : accès aux soins, parcours pluriprofessionnels, prévention, réponse aux crises s"
        "anitaires, qualité et pertinence, accompagnement des professionnels",
        (ACCESS, PATHWAYS, PREVENTION, CRISES, QUALITY, SUPPORT),
    ),
    ("SNP, télésanté", (ACCESS,)),
    ("SAS 65", (ACCESS,)),
    ("Improve access to care", (ACCESS,)),
    ("care pathways and prevention", (PATHWAYS, PREVENTION)),
    ("response to health crises", (CRISES,)),
    ("patient pathway coordination", (PATHWAYS,)),
    ("Le parcours professionnel de la directrice", ()),
    ("parcours santé de 3 km dans la forêt", ()),
    ("parcours de course à pied", ()),
    ("un parcours sportif", ()),
    ("journée portes ouvertes", ()),
    ("formation aux gestes de premiers secours", ()),
    ("recrutement d'un médecin coordonnateur", ()),
    ("recrute un infirmier en pratique avancée", ()),
    ("équipe de coordination", ()),
    ("Soutien à la population lors des inondations", ()),
]


def _codes(text: str) -> tuple[str, ...]:
    return tuple(reading.code for reading in read_missions(text))


@pytest.mark.parametrize(("text", "codes"), CASES)
def test_wordings(text: str, codes: tuple[str, ...]) -> None:
    assert _codes(text) == codes


@pytest.mark.parametrize("line", WORDS["mot"] + WORDS["item"], ids=lambda line: line["nom"])
def test_each_entry_reads_its_own_example(line: dict[str, str]) -> None:
    assert (line["valeur"], line["nom"]) in [(reading.code, reading.rule) for reading in read_missions(line["exemple"])]


@pytest.mark.parametrize("line", WORDS["negation"] + WORDS["constat"] + WORDS["apres"], ids=lambda line: line["nom"])
def test_each_denial_takes_its_mission_away(line: dict[str, str]) -> None:
    assert read_missions(line["exemple"]) == ()


def test_the_order_is_that_of_the_vocabulary_whatever_the_text() -> None:
    text = "accompagnement des professionnels, crises sanitaires, prévention, parcours, pertinence, accès aux soins"
    assert _codes(text) == CODES


def test_the_wording_is_kept_as_published() -> None:
    reading = read_missions("Développer l’ACCÈS AUX SOINS\u00a0non programmés")[0]
    assert reading.excerpt == "ACCÈS AUX SOINS"


def test_core_missions_carry_their_legal_source() -> None:
    core = core_missions()
    assert [mission.code for mission in core] == [ACCESS, PATHWAYS, PREVENTION, CRISES]
    assert {mission.since for mission in core} == {date(2019, 6, 20), date(2021, 12, 20)}
    assert all("2019" in mission.source or "2021" in mission.source for mission in core)


@settings(max_examples=100, deadline=None)
@given(case=st.sampled_from(CASES), respelt=respellings)
def test_spelling_does_not_change_the_missions(case: tuple[str, tuple[str, ...]], respelt: Respelling) -> None:
    text, codes = case
    assert _codes(respelt(text)) == codes


FRAGMENTS = st.sampled_from(
    [
        "accès aux soins",
        " ; ",
        "sans médecin traitant",
        "12 % des patients ",
        "ne conduit pas ",
        "crise ",
        "parcours ",
        ", ",
        "qualité ",
        "de vie au travail",
        "\x00",
        "\n- ",
        "stage ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=40).map("".join)))
def test_no_text_raises_and_each_code_comes_once(text: str) -> None:
    codes = _codes(text)
    assert sorted(set(codes), key=CODES.index) == list(codes)


@pytest.mark.parametrize("unit", ["parcours ville hôpital, ", "accompagner les ", "ne pas ", "\x00ÿ", "(("])
def test_an_enormous_text_is_read_in_bounded_time(unit: str) -> None:
    assert len(read_missions(unit * (1_000_000 // len(unit)))) <= len(CODES)
