"""Which rule gave each field of a listing its words: the fields choose words, the passages know where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lexicon.text import clauses, word_key
from spiders.extract.model.mentions import Passage, Subject
from spiders.listing import Fact

_LEAST_SHARE = 0.5  # of the words of a clause, in the passage it was completed or cut from


def facts_of_fields(
    subject: Subject, fields: Mapping[str, str], of_the_page: str, lineage: Sequence[Passage]
) -> tuple[Fact, ...]:
    """The facts of a listing made of the passages of `subject`, field by field, in the order of their words.

    `fields`: name → text; `of_the_page`: where the document says the
    département of all its CPTS, which no passage tells; `lineage`: the sentences of that field."""
    told: list[Fact] = []
    for field, text in fields.items():
        if field == "name":
            told.append(Fact(field, text, subject.written, subject.rule))
        elif of_the_page and field == "department_text":
            told.append(Fact(field, text, of_the_page, "page.departement", "page"))
        else:
            passages = lineage if field == "lineage_text" else subject.passages
            told += [_fact(field, words, subject, passages) for words in clauses(text)]
    return tuple(told)


def _fact(field: str, words: str, subject: Subject, passages: Sequence[Passage]) -> Fact:
    passage = _holding(words, passages)
    if passage is None:  # « CPTS de Lyon 9e »: what the name itself says
        return Fact(field, words, subject.written, "nom.dit_le_lieu")
    return Fact(field, words, passage.locator, passage.rule, passage.basis or ("own" if passage.own else "shared"))


def _holding(words: str, passages: Sequence[Passage]) -> Passage | None:
    """The shortest passage that holds `words`, or most of them where a year or a stage was added to what it says."""
    key = f" {word_key(words)} "  # « Aude » is no word of « Caudebronde »
    whole = [passage for passage in passages if key in f" {word_key(passage.text)} " or _linked(words, passage)]
    if whole:
        return min(whole, key=lambda passage: (passage.hint in ("place", "around"), len(passage.text)))
    wanted = set(key.split())
    shares = [(len(wanted & set(word_key(passage.text).split())), passage) for passage in passages]
    most, nearest = max(shares, key=lambda share: share[0], default=(0, None))
    return nearest if most > _LEAST_SHARE * len(wanted) else None


def _linked(words: str, passage: Passage) -> bool:
    return any(words == address for _, address in passage.links)
