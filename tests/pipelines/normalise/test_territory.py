"""Territory texts: one test per family of the rules explained in docs/territory.md."""

from __future__ import annotations

import pytest

from lexicon.gazetteer import load
from pipelines.normalise.territory import resolve_codes, resolve_territory

LOIRE, SEINE_SAINT_DENIS, HERAULT, COTE_D_OR = ("42",), ("93",), ("34",), ("21",)


def codes(text: str, *departements: str, region: str | None = None) -> tuple[str, ...]:
    return resolve_territory(text, region, departements).codes


@pytest.mark.parametrize(
    "text",
    [
        "Sainte-Croix-en-Jarez",
        "STE CROIX EN JAREZ",
        "ste-croix-en-jarez",
        "Sainte Croix en Jarez",
        "Sainte-Croix-en-Jarez (42)",
        "commune de Sainte-Croix-en-Jarez",
        "Sainte-Croix‑en‑Jarez",
        "Ste. Croix-en-Jarez",
        "Sainte-Croix-en-Jarrez",
        "SainteCroix en Jarez",
        "42800 Sainte-Croix-en-Jarez",
        "Sainte-Croix-en-Jarez*",
    ],
)
def test_every_spelling_of_one_commune(text: str) -> None:
    assert codes(text, "42") == ("42210",)


@pytest.mark.parametrize("text", ["CHAPELLE-SUR-ERDRE (LA)", "Chapelle-sur-Erdre, La", "La Chapelle s/Erdre"])
def test_a_rejected_article_and_an_abbreviated_sur(text: str) -> None:
    assert codes(text, "44") == ("44035",)


@pytest.mark.parametrize(
    ("text", "departement", "expected"),
    [
        ("Rosny", "93", ("93064",)),  # the only Rosny of the département
        ("Chamonix", "74", ("74056",)),
        ("Villeneuve", "94", ()),  # Villeneuve-le-Roi or Villeneuve-Saint-Georges
    ],
)
def test_short_names(text: str, departement: str, expected: tuple[str, ...]) -> None:
    assert codes(text, departement) == expected


@pytest.mark.parametrize(
    ("text", "departement"),
    [
        ("Genève", "74"),
        ("Kehl", "67"),
        ("Vielha", "31"),
        ("Trégor", "22"),
        ("20 communes", "56"),
        ("127 communes en Côte-d'Or", "21"),
        ("8 communes de l'Essonne", "91"),
        ("est de l'Aube", "10"),
        ("non précisé", "78"),
        ("25 communes (Loire et Haute-Loire)", "42"),
        ("CPTS Sud Loire", "42"),
        ("hôpital de Blaye", "33"),
        ("quatre cantons de la Nièvre et de Saône-et-Loire", "58"),
        ("488 km²", "11"),
        ("entre Vendée et Loire-Atlantique", "85"),
        ("au nord de Bordeaux", "33"),
    ],
)
def test_what_names_no_commune_gives_no_code(text: str, departement: str) -> None:
    assert codes(text, departement) == ()


def test_homonyms_follow_the_departement_then_the_neighbours_of_the_text() -> None:
    assert codes("Trèves", "69") == ("69252",)
    assert codes("Trèves", "30") == ("30332",)
    assert codes("Montreuil, Bagnolet, Les Lilas", region="11") == ("93006", "93045", "93048")
    alone = resolve_territory("Montreuil")
    assert alone.codes == () and "93048" in alone.ambiguous[0][1]


def test_former_delegated_and_associated_communes_lead_to_the_current_one() -> None:
    assert codes("Pierre-Bénite, Oullins", "69") == ("69149",)
    assert codes("Hellemmes", "59") == ("59350",)
    assert codes("Cran-Gevrier/Seynod", "74") == ("74010",)
    assert codes("Saint-Dionizy", "30") == ("30249",)


@pytest.mark.parametrize(
    ("text", "departement", "expected"),
    [
        ("Paris XVIIIe", "75", ("75118",)),
        ("75020 Paris", "75", ("75120",)),
        ("Lyon VIII", "69", ("69388",)),
        ("les 14ème, 15ème et 16ème arrondissements", "13", ("13214", "13215", "13216")),
        ("du 1er au 3e arrondissement de Lyon", "69", ("69381", "69382", "69383")),
        ("Lyon, la CPTS couvre les 3e et 6ème", "69", ("69383", "69386")),
        ("Paris 20ᵉ", "75", ("75120",)),
        ("Paris", "75", ("75056",)),
        ("Lyon 12e", "69", ()),
    ],
)
def test_municipal_arrondissements(text: str, departement: str, expected: tuple[str, ...]) -> None:
    assert codes(text, departement) == expected


def test_a_city_and_its_arrondissements_are_not_returned_together() -> None:
    assert codes("Lyon, Lyon 3e, Villeurbanne", "69") == ("69266", "69383")


def test_groupings_by_type_name_former_name_and_in_enumeration() -> None:
    suzon = next(code for code, one in load().epci.items() if one.name == "CC Forêts, Seine et Suzon")
    assert codes("CC Forêts, Seine et Suzon (25)", "21") == load().members_of_epci(suzon)
    assert len(codes("Communauté de communes Gâtine-Choisilles et Pays de Racan", "37")) == 19
    assert codes("Plaine Commune", "93")[0] == "93001"
    many = codes("communautés de communes du Serein ; Avallon-Vézelay-Morvan", "89")
    assert set(codes("CC Avallon, Vézelay, Morvan", "89")) < set(many)


def test_a_part_of_a_grouping_invents_no_code() -> None:
    for text in (
        "une partie de la CC du Mirebellois",
        "CC Forêts, Seine et Suzon (4 communes)",
        "4 communes de la CC Forêts, Seine et Suzon",
        "sud de la CC Forêts, Seine et Suzon",
    ):
        reading = resolve_territory(text, "27", COTE_D_OR)
        assert reading.codes == () and reading.ambiguous, text


def test_a_natural_region_is_not_taken_for_the_grouping_of_that_name() -> None:
    reading = resolve_territory("les Mauges", "52", ("49",))
    assert reading.codes == () and reading.ambiguous


def test_a_list_in_parentheses_replaces_the_grouping_that_holds_it() -> None:
    text = "5 communes de Montpellier Méditerranée Métropole (Castelnau-le-Lez, Jacou, Clapiers)"
    assert codes(text, "34") == ("34057", "34077", "34120")
    assert len(codes("communauté de communes Flandre Lys (dont Lestrem)", "59")) == 8


@pytest.mark.parametrize("word", ["hormis", "sauf", "excepté", "à l'exception de", "hors"])
def test_exclusions(word: str) -> None:
    whole = codes("communauté de communes du Grand Pic Saint Loup", "34")
    less = codes(f"communauté de communes du Grand Pic Saint Loup ({word} Saint-Clément-de-Rivière)", "34")
    assert set(whole) - set(less) == {"34247"}


def test_an_exclusion_ends_where_the_text_adds() -> None:
    text = "communauté d'agglomération du Grand Narbonne (sauf Caves et Treilles, plus Canet)"
    found = codes(text, "11")
    assert "11067" in found and not {"11086", "11398"} & set(found)


def test_whole_departements() -> None:
    assert len(codes("toute la Martinique", region="02")) == 34
    assert codes("ensemble du département du Rhône", "69") == load().members_of_departement("69")
    assert len(codes("Loire", "42")) > 300  # and not Loire-sur-Rhône, once called Loire
    assert codes("Cholet, Maine-et-Loire", "49") == ("49099",)
    assert codes("Mayenne", "53") == ("53147",)  # the town, whose name is the département's


def test_a_departement_can_be_the_heading_of_a_list() -> None:
    reading = resolve_territory("Landes : Sarron, Latrille / Gers : Caumont, Viella", "75", ("40", "32"))
    assert reading.codes == ("32093", "32463", "40146", "40290") and reading.departements == ("40", "32")


@pytest.mark.parametrize(
    "text",
    [
        "Lille (Fives)",
        "Lille (quartiers sud)",
        "Lille ouest",
        "quartiers ouest de Lille",
        "Fives",
    ],
)
def test_a_quarter_keeps_its_commune_as_partial(text: str) -> None:
    reading = resolve_territory(text, "32", ("59",))
    assert reading.codes == ("59350",) and any(place.partial for place in reading.places) and not reading.complete


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (
            "la CPTS, en Gironde, comprend 4 communes : Mérignac, Pessac, Martignas-sur-Jalle et Saint-Jean-d'Illac",
            True,
        ),
        ("4 communes, dont deux en ZAC : Mérignac, Pessac, Martignas-sur-Jalle et Saint-Jean-d'Illac", True),
        ("77 communes de la communauté d'agglomération de Saint-Dié-des-Vosges", True),
        ("78 communes de la communauté d'agglomération de Saint-Dié-des-Vosges", False),
        ("plus de 4 communes : Mérignac, Pessac, Martignas-sur-Jalle et Saint-Jean-d'Illac", False),
        ("environ 4 communes, dont Mérignac, Pessac, Martignas-sur-Jalle et Saint-Jean-d'Illac", False),
        ("5 communes, dont deux en ZAC : Mérignac, Pessac, Martignas-sur-Jalle et Saint-Jean-d'Illac", False),
    ],
)
def test_a_list_of_as_many_communes_as_it_counts_is_whole(text: str, whole: bool) -> None:
    assert resolve_territory(text, "75" if "Mérignac" in text else "44").complete is whole


def test_a_commune_of_two_that_were_is_no_quarter_of_itself() -> None:
    reading = resolve_territory("Fiac, Giroussens, Guitalens-L'Albarède", "76")
    assert "81132" in reading.codes and not any(place.partial for place in reading.places)


def test_announced_number_and_completeness() -> None:
    open_list = resolve_territory("17 communes dont Poitiers et Buxerolles", "75", ("86",))
    assert (open_list.announced, open_list.complete, open_list.codes) == (17, False, ("86041", "86194"))
    whole = resolve_territory("2 communes : Poitiers et Buxerolles", "75", ("86",))
    assert (whole.announced, whole.complete) == (2, True)
    around = resolve_territory("Poitiers et ses environs", "75", ("86",))
    assert (around.codes, around.complete) == (("86194",), False)


def test_annotations_footnotes_and_populations_are_not_names() -> None:
    text = "Faverges-Seythenex : 7 591 habitants, Doussard* : 3626 habitants, Talloires-Montmin (1)"
    reading = resolve_territory(text, "84", ("74",))
    assert reading.codes == ("74104", "74123", "74275") and reading.unresolved == ()


@pytest.mark.parametrize("separator", [", ", " ; ", " – ", " - ", "/", " et ", "\n", " • ", " | ", "–"])
def test_separators(separator: str) -> None:
    assert codes(separator.join(["Cachan", "Chevilly-Larue", "Rungis"]), "94") == ("94016", "94021", "94065")


def test_prose_needs_an_announcement() -> None:
    text = (
        "Plusieurs soignants du centre hospitalier de Mâcon, de la clinique de Chalon et du cabinet de Sens ont "
        "rejoint le projet. Vers la fin de l'année, un plan sera présenté à Beaune par le docteur Contes, puis une "
        "orange sera offerte à chacun, au port comme à la ville, par les équipes réunies pour cette occasion."
    )
    assert codes(text, "71") == ()
    announced = text + " Le territoire regroupe les communes de Cluny, Tournus et Mâcon."
    assert codes(announced, "71") == ("71137", "71270", "71543")


def test_a_column_of_codes() -> None:
    reading = resolve_codes(["44109", "69152", "1004", "44700", "99999", "44800", ""])
    assert reading.codes == ("01004", "44109", "44114", "44162", "69149")
    rules = {place.text: place.rule for place in reading.places}
    assert rules["69152"] == "ancien_code" and rules["44700"] == "code_postal" and reading.unresolved == ("99999",)
    shared = resolve_codes(["44110"])  # Châteaubriant and its neighbours: decides nothing
    assert shared.codes == ("44110",)  # … but it is also the INSEE code of Nozay


def test_a_column_of_postal_codes_is_not_read_as_insee_codes() -> None:
    reading = resolve_codes(["44800", "44700", "44110"])
    assert reading.codes == ("44114", "44162")
    assert reading.ambiguous[0][0] == "44110" and "44036" in reading.ambiguous[0][1]


def test_mojibake() -> None:
    assert codes("ChÃ¢tillon, Malakoff", "92") == ("92020", "92046")


def test_a_name_with_an_added_article_is_not_a_short_name() -> None:
    assert codes("les Mauges", "49") == ()  # not Mauges-sur-Loire
    assert codes("La Baule", "44") == ("44055",)
    assert codes("Thonon", "74") == ("74281",)  # the town, though Thonon Agglomération exists


def test_entre_deux_is_a_commune_and_entre_a_preposition() -> None:
    assert codes("Le Tampon, Entre-Deux", "974") == ("97403", "97422")
    assert codes("île de Saint-Martin (partie française)", "978") == ("97801",)


def test_groupings_larger_than_the_announced_number_are_meant_in_part() -> None:
    reading = resolve_territory("10 communes : CC Forêts, Seine et Suzon, CC Tille et Venelle", "27", COTE_D_OR)
    assert reading.codes == () and len(reading.ambiguous) == 2
    assert len(codes("43 communes : CC Forêts, Seine et Suzon, CC Tille et Venelle", "21")) == 43


def test_a_capital_inside_a_word_begins_another() -> None:
    assert codes("GrandPoitiers", "86") == codes("CU Grand Poitiers", "86") != ()


def test_what_a_route_passes_by_is_named_too() -> None:
    expected = ("41018", "41101", "41171", "41269")  # Blois, Herbault, Oucques and Vendôme
    assert codes("de Blois à Vendôme en passant par Herbault et Oucques", "41") == expected
    assert codes("le territoire va de Blois à Vendôme en passant par Herbault et Oucques", "41") == expected
