"""How one value is shown in a table of the site."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from pipelines.site.french import french_date, french_number

# columns whose value names something that has its own page; `{}` is the value
PAGES = {
    "cpts_id": "/cpts/{}", "commune": "/commune/{}", "departement": "/departement/{}", "region": "/region/{}",
    "departements": "/departement/{}", "cpts_ids": "/cpts/{}", "source_id": "/sources#{}", "regions": "/region/{}",
}
LISTS = ("departements", "cpts_ids", "regions", "missions", "alias", "sources")
ADDRESS = re.compile(r"https?://\S+")


def _link(column: str, value: str, label: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(PAGES[column].format(quote(value, safe="")), label)


def show(column: str, value: Any, kind: str | None) -> Markup | None:
    """HTML of `value`, whose schema type is `kind` (None when the column is not of the schema); None leaves the
    choice to Datasette. A foreign key arrives as `{"value": …, "label": …}`."""
    if isinstance(value, dict):
        code, label = value["value"], value["label"]
        if column in PAGES:
            return _link(column, str(code), str(label))
        if column in ("statut", "statut_max"):
            return Markup('<span class="statut statut-{}">{}</span>').format(code, label)
        return escape(label)
    if value is None or value == "":
        return Markup('<span class="vide" title="non renseigné">–</span>')
    if isinstance(value, (int, float)):
        if kind == "boolean":
            return escape("oui" if value else "non")
        return Markup('<span class="nombre">{}</span>').format(french_number(value))
    text = str(value)
    if kind == "date":
        return Markup('<time datetime="{}">{}</time>').format(text, french_date(text))
    if column in LISTS and column in PAGES:
        return Markup(" ").join(_link(column, part, part) for part in text.split(" ; "))
    if column in PAGES:
        return _link(column, text, text)
    if ADDRESS.fullmatch(text):
        short = text.split("://", 1)[1].removeprefix("www.")
        return Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(
            text, short if len(short) <= 50 else short[:47] + "…"
        )
    return None
