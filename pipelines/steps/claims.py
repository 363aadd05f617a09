"""Claims: one property of one listing, normalised, with the words it was read in and the rule that read it.

A claim never decides between sources; `pipelines.steps.resolution` does, and every claim is published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lexicon.readings import DateReading
from lexicon.stage_decision import EVENTS_OF_STATUS
from pipelines.normalise.websites import is_public
from pipelines.steps.event_dates import (
    event_data,
    event_dates,
    impossible,
    incoherent,
    infer_year,
    undated_if_to_come,
    year_of_the_page,
)
from pipelines.steps.lineage_claim import TOPIC as FILIATION
from pipelines.steps.lineage_claim import lineage_claims
from pipelines.steps.places import ONLY_ONE, STATED
from pipelines.steps.status_claim import read_stage, status_data, unread_stage
from pipelines.steps.structure_claim import structure_claims
from pipelines.tables.rows import claim_id, digest
from schema import SEPARATOR
from spiders.listing import Listing

# when a listing carries several dates, the one a reader would quote first
EVENT_ORDER = (
    *EVENTS_OF_STATUS["aci_signe"],
    *EVENTS_OF_STATUS["cessee"],
    *EVENTS_OF_STATUS["projet_valide"],
    *EVENTS_OF_STATUS["lettre_intention"],
    *EVENTS_OF_STATUS["emergence"],
    *("avis", "avenant", "creation_association", "lancement", "renommage", "inauguration", "etat", None),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """`value` is the published form; `data` the structured one, of which `value` is a rendering."""

    mention_id: str
    topic: str  # `nom`, `statut`, `territoire` … as in the published table `preuves`
    value: str | None
    text: str
    rule: str
    data: dict[str, Any] = field(default_factory=dict)
    occurrence: int = 0  # of the same value in the same words: two acts of one day

    @property
    def claim_id(self) -> str:
        return claim_id(self.mention_id, self.topic, self.value, self.text, self.rule, self.occurrence)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one listing says, read: the listing, its claims, and the parts no rule could read."""

    mention_id: str
    listing: Listing
    claims: tuple[Claim, ...]
    unread: tuple[tuple[str, str, str], ...] = ()  # property, cause, text

    def values(self, name: str) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims if claim.topic == name)

    def first(self, name: str) -> Claim | None:
        return next(iter(self.values(name)), None)


def mention_id(listing: Listing, occurrence: int = 0) -> str:
    """Stable across layout changes: the source, the page and the publisher's own reference or spelling."""
    anchor = listing.publisher_ref or listing.name
    parts = [listing.evidence.source_id, listing.evidence.url, anchor]
    return digest(*parts, *([str(occurrence)] if occurrence else []))


def read_all(
    listings: Iterable[Listing], regions: dict[str, tuple[str, ...]], kinds: dict[str, str]
) -> Iterator[Statement]:
    """Statements of many listings; by source id, `regions` gives the INSEE regions and `kinds` the nature of the
    publisher (`ars`, `presse` …)."""
    seen: dict[str, int] = {}
    for listing in listings:
        base = mention_id(listing)
        occurrence = seen.get(base, 0)
        seen[base] = occurrence + 1
        source = listing.evidence.source_id
        yield read_listing(listing, regions.get(source, ()), occurrence, kinds.get(source, "presse"))


def read_listing(
    listing: Listing, regions: tuple[str, ...] = (), occurrence: int = 0, publisher_kind: str = "presse"
) -> Statement:
    """Every property of a listing, read. Never raises on content: what is not understood is in `unread`."""
    mention = mention_id(listing, occurrence)
    claims = [_name_claim(mention, listing)]
    unread: list[tuple[str, str, str]] = []
    if not claims[0].data["cle"]:
        unread.append(("nom", "non_resolu", listing.name))
    written, listing = listing.page_date, undated_if_to_come(listing)
    dates = event_dates(listing)
    claims.extend(claim for date in dates for claim in _date_claims(mention, date, listing))
    unread.extend(("date", "incoherence", words) for words in incoherent(written, dates, listing))
    if listing.status_text:
        status = read_stage(listing, dates, publisher_kind)
        told = status_data(status, listing.status_text, listing.status_filed)
        text = status.excerpt or listing.status_text
        claims.append(Claim(mention, "statut", status.value, text, status.rule, told))
        unread.extend(unread_stage(listing.status_text, status))
    inhabitants = _population_claim(mention, listing)
    claims.extend([inhabitants] if inhabitants else [])
    claims.extend(_mission_claims(mention, listing))
    claims.extend(
        Claim(mention, FILIATION, one.value, one.reading.excerpt, one.reading.rule, one.data)
        for one in lineage_claims(listing)
    )
    claims.extend(Claim(mention, *one) for one in structure_claims(listing))
    places, unread_places = _place_claims(mention, listing, regions, claims[0].data["cle"], inhabitants)
    claims.extend(places)
    unread.extend(unread_places)
    if listing.website and not is_public(listing.website):
        unread.append(("site_web", "non_resolu", listing.website))
    claims.extend(Claim(mention, topic, value, value, "tel_que_publie") for topic, value in _identifiers(listing))
    return Statement(mention, listing, _told_apart(_by_card(claim, listing) for claim in claims), tuple(unread))


def _told_apart(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims of which no two have one id: « signé le 3 mars 2024 … validé le 3 mars 2024 » are two acts."""
    seen: Counter[str] = Counter()
    told = []
    for claim in claims:
        told.append(replace(claim, occurrence=seen[claim.claim_id]))
        seen[claim.claim_id] += 1
    return tuple(told)


def _identifiers(listing: Listing) -> Iterator[tuple[str, str]]:
    site = listing.website if listing.website and is_public(listing.website) else None
    told = {"site_web": site, "finess": listing.finess, "siren": listing.siren, "rna": listing.rna}
    yield from ((topic, value) for topic, value in told.items() if value)


# the field of a listing → the property read in it
TOPIC_OF = {
    "name": "nom",
    "status_text": "statut",
    "territory_text": "territoire",
    "department_text": "departements",
    "population_text": "population",
    "missions_text": "missions",
    "date_text": "date",
    "website": "site_web",
    "finess": "finess",
    "siren": "siren",
    "rna": "rna",
}


def _by_card(claim: Claim, listing: Listing) -> Claim:
    """A claim whose words the card of the source gave is said with the words published in their place."""
    published = next((words for field, words in listing.by_card if TOPIC_OF.get(field) == claim.topic), None)
    return replace(claim, text=published, rule=f"fiche+{claim.rule}") if published else claim


def _name_claim(mention: str, listing: Listing) -> Claim:
    from pipelines.normalise.names import read_name

    name = read_name(listing.name)
    told = {
        "court": name.short,
        "sigle": name.acronym,
        "alias": list(name.aliases),
        "par_lieu": name.by_place,
        "ref": listing.publisher_ref,
        "cle": name.key,
    }
    return Claim(mention, "nom", name.canonical, listing.name, "nom", told)


def _population_claim(mention: str, listing: Listing) -> Claim | None:
    from pipelines.normalise.population import read_population

    if not listing.population_text:
        return None
    found = read_population(listing.population_text)
    value = None if found.value is None else str(found.value)
    told = {"valeur": found.value, "precision": found.qualifier}
    return Claim(mention, "population", value, found.excerpt or listing.population_text, found.rule, told)


def _mission_claims(mention: str, listing: Listing) -> Iterator[Claim]:
    from pipelines.normalise.missions import read_missions

    for mission in read_missions(listing.missions_text or ""):
        yield Claim(mention, "missions", mission.code, mission.excerpt, mission.rule)


def _place_claims(
    mention: str, listing: Listing, regions: tuple[str, ...], name_key: str, population: Claim | None
) -> tuple[list[Claim], list[tuple[str, str, str]]]:
    """The départements and the territory, and the places that could not be read."""
    from lexicon import gazetteer as geography
    from pipelines.steps.territory_claim import is_whole, may_hold, read_territory, told_territory

    reference = geography.load()
    claims: list[Claim] = []
    departements, territory = read_territory(listing, regions, reference)
    if departements:
        named = listing.department_text or listing.territory_text
        rule = STATED if named else ONLY_ONE
        claims.append(Claim(mention, "departements", SEPARATOR.join(departements), named or "", rule))
    if territory is None:
        return claims, []
    inhabitants = population.data if population else {}
    declared = inhabitants.get("valeur")
    whole = is_whole(territory, name_key, declared, reference)
    held = may_hold(territory, declared, inhabitants.get("precision"), reference)
    words, places = listing.territory_text or " ".join(listing.commune_codes), SEPARATOR.join(territory.codes)
    claims.append(Claim(mention, "territoire", places or None, words, *told_territory(listing, territory, whole, held)))
    unread = [("territoire", "non_resolu", text) for text in territory.unresolved]
    unread += [("territoire", "ambigu", f"{text} : {', '.join(codes)}") for text, codes in territory.ambiguous]
    if whole and not held:
        text = (
            f"{len(territory.codes)} communes reconnues : "
            f"{reference.population(territory.codes)} habitants, {declared} déclarés"
        )
        unread.append(("territoire", "incoherence", text))
    return claims, unread


def _date_claims(mention: str, date: DateReading, listing: Listing) -> Iterator[Claim]:
    """The claim of one date; none when it tells nothing, or what cannot be (that goes to the work-list)."""
    inferred, counted = infer_year(date, listing), year_of_the_page(date, listing)
    if inferred:
        date = replace(date, value=inferred, precision="jour")
    if date.value and not impossible(date, listing):
        told = event_data(date) | ({"annee_deduite": True} if inferred or counted else {})
        yield Claim(mention, "date", date.value, date.excerpt, date.rule, told)


def main_date(statement: Statement) -> Claim | None:
    """The date a reader would quote for the listing: that of its status first, then by `EVENT_ORDER`; never a plan."""
    dates = [claim for claim in statement.values("date") if not claim.data.get("prevu")]
    if not dates:
        return None
    status = statement.first("statut")
    wanted = EVENTS_OF_STATUS.get(status.value or "", ()) if status else ()
    order = (*wanted, *EVENT_ORDER)
    return min(dates, key=lambda claim: order.index(claim.data.get("evenement")))
