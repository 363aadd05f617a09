"""Why this CPTS, why this value: the evidence of a release, with the rules that read it, for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schema import Row

MOST_SHOWN = 12  # claims of one property


def describe_cpts(release: Path, cpts_id: str, topic: str | None = None) -> list[str]:
    """The lines that explain a CPTS of `release`, or one property of it, retained claims first.

    Raises `KeyError` for an id that the release does not have, `ValueError` for a property it has no evidence of."""
    cpts = next(iter(_rows(release, "cpts", [("cpts_id", "==", cpts_id)])), None)
    if cpts is None:
        raise KeyError(cpts_id)
    evidence = _rows(release, "preuves", [("cpts_id", "==", cpts_id)])
    topics = sorted({row["propriete"] for row in evidence}, key=_ORDER.index)
    if topic is not None and topic not in topics:
        raise ValueError(f"no source says « {topic} » of {cpts_id}: {', '.join(topics)}")
    labels = _labels(release)
    lines = [f"{cpts['nom']} ({cpts_id})"]
    for name in [topic] if topic else topics:
        lines += _property(name, [row for row in evidence if row["propriete"] == name], labels)
    return lines


_ORDER = (
    *("nom", "statut", "date", "territoire", "departements", "population", "missions", "filiation"),
    *("adherents", "forme_juridique", "taille_declaree", "site_web", "finess", "siren", "rna"),
)


def _property(name: str, claims: list[Row], labels: dict[tuple[str, str], str]) -> Iterator[str]:
    yield ""
    yield labels.get(("propriete", name), name)
    claims.sort(key=lambda row: (not row["retenue"], row["source_id"], row["preuve_id"]))
    for row in claims[:MOST_SHOWN]:
        yield from _claim(row, labels)
    if len(claims) > MOST_SHOWN:
        yield f"  … et {len(claims) - MOST_SHOWN} autres : table `preuves`"


def _claim(row: Row, labels: dict[tuple[str, str], str]) -> Iterator[str]:
    mark = "retenue" if row["retenue"] else "écartée"
    yield f"  {row['valeur'] or '—'}  ({mark} : {row['motif']})"
    if row["texte"]:
        yield f"    mots : « {row['texte']} »"
    reading = row["regle_lecture"]
    if reading:
        yield f"    pourquoi cette CPTS : {labels.get(('lecture', reading), reading)} [{reading}]"
    yield f"    pourquoi cette valeur : [{row['regle']}]"
    said = f", page du {row['date_page']}" if row["date_page"] else ""
    drawn = ", page reconstituée" if row["reconstruction"] else ""
    place = f"{row['source_id']}, {row['url']}, {row['localisation']}"
    yield f"    source : {place}, relevé le {row['releve_le']}{said}{drawn}"


def _labels(release: Path) -> dict[tuple[str, str], str]:
    words = _rows(release, "vocabulaire", None)
    return {(row["domaine"], row["code"]): row["libelle"] for row in words}


def _rows(release: Path, table: str, filters: list[tuple[str, str, str]] | None) -> list[Row]:
    import pyarrow.parquet as pq

    rows: list[Row] = pq.read_table(release / f"{table}.parquet", filters=filters).to_pylist()
    return rows
