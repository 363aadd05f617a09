"""The country as the observatory counts it: finest communes, and the regions under a health agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lexicon.gazetteer import Commune, Geography


# why a département is that of a mention: stated by the page, or inferred, the surest first
STATED, ONLY_ONE = "departement_nomme", "seul_departement_de_la_region"
NAME, PAGE = "nom_de_la_cpts", "lieu_montre_par_la_page"
SIGNATORY, PUBLISHER, NEIGHBOURS = "caisse_signataire", "aire_de_l_editeur", "voisins_de_la_liste"
INFERRED = (NAME, PAGE, SIGNATORY, PUBLISHER, NEIGHBOURS)

# why a commune goes with a CPTS although no source says that it is of its territory: its name, and what the rules of
# `lexicon/vocabulary/places_shown.toml` see; or a source names Paris, Lyon or Marseille and no arrondissement; or it
# gives an extent, « de X à Y », whose ends hold more people than the CPTS: it goes as far as there
# « mono-communale »: the town of its name, as a page states without naming it
ONLY_TOWN = "commune_unique"
WITHOUT_ARRONDISSEMENT, UNLIKELY_END = "ville_sans_arrondissement", "borne_trop_peuplee"
DEDUCED = (NAME, "siege", "lieu_d_action", "commune_partenaire", "ville_centre", WITHOUT_ARRONDISSEMENT, UNLIKELY_END)


def counted_region(geography: Geography, departement: str) -> str | None:
    """Region, or collectivity that stands for one as in the COG (Saint-Martin is not of Guadeloupe, whose agency serves
    it); none where no health agency is in charge."""
    found = geography.departements.get(departement)
    return found.region if found and found.ars_region else None


def finest_communes(geography: Geography) -> list[Commune]:
    """Every commune under a health agency, arrondissements instead of Paris, Lyon and Marseille, by code."""
    return [
        commune
        for code, commune in sorted(geography.communes.items())
        if code not in geography.arrondissements and counted_region(geography, commune.departement)
    ]
