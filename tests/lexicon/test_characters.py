"""What a reader does not see is not there; what a reader takes for a letter is that letter."""

from __future__ import annotations

import pytest

from lexicon.characters import legible, plain, without_references_to_nothing
from lexicon.text import tidy

NO_TEXT = ["\0", "\x07", "\x1b", "\x7f", "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\ud800", "\udfff", "\u202e",
           "\u2066", "\u200b", "\u00ad", "\ufeff", "\ufffa", "\U000e0041"]  # fmt: skip


@pytest.mark.parametrize("sign", NO_TEXT, ids=lambda sign: f"U+{ord(sign):04X}")
def test_what_is_no_text_is_taken_out(sign: str) -> None:
    assert legible(f"CP{sign}TS du Val{sign} Bleu") == "CPTS du Val Bleu"
    assert tidy(f"CP{sign}TS du Val{sign} Bleu") == "CPTS du Val Bleu"


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=lambda sign: f"U+{ord(sign):04X}")
def test_line_ends_of_other_systems_are_line_ends(sign: str) -> None:
    assert legible(f"Val Bleu{sign}Monts") == "Val Bleu\nMonts"


@pytest.mark.parametrize(
    "text",
    [
        "CPTS de l’Œuvre, 45 000 habitants\t– ACI signé\r\n",
        "Ñ ÿ ŵ ǆ é",
        "\ufffd",
        "😀 \u2714\ufe0f",
        "\ue000",
        "Ελλάδα",
        "Київ",
    ],
)
def test_what_is_text_stays(text: str) -> None:
    assert legible(text) == text and plain(text) == text


def test_windows_signs_taken_for_latin_are_what_they_were() -> None:
    assert legible("l\x92ACI \x96 signé") == "l’ACI – signé"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("СРТЅ du Val Bleu", "CPTS du Val Bleu"),  # Cyrillic capitals
        ("ϹРТЅ", "CPTS"),  # with a Greek lunate sigma
        ("ϘРТЅ", "ϘРТЅ"),  # a letter of no table among them: left as it is
        ("СРТЅ du Val, 5 μg de β-lactamines", "CPTS du Val, 5 μg de β-lactamines"),  # signs of a text of ours
        ("CPТS des Моnts", "CPTS des Monts"),  # one letter in a word
        ("ΑСІ signé", "ACI signé"),
        ("𝐂𝐏𝐓𝐒 du Val", "CPTS du Val"),
        ("ＣＰＴＳ du Val", "CPTS du Val"),
        ("Будапешт, СРТЅ", "Будапешт, СРТЅ"),  # a text of that alphabet
        ("Киев, CPТS", "Киев, CPTS"),
        ("https://срts.example.org", "https://срts.example.org"),
        ("contact@срts.fr", "contact@срts.fr"),
    ],
)
def test_letters_drawn_alike_are_read_as_ours(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("CPTS Deux &#xD800;Clochers", "CPTS Deux Clochers"),
        ("CPTS&#0; du&#x202e; Val&#65534;&#x1FFFE;&#9999999;", "CPTS du Val"),
        ("l&#8217;ACI &#146; &#233; &#x1F600; &#10; &#; &#xZ; &amp;#0; 5 & 6", None),
    ],
)
def test_references_to_no_character_stand_for_nothing(markup: str, read: str | None) -> None:
    assert without_references_to_nothing(markup) == (markup if read is None else read)
