"""After a live run: what each region gave, what did not answer, what is new and what to do first; French, and data."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.steps.proposals import proposals, unlinked
from schema import Row
from spiders.causes import cause, silent
from spiders.files import write_text
from spiders.listing import Listing
from spiders.registry import REGIONS, SourceCard, not_asked

# what is missed most when it does not answer, first
ORDER = ("national", "ars", "assurance_maladie", "urps", "federation", "cpts", "presse")
SHOWN = 20
_SIGNS = re.compile(r"[\\`*_\[\]<>#|!&~]")


def run_report(
    cards: Sequence[SourceCard],
    reports: Mapping[str, Mapping[str, Any]],
    listings: Mapping[str, Sequence[Listing]],
    held: Iterable[str],
    day: str,
) -> Row:
    """The run of `day` (AAAA-MM-JJ) as data, keys in French: it is read by whoever runs the observatory. `held`: the
    names that the last release knows."""
    active = [one for one in cards if one.lifecycle.state == "active"]
    failed = [one for one in active if reports.get(one.id, {}).get("outcome") == "failed"]
    queue = proposals(cards, reports, listings)
    return {
        "jour": day,
        "sources_actives": len(active),
        "sources_demandees": sum(reports.get(one.id, {}).get("day") == day for one in active),
        "regions": _regions(active, failed, listings, day),
        "en_panne": [_failure(one, reports[one.id]) for one in sorted(failed, key=_weight)],
        **_never_read(active, reports),
        "non_demandees": [
            {"editeur": name, "regions": list(regions), "motif": why} for name, regions, why in not_asked(cards)
        ],
        "nouvelles_mentions": _new(listings, day),
        "deplacees": {old: new for one in active for old, new in (reports.get(one.id, {}).get("moved") or {}).items()},
        "nb_sources_proposees": len(queue),
        "sources_proposees": [
            {"site": one.site, "adresse": one.address, "nomme": one.says, "par": list(one.named_by)} for one in queue
        ],
        "cpts_sans_adresse": [
            {"nom": one.name, "page": one.page, "par": list(one.named_by)} for one in unlinked(cards, listings, held)
        ],
    }


def _weight(card: SourceCard) -> tuple[int, str]:
    return ORDER.index(card.kind), card.id


def _regions(
    active: Iterable[SourceCard], failed: Sequence[SourceCard], listings: Mapping[str, Sequence[Listing]], day: str
) -> list[Row]:
    followed: dict[str, list[SourceCard]] = defaultdict(list)
    for card in active:
        for region in card.regions or ("national",):
            followed[region].append(card)
    return [
        {
            "region": region,
            "nom": REGIONS.get(region, "France entière"),
            "sources": len(mine),
            "en_panne": sum(one in failed for one in mine),
            "mentions": sum(len(listings.get(one.id, ())) for one in mine),
            "nouvelles": sum(_is_new(row, day) for one in mine for row in listings.get(one.id, ())),
        }
        for region, mine in sorted(followed.items())
    ]


def _is_new(listing: Listing, day: str) -> bool:
    return listing.evidence.first_read_at[:10] == day


def _new(listings: Mapping[str, Sequence[Listing]], day: str) -> list[Row]:
    return [
        {"source": source_id, "nom": one.name, "url": one.evidence.url}
        for source_id, rows in sorted(listings.items())
        for one in rows
        if _is_new(one, day)
    ]


def _never_read(active: Iterable[SourceCard], reports: Mapping[str, Mapping[str, Any]]) -> Row:
    """Who never answered, and why of the others no good reading is known."""
    unread = sorted((one for one in active if not reports.get(one.id, {}).get("last_success")), key=_weight)
    alarms = {one.id: reports[one.id].get("alarms", ()) for one in unread if one.id in reports}
    mute = [one.id for one in unread if silent(alarms.get(one.id, ()))]
    told = {one.id: cause(alarms[one.id]) if one.id in alarms else "pas encore demandée" for one in unread}
    others = [{"source": source_id, "cause": why} for source_id, why in told.items() if source_id not in mute]
    return {"jamais_repondu": mute, "jamais_lues": others}


def _failure(card: SourceCard, report: Mapping[str, Any]) -> Row:
    return {
        "source": card.id,
        "editeur": card.publisher,
        "cause": cause(report.get("alarms", ())),
        "depuis": report.get("failing_since") or None,
        "de_suite": report.get("failures") or None,
    }


def in_french(report: Row) -> str:
    """The same, to read: what to do first stands at the top."""
    lines = [f"# Relevé du {report['jour']}", "", "## À faire d'abord", "", *_first(report), ""]
    lines += [
        "## Par région",
        "",
        "| Région | Sources | En panne | Mentions | Nouvelles ou modifiées |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {one['nom']} | {one['sources']} | {one['en_panne']} | {one['mentions']} | {one['nouvelles']} |"
        for one in report["regions"]
    ]
    lines += ["", f"## Jamais répondu ({len(report['jamais_repondu'])})", "", *_some(report["jamais_repondu"]), ""]
    unread = [f"{one['source']} : {_as_text(one['cause'])}" for one in report["jamais_lues"]]
    lines += [f"## Jamais lues ({len(unread)})", "", *_some(unread), ""]
    left = [
        f"{_as_text(one['editeur'])} ({', '.join(map(REGIONS.__getitem__, one['regions'])) or 'France entière'}) : "
        + _as_text(one["motif"])
        for one in report["non_demandees"]
    ]
    lines += [f"## Non demandées ({len(left)})", "", *_some(left), ""]
    new = [f"{_as_text(one['nom'])} ({one['source']})" for one in report["nouvelles_mentions"]]
    lines += [f"## Mentions nouvelles ou modifiées ({len(new)})", "", *_some(new), ""]
    queue = [
        f"{_as_text(one['site'])} : {_as_text(one['nomme'])} ({_as_text(one['adresse'])})"
        for one in report["sources_proposees"]
    ]
    lines += [f"## Sources proposées ({len(queue)})", "", *_some(queue), ""]
    unknown = [f"{_as_text(one['nom'])} ({_as_text(one['page'])})" for one in report["cpts_sans_adresse"]]
    lines += [
        *(f"## CPTS nommées sans site à suivre, que la dernière livraison n'a pas ({len(unknown)})", ""),
        *(*_some(unknown), ""),
    ]
    return "\n".join(lines)


def _as_text(words: str) -> str:
    """Words of a source with the signs of Markdown and of HTML escaped, on one line (CommonMark 0.31, 2.4)."""
    return _SIGNS.sub(r"\\\g<0>", " ".join(words.split()))


def _first(report: Row) -> list[str]:
    tasks = [
        f"- {one['source']} ({_as_text(one['editeur'])}) : {_as_text(one['cause'])}"
        + (f", {one['de_suite']} relevés de suite" if (one["de_suite"] or 0) > 1 else "")
        for one in report["en_panne"][:SHOWN]
    ]
    tasks += [
        f"- mettre la nouvelle adresse sur la fiche : {_as_text(old)} → {_as_text(new)}"
        for old, new in report["deplacees"].items()
    ]
    empty = [one["nom"] for one in report["regions"] if not one["mentions"] and one["region"] in REGIONS]
    tasks += [f"- rien n'a été lu en {name} : chercher une page, ou en apporter une" for name in empty]
    if report["nb_sources_proposees"]:
        tasks.append(
            f"- regarder les {report['nb_sources_proposees']} sources proposées (`observatoire sources queue`)"
        )
    return tasks or ["- rien : toutes les sources demandées ont répondu"]


def _some(lines: Sequence[str]) -> list[str]:
    shown = [f"- {one}" for one in lines[:SHOWN]]
    return [*shown, f"- et {len(lines) - SHOWN} de plus"] if len(lines) > SHOWN else shown or ["- aucune"]


def write(report: Row, folder: Path) -> Path:
    """`rapport.json`, and `rapport.md`, whose path is given."""
    write_text(folder / "rapport.json", json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    write_text(folder / "rapport.md", in_french(report))
    return folder / "rapport.md"
