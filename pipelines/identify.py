"""From claims to identities: mentions of the same CPTS grouped, ids taken from the ledger or added to it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pipelines.identity.mention import Mention

Row = dict[str, Any]


def mentions_of(claims: list[Row], regions: dict[str, tuple[str, ...]]) -> list[Mention]:
    """One mention per listing, from its claims; `regions` gives the INSEE regions of each source."""
    from pipelines.identity.mention import Mention

    grouped: dict[str, dict[str, Row]] = defaultdict(dict)
    for claim in claims:
        grouped[claim["mention_id"]].setdefault(claim["propriete"], claim)
    mentions = []
    for mention_id, by_property in sorted(grouped.items()):
        name = by_property["nom"]
        territory = json.loads(by_property["territoire"]["donnees"]) if "territoire" in by_property else {}
        population = json.loads(by_property["population"]["donnees"]) if "population" in by_property else {}
        codes = tuple(sorted(territory.get("codes") or ()))
        source_regions = regions.get(name["source_id"], ())
        mentions.append(Mention(
            mention_id=mention_id,
            name=name["texte"],
            region_code=source_regions[0] if len(source_regions) == 1 else None,
            departements=_departements(by_property.get("departements"), codes),
            commune_codes=codes,
            population=population.get("valeur"),
            finess=_value(by_property, "finess"),
            siren=_value(by_property, "siren"),
            website_host=_host(_value(by_property, "site_web")),
            source_id=name["source_id"],
            date=name["date_page"],
        ))
    return mentions


def _value(by_property: dict[str, Row], name: str) -> str | None:
    return by_property[name]["valeur"] if name in by_property else None


def _host(website: str | None) -> str | None:
    return (urlsplit(website).hostname or "").removeprefix("www.") or None if website else None


def _departements(named: Row | None, codes: tuple[str, ...]) -> tuple[str, ...]:
    from pipelines import geography

    reference = geography.load()
    found = {commune.departement for code in codes if (commune := reference.commune(code))}
    return tuple(sorted(found | set(named["valeur"].split(";") if named else ())))
