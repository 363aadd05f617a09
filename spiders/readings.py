"""Since when a source has been known to say its words, and when it was last seen to say them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from spiders.listing import Evidence, Listing, to_json

NOWHERE = Evidence("", "", "")


def since_first_read(listings: list[Listing], kept: Iterable[Listing]) -> list[Listing]:
    """The listings, each known since the last good run knew it if that one holds the same words: a page that is
    sent again in full, or has moved, says nothing new."""
    since: dict[str, str] = {}
    for one in kept:
        words, first = _words(one), one.evidence.first_read_at
        since[words] = min(since.get(words, first), first)

    def dated(one: Listing) -> Listing:
        here = one.evidence
        return replace(one, evidence=replace(here, first_read_at=min(since.get(_words(one), "9"), here.first_read_at)))

    return [dated(one) for one in listings]


def _words(listing: Listing) -> str:
    """All that the publisher says, without where, when and by which rule it was read."""
    return to_json(replace(listing, evidence=NOWHERE, facts=()))


def confirmed_on(listings: Iterable[Listing]) -> str:
    """The last day on which one of the listings was seen on its page, AAAA-MM-JJ; empty without any."""
    return max((one.evidence.confirmed_at[:10] for one in listings), default="")


def reconstructed(listings: Iterable[Listing]) -> bool:
    """Whether all of them were read on reconstructions; so is nothing at all."""
    return all(one.evidence.reconstruction for one in listings)
