"""Where a correction is sent: the operator's address as a form that carries what its reader has written."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

TITLE, TEXT = "{titre}", "{texte}"
NOBODY = f"mailto:?subject={TITLE}&body={TEXT}"  # a letter that names no one yet


@dataclass(frozen=True, slots=True)
class Form:
    """A form sent by `get`. `fields`: name → value of what the reader does not change; `text`: the name of what he
    writes."""

    action: str
    fields: tuple[tuple[str, str], ...]
    text: str


def form(address: str, title: str) -> Form | None:
    """`address`, with `{titre}` and `{texte}` in it, as a form. None where `{texte}` is no whole parameter of its
    query, which a form could not fill: `mailto:a@b.fr?subject={titre}&body={texte}` is one."""
    action, _, query = address.partition("?")
    said = parse_qsl(query, keep_blank_values=True)
    texts = [name for name, value in said if value == TEXT]
    if len(texts) != 1 or TEXT in action or TITLE in action:
        return None
    return Form(action, tuple((name, value.replace(TITLE, title)) for name, value in said if value != TEXT), texts[0])
