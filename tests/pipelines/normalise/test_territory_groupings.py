"""Members of a list of intercommunalities, and names that hold the name of a town: never that town."""

from __future__ import annotations

import pytest

from lexicon.gazetteer import load
from pipelines.normalise.territory import resolve_territory

GEOGRAPHY = load()


def members(*names: str) -> set[str]:
    wanted = {code for code, one in GEOGRAPHY.epci.items() if one.name in names}
    assert len(wanted) == len(names)
    return {commune for code in wanted for commune in GEOGRAPHY.members_of_epci(code)}


@pytest.mark.parametrize(
    ("text", "departement", "epci"),
    [
        (
            "trois communautés de communes : Saint-Brieuc Armor Agglomération, Lamballe Terre et Mer et Leff Armor",
            "22",
            ("CA Saint-Brieuc Armor Agglomération", "CA Lamballe Terre et Mer", "CC Leff Armor Communauté"),
        ),
        (
            "2 communautés de communes (Pays d'Issoudun, Champagne Boischauts)",
            "36",
            ("CC du Pays d'Issoudun", "CC Champagne Boischauts"),
        ),
        ("Communautés de communes :\n- Grand Dole\n- Val d'Amour", "39", ("CA du Grand Dole", "CC du Val d'Amour")),
        ("les intercommunalités de Vitré et de Fougères", "35", ("CA Vitré Communauté", "CA Fougères Agglomération")),
        ("La CPTS couvre Nevers Agglomération", "58", ("CA de Nevers",)),
        ("Elle couvre Lamballe Terre et Mer", "22", ("CA Lamballe Terre et Mer",)),
    ],
)
def test_the_members_of_a_list_of_groupings_are_groupings(text: str, departement: str, epci: tuple[str, ...]) -> None:
    assert set(resolve_territory(text, None, (departement,)).codes) == members(*epci)


@pytest.mark.parametrize(
    ("text", "departement"),
    [
        ("47 communes, surtout de Cèze Cévennes, mais aussi d'Alès Agglomération et du Mont-Lozère", "30"),
        ("25 communes, pour l'essentiel des Bertranges, mais aussi de Nevers Agglomération et de Cœur de Loire", "58"),
        ("25 communes, surtout de Vesoul Agglomération, mais aussi de Lure et du Pays de Luxeuil", "70"),
        ("30 communes des communautés de communes du Pays de Saverne, du Pays d'Issoudun et du Pays de Redon", "35"),
        (
            "38 communes, réparties sur 3 départements (Loir et Cher, Cher, Indre) et 6 communautés de communes : "
            "Bourges Plus, Cœur de Berry, Pays d'Issoudun, Sauldre et Sologne, Vierzon Sologne Berry",
            "36",
        ),
        ("deux communautés de communes : Lure, Luxeuil", "70"),
        ("la CPTS couvre Dole Agglomération", "39"),
    ],
)
def test_a_grouping_in_part_or_unknown_is_not_the_commune_of_its_name(text: str, departement: str) -> None:
    reading = resolve_territory(text, None, (departement,))
    assert (reading.codes, reading.complete) == ((), False)


@pytest.mark.parametrize(
    ("text", "departement", "communes"),
    [
        ("deux communautés de communes (Grand Dole et Val d'Amour) et la commune de Poligny", "39", {"39434"}),
        ("Communautés de communes : Grand Dole, Val d'Amour, siège : Poligny", "39", {"39434"}),
        ("La CPTS Nord Communauté professionnelle couvre Dole et Poligny", "39", {"39198", "39434"}),
        ("Lamballe-Armor, Mer et Quintin", "22", {"22093", "22262"}),
    ],
)
def test_the_communes_beside_stay_communes(text: str, departement: str, communes: set[str]) -> None:
    reading = resolve_territory(text, None, (departement,))
    named = {code for place in reading.places if len(place.codes) == 1 for code in place.codes}
    assert named == communes


def test_parts_of_other_groupings_leave_less_room_for_those_named_whole():
    text = "{} communes : la CC des Avants-Monts, la CC Grand Orb en Languedoc, 5 communes de la CC du Minervois"
    assert len(resolve_territory(text.format(53), "76", ("34",)).codes) == 48
    assert resolve_territory(text.format(49), "76", ("34",)).codes == ()
