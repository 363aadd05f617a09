"""A mention: what one listing says that helps to know which CPTS it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from lexicon.text import fold_words


@dataclass(frozen=True, slots=True)
class Mention:
    """Codes are INSEE codes, sorted, each once; `communes_text` holds folded commune names as published, for
    what no code could be given to. `population` is in inhabitants, `None` when not stated as a number. `listed`: the
    page of which it is a row."""

    mention_id: str
    name: str
    region_code: str | None = None
    departements: tuple[str, ...] = ()
    commune_codes: tuple[str, ...] = ()
    communes_text: tuple[str, ...] = ()
    population: int | None = None
    finess: str | None = None
    siren: str | None = None
    rna: str | None = None
    website_host: str | None = None
    source_id: str = ""
    date: str | None = None
    publisher_ref: str | None = None
    listed: str = ""


def mention_from(row: dict[str, Any], mention_id: str = "") -> Mention:
    """A mention from loose fields: `name, region_code, departement, communes, population, source`, and also
    `finess, siren, website, date, publisher_ref`. The département may be in letters, in digits, several;
    the population may be a phrase. Fields that cannot be read are left out."""
    region = _text(row.get("region_code"))
    departements = read_departements(_text(row.get("departement")), region)
    communes = [str(one) for one in row.get("communes") or () if one]
    return Mention(
        mention_id=mention_id or str(row.get("mention_id") or ""),
        name=_text(row.get("name")) or "",
        region_code=region,
        departements=departements,
        commune_codes=_commune_codes(tuple(communes), region, departements),
        communes_text=tuple(sorted({fold_words(re.sub(r"\(.*?\)|\[.*?\]", " ", one)) for one in communes} - {""})),
        population=read_number(row.get("population")),
        finess=_text(row.get("finess")),
        siren=_text(row.get("siren")),
        rna=_text(row.get("rna")),
        website_host=host_of(_text(row.get("website"))),
        source_id=_text(row.get("source_id")) or _text(row.get("source")) or "",
        date=_text(row.get("date")),
        publisher_ref=_text(row.get("publisher_ref")),
    )


@lru_cache(maxsize=4096)
def read_departements(text: str | None, region: str | None) -> tuple[str, ...]:
    """Codes of the départements a field names (« Landes, Gers », « Hauts-de-Seine (92) », « 40/32 »); when it
    names none, that of a region of one département. Unknown words are left out."""
    from lexicon import gazetteer as geography
    from lexicon.departements import departements_named

    reference = geography.load()
    found = departements_named(text, reference) if text else ()
    if not found and region and len(alone := reference.departements_of_region(region)) == 1:
        found = tuple(alone)
    return tuple(sorted(found))


def read_number(value: Any) -> int | None:
    """Inhabitants from a number or from the words around one; 0 is never a population."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) or None
    if not isinstance(value, str):
        return None
    from pipelines.normalise.population import read_population

    return read_population(value).value


def host_of(website: str | None) -> str | None:
    """`https://www.cpts-maine.fr/page` → `cpts-maine.fr`."""
    if not website:
        return None
    address = website if "//" in website else f"//{website}"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return None
    return host.removeprefix("www.") or None


@lru_cache(maxsize=4096)
def _commune_codes(communes: tuple[str, ...], region: str | None, departements: tuple[str, ...]) -> tuple[str, ...]:
    from pipelines.normalise.territory import resolve_territory

    codes: set[str] = set()
    for one in communes:
        codes.update(resolve_territory(one, region, departements).codes)
    return tuple(sorted(codes))


def _text(value: Any) -> str | None:
    return str(value).strip() or None if value is not None else None
