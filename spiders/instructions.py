"""How a card says its documents are read: the table `[extract]`.

Selectors say where the rows of a list stand and where each field stands in them; `columns` name the headers of a
table. What is named is consumed, what is left raises an alarm. How to write them is in `docs/reading-by-card.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

# the fields of a listing that a card may fill, `extra` for what is kept beside them
FIELDS = (
    "name",
    "status_text",
    "territory_text",
    "department_text",
    "population_text",
    "missions_text",
    "date_text",
    "structure_text",
    "website",
    "finess",
    "siren",
    "rna",
    "publisher_ref",
    "commune_codes",
    "extra",
)
PAGE_OBJECT = "page object"  # `rows` of a card whose host has a module in `spiders/pages/`
SINGLE = ("extra", "commune_codes")  # hold several values: neither a constant nor a look-up is said of them


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Selected(_Strict):
    """One field of a row. `select`: CSS or XPath relative to the row, a JMESPath in data. `match`: a regular
    expression whose first group, or whole match, is the value; where it does not match, the row has none."""

    select: str
    match: str | None = None

    @field_validator("select")
    @classmethod
    def _selects(cls, value: str) -> str:
        return _checked(value)

    @field_validator("match")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"no regular expression: {error}") from error
        return value


class Constant(_Strict):
    """A value for every row without one of its own. `words`: the words of the page that say so; without them on the
    page, nothing is filled in."""

    value: str = Field(min_length=1)
    words: str = Field(min_length=3)


class Meant(_Strict):
    """What a value as published means, reviewed by a person: `reason` says how it is known, `since` when."""

    means: str = Field(min_length=1)
    reason: str = Field(min_length=10)
    since: date


class ExtractRules(_Strict):
    """How the documents of one source are read; without instructions their content decides."""

    rows: str | None = None  # CSS, XPath, or JMESPath in data: each match is the row of one CPTS; or PAGE_OBJECT
    fields: dict[str, Selected] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)  # header or key as published → field of a listing
    constants: dict[str, Constant] = Field(default_factory=dict)
    lookups: dict[str, dict[str, Meant]] = Field(default_factory=dict)  # field → value as published → what it means
    ignore: tuple[str, ...] = ()  # selectors relative to the row, or headers and keys, that say nothing of a CPTS
    expect_heading: str | None = None  # text of a heading or a CSS selector that must be on the entry page
    expect_columns: tuple[str, ...] = ()  # headers that the table of CPTS must have

    @field_validator("fields", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        """`name = "h3"` is `name = { select = "h3" }`."""
        if not isinstance(value, Mapping):
            return value
        return {field: {"select": one} if isinstance(one, str) else one for field, one in value.items()}

    @field_validator("rows")
    @classmethod
    def _selects(cls, value: str | None) -> str | None:
        return value if value is None else _checked(value)

    @field_validator("fields", "constants", "lookups")
    @classmethod
    def _known(cls, value: dict[str, Any]) -> dict[str, Any]:
        _check_fields(value)
        return value

    @field_validator("columns")
    @classmethod
    def _known_meanings(cls, value: dict[str, str]) -> dict[str, str]:
        _check_fields(value.values())
        return value

    @model_validator(mode="after")
    def _whole(self) -> ExtractRules:
        if self.fields and not self.rows:
            raise ValueError("fields are relative to rows: say `rows` too")
        if self.rows and not (self.fields or self.columns):
            raise ValueError("rows alone say nothing: add `fields`, or `columns` for the keys of records")
        if self.fields and self.columns:
            raise ValueError("rows are read by `fields` or by `columns`, not by both")
        if self.fields and "name" not in self.fields:
            raise ValueError("fields must select `name`")
        several = [field for field in SINGLE if field in self.constants or field in self.lookups]
        if several:
            raise ValueError(f"neither a constant nor a look-up is said of {', '.join(several)}")
        return self

    @cached_property
    def headers(self) -> dict[str, str]:
        """Header as published → field of a listing, or `ignored`."""
        return dict.fromkeys(self.ignore, "ignored") | self.columns

    def leaves(self, header: str) -> bool:
        """Whether the card names the columns of a table, and neither reads nor ignores this one."""
        return bool(self.columns) and _key(header) not in {_key(one) for one in self.headers}

    def ignores(self, header: str) -> bool:
        return _key(header) in {_key(one) for one in self.ignore}


@lru_cache(maxsize=512)
def language(selector: str) -> str:
    """`css` or `xpath`: what is no CSS is XPath. Raises `ValueError` when it is neither."""
    from cssselect import SelectorError
    from parsel import css2xpath

    try:
        css2xpath(selector)
    except SelectorError:
        from lxml import etree

        try:
            etree.XPath(selector)
        except etree.XPathSyntaxError as error:
            raise ValueError(f"neither CSS nor XPath: {selector!r} ({error})") from error
        return "xpath"
    return "css"


@lru_cache(maxsize=512)
def is_path_of_data(selector: str) -> bool:
    """Whether a selector can be a JMESPath: « main li » is none."""
    import jmespath

    try:
        jmespath.compile(selector)
    except jmespath.exceptions.JMESPathError:
        return False
    return True


def _checked(selector: str) -> str:
    if not is_path_of_data(selector):
        language(selector)
    return selector


def _check_fields(names: Any) -> None:
    for name in names:
        if name not in FIELDS:
            raise ValueError(f"unknown field {name!r}; one of {', '.join(FIELDS)}")


def _key(header: str) -> str:
    return " ".join(header.split()).casefold()
