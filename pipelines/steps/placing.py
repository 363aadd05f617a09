"""Where a mention is, when the words about it do not say: its own name, then the area of its publisher, then its
neighbours in the list. Each is a claim with its words and its ground; what a page states always comes before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.identity.name_place import NamePlace, place_of_name
from pipelines.normalise.names import key_tokens, read_name
from pipelines.steps.claims import Claim, Statement
from pipelines.steps.places import NAME, NEIGHBOURS, PUBLISHER, STATED
from schema import SEPARATOR

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography
    from spiders.registry import SourceCard

# so many neighbours in one département are a list of it
FEWEST_NEIGHBOURS = 3


def placed(statements: Iterable[Statement], card: SourceCard, geography: Geography) -> list[Statement]:
    """The statements of one source, those without a place completed by what says one."""
    found = [_by_own_means(statement, card, geography) for statement in statements]
    by_page: dict[str, list[Statement]] = defaultdict(list)
    for statement in found:
        by_page[statement.listing.evidence.url].append(statement)
    around = {url: _common_departement(of_page) for url, of_page in by_page.items()}
    return [_beside(statement, around[statement.listing.evidence.url]) for statement in found]


def _by_own_means(statement: Statement, card: SourceCard, geography: Geography) -> Statement:
    name, region = read_name(statement.listing.name), card.regions[0] if len(card.regions) == 1 else None
    stated = departements_of(statement, geography)
    place = place_of_name(name, region, stated, geography) if name.key else None
    added = []
    if place and place.communes and not _communes(statement):
        added.append(_territory(statement, place))
    if not stated and place:
        added.append(_claim(statement, place.departements, statement.listing.name, NAME))
    elif not stated and card.departements and _speaks_for(card, statement):
        added.append(_claim(statement, card.departements, card.publisher, PUBLISHER))
    return replace(statement, claims=(*statement.claims, *added))


def _speaks_for(card: SourceCard, statement: Statement) -> bool:
    """The site of a CPTS also names its neighbours, which may lie across the border; a town hall speaks of its own."""
    mine = set(key_tokens(card.publisher))
    return card.kind != "cpts" or set(key_tokens(statement.listing.name)) - {"cpts"} <= mine


def _beside(statement: Statement, departement: str | None) -> Statement:
    if departement is None or statement.first("departements") or _communes(statement):
        return statement
    claim = _claim(statement, (departement,), statement.listing.name, NEIGHBOURS)
    return replace(statement, claims=(*statement.claims, claim))


def _common_departement(statements: list[Statement]) -> str | None:
    """The one département of every neighbour that states it, when they are enough to be a list of it."""
    said = [claim.value for one in statements for claim in one.values("departements") if claim.rule == STATED]
    return (
        said[0] if len(said) >= FEWEST_NEIGHBOURS and len(set(said)) == 1 and SEPARATOR not in (said[0] or "") else None
    )


def departements_of(statement: Statement, geography: Geography) -> tuple[str, ...]:
    """Those that the page states of the mention, else those of the communes it lists."""
    claim = statement.first("departements")
    if claim and claim.value:
        return tuple(claim.value.split(SEPARATOR))
    communes = (geography.commune(code) for code in _communes(statement))
    return tuple(sorted({commune.departement for commune in communes if commune}))


def _communes(statement: Statement) -> list[str]:
    return [code for claim in statement.values("territoire") for code in claim.data["codes"]]


def _claim(statement: Statement, departements: tuple[str, ...], text: str, ground: str) -> Claim:
    return Claim(statement.mention_id, "departements", SEPARATOR.join(departements), text, ground)


def _territory(statement: Statement, place: NamePlace) -> Claim:
    """Inferred: the town a CPTS is named after is in it; what else is, the name does not say."""
    text = statement.listing.name
    places = [{"texte": text, "codes": [code], "regle": NAME, "partiel": place.partial} for code in place.communes]
    data = {"codes": list(place.communes), "lieux": places, "annonce": None, "complet": False, "departements": []}
    value = SEPARATOR.join(place.communes)
    return Claim(statement.mention_id, "territoire", value, text, NAME, data | {"deduit": True})
