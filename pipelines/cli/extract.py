"""`observatoire extract`: what a document says, normalised, one JSON object per CPTS, alarms included.

Works on any document, also of a source nobody has written a card for: the extractor is chosen by content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.steps.claim_rows import reading_of
from pipelines.steps.claims import Statement, main_date, read_listing
from schema import SEPARATOR
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.rules import rules
from spiders.listing import Listing


def extract_file(
    path: Path, url: str, context: SourceContext, content_type: str = "", why: bool = False
) -> Iterator[dict[str, Any]]:
    """Objects in document order: listings first, then `{"alarme": …, "detail": …}` for what looks wrong. `why`: each
    listing says under `pourquoi` which rule of `spiders.extract.rules` gave its fields their words, and `{"non_lu": …}`
    the texts that look like a fact and that none took."""
    from spiders.extract.bounded import read_bounded

    document = Document(url=url, body=path.read_bytes(), content_type=content_type)
    extraction = read_bounded(document, context)
    for listing in extraction.listings:
        statement = read_listing(listing, context.regions, publisher_kind=context.kind)
        told = as_object(statement, extraction.extractor)
        yield told | {"pourquoi": _why(listing)} if why else told
    for alarm in extraction.alarms:
        yield {"alarme": alarm.name, "detail": alarm.detail}
    for one in extraction.unread if why else ():
        yield {"non_lu": one.family, "mots": one.words, "localisation": one.locator}


def as_object(statement: Statement, extractor: str) -> dict[str, Any]:
    """`date` is the date a reader would quote and `date_evenement` what happened then; codes are INSEE
    codes; `preuve` gives the words, the rule and the place in the document of every value."""
    status, population, territory = (statement.first(name) for name in ("statut", "population", "territoire"))
    date, departements = main_date(statement), statement.first("departements")
    places = territory.data if territory else {}
    codes = list(places.get("codes") or ())
    return {
        "nom": statement.listing.name,
        "statut": status.value if status else None,
        "departements": _departements(codes, places.get("lieux") or (), departements.value if departements else None),
        "communes": codes,
        "communes_completes": bool(places.get("complet")),
        "population": population.data["valeur"] if population else None,
        "population_precision": population.data["precision"] if population else None,
        "missions": [claim.value for claim in statement.values("missions")],
        "date": date.value if date else None,
        "date_evenement": date.data.get("evenement") if date else None,
        "nb_communes_annonce": places.get("annonce"),
        "preuve": {
            "url": statement.listing.evidence.url,
            "localisation": statement.listing.evidence.locator,
            "empreinte": statement.listing.evidence.digest,
            "extracteur": extractor,
            "affirmations": [
                {
                    "propriete": claim.topic,
                    "valeur": claim.value,
                    "texte": claim.text,
                    "regle": claim.rule,
                    "regle_lecture": rule,
                    "localisation": place,
                }
                for claim in statement.claims
                for rule, place in [reading_of(claim, statement.listing)]
            ],
            "non_lus": [{"propriete": name, "cause": cause, "texte": text} for name, cause, text in statement.unread],
        },
    }


def _why(listing: Listing) -> list[dict[str, str]]:
    return [
        {
            "champ": fact.field,
            "mots": fact.words,
            "regle_lecture": fact.rule,
            "libelle": rules()[fact.rule].label,
            "base": fact.basis,
            "localisation": fact.locator,
        }
        for fact in listing.facts
    ]


def _departements(codes: list[str], places: Iterable[dict[str, Any]], named: str | None) -> list[str]:
    """Départements named by the document and those of the communes it names, sorted. A grouping of communes that
    crosses a border brings its départements only to a document that names none."""
    from lexicon import gazetteer as geography

    reference = geography.load()
    alone = {code for place in places if not place["regle"].startswith("epci") for code in place["codes"]}
    grouped = {code for place in places if place["regle"].startswith("epci") for code in place["codes"]} - alone
    communes = [reference.commune(code) for code in codes if not (named and code in grouped)]
    found = {commune.departement for commune in communes if commune}
    return sorted(found | set(named.split(SEPARATOR) if named else ()))


def context_of(url: str, source_id: str | None, kind: str | None, region: str | None) -> SourceContext:
    """The context of a document: a source card when one is named or knows the host, else what the user says.

    Raises `ValueError` for an unknown source, an unknown region, or a kind given beside a source.
    """
    from spiders.registry import REGIONS, card, cards_of_host

    if region is not None and region not in REGIONS:
        raise ValueError(f"unknown region {region!r}; one of {', '.join(REGIONS)}")
    if source_id:
        if kind or region:
            raise ValueError("--source already says the kind and the region")
        return SourceContext.from_card(card(source_id))
    if kind is None and region is None:
        known = cards_of_host(urlsplit(url).hostname or "")
        if len(known) == 1:
            return SourceContext.from_card(known[0])
    return SourceContext(kind=kind or "presse", regions=(region,) if region else ())
