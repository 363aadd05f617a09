"""What people have reviewed, put into listings: constants that the page states once, values that a code stands for.

The words as published stay beside each value that a card has given (`Listing.by_card`): they are what is quoted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lexicon.text import fold
from spiders.document import Document
from spiders.extract.model.alarm import alarm
from spiders.extract.model.source import SourceContext
from spiders.instructions import Meant
from spiders.listing import Alarm, Fact, Listing

_IN_WORDS = frozenset({"html", "xml", "json", "csv", "text"})  # documents whose words can be searched as they come


def reviewed(
    listings: Sequence[Listing], document: Document, context: SourceContext
) -> tuple[tuple[Listing, ...], list[Alarm]]:
    """The listings with the look-ups of the card, then its constants where a field is empty. Without the words that
    say so, a constant fills nothing and raises `LayoutDrift`."""
    rules = context.rules
    said = {name: one for name, one in rules.constants.items() if _states(document, one.words)} if listings else {}
    alarms = [
        alarm("LayoutDrift", f"la page ne dit plus « {one.words} » : `{name}` reste vide", document, context)
        for name, one in rules.constants.items()
        if listings and context.entry and name not in said
    ]
    told = tuple(_looked_up(listing, rules.lookups) for listing in listings)
    for name, one in said.items():
        fact = Fact(name, one.words, f"page (fiche {context.source_id}, constants.{name})", "fiche.constante", "page")
        told = tuple(listing if getattr(listing, name) else _given(listing, name, one.value, fact) for listing in told)
    return told, alarms


def _states(document: Document, words: str) -> bool:
    if document.kind not in _IN_WORDS:
        return False
    text = document.text
    if document.kind == "html":
        from spiders.extract.decode.html.content_root import parse, text_of

        tree = parse(text)
        text = "" if tree is None else text_of(tree)
    return _folded(words) in _folded(text)


def _looked_up(listing: Listing, lookups: Mapping[str, Mapping[str, Meant]]) -> Listing:
    for field, meanings in lookups.items():
        published = getattr(listing, field) or ""
        meant = next((one for value, one in meanings.items() if _folded(value) == _folded(published)), None)
        if published and meant:
            fact = Fact(field, published, listing.evidence.locator, "fiche.traduction")
            listing = _given(listing, field, meant.means, fact)
    return listing


def _given(listing: Listing, field: str, value: str, fact: Fact) -> Listing:
    filled: dict[str, str] = {field: value}
    if field == "status_text":
        filled["status_filed"] = value
    facts = (*(one for one in listing.facts if one.field != field), fact)
    return replace(listing, **filled, by_card=(*listing.by_card, (field, fact.words)), facts=facts)  # type: ignore[arg-type]


def _folded(text: str) -> str:
    return " ".join(fold(text).split())
