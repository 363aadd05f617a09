"""The site of a CPTS, known because the page at hand is on it: what it says of itself it says there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.identity.words import is_shared_host, vocabulary
from pipelines.normalise.names import key_tokens
from pipelines.steps.claims import Claim, Statement

if TYPE_CHECKING:
    from spiders.registry import SourceCard

OWN_SITE = "site_propre"


def on_their_site(statements: Iterable[Statement], card: SourceCard) -> list[Statement]:
    """The statements of one source; on the site of a CPTS, those about itself with the address of the site."""
    return [_with_site(one) if card.kind == "cpts" and is_of(card, one) else one for one in statements]


def is_of(card: SourceCard, statement: Statement) -> bool:
    """Whether a statement bears the name of the publisher: « Pays d'Auray » is « Auray »; the neighbour that shares
    a word of it is another."""
    return _words(statement.listing.name) == _words(card.publisher)


def _words(name: str) -> frozenset[str]:
    return frozenset(key_tokens(name)) - {"cpts"} - vocabulary().generic


def _with_site(statement: Statement) -> Statement:
    address = urlsplit(statement.listing.evidence.url)
    host = address.hostname or ""
    if statement.first("site_web") or not host or is_shared_host(host.removeprefix("www.")):
        return statement
    claim = Claim(statement.mention_id, "site_web", f"{address.scheme}://{host}/", host, OWN_SITE)
    return replace(statement, claims=(*statement.claims, claim))
