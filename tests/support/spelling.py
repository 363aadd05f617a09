"""The same words typed by somebody else: other spaces, capitals, no accents, other apostrophes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from hypothesis import strategies as st

Respelling = Callable[[str], str]


def _respelling(space: str, capitals: bool, accents: bool, apostrophe: str) -> Respelling:
    def respelt(text: str) -> str:
        if not accents:
            text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        text = text.replace("’", "'").replace("'", apostrophe).replace(" ", space)
        return text.upper() if capitals else text

    return respelt


respellings: st.SearchStrategy[Respelling] = st.builds(
    _respelling,
    space=st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", "  "]),
    capitals=st.booleans(),
    accents=st.booleans(),
    apostrophe=st.sampled_from("'’´ʼ"),
)
