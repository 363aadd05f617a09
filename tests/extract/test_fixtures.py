"""Documents of every platform and layout: every field of every row, the announced alarms, the links, nobody's name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from spiders.extract.people.clean import personal_data
from spiders.extract.read import read
from spiders.listing import ALARMS
from tests.support.corpus import CASES, FIELDS, extraction, fields, names_invented_people, wanted, words_of
from tests.support.make_fixtures import made

every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


@every_case
def test_a_fixture_says_that_it_is_our_own_reconstruction(case):
    assert case.meta["note"].startswith("Reconstruction")
    assert case.meta["layout"]


@every_case
def test_the_document_gives_exactly_these_cpts(case):
    assert [listing.name for listing in extraction(case.name).listings] == [row["name"] for row in case.rows]


@pytest.mark.parametrize(
    ("name", "number", "field"),
    [
        pytest.param(name, number, field, id=f"{name}-{row['name']}-{field}")
        for name, case in CASES.items()
        for number, row in enumerate(case.rows)
        for field in FIELDS
    ],
)
def test_field(name, number, field):
    assert fields(extraction(name).listings[number]).get(field) == wanted(CASES[name].rows[number]).get(field)


@every_case
def test_what_has_no_field_is_kept_beside(case):
    for row, listing in zip(case.rows, extraction(case.name).listings, strict=True):
        assert row.get("extra", {}).items() <= dict(listing.extra).items()


@every_case
def test_alarms_are_those_announced(case):
    alarms = extraction(case.name).alarms
    assert sorted(alarm.name for alarm in alarms) == sorted(case.meta.get("alarms", []))
    assert all(alarm.name in ALARMS and alarm.detail for alarm in alarms)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "links" in case.meta])
def test_links_worth_following(name):
    assert list(extraction(name).links) == CASES[name].meta["links"]


@every_case
def test_every_row_has_its_own_place(case):
    places = [listing.evidence.locator for listing in extraction(case.name).listings]
    assert all(places)
    if case.document.kind == "html":
        tree = html.document_fromstring(case.document.text)
        paths = [place.partition(" (et ")[0] for place in places if place.startswith("/") and place != "/titre"]
        assert all(tree.xpath(path) for path in paths)
    elif case.family != "wordpress":
        assert len(set(places)) == len(places)


@every_case
def test_no_person_leaves_the_document(case):
    found = extraction(case.name)
    text = words_of(found.listings, found.alarms)
    assert not personal_data(text)
    assert not names_invented_people(text)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, case in CASES.items()
        if case.family != "discovery" and not case.name.endswith(("definition", "settings"))
    ],
)
def test_only_a_definition_or_a_feed_lists_nothing(name):
    assert CASES[name].rows


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.source])
def test_a_made_document_says_what_its_source_does(name):
    """What is read is compared, not bytes: those change with the library that writes them."""
    case = CASES[name]
    again = read(replace(case.document, body=made(case.source)), case.context)
    assert list(map(fields, again.listings)) == list(map(fields, extraction(name).listings))
