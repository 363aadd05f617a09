"""The reference geography in memory: territories by code and by name, former codes followed.

Codes are those of the COG (communes, départements, régions) and SIREN (EPCI, EPT), all as text.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Container, Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from lexicon.gate import gated
from lexicon.text import fold_words

REFERENCE = Path(__file__).parents[1] / "datasets" / "reference"

# abbreviations of place names, whole words only: St-Étienne, Ste-Foy, Neuilly s/Marne, N.-D. stays as it is
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "ss": "sous"}
_ARTICLES = {"le", "la", "les", "l"}
_LOCATIVE = gated(r"^(?:le|la|les|l|en|dans|departement|collectivite|ile|du|de|des|d)\s+")


@lru_cache(maxsize=65536)  # every name of the gazetteer, which three indexes ask for
def place_key(name: str) -> str:
    """The key of a place name: folded words, abbreviations written out. `STE CROIX` → `sainte croix`."""
    return " ".join(_ABBREVIATIONS.get(word, word) for word in fold_words(name).split())


def bare_key(key: str) -> str:
    """A key without its leading article: `la courneuve` → `courneuve`."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in _ARTICLES else key


class Commune(NamedTuple):
    """A current commune, or a municipal arrondissement (`city` is then the commune it belongs to). `population`:
    legal inhabitants; `longitude`, `latitude`: a point inside, in degrees."""

    code: str
    name: str
    city: str | None
    departement: str
    region: str
    epci: str | None
    ept: str | None
    population: int | None
    postal_codes: tuple[str, ...]
    longitude: float | None
    latitude: float | None


class FormerName(NamedTuple):
    """A name that leads to `current`. `nature`: see datasets/reference/README.md."""

    code: str
    name: str
    nature: str
    current: str


class Epci(NamedTuple):
    """An intercommunality or an EPT. `kind`: CC, CA, CU, METRO, MET69 or EPT."""

    code: str
    name: str
    kind: str
    population: int
    former_names: tuple[str, ...]


class Departement(NamedTuple):
    """A département or a collectivity; `ars_region`: region of the health agency in charge, if any."""

    code: str
    name: str
    region: str
    ars_region: str | None
    neighbours: tuple[str, ...]


class Region(NamedTuple):
    code: str
    name: str
    ars_region: str | None


class Geography:
    """Indexes over the reference tables. Built by `load`."""

    def __init__(
        self,
        communes: list[Commune],
        former: list[FormerName],
        epci: list[Epci],
        departements: list[Departement],
        regions: list[Region],
    ) -> None:
        self.communes = {commune.code: commune for commune in communes}
        self.former = former
        self.epci = {one.code: one for one in epci}
        self.departements = {one.code: one for one in departements}
        self.regions = {one.code: one for one in regions}
        self._successors = {one.code: one.current for one in former if one.nature not in ("usage", "lieu_dit")}

    def current(self, code: str) -> str | None:
        """Today's code of a commune or arrondissement, given today's or a former one."""
        return code if code in self.communes else self._successors.get(code)

    def commune(self, code: str) -> Commune | None:
        """The current commune behind a code, former codes followed."""
        current = self.current(code)
        return self.communes[current] if current else None

    @cached_property
    def by_name(self) -> dict[str, tuple[str, ...]]:
        """`place_key` → codes of the current communes and arrondissements that bear it."""
        found: dict[str, list[str]] = defaultdict(list)
        for code, commune in self.communes.items():
            found[place_key(commune.name)].append(code)
        return {key: tuple(codes) for key, codes in found.items()}

    @cached_property
    def arrondissements(self) -> dict[str, tuple[str, ...]]:
        """City code (Paris, Lyon, Marseille) → its arrondissements in order."""
        found: dict[str, list[str]] = defaultdict(list)
        for code, commune in self.communes.items():
            if commune.city:
                found[commune.city].append(code)
        return {city: tuple(sorted(codes)) for city, codes in found.items()}

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        """EPCI or EPT code → its communes."""
        found: dict[str, list[str]] = defaultdict(list)
        for commune in self.communes.values():
            if commune.city is None:
                for group in (commune.epci, commune.ept):
                    if group:
                        found[group].append(commune.code)
        return {code: tuple(sorted(codes)) for code, codes in found.items()}

    @cached_property
    def _by_departement(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for commune in self.communes.values():
            if commune.city is None:
                found[commune.departement].append(commune.code)
        return {code: tuple(sorted(codes)) for code, codes in found.items()}

    @cached_property
    def by_postal_code(self) -> dict[str, tuple[str, ...]]:
        """Postal code → communes, and the arrondissements when it is one of Paris, Lyon or Marseille."""
        found: dict[str, list[str]] = defaultdict(list)
        for commune in self.communes.values():
            if commune.code not in self.arrondissements:
                for postal in commune.postal_codes:
                    found[postal].append(commune.code)
        return {postal: tuple(sorted(codes)) for postal, codes in found.items()}

    def members_of_epci(self, code: str) -> tuple[str, ...]:
        """Communes of an EPCI or EPT; empty for an unknown code."""
        return self._members.get(code, ())

    def members_of_departement(self, code: str) -> tuple[str, ...]:
        return self._by_departement.get(code, ())

    def departements_of_region(self, code: str) -> tuple[str, ...]:
        """Départements of a region, and those its health agency also serves (977 and 978 for Guadeloupe)."""
        return _of_region(self.departements.values(), code)

    def population(self, codes: Iterable[str]) -> int:
        """Inhabitants of a set of communes. Each counts once; a city and its own arrondissements count as the
        city. Unknown codes and communes without a figure count for nothing."""
        current = {found for code in codes if (found := self.current(code))}
        return sum(
            commune.population or 0
            for commune in (self.communes[code] for code in current)
            if commune.city not in current
        )

    def departement(self, text: str) -> str | None:
        """Code of a département written any way: `Loire-Atlantique`, `44`, `1`, `(974)`, `la Drôme`,
        `Hauts-de-Seine (92)`. `None` when the text is not exactly that."""
        return _written(text, self._departement_names, self.departements)

    def region(self, text: str) -> str | None:
        """Code of a région, by name or code."""
        return _written(text, self._region_names, self.regions)

    @cached_property
    def _departement_names(self) -> dict[str, str]:
        return {bare_key(place_key(one.name)): one.code for one in self.departements.values()}

    @cached_property
    def _region_names(self) -> dict[str, str]:
        return {bare_key(place_key(one.name)): one.code for one in self.regions.values()}


def _written(text: str, names: dict[str, str], codes: Container[str]) -> str | None:
    key = fold_words(text)
    code = key.upper()
    if code.isdigit():
        code = code.zfill(2) if len(code) < 3 else code.lstrip("0").zfill(2)
    if code in codes:
        return code
    name, _, last = key.rpartition(" ")
    if name and last.upper() in codes:
        named = _written(name, names, codes)
        return named if named == last.upper() else None
    while key:
        if key in names:
            return names[key]
        shorter = _LOCATIVE.sub("", key)
        if shorter == key:
            return None
        key = shorter
    return None


def _values(column: Any) -> list[Any]:
    """A column as Python values, each once in memory; lists of texts as tuples, cut from one flat list (ten times
    `to_pylist`)."""
    known: dict[Any, Any] = {}
    if not str(column.type).startswith("list"):
        return [known.setdefault(value, value) for value in column.to_pylist()]
    flat = [known.setdefault(value, value) for value in column.values.to_pylist()]
    ends = column.offsets.to_pylist()
    return [tuple(flat[start:end]) for start, end in itertools.pairwise(ends)]


def _rows(folder: Path, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a reference table. Raises `FileNotFoundError` naming the command that builds it."""
    import pyarrow.parquet as pq

    path = folder / f"{table}.parquet"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: build it with python -m pipelines.reference")
    try:
        data = pq.ParquetFile(path, page_checksum_verification=True).read(columns=list(columns), use_threads=False)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{path} is damaged ({error}): take the file of the project again") from error
    return list(zip(*(_values(data[name].combine_chunks()) for name in columns), strict=True))


@lru_cache(maxsize=4)
def departements(folder: Path = REFERENCE) -> tuple[Departement, ...]:
    """The départements and collectivities, without the cost of the communes."""
    return tuple(
        Departement(*row) for row in _rows(folder, "departements", "code", "nom", "region", "region_ars", "voisins")
    )


def departements_of_region(code: str) -> tuple[str, ...]:
    """`Geography.departements_of_region`, without the cost of the communes."""
    return _of_region(departements(), code)


def _of_region(known: Iterable[Departement], code: str) -> tuple[str, ...]:
    return tuple(one.code for one in known if code in (one.region, one.ars_region))


@lru_cache(maxsize=4)
def regions(folder: Path = REFERENCE) -> tuple[Region, ...]:
    return tuple(Region(*row) for row in _rows(folder, "regions", "code", "nom", "region_ars"))


@lru_cache(maxsize=4)
def load(folder: Path = REFERENCE) -> Geography:
    """The geography of a folder of reference tables, read once. Raises `FileNotFoundError` naming the command
    that builds them."""
    communes = _rows(
        folder,
        "communes",
        "code",
        "nom",
        "commune",
        "departement",
        "region",
        "epci",
        "ept",
        "population",
        "codes_postaux",
        "longitude",
        "latitude",
    )
    former = _rows(folder, "anciennes_communes", "code", "nom", "nature", "actuelle")
    epci = _rows(folder, "epci", "code", "nom", "type", "population", "anciens_noms")
    return Geography(
        list(map(Commune._make, communes)),
        list(map(FormerName._make, former)),
        list(map(Epci._make, epci)),
        list(departements(folder)),
        list(regions(folder)),
    )
