"""What is known at a place of a document is a value: a step leaves the one it was handed, and gives the same next one."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from spiders.extract.attribution.bullets import read_item
from spiders.extract.attribution.paragraphs import read_paragraph
from spiders.extract.attribution.reading import Found, Reading, Text
from spiders.extract.model.content import Block

BLOCKS = (
    Block("paragraph", "Les CPTS en activité dans le Loiret :", "/p[1]"),
    Block("item", "CPTS des Loges : 40 communes", "/li[1]", 1),
    Block("item", "Giennois : 12 communes, 30 000 habitants", "/li[2]", 1),
    Block("paragraph", "Situation au 15 septembre 2021", "/p[2]"),
    Block(
        "paragraph", "La CPTS du Gâtinais est née de la fusion de la CPTS de Nemours et de la CPTS du Lunain.", "/p[3]"
    ),
    Block("paragraph", "La nouvelle venue a signé son ACI le 3 mai 2022. Elle réunit 60 communes (1).", "/p[4]"),
)


def test_a_step_leaves_the_reading_it_was_handed_and_gives_the_same_next_one() -> None:
    reading, found = Reading(Text("", BLOCKS, frozenset())), Found()
    for at, block in enumerate(BLOCKS):
        handed, known = replace(reading, at=at), deepcopy(found)
        before = hash(handed)
        step = read_item if block.kind == "item" else read_paragraph
        reading = step(handed, found)
        assert hash(handed) == before
        assert step(handed, known) == reading
        assert known == found
    names = [found.subjects[key].name for key in (reading.heir, reading.running) if key is not None]
    assert names == ["CPTS du Gâtinais", "CPTS du Gâtinais"] and reading.as_of == (BLOCKS[3].text, BLOCKS[3].locator)
    assert list(found.callers.values()) == [[reading.heir]]


def test_the_line_over_a_list_is_found_from_each_of_its_bullets() -> None:
    kinds = ("item", "paragraph", "item", "item", "heading", "item")
    text = Text("", tuple(Block(kind, str(number), "") for number, kind in enumerate(kinds)), frozenset())
    over = [text.over_the_list(at) for at in range(len(kinds))]
    assert [one and one.text for one in over] == [None, None, "1", "1", "1", "4"]
