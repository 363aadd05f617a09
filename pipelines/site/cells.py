"""How one value is shown in a table of the site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from pipelines.site.columns import label_columns
from pipelines.site.french import at_least, at_most, french_date, french_number, french_place
from pipelines.site.readable import NAMES_OF, Names
from schema import SEPARATOR

# columns whose value names something that has its own page; `{}` is the value
PAGES = {
    "cpts_id": "/cpts/{}",
    "commune": "/commune/{}",
    "departement": "/departement/{}",
    "region": "/region/{}",
    "departements": "/departement/{}",
    "cpts_ids": "/cpts/{}",
    "source_id": "/sources#{}",
    "regions": "/region/{}",
    "sources": "/sources#{}",
    "preuve_id": "/observatoire/preuves/{}",
}
# the same columns → the table that holds a row of that key, for an archive, whose values lead to its own rows
ROWS = {
    "cpts_id": "cpts",
    "commune": "couverture",
    "departement": "departements",
    "region": "regions",
    "departements": "departements",
    "cpts_ids": "cpts",
    "source_id": "sources",
    "regions": "regions",
    "sources": "sources",
    "preuve_id": "preuves",
}
# columns of one code → where its name is looked up, when Datasette has not already joined it (the page of a row)
LABELLED = label_columns()
# column of a stored query, which is of no table → the domains its codes may be of
ANYWHERE = {
    column: sorted({domain for (_, other), domain in LABELLED.items() if other == column}) for _, column in LABELLED
}
# what stands for a region where a row is of none
NO_REGION = {"FR": "France", "non_localisee": "non localisée"}
NAMED = {"commune": "commune", "departement": "departement", "region": "region", "source_id": "source"}
# columns that hold a value of the property which another column of their row names
PROPERTIES = {
    ("preuves", "valeur"): "propriete",
    ("affirmations", "valeur"): "propriete",
    ("desaccords", "valeur"): "propriete",
    ("corrections", "valeur_fausse"): "propriete",
    ("corrections", "valeur"): "propriete",
    ("changements", "avant"): "nature",
    ("changements", "apres"): "nature",
}
# columns that name a table, or a column of the table which another column of their row names
DESCRIBED = {
    ("completude", "table_decrite"): None,
    ("completude", "colonne"): "table_decrite",
    ("qualite", "table_controlee"): None,
    ("qualite", "colonne"): "table_controlee",
}
# texts that hold a date at the degree it is known
DATES = (
    "date_etat",
    "date_evenement",
    "statut_depuis",
    "statut_depuis_apres",
    "statut_date",
    "prevu_le",
    "activite_attestee_le",
    "aci_echeance",
    "date_page",
    "date_jalon",
    "echeance",
    "date_source",
)
# columns of shares that are bounds → how they are rounded
BOUNDS = {"part_population_min": at_least, "part_population_max": at_most, "pour_cent_au_plus": at_most}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OPAQUE = re.compile(r"[0-9a-f]{16}")  # the identifier of a row that has no other name
WEB = re.compile(r"(?:https?://|www\.)[^\s<>\"]+")


def web_address(text: Any) -> str:
    """What a publisher wrote as an address, as one that can be followed; empty when it is none.

    `www.exemple.fr` → `https://www.exemple.fr`; `javascript:alert(1)` → nothing.
    """
    found = WEB.fullmatch(str(text or ""))
    if found is None:
        return ""
    return found.group() if "://" in found.group() else f"https://{found.group()}"


def row_pages(prefix: str) -> dict[str, str]:
    """`PAGES` as rows of the tables under `prefix`."""
    return {column: f"{prefix}/{table}/{{}}" for column, table in ROWS.items()}


def _link(page: str, value: str, label: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(page.format(quote(value, safe="")), label)


def described(name: Any, table: str | None, schema: Mapping[str, Any]) -> Markup:
    """The title of the column `name` of `table`, or of the table `name` where no table is given."""
    titles = schema.get(table, {}).get("titres") or {} if table else {}
    title = titles.get(name) if table else schema.get(name, {}).get("title")
    return escape(title or name or "–")


def _labelled(column: str, code: str, label: str) -> Markup:
    if column in ("statut", "statut_max"):
        return Markup('<span class="statut statut-{}">{}</span>').format(code, label)
    return escape(label)


def show(
    column: str,
    value: Any,
    kind: str | None,
    names: Names,
    table: str | None = None,
    what: str | None = None,
    pages: Mapping[str, str] = PAGES,
) -> Markup | None:
    """HTML of `value`, whose schema type is `kind` (None when the column is not of the schema); None leaves the
    choice to Datasette. A foreign key arrives as `{"value": …, "label": …}`; `what` is the property of the row,
    where it has one; `pages` says where values lead."""
    if isinstance(value, dict):
        code, label = str(value["value"]), "preuve" if column == "preuve_id" else str(value["label"])
        return _link(pages[column], code, label) if column in pages else _labelled(column, code, label)
    if value is None or value == "":
        return Markup('<span class="vide" title="non renseigné">–</span>')
    if isinstance(value, (int, float)):
        if kind == "boolean":
            return escape("oui" if value else "non")
        return Markup('<span class="nombre">{}</span>').format(BOUNDS.get(column, french_number)(value))
    if kind == "date" or column in DATES or DAY.fullmatch(str(value)):
        return Markup('<time datetime="{}">{}</time>').format(value, french_date(str(value)))
    return _text(column, str(value), names, table, what, pages)


def _text(
    column: str, text: str, names: Names, table: str | None, what: str | None, pages: Mapping[str, str]
) -> Markup | None:
    domain = _domain(column, text, names, table)
    if domain:
        return _labelled(column, text, names.name(domain, text))
    if column in NAMES_OF:
        return _several(column, text, names, pages)
    if column in pages:
        return _page(column, text, names, table, pages)
    if (table, column) == ("alarmes", "detail"):
        return escape(french_place(text))
    if (table, column) in PROPERTIES and what:
        readable = names.value(what, text)
        return escape(readable) if readable != text else None
    return _followed(text)


def _domain(column: str, text: str, names: Names, table: str | None) -> str | None:
    """Where the name of a code is looked up. A stored query is of no table: its codes are known by their column."""
    if table is not None:
        return LABELLED.get((table, column))
    return next((one for one in ANYWHERE.get(column, ()) if text in names.known.get(one, ())), None)


def _page(column: str, text: str, names: Names, table: str | None, pages: Mapping[str, str]) -> Markup:
    """A code as a link to the page of what bears it, under the name of that where the row is not its own."""
    if column == "region" and text not in names.known["region"]:
        return escape(NO_REGION.get(text, text))
    if column == "preuve_id":
        return _link(pages[column], text, "preuve")
    named = column in NAMED and table is not None and table != ROWS[column]
    return _link(pages[column], text, names.name(NAMED[column], text) if named else text)


def short_link(link: Any, identifier: Any) -> Any:
    """The `link` of a table page to a row, under a word where the identifier is none that a reader could use."""
    if not OPAQUE.fullmatch(str(identifier)):
        return link
    return Markup(str(link).replace(f">{identifier}<", f' title="Identifiant {identifier}">la ligne<'))


def _several(column: str, codes: str, names: Names, pages: Mapping[str, str]) -> Markup:
    """Each code by its name, where it leads to a page a link."""
    parts = [(code, names.name(NAMES_OF[column], code)) for code in codes.split(SEPARATOR)]
    shown = [_link(pages[column], code, name) if column in pages else escape(name) for code, name in parts]
    return Markup(", ").join(shown)


def _followed(text: str) -> Markup | None:
    """The address a text is, as a link; `None` for any other text."""
    address = web_address(text)
    if not address:
        return None
    short = address.split("://", 1)[1].removeprefix("www.")
    told = short if len(short) <= 50 else short[:47] + "…"
    return Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(address, told)


def in_words(column: str, value: str, kind: str | None, names: Names, table: str | None = None) -> str:
    """A value as a visitor typed it into a filter, said as its cells show it: `aci_signe` → `ACI signé`."""
    if kind == "boolean":
        return {"1": "oui", "0": "non"}.get(value, value)
    shown = show(column, value, kind, names, table)
    return shown.striptags() if shown is not None else value
