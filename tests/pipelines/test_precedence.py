"""Which claim is published: written rules, whatever the order of the input."""

import itertools
import json

import pytest

from pipelines.steps.precedence import pick_first, pick_population, pick_territory

KINDS = {"agence": "ars", "journal": "presse", "site": "cpts"}


def claim(name, value, source="agence", page="2024-01-01", ident=None, reconstruction=False, **data):
    return {
        "preuve_id": ident or f"{source}-{value}-{page}",
        "propriete": name,
        "valeur": value,
        "texte": "…",
        "donnees": json.dumps(data),
        "source_id": source,
        "date_page": page,
        "releve_le": "2026-11-22",
        "lu_depuis": "2026-11-22",
        "confirme_le": "2026-11-22",
        "reconstruction": reconstruction,
    }


def in_any_order(picker, claims):
    values = {picker(list(order), KINDS)[0]["preuve_id"] for order in itertools.permutations(claims)}
    assert len(values) == 1
    return picker(claims, KINDS)[0]


def test_a_complete_list_beats_a_longer_incomplete_one():
    claims = [
        claim("territoire", "a", "journal", complet=True, codes=["01001"]),
        claim("territoire", "b", "agence", complet=False, codes=["01001", "01002"]),
    ]
    assert in_any_order(pick_territory, claims)["valeur"] == "a"


def test_among_incomplete_lists_the_longest():
    claims = [
        claim("territoire", "a", "agence", complet=False, codes=["01001"]),
        claim("territoire", "b", "journal", complet=False, codes=["01001", "01002"]),
    ]
    assert in_any_order(pick_territory, claims)["valeur"] == "b"


def test_an_exact_population_beats_a_more_recent_rounded_one_of_the_same_rank():
    claims = [
        claim("population", "69497", page="2022-01-01", precision="exact"),
        claim("population", "70000", page="2024-01-01", precision="environ"),
    ]
    assert in_any_order(pick_population, claims)["valeur"] == "69497"


def test_but_not_one_of_a_better_rank():
    claims = [
        claim("population", "69497", "journal", precision="exact"),
        claim("population", "70000", "agence", precision="environ"),
    ]
    assert in_any_order(pick_population, claims)["valeur"] == "70000"


@pytest.mark.parametrize(("older", "newer"), [("2023-01-01", "2024"), ("2023", "2023-06"), ("2023-06", "2023-06-15")])
def test_the_most_recent_statement_wins_a_tie(older, newer):
    claims = [claim("site_web", "https://a.fr", page=older), claim("site_web", "https://b.fr", page=newer)]
    assert in_any_order(pick_first, claims)["valeur"] == "https://b.fr"


def test_an_undated_page_is_never_the_newest():
    claims = [
        claim("site_web", "https://a.fr", "journal", page=None),
        claim("site_web", "https://b.fr", "journal", page="2019"),
    ]
    assert in_any_order(pick_first, claims)["valeur"] == "https://b.fr"


def test_a_list_that_was_really_read_today_says_what_holds_today():
    claims = [claim("site_web", "https://a.fr", page=None), claim("site_web", "https://b.fr", page="2019")]
    assert in_any_order(pick_first, claims)["valeur"] == "https://a.fr"
    claims[0]["reconstruction"] = True
    assert in_any_order(pick_first, claims)["valeur"] == "https://b.fr"
