"""Groups of mentions: order does not matter, vetoes hold through chains, people decide last."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.compare import compare
from pipelines.identity.decisions import HumanDecision, read_decisions
from pipelines.identity.evidence import Decision
from pipelines.identity.grouping import Grouping, Pair, group
from pipelines.identity.mention import Mention
from pipelines.identity.review import write_review


def mention(mention_id: str, name: str, region: str | None, *departements: str, **others: object) -> Mention:
    return Mention(mention_id, name, region, departements, **others)  # type: ignore[arg-type]


MENTIONS = [
    mention("a1", "CPTS Centre 21", "27", "21"),
    mention("a2", "CPTS Centre 21 ou Centre Côte d'Or ou Cœur Côte d'Or", "27"),
    mention("a3", "CPTS CENTRE COTE D OR", "27", "21"),
    mention("b1", "CPTS Sud Côte-d'Or", "27", "21"),
    mention("c1", "CPTS 21-52", "27", "21"),
    mention("d1", "CPTS de Lyon 9ème", "84", "69"),
    mention("d2", "CPTS Lyon 9e", "84", "69"),
    mention("e1", "CPTS de Lyon 5ème", "84", "69"),
    mention("f1", "CPTS Val de Saône", "84", "69"),
    mention("f2", "CPTS du Val de Saône", "84"),
    mention("f3", "CPTS Val de Saône", "84", "01"),
    mention("g1", "la CPTS", "84", "69"),
    mention("g2", "la CPTS", "84", "69"),
    mention("h1", "CPTS de l'Adour", "75", "40"),
    mention("h2", "CPTS de l'Adour", "75", "32", "40"),
    mention("h3", "CPTS de l’Adour", "76", "32"),
    mention("i1", "CPTS Grand Saumurois", "52", "49"),
    mention("i2", "CPTS du Grand Saumurois", "52", "49"),
    mention("i3", "CPTS du Grand Saumurois", "52", "49"),
]


def together(grouping: Grouping, *ids: str) -> bool:
    return any(set(ids) <= set(one) for one in grouping.groups)


def test_groups_of_real_names() -> None:
    found = group(MENTIONS)
    assert together(found, "a1", "a2", "a3")
    assert together(found, "d1", "d2")
    assert together(found, "i1", "i2", "i3")
    assert together(found, "h1", "h2", "h3")  # through the mention that knows both départements
    assert not together(found, "g1", "g2")  # nothing is named
    assert {one for members in found.groups for one in members} == {one.mention_id for one in MENTIONS}
    for apart in (("a1", "b1"), ("a1", "c1"), ("b1", "c1"), ("d1", "e1"), ("f1", "f3")):
        assert not together(found, *apart)


def test_a_mention_without_departement_does_not_bridge_two_of_them() -> None:
    found = group(MENTIONS)
    blocked = [pair for pair in found.doubtful if pair.decision.rule == "veto_du_groupe"]
    assert [(pair.a, pair.b) for pair in blocked] == [("f2", "f3")]
    assert not blocked[0].decision.same
    assert "départements différents" in blocked[0].decision.reasons[-1]


def test_a_name_in_short_does_not_bridge_two_cpts() -> None:
    short = mention("a", "CPTS Synapse", "93", "84")
    comtat, luberon = mention("b", "CPTS Synapse Comtat", "93", "84"), mention("c", "CPTS Synapse Luberon", "93", "84")
    assert group([short, comtat]).groups == (("a", "b"),)
    found = group([short, comtat, luberon])
    assert found.groups == (("a",), ("b",), ("c",))
    assert {(pair.a, pair.b) for pair in found.doubtful} == {("a", "b"), ("a", "c")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("CPTS Terre des Sources – Lozèr'Est", "76", "48"), ("CPTS Terre des Sources", "76", "48")),
        (("CPTS Champigny", "11", "94"), ("CPTS Champigny-sur-Marne", "11")),
        (("CPTS du Pays de Redon", "53", "35"), ("CPTS Pays de Redon", "52")),
        (("cptsdupaysblanc", "52", "44"), ("CPTS du Pays Blanc", "52", "44")),
        (("CPTS Ouest Guyanais", "03", "973"), ("CPTS Ouest Guyane", "03", "973")),
        (("CPTS Vallée du Thec", "76", "66"), ("CPTS Vallée du Tech", "76", "66")),
    ],
)
def test_pairs_of_one_cpts_share_a_clue(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert group([mention("a", *one), mention("b", *other)]).groups == (("a", "b"),)


def test_every_link_has_its_reasons() -> None:
    for pair in group(MENTIONS).pairs:
        assert pair.a < pair.b
        assert pair.decision.rule
        assert pair.decision.reasons


@given(st.randoms(use_true_random=False))
def test_the_order_of_mentions_changes_nothing(chance: random.Random) -> None:
    shuffled = list(MENTIONS)
    chance.shuffle(shuffled)
    assert group(shuffled) == group(MENTIONS)


@given(st.sets(st.sampled_from(MENTIONS), min_size=2))
def test_no_group_holds_a_pair_that_opposes(chosen: set[Mention]) -> None:
    by_id = {one.mention_id: one for one in chosen}
    for members in group(chosen).groups:
        for a, b in combinations(members, 2):
            decision = compare(by_id[a], by_id[b])
            assert decision.rule != "veto" or "départements" in decision.reasons[0]


def test_blocking_loses_no_pair_that_the_rules_would_link() -> None:
    found = group(MENTIONS)
    seen = {(pair.a, pair.b) for pair in found.pairs}
    for a, b in combinations(sorted(MENTIONS, key=lambda one: one.mention_id), 2):
        if compare(a, b).same:
            assert (a.mention_id, b.mention_id) in seen or together(found, a.mention_id, b.mention_id)


def test_links_found_by_one_clue_only() -> None:
    """One pair per kind of clue: site, number, territory, acronym, run-together words, first letter mistyped."""
    pairs = [
        (
            mention("01", "Aprosalys", "84", "69", website_host="aprosalys.fr"),
            mention("02", "Lyon Sud-Ouest", "84", "69", website_host="aprosalys.fr"),
        ),
        (
            mention("03", "Morvan Santé", "27", "58", siren="123456789"),
            mention("04", "Haut Nivernais", "27", siren="123456789"),
        ),
        (
            mention("05", "Rocheuse", "76", "66", commune_codes=("66016", "66048", "66053", "66148")),
            mention("06", "Vermeille", "76", "66", commune_codes=("66016", "66048", "66053", "66148")),
        ),
        (mention("07", "LVO", "52", "85"), mention("08", "Loire Vendée Océan", "52", "85")),
        (mention("09", "Beaucegâtinais", "24", "45"), mention("10", "Beauce-Gâtinais", "24", "45")),
        (mention("11", "Châtelleraudais", "75", "86"), mention("12", "Cahtelleraudais", "75", "86")),
        (mention("13", "Paris 19", "11", "75"), mention("14", "19e arrondissement", "11", "75")),
    ]
    found = group(one for pair in pairs for one in pair)
    assert found.groups == tuple((a.mention_id, b.mention_id) for a, b in pairs)


def test_two_mentions_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="'a1'"):
        group([MENTIONS[0], MENTIONS[0]])


# --- people ---------------------------------------------------------------------------------------------------


def decision(a: str, b: str, what: str) -> HumanDecision:
    return HumanDecision(a, b, what, "vu avec l'ARS", "2026-11-20")


def test_a_person_can_separate_and_bring_together() -> None:
    found = group(MENTIONS, [decision("i1", "i2", "different"), decision("a1", "b1", "same")])
    assert not together(found, "i1", "i2")
    assert together(found, "a1", "b1")  # over the veto of the rules
    assert group(MENTIONS, [decision("a1", "b1", "same"), decision("i2", "i1", "different")]).groups == found.groups


@pytest.mark.parametrize(
    "said", [("a1", "b1", "same"), ("i1", "i2", "same"), ("i1", "i2", "different"), ("h1", "h3", "different")]
)
def test_a_decision_spread_over_the_mentions_it_brought_together_changes_nothing(said: tuple[str, str, str]) -> None:
    """Of ids it is, in the run that follows: the ledger then knows every mention of the two."""
    found = group(MENTIONS, [decision(*said)])
    sides = [next(members for members in found.groups if one in members) for one in said[:2]]
    spread = [decision(a, b, said[2]) for a, b in product(*sides) if a < b or (a != b and sides[0] != sides[1])]
    assert len(spread) > 1
    again = group(MENTIONS, spread)
    assert again.groups == found.groups
    assert again.pairs == found.pairs


def test_a_successor_stays_another_cpts() -> None:
    found = group(MENTIONS, [decision("i1", "i2", "replaced_by")])
    assert not together(found, "i1", "i2")


def test_a_renaming_brings_together_whatever_the_names_say() -> None:
    renamed = [Pair("a1", "b1", Decision(True, 0.95, "renommage", ("a1 s'appelle désormais b1",)))]
    found = group(MENTIONS, (), renamed)
    assert together(found, "a1", "b1")
    assert renamed[0] in found.pairs, "published with the others"
    assert not together(group(MENTIONS, [decision("a1", "b1", "different")], renamed), "a1", "b1"), "a person holds"


def test_a_decision_on_an_unknown_mention_is_reported() -> None:
    found = group(MENTIONS, [decision("a1", "gone", "same")])
    assert [one.b for one in found.unmatched] == ["gone"]
    assert found.groups == group(MENTIONS).groups


def test_decisions_that_contradict_each_other_are_refused() -> None:
    three = [decision("i1", "i2", "same"), decision("i2", "i3", "same"), decision("i1", "i3", "different")]
    with pytest.raises(ValueError, match="contradicts"):
        group(MENTIONS, three)


def test_pairs_in_doubt_go_to_a_work_list_and_come_back_decided(tmp_path: Path) -> None:
    found = group(MENTIONS)
    path = tmp_path / "a_relire.csv"
    write_review(found.doubtful, {one.mention_id: one.name for one in MENTIONS}, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "mention_a,mention_b,nom_a,nom_b,score,motifs,decision,motif_decision"
    assert len(lines) == 1 + len(found.doubtful) > 1
    assert read_decisions(path) == ()  # nothing filled in yet

    filled = [line[:-1] + "différente,deux rives" if line.startswith("f2,f3") else line for line in lines]
    path.write_text("\n".join(filled), encoding="utf-8")
    decided = read_decisions(path)
    assert [(one.a, one.b, one.decision, one.reason) for one in decided] == [("f2", "f3", "different", "deux rives")]
    assert ("f2", "f3") not in {(pair.a, pair.b) for pair in group(MENTIONS, decided).doubtful}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x,y,,,0.5,,peut-être,motif", "unknown decision « peut-être »"),
        ("x,y,,,0.5,,meme,", "needs its reason"),
        ("x,x,,,0.5,,meme,motif", "two different"),
        ("x,y,,,0.5", "not as many cells"),
        ("x,y,,,0.5,a,b,c,d", "not as many cells"),
    ],
)
def test_a_bad_line_names_the_file_and_the_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "decisions.csv"
    header = "mention_a,mention_b,nom_a,nom_b,score,motifs,decision,motif_decision"
    path.write_text(f"{header}\nu,v,,,0.5,,,\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"decisions\.csv, line 3: ") as error:
        read_decisions(path)
    assert message in str(error.value)


def test_one_pair_decided_twice_differently_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("mention_a,mention_b,decision,motif_decision\nx,y,meme,a\ny,x,differente,b\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 3: contradicts decisions\.csv, line 2"):
        read_decisions(path)


def test_the_bundled_decisions_can_be_read() -> None:
    from pipelines.paths import IDENTITY

    assert all(one.date for one in read_decisions(IDENTITY / "decisions.csv"))


# --- mentions that say nothing of where -----------------------------------------------------------------------------


def _named(mention_id: str, name: str, *departements: str) -> Mention:
    return Mention(mention_id=mention_id, name=name, departements=departements)


@pytest.mark.parametrize(
    ("mentions", "groups"),
    [
        # one CPTS of that name is known: the article speaks of it
        ([("a", "CPTS Tarbes-Adour", "65"), ("b", "CPTS de Tarbes Adour")], {("a", "b")}),
        # two are known: nothing says which
        (
            [("a", "CPTS Tarbes-Adour", "65"), ("b", "CPTS Tarbes-Adour", "38"), ("c", "CPTS Tarbes-Adour")],
            {("a",), ("b",), ("c",)},
        ),
        # nobody says where: the same distinctive name is one CPTS
        ([("a", "CPTS du Bergeracois"), ("b", "CPTS Bergeracois")], {("a", "b")}),
        # words that many CPTS bear
        ([("a", "CPTS Ouest", "974"), ("b", "CPTS Ouest")], {("a",), ("b",)}),
        ([("a", "CPTS Val de Saône", "69"), ("b", "CPTS Val de Saône")], {("a",), ("b",)}),
        # opposing words still oppose
        ([("a", "CPTS Bergeracois Nord", "24"), ("b", "CPTS Bergeracois Sud")], {("a",), ("b",)}),
    ],
)
def test_a_mention_without_a_place_joins_the_only_cpts_of_its_name(mentions, groups):
    given = [_named(*one) for one in mentions]
    assert set(group(given).groups) == groups
    assert set(group(given[::-1]).groups) == groups


def test_every_pair_is_written_with_its_rule_and_reasons(tmp_path):
    import csv

    from pipelines.identity.review import write_pairs

    grouping = group([_named("a", "CPTS Tarbes-Adour", "65"), _named("b", "CPTS de Tarbes Adour", "65")])
    write_pairs(grouping.pairs, {"a": "CPTS Tarbes-Adour", "b": "CPTS de Tarbes Adour"}, tmp_path / "pairs.csv")
    with (tmp_path / "pairs.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["nom_a"], row["nom_b"], row["meme"]) for row in rows] == [
        ("CPTS Tarbes-Adour", "CPTS de Tarbes Adour", "oui")
    ]
    assert rows[0]["regle"] and rows[0]["motifs"] and float(rows[0]["score"]) > 0.5


def test_two_rows_of_one_list_with_one_site_stay_two_cpts() -> None:
    def listed(mention_id: str, name: str, page: str) -> Mention:
        return mention(mention_id, name, "84", "69", website_host="sante-rhone.fr", listed=page)

    north, south = listed("n", "CPTS Aprosalys", "ars liste"), listed("s", "CPTS des Monts d'Or", "ars liste")
    third = listed("t", "CPTS Aprosalys Santé", "urps carte")
    assert together(group([north, replace(south, listed="urps")]), "n", "s")
    found = group([north, south, third])
    assert together(found, "n", "t") and not together(found, "n", "s")
    # two names of one CPTS are one, whatever the list
    assert together(group([north, replace(third, listed="ars liste")]), "n", "t")
