"""What whoever keeps the observatory should hear of a release: failures and alarms that were not there before."""

from __future__ import annotations

from schema import Row

Tables = dict[str, list[Row]]
ILL = "en_panne"


def news(now: Tables, before: Tables | None) -> list[str]:
    """One French line for each source newly in failure or back, and for each name of alarm that is new on a source,
    between two sets of the tables `sources` and `alarmes`; nothing for a first release."""
    if before is None:
        return []
    was, titles = _ill(before), {row["source_id"]: row["titre"] for row in now["sources"]}
    lines = [f"En panne : {row['titre']} ({one}), {row['cause']}" for one, row in _ill(now).items() if one not in was]
    lines += [f"De retour : {titles[one]} ({one})" for one in was if one in titles and one not in _ill(now)]
    known = {(row["source_id"], row["alarme"]) for row in before["alarmes"]}
    told: set[tuple[str, str]] = set()
    for row in now["alarmes"]:
        pair = row["source_id"], row["alarme"]
        if pair not in known | told and row["source_id"] not in _ill(now):
            lines.append(f"Alarme {row['alarme']} : {titles.get(pair[0], pair[0])} ({pair[0]}), {row['detail'] or ''}")
        told.add(pair)
    return lines


def _ill(tables: Tables) -> dict[str, Row]:
    return {row["source_id"]: row for row in tables["sources"] if row["etat"] == ILL}
