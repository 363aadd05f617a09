"""One date told for several CPTS goes to each of them, in every layout."""

import pytest

from tests.support.pages import told

DAY = {"statut": "aci_signe", "date": "2022-03-03"}
LIST = "<ul><li>CPTS du Val Blanc</li><li>CPTS des Monts Bleus</li></ul>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>La CPTS du Val Blanc et la CPTS des Monts Bleus ont signé leur ACI le 3 mars 2022.</p>",
        "<p>Deux CPTS ont signé leur contrat ACI le 3 mars 2022 : la CPTS du Val Blanc et la CPTS des Monts Bleus.</p>",
        f"<p>Le 3 mars 2022, l'ARS et la CPAM ont signé les contrats ACI de deux CPTS.</p>{LIST}",
        f"<h2>ACI signés le 3 mars 2022</h2>{LIST}",
        "<p>Les CPTS du Val Blanc et des Monts Bleus ont été lancées. Toutes deux ont signé leur ACI le 3 mars 2022.</p>",
    ],
)
def test_each_has_the_day(body: str) -> None:
    found = told(f"<h1>Actualité</h1>{body}", kind="ars", region="27")
    assert found == {"du Val Blanc": DAY, "des Monts Bleus": DAY}
