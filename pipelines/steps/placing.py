"""Where a mention is, when the words about it do not say: its own name, then the towns where its page shows it, then
the fund that signs with it, then the area of its publisher, then its neighbours in the list. Each is a claim with its
words and its ground; what a page states always comes before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from lexicon.readings import Place
from pipelines.identity.name_place import SMALLEST_TOWN, NamePlace, place_of_name
from pipelines.normalise.names import key_tokens, read_name
from pipelines.normalise.shown_places import shown_places
from pipelines.steps.claims import Claim, Statement
from pipelines.steps.places import NAME, NEIGHBOURS, PAGE, PUBLISHER, SIGNATORY, STATED
from pipelines.steps.signatory import fund_departements
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
    named = (place_of_name(name, region, stated, geography) if name.key else None) or NamePlace()
    shown = _shown(statement, stated or named.departements or card.departements, region, geography)
    added = []
    if not _communes(statement) and (shown or named.communes):
        added.append(_territory(statement, named, shown))
    if not stated:
        added += _inferred(statement, named, shown, card, geography)
    told = statement.claims if _speaks_for(card, statement) else map(_by_a_third, statement.claims)
    return replace(statement, claims=(*told, *added))


def _inferred(
    statement: Statement, named: NamePlace, shown: tuple[Place, ...], card: SourceCard, geography: Geography
) -> list[Claim]:
    """The départements on the first ground that gives any."""
    status = statement.listing.status_text or ""
    grounds = (
        (named.departements, statement.listing.name, NAME),
        (_departements(shown, geography), statement.listing.place_text or "", PAGE),
        (fund_departements(status, geography), status, SIGNATORY),
        (card.departements if _speaks_for(card, statement) else (), card.publisher, PUBLISHER),
    )
    return [_claim(statement, *ground) for ground in grounds if ground[0]][:1]


def _by_a_third(claim: Claim) -> Claim:
    """What the site of a CPTS says of the stage of another is no declaration of that one."""
    return replace(claim, data={**claim.data, "par_un_tiers": True}) if claim.topic == "statut" else claim


def _shown(
    statement: Statement, within: tuple[str, ...], region: str | None, geography: Geography
) -> tuple[Place, ...]:
    """In a whole region a small place is too often the namesake of another."""
    text = statement.listing.place_text or ""
    if within or not region:
        return shown_places(text, within, geography)
    found = shown_places(text, geography.departements_of_region(region), geography)
    return tuple(place for place in found if geography.population(place.codes) >= SMALLEST_TOWN)


def _departements(places: tuple[Place, ...], geography: Geography) -> tuple[str, ...]:
    communes = (geography.commune(code) for place in places for code in place.codes)
    return tuple(sorted({commune.departement for commune in communes if commune}))


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


def _territory(statement: Statement, named: NamePlace, shown: tuple[Place, ...]) -> Claim:
    """Inferred: the town a CPTS is named after and those where it sits or acts are in it; what else is, nobody says."""
    name, told = statement.listing.name, statement.listing.place_text
    of_name = [Place(name, (code,), NAME, named.partial) for code in named.communes]
    places = {place.codes: place for place in (*shown, *of_name)}
    codes = sorted(code for (code,) in places)
    data = {
        "codes": codes,
        "lieux": [
            {"texte": one.text, "codes": list(one.codes), "regle": one.rule, "partiel": one.partial}
            for one in places.values()
        ],
        "annonce": None,
        "complet": False,
        "departements": [],
        "deduit": True,
    }
    words = " ; ".join([*([name] if of_name else []), *([told] if shown and told else [])])
    rule = "+".join(sorted({one.rule for one in places.values()}))
    return Claim(statement.mention_id, "territoire", SEPARATOR.join(codes), words, rule, data)
