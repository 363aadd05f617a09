"""Same CPTS or not: one test per rule with real mentions, then families of perturbed names."""

from __future__ import annotations

import pytest

from pipelines.identity.evidence import Decision
from tests.support.mentions import decide, mention

# --- one rule at a time ---------------------------------------------------------------------------------------


def test_an_official_number_is_enough() -> None:
    a = mention("CPTS Côte Rocheuse", "76", "66", finess="660012345")
    assert decide(a, mention("CPTS de la Côte Vermeille", "76", "66", finess="660012345")).rule == "identifiant"
    other = decide(a, mention("CPTS Côte Rocheuse", "76", "66", finess="660054321"))
    assert (other.same, other.rule, other.doubtful) == (False, "veto", True)


def test_the_same_communes_under_two_names_are_one_cpts_in_doubt() -> None:
    towns = ["Cerbère", "Banyuls-sur-Mer", "Port-Vendres", "Collioure"]
    found = decide(
        mention("CPTS Côte Rocheuse", "76", "66", communes=towns),
        mention("CPTS de la Côte Vermeille", "76", "66", communes=towns),
    )
    assert (found.same, found.rule, found.doubtful) == (True, "territoire", True)


def test_two_communes_claimed_by_two_projects_do_not_make_them_one() -> None:
    towns = ["Évry-Courcouronnes", "Lisses"]
    found = decide(
        mention("CPTS Centre Essonne", "11", "91", communes=towns),
        mention("CPTS Santé Seine Essonne", "11", None, communes=towns),
    )
    assert (found.same, found.doubtful) == (False, True)


def test_a_partial_list_and_the_same_name_are_one_cpts() -> None:
    part = ["Narbonne", "Coursan", "Gruissan"]
    whole = [*part, "Argeliers", "Armissan", "Bages", "Bizanet", "Leucate", "Sigean", "Salles-d'Aude"]
    found = decide(
        mention("CPTS Grand Narbonne", "76", "11", communes=part),
        mention("CPTS du Grand Narbonne", "76", "11", communes=whole),
    )
    assert (found.same, found.rule) == (True, "territoire_et_nom")


@pytest.mark.parametrize(
    ("a", "b", "rule"),
    [
        (("CPTS Grand Saumurois", "52", "49"), ("CPTS du Grand Saumurois", "52", "Maine-et-Loire"), "nom_egal"),
        (("CPTS Sud", "06", "Mayotte"), ("CPTS Sud (Mayotte)", "06", "976"), "nom_egal"),
        (("CPTS & co de Châteauroux", "24", None), ("CPTS Châteauroux and Co", "24", "Indre"), "nom_egal"),
        (("CPTS Sud 28", "24", "28"), ("CPTS Sud Eure-et-Loir", "24", "28"), "nom_egal"),
        (("CPTS d'Auray", "53", "56"), ("CPTS du Pays d'Auray", "53", "56"), "nom_sans_mots_generiques"),
        (("CPTS de Condrieu", "84", "69"), ("CPTS Région de Condrieu", "84", "69"), "nom_sans_mots_generiques"),
        (("CPTS de Compiègne", "32", "60"), ("CPTS du Compiégnois", "32", "60"), "ville_et_pays"),
        (("CPTS de Toulouse Ouest", "76", "31"), ("CPTS Ouest Toulousain", "76", "31"), "ville_et_pays"),
        (
            ("CPTS Mulhouse Agglomération", "44", "68"),
            ("CPTS de l'agglomération mulhousienne", "44", "68"),
            "ville_et_pays",
        ),
        (("CPTS Coteaux Rhodanien", "84", "69"), ("CPTS des Coteaux Rhodaniens", "84", "69"), "ville_et_pays"),
        (("CPTS du Bethunnois", "32", "62"), ("CPTS du Béthunois", "32", "62"), "faute_de_frappe"),
        (("CPTS Beaucegâtinais", "24", "45"), ("CPTS Beauce-Gâtinais", "24", "45"), "nom_egal"),
        (("CPTS du 19e arrondissement", "11", "75"), ("CPTS Paris 19", "11", "75"), "nom_et_departement"),
        (
            ("CaPaciTéS Besançon & Métropole", "27", "25"),
            ("CPTS Grand Besançon", "27", "25"),
            "nom_sans_mots_generiques",
        ),
        (("Pôle Santé Paris 13", "11", "75"), ("CPTS Paris 13e", "11", "75"), "nom_sans_mots_generiques"),
        (("CPTS IASO", "93", "84"), ("CPTS Initiative Action Santé Orange", "93", "84"), "sigle"),
        (("CPTS LVO", "52", "85"), ("CPTS Loire Vendée Océan", "52", "85"), "sigle"),
    ],
)
def test_names_of_one_cpts(a: tuple[str, str, str], b: tuple[str, str, str], rule: str) -> None:
    found = decide(mention(*a), mention(*b))
    assert (found.same, found.rule) == (True, rule)


@pytest.mark.parametrize("other", ["LVO", "CPTS Loire Vendée Océan", "CPTS LVO (Loire Vendée Océan)"])
def test_an_acronym_in_parentheses_is_one_more_name(other: str) -> None:
    assert decide(mention("CPTS Loire Vendée Océan (LVO)", "52", "85"), mention(other, "52")).same


def test_the_initials_of_the_communes_listed() -> None:
    towns = ["Bagnolet", "Les Lilas", "Le Pré-Saint-Gervais", "Romainville"]
    found = decide(mention("CPTS BLLR", "11", "93"), mention("CPTS de l'Est parisien", "11", "93", communes=towns))
    assert (found.same, found.rule, found.doubtful) == (True, "sigle_des_communes", True)


def test_a_name_that_lists_the_communes_of_the_other() -> None:
    found = decide(
        mention("CPTS Clichy-sous-Bois/Montfermeil", "11", "93"),
        mention("CPTS des Coteaux", "11", "93", communes=["Clichy-sous-Bois", "Montfermeil"]),
    )
    assert (found.same, found.rule) == (True, "communes_dans_le_nom")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("CPTS Lille Sud", "CPTS Lille Nord"),
        ("CPTS Centre Essonne", "CPTS Cœur Essonne"),
        ("CPTS Paris 13", "CPTS Paris 3"),
        ("Coordination Santé Marseille 1-2-3", "Coordination Santé Marseille 4-5"),
        ("CPTS Nougaro XIII – XV", "CPTS Nougaro XIV"),
        ("CPTS Strasbourg (nord)", "CPTS Strasbourg (sud et ouest de l'Eurométropole)"),
        ("CPTS Haut Bugey", "CPTS Bas Bugey"),
    ],
)
def test_opposing_words_and_numbers_forbid(a: str, b: str) -> None:
    found = decide(mention(a, "11", "75"), mention(b, "11", "75"))
    assert (found.same, found.rule) == (False, "veto")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("CPTS de Grenoble", "CPTS du Sud-Est grenoblois"),
        ("CPTS Grand Douai", "CPTS Pévèle du Douaisis"),
        ("CPTS de Belfort", "CPTS (Territoire de Belfort hors Belfort et première couronne, nom non cité)"),
        ("CPTS Vallée du Loir", "CPTS Vallée de la Loire"),
        ("CPTS du Lauragais", "CPTS des Portes du Lauragais"),
        ("la CPTS", "la CPTS"),
        ("CPTS Tours", "CPTS Touraine"),
        ("CPTS Hauts-Cantons et Vignobles", "CPTS Hauts Cantons et Vanats Monts"),
        ("CPTS de Chevry", "CPTS de Chevru"),  # two communes
    ],
)
def test_names_that_do_not_prove_one_cpts(a: str, b: str) -> None:
    assert not decide(mention(a, "84", "38"), mention(b, "84", "38")).same


def test_a_cpts_across_two_departements() -> None:
    named = decide(mention("CPTS Sud Ard'Drôm", "84", "07"), mention("CPTS Sud Ard’Drôm", "84", "26"))
    brand = decide(mention("CPTS Asclépios", "24", "37"), mention("CPTS d'Asclépios", "24", "41"))
    assert (named.same, named.rule, named.doubtful) == (True, "nom_a_cheval", True)
    assert (brand.same, brand.doubtful) == (True, True)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("CPTS Val de Saône", ("84", "69"), ("84", "01")),  # a river
        ("CPTS Presqu'île", ("53", "56"), ("53", "29")),  # a common noun
        ("CPTS du Pays de Bray", ("28", "76"), ("32", "60")),  # two regions
        ("CPTS Asclépios", ("24", "37"), ("24", "28")),  # départements that do not touch
    ],
)
def test_the_same_name_in_two_departements_is_left_to_a_person(
    name: str, one: tuple[str, str], other: tuple[str, str]
) -> None:
    found = decide(mention(name, *one), mention(name, *other))
    assert (found.same, found.doubtful) == (False, True)


def test_two_territories_in_two_departements_are_not_one_cpts_across_them() -> None:
    found = decide(
        mention("CPTS Terres Communes", "53", "56", communes=["Auray", "Brech", "Pluneret"]),
        mention("CPTS Terres Communes", "53", "35", communes=["Redon", "Bains-sur-Oust", "Renac"]),
    )
    assert (found.same, found.doubtful) == (False, True)


def test_a_cardinal_point_alone_needs_its_departement() -> None:
    assert not decide(mention("CPTS Sud", "84"), mention("CPTS Sud", "84", "26")).same
    assert decide(mention("CPTS Sud", "04"), mention("CPTS Grand Sud Réunion", "04", "974")).same


def test_the_same_site_unless_it_is_shared() -> None:
    def on(address: str) -> Decision:
        return decide(
            mention("CPTS Aprosalys", "84", "69", website=f"https://{address}/a"),
            mention("CPTS Lyon Sud-Ouest", "84", "69", website=address),
        )

    assert on("www.aprosalys.fr").rule == "site"
    assert not on("www.facebook.com").same


def test_a_former_name_is_the_same_cpts_in_doubt() -> None:
    found = decide(
        mention("CPTS Plaines de Santé (ex-Sud Valence)", "84", "26"), mention("CPTS Sud Valence", "84", "26")
    )
    assert (found.same, found.rule, found.doubtful) == (True, "ancien_nom", True)


def test_codes_and_names_of_communes_meet() -> None:
    found = decide(
        mention("CPTS Aprosalys", "84", "69", communes=["Oullins-Pierre-Bénite", "Saint-Genis-Laval", "Irigny"]),
        mention("CPTS du Confluent", "84", "69", communes=["OULLINS PIERRE BENITE", "St Genis Laval", "Irigny"]),
    )
    assert (found.same, found.rule) == (True, "territoire")


# --- names in short, towns, letters -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "whole", "region", "departement"),
    [
        ("Synapse", "Synapse Comtat Venaissin", "93", "84"),
        ("Asclépios", "Asclépios Touraine", "24", "37"),
        ("Big’Up Santé", "Big-Up Santé en Gâtine", "75", "79"),
        ("Hygie", "Hygie Val d'Orge", "11", "91"),
    ],
)
def test_an_invented_name_with_and_without_its_place(short: str, whole: str, region: str, departement: str) -> None:
    found = decide(mention(f"CPTS {short}", region, departement), mention(f"CPTS {whole}", region, departement))
    assert (found.same, found.rule, found.doubtful) == (True, "nom_court", True)
    assert not decide(mention(f"CPTS {short}", region, departement), mention(f"CPTS {whole}", "44", "57")).same


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("Lauragais", "Lauragais Piège"),
        ("Auray", "Auray - Quiberon"),
        ("Forez", "Forez Velay"),
        ("Trégor", "Trégor Goëlo"),
        ("Pays Lochois", "Lochois Brenne"),
        ("Erdre", "Erdre – Cens"),
        ("Cens", "Erdre – Cens"),
        ("Santé", "Santé Métropole"),
        ("Asclépios", "Asclépios Nord"),
        ("Nougaro 13", "Nougaro 13-15"),
        ("Val de Saône", "Val de Saône Dombes"),
    ],
)
def test_a_place_with_another_one_is_another_cpts(short: str, whole: str) -> None:
    assert not decide(mention(f"CPTS {short}", "76", "31"), mention(f"CPTS {whole}", "76", "31")).same


@pytest.mark.parametrize("part", ["Terre des Sources", "Lozèr'Est"])
def test_either_half_of_a_name_that_joins_two(part: str) -> None:
    found = decide(mention("CPTS Terre des Sources – Lozèr'Est", "76", "48"), mention(f"CPTS {part}", "76", "48"))
    assert (found.same, found.rule, found.doubtful) == (True, "moitie_de_nom", True)


@pytest.mark.parametrize(
    ("short", "town", "region", "departement"),
    [
        ("Champigny", "Champigny-sur-Marne", "11", "94"),
        ("Ivry", "Ivry-sur-Seine", "11", "94"),
        ("Romans", "Romans-sur-Isère", "84", "26"),
        ("Lons", "Lons-le-Saunier", "27", "39"),
        ("Boulogne", "Boulogne-Billancourt", "11", "92"),
        ("La Roche", "La Roche-sur-Yon", "52", "85"),
    ],
)
def test_a_town_in_short(short: str, town: str, region: str, departement: str) -> None:
    found = decide(mention(f"CPTS {short}", region, departement), mention(f"CPTS de {town}", region, departement))
    assert (found.same, found.rule) == (True, "commune_en_abrege")


@pytest.mark.parametrize(
    ("short", "town"),
    [
        ("Villeneuve", "Villeneuve-Saint-Georges"),
        ("Champigny", "Champigny-sur-Marne Saint-Maur"),
        ("Saint", "Saint-Mandé"),
    ],
)
def test_a_beginning_that_several_towns_share_or_that_is_no_whole_town(short: str, town: str) -> None:
    assert not decide(mention(f"CPTS {short}", "11", "94"), mention(f"CPTS {town}", "11", "94")).same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("53", None), ("52", None)),
        (("53", "35"), ("52", "44")),
        (("53", "35, 56"), ("52", "Loire-Atlantique")),
    ],
)
@pytest.mark.parametrize("name", ["CPTS du Pays de Redon", "CPTS Redon"])
def test_a_town_at_the_edge_of_two_regions(
    name: str, one: tuple[str, str | None], other: tuple[str, str | None]
) -> None:
    found = decide(mention(name, *one), mention("CPTS Pays de Redon", *other))
    assert (found.same, found.rule, found.doubtful) == (True, "nom_a_cheval", True)
    assert not decide(mention(name, *one), mention("CPTS Pays de Redon", "76", "31")).same


@pytest.mark.parametrize(
    ("country", "departement_name", "region", "departement"),
    [
        ("Ouest Guyanais", "Ouest Guyane", "03", "973"),
        ("Nord Mayennais", "Nord Mayenne", "52", "53"),
        ("Sud Vendéen", "Sud Vendée", "52", "85"),
        ("Est Marnais", "Est Marne", "44", "51"),
    ],
)
def test_the_country_of_a_departement(country: str, departement_name: str, region: str, departement: str) -> None:
    assert decide(mention(f"CPTS {country}", region, departement), mention(f"CPTS {departement_name}", region)).same


@pytest.mark.parametrize("name", ["cptsdupaysblanc", "CPTS cptsdupaysblanc", "CPTSPaysBlanc", "CPTS Paysblanc"])
def test_words_run_together(name: str) -> None:
    assert decide(mention(name, "52", "44"), mention("CPTS du Pays Blanc", "52", "44")).rule == "nom_egal"


@pytest.mark.parametrize(("typed", "right"), [("Thec", "Tech"), ("Agyl", "Agly"), ("Gire", "Gier")])
def test_a_letter_moved_in_a_short_word(typed: str, right: str) -> None:
    found = decide(mention(f"CPTS Vallée du {typed}", "76", "66"), mention(f"CPTS Vallée du {right}", "76", "66"))
    assert (found.same, found.rule) == (True, "faute_de_frappe")
