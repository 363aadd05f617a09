"""The state of one reading of a territory text, and the names met so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from lexicon.gazetteer import Geography
from pipelines.normalise.territory_groups import Group
from pipelines.normalise.territory_names import Names, Zone
from pipelines.normalise.territory_reading import Read, read_name

END = "borne"  # the rule of a commune that ends an extent: « de Chantonnay à Aizenay »


@dataclass
class Named:
    """One name met in the text, in order."""

    text: str
    codes: tuple[str, ...]
    rule: str
    start: int
    candidates: tuple[str, ...] = ()
    partial: bool = False
    excluded: bool = False
    kind: str = "commune"  # or `epci`, `departement`, `arrondissement`
    sure: bool = True  # whole item of a list, or announced as a commune
    reported: bool = True  # a failure worth telling
    depth: int = 0  # parentheses it is in
    end: int = 0  # where the item that names it ends


@dataclass
class Walk:
    """From the first item to the last: what the text has said so far that bears on the next name."""

    geography: Geography
    names: Names
    zone: Zone
    here: Zone  # the zone, or the département of the current heading
    places: list[Named] = field(default_factory=list)
    departements: list[str] = field(default_factory=list)
    announced: int | None = None
    counted_until: int = 0  # where that number was said
    counted: bool = False  # that number is exact: « 17 communes », not « plus de 17 »
    most_announced: int = 0  # the largest number of communes said outside parentheses
    parts_announced: int = 0  # how many of them are told to be some of an EPCI
    open: bool = False
    takes_away: bool = False  # an exclusion was said
    less: set[str] = field(default_factory=set)  # what was named before, where it takes away something that has a name
    one_part: bool = False  # what it takes away is one quarter, whatever is named next
    excluding: int | None = None  # depth at which « sauf » was said
    depth: int = 0  # parentheses around the item being read
    end: int = 0  # where that item ends
    joined: int = -1  # index of an item already read with the one before
    colon: bool = False  # a colon opened the enumeration it belongs to
    shade: str = ""  # the prepared text in lower case, without accents
    capitals: bool = True  # the text has capital letters: names begin with one

    @property
    def outside(self) -> bool:
        """Whether what is being read is excluded from the territory."""
        return self.excluding is not None

    def codes(self, excluded: bool) -> set[str]:
        return {code for place in self.places if place.excluded == excluded for code in place.codes}

    def name_in(self, text: str, loosely: bool, zone: Zone | None = None) -> Read | None:
        """The name an item holds, in the present context."""
        return read_name(text, self.names, zone or self.here, loosely, self.capitals)

    def add(self, read: Read, start: int, sure: bool) -> None:
        self.open = self.open or read.open
        found = read.found
        self.places.append(
            Named(
                read.name.strip(),
                (found.code,) if found.code else (),
                found.rule or "inconnu",
                start,
                found.candidates,
                found.partial or (self.outside and self.one_part),
                self.outside,
                sure=sure,
                reported=read.place,
                depth=self.depth,
                end=self.end,
            )
        )

    def add_group(self, text: str, group: Group, excluded: bool = False) -> None:
        self.places.append(
            Named(
                text,
                self.geography.members_of_epci(group.code or ""),
                group.rule,
                group.start,
                group.candidates,
                group.partial,
                excluded or self.outside,
                "epci",
                group.sure,
                reported=group.rule != "hors_territoire",
                end=group.end,
            )
        )

    def say_departements(self, codes: tuple[str, ...]) -> None:
        self.departements.extend(codes)
