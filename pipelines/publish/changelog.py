"""`CHANGELOG.md` of a release: what changed since the previous one, in French."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipelines.site.french import french_date

if TYPE_CHECKING:
    import pyarrow

HEADINGS = {
    "apparue": "Nouvelles CPTS", "disparue": "CPTS disparues de leurs sources", "fusion": "Fusions",
    "scission": "Scissions", "statut": "Changements de statut", "territoire": "Changements de territoire",
    "population": "Changements de population", "nom": "Changements de nom",
}


def changelog(changes: pyarrow.Table, day: date) -> str:
    """Markdown text built from the table `changements`, by nature, in the order of `HEADINGS`."""
    rows = changes.select(["nature", "phrase"]).to_pylist()
    parts = [f"# Changements de la livraison du {french_date(day.isoformat())}", ""]
    if not rows:
        parts += ["Aucune différence avec la livraison précédente.", ""]
    for nature, heading in HEADINGS.items():
        phrases = [row["phrase"] for row in rows if row["nature"] == nature]
        if phrases:
            parts += [f"## {heading} ({len(phrases)})", "", *(f"- {phrase}" for phrase in phrases), ""]
    return "\n".join(parts)
