"""A CPTS told without the word is a line of the work list, and what is said of it is nobody's."""

from __future__ import annotations

import pytest

from spiders.extract.attribution.anaphora import first_and_second
from spiders.extract.attribution.uncalled import own_sentences, told_uncalled
from tests.support.pages import extract, told

ONE = "La CPTS du Berry Clair couvre 52 000 habitants"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{ONE}, celle du Sancerrois-Nord (18) a signé son ACI le 4 avril 2021.", ["celle du Sancerrois-Nord (18)"]),
        (f"{ONE}. Celle du Sancerrois (18) l'a signé le 2 juin 2022. Elle réunit 12 communes.", ["Celle du Sancerrois"]),
        (f"{ONE}, celle du nord du Sancerrois (18) 48 000 habitants et 33 communes.", ["celle du nord du Sancerrois (18)"]),
        (f"{ONE}. La seconde, nommée « Pays Fort », a signé en 2022.", ["La seconde, nommée « Pays Fort »"]),
        (
            "Les CPTS avancent : celle du Pays Fort (18), qui a signé en 2023, et une autre baptisée « Boischaut ».",
            ["celle du Pays Fort (18), qui a signé en 2023, et", "une autre baptisée « Boischaut »"],
        ),
        ("Le Cher a deux CPTS. L'une, dénommée « Berry Sud », a signé en 2022 ; l'autre, appelée « Fort », non.", ["L'une", "l'autre"]),
        ("Ils créent leur communauté professionnelle territoriale de santé, qui n'a pas encore de nom.", ["communauté prof"]),
        ("Une CPTS est née à Vailly. Son nom n'est pas encore choisi. Elle couvre 21 communes.", ["Une CPTS est née"]),
        ("La seconde CPTS du Cher, baptisée « Berry Sud », couvre 64 communes.", ["La seconde CPTS"]),
        ("Une CPTS naîtra à Vierzon ; son nom reste à choisir.", ["Une CPTS naîtra"]),
        ("Celle du Sancerrois (18) est en cours d'élaboration de son projet de santé.", ["Celle du Sancerrois"]),
        ("Le Cher a trois CPTS. La première, dite « Berry Sud », a signé en 2021.", ["La première, dite"]),
        ("Le Cher a trois CPTS. La troisième, « Pays Fort », couvre 41 communes.", ["La troisième"]),
        ("Ils ont monté une CPTS. Son nom sera choisi à l'automne. Elle couvre 45 communes.", ["Ils ont monté"]),
        ("Le Cher a deux CPTS. Une troisième n'a pas encore été baptisée.", ["Le Cher a deux CPTS"]),
        ("Un peu plus à l'ouest, celle du Sancerrois a signé son ACI le 12 mai 2021.", ["celle du Sancerrois a"]),
        (f"{ONE}. Celle du Pays Fort en compte 48.", ["Celle du Pays Fort"]),
        (f"{ONE}. La dernière-née, celle du Pays Fort, a signé son ACI en 2022.", ["celle du Pays Fort"]),
        (f"{ONE}. Celles du Pays Fort et du Sancerrois ont vu leur projet validé en mai 2023.", ["Celles du Pays Fort"]),
        (f"{ONE}. En 2022, c'est celle du Pays Fort qui signait son ACI.", ["celle du Pays Fort"]),
        (f"{ONE}, alors que sa jeune cousine du Sancerrois a signé son ACI en 2022.", ["sa jeune cousine"]),
        (f"{ONE}. À l'image de celle du Pays Fort, qui a signé son ACI en 2022, elle recrute.", ["celle du Pays Fort"]),
        (f"{ONE}. Contrairement à son homologue berruyère, qui réunit 31 communes et a signé, elle débute.", ["son homologue"]),
        (f"{ONE}. Une deuxième CPTS est née en 2022 : elle réunit 18 communes et s'appelle « Pays Fort ».", ["Une deuxième CPTS"]),
    ],
)  # fmt: skip
def test_what_is_told_of_a_cpts_without_the_word(text: str, said: list[str]) -> None:
    assert [words.startswith(start) for words, start in zip(told_uncalled(text), said, strict=True)] == [True] * len(
        said
    )
    kept = " ".join(own_sentences(text))
    assert not any(
        word in kept for word in ("Sancerrois", "Pays Fort", "Berry Sud", "2021", "2022", "2023", "communes")
    )


@pytest.mark.parametrize(
    "text",
    [
        "La CPTS du Berry Clair a deux maisons de santé, celle de Sancerre (18) et celle de Vailly, et 21 communes.",
        "La population de la CPTS du Berry Clair est de 52 000 habitants, celle du Cher (18) de 300 000.",
        "La CPTS du Berry Clair a signé en 2020. La première action, baptisée « Mois sans tabac », a lieu en mai.",
        "La CPTS du Berry Clair a deux actions. La première, baptisée « Mois sans tabac », a lieu en mai.",
        "La maison de santé de Vailly, baptisée « Les Tilleuls », a ouvert. Celle de Sancerre (18) ouvrira.",
        "La CPTS du Berry Clair a signé son ACI en mai 2021, comme celle de Vierzon en juin 2021.",
        "La CPTS du Berry Clair n'a pas encore de nom de domaine. Elle couvre 21 communes.",
        "La CPTS du Berry Clair a deux actions. La première, « Mois sans tabac », a lieu en mai.",
        "La CPTS du Berry Clair a signé. Son nom a été choisi par les habitants. Elle couvre 12 communes.",
        "La CPTS du Berry Clair compte 12 maisons de santé. Une troisième n'a pas encore été baptisée.",
        "Baptisée « Berry Clair », la CPTS du Berry Clair couvre 21 communes.",
        "Baptisée « Mois sans tabac », la campagne de la CPTS du Berry Clair a touché 21 communes.",
        "Contrairement à sa voisine, la CPTS du Berry Clair a signé son ACI en 2021.",
        "Avec sa voisine de Vierzon, la CPTS du Berry Clair a signé un ACI le 3 mars 2021.",
        "La CPTS du Berry Clair, à l'image de celle de Vierzon, qui l'a inspirée, a signé son ACI le 3 mars 2021.",
        "La CPTS du Berry Clair est née. À l'image de ses homologues, elle a signé son ACI en 2021.",
        "Une nouvelle CPTS est née : elle couvre 21 communes et s'appelle « Berry Clair ».",
        "La communauté de communes n'a pas encore de nom. La CPTS du Berry Clair couvre 21 communes.",
        "La CPTS du Berry Clair ouvre une antenne. Elle n'a pas encore de nom.",
    ],
)
def test_another_thing_is_no_cpts(text: str) -> None:
    assert list(told_uncalled(text)) == []
    assert " ".join(map(str.strip, own_sentences(text))) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Baptisée « Loire et Canal », la nouvelle CPTS du Cher couvre 41 communes.", "CPTS Loire et Canal"),
        ("Nommée « Terres d'Ocre », leur CPTS a signé en mai.", "CPTS Terres d'Ocre"),
        ("Baptisée « Terres d'Ocre », la CPTS du Gâtinais a signé en mai.", "CPTS du Gâtinais"),
    ],
)
def test_a_name_before_the_word_is_that_of_the_cpts(text: str, name: str) -> None:
    assert [one.name for one in extract(f"<p>{text}</p>").listings] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "La CPAM suit trois CPTS : Berry Nord, signée en 2020, Berry Sud, signée en 2021 et Pays Fort, en projet.",
        "À Vierzon, la CPTS a signé son ACI le 2 mai 2022.",
    ],
)
def test_cpts_whose_names_are_not_read_are_told(text: str) -> None:
    found = extract(f"<p>{text}</p>")
    assert [one.name for one in found.alarms] == ["UnreadText"]
    assert not found.listings


@pytest.mark.parametrize(
    "text",
    [
        "Une CPTS a signé un ACI quand elle est financée.",
        "Le Cher compte trois CPTS : une à Bourges, deux à Vierzon.",
        "La CPTS permet de signer un ACI.",
    ],
)
def test_what_any_cpts_does_is_told_of_none(text: str) -> None:
    assert not extract(f"<p>{text}</p>").alarms


def test_a_name_after_what_takes_the_place_is_kept() -> None:
    facts = told(
        f"<p>{ONE}. Elle a laissé la place à une communauté plus vaste, la CPTS Berry Sud, en janvier 2024.</p>"
    )
    assert "Berry Sud" in facts


def test_whom_it_works_with_takes_no_figure_along() -> None:
    facts = told("<p>La CPTS du Berry Clair travaille avec celle de Vierzon (18) et couvre 52 000 habitants.</p>")
    assert facts["du Berry Clair"]["population"] == "52000"


@pytest.mark.parametrize(
    "sentence",
    [
        "La CPTS qui lui succédera verra le jour le 1er janvier 2027 avec 150 000 habitants.",
        "Elle sera remplacée par une communauté de 150 000 habitants le 1er janvier 2027.",
        "Elle laissera la place à une structure de 90 communes en janvier 2028.",
        "Sa voisine, la plus grande du Cher, compte 210 000 habitants et 180 communes.",
        "Notre voisine a signé son ACI le 3 mars 2023. Elle réunit 80 communes.",
    ],
)
def test_the_next_one_and_the_neighbour_keep_their_figures(sentence: str) -> None:
    facts = told(f"<p>{ONE}. {sentence}</p><p>Nous comptons 64 communes.</p>")
    assert facts == told(f"<p>{ONE}.</p><p>Nous comptons 64 communes.</p>")


_LIST = "<h2>Les CPTS du Cher</h2><ul><li>CPTS Berry Sud</li><li>CPTS Sancerrois</li></ul>"


@pytest.mark.parametrize(
    ("behind", "unread"),
    [
        ("Chacune a signé un ACI en 2021.", True),
        ("La première couvre 12 communes, la seconde 41.", True),
        ("Elle a signé son ACI le 3 mars 2021.", True),
        ("Population : 18 000 habitants", True),
        ("Toutes deux couvrent 52 communes.", True),
        ("Elles sont accompagnées par l'URPS.", False),
        ("La région compte 26 CPTS, dont 20 ont signé un ACI.", False),
        ("La CPTS Berry Sud a signé son ACI le 3 mars 2021.", False),
        ("Pour toute question, contactez l'ARS.", False),
        ("Ces deux communautés ont signé leur ACI le 3 mars 2021.", False),
    ],
)
def test_a_fact_behind_a_list_is_told(behind: str, unread: bool) -> None:
    alarms = [alarm.detail for alarm in extract(f"{_LIST}<p>{behind}</p>").alarms]
    assert [behind.rstrip(".") in detail for detail in alarms] == [True] * unread


@pytest.mark.parametrize("figure", ["la seconde 32", "la seconde, 32", "l'autre en réunit 32"])
def test_the_second_shares_the_unit_of_the_first(figure: str) -> None:
    assert first_and_second(f"La première réunit 41 communes, {figure}.") == (
        "réunit 41 communes",
        "réunit 32 communes",
    )


def test_who_governs_now_is_no_successor() -> None:
    text = "Elle a laissé la place à une gouvernance élargie : 95 adhérents, 41 communes."
    assert list(own_sentences(text)) == [text]
