"""The prose that ships in every release, in French, as files next to this module."""

from __future__ import annotations

from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent


def fill(name: str, **values: str) -> str:
    """The text of `name` with its `$placeholders` filled. Raises `KeyError` for one that is not given."""
    return Template((FOLDER / name).read_text(encoding="utf-8")).substitute(values)


def limits() -> list[str]:
    """Known limits of the data, one sentence each."""
    return (FOLDER / "limites.txt").read_text(encoding="utf-8").splitlines()
