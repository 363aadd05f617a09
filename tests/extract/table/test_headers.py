"""What a column header means, in the words of publishers."""

from __future__ import annotations

import pytest

from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.extract.table.header_meaning import meaning_of
from spiders.instructions import ExtractRules
from tests.support.cpts_tables import ARS, alarm_names, document, one_of
from tests.support.writers import html_page, html_table


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Nom de la CPTS", "name"),
        ("NOM_CPTS", "name"),
        ("nomCpts", "name"),
        ("Dénomination", "name"),
        ("Communauté professionnelle territoriale de santé", "name"),
        ("Territoire CPTS", "territory"),
        ("Périmètre géographique", "territory"),
        ("Comunes couvertes", "communes"),
        ("Intercommunalité(s)", "epci"),
        ("Nb de communes", "commune_count"),
        ("code INSEE", "commune_codes"),
        ("CODGEO", "commune_codes"),
        ("dpt", "department"),
        ("Départ.", "department"),
        ("Departemnt", "department"),
        ("Population municipale 2021", "population"),
        ("pop_2021", "population"),
        ("Nombre d'habitants", "population"),
        ("État d'avancement", "status"),
        ("Statut juridique", "other"),
        ("Taille de la CPTS", "other"),
        ("Date de signature de l'ACI", "milestone"),
        ("LI", "milestone"),
        ("Date prévisionnelle de signature ACI", "other"),
        ("Mission 1 : accès aux soins", "mission"),
        ("Missions socles", "missions"),
        ("Nombre de CPTS", "other"),
        ("Population de 65 ans et plus", "other"),
        ("Densité de population", "other"),
        ("Président(e)", "personal"),
        ("president de la CPTS", "personal"),
        ("Coord.", "personal"),
        ("Contact CPTS", "personal"),
        ("Tél. CPTS", "personal"),
        ("Adresse mail", "personal"),
        ("Référent ARS", "personal"),
        ("Nom du président", "personal"),
        ("Site Internet", "website"),
        ("N° FINESS", "finess"),
        ("Numéro SIRET", "siren"),
        ("Type de structure", "type"),
    ],
)
def test_a_header_is_understood(header, field):
    meaning = meaning_of(header)
    assert meaning is not None
    assert meaning.field == field


@pytest.mark.parametrize("header", ["Zorglub", "Fougères", "", "…"])
def test_a_header_nobody_knows_has_no_meaning(header):
    assert meaning_of(header) is None


def test_the_card_says_what_a_header_means():
    context = SourceContext(rules=ExtractRules(columns={"Bassin couvert": "territory_text", "Zorglub": "name"}))
    listing = one_of("Zorglub|Bassin couvert|Population\nCPTS de Fougères|Fougères, Javené|48 924", context=context)
    assert (listing.name, listing.territory_text) == ("CPTS de Fougères", "Fougères, Javené")


@pytest.mark.parametrize(
    ("title", "first", "names", "told"),
    [
        ("Les CPTS", "CPTS", ("CPTS du Val", "CPTS du Lac"), True),
        ("Nos horaires", "Jour", ("Lundi", "Mardi"), False),
        ("Les maisons de santé", "Nom", ("MSP du Val", "MSP du Lac"), False),
    ],
)
def test_a_header_nobody_knows_is_told_of_a_table_about_cpts_only(title, first, names, told):
    rows = [[first, "Statut", "Zorglub"], *([name, "ACI signé", "texte libre"] for name in names)]
    found = read(document(html_page(html_table(rows), title).encode(), "liste"), ARS)
    assert ("UnknownHeader" in alarm_names(found.alarms)) == told
