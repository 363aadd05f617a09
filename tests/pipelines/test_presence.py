"""What this run confirmed, what it only carries on."""

from datetime import date

import pytest

from pipelines.steps.coverage import _confirmation
from pipelines.steps.presence import not_read, presence

REPORTS = {
    "lue": {"outcome": "unchanged", "mode": "live", "day": "2027-02-01"},
    "en-panne": {"outcome": "failed", "mode": "live", "day": "2027-02-01"},
    "pas-demandee": {"outcome": "changed", "mode": "live", "day": "2027-01-25"},
    "rejouee": {"outcome": "alarmed", "mode": "replay", "day": "2027-01-04"},
}


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (["lue"], "presente"),
        (["rejouee"], "presente"),
        (["en-panne"], "source_indisponible"),
        (["pas-demandee"], "reportee"),
        (["en-panne", "pas-demandee"], "reportee"),
        (["en-panne", "lue"], "presente"),
        (["sans-rapport"], "presente"),
    ],
)
def test_a_source_that_failed_or_was_not_asked_confirms_nothing(sources, said):
    assert presence(sources, not_read(REPORTS, date(2027, 2, 1))) == said


def test_with_every_source_in_failure_nothing_is_counted_as_confirmed():
    failed = {one: {**report, "outcome": "failed"} for one, report in REPORTS.items()}
    carried = not_read(failed, date(2027, 2, 1))
    rows = [{"reconstruction": False, "presence": presence([one], carried)} for one in REPORTS]
    assert _confirmation(rows) == {"nb_confirmees": 0, "nb_reportees": 4, "nb_jamais_confirmees": 0}
