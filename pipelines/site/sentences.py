"""The filters of a table page, said in French."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

# lookup of Datasette → sentence; `{0}` is the column's title, `{1}` the value
LOOKUPS = {
    "exact": "{0} : « {1} »",
    "not": "{0} différent de « {1} »",
    "contains": "{0} contient « {1} »",
    "notcontains": "{0} ne contient pas « {1} »",
    "startswith": "{0} commence par « {1} »",
    "endswith": "{0} finit par « {1} »",
    "gt": "{0} supérieur à {1}",
    "gte": "{0} au moins {1}",
    "lt": "{0} inférieur à {1}",
    "lte": "{0} au plus {1}",
    "like": "{0} de la forme « {1} »",
    "notlike": "{0} pas de la forme « {1} »",
    "glob": "{0} de la forme « {1} »",
    "in": "{0} parmi {1}",
    "notin": "{0} hors de {1}",
    "date": "{0} le {1}",
    "isnull": "{0} non renseigné",
    "notnull": "{0} renseigné",
    "isblank": "{0} vide",
    "notblank": "{0} non vide",
    "arraycontains": "{0} comprend « {1} »",
    "arraynotcontains": "{0} ne comprend pas « {1} »",
}
# the same, as entries of the filter form
CHOICES = {
    "exact": "est",
    "not": "n'est pas",
    "contains": "contient",
    "notcontains": "ne contient pas",
    "startswith": "commence par",
    "endswith": "finit par",
    "gt": "supérieur à",
    "gte": "au moins",
    "lt": "inférieur à",
    "lte": "au plus",
    "like": "de la forme (LIKE)",
    "notlike": "pas de la forme (LIKE)",
    "glob": "de la forme (GLOB)",
    "in": "parmi (a,b)",
    "notin": "hors de (a,b)",
    "date": "le (date)",
    "isnull": "non renseigné",
    "notnull": "renseigné",
    "isblank": "vide",
    "notblank": "non vide",
    "arraycontains": "la liste comprend",
    "arraynotcontains": "la liste ne comprend pas",
}


def filter_sentence(
    selections: Iterable[tuple[str, str, Any]],
    titles: dict[str, str],
    search: str = "",
    sort: str | None = None,
    sort_desc: str | None = None,
    words: Callable[[str, str], str] = lambda _, value: value,
) -> str:
    """`Statut : « ACI signé », Population au moins 20000 ; par Nom` for the filters of one page. `words`: column and
    value → the value in words."""
    parts = [f"recherche « {search} »"] if search else []
    for column, lookup, value in selections:
        values = str(value).split(",") if lookup in ("in", "notin") else [str(value)]
        said = ", ".join(words(column, one) for one in values)
        parts.append(LOOKUPS.get(lookup, "{0} " + lookup + " {1}").format(titles.get(column, column), said))
    order = ""
    if sort or sort_desc:
        column = sort or sort_desc or ""
        order = f"par {titles.get(column, column)}{' décroissant' if sort_desc else ''}"
    return " ; ".join(filter(None, (", ".join(parts), order)))


def text_query(words: str) -> str:
    """What a visitor typed, as an FTS5 query: every word, the last one as the beginning of a word.

    `saint-deni` → `"saint" "deni"*`; punctuation never reaches the query language.
    """
    found = re.findall(r"\w+", words)[:8]
    return " ".join([f'"{word}"' for word in found[:-1]] + [f'"{found[-1]}"*']) if found else '""'
