"""Where the page of a citation is sought."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines.steps.citations import cite
from spiders.archive import reader
from spiders.archive.folder import crawls
from spiders.collect import BUNDLED

SOURCE = "48-fm"


def test_captures_of_other_weeks_stay_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(BUNDLED / SOURCE, tmp_path / SOURCE)
    (own,) = crawls(tmp_path, SOURCE)
    capture = reader.Capture(own)
    page = next(one for url in capture.addresses() for one in capture.exchanges(url) if b"CPTS" in one.body)
    for week in ("2027-01-04", "2027-01-11"):
        shutil.copy(own, own.with_name(f"{week}.warc.gz"))
    opened: list[str] = []
    first = reader.Capture.__init__

    def noted(self: reader.Capture, path: Path) -> None:
        opened.append(path.name)
        first(self, path)

    monkeypatch.setattr(reader.Capture, "__init__", noted)
    row: dict[str, object] = {
        "source_id": SOURCE,
        "propriete": "nom",
        "texte": "CPTS Terre des Sources",
        "capture": page.record_id,
    }
    row["releve_le"] = date.fromisoformat(own.name[:10])
    cite([row], (tmp_path,))
    assert "Terre des Sources" in str(row["citation"]) and opened == [own.name]
