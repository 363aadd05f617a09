"""What happens to a document between two crawls: the same words in another encoding, cut, replaced, or laid out anew.

A mutation is a plain function of a case that gives the changed document, or several when it splits one, or none when
it does not apply. The property (`broken`): the same rows, or one of the alarms that the mutation is explained by; and
whatever the alarm, no row and no value that the document does not hold.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce

from spiders.document import Document
from spiders.extract.output.merge import join_pages
from spiders.extract.read import read
from tests.support.corpus import CASES, Case, extraction, fields, names_invented_people, wanted, words_of

Documents = list[Document]
Apply = Callable[[Case], Documents]


@dataclass(frozen=True)
class Mutation:
    """`explained_by`: the alarms that excuse missing rows; none where every row must come back. `on`: how many
    fixtures it must change at least, for a mutation of nothing proves nothing."""

    name: str
    apply: Apply
    explained_by: frozenset[str]
    on: int


MUTATIONS: dict[str, Mutation] = {}


def mutation(*explained_by: str, on: int = 1) -> Callable[[Apply], Apply]:
    def register(apply: Apply) -> Apply:
        MUTATIONS[apply.__name__] = Mutation(apply.__name__, apply, frozenset(explained_by), on)
        return apply

    return register


@cache
def mutated(name: str, mutation_name: str) -> tuple[Document, ...]:
    """The changed documents; empty when the mutation does not apply or leaves the bytes as they are."""
    case = CASES[name]
    documents = tuple(MUTATIONS[mutation_name].apply(case))
    return () if documents == (case.document,) else documents


def broken(case: Case, changed: Sequence[Document], explained_by: frozenset[str]) -> str:
    """What the property has against the changed documents of a case; empty when it holds."""
    found = [read(document, case.context) for document in changed]
    listings = tuple(reduce(join_pages, (one.listings for one in found)))
    alarms = tuple(alarm for one in found for alarm in one.alarms)
    if names_invented_people(words_of(listings, alarms)):
        return "a person left the document"
    rows = [fields(listing) for listing in listings]
    known = list(map(wanted, case.rows))
    # links are compared where a case says which they are: elsewhere they belong to the layout, not to the list
    links = [link for one in found for link in one.links] if "links" in case.meta else []
    if _sorted(rows) == _sorted(known) and sorted(links) == sorted(case.meta.get("links", [])):
        return ""
    if invented := _invented(rows, case.rows) + [link for link in links if link not in case.meta["links"]]:
        return f"invented: {invented}"
    known_alarms = {(alarm.name, alarm.detail) for alarm in extraction(case.name).alarms}
    raised = {alarm.name for alarm in alarms if (alarm.name, alarm.detail) not in known_alarms}
    if raised & explained_by:
        return ""
    lost = [row for row in known if row not in rows]
    return f"lost without {' or '.join(explained_by) or 'excuse'} ({', '.join(raised)}): {lost}, read {rows}"


def _sorted(rows: Sequence[dict]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


def _invented(rows: Sequence[dict], known: Sequence[dict]) -> list[str]:
    by_name = {row["name"]: row for row in known}
    return [
        f"{row['name']}: {field} = {value!r}"
        for row in rows
        for field, value in row.items()
        if not any(is_part(value, whole) for whole in said(by_name.get(row["name"], {}), field))
    ]


def said(row: dict, field: str) -> list[object]:
    """What the document says: what is read in it, and what it also says where it is cut before that."""
    return [row.get(field, ""), *row.get("also", {}).get(field, ())]


def is_part(value: object, whole: object) -> bool:
    """Whether every word of a value stands in the whole one, in its order, and no number is cut."""
    words, left = _words(value), iter(_words(whole))
    return all(word in left for word in words)


def _words(value: object) -> list[str]:
    text = " ".join(value) if isinstance(value, list) else str(value)
    return re.findall(r"\w+", re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", "", text))


# --- the bytes ------------------------------------------------------------------------------------------


@mutation("Truncated", on=50)
def emptied(case: Case) -> Documents:
    return [replace(case.document, body=b"")]


def cut(case: Case, share: float) -> Documents:
    """A delimited text is cut inside a line: between two lines, nobody could tell."""
    body = case.document.body
    at = int(len(body) * share)
    separator = case.meta.get("separator", ";" if case.name == "finess/frozen" else "")
    if separator:
        lines = body.decode(case.meta["encoding"]).splitlines(keepends=True)
        number = max(1, int(len(lines) * share))
        half = lines[number][: lines[number].rindex(separator) - 1]
        return [replace(case.document, body="".join([*lines[:number], half]).encode(case.meta["encoding"]))]
    return [replace(case.document, body=body[:at])]


@mutation("Truncated", on=30)
def cut_inside_its_last_number(case: Case) -> Documents:
    """« 90 000 habitants » that ends at « 90 » is another population."""
    if case.meta.get("separator") or case.document.kind not in ("html", "xml", "json"):
        return []
    numbers = list(re.finditer(rb"(?<=[>\s:])\d\d[\s&\d]*\d", case.document.body))
    return [replace(case.document, body=case.document.body[: numbers[-1].start() + 2])] if numbers else []


def _page(title: str, body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


@mutation("BlockedPage", on=50)
def replaced_by_a_challenge(case: Case) -> Documents:
    return [replace(case.document, body=_page("Just a moment...", "<p>Checking your browser before accessing.</p>"))]


@mutation("BlockedPage", on=50)
def replaced_by_a_login(case: Case) -> Documents:
    form = "<form action='/login'><input type='password' name='pass'></form><p>Veuillez vous connecter.</p>"
    return [replace(case.document, body=_page("Espace adhérents", form))]


@mutation("BlockedPage", on=50)
def replaced_by_an_error(case: Case) -> Documents:
    return [replace(case.document, body=_page("Erreur 404", "<main><h1>Page non trouvée</h1></main>"))]


@mutation("WrongType", on=20)
def replaced_by_a_home_page(case: Case) -> Documents:
    """On a page the same is another list, which the bounds of the card see; a file it cannot be."""
    body = _page("Accueil", "<main><h1>Bienvenue</h1><p>Toute l'actualité de la santé en région.</p></main>")
    return [] if case.document.kind == "html" else [replace(case.document, body=body)]


@mutation(on=50)
def compressed(case: Case) -> Documents:
    return [replace(case.document, body=gzip.compress(case.document.body, mtime=0))]


@mutation(on=50)
def without_a_declared_type(case: Case) -> Documents:
    return [replace(case.document, content_type="")]


@mutation(on=50)
def declared_as_a_stream_of_bytes(case: Case) -> Documents:
    return [replace(case.document, content_type="application/octet-stream")]


# --- its text -------------------------------------------------------------------------------------------


def text_of(case: Case) -> str:
    """The text of a document made of text; empty for the others."""
    if case.document.kind in ("pdf", "xlsx", "ods", "kmz"):
        return ""
    return case.document.body.decode(case.meta.get("encoding", "utf-8"))


def rewritten(case: Case, text: str, encoding: str = "", content_type: str | None = None) -> Documents:
    """The document with another text, in the encoding it had unless another is given."""
    if not text:
        return []
    kind = case.document.content_type if content_type is None else content_type
    return [replace(case.document, body=text.encode(encoding or case.meta.get("encoding", "utf-8")), content_type=kind)]


def undeclared(text: str) -> str:
    """A text that no longer says its encoding."""
    text = re.sub(r'<meta charset="[^"]*">', "", text)
    return re.sub(r'(<\?xml[^>]*?) encoding="[^"]*"', r"\1", text)


def _type(case: Case) -> str:
    return case.document.content_type.partition(";")[0]


@mutation(on=40)
def in_windows_1252(case: Case) -> Documents:
    text = undeclared(text_of(case)).replace("\u202f", "\u00a0")
    return rewritten(case, text, "cp1252", _type(case))


@mutation(on=40)
def in_windows_1252_declared_as_utf_8(case: Case) -> Documents:
    return rewritten(case, text_of(case).replace("\u202f", "\u00a0"), "cp1252")


@mutation(on=40)
def in_utf_8_declared_as_latin_1(case: Case) -> Documents:
    text = text_of(case).replace('charset="utf-8"', 'charset="iso-8859-1"')
    text = re.sub(r'(<\?xml[^>]*?) encoding="[^"]*"', r'\1 encoding="ISO-8859-1"', text)
    return rewritten(case, text, "utf-8", f"{_type(case)}; charset=ISO-8859-1")


@mutation(on=40)
def in_utf_16(case: Case) -> Documents:
    return rewritten(case, undeclared(text_of(case)), "utf-16", _type(case))


@mutation(on=40)
def in_utf_8_with_its_mark(case: Case) -> Documents:
    return rewritten(case, text_of(case), "utf-8-sig")


@mutation(on=40)
def encoded_twice(case: Case) -> Documents:
    """UTF-8 read as Windows-1252 and written as UTF-8: « FougÃ¨res », as a site of the South-West shows."""
    text = text_of(case)
    try:
        twice = text.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        return []
    return rewritten(case, twice, "utf-8") if twice != text else []


@mutation(on=40)
def with_accents_in_two_signs(case: Case) -> Documents:
    """As a Mac writes them: the letter, then its accent."""
    import unicodedata

    return rewritten(case, unicodedata.normalize("NFD", text_of(case)), "utf-8")


@mutation(on=40)
def with_lines_of_another_system(case: Case) -> Documents:
    return rewritten(case, text_of(case).replace("\r\n", "\n").replace("\n", "\r\n"))
