"""Rows of the published tables that do not come from one CPTS's claims: vocabulary, figures of others, sources,
work-list, changes. Plain functions; Dagster only calls them."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.paths import BUNDLED
from schema import SEPARATOR, Row
from spiders.causes import cause
from spiders.extract.rules import rules

# what makes a published figure another one; its id is their digest
COUNT_KEY = ("date_etat", "region", "mesure", "precision", "valeur", "unite", "url")
LIFECYCLE = {"active": "active", "paused": "suspendue", "retired": "retiree"}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def vocabulary_rows() -> list[Row]:
    """Labels of every code of the other tables, from `datasets/vocabulaire.csv`; those of the measures that others
    publish, described beside their figures; those of the reading rules, described beside their examples."""
    measures = _csv(BUNDLED / "comptes_publies" / "mesures.csv")
    return (
        [
            {**row, "definition": row["definition"] or None, "ordre": int(row["ordre"])}
            for row in _csv(BUNDLED / "vocabulaire.csv")
        ]
        + [
            {
                "domaine": "mesure",
                "code": row["mesure"],
                "libelle": row["libelle"],
                "definition": row["remarque"] or None,
                "ordre": order,
            }
            for order, row in enumerate(measures, 1)
        ]
        + [
            {
                "domaine": "lecture",
                "code": rule.id,
                "libelle": rule.label,
                "definition": None,
                "ordre": order,
            }
            for order, rule in enumerate(rules().values(), 1)
        ]
    )


@cache
def _alarm_labels() -> dict[str, str]:
    return {row["code"]: row["libelle"] for row in vocabulary_rows() if row["domaine"] == "alarme"}


def publisher_name(url: str, names: dict[str, str]) -> str:
    """Who publishes the page at `url`: the longest of `names` (site, or site and first folder → name) that it is in.
    Raises `ValueError` when none is."""
    parts = urlsplit(url)
    host = f".{parts.hostname}"
    held = [
        site
        for site in names
        if host.endswith(f".{site.split('/')[0]}") and parts.path.startswith(site[len(site.split("/")[0]) :])
    ]
    if not held:
        raise ValueError(f"comptes.csv: the publisher of {url} is not in editeurs.csv: add its site and its name")
    return names[max(held, key=len)]


def count_id(row: Row) -> str:
    return _digest(*(row[name] for name in COUNT_KEY), *filter(None, [row["departement"]]))


def count_definitions() -> dict[str, str | None]:
    """Measure of `mesures.csv` → the definition of ours that it may be compared with."""
    rows = _csv(BUNDLED / "comptes_publies" / "mesures.csv")
    return {row["mesure"]: row["definition"] or None for row in rows}


def published_count_rows(region_names: dict[str, str]) -> list[Row]:
    """Figures published by others: who counted, who published, and the definition it may be compared with, if any."""
    folder = BUNDLED / "comptes_publies"
    publishers = {row["site"]: row["editeur"] for row in _csv(folder / "editeurs.csv")}
    definitions = count_definitions()
    rows = []
    for row in _csv(folder / "comptes.csv"):
        if row["mesure"] not in definitions:
            raise ValueError(f"comptes.csv: measure {row['mesure']!r} is not described in mesures.csv")
        rows.append(
            {
                "compte_id": count_id(row),
                "date_etat": row["date_etat"],
                "region": row["region"],
                "region_nom": "France" if row["region"] == "FR" else region_names[row["region"]],
                "departement": row["departement"] or None,
                "mesure": row["mesure"],
                "definition": definitions[row["mesure"]],
                "valeur": float(row["valeur"]),
                "precision": row["precision"],
                "unite": row["unite"],
                "auteur": row["auteur"] or None,
                "editeur": publisher_name(row["url"], publishers),
                "url": row["url"],
                "origine": row["origine"],
                "remarque": row["remarque"] or None,
            }
        )
    return rows


def work_rows(unread: Iterable[Row]) -> list[Row]:
    """Texts that no rule could read, each once with its number of mentions and one place to see it."""
    counts: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], Row] = {}
    for row in sorted(unread, key=lambda row: (row["propriete"], row["cause"], row["texte"], row["url"])):
        key = (row["propriete"], row["cause"], row["texte"])
        counts[key] += 1
        examples.setdefault(key, row)
    return [
        {
            "travail_id": _digest(*key),
            "propriete": key[0],
            "cause": key[1],
            "texte": key[2],
            "occurrences": counts[key],
            "source_id": examples[key]["source_id"],
            "url": examples[key]["url"],
        }
        for key in sorted(counts)
    ]


def source_rows(cards: Iterable[Any], reports: dict[str, Row], listings: dict[str, list[Any]], day: date) -> list[Row]:
    """One row per card: what is said of the source, and its state on `day`."""
    rows = []
    for card in cards:
        report = reports.get(card.id, {})
        mine = listings.get(card.id, [])
        last = last_success_of(report, mine)
        last_success = date.fromisoformat(last) if last else None
        state, why = _state(card, report, last_success, day)
        rows.append(
            {
                "source_id": card.id,
                "titre": card.title,
                "editeur": card.publisher,
                "nature": card.kind,
                "regions": SEPARATOR.join(card.regions) or None,
                "plateforme": card.platform,
                "url": card.entry_urls[0],
                "licence": card.licence,
                "verifiee": card.verified,
                "connu": card.known,
                "cycle": LIFECYCLE[card.lifecycle.state],
                "etat": state,
                "cause": why,
                "dernier_succes": last_success,
                "nb_lignes": len(mine),
                "taux_statut": _share(mine, "status_text"),
                "taux_territoire": _share(mine, "territory_text"),
                "taux_population": _share(mine, "population_text"),
                "capture": report.get("capture"),
                "empreinte": report.get("capture_sha256"),
                "reconstruction": bool(mine) and all(one.evidence.reconstruction for one in mine),
            }
        )
    return rows


def last_success_of(report: Row, listings: list[Any]) -> str:
    """The day of the last good run of a source, AAAA-MM-JJ: said by its report, which a run of 304 renews as well;
    without one, the last day a listing was confirmed. Empty when it never worked."""
    said = report.get("last_success") or ""
    return said or max((one.evidence.confirmed_at[:10] for one in listings), default="")


def _share(listings: list[Any], field: str) -> float | None:
    if not listings:
        return None
    return round(100 * sum(getattr(one, field) is not None for one in listings) / len(listings), 1)


def _state(card: Any, report: Row, last_success: date | None, day: date) -> tuple[str, str | None]:
    alarms = [_alarm_labels().get(alarm["name"], alarm["name"]) for alarm in report.get("alarms", ())]
    if card.lifecycle.state == "retired":
        return "plus_suivie", card.lifecycle.reason
    if report.get("outcome") == "failed":
        return "en_panne", f"{cause(report.get('alarms', ()))}{_for_how_long(report)}"
    if last_success is None:
        paused = card.lifecycle.reason if card.lifecycle.state != "active" else None
        return "jamais_collectee", paused or ", ".join(sorted(set(alarms))) or None
    if day - last_success > timedelta(days=card.expect.max_age_days):
        return "perimee", f"dernier succès le {last_success:%d/%m/%Y}, {card.expect.max_age_days} jours admis"
    moved = _moved(report)
    if alarms:
        unread = ", ".join(sorted({cause([one]) for one in report["alarms"] if one["name"] == "FetchFailed"}))
        why = {_alarm_labels()["FetchFailed"]: f" : {unread}{_for_how_long(report)}"}
        counts = sorted(Counter(alarms).items())
        said = ", ".join(f"{name} ({count}{why.get(name, '')})" for name, count in counts)
        return "degradee", f"{said} ; {moved}" if moved else said
    return "a_jour", moved


def _for_how_long(report: Row) -> str:
    """« , depuis le 04/01/2027, 3 relevés de suite »; nothing where an older report does not say."""
    since, failures = report.get("failing_since"), report.get("failures") or 0
    if not since:
        return ""
    often = f", {failures} relevés de suite" if failures > 1 else ""
    return f", depuis le {date.fromisoformat(since):%d/%m/%Y}{often}"


def _moved(report: Row) -> str | None:
    """A page that was redirected for good is read, and its card should say its new address."""
    moved = report.get("moved") or {}
    return "page déplacée : " + ", ".join(f"{old} → {new}" for old, new in sorted(moved.items())) if moved else None


def alarm_rows(reports: dict[str, Row]) -> list[Row]:
    rows: dict[str, Row] = {}
    for source_id, report in reports.items():
        for alarm in report.get("alarms", ()):
            key = _digest(source_id, alarm["name"], alarm.get("url") or "", alarm.get("detail") or "")
            rows[key] = {
                "alarme_id": key,
                "source_id": source_id,
                "alarme": alarm["name"],
                "detail": alarm.get("detail") or None,
                "url": alarm.get("url") or None,
            }
    return [rows[key] for key in sorted(rows)]
