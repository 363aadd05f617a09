"""Each reading rule reads its example, and facts carry the ids of rules and nothing else: `-k <id>` finds its test."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import spiders.extract
from spiders.document import Document
from spiders.extract.attribution import bullets, paragraphs
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.extract.rules import RECONSTRUCTION, Rule, rules
from spiders.instructions import ExtractRules
from spiders.listing import Fact, Listing, told_of
from spiders.registry import load_cards
from tests.support.corpus import CASES, extraction

LISTINGS = [(name, listing) for name in CASES for listing in extraction(name).listings]
BASES = {"own", "shared", "heading", "page", "note"}


def listings_of(rule: Rule) -> tuple[Listing, ...]:
    if rule.example.startswith("{"):
        body, written = rule.example, "application/json"
    else:
        body, written = page_of(rule), "text/html; charset=utf-8"
    document = Document("https://www.exemple.fr/cpts", body.encode(), written)
    context = SourceContext(source_id="essai", kind=rule.kind, rules=ExtractRules.model_validate(rule.card))
    return read(document, context).listings


def page_of(rule: Rule) -> str:
    return f"<html><head><title>{rule.document}</title></head><body><main>{rule.example}</main></body></html>"


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_a_rule_reads_its_example(rule: Rule) -> None:
    told = [fact for listing in listings_of(rule) for fact in listing.facts]
    assert rule.id in {fact.rule for fact in told}, told


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_a_rule_says_in_french_what_it_reads_and_where_it_was_met(rule: Rule) -> None:
    assert len(rule.label) < 140 and not rule.label.endswith(".")
    real = re.fullmatch(r"https?://\S+|cas [a-z_]+-\d\d", rule.seen_in)
    assert real or rule.seen_in in {RECONSTRUCTION, *load_cards()}


def test_the_page_on_reading_counts_the_rules_met_on_no_real_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "extraction.md").read_text(encoding="utf-8")
    alone = [rule.id for rule in rules().values() if rule.seen_in == RECONSTRUCTION]
    assert re.findall(r"(\d+) of (\d+) today", page) == [(str(len(alone)), str(len(rules())))]


def test_the_code_and_the_list_name_the_same_rules() -> None:
    code = " ".join(path.read_text(encoding="utf-8") for path in Path(spiders.extract.__path__[0]).rglob("*.py"))
    families = "|".join(sorted({rule.partition(".")[0] for rule in rules()}))
    assert set(re.findall(rf'"((?:{families})\.[a-z_]+)"', code)) == set(rules())


@pytest.mark.parametrize(
    ("module", "order", "beyond"),
    [("bullets", bullets._RULES, ["places"]), ("paragraphs", (*paragraphs._HEADS, *paragraphs._TEXTS), [])],
)
def test_the_page_on_reading_tells_the_order_of_the_rules(
    module: str, order: tuple[Callable[..., object], ...], beyond: list[str]
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "extraction.md").read_text(encoding="utf-8")
    (told,) = re.findall(rf"`attribution/{module}` \| (.*) \|", page)
    small = re.compile(r"\b(?:is|an?|its)\b ?")
    code = [re.sub("_", " ", re.sub(r"^_(?:item|line)?_?", "", rule.__name__)) for rule in order]
    assert [small.sub("", one) for one in told.split(", ")] == [small.sub("", one) for one in code] + beyond


@pytest.mark.parametrize(("name", "listing"), LISTINGS, ids=[f"{name}-{one.name}" for name, one in LISTINGS])
def test_every_field_of_a_listing_has_its_facts(name: str, listing: Listing) -> None:
    assert set(told_of(listing)) == {fact.field for fact in listing.facts}
    assert all(fact.rule in rules() and fact.basis in BASES and fact.locator for fact in listing.facts)


def test_a_fact_is_found_by_its_words() -> None:
    signed = Fact("status_text", "ACI signé", "p[1]", "phrase.nomme")
    group = Fact("status_text", "CPTS en projet", "h2[1]", "groupe.etape", "heading")
    listing = Listing("CPTS A", extraction(LISTINGS[0][0]).listings[0].evidence, facts=(signed, group))
    status = ("date_text", "status_text")
    assert listing.told_by(status, "en projet") == (group,)
    assert listing.told_by(status, "ACI signé le 4 mai") == (signed,)
    assert listing.told_by(status, "ACI signé ; CPTS en projet") == (signed, group)
    assert listing.told_by(("population_text",), "45 000") == ()


def test_a_fact_of_a_register_holds_the_words_it_publishes() -> None:
    _, closed, *_ = extraction("register/sirene").listings
    (fact,) = closed.told_by(("status_text",), "")
    assert (fact.words, fact.rule) == (dict(closed.by_card)["status_text"], "registre.sirene")
