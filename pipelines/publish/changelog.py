"""`CHANGELOG.md` of a release: what changed since the previous one, in French."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from pipelines.site.french import french_date

# what Markdown reads as more than words, in a phrase that carries those of a publisher
_MARKUP = re.compile(r"([\\`*_\[\]|~]|^[#+-]|(?<=\w):(?=\S)|(?<=\bwww)\.)")
_BRACKETS = str.maketrans("<>", "‹›")

if TYPE_CHECKING:
    import pyarrow

HEADINGS = {
    "apparue": "Nouvelles CPTS",
    "revenue": "CPTS de nouveau citées",
    "disparue": "CPTS disparues de leurs sources",
    "a_confirmer": "CPTS à confirmer",
    "fusion": "Fusions",
    "scission": "Scissions",
    "remplacement": "Remplacements",
    "fin": "Refus et fins",
    "statut": "Changements de statut",
    "territoire": "Changements de territoire",
    "population": "Changements de population",
    "nom": "Changements de nom",
    "fiche": "Fiches réunies",
}


def as_text(phrase: str) -> str:
    """`phrase` as Markdown that shows its words and nothing else, on one line."""
    line = re.sub(r"[\r\n\t]+", " ", phrase).strip().translate(_BRACKETS)
    return _MARKUP.sub(r"\\\1", line)


def changelog(tables: dict[str, pyarrow.Table], day: date, remark: str = "") -> str:
    """Markdown text built from the table `changements`, by nature, in the order of `HEADINGS`. The release before is
    the last date but one that `deploiement` carries."""
    told = tables["changements"].select(["livraison", "nature", "phrase"]).to_pylist()
    rows = [row for row in told if row["livraison"] == day]
    before = max((one for one in tables["deploiement"].column("date").to_pylist() if one < day), default=None)
    parts = [f"# Changements de la livraison du {french_date(day.isoformat())}", ""]
    parts += [f"> {remark}", ""] if remark else []
    if before is None:
        parts += ["Aucune livraison d'un jour antérieur à laquelle la comparer.", ""]
    elif rows:
        parts += [f"Depuis la livraison du {french_date(before.isoformat())}.", ""]
    else:
        parts += [f"Aucune différence avec la livraison du {french_date(before.isoformat())}.", ""]
    for nature, heading in HEADINGS.items():
        phrases = [row["phrase"] for row in rows if row["nature"] == nature]
        if phrases:
            parts += [f"## {heading} ({len(phrases)})", "", *(f"- {as_text(phrase)}" for phrase in phrases), ""]
    return "\n".join(parts)
