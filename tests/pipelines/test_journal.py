"""What a command says while it runs: lines for a person, JSON for a machine."""

import json

from pipelines.cli.collecting import progress
from pipelines.journal import CHOICE, error, keep

DONE = {
    "event": "done",
    "source_id": "nord",
    "report": {"source_id": "nord", "outcome": "failed", "pages": 1, "listings": 2, "read": 0, "reason": "nord: 503"},
}


def told(capsys):
    keep()
    with progress(1) as heard:
        heard({"event": "start", "source_id": "nord"})
        heard(DONE)
    return capsys.readouterr().err


def test_who_has_no_terminal_reads_a_line_per_source(capsys, monkeypatch):
    monkeypatch.delenv(CHOICE, raising=False)
    assert told(capsys) == "nord: failed, 1 answers, 0 listings read\n"


def test_a_machine_reads_json(capsys, monkeypatch):
    monkeypatch.setenv(CHOICE, "json")
    row = json.loads(told(capsys))
    assert (row["level"], row["source_id"], row["outcome"], row["reason"]) == ("info", "nord", "failed", "nord: 503")
    error("nothing was published")
    row = json.loads(capsys.readouterr().err)
    assert (row["level"], row["message"]) == ("error", "nothing was published")
    monkeypatch.delenv(CHOICE)
    keep()
    error("nothing was published")
    assert capsys.readouterr().err == "error: nothing was published\n"
