"""Was the run good? Bounds of the card, and comparison with the last good run.

The minimum fails, the maximum warns. What fails keeps the last good listings in place: fewer rows are never
published because a page broke. A bound is moved by editing the card, with the reason in the commit; how is
written in `docs/sources.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lexicon.cpts_names import name_key
from spiders.listing import Alarm, Listing
from spiders.registry import FILLABLE, Expectations, SourceCard

# alarms after which the new listings do not replace the last good ones
FAILING = frozenset({"Collapse", "Turnover"})
COLLAPSE = 0.5  # of the last good run; a source that halves has broken, or has a story
PROPOSED_FLOOR, PROPOSED_CEILING, LEAST_CEILING, PROPOSED_SLACK = 0.8, 2.0, 3, 0.1


def judge(
    card: SourceCard,
    listings: Sequence[Listing],
    last_good: Sequence[Listing] | None = None,
    unchanged_capture: bool = False,
) -> list[Alarm]:
    """Alarms of a run that could read its pages. `unchanged_capture`: both runs read the same capture, so
    that a difference comes from the extractors and not from the publisher."""
    alarms: list[Alarm] = []

    def alarm(name: str, detail: str) -> None:
        alarms.append(Alarm(name, detail, source_id=card.id, url=card.entry_urls[0]))

    count, bounds = len(listings), card.expect
    if count < bounds.minimum:
        alarm(
            "Collapse",
            f"{count} mentions, la fiche en attend au moins {bounds.minimum} ; "
            f"regarder la page, puis `minimum` sur la fiche",
        )
    elif last_good and not unchanged_capture and count < len(last_good) * COLLAPSE:
        alarm("Collapse", f"{count} mentions, {len(last_good)} au dernier relevé réussi")
    if count > bounds.maximum:
        alarm("CountMismatch", f"{count} mentions, la fiche en attend au plus {bounds.maximum}")
    for name, floor in bounds.fill.items():
        share = fill_rate(listings, name)
        if count and share < floor:
            alarm("LayoutDrift", f"`{name}` est rempli dans {share:.0%} des mentions, la fiche en attend {floor:.0%}")
    if last_good and count and not unchanged_capture:
        changed = turnover(listings, last_good)
        if changed > bounds.turnover:
            alarm(
                "Turnover",
                f"{changed:.0%} des noms diffèrent du dernier relevé réussi, la fiche en admet {bounds.turnover:.0%}",
            )
    return alarms


def stale(card: SourceCard, last_success: date, today: date) -> Alarm | None:
    age = (today - last_success).days
    if age <= card.expect.max_age_days:
        return None
    detail = f"lue il y a {age} jours, la fiche en admet {card.expect.max_age_days}"
    return Alarm("Stale", detail, source_id=card.id, url=card.entry_urls[0])


def fill_rate(listings: Sequence[Listing], field: str) -> float:
    """Share of the listings in which the field says something; 0 when there is no listing."""
    return sum(bool(getattr(listing, field)) for listing in listings) / len(listings) if listings else 0.0


def fill_rates(listings: Sequence[Listing]) -> dict[str, float]:
    return {name: round(fill_rate(listings, name), 3) for name in FILLABLE}


def turnover(listings: Sequence[Listing], last_good: Sequence[Listing]) -> float:
    """Share of all names of both runs that only one of them holds, however written: with or without « CPTS du »; none
    when no name was lost: a list that grows has not been taken for another."""
    now, before = ({name_key(listing.name) for listing in rows} for rows in (listings, last_good))
    return len(now ^ before) / len(now | before) if before - now else 0.0


def propose(observed: Sequence[Listing]) -> Expectations:
    """Bounds from an observed run, with the factors of `docs/sources.md`: 80 % of what was seen at least, twice
    at most; a fill rate, less a tenth, where the field was filled in at least half of the listings."""
    count = len(observed)
    fill = {name: round(rate - PROPOSED_SLACK, 2) for name, rate in fill_rates(observed).items() if rate >= 0.5}
    return Expectations(
        minimum=max(int(count * PROPOSED_FLOOR), min(count, 1)),
        maximum=max(int(count * PROPOSED_CEILING), LEAST_CEILING),
        fill=fill,
    )
