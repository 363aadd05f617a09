"""A hundred kilobytes of any one thing are read within ten times the goal of two seconds: no rule goes back over what
it has read for every word of it."""

import pytest

from spiders.document import Document
from spiders.extract.bounded import read_bounded
from tests.support.cpts_tables import ARS

UNITS = (
    *"-1[(aAé'\"«./:@_%|\u00a0\u200b",
    *("Saint-", "l'", "a@a", "https://a.", "www."),
    *("1 ", "– ", ", ", "; ", "et ", "de la ", "Dr ", "JEAN ", "Jean Dupont ", "12e ", "2024 ", "le 3 mai 2024 "),
    *("CPTS ", "CPTS de ", "CPTS Val et ", "CPTS du Val Bleu, ", "CPTS du Val Bleu et ", "les CPTS A, B et C. "),
    *("Lyon, ", "Lyon et ", "12 000 habitants ", "signé ", "ACI ", "communes ", "communes : "),
    "La CPTS a signé son ACI. ",
)


@pytest.mark.long
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "markup", ["<p>%s</p>", "<ul><li>%s</li></ul>", "<table><tr><td>CPTS</td><td>%s</td></tr></table>"]
)
def test_no_text_is_long_to_read(markup, unit):
    body = "<html><body><main><h1>CPTS</h1>" + markup % (unit * (100_000 // len(unit))) + "</main></body></html>"
    found = read_bounded(Document("https://a.example/x", body.encode()), ARS, seconds=20)
    assert "TooHeavy" not in {alarm.name for alarm in found.alarms}
