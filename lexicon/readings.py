"""What a normalisation rule returns: a value, the name of the rule, the words it read.

Every reader of this package returns one of these. `value` is `None` when the text proves nothing: an unknown
is never a default.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatusReading:
    """`value`: `emergence`, `lettre_intention`, `projet_valide`, `aci_signe`, `cessee` or `None`. `denied`: the stages
    that the words say not reached or refused (« pas encore signé »); `refused`: they tell a refusal."""

    value: str | None
    rule: str
    excerpt: str
    ambiguous: bool = False  # a reader could not decide: published as unknown, with the reason in `rule`
    unknown_wording: bool = False  # no rule knows these words: goes to the published work-list
    active: bool = False  # the CPTS is said at work, neither asleep nor over: proves no stage
    unsigned: bool = False  # its contract is said missing, to come or refused
    denied: tuple[str, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class MissionReading:
    """`code`: `acces_soins`, `parcours`, `prevention`, `crises`, `qualite_pertinence`, `accompagnement`."""

    code: str
    rule: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class PopulationReading:
    """`value`: inhabitants of the CPTS's territory; `qualifier`: `exact`, `environ`, `au_moins`, `au_plus`."""

    value: int | None
    qualifier: str | None
    rule: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class DateReading:
    """`value`: `AAAA-MM-JJ`, `AAAA-MM`, `AAAA`, `--MM-JJ` or `None`; `precision`: `jour`, `mois`, `annee`,
    `jour_sans_annee`; `event`: a step of `evenements.nature`, `etat` (a situation at a date) or `None`;
    `planned`: the words give the day as a wish, a deadline or something to come; `beside`: those of the event stand in
    the clause of the day."""

    value: str | None
    precision: str | None
    rule: str
    excerpt: str
    event: str | None = None
    weekday_conflict: bool = False  # « jeudi 17 juillet 2024 » was a Wednesday: kept as written, reported
    planned: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One name of a text and what it became. `codes`: COG codes, empty when undecided."""

    text: str
    codes: tuple[str, ...]
    rule: str
    partial: bool = False  # a quarter, a sector, « une partie de »


@dataclass(frozen=True, slots=True)
class TerritoryReading:
    """`codes`: sorted COG 2026 codes, each once. `complete` is true when the text claims to list the whole
    territory and every name was resolved; `announced` is the number of communes the text announces."""

    codes: tuple[str, ...]
    places: tuple[Place, ...]
    unresolved: tuple[str, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()  # name, candidate codes
    announced: int | None = None
    complete: bool = False
    departements: tuple[str, ...] = ()  # départements named as such in the text
