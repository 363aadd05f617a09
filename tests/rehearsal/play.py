"""Plays the weeks of a scenario through the commands that a person runs, and tells what was published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spiders.clock import REHEARSAL
from tests.rehearsal.scenario import Week, weeks
from tests.rehearsal.web import Web, serve

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Played:
    """What `run` did with a week: its exit code and words, the release that `latest` points at afterwards (None
    before the first one), and how many answers of each status the web gave."""

    week: Week
    code: int
    said: str
    release: Path | None
    asked: Counter[int]

    def changes(self) -> list[dict[str, Any]]:
        """The changes that the release of this week saw, among those it carries."""
        return [row for row in self.rows("changements") if row["livraison"].isoformat() == self.week.day]

    def rows(self, table: str) -> list[dict[str, Any]]:
        import pyarrow.parquet as pq

        assert self.release is not None, self.said
        return pq.ParquetFile(self.release / f"{table}.parquet").read().to_pylist()

    @property
    def fresh(self) -> bool:
        return self.release is not None and self.release.name.startswith(self.week.day)


def play(scenario: Path, cards: Path, data: Path, *options: str) -> Iterator[Played]:
    """Each week of the scenario, played on `data` with the cards of a folder. `options` are those of `run`."""
    data.mkdir(parents=True, exist_ok=True)
    web = Web()
    with serve(web, data) as environment, tempfile.TemporaryDirectory() as aside:
        for week in weeks(scenario):
            edited = _edited(cards, week, Path(aside) / week.day)
            web.pages, web.down, web.asked = week.pages, week.down, Counter()
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "pipelines.cli.main", "run", "--live"),
                    *("--today", week.day, "--cards", str(edited), *options),
                ],
                cwd=ROOT,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment, REHEARSAL: "1", "OBSERVATOIRE_DATA": str(data)},
            )
            latest = data / "releases" / "latest"
            yield Played(week, done.returncode, done.stdout, latest.resolve() if latest.exists() else None, web.asked)


def _edited(cards: Path, week: Week, folder: Path) -> Path:
    """The cards as they are in that week."""
    shutil.copytree(cards, folder)
    for name, more in week.cards.items():
        path = folder / f"{name}.toml"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")
    return folder


def tell(played: Played) -> str:
    """A week in a few lines: what happened on the web, what was asked, what was published."""
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(played.asked.items()))
    lines = [f"{played.week.day}  {played.week.tells}", f"  answers: {answers}; exit code {played.code}"]
    if not played.fresh:
        last = played.said.strip().splitlines()[-1:]
        kept = played.release.name if played.release else "none"
        return "\n".join([*lines, f"  nothing published, latest stays {kept}: {' '.join(last)}"])
    sources, cpts = played.rows("sources"), played.rows("cpts")
    states = Counter(row["etat"] for row in sources)
    presence = Counter(row["presence"] for row in cpts)
    lines.append(f"  sources: {_counted(states)}; CPTS: {_counted(presence)}")
    lines += [f"  {row['source_id']}: {row['etat']}, {row['cause']}" for row in sources if row["etat"] != "a_jour"]
    lines += [f"  + {row['phrase']}" for row in played.changes()]
    return "\n".join(lines)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
