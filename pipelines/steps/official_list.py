"""What an official list says by filing a CPTS under « en activité », « en fonctionnement », « opérationnelle ».

The agency and the insurance sign the ACI, the ministry counts it: in their lists these words are those of the atlas
of the ministry, where a CPTS « en fonctionnement » is one that has signed (docs/status.md). In a sentence, in the
press, on the page of a union or of the CPTS itself, they say that people work, and no stage.
"""

from __future__ import annotations

from lexicon.date_shapes import period
from lexicon.dates import ACI_BIRTH
from lexicon.readings import StatusReading
from lexicon.stages import read_status

OFFICIAL_KINDS = frozenset(("ars", "assurance_maladie", "national"))  # of a source card
RULE = "liste_officielle.en_activite"


def signed_by_filing(
    filed: str | None, said: StatusReading, publisher_kind: str, date_context: str | None
) -> StatusReading | None:
    """The reading of a CPTS that an official list files as at work; `None` when it does not, or when its own words
    (`said`) speak against it. `filed`: `Listing.status_filed`; `date_context`: ISO date of the page, if known."""
    if publisher_kind not in OFFICIAL_KINDS or not filed:
        return None
    if said.value in ("aci_signe", "cessee") or said.unsigned or said.ambiguous:
        return None
    written = period(date_context)
    if written and written.last < ACI_BIRTH:
        return None
    found = read_status(filed, date_context)
    if found.value or found.ambiguous:  # the list says itself what it means by it
        return None
    return StatusReading("aci_signe", RULE, found.excerpt or filed, active=True) if found.active else None
