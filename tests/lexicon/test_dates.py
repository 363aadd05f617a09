"""French dates: whole, partial, relative to the page; and the event that each one dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexicon.dates import read_date, read_dates
from lexicon.patterns import vocabulary
from tests.support.spelling import Respelling, respellings

WORDS = vocabulary("dates")
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]

CASES: list[tuple[str, str | None, str | None]] = [
    ("le premier mars 2021", None, "2021-03-01"),
    ("le 1 er juin 2022", None, "2022-06-01"),
    ("1ᵉʳ avril 2020", None, "2020-04-01"),
    ("au 1er/01/2024", None, "2024-01-01"),
    ("01 / 02 / 2023", None, "2023-02-01"),
    ("12/03/21", None, "2021-03-12"),
    ("05-06-2021", None, "2021-06-05"),
    ("2021/06/05", None, "2021-06-05"),
    ("06/29/2023", None, "2023-06-29"),
    ("30/02/2023", None, "2023-02"),
    ("29 février 2023", None, "2023-02"),
    ("29 février", "2025-03-01", "2024-02-29"),
    ("le 31 juin", "2022-10", "2022-06"),
    ("Le 15 décembre", "2023-11", "2022-12-15"),
    ("mardi 24 mai", "2022", "2022-05-24"),
    ("signature prévue le 15 janvier", "2023-12-10", "2024-01-15"),
    ("La signature aura lieu le 3 mai", "2022-04-10", "2022-05-03"),
    ("24 novembre et 8 décembre 2022", None, "2022-11-24"),
    ("9 et 18 janvier 2021", None, "2021-01-09"),
    ("26-27 avril 2024", None, "2024-04-26"),
    ("du 3 au 5 juin 2025", None, "2025-06-03"),
    ("15 octobre (2024)", None, "2024-10-15"),
    ("8 déc. 2022", None, "2022-12-08"),
    ("mai à juin 2024", None, "2024-05"),
    ("juin-2021", None, "2021-06"),
    ("en 06/2021", None, "2021-06"),
    ("mi-mai (2024)", None, "2024-05"),
    ("fin janvier 2024", None, "2024-01"),
    ("en septembre", "2023-10", "2023-09"),
    ("en novembre", "2023-10", "2022-11"),
    ("en novembre prochain", "2023-10", "2023-11"),
    ("en mars", None, None),
    ("T4 2022", None, "2022"),
    ("3e trimestre 2023", None, "2023"),
    ("au cours du second semestre 2021", None, "2021"),
    ("rentrée 2023", None, "2023"),
    ("avant l'été 2024", None, "2024"),
    ("cet été", "2023-05-02", "2022"),
    ("l'hiver dernier", "2023-02-02", "2022"),
    ("l’an dernier", "2023-05", "2022"),
    ("il y a deux ans", "2023-05", "2021"),
    ("il y a 18 mois", "2024-06", "2022-12"),
    ("hier", "2024-03-01", "2024-02-29"),
    ("mercredi prochain", "2024-07-22", "2024-07-24"),
    ("ce lundi", "2024-07-22", "2024-07-22"),
    ("samedi dernier", "2024-01-15", "2024-01-13"),
    ("jeudi dernier", "2024-07", None),
    ("2021 habitants", None, None),
    ("2 021 habitants", None, None),
    ("03.80.12.20.20", None, None),
    ("tél. 03 80 12 20 20", None, None),
    ("loi 1901", None, None),
    ("Ma santé 2022", None, None),
    ("PRS 2018-2028", None, None),
    ("20 mars 1985", None, None),
    ("la semaine dernière", "2023-01-02", None),
    ("depuis plusieurs années", None, None),
    ("débutée fin 2019 ; ACI 5 février 2025", "2025-02", "2025-02-05"),
    ("en 2018 (population) ; Le 18 février dernier", "2020-03", "2020-02-18"),
]


@pytest.mark.parametrize(("text", "page", "value"), CASES)
def test_wordings(text: str, page: str | None, value: str | None) -> None:
    assert read_date(text, page).value == value


@pytest.mark.parametrize("line", WORDS["forme"], ids=lambda line: line["nom"])
def test_each_shape_reads_its_own_example(line: dict[str, str]) -> None:
    reading = read_date(line["exemple"], line.get("page"))
    assert (reading.value, reading.rule) == (line["date"], line["nom"])


@pytest.mark.parametrize("line", WORDS["evenement"], ids=lambda line: line["nom"])
def test_each_event_is_read_from_its_own_example(line: dict[str, str]) -> None:
    assert (read_date(line["exemple"]).event or "") == line["valeur"]


@pytest.mark.parametrize("line", WORDS["vague"], ids=lambda line: line["nom"])
def test_vague_words_give_no_date(line: dict[str, str]) -> None:
    reading = read_date(line["exemple"], "2024-01-15")
    assert (reading.value, reading.rule) == (None, "trop_vague")


def test_signature_and_inauguration_are_different_events() -> None:
    text = "Contrat signé le 1er décembre 2023, inauguré le 7 décembre 2023 ; association créée en 2021."
    assert [(reading.value, reading.event) for reading in read_dates(text)] == [
        ("2023-12-01", "signature_aci"),
        ("2023-12-07", "inauguration"),
        ("2021", "creation_association"),
    ]
    assert read_date(text).value == "2023-12-01"


def test_a_signed_letter_of_intent_is_a_validation() -> None:
    assert read_date("lettre d'intention signée le 3 mars 2021").event == "validation_lettre"


def test_a_year_is_never_taken_from_today() -> None:
    assert read_date("le 26 mars").value == "--03-26"
    assert read_date("le 26 mars").precision == "jour_sans_annee"


def test_a_weekday_that_does_not_fit_is_reported_and_the_date_kept() -> None:
    assert read_date("jeudi 17 juillet 2024").weekday_conflict
    assert not read_date("mercredi 17 juillet 2024").weekday_conflict
    assert read_date("jeudi 17 juillet 2024").value == "2024-07-17"


# --- the day of the page, letters, hours ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hour", ["T09:30:00+02:00", "T09:30:00Z", "T09:30:00.000Z", "T0930", " 09:30", " 00:00:00", ""]
)
def test_a_timestamp_is_its_day(hour: str) -> None:
    assert read_date(f"2022-06-15{hour}").value == "2022-06-15"


@pytest.mark.parametrize(
    "text",
    [
        "20220615",
        "20220615T093000Z",
        "communique-20220615.pdf",
        "2022-6-15",
        "2022.06.15",
        "15-juin-2022",
        "15juin2022",
        "15 Jun 2022",
        "le quinze juin 2022",
        "le quinze juin deux mille vingt-deux",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert (read_date(text).value, read_date(text).precision) == ("2022-06-15", "jour")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("vingt et un mars 2023", "2023-03-21"),
        ("trente-et-un mai 2022", "2022-05-31"),
        ("dix-sept mai 2022", "2022-05-17"),
        ("le deux mai 2022", "2022-05-02"),
        ("douze mars", "--03-12"),
        ("deux mille dix-neuf", "2019"),
        ("12-2021", "2021-12"),
        ("12.2021", "2021-12"),
        ("12 / 2021", "2021-12"),
    ],
)
def test_letters_and_short_forms(text: str, value: str) -> None:
    assert read_date(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "arrêté n° 12-2021",
        "décret n°12-2021",
        "SIREN 20230915",
        "deux mille vingt habitants",
        "deux mille trois cents habitants",
        "12/21",
        "le vingt-cinq",
        "deux communes",
        "samedi 14",
        "le 10 de ce mois",
        "ce matin",
    ],
)
def test_numbers_and_words_that_give_no_date_alone(text: str) -> None:
    assert read_date(text).value is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("aujourd'hui", "2024-01-18"),
        ("ce jour", "2024-01-18"),
        ("ce matin", "2024-01-18"),
        ("ce soir", "2024-01-18"),
        ("cet après-midi", "2024-01-18"),
        ("demain", "2024-01-19"),
        ("avant-hier", "2024-01-16"),
        ("le 10 de ce mois", "2024-01-10"),
        ("le 12 courant", "2024-01-12"),
        ("le premier de ce mois", "2024-01-01"),
        ("le 12 du mois dernier", "2023-12-12"),
        ("le 5 du mois prochain", "2024-02-05"),
        ("ce mois-ci", "2024-01"),
        ("samedi 13", "2024-01-13"),
        ("dimanche 31", "2023-12-31"),
        ("la réunion se tiendra samedi 20", "2024-01-20"),
        ("samedi 14", None),
        ("samedi 13 médecins se sont réunis", None),
        ("jeudi 11h", None),
        ("ce jour-là", None),
        ("à ce jour", None),
    ],
)
def test_counted_from_the_page(text: str, value: str | None) -> None:
    assert read_date(text, "2024-01-18").value == value


def test_today_dates_only_what_stands_next_to_it() -> None:
    assert read_date("Le contrat est signé aujourd'hui", "2024-01-18").event == "signature_aci"
    assert read_date("Aujourd'hui, quatre ans après la signature de l'ACI, bilan", "2024-01-18").event is None


DAYS = st.dates(date(1990, 1, 1), date(2049, 12, 31))


@settings(max_examples=120, deadline=None)
@given(
    day=DAYS,
    form=st.sampled_from(
        [
            "{d} {m} {y}",
            "{w} {d} {m} {y}",
            "le {d} {m} {y}",
            "{d:02}/{n:02}/{y}",
            "{d}.{n}.{y}",
            "{y}-{n:02}-{d:02}",
            "Ce {w} {d} {m} {y}",
        ]
    ),
)
def test_every_day_is_read_back_in_every_form(day: date, form: str) -> None:
    text = form.format(d=day.day, m=MONTHS[day.month - 1], n=day.month, y=day.year, w=WEEKDAYS[day.weekday()])
    reading = read_date(text)
    assert (reading.value, reading.precision, reading.weekday_conflict) == (day.isoformat(), "jour", False)


@settings(max_examples=120, deadline=None)
@given(day=DAYS.filter(lambda day: (day.month, day.day) != (2, 29)), after=st.integers(0, 364))
def test_a_day_without_a_year_is_the_last_one_before_the_page(day: date, after: int) -> None:
    page = day + timedelta(days=after)
    assert read_date(f"le {day.day} {MONTHS[day.month - 1]}", page.isoformat()).value == day.isoformat()


@settings(max_examples=100, deadline=None)
@given(case=st.sampled_from(CASES), respelt=respellings)
def test_spelling_does_not_change_the_date(case: tuple[str, str | None, str | None], respelt: Respelling) -> None:
    text, page, value = case
    assert read_date(respelt(text), page).value == value


FRAGMENTS = st.sampled_from(
    [
        "12 ",
        "mars ",
        "2021",
        "31/02/",
        "-",
        "99",
        "fin ",
        "été ",
        "il y a ",
        "deux ",
        "ans",
        "\x00",
        "jeudi ",
        "dernier ",
        "0 ",
        "1er ",
        ", ",
        "février ",
        "prochain",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=40).map("".join)),
    st.one_of(st.none(), st.text(max_size=12), DAYS.map(str), st.sampled_from(["2021", "2021-13", "0000-00-00"])),
)
def test_no_text_raises(text: str, page: str | None) -> None:
    assert all(reading.value and reading.excerpt for reading in read_dates(text, page))


@pytest.mark.parametrize("unit", ["12 mars 2021 ", "2021-", "jeudi ", "\x00ÿ", "12 mars, "])
def test_an_enormous_text_is_read_in_bounded_time(unit: str) -> None:
    assert len(read_dates(unit * (1_000_000 // len(unit)))) <= 200


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("La CPTS a signé un avenant à son contrat le 3 mars 2023", "avenant"),
        ("Charte de partenariat signée le 4 mai 2021 avec la ville", None),
        ("Le 16 juin 2021, l'ARS a rendu un avis favorable sur la lettre d'intention", "validation_lettre"),
        ("Dépôt de la lettre d'intention : 3 mars 2021", "depot"),
        ("Le contrat a été résilié le 30 juin 2024", "resiliation"),
        ("Née de la fusion de deux communautés, le 1er janvier 2024", "fusion"),
        ("L'acte de naissance de la CPTS a été officialisé lors de la signature, le 7 décembre 2023", "signature_aci"),
        ("CPTS créée en 2018", "lancement"),
        ("La CPTS a vu le jour ce jeudi 8 juillet 2021 par la signature d'un contrat", "signature_aci"),
        ("La signature du contrat, ce mercredi 13 décembre 2023, lance la CPTS", "signature_aci"),
        ("Ce mardi 28 mai 2024, ils ont signé officiellement le projet de la CPTS", "validation_projet"),
        ("Une convention a été conclue le 6 mai 2021", None),
        ("La CPTS devrait être opérationnelle début 2020", None),
        ("Le 16 juin 2021, la lettre d'intention de la CPTS reçoit l'avis positif du comité", "avis"),
        ("Le 16 juin 2021, la lettre d'intention de la CPTS reçoit un avis positif", "validation_lettre"),
        ("Le 5 mai 2023, l'URPS a rendu un avis favorable sur le projet de santé", "avis"),
        ("Avis favorable du comité de sélection pour le projet de santé en mars 2021", "avis"),
        ("La CPTS a présenté le 4 mars 2024 le bilan de son ACI aux élus", None),
        ("Le 4 mars 2024, la CPTS est revenue sur la signature de son ACI", None),
        ("Le 7 mars 2024, une conférence a rappelé la signature de l'ACI", None),
        ("Le bilan de l'ACI a été dressé le 4 mars 2024", None),
        ("Assemblée générale constitutive du 12 mars 2020", "creation_association"),
    ],
)
def test_a_date_is_that_of_the_step_its_words_name(text: str, event: str | None) -> None:
    assert [reading.event for reading in read_dates(text)] == [event]


@pytest.mark.parametrize(
    ("text", "planned"),
    [
        ("Signature de l'ACI visée d'ici fin décembre 2024", True),
        ("La signature de l'ACI est prévue le 17 janvier 2028", True),
        ("L'ACI devrait être signé au premier semestre 2025", True),
        ("Objectif : dépôt du projet de santé en mars 2023", True),
        ("L'ACI a été signé le 6 octobre 2022", False),
        ("Comme prévu, l'ACI a été signé le 6 octobre 2022", False),
        ("La CPTS, qui va recruter, a signé son ACI le 6 octobre 2022", False),
    ],
)
def test_a_wish_or_a_deadline_is_a_plan(text: str, planned: bool) -> None:
    assert [reading.planned for reading in read_dates(text)] == [planned]


def test_between_two_words_as_near_the_one_before_the_date_is_dated():
    readings = read_dates("Initiée en 2018 et labellisée en 2020")
    assert [(one.value, one.event) for one in readings] == [("2018", "lancement"), ("2020", "validation_projet")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "La CPTS a présenté le 4 mars 2024 le bilan de son ACI, signé en octobre 2021.",
            [("2024-03-04", None), ("2021-10", "signature_aci")],
        ),
        (
            "Sa lettre d'intention, refusée le 3 mai 2022 par l'ARS, puis acceptée le 8 novembre 2022.",
            [("2022-05-03", "refus"), ("2022-11-08", "validation_lettre")],
        ),
        (
            "Elle a déposé sa lettre d'intention en mars 2020 et signé son ACI en juin 2021.",
            [("2020-03", "depot"), ("2021-06", "signature_aci")],
        ),
    ],
)
def test_each_day_has_the_act_of_its_own_words(text, told):
    assert [(one.value, one.event) for one in read_dates(text)] == told


def test_a_day_to_come_is_planned() -> None:
    text = "La CPTS a signé sa lettre d'intention le 5 mai 2021, l'ACI suit le 3 mars prochain."
    assert [(one.value, one.planned) for one in read_dates(text)] == [("2021-05-05", False), ("--03-03", True)]
