"""Claims as rows of the working table, the evidence and the rule of reading beside each."""

from __future__ import annotations

import json
from typing import Any

from pipelines.steps.claims import TOPIC_OF, Claim, Statement
from pipelines.steps.structure_claim import READERS as STRUCTURE
from spiders.listing import Listing

# the property → the fields it is read in, the first that is filled
_FIELDS_OF = {topic: (field,) for field, topic in TOPIC_OF.items()} | {
    "territoire": ("territory_text", "commune_codes", "place_text", "department_text", "name"),
    "departements": ("department_text", "territory_text", "place_text", "name"),
    "date": ("date_text", "status_text", "plan_text"),
    "filiation": ("lineage_text", "status_text", "date_text", "name"),
    **dict.fromkeys(STRUCTURE, ("structure_text", "rna")),
}


def reading_rule(claim: Claim, listing: Listing) -> str | None:
    """The id of the rule that gave the words of a claim to this CPTS (`spiders.extract.rules`), if any were read."""
    facts = (listing.fact(field, claim.text) for field in _FIELDS_OF[claim.topic] if claim.text)
    return next((fact.rule for fact in facts if fact), None)


def claim_rows(statement: Statement) -> list[dict[str, Any]]:
    """Claims as rows of the working table, evidence beside each; `donnees` is JSON with sorted keys."""
    evidence = statement.listing.evidence
    return [
        {
            "preuve_id": claim.claim_id,
            "mention_id": statement.mention_id,
            "propriete": claim.topic,
            "valeur": claim.value,
            "texte": claim.text,
            "regle": claim.rule,
            "regle_lecture": reading_rule(claim, statement.listing),
            "donnees": json.dumps(claim.data, ensure_ascii=False, sort_keys=True),
            "source_id": evidence.source_id,
            "url": evidence.url,
            "localisation": evidence.locator,
            "capture": evidence.record_id or None,
            "empreinte": evidence.digest or None,
            "date_page": statement.listing.page_date,
            "releve_le": evidence.fetched_at[:10],
            "lu_depuis": evidence.first_read_at[:10],
            "confirme_le": evidence.confirmed_at[:10],
            "reconstruction": evidence.reconstruction,
        }
        for claim in statement.claims
    ]
