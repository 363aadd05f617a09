"""Ids are stable: more sources, other names and another order change none that was given."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.compare import compare
from pipelines.identity.decisions import HumanDecision
from pipelines.identity.grouping import group
from pipelines.identity.ledger import Assignment, anchors_of, assign, on_mentions
from pipelines.identity.ledger_file import Ledger, read_ledger, write_ledger
from pipelines.identity.mention import Mention
from tests.support.mentions import REAL

FIRST, LATER, LAST = "2026-01-05", "2026-02-05", "2026-03-05"

# one source that lists them all, as the agency of a region does
AGENCY = [
    Mention(f"ars{number}", name, "84", (departement,), source_id="ars-aura")
    for number, (name, departement) in enumerate(
        [
            ("CPTS du Sud-Est grenoblois", "38"),
            ("CPTS de Grenoble", "38"),
            ("CPTS Drac Sud", "38"),
            ("CPTS de Lyon 5ème", "69"),
            ("CPTS de Lyon 9ème", "69"),
            ("CPTS Val de Saône", "69"),
            ("CPTS Loire et Coise", "42"),
            ("CPTS Forez-Est", "42"),
            ("CPTS Royans Vercors", "26"),
        ]
    )
]
# the same and others, elsewhere
PRESS = [
    Mention("p1", "CPTS Sud Est Grenoblois (SEG)", "84", ("38",), source_id="presse"),
    Mention("p2", "CPTS Lyon 9e", "84", (), source_id="presse"),
    Mention("p3", "CPTS de Vienne", "84", ("38",), source_id="presse"),
    Mention("p4", "Loire & Coise", "84", ("42",), source_id="presse"),
]

# of the Mende country: a territory that two mentions may share
COMMUNES = ("48095", "48140", "48092", "48080", "48061", "48030", "48034", "48039")
INVENTED = ("Alizé", "Bigarade", "Cormoran", "Drakkar", "Éphémère", "Farandole", "Girofle", "Hirondelle", "Iris")


def build(mentions: list[Mention], ledger: Ledger, on: str, *decisions: HumanDecision) -> Assignment:
    grouping = group(mentions, on_mentions(decisions, mentions, ledger))
    by_id = {one.mention_id: one for one in mentions}
    return assign([[by_id[one] for one in members] for members in grouping.groups], ledger, on)


@pytest.fixture(scope="module")
def first() -> Assignment:
    return build(AGENCY, Ledger(), FIRST)


def test_a_first_build_gives_one_opaque_id_to_each(first: Assignment) -> None:
    assert len(set(first.ids.values())) == len(AGENCY)
    assert all(len(one) == 13 and one.startswith("cpts-") for one in first.ids.values())
    assert [event.kind for event in first.events] == ["apparue"] * len(AGENCY)


def test_two_first_builds_agree(first: Assignment) -> None:
    assert build(list(reversed(AGENCY)), Ledger(), FIRST) == first


def test_building_again_changes_nothing(first: Assignment) -> None:
    again = build(AGENCY, first.ledger, LATER)
    assert (again.ids, again.ledger, again.events) == (first.ids, first.ledger, ())


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.sampled_from(PRESS)),
    st.sets(st.sampled_from(range(len(AGENCY))), max_size=4),
    st.randoms(use_true_random=False),
)
def test_more_sources_other_names_and_another_order_change_no_id(
    first: Assignment, added: set[Mention], renamed: set[int], chance: random.Random
) -> None:
    """A page that renames a CPTS keeps its mention, whose id does not hold the name when the page has its own
    reference for it."""
    known = [replace(one, publisher_ref=f"node-{one.mention_id}") for one in AGENCY]
    before = build(known, first.ledger, FIRST)
    assert before.ids == first.ids
    after = [
        replace(one, mention_id=f"new-{number}", name=f"CPTS {INVENTED[number]}") if number in renamed else one
        for number, one in enumerate(known)
    ]
    mentions = [*after, *added]
    chance.shuffle(mentions)
    ids = build(mentions, before.ledger, LATER).ids
    for old, new in zip(known, after, strict=True):
        assert ids[new.mention_id] == first.ids[old.mention_id]


def test_a_mention_of_a_new_source_takes_the_id_of_its_cpts(first: Assignment) -> None:
    ids = build([*AGENCY, *PRESS], first.ledger, LATER).ids
    assert ids["p1"] == first.ids["ars0"]
    assert ids["p2"] == first.ids["ars4"]
    assert ids["p3"] not in first.ids.values()


def test_a_source_that_is_down_loses_no_id(first: Assignment) -> None:
    gap = build(PRESS, first.ledger, LATER)
    assert build(AGENCY, gap.ledger, LAST).ids == first.ids


def test_a_cpts_is_recognised_by_its_territory_when_every_name_has_changed() -> None:
    towns = ("66016", "66048", "66053", "66148")
    before = build([Mention("x", "CPTS Côte Rocheuse", "76", ("66",), towns, source_id="ars")], Ledger(), FIRST)
    after = build(
        [Mention("y", "CPTS de la Côte Vermeille", "76", ("66",), towns, source_id="urps")], before.ledger, LATER
    )
    assert after.ids["y"] == before.ids["x"]
    assert [(event.kind, event.other) for event in after.events] == [("renommee", "CPTS Côte Rocheuse")]


def test_a_merge_retires_the_younger_id_which_leads_to_the_older(first: Assignment) -> None:
    later = build([*AGENCY, PRESS[2]], first.ledger, LATER)
    merged = build(
        [*AGENCY, PRESS[2]], later.ledger, LAST, HumanDecision("p3", "ars1", "same", "même association", LAST)
    )
    assert merged.ids["p3"] == merged.ids["ars1"] == first.ids["ars1"]
    assert [(event.kind, event.cpts_id, event.other) for event in merged.events] == [
        ("fusionnee", later.ids["p3"], first.ids["ars1"])
    ]
    assert merged.ledger.resolve(later.ids["p3"]) == first.ids["ars1"]
    assert merged.ledger.resolve("cpts-inconnue") is None


def test_a_split_keeps_the_id_on_one_side_and_is_recorded(first: Assignment) -> None:
    mentions = [*AGENCY, PRESS[0]]
    together = build(mentions, first.ledger, LATER)
    apart = build(mentions, together.ledger, LAST, HumanDecision("ars0", "p1", "different", "deux associations", LAST))
    assert apart.ids["ars0"] == first.ids["ars0"] != apart.ids["p1"]
    assert [(event.kind, event.cpts_id, event.other) for event in apart.events] == [
        ("scindee", first.ids["ars0"], apart.ids["p1"])
    ]


def test_a_merge_undone_takes_up_the_retired_id_again(first: Assignment) -> None:
    same = HumanDecision("ars1", "ars2", "same", "essai", LATER)
    merged = build(AGENCY, first.ledger, LATER, same)
    undone = build(AGENCY, merged.ledger, LAST)
    assert undone.ids == first.ids
    assert undone.ledger.resolve(first.ids["ars2"]) == first.ids["ars2"]


def test_a_new_name_inherits_the_id_of_the_one_before(first: Assignment) -> None:
    renamed = [replace(one, mention_id="new", name="CPTS Tout Autre") if one.mention_id == "ars1" else one
               for one in AGENCY]  # fmt: skip
    groups = [[one] for one in renamed]
    after = assign(groups, first.ledger, LATER, {"new": first.ids["ars1"]})
    assert after.ids["new"] == first.ids["ars1"]
    assert assign(groups, first.ledger, LATER).ids["new"] != first.ids["ars1"], "nothing else tells"


def test_decisions_on_ids_apply_to_the_mentions_that_bear_them(first: Assignment) -> None:
    decided = HumanDecision(first.ids["ars1"], first.ids["ars2"], "same", "vu", LATER)
    spread = on_mentions([decided], AGENCY, first.ledger)
    assert [(one.a, one.b) for one in spread] == [("ars1", "ars2")]


def test_anchors_hold_what_was_written_not_what_was_made_of_it() -> None:
    one = Mention("m", "CPTS du Maine", "52", ("53", "72"), finess="720012345", siren="123456789", source_id="s")
    assert anchors_of(one) == ("mention:m", "finess:720012345", "siren:123456789", "nom:s|cpts du maine|53,72")
    assert anchors_of(replace(one, publisher_ref="node-7"))[-1] == "ref:s|node-7"


def test_the_file_is_the_same_for_the_same_ledger(first: Assignment, tmp_path: Path) -> None:
    ledger = build([*AGENCY, *PRESS], first.ledger, LATER).ledger
    write_ledger(ledger, tmp_path / "a.jsonl")
    assert read_ledger(tmp_path / "a.jsonl") == ledger
    write_ledger(read_ledger(tmp_path / "a.jsonl"), tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert read_ledger(tmp_path / "none.jsonl") == Ledger()


@pytest.mark.parametrize("line", ["{", "[]", '{"type": "autre"}', '{"type": "cpts", "cpts_id": "x"}'])
def test_a_bad_line_of_the_ledger_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "ledger.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"ledger\.jsonl, line 1"):
        read_ledger(tmp_path / "ledger.jsonl")


def _each_with_each(groups: list[tuple[Mention, ...]], held: dict[int, list[str]], ledger: Ledger) -> None:
    """What `assign` would recognise by comparing every id with every mention."""
    orphans = [Mention(one.cpts_id, one.name, one.region, one.departements, one.communes) for one in ledger.entries]
    found = []
    for number, one in enumerate(groups):
        for orphan in orphans:
            same = [decision.score for mention in one if (decision := compare(orphan, mention)).same]
            found += [(-max(same), orphan.mention_id, number)] if same else []
    busy: set[str] = set()
    for _, cpts_id, number in sorted(found):
        if cpts_id not in busy and number not in held:
            held[number] = [cpts_id]
            busy.add(cpts_id)


CHANGES = (
    str.upper,
    lambda name: name.replace("-", " "),
    lambda name: name.removeprefix("CPTS "),
    lambda name: name.replace(" et ", " & "),
    lambda name: name[:-1],
    lambda name: f"{name} Santé",
    lambda name: " ".join(reversed(name.split())),
)


@settings(max_examples=25, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_when_every_anchor_has_changed_the_ids_are_those_of_comparing_each_with_each(chance: random.Random) -> None:
    chosen = chance.sample(REAL, 25)
    before = [
        Mention(f"a{number}", name, region, (departement,), COMMUNES[number % 5 :] if chance.random() < 0.3 else ())
        for number, (name, region, departement) in enumerate(chosen)
    ]
    known = assign([(one,) for one in before], Ledger(), FIRST).ledger
    after = [
        replace(
            one,
            mention_id=f"b{number}",
            name=chance.choice(CHANGES)(one.name) if chance.random() < 0.7 else one.name,
            source_id="une autre",
            region_code=one.region_code if chance.random() < 0.8 else None,
            departements=one.departements if chance.random() < 0.8 else (),
        )
        for number, one in enumerate(chance.choices(before, k=40))
    ]
    groups = sorted(zip(after[::2], after[1::2], strict=True), key=lambda one: min(m.mention_id for m in one))
    wanted: dict[int, list[str]] = {}
    _each_with_each(groups, wanted, known)
    found = assign(groups, known, LATER)
    assert {number: [found.ids[one[0].mention_id]] for number, one in enumerate(groups) if number in wanted} == wanted
    others = {found.ids[one[0].mention_id] for number, one in enumerate(groups) if number not in wanted}
    assert others.isdisjoint(entry.cpts_id for entry in known.entries)
