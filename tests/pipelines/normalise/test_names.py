"""Names of CPTS: real spellings from publishers, and families of spellings of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise.names import initials, read_name

REAL_NAMES = (
    "CPTS du Sud-Est grenoblois",
    "CPTS de la Faïence et du Cristal",
    "CPTS Entre Loire et Sucs",
    "CPTS d'Asclépios",
    "CPTS de l'Extrême Sud et de l'Alta Rocca",
    "CPTS Grand Saint-Étienne",
    "CPTS Bessin - Caen Ouest - Prébocage",
    "CPTS de Luxeuil-les-Bains",
    "CPTS Royans Vercors",
    "CPTS de Lyon 9ème",
    "CPTS Clichy-sous-Bois/Montfermeil",
    "CPTS Presqu'Îles en Mer",
    "CPTS e-Rhôny",
    "CPTS La Courneuve",
    "CPTS des 3 Provinces",
    "CPTS Agly Pyrénées Corbières Méditerranée",
)


@pytest.mark.parametrize(
    ("written", "canonical", "short", "key"),
    [
        ("CPTS du Sud-Est grenoblois", "CPTS du Sud-Est grenoblois", "Sud-Est grenoblois", "sud est grenoblois"),
        ("CTPS Grand  Saumurois", "CPTS Grand Saumurois", "Grand Saumurois", "grand saumurois"),
        ("la CPTS d'Auray", "CPTS d’Auray", "Auray", "auray"),
        (
            "Communauté professionnelle territoriale de santé du Pays drouais",
            "CPTS du Pays drouais",
            "Pays drouais",
            "pays drouais",
        ),
        ("Communautés Professionnelles et Territoriales de Santé du Maine", "CPTS du Maine", "Maine", "maine"),
        ("Communauté territoriale professionnelle de santé d’Auray", "CPTS d’Auray", "Auray", "auray"),
        ("Roubaix CPTS", "CPTS Roubaix", "Roubaix", "roubaix"),
        ("le CPTS du Maine – ACI signé", "CPTS du Maine", "Maine", "maine"),
        (
            "CaPaciTéS Besançon & Métrople [sic]",
            "CPTS CaPaciTéS Besançon & Métrople",
            "CaPaciTéS Besançon & Métrople",
            "capacites besancon metrople",
        ),
        ("CPTS Lyon 9ème", "CPTS Lyon 9e", "Lyon 9e", "lyon 9"),
        ("CPTS Marseille 1ère", "CPTS Marseille 1er", "Marseille 1er", "marseille 1"),
        ("cptsdupaysblanc", "CPTS paysblanc", "paysblanc", "paysblanc"),
        ("CPTS Paris 20ᵉ", "CPTS Paris 20e", "Paris 20e", "paris 20"),
        ("CPTS Nougaro XIII – XV", "CPTS Nougaro XIII – XV", "Nougaro XIII – XV", "nougaro 13 15"),
        ("CPTS NOUGARO XIII – XV", "CPTS Nougaro XIII – XV", "Nougaro XIII – XV", "nougaro 13 15"),
        ("Communauté prfessionnelle territoriale de santé de Vesoul", "CPTS de Vesoul", "Vesoul", "vesoul"),
        ("CPTS du « Grand St-Etienne »", "CPTS du Grand Saint-Etienne", "Grand Saint-Etienne", "grand saint etienne"),
        ("CPTS CENTRE COTE D OR", "CPTS Centre Cote d’Or", "Centre Cote d’Or", "centre cote or"),
        ("CPTS bi-départementale Sud Ard’Drôm", "CPTS Sud Ard’Drôm", "Sud Ard’Drôm", "sud ard drom"),
        ("CPTeSt (Est du Cher)", "CPTeSt", "CPTeSt", "cptest"),
        ("CPTS & co de Châteauroux", "CPTS & co de Châteauroux", "& co de Châteauroux", "co chateauroux"),
    ],
)
def test_reads_the_forms_of_a_name(written: str, canonical: str, short: str, key: str) -> None:
    name = read_name(written)
    assert (name.written, name.canonical, name.short, name.key) == (written, canonical, short, key)


def test_the_article_of_a_town_belongs_to_its_name() -> None:
    assert read_name("CPTS de La Roche-sur-Yon").short == "La Roche-sur-Yon"
    assert read_name("CPTS de la Bièvre").short == "Bièvre"
    assert read_name("CPTS La Bièvre").key == read_name("CPTS de la Bièvre").key == "bievre"


def test_several_names_in_one_bullet() -> None:
    name = read_name("CPTS Centre 21 ou Centre Côte d'Or ou Cœur Côte d'Or")
    assert (name.short, name.aliases) == ("Centre 21", ("Centre Côte d’Or", "Cœur Côte d’Or"))


@pytest.mark.parametrize(
    ("written", "acronym", "aliases"),
    [
        ("CPTS du Sud-Est grenoblois (SEG)", "SEG", ()),
        ("CPTS Berry Vierzon Sologne (CPTS BVS)", "BVS", ()),
        ("CPTS CCFMV", "CCFMV", ()),
        (
            "CPTS GIPS (Groupement Interprofessionnel de Proximité et de Santé)",
            "GIPS",
            ("Groupement Interprofessionnel de Proximité et de Santé",),
        ),
        ("IASO - Initiative Action Santé Orange", "IASO", ("Initiative Action Santé Orange",)),
        ("CPTeSt (Est du Cher)", None, ("Est du Cher",)),
        ("CPTS Rabelaisie dite Chinonais", None, ("Chinonais",)),
        ("CPTS de Grenoble", None, ()),
        ("CPTS DE LA BIEVRE", None, ()),
    ],
)
def test_acronyms_and_aliases(written: str, acronym: str | None, aliases: tuple[str, ...]) -> None:
    name = read_name(written)
    assert (name.acronym, name.aliases) == (acronym, aliases)


@pytest.mark.parametrize(
    "written",
    [
        "CPTS Plaines de Santé (ex-Sud Valence)",
        "CPTS Plaines de Santé, anciennement CPTS Sud Valence",
    ],
)
def test_a_former_name_is_told_from_an_alias(written: str) -> None:
    name = read_name(written)
    assert (name.short, name.former, name.aliases) == ("Plaines de Santé", ("Sud Valence",), ())


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("CPTS (Pontarlier)", "pontarlier"),
        ("CPTS (secteur Pont-à-Mousson et alentours)", "pont mousson"),
        ("projet sans nom (secteur Pont-à-Mousson et alentours)", "pont mousson"),
        ("CPTS (Guyane, nom non cité)", "guyane"),
    ],
)
def test_a_place_stands_for_a_name_that_is_not_given(written: str, key: str) -> None:
    name = read_name(written)
    assert (name.key, name.by_place) == (key, True)


def test_a_departement_in_parentheses_is_a_place_not_an_alias() -> None:
    name = read_name("CPTS Sud (Mayotte)")
    assert (name.short, name.places, name.aliases) == ("Sud", ("Mayotte",), ())


@pytest.mark.parametrize(
    "written",
    [
        "",
        None,
        "CPTS",
        "la CPTS",
        "l'unique CPTS de l'île",
        "une CPTS",
        "CPTS en projet",
        "projet sans nom",
        "n/a",
        "???",
        "CPTS de l’île",
    ],
)
def test_words_that_name_nothing_give_no_name(written: str | None) -> None:
    name = read_name(written)
    assert (name.key, name.tokens, name.canonical) == ("", (), "CPTS")


def test_initials_with_and_without_articles() -> None:
    assert initials("Bagnolet, Les Lilas, Le Pré, Romainville") == "BLPR"
    assert initials("Châtillon Clamart Fontenay Malakoff Vanves") == "CCFMV"
    assert initials("Les Lilas", articles=True) == "LL"


RESPELLINGS = {
    "capitals": str.upper,
    "lower case": str.lower,
    "no hyphen": lambda text: text.replace("-", " "),
    "typographic apostrophe": lambda text: text.replace("'", "’"),
    "apostrophe become a space": lambda text: text.replace("'", " "),
    "Saint shortened": lambda text: text.replace("Saint-", "St "),
    "doubled spaces": lambda text: text.replace(" ", "  "),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "ampersand": lambda text: text.replace(" et ", " & "),
    "quotes": lambda text: "CPTS « " + text.removeprefix("CPTS ") + " »",
    "letters swapped": lambda text: text.replace("CPTS", "CTPS"),
    "written out": lambda text: text.replace("CPTS", "Communauté Professionnelle Territoriale de Santé"),
    "without prefix": lambda text: text.removeprefix("CPTS "),
    "ordinal": lambda text: text.replace("9ème", "9e"),
    "number in letters": lambda text: text.replace("3 Provinces", "Trois Provinces"),
    "status left over": lambda text: f"{text} (en projet)",
}


@given(st.sampled_from(REAL_NAMES), st.lists(st.sampled_from(sorted(RESPELLINGS)), max_size=4, unique=True))
def test_spellings_of_one_name_share_its_key(name: str, changes: list[str]) -> None:
    spelling = name
    for change in changes:
        spelling = RESPELLINGS[change](spelling)
    assert read_name(spelling).key == read_name(name).key


def test_real_names_have_distinct_keys() -> None:
    assert len({read_name(name).key for name in REAL_NAMES}) == len(REAL_NAMES)


@given(st.text(max_size=400))
def test_never_raises_and_keeps_what_was_written(text: str) -> None:
    name = read_name(text)
    assert name.written == text
    assert name.key == " ".join(name.tokens)


@pytest.mark.parametrize("text", ["(" * 50_000, "CPTS ou " * 20_000, "X" * 1_000_000, "l'" * 100_000])
def test_enormous_text_is_cut_not_searched(text: str) -> None:
    assert len(read_name(text).canonical) <= 320


@given(st.sampled_from(REAL_NAMES))
def test_the_canonical_form_is_stable(name: str) -> None:
    once = read_name(name).canonical
    assert read_name(once).canonical == once


@pytest.mark.parametrize(
    "note",
    [
        "www.cpts-alpha.fr",
        "https://cpts.invalid/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "<script>alert(1)</script>",
        "cpts-alpha.fr",
        "contact@cpts.invalid",
    ],
)
def test_an_address_or_a_script_is_no_alias(note: str) -> None:
    assert read_name(f"CPTS Alpha ({note})").aliases == ()


@pytest.mark.parametrize("note", ["dite Beta", "Saint-Pol", "Val d’Or : nord"])
def test_words_between_brackets_are_an_alias(note: str) -> None:
    assert read_name(f"CPTS Alpha ({note})").aliases == (note,)
