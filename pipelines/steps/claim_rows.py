"""Claims as rows of the working table; beside each its evidence, and the place and the rule of its words."""

from __future__ import annotations

import json
from typing import Any

from pipelines.steps.claims import TOPIC_OF, Claim, Statement
from pipelines.steps.places import PUBLISHER
from pipelines.steps.structure_claim import READERS as STRUCTURE
from spiders.listing import Listing

# the property → the fields it is read in, the first that is filled
_FIELDS_OF = {topic: (field,) for field, topic in TOPIC_OF.items()} | {
    "territoire": ("territory_text", "commune_codes", "place_text", "department_text", "name"),
    "departements": ("department_text", "territory_text", "place_text", "status_text", "name"),
    "date": ("date_text", "status_text", "plan_text"),
    "filiation": ("lineage_text", "status_text", "date_text", "name"),
    **dict.fromkeys(STRUCTURE, ("structure_text", "rna")),
}


def reading_of(claim: Claim, listing: Listing) -> tuple[str | None, str]:
    """The id of the rule that gave the words of a claim to this CPTS (`spiders.extract.rules`), if any were read, and
    where they stand: the first of several places, with how many others."""
    facts = listing.told_by(_FIELDS_OF[claim.topic], claim.text) if claim.text and claim.rule != PUBLISHER else ()
    if not facts:
        return None, listing.evidence.locator
    places = list(dict.fromkeys(fact.locator for fact in facts))
    others = f" (et {len(places) - 1} autres endroits)" if len(places) > 1 else ""
    return facts[0].rule, places[0] + others


def claim_rows(statement: Statement) -> list[dict[str, Any]]:
    """Claims as rows of the working table, evidence beside each; `donnees` is JSON with sorted keys."""
    return [_row(claim, statement) for claim in statement.claims]


def _row(claim: Claim, statement: Statement) -> dict[str, Any]:
    evidence = statement.listing.evidence
    rule, place = reading_of(claim, statement.listing)
    return {
        "preuve_id": claim.claim_id,
        "mention_id": statement.mention_id,
        "propriete": claim.topic,
        "valeur": claim.value,
        "texte": claim.text,
        "regle": claim.rule,
        "regle_lecture": rule,
        "donnees": json.dumps(claim.data, ensure_ascii=False, sort_keys=True),
        "source_id": evidence.source_id,
        "url": evidence.url,
        "localisation": place,
        "capture": evidence.record_id or None,
        "empreinte": evidence.digest or None,
        "date_page": statement.listing.page_date,
        "releve_le": evidence.fetched_at[:10],
        "lu_depuis": evidence.first_read_at[:10],
        "confirme_le": evidence.confirmed_at[:10],
        "reconstruction": evidence.reconstruction,
    }
