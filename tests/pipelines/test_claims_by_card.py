"""A value that a card gave is published with the words the page has in its place."""

from __future__ import annotations

from pipelines.steps.claims import read_listing
from spiders.listing import Evidence, Listing, from_dict, to_json

LISTING = Listing(
    "CPTS des Deux Rives",
    Evidence("a", "https://a.example/cpts", "ligne 2", fetched_at="2026-11-29T10:00:00Z"),
    status_text="ACI signé",
    status_filed="ACI signé",
    by_card=(("status_text", "2"),),
)


def test_the_words_of_a_looked_up_stage_are_those_published_and_the_rule_says_the_card():
    claim = read_listing(LISTING, publisher_kind="ars").first("statut")
    assert claim is not None
    assert (claim.value, claim.text) == ("aci_signe", "2")
    assert claim.rule.startswith("fiche+")


def test_other_properties_keep_their_own_words():
    name = read_listing(LISTING).first("nom")
    assert name is not None and name.text == "CPTS des Deux Rives" and not name.rule.startswith("fiche")


def test_a_listing_goes_to_disk_and_back_and_one_without_card_is_written_as_ever():
    import json

    assert from_dict(json.loads(to_json(LISTING))) == LISTING
    assert "by_card" not in to_json(Listing("CPTS du Lac", LISTING.evidence))
