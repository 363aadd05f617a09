"""Whether a CPTS is at work: a property of its own, never a stage. « En activité » in a newspaper proves that people
work together, not that a contract was signed."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines.steps.precedence import data, stated_on
from pipelines.tables.rows import ClaimRow


def activity(claims: list[ClaimRow], kinds: dict[str, str]) -> tuple[str | None, str | None]:
    """The last date on which the CPTS was attested at work, `None` where no page bears one, and on what ground:
    `affirmation` (a source says so) or `site` (a page of its own site). Both `None` when nothing attests it."""
    own = {_host(claim["valeur"] or "") for claim in claims if claim["propriete"] == "site_web"} - {""}
    attested = [
        (stated_on(claim, kinds[claim["source_id"]]), what) for claim in claims if (what := _attests(claim, own))
    ]
    if not attested:
        return None, None
    # on one day, what is said comes before what a page shows by being there
    day, ground = max(attested, key=lambda one: (one[0], one[1] == "affirmation"))
    return day or None, ground


def _attests(claim: ClaimRow, own_hosts: set[str]) -> str | None:
    if claim["propriete"] == "statut":
        return "affirmation" if data(claim).get("activite") else None
    return "site" if claim["propriete"] == "nom" and _host(claim["url"]) in own_hosts else None


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
