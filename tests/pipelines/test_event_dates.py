"""What a listing tells of when: steps, plans, what cannot be, and a year that a weekday fixes."""

import pytest

from pipelines.steps.claims import main_date, read_listing
from spiders.listing import Evidence, Listing
from tests.support.pages import extract


def read(text, page_date=None, status=None, fetched="2026-11-22T08:00:00Z"):
    evidence = Evidence("essai", "https://exemple.fr/", "/html", fetched_at=fetched)
    return read_listing(Listing("CPTS du Val", evidence, date_text=text, status_text=status, page_date=page_date))


def steps(statement):
    return [(claim.data["evenement"], claim.value) for claim in statement.values("date")]


@pytest.mark.parametrize(
    ("text", "page_date"),
    [
        ("CPTS créée en 2012", None),
        ("ACI signé le 6 octobre 2022", "2021-05"),
        ("ACI signé le 6 octobre 2028", None),
        ("ACI signé le 28 novembre 2026", "2026-11"),  # the page tells its month, and was read on the 22nd
    ],
)
def test_what_cannot_be_is_no_event_and_goes_to_the_work_list(text, page_date):
    statement = read(text, page_date)
    assert steps(statement) == []
    assert [(name, cause) for name, cause, _ in statement.unread] == [("date", "incoherence")]


def test_a_page_dated_after_its_reading_is_undated():
    """A typing error of the register: neither the day of the page nor that of the act can be."""
    told = "dissolution de l'association déclarée le 2027-04-01"
    statement = read(told, "2027-04-17", status=told)
    assert steps(statement) == [] and statement.listing.page_date is None
    assert {(name, cause) for name, cause, _ in statement.unread} >= {("date", "incoherence")}
    assert [claim.value for claim in statement.values("statut")] == [None], "an end to come is a plan"


def test_two_acts_of_one_day_are_two_claims():
    statement = read("ACI signé le 3 mars 2024. Le projet de santé a été validé le 3 mars 2024.")
    assert steps(statement) == [("signature_aci", "2024-03-03"), ("validation_projet", "2024-03-03")]
    assert len({claim.claim_id for claim in statement.claims}) == len(statement.claims)


def test_a_plan_after_its_page_is_possible():
    statement = read("Signature de l'ACI prévue le 17 janvier 2028", "2026-01")
    assert steps(statement) == [("signature_aci", "2028-01-17")] and not statement.unread
    assert statement.values("date")[0].data["prevu"] and main_date(statement) is None


def test_a_plan_that_only_the_words_on_the_stage_announce_is_read():
    statement = read("CPTS lancée en 2023", "2024-06", status="signature de l'ACI visée d'ici fin décembre 2024")
    assert steps(statement) == [("lancement", "2023"), ("signature_aci", "2024-12")]
    assert [claim.data["prevu"] for claim in statement.values("date")] == [False, True]


def test_a_step_that_only_the_words_on_the_stage_date_is_read():
    statement = read(None, "2024-06", status="Nous avons déposé notre projet de santé le 31 mars 2024, jour de l'AG.")
    assert steps(statement) == [("depot", "2024-03-31")]


def test_a_renewal_in_its_own_clause_is_known_as_one():
    told = "L’ACI de la CPTS, signé en mars 2020, a été renouvelé le 6 mars 2025."
    statement = read("signé en mars 2020", None, status=told)
    assert steps(statement) == [("signature_aci", "2020-03"), ("avenant", "2025-03-06")]
    assert [claim.data.get("renouvelle") for claim in statement.values("date")] == [None, True]


def test_a_day_beside_no_act_is_not_that_of_the_act_told_further_on():
    told = "Après un travail entamé en décembre 2018, le projet de la CPTS a été validé le 6 février 2020."
    assert steps(read(None, None, status=told)) == [("validation_projet", "2020-02-06")]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("La CPTS a signé son ACI au printemps", "2021"),
        ("La CPTS a signé son ACI en mai", "2021"),
        ("La CPTS a signé son ACI vendredi 12 mars", "2021"),
        ("La CPTS a signé son ACI le 15 décembre", "2020"),
        ("La CPTS a signé son ACI il y a un an", "2020"),
    ],
)
def test_the_year_that_only_the_page_gives_is_inferred(text, year):
    (claim,) = read(text, "2021-06-10").values("date")
    assert (claim.value[:4], claim.data.get("annee_deduite")) == (year, True)


@pytest.mark.parametrize("told", ["au printemps 2020", "en mai 2020", "le 12/03/2020", "le 12/03/20"])
def test_a_year_that_the_words_tell_is_not_inferred(told):
    (claim,) = read(f"La CPTS a signé son ACI {told}", "2021-06-10").values("date")
    assert (claim.value[:4], claim.data.get("annee_deduite")) == ("2020", None)


@pytest.mark.parametrize(
    ("text", "value", "inferred"),
    [
        ("La CPTS a été lancée jeudi 17 juillet", "2025-07-17", True),
        ("La CPTS a signé son ACI mardi 24 mai", "2022-05-24", True),  # 2016 as well, before the agreement
        ("La CPTS a été lancée mardi 24 mai", "--05-24", False),  # 2016 or 2022
        ("La CPTS a signé son ACI jeudi 24 octobre", "--10-24", False),  # 2019 or 2024
        ("La CPTS a signé son ACI le 24 mai", "--05-24", False),
    ],
)
def test_a_year_that_only_one_weekday_fits_is_inferred_and_marked(text, value, inferred):
    (claim,) = read(text).values("date")
    assert (claim.value, bool(claim.data.get("annee_deduite"))) == (value, inferred)


def test_the_page_gives_the_year_before_the_weekday():
    (claim,) = read("La CPTS a été lancée jeudi 17 juillet", "2014-08-01").values("date") or (None,)
    assert claim is None  # 2014: before the law
    (claim,) = read("La CPTS a été lancée jeudi 17 juillet", "2025-08-01").values("date")
    assert (claim.value, claim.data.get("annee_deduite")) == ("2025-07-17", True)


def test_what_the_page_announces_is_a_plan_and_nothing_else():
    (told,) = extract(
        "<main><h1>CPTS du Val</h1><p>La signature de l'ACI est visée d'ici fin 2027.</p></main>"
    ).listings
    assert told.plan_text and "visée" in told.plan_text and not told.date_text
    (claim,) = read_listing(told).values("date")
    assert (claim.value, claim.data["evenement"], claim.data["prevu"]) == ("2027", "signature_aci", True)
    (signed,) = extract("<main><h1>CPTS du Val</h1><p>Un contrat à signer en 2028.</p></main>").listings
    (claim,) = read_listing(signed).values("date")
    assert (claim.value, claim.data["prevu"]) == ("2028", True)


def test_the_opening_of_something_else_is_no_plan_of_the_cpts():
    (told,) = extract(
        "<main><h1>CPTS du Val</h1><p>La maison médicale accueillera six médecins. L'ouverture est prévue fin mai 2027."
        "</p></main>"
    ).listings
    assert told.plan_text is None
