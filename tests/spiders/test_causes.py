"""Failures told apart, since when, how many in a row."""

from datetime import date

import pytest

from pipelines.steps.context_tables import source_rows
from spiders.baseline import turnover
from spiders.causes import CAUSES, cause
from spiders.health import HEALTHY, REMEDIES
from spiders.listing import Evidence, Listing
from spiders.registry import load_cards
from spiders.report import SourceReport
from spiders.verdict import _streak

CARD = load_cards()["ars-bretagne"]


@pytest.mark.parametrize(
    ("name", "detail", "said"),
    [
        ("FetchFailed", "le serveur a répondu 404", "page disparue (404)"),
        ("FetchFailed", "le serveur a répondu 410", "page disparue (410)"),
        ("FetchFailed", "le serveur a répondu 503", "serveur en erreur (503)"),
        ("FetchFailed", "le serveur a répondu 403", "accès refusé (403)"),
        ("FetchFailed", "le serveur a répondu 451", "accès refusé (451)"),
        ("FetchFailed", "le serveur a répondu 400", "accès refusé (400)"),
        ("FetchFailed", "DownloadTimeoutError: 30 s", "pas de réponse dans le temps admis"),
        ("FetchFailed", "CannotResolveHostError: no such name", "site injoignable"),
        (
            "FetchFailed",
            "DownloadConnectionRefusedError: Connection was refused by other side: 111",
            "connexion refusée",
        ),
        (
            "FetchFailed",
            "le robots.txt de exemple.fr n'a pas pu être lu (DownloadFailedError: [<twisted.python.failure.Failure "
            "twisted.internet.error.ConnectionLost: Connection to the other side was lost>])",
            "connexion coupée avant la réponse",
        ),
        ("FetchFailed", "ResponseDataLossError: x", "connexion coupée avant la réponse"),
        (
            "FetchFailed",
            "TunnelError: Could not open CONNECT tunnel with proxy 127.0.0.1:8080 [{'status': 502, 'reason': b'Bad "
            "Gateway'}]",
            "connexion que le mandataire n'a pas ouverte (502)",
        ),
        ("RobotsRefused", "robots.txt refuse la page", "refusé par robots.txt"),
        ("RobotsRefused", "robots.txt a répondu 403 : le site ne veut pas de robot", "refusé par robots.txt (403)"),
        ("FetchFailed", "robots.txt a répondu 503 : pas aujourd'hui", "serveur en erreur (503)"),
        ("BlockedPage", "contrôle anti-robot", "page fermée (contrôle, identification ou maintenance)"),
        ("Collapse", "3 mentions, 25 au dernier relevé réussi", "moins de mentions qu'attendu"),
        ("Collapse", "3 mentions, la fiche en attend au moins 5", "moins de mentions qu'attendu"),
        ("Turnover", "67% des noms diffèrent", "trop de noms diffèrent du dernier relevé réussi"),
        ("LayoutDrift", "« Annuaire » manque à la page", "la page n'est plus celle que la fiche décrit"),
        ("WrongType", "contenu de type « binary »", "autre type de document que celui attendu"),
        ("TooHeavy", "une feuille de 9 cases", "document trop lourd à lire"),
        ("ReplayMiss", "aucun échange pour cette page", "page absente de la capture"),
        ("Truncated", "le compte rendu est abîmé", "document ou fichier incomplet ou abîmé"),
    ],
)
def test_each_failure_has_its_cause(name, detail, said):
    assert cause([{"name": name, "detail": detail}]) == said


def test_the_worst_is_told_and_every_state_can_be():
    alarms = [{"name": "UnreadText", "detail": "x"}, {"name": "FetchFailed", "detail": "le serveur a répondu 503"}]
    assert cause(alarms) == "serveur en erreur (503)"
    fewer = [{"name": name, "detail": "x"} for name in ("Turnover", "Collapse")]
    assert cause(fewer) == "moins de mentions qu'attendu", "a list that collapsed has lost names"
    assert cause([*fewer, {"name": "LayoutDrift", "detail": "x"}]) == "la page n'est plus celle que la fiche décrit"
    assert cause([]) == "le relevé n'a pas pu se faire"
    assert REMEDIES.keys() - HEALTHY <= CAUSES.keys()


def row(**report):
    return source_rows([CARD], {CARD.id: report}, {CARD.id: []}, date(2027, 1, 18))[0]


def test_a_failure_says_since_when_and_how_often():
    alarms = [{"name": "FetchFailed", "detail": "le serveur a répondu 503", "url": "https://exemple.fr/"}]
    told = row(outcome="failed", alarms=alarms, failing_since="2027-01-04", failures=3)
    assert (told["etat"], told["cause"]) == (
        "en_panne",
        "serveur en erreur (503), depuis le 04/01/2027, 3 relevés de suite",
    )


def test_a_page_that_moved_is_well_and_says_where():
    told = row(outcome="changed", alarms=[], last_success="2027-01-18", moved={"https://a.fr/x": "https://a.fr/y"})
    assert (told["etat"], told["cause"]) == ("a_jour", "page déplacée : https://a.fr/x → https://a.fr/y")


def test_a_degraded_source_says_which_page_and_where_another_has_moved():
    alarms = [{"name": "FetchFailed", "detail": f"le serveur a répondu {status}"} for status in (410, 404, 410)]
    alarms.append({"name": "UnreadText", "detail": "x"})
    told = row(
        outcome="alarmed",
        alarms=alarms,
        last_success="2027-01-18",
        failing_since="2027-01-11",
        failures=2,
        moved={"https://a.fr/x": "https://a.fr/y"},
    )
    assert (told["etat"], told["cause"]) == (
        "degradee",
        "Relevé impossible (3 : page disparue (404), page disparue (410), depuis le 11/01/2027, 2 relevés de suite), "
        "Texte non lu (1) ; page déplacée : https://a.fr/x → https://a.fr/y",
    )


def report(outcome, day, failures=0, since=""):
    return SourceReport(CARD.id, outcome, "live", 0, 0, 0, "", day=day, failures=failures, failing_since=since)


@pytest.mark.parametrize(
    ("earlier", "day", "since", "failures"),
    [
        (None, "2027-01-04", "2027-01-04", 1),
        (report("changed", "2027-01-04"), "2027-01-11", "2027-01-11", 1),
        (report("failed", "2027-01-04", 1, "2027-01-04"), "2027-01-11", "2027-01-04", 2),
        (report("failed", "2027-01-11", 2, "2027-01-04"), "2027-01-11", "2027-01-04", 2),
    ],
)
def test_days_in_a_row_are_counted_once_each(earlier, day, since, failures):
    assert _streak(earlier, day) == {"failing_since": since, "failures": failures}


@pytest.mark.parametrize(
    ("earlier", "since", "failures"),
    [
        (None, "2027-01-11", 1),
        (report("changed", "2027-01-04"), "2027-01-11", 1),
        (report("alarmed", "2027-01-04", 1, "2027-01-04"), "2027-01-04", 2),
        (report("failed", "2027-01-04", 3, "2026-12-21"), "2027-01-11", 1),
    ],
)
def test_days_in_a_row_of_a_page_that_does_not_come_are_not_those_of_a_failure(earlier, since, failures):
    assert _streak(earlier, "2027-01-11", failed=False) == {"failing_since": since, "failures": failures}


def listings(*names):
    return [Listing(name=name, evidence=Evidence("essai", "https://exemple.fr/", "")) for name in names]


def test_growth_without_loss_is_no_turnover():
    one, two, three = "CPTS du Val Ondin", "CPTS du Pont Vieux", "CPTS du Phare Blanc"
    assert turnover(listings(one, two, three), listings(one)) == 0
    assert turnover(listings(two, three), listings(one)) == 1
    assert turnover(listings(one), listings(one, two)) == 0.5
