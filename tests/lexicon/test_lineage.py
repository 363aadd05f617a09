"""What a sentence tells of where a CPTS comes from and of what became of it."""

from __future__ import annotations

import pytest

from lexicon.lineage import read_lineage
from lexicon.patterns import entries


@pytest.mark.parametrize("entry", entries("lineage", "filiation"), ids=lambda entry: entry.name)
def test_each_rule_reads_its_example(entry) -> None:
    (reading,) = read_lineage(entry.example)
    assert (reading.nature, reading.rule, reading.excerpt) == (entry.value, entry.name, entry.example)


@pytest.mark.parametrize("entry", entries("lineage", "non_fait"), ids=lambda entry: entry.name)
def test_what_is_announced_or_denied_is_no_succession(entry) -> None:
    assert read_lineage(entry.example) == ()


CASES = [
    ("La CPTS du Val change de nom et devient « Val Santé ».", "renommage", "CPTS du Val", "CPTS Val Santé"),
    ("La CPTS du Val a été rebaptisée CPTS Val Santé le 3 mars 2026.", "renommage", "CPTS du Val", "CPTS Val Santé"),
    ("CPTS Val Santé (ex-CPTS du Val)", "renommage", "CPTS du Val", "CPTS Val Santé"),
    ("La CPTS Val Santé (ex CPTS du Val et CPTS du Mont)", "fusion", "CPTS du Val, CPTS du Mont", "CPTS Val Santé"),
    ("Les CPTS du Mont et du Val deviennent la CPTS Grand Val.", "fusion", "CPTS du Mont, CPTS du Val", "CPTS Grand Val"),
    ("La CPTS Plaine Sud a fusionné avec la CPTS Plaine Nord le 9 octobre 2023 et n'existe plus.",
     "fusion", "CPTS Plaine Sud", "CPTS Plaine Nord"),
    ("Depuis 2026, les CPTS Nord Vienne et Sud Vienne ne forment plus qu'une seule CPTS : la CPTS Vienne.",
     "fusion", "CPTS Nord Vienne, CPTS Sud Vienne", "CPTS Vienne"),
    ("La CPTS de l'Étang Rond s'est scindée en CPTS Étang Nord et CPTS Étang Sud.",
     "scission", "CPTS de l'Étang Rond", "CPTS Étang Nord, CPTS Étang Sud"),
    ("La CPTS du Mont a été dissoute au profit de la CPTS du Val.", "remplacement", "CPTS du Mont", "CPTS du Val"),
    ("La CPTS du Val prend la suite de la CPTS du Mont.", "remplacement", "CPTS du Mont", "CPTS du Val"),
    ("La CPTS du Mont a changé de nom en 2025 pour devenir la CPTS Mont Santé.", "renommage", "CPTS du Mont",
     "CPTS Mont Santé"),
    ("La CPTS du Val remplace, depuis le 1er janvier 2025, la CPTS du Mont.", "remplacement", "CPTS du Mont",
     "CPTS du Val"),
    # names without the word « CPTS »
    ("La CPTS Val Santé (anciennement Pays du Val) compte 12 communes.", "renommage", "CPTS Pays du Val",
     "CPTS Val Santé"),
    ("CPTS Val Santé (ex-Loire Haute)", "renommage", "CPTS Loire Haute", "CPTS Val Santé"),
    ("La CPTS Val Santé, qui s'appelait auparavant Loire Haute, se développe.", "renommage", "CPTS Loire Haute",
     "CPTS Val Santé"),
    ("La CPTS Loire Haute s'appelle désormais Santé Giennois.", "renommage", "CPTS Loire Haute", "CPTS Santé Giennois"),
    ("La CPTS Loire Haute a été rebaptisée Santé Giennois en mars 2026.", "renommage", "CPTS Loire Haute",
     "CPTS Santé Giennois"),
    # an act just done, told by somebody, after an aside
    ("La CPTS du Mont vient de fusionner avec la CPTS du Val.", "fusion", "CPTS du Mont", "CPTS du Val"),
    ("L'agence confirme que la CPTS du Mont a fusionné avec la CPTS du Val.", "fusion", "CPTS du Mont", "CPTS du Val"),
    ("La CPTS du Mont, qui avait d'abord refusé, a fusionné avec la CPTS du Val.", "fusion", "CPTS du Mont",
     "CPTS du Val"),
    ("La CPTS du Mont a fusionné avec celle du Val pour former la CPTS Grand Val.", "fusion",
     "CPTS du Mont, CPTS du Val", "CPTS Grand Val"),
    ("Née du rapprochement des CPTS du Mont et du Val, la CPTS Grand Val recrute.", "fusion",
     "CPTS du Mont, CPTS du Val", "CPTS Grand Val"),
    ("La CPTS du Mont a rejoint la CPTS du Val en janvier 2026.", "fusion", "CPTS du Mont", "CPTS du Val"),
    ("La CPTS du Mont a été reprise par la CPTS du Val.", "remplacement", "CPTS du Mont", "CPTS du Val"),
    ("La CPTS du Val reprend les missions de la CPTS du Mont, disparue en 2025.", "remplacement", "CPTS du Mont",
     "CPTS du Val"),
    ("La CPTS du Mont a choisi une nouvelle identité : CPTS Mont Santé.", "renommage", "CPTS du Mont",
     "CPTS Mont Santé"),
    ("CPTS Mont Santé est le nouveau nom de la CPTS du Mont.", "renommage", "CPTS du Mont", "CPTS Mont Santé"),
    ("La CPTS de l'Étang Rond a éclaté en deux, la CPTS Étang Nord et la CPTS Étang Sud.", "scission",
     "CPTS de l'Étang Rond", "CPTS Étang Nord, CPTS Étang Sud"),
    ("CPTS du Mont (fusionnée avec la CPTS du Val)", "fusion", "CPTS du Mont", "CPTS du Val"),
    ("La CPTS de l'Étang Rond a été scindée et laisse la place à la CPTS Étang Nord et à la CPTS Étang Sud.", "scission",
     "CPTS de l'Étang Rond", "CPTS Étang Nord, CPTS Étang Sud"),
    # the one that is split keeps its name
    ("La CPTS de l'Étang Rond s'est divisée en deux : la CPTS de l'Étang Rond et la CPTS Étang Sud.", "scission",
     "CPTS de l'Étang Rond", "CPTS de l'Étang Rond, CPTS Étang Sud"),
    ("La CPTS de l'Étang Rond s'est scindée et a donné naissance à la CPTS Étang Sud.", "scission",
     "CPTS de l'Étang Rond", "CPTS Étang Sud"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "nature", "former", "heirs"), CASES)
def test_each_side_is_read(text: str, nature: str, former: str, heirs: str) -> None:
    (reading,) = read_lineage(text)
    assert (reading.nature, ", ".join(reading.former), ", ".join(reading.heirs)) == (nature, former, heirs)


@pytest.mark.parametrize(
    "text",
    [
        "La CPTS du Mont et la CPTS du Val organisent ensemble une journée de dépistage.",
        "La CPTS du Mont est séparée de la CPTS du Val par la Loire.",
        "La CPTS du Mont a collecté des dons au profit de la CPTS du Val.",
        "La CPTS du Mont prend le relais de la CPTS du Val pour la vaccination.",
        "Un coordinateur est partagé entre la CPTS du Mont et la CPTS du Val.",
        "Le projet de fusion de la CPTS du Mont et de la CPTS du Val pour former la CPTS Grand Val avance.",
        "La CPTS du Mont devient la première CPTS du département.",
        "Les CPTS du Mont et du Val fusionneront pour former la CPTS Grand Val.",
        "La CPTS Val Santé, auparavant très active, compte 12 communes.",
        "La CPTS Val Santé, anciennement présidée par un médecin, a un nouveau bureau.",
        "La CPTS du Val, ex Dr Martin",
        "Le Dr Paul, auparavant Président de la CPTS du Val, prend sa retraite.",
        # under another verb
        "La CPTS du Mont examine sa fusion avec la CPTS du Val.",
        "La CPTS du Mont s'est prononcée contre une fusion avec la CPTS du Val.",
        "Le conseil écarte la fusion de la CPTS du Mont et de la CPTS du Val pour former la CPTS Grand Val.",
        "Le préfet exige que la CPTS du Mont fusionne avec la CPTS du Val.",
        "On a cru que la CPTS du Mont était devenue la CPTS du Val.",
        "La CPTS du Mont aurait absorbé la CPTS du Val.",
        # undone, or told by mistake
        "La fusion des CPTS du Mont et du Val, qui a créé la CPTS Grand Val, a été invalidée.",
        "Nous avons écrit par erreur : la CPTS du Mont a fusionné avec la CPTS du Val.",
        # asked
        "La CPTS du Mont a-t-elle absorbé la CPTS du Val ?",
        "La CPTS du Mont a absorbé la CPTS du Val ?",
        # of something else
        "Les standards de la CPTS du Mont et de la CPTS du Val ont fusionné au sein de la CPTS Grand Val.",
        "Les CPTS du Mont et du Val ont fusionné leurs annuaires avec la CPTS Grand Val.",
        "Les CPTS du Mont et du Val se sont réunies à l'invitation de la CPTS Grand Val.",
        "La CPTS du Mont se divise en quatre secteurs, comme la CPTS du Val.",
        # for something, somewhere
        "La CPTS du Mont est remplacée par la CPTS du Val au bureau de la fédération.",
        "La CPTS du Val succède à la CPTS du Mont comme lauréate.",
        "La CPTS du Mont a rejoint la CPTS du Val dans un groupe de travail.",
        "La CPTS du Mont cède la place à la CPTS du Val lors du congrès.",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert read_lineage(text) == ()


def test_a_text_without_its_name_speaks_of_its_own() -> None:
    (reading,) = read_lineage("fusionnée avec la CPTS du Val au 1er janvier 2026", "CPTS du Mont")
    assert (reading.nature, reading.former, reading.heirs) == ("fusion", ("CPTS du Mont",), ("CPTS du Val",))
    assert read_lineage("fusionnée avec la CPTS du Val au 1er janvier 2026") == ()


@pytest.mark.parametrize(
    "text", ["(ex Loire Haute)", "Anciennement CPTS Loire Haute", "Elle s'appelait auparavant Loire Haute"]
)
def test_a_former_name_without_its_cpts_is_that_of_the_page(text: str) -> None:
    (reading,) = read_lineage(text, "CPTS du Mont")
    assert (reading.former, reading.heirs) == (("CPTS Loire Haute",), ("CPTS du Mont",))


@pytest.mark.parametrize(
    "text", ["Loire Haute s'appelle désormais CPTS Santé Giennois.", "L'association a fusionné avec la CPTS du Val."]
)
def test_what_has_another_subject_says_nothing_of_the_cpts_of_the_page(text: str) -> None:
    assert read_lineage(text, "CPTS du Mont") == ()


@pytest.mark.parametrize("words", [" le 3", " a", " en mars", " la", " désormais", ", le"])
def test_words_said_again_and_again_are_read_to_their_end(words: str) -> None:
    assert read_lineage(f"La CPTS du Mont{words * 40} fusion, la CPTS du Val et la CPTS du Bois.") == ()
    assert read_lineage(f"Les CPTS du Mont et du Val ont fusionné{words * 40} xx la CPTS du Bois.") == ()
