"""Names of CPTS in a text, and the key under which two spellings are one."""

from __future__ import annotations

import pytest

from lexicon.cpts_names import bare_name, christened, find_names, name_key

NAMES = [
    ("CPTS Notre Dame de la Roë : en projet", ["CPTS Notre Dame de la Roë"]),
    ("La CPTS notre territoire", []),
    ("CPTS Notre-Dame de la Roë", ["CPTS Notre-Dame de la Roë"]),
    ("CPTS For?t d'Orl?ans : ACI sign?", ["CPTS For?t d'Orl?ans"]),
    ("CPTS For??t d'Orl??ans", ["CPTS For??t d'Orl??ans"]),
    ("CPTS de l'?pine : ACI", ["CPTS de l'?pine"]),
    ("CPTS Beauce? Oui", ["CPTS Beauce"]),
    ("CPTS Vallée d'Orl? : 12 communes", ["CPTS Vallée d'Orl?"]),
    ("CPTS Vall? de la Loire", ["CPTS Vall? de la Loire"]),
    ("Qu'est-ce qu'une CPTS?pour qui", []),
    ("Pourquoi une CPTS ?Parce que", []),
    ("La CPTS des Coteaux Rhodaniens couvre 20 communes", ["CPTS des Coteaux Rhodaniens"]),
    ("la CPTS de Lyon 9ème regroupe 49 professionnels", ["CPTS de Lyon 9ème"]),
    ("la CPTS Région de Condrieu", ["CPTS Région de Condrieu"]),
    ("CPTS Centre 21 ou Centre Côte d'Or ou Cœur Côte d'Or", ["CPTS Centre 21 ou Centre Côte d'Or ou Cœur Côte d'Or"]),
    ("La CPTS « Vallée du Gier » rassemble", ["CPTS Vallée du Gier"]),
    ("la CPTS du «Grand St-Etienne »", ["CPTS du Grand St-Etienne"]),
    ("CPTS Faïence & Cristal (Lunévillois)", ["CPTS Faïence & Cristal"]),
    ("CPTS & co de Châteauroux", ["CPTS & co de Châteauroux"]),
    ("la CPTS du Giennois et la CPTeSt (Est du Cher)", ["CPTS du Giennois", "CPTeSt"]),
    ("Les CPTS de Roanne et de Loire-Forez ont été signées", ["CPTS de Roanne", "CPTS de Loire-Forez"]),
    (
        "3 nouvelles CTPS à venir : Ondaine Forez, Vallée du gier et Loire et Coise.",
        ["CPTS Ondaine Forez", "CPTS Vallée du gier", "CPTS Loire et Coise"],
    ),
    (
        "la CPTS Châtillon, Vanves, Malakoff et Fontenay-aux-Roses a signé",
        ["CPTS Châtillon, Vanves, Malakoff et Fontenay-aux-Roses"],
    ),
    ("La CPTS 21-52 réunit", ["CPTS 21-52"]),
    ("la CPTS Bessin - Caen Ouest - Prébocage a signé", ["CPTS Bessin - Caen Ouest - Prébocage"]),
    (
        "la CPTS couvrant les 14ème, 15ème et 16ème arrondissements de Marseille",
        ["CPTS 14ème, 15ème et 16ème arrondissements de Marseille"],
    ),
    ("la CPTS de l'agglomération mulhousienne", ["CPTS de l'agglomération mulhousienne"]),
    ("la CPTS de Hyères et des îles d'Or est née", ["CPTS de Hyères et des îles d'Or"]),
    ("la CPTS Entre Loire et sucs", ["CPTS Entre Loire et sucs"]),
    ("La CPTS du Bout du monde a vu le jour", ["CPTS du Bout du monde"]),
    ("la CPTS e-Rhôny", ["CPTS e-Rhôny"]),
    ("LA CPTS DU PAYS DE REDON SIGNE SON CONTRAT", ["CPTS DU PAYS DE REDON"]),
    ("la CPTS, baptisée « Avenir Santé », couvre", ["CPTS Avenir Santé"]),
    ("la communauté territoriale professionnelle de santé (CPTS) du Bout du Lac regroupe", ["CPTS du Bout du Lac"]),
    ("la Communauté Professionnelle et Territoriale de Santé l'Occitane", ["CPTS l'Occitane"]),
    ("la CPTS de Vénissieux, l'ARS et la CPAM", ["CPTS de Vénissieux"]),
    ("la CPTS Sud-Est grenoblois s'étend", ["CPTS Sud-Est grenoblois"]),
    ("la CPTS du Choletais en Maine-et-Loire", ["CPTS du Choletais"]),
    ("CPTS Villejuif – Val-de-Marne (94)", ["CPTS Villejuif"]),
    ("la CPTS de Grenoble Le rapport complet", ["CPTS de Grenoble"]),
    ("la première CPTS d'Île-de-France", []),
    ("une CPTS de la région", []),
    ("Les 16 CPTS de Paris sont réunies", []),
    ("cinq CPTS en Indre-et-Loire", []),
    ("Qu'est-ce qu'une CPTS ? Les CPTS rassemblent des soignants.", []),
    ("la CPTS du département du Rhône", []),
    ("la CPTS et la MSP travaillent avec l'URPS", []),
]


@pytest.mark.parametrize(("text", "wanted"), NAMES)
def test_names(text: str, wanted: list[str]) -> None:
    assert [mention.name for mention in find_names(text)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Le Raincy/Rosny/Villemomble", "Le Raincy/Rosny/Villemomble"),
        ("21-52", "21-52"),
        ("Sud Yonne : 12 000 habitants", "Sud Yonne"),
        ("BLLR (Bagnolet, Les Lilas)", "BLLR"),
        ("Aulnay sous Bois, en cours", "Aulnay sous Bois"),
        ("en fonctionnement", None),
        ("20 communes", None),
    ],
)
def test_bare_names(text: str, wanted: str | None) -> None:
    found = bare_name(text)
    assert (found[0] if found else None) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CPTS du « Grand St-Etienne »", "CPTS Grand Saint-Étienne"),
        ("CPTS Faïence & Cristal", "CPTS de la Faïence et du Cristal"),
        ("CPTS Ondaine Forez", "CPTS Ondaine-Forez"),
        ("CPTS Cœur de Savoie", "CPTS Coeur de Savoie"),
        ("CPTS Lyon 9e", "CPTS de Lyon 9ème"),
    ],
)
def test_two_spellings_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("La future communauté, baptisée « Vallée du Loir », regroupera 42 communes.", "CPTS Vallée du Loir"),
        ("La communauté de communes, baptisée en 2017, regroupe 42 communes.", None),
    ],
)
def test_a_community_is_christened_without_the_word(text, name):
    assert christened(text) == name
