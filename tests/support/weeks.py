"""Weeks of an observatory without a web: listings and reports laid down as a crawl would, then the real steps of a
build, each week on the release of the week before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.publish.checksums import sha256, write_sums
from pipelines.publish.folders import LATEST
from pipelines.steps import build, history
from pipelines.steps.claim_rows import claim_rows
from pipelines.tables.store import write_table
from schema import Row
from spiders.listing import Evidence, Listing, read_jsonl, write_jsonl
from spiders.report import SourceReport, data_version, read_report, write_report

Tables = dict[str, list[Row]]

CARD = """id = "{id}"
publisher = "Éditeur inventé"
title = "Source inventée"
kind = "{kind}"
regions = {regions}
platform = "site"
entry_urls = ["https://{id}.test/cpts"]
verified = true
known = "Une source inventée pour des semaines d'essai."
licence = "Licence Ouverte 2.0"
{more}
[expect]
minimum = 1
maximum = 999

[lifecycle]
state = "{state}"
since = 2027-01-04
reason = "pour essayer des semaines"
"""


def card(
    folder: Path,
    source_id: str,
    kind: str = "ars",
    regions: tuple[str, ...] = ("27",),
    more: str = "",
    state: str = "active",
) -> None:
    """The card of an invented source. `more`: lines of TOML."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{source_id}.toml").write_text(
        CARD.format(id=source_id, kind=kind, regions=list(regions), more=more, state=state), encoding="utf-8"
    )


def listing(source_id: str, name: str, communes: str = "", status: str = "ACI signé", **more: Any) -> Listing:
    """What a list says of one CPTS; it knows no day yet."""
    digest = hashlib.sha256(f"{source_id}{name}{communes}{status}{more}".encode()).hexdigest()
    evidence = Evidence(source_id, f"https://{source_id}.test/cpts", "/html/body/p[1]", digest=f"sha256:{digest}")
    return Listing(
        name, evidence, status_text=status or None, status_filed=status or None, territory_text=communes or None, **more
    )


def begun(tmp_path: Path, monkeypatch: Any, **kinds: str) -> Observatory:
    """An observatory in a folder of its own, whose clock is the day that is played. `kinds`: source → its nature."""
    for source_id, kind in kinds.items():
        card(tmp_path / "cards", source_id, kind=kind)
    monkeypatch.setenv("OBSERVATOIRE_CARDS", str(tmp_path / "cards"))
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OBSERVATOIRE_REPETITION", "1")
    return Observatory(tmp_path / "data")


class Observatory:
    """`data` is the folder that `OBSERVATOIRE_DATA` names. `first`: the day each listing was first read."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.first: dict[Listing, str] = {}

    def week(self, day: str, pages: Mapping[str, Iterable[Listing] | None]) -> Tables:
        """The tables of a build on `day`. `pages`: source → what it says; `None` when it failed that day; a source that
        is not named answers what it did before (304)."""
        self.crawl(day, pages)
        build_claims = [row for one in build.read_statements() for row in claim_rows(one)]
        identities, successions = build.assign_identities(build_claims)
        affirmations = history.affirmation_table(build_claims, identities)
        tables = history.dossier_tables(build_claims, identities, affirmations, successions)
        tables |= {"affirmations": affirmations, "sources": build.source_table()}
        tables["deploiement"] = build.deployment_table(tables["cpts"], tables["territoires"])
        tables["changements"] = history.change_table(tables)
        self._release(day, tables)
        return tables

    @property
    def _listings(self) -> Path:
        return self.data / "work" / "listings"

    def crawl(self, day: str, pages: Mapping[str, Iterable[Listing] | None]) -> None:
        """Lays down what a crawl of that day would."""
        for source_id in {*pages, *(path.stem for path in self._listings.glob("*.jsonl"))}:
            self._lay(day, source_id, pages)

    def _lay(self, day: str, source_id: str, pages: Mapping[str, Iterable[Listing] | None]) -> None:
        path = self._listings / f"{source_id}.jsonl"
        said = pages.get(source_id) if source_id in pages else list(read_jsonl(path))
        before = read_report(self._listings, source_id)
        if said is None:
            assert before is not None, f"{source_id} has nothing to keep"
            write_report(replace(before, outcome="failed", day=day), self._listings)
            return
        found = [self._dated(one, day) for one in said]
        write_jsonl(found, path)
        report = SourceReport(
            source_id, "changed", "live", len(found), len(found), 1, data_version(found), day=day, last_success=day
        )
        write_report(report, self._listings)

    def _dated(self, one: Listing, day: str) -> Listing:
        plain = replace(one, evidence=replace(one.evidence, fetched_at="", first_read_at="", confirmed_at=""))
        first = self.first.setdefault(plain, f"{day}T08:00:00Z")
        now = f"{day}T08:00:00Z"
        return replace(one, evidence=replace(one.evidence, fetched_at=first, first_read_at=first, confirmed_at=now))

    def _release(self, day: str, tables: Tables) -> None:
        """What the next build reads of a release."""
        folder = self.data / "releases" / day
        folder.mkdir(parents=True)
        for name in {*build.CARRIED, "affirmations", "lignees", "corrections"}:
            write_table(name, tables[name], folder / f"{name}.parquet")
        (folder / build.LEDGER).write_bytes((self.data / "work" / build.LEDGER).read_bytes())
        write_sums(folder, {path.name: sha256(path) for path in sorted(folder.iterdir())})
        latest = folder.parent / LATEST
        latest.unlink(missing_ok=True)
        latest.symlink_to(day)


def failures(tables: Tables) -> list[Row]:
    """The blocking checks that these tables fail, of those that lean on one another."""
    from pipelines.steps.checks import blocking_failures, run_checks

    whole = tables | {"regions": [{"region": "27", "nom": "Bourgogne-Franche-Comté"}]}
    checked = ("cpts", "preuves", "evenements", "affirmations", "lignees", "changements", "deploiement")
    return blocking_failures(run_checks(whole, checked))


def named(tables: Tables, name: str) -> Row:
    """The one CPTS of that name."""
    (row,) = [row for row in tables["cpts"] if row["nom"] == name]
    return row


def phrases(tables: Tables, day: str) -> list[str]:
    return [row["phrase"] for row in tables["changements"] if row["livraison"] == date.fromisoformat(day)]
