"""Sites that pages name as those of a CPTS and that no source follows: each is a card to write, or to refuse. And the
CPTS that pages name without a site to follow: somebody may know one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pipelines.identity.words import is_shared_host
from pipelines.normalise.names import read_name
from pipelines.normalise.websites import is_public
from spiders.addresses import canonical, may_be_a_site
from spiders.listing import Listing
from spiders.registry import SourceCard


@dataclass(frozen=True, slots=True)
class Proposal:
    """`site`: a host; where many share it, the page; or the page itself that a catalogue names on its own site.
    `address`, the first one named; `says`, the CPTS that lists give it for, else the words of the first link to it;
    `named_by`, ids of the sources that name it."""

    site: str
    address: str
    says: str
    named_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A CPTS without a site: its name, the first page that names it, ids of the sources that do."""

    name: str
    page: str
    named_by: tuple[str, ...]


def proposals(
    cards: Iterable[SourceCard], reports: Mapping[str, Mapping[str, Any]], listings: Mapping[str, Iterable[Listing]]
) -> list[Proposal]:
    """From the links that speak of CPTS and leave their site (`leads` of the reports), and the sites that lists give;
    those that most sources name first."""
    own = _own(cards)
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    says: dict[str, dict[str, str]] = defaultdict(dict)
    for source_id, one in _rows(listings):
        if site := _proposed(source_id, one.website, own):
            named[site].append((source_id, _address(one.website or "")))
            says[site].setdefault(read_name(one.name).key, one.name)
    for source_id in sorted(reports):
        for address, words in sorted((reports[source_id].get("leads") or {}).items()):
            if site := _proposed(source_id, address, own):
                named[site].append((source_id, address))
                says[site] = says[site] or {"": words}
    found = [
        Proposal(site, told[0][1], " ; ".join(says[site].values()), tuple(sorted({source_id for source_id, _ in told})))
        for site, told in named.items()
    ]
    return sorted(found, key=lambda one: (-len(one.named_by), one.site))


def unlinked(
    cards: Iterable[SourceCard], listings: Mapping[str, Iterable[Listing]], held: Iterable[str]
) -> list[Unlinked]:
    """The CPTS that lists name and of which none gives a site to propose, of which no card is and whose name is none of
    those `held` by the last release."""
    rows, own = list(_rows(listings)), _own(cards)
    followed = (card.publisher for card in cards if card.kind == "cpts")
    given = (one.name for source_id, one in rows if _proposed(source_id, one.website, own))
    known = {read_name(name).key for name in (*held, *followed, *given)} | {""}
    named: dict[str, list[Listing]] = defaultdict(list)
    for _, one in rows:
        if (key := read_name(one.name).key) not in known:
            named[key].append(one)
    return [
        Unlinked(told[0].name, told[0].evidence.url, tuple(sorted({one.evidence.source_id for one in told})))
        for _, told in sorted(named.items())
    ]


def _own(cards: Iterable[SourceCard]) -> dict[str, set[str]]:
    """The sites that each source follows."""
    return {card.id: {_site(url) for url in card.entry_urls} for card in cards}


def _rows(listings: Mapping[str, Iterable[Listing]]) -> Iterable[tuple[str, Listing]]:
    return ((source_id, one) for source_id in sorted(listings) for one in listings[source_id])


def _proposed(source_id: str, website: str | None, own: Mapping[str, Collection[str]]) -> str:
    """What is proposed of an address that a source names; empty where it is no site, or on a followed one."""
    if not website or not is_public(website):
        return ""
    address = _address(website)
    site = _site(address)
    if _within(site, own.get(source_id, ())):
        return address
    return "" if any(_within(site, sites) for sites in own.values()) else site


def _address(website: str) -> str:
    return canonical(website if "//" in website else f"https://{website}")


def _site(address: str) -> str:
    """Empty where it is none: a network, an administration."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if is_shared_host(host):
        return host + parts.path.rstrip("/") if may_be_a_site(host) else ""
    return host if "." in host else ""


def _within(site: str, others: Collection[str]) -> bool:
    """Whether a site is one of the others, a page of it or a part of its domain."""
    host = site.partition("/")[0]
    return any(site == one or site.startswith(f"{one}/") or host.endswith(f".{one}") for one in others if one)
