"""What a page says of the association: each entry of the vocabulary reads its own example, and the traps give nothing."""

from __future__ import annotations

import pytest

from lexicon.patterns import vocabulary
from lexicon.structure import read_legal_form, read_members, read_size, tells_structure

WORDS = vocabulary("structure")


@pytest.mark.parametrize("line", WORDS["adherents"], ids=lambda line: line["nom"])
def test_each_form_of_members_reads_its_example(line: dict[str, str]) -> None:
    read = read_members(line["exemple"])
    assert read and (read.value, read.precision, read.rule) == (str(line["valeur"]), line["reserve"], line["nom"])


@pytest.mark.parametrize(
    ("words", "precision"), [("plus de", "au_moins"), ("moins de", "au_plus"), ("environ", "environ")]
)
def test_a_number_is_bound_by_the_words_before_it(words: str, precision: str) -> None:
    read = read_members(f"Elle compte {words} 200 adhérents.")
    assert read and (read.precision, read.excerpt.split(" 200")[0].endswith(words)) == (precision, True)


def test_the_article_of_a_collective_is_quoted_with_it() -> None:
    read = read_members("Elle compte une trentaine d'adhérents.")
    assert read and (read.value, read.precision, "une trentaine" in read.excerpt) == ("30", "environ", True)


@pytest.mark.parametrize("line", WORDS["forme"], ids=lambda line: line["nom"])
def test_each_legal_form_reads_its_example(line: dict[str, str]) -> None:
    read = read_legal_form(line["exemple"])
    assert read and read.value == line["nom"]


@pytest.mark.parametrize("line", WORDS["taille"], ids=lambda line: line["nom"])
def test_each_size_reads_its_example(line: dict[str, str]) -> None:
    read = read_size(line["exemple"])
    assert read and (read.value, read.rule) == (str(line["valeur"]), line["nom"])


@pytest.mark.parametrize("kind", ["pas_adherents", "pas_forme", "pas_taille", "ailleurs"])
def test_a_sentence_of_something_else_gives_nothing(kind: str) -> None:
    for line in WORDS[kind]:
        assert not tells_structure(line["exemple"]), line["exemple"]


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("Elle compte une centaine d'adhérents.", "100", "environ"),
        ("Les plus de 200 membres de la CPTS se sont réunis.", "200", "au_moins"),
        ("110 professionnels adhérents sur 250.", "110", "exact"),
        ("Une cinquantaine d’adhérents, bientôt davantage.", "50", "environ"),
        ("La CPTS compte près de 1 200 adhérents.", "1200", "environ"),
        ("La CPTS et ses 60 adhérents organisent un forum.", "60", "exact"),
        ("La CPTS (85 adhérents) recrute.", "85", "exact"),
        ("La CPTS, dont les 120 membres exercent en ville, recrute.", "120", "exact"),
        ("155 professionnels de santé en sont membres.", "155", "exact"),
        ("Adhérents : 88", "88", "exact"),
        ("110 de ses 250 professionnels y adhèrent.", "110", "exact"),
        ("Une centaine des quelque 200 professionnels du territoire ont adhéré.", "100", "environ"),
        ("Environ 40 soignants s'y sont engagés.", "40", "environ"),
        ("60 professionnels libéraux et deux hôpitaux s'y engagent.", "60", "au_moins"),
        ("une partie des plus de 85 professionnels engagés", "85", "au_moins"),
        ("120 professionnels se sont regroupés au sein de la CPTS.", "120", "exact"),
        ("40 soignants sont engagés dans la démarche.", "40", "exact"),
        ("Elle est forte de cent vingt adhérents.", "120", "exact"),
        ("Quatre-vingt-dix membres la composent.", "90", "exact"),
        ("Elle compte 150 membres de l'association.", "150", "exact"),
        ("Une trentaine de membres l'ont rejointe.", "30", "environ"),
        ("Elle rassemble une cinquantaine d'adhérents de Saint-Joseph.", "50", "environ"),
        ("Elle est passée de 90 adhérents à 175.", "175", "exact"),
        ("Elle a doublé ses adhérents : de 60 à 120.", "120", "exact"),
        ("La CPTS comptait 60 adhérents en 2021, contre 175 aujourd'hui.", "175", "exact"),
        ("De 60 adhérents à sa création, elle en compte 175 aujourd'hui.", "175", "exact"),
        ("La CPTS compte 175 adhérents, contre 60 en 2021.", "175", "exact"),
        ("La CPTS ne compte plus que 40 adhérents.", "40", "exact"),
        ("La CPTS ne compte pas moins de 200 adhérents.", "200", "au_moins"),
        ("La CPTS rassemble + de 80 adhérents.", "80", "au_moins"),
        ("Adhérents : + de 80", "80", "au_moins"),
        ("Adhérents de la CPTS au 31/12/2024 : 143", "143", "exact"),
        ("Nombre d'adhérents au 1er janvier 2025 : environ 90", "90", "environ"),
        ("Avec ses 120 adhérents, la CPTS est la plus grande du département.", "120", "exact"),
        ("L'association compte 120 adhérents.", "120", "exact"),
        ("L'ARS et la CPAM soutiennent la CPTS, qui compte 120 adhérents.", "120", "exact"),
        ("130 professionnels adhérents : la CPTS vise une signature de l'ACI d'ici fin décembre.", "130", "exact"),
        ("Initiée en 2018 et labellisée en 2020, la CPTS revendique près de 523 adhérents.", "523", "environ"),
        ("Portée par une association de 120 adhérents, la CPTS couvre le bassin.", "120", "exact"),
        ("53 professionnels de santé, un centre et un établissement social l'ont rejointe.", "53", "au_moins"),
    ],
)
def test_members_are_counted_as_a_reader_would(text: str, value: str, precision: str) -> None:
    read = read_members(text)
    assert read and (read.value, read.precision) == (value, precision)


@pytest.mark.parametrize(
    "text",
    [
        "Les 25 communes membres de la communauté de communes.",
        "84 membres fondateurs ont signé les statuts.",
        "Espace adhérents",
        "9 CPTS membres sur 16 à Paris.",
        "En 2025, elle propose à ses membres un cycle de formation.",
        "Créée en 2019, les membres ont élu leur bureau.",
        "Elle compte 400 professionnels de santé.",
        "137 professionnels de santé s'engagent auprès de leurs patients.",
        "20 professionnels se sont engagés à prendre de nouveaux patients.",
        "75 professionnels sont engagés dans une action de dépistage.",
        "300 soignants engagés pour la vaccination.",
        "La CPTS vise 200 adhérents.",
        "Elle souhaite passer à 200 adhérents.",
        "Elle a gagné 15 adhérents.",
        "15 adhérents ont quitté la CPTS.",
        "La CPTS forme une trentaine de membres du personnel de l'hôpital.",
        "La CPTS compte 30 membres d'autres associations.",
        "40 adhérents étaient présents.",
        "Trois membres la représentent.",
        "L'URPS compte 300 membres et la CPTS couvre 61 000 habitants.",
        "L’URPS compte 300 membres ; la CPTS en accueille une partie.",
        "Le collectif départemental réunit 45 membres ; la CPTS le préside.",
        "La CPTS, née en 2021, et l'association Asalée (120 membres) ouvrent un cabinet.",
        "La CPTS, qui a reçu l'association Asalée (120 membres), organise un forum.",
        "L'association Asalée, qui compte 120 membres, a rejoint la CPTS.",
        "La CPTS a rencontré Asalée (120 membres).",
        "La CPTS a signé avec le groupement d'employeurs et ses 70 adhérents.",
        "La CPTS et la maison sport-santé (210 adhérents) organisent une marche.",
        "Le conseil local de santé mentale, qui réunit 40 membres, est animé par la CPTS.",
        "L'ordre des médecins, dont les 1 200 membres ont été consultés, soutient la CPTS.",
        "La CPTS a rejoint l'inter-CPTS et ses 900 adhérents.",
        "La CPTS partage ses locaux avec une association de 90 adhérents.",
        "Le DAC, qui réunit 40 membres, travaille avec la CPTS.",
        "La CPTS accueille le réseau Diabète, 80 membres.",
        "La CPTS comptait 60 adhérents en 2021 ; ils sont 175 aujourd'hui.",
        "La CPTS ne compte pas 200 adhérents.",
        "La CPTS comptera 200 adhérents.",
    ],
)
def test_other_numbers_count_no_members(text: str) -> None:
    assert read_members(text) is None


def test_two_sizes_leave_it_unknown_unless_one_follows_the_other() -> None:
    assert read_size("CPTS de taille 2. CPTS de taille 3.") is None
    assert read_size("Taille 1 : moins de 40 000 habitants. Taille 2 : de 40 000 à 80 000 habitants.") is None
    assert (read := read_size("Taille 4 (≥ 175.000 habitants).")) and read.value == "4"
    assert (read := read_size("Elle passe de taille 1 à taille 2. CPTS de taille 1.")) and read.value == "2"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Elle n'est plus de taille 2 : elle est désormais de taille 1.", "1"),
        ("Hier de taille 2, elle est de taille 3.", "3"),
        ("Elle n'est plus de taille 2.", None),
        ("Jadis de taille 1, la CPTS est désormais de taille 2.", "2"),
        ("La CPTS était de taille 1 en 2020, elle est de taille 2 depuis 2023.", "2"),
        ("Elle a été de taille 2.", None),
        ("La future organisation correspondra à une CPTS de taille 3.", "3"),
        ("La CPTS deviendra une CPTS de taille 3 en 2027.", None),
        ("L'ARS a refusé le passage de la taille 2 à la taille 3.", None),
        ("La CPTS a demandé à passer de la taille 1 à la taille 2.", None),
        ("La CPTS pourrait passer de la taille 1 à la taille 2.", None),
        ("La CPTS a renoncé à passer en taille 3.", None),
        ("La CPTS n'atteint pas la taille 3.", None),
        ("La CPTS n'est pas une CPTS de taille 3.", None),
        ("Sans être de taille 4, elle couvre un vaste territoire.", None),
        ("La taille 3 sera atteinte après la fusion.", None),
        ("Contrairement à sa voisine de taille 4, la CPTS couvre 30 000 habitants.", None),
        ("La CPTS, voisine d'une CPTS de taille 4, couvre 30 000 habitants.", None),
        ("La CPTS de taille 2 souhaite passer en taille 3.", "2"),
        ("CPTS de taille 2 (40 000 à 80 000 habitants), qui sera étendue en 2027.", "2"),
        ("La CPTS a fusionné avec une CPTS de taille 2.", None),
        ("La CPTS est née de la fusion de deux CPTS de taille 1.", None),
        ("La CPTS est devenue une CPTS de taille 2.", "2"),
        ("Avec 61 000 habitants, c'est une CPTS de taille 2.", "2"),
        ("La CPTS vient de passer en taille 3.", "3"),
    ],
)
def test_a_size_that_it_has_not_is_not_its_size(text: str, size: str | None) -> None:
    assert ((read := read_size(text)) and read.value) == size


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Elle est régie par la loi du 1er juillet 1901.", "association_1901"),
        ("constituée en association (loi de 1901)", "association_1901"),
        ("La CPTS est une association (loi de juillet 1901).", "association_1901"),
        ("Sous statut associatif (loi 1901), la CPTS salarie deux coordinatrices.", "association_1901"),
        ("La CPTS, association loi 1901, n'est pas un établissement.", "association_1901"),
        ("Créée en 2019, association loi 1901, la CPTS réunit des soignants.", "association_1901"),
        ("La CPTS est devenue une association loi 1901.", "association_1901"),
        ("La CPTS a pris la forme d'une association loi 1901.", "association_1901"),
        ("L'association loi 1901 Santé du Val porte la CPTS.", "association_1901"),
        ("La CPTS est une association loi 1901 soutenue par l'URPS.", "association_1901"),
        ("La CPTS, association loi 1901, travaille avec la MSP.", "association_1901"),
        ("Il est fondé, dans le Gers, une association régie par la loi de 1901.", "association_1901"),
        ("Les soignants du territoire se sont constitués en association loi 1901.", "association_1901"),
        ("portée par l'association loi 1901 « Santé du Val »", "association_1901"),
        ("inscrite au registre des associations du tribunal de Colmar", "association_droit_local"),
        ("association de Colmar (droit local)", "association_droit_local"),
    ],
)
def test_a_legal_form_is_read_in_each_wording(text: str, form: str) -> None:
    assert (read := read_legal_form(text)) and read.value == form


@pytest.mark.parametrize(
    "text",
    [
        "L’URPS, association loi 1901, soutient le projet.",
        "La CPTS travaille avec l'association loi 1901 Les Amis.",
        "Elle réunit des associations loi 1901.",
        "Une association loi 1901 peut porter une maison de santé.",
        "La CPTS est accompagnée par AVECsanté, association loi 1901.",
        "La CPTS travaille avec le club de gymnastique, association loi 1901.",
        "La CPTS et le CLIC, association loi 1901, ouvrent un guichet.",
        "Le CLIC est une association loi 1901 ; la CPTS y siège.",
        "La CPTS n'est pas une association loi 1901 mais une SCIC.",
        "La CPTS deviendra une association loi 1901.",
        "La CPTS souhaite se constituer en association loi 1901.",
        "La CPTS a quitté le statut d'association loi 1901 pour devenir un GCS.",
        "La CPTS était une association loi 1901.",
        "La CPTS hésite entre association loi 1901 et SISA.",
        "La CPTS étudie le passage en association loi 1901.",
        "L'association loi 1901 Handident forme les soignants de la CPTS.",
        "La CPTS invite les patients de l'association loi 1901 Aptes.",
        "La CPTS, qui a refusé le statut d'association loi 1901, est un GCS.",
    ],
)
def test_a_form_of_another_or_that_it_has_not_is_not_its_form(text: str) -> None:
    assert read_legal_form(text) is None
