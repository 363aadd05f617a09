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


@pytest.mark.parametrize("line", WORDS["reserve"], ids=lambda line: line["valeur"])
def test_a_number_is_bound_by_the_words_before_it(line: dict[str, str]) -> None:
    read = read_members(line["exemple"])
    assert read and read.precision == line["valeur"]


@pytest.mark.parametrize("line", WORDS["forme"], ids=lambda line: line["nom"])
def test_each_legal_form_reads_its_example(line: dict[str, str]) -> None:
    read = read_legal_form(line["exemple"])
    assert read and read.value == line["nom"]


@pytest.mark.parametrize("line", WORDS["taille"], ids=lambda line: line["nom"])
def test_each_size_reads_its_example(line: dict[str, str]) -> None:
    read = read_size(line["exemple"])
    assert read and (read.value, read.rule) == (str(line["valeur"]), line["nom"])


@pytest.mark.parametrize("kind", ["pas_adherents", "pas_forme", "pas_taille"])
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
    ],
)
def test_a_size_that_it_no_longer_has_is_not_its_size(text: str, size: str | None) -> None:
    assert ((read := read_size(text)) and read.value) == size


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Elle est régie par la loi du 1er juillet 1901.", "association_1901"),
        ("constituée en association (loi de 1901)", "association_1901"),
        ("portée par l'association loi 1901 « Santé du Val »", "association_1901"),
        ("inscrite au registre des associations du tribunal de Colmar", "association_droit_local"),
        ("association de Colmar (droit local)", "association_droit_local"),
    ],
)
def test_a_legal_form_is_read_in_each_wording(text: str, form: str) -> None:
    assert (read := read_legal_form(text)) and read.value == form


def test_the_legal_form_of_a_neighbour_is_not_told() -> None:
    assert read_legal_form("L’URPS, association loi 1901, soutient le projet.") is None
    assert read_legal_form("La CPTS travaille avec l'association loi 1901 Les Amis.") is None
    assert read_legal_form("Elle réunit des associations loi 1901.") is None
    assert read_legal_form("Une association loi 1901 peut porter une maison de santé.") is None
