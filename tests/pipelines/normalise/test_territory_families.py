"""Families of spellings, drawn from the real communes; and texts that are not texts."""

from __future__ import annotations

import time
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexicon.gazetteer import load, place_key
from pipelines.normalise.territory import resolve_codes, resolve_territory

GEOGRAPHY = load()
COMMUNES = [one for one in GEOGRAPHY.communes.values() if one.city is None and len(one.departement) == 2]
QUIET = settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def bare(text: str) -> str:
    return unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE")).encode("ascii", "ignore").decode()


SPELLINGS = {
    "as written": lambda name: name,
    "capitals without accents": lambda name: bare(name.replace("’", "'")).upper(),
    "without accents": bare,
    "spaces for hyphens": lambda name: name.replace("-", " "),
    "hyphens for spaces": lambda name: name.replace(" ", "-"),
    "St and Ste": lambda name: name.replace("Sainte-", "Ste ").replace("Saint-", "St "),
    "ST and STE": lambda name: bare(name).upper().replace("SAINTE-", "STE-").replace("SAINT-", "ST-"),
    "curly apostrophe": lambda name: name.replace("'", "’"),
    "apostrophe lost": lambda name: name.replace("'", " "),
    "extra spaces": lambda name: "  " + name.replace(" ", "   ") + "\u00a0",
    "commune de": lambda name: f"commune de {name}",
    "with its département": lambda name: name,
}


@QUIET
@given(st.sampled_from(COMMUNES), st.sampled_from(sorted(SPELLINGS)))
def test_a_spelling_leads_to_its_commune_in_its_departement(commune, kind: str) -> None:
    text = SPELLINGS[kind](commune.name)
    if kind == "with its département":
        text += f" ({commune.departement})"
    reading = resolve_territory(text, commune.region, (commune.departement,))
    namesakes = [
        one
        for one in COMMUNES
        if one.departement == commune.departement and place_key(one.name) == place_key(commune.name)
    ]
    assert reading.codes == (commune.code,) or (len(namesakes) > 1 and reading.codes == ()), (text, reading)


@QUIET
@given(st.sampled_from(COMMUNES), st.integers(0, 60), st.sampled_from(["drop", "double", "swap"]))
def test_one_slip_of_the_keyboard_never_gives_another_commune_silently(commune, position: int, slip: str) -> None:
    name, at = commune.name, position % max(len(commune.name) - 1, 1)
    text = {
        "drop": name[:at] + name[at + 1 :],
        "double": name[:at] + name[at] + name[at:],
        "swap": name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
    }[slip]
    found = resolve_territory(text, commune.region, (commune.departement,)).codes
    written = {place_key(one.name) for code in found for one in [GEOGRAPHY.communes[code]]}
    written |= {place_key(one.name) for one in GEOGRAPHY.former if one.current in found}  # « Exideuil » was one in 16
    # either nothing, or the right one, or the very name of another commune that the slip happened to write
    assert found in ((), (commune.code,)) or place_key(text) in written or len(place_key(text)) < 8, (text, found)


@QUIET
@given(
    st.lists(
        st.sampled_from([one for one in COMMUNES if one.departement == "71"]),
        min_size=2,
        max_size=12,
        unique_by=lambda one: place_key(one.name),
    ),
    st.sampled_from([", ", " ; ", " – ", "/", "\n"]),
)
def test_a_list_is_the_union_of_its_names(communes, separator: str) -> None:
    reading = resolve_territory(separator.join(one.name for one in communes), "27", ("71",))
    assert set(reading.codes) == {one.code for one in communes}
    assert reading.complete


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.text(max_size=400),
        st.binary(max_size=400).map(lambda raw: raw.decode("latin-1")),
        st.lists(
            st.sampled_from(
                [
                    "CC du ",
                    "communes de ",
                    "Lyon ",
                    "1er, ",
                    "(",
                    ")",
                    "sauf ",
                    " et ",
                    "12 communes ",
                    "Saint-",
                    "/",
                    " – ",
                    "75020 ",
                    "habitants ",
                    "Ain",
                    ": ",
                    "\x00",
                    "Ã©",
                    "arrondissements ",
                    "d'",
                    "CPTS ",
                    "\ud83d\ude00",
                ]
            ),
            max_size=40,
        ).map("".join),
    ),
    st.sampled_from([None, "84", "??"]),
    st.sampled_from([(), ("69",), ("zz", "")]),
)
def test_any_text_is_read_without_error_and_gives_known_codes(text, region, departements) -> None:
    reading = resolve_territory(text, region, departements)
    assert set(reading.codes) <= GEOGRAPHY.communes.keys() and list(reading.codes) == sorted(set(reading.codes))
    resolve_codes([text])


def test_the_work_on_a_huge_text_is_bounded() -> None:
    started = time.process_time()
    for text in ("1," * 500_000, "CC du " * 160_000, "a-" * 500_000, "Abc " * 250_000, "Aa (Bb " * 140_000):
        resolve_territory(text, "84", ("69",))
    assert time.process_time() - started < 60  # its own time; quadratic work on one of them takes minutes
