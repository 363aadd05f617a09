"""The figures of the country that the pages of a source tell today, beside those that people keep by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lexicon.published_counts import Count, read_counts
from pipelines.steps.context_tables import count_definitions, count_id
from schema import Row
from spiders.registry import SourceCard


def told_count_rows(reports: Mapping[str, Row], cards: Mapping[str, SourceCard], known: Sequence[Row]) -> Iterator[Row]:
    """One row per figure and page, but for those that a person has written down, and for a state to come."""
    written = {(row["date_etat"], row["mesure"], row["valeur"]) for row in known}
    for source_id, report in sorted(reports.items()):
        for words, url in sorted((report.get("counts") or {}).items()):
            for one in read_counts(words):
                said = (one.day, one.measure, float(one.value))
                if said not in written and one.day <= report["day"]:
                    written.add(said)
                    yield _row(one, url, cards[source_id].publisher)


def _row(one: Count, url: str, publisher: str) -> Row:
    row: Row = {
        "date_etat": one.day,
        "region": "FR",
        "region_nom": "France",
        "departement": None,
        "mesure": one.measure,
        "definition": count_definitions()[one.measure],
        "valeur": float(one.value),
        "precision": one.precision,
        "unite": "cpts",
        "auteur": publisher,
        "editeur": publisher,
        "url": url,
        "origine": "publie",
        "remarque": f"lu par une règle : « {one.words} »",
    }
    return {"compte_id": count_id({**row, "valeur": str(one.value)}), **row}
