"""Sites that pages name as those of a CPTS and that no source follows: each is a card to write, or to refuse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pipelines.identity.words import is_shared_host
from spiders.addresses import canonical
from spiders.listing import Listing
from spiders.politeness import publisher_group
from spiders.registry import SourceCard


@dataclass(frozen=True, slots=True)
class Proposal:
    """`publisher` as registered, or the page itself that a catalogue names on its own site; `address`, the first one
    named; `says`, what it is called there; `named_by`, ids of the sources that name it."""

    publisher: str
    address: str
    says: str
    named_by: tuple[str, ...]


def proposals(
    cards: Iterable[SourceCard], reports: Mapping[str, Mapping[str, Any]], listings: Mapping[str, Iterable[Listing]]
) -> list[Proposal]:
    """From the links that speak of CPTS and leave their site (`leads` of the reports), and the sites that lists give;
    those that most sources name first."""
    own = {card.id: {_publisher(url) for url in card.entry_urls} for card in cards}
    followed = {publisher for publishers in own.values() for publisher in publishers}
    named: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for source_id, address, says in _named(reports, listings):
        publisher = _publisher(address)
        if publisher in own.get(source_id, ()):
            named[address].append((source_id, address, says))
        elif publisher and publisher not in followed and not is_shared_host(publisher):
            named[publisher].append((source_id, address, says))
    found = [
        Proposal(publisher, told[0][1], told[0][2], tuple(sorted({source_id for source_id, *_ in told})))
        for publisher, told in named.items()
    ]
    return sorted(found, key=lambda one: (-len(one.named_by), one.publisher))


def _named(
    reports: Mapping[str, Mapping[str, Any]], listings: Mapping[str, Iterable[Listing]]
) -> Iterable[tuple[str, str, str]]:
    for source_id in sorted(listings):
        for one in listings[source_id]:
            if one.website:
                site = one.website if "//" in one.website else f"https://{one.website}"
                yield source_id, canonical(site), one.name
    for source_id in sorted(reports):
        for address, says in sorted((reports[source_id].get("leads") or {}).items()):
            yield source_id, address, says


def _publisher(address: str) -> str:
    host = urlsplit(address).hostname or ""
    return publisher_group(host) if "." in host else ""
