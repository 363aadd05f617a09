"""A scenario: the weeks of a small web as a TOML file, each telling what changes from the week before.

```toml
[[week]]
day = "2027-01-04"
tells = "The county page gains a CPTS."        # shown beside what was published
code = 0                                       # exit code that `run` must have, 0 by default
down = ["www.exemple.test"]                    # hosts that do not answer this week; ["*"] for all
  [[week.page]]
  url = "https://www.exemple.test/cpts"        # stays until another week says otherwise
  file = "pages/cpts.html"                     # from the folder of the scenario; or, in its place:
  title = "Les CPTS du territoire"             # a page made of a title,
  table = [["Nom de la CPTS", "Statut"], …]    # a table, the first row being the header,
  prose = "La CPTS du Val a signé …"           # paragraphs, one per line,
  html = "<div>…</div>"                        # and what else stands on it
  status = 404                                 # 200 by default
  location = "https://…"                       # of a redirection (status 301)
  validates = false                            # the server sends it in full every time
  [[week.card]]
  id = "agence"                                # this card is edited, before the source is asked
  more = "[extract]\n…"                        # lines that follow those of its file, until another week says otherwise
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from tests.rehearsal.web import Page

NOTICE = "Page inventée pour une répétition de l'observatoire : ni éditeur, ni CPTS, ni fait réels."
KINDS = {".pdf": "application/pdf", ".json": "application/json", ".csv": "text/csv", ".xml": "text/xml"}


@dataclass(frozen=True)
class Week:
    day: str
    tells: str
    code: int
    down: frozenset[str]
    pages: dict[str, Page]
    cards: dict[str, str]  # card → the lines that a person added to it


def weeks(path: Path) -> Iterator[Week]:
    """The weeks of a scenario, each with the whole web and the cards of that day. Raises `ValueError` with the week and the page."""
    standing: dict[str, Page] = {}
    edited: dict[str, str] = {}
    for number, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["week"], 1):
        for page in row.get("page", ()):
            if "url" not in page:
                raise ValueError(f"{path.name}, week {number}: a page without url")
            standing[page["url"].rstrip("/")] = _page(page, path.parent)
        edited |= {card["id"]: card["more"] for card in row.get("card", ())}
        down = frozenset(row.get("down", ()))
        yield Week(row["day"], row.get("tells", ""), row.get("code", 0), down, dict(standing), dict(edited))


def _page(row: dict[str, Any], folder: Path) -> Page:
    file = folder / row["file"] if "file" in row else None
    return Page(
        body=file.read_bytes() if file else html(row).encode("utf-8"),
        status=row.get("status", 301 if "location" in row else 200),
        location=row.get("location", ""),
        content_type=KINDS.get(file.suffix if file else "", "text/html; charset=utf-8"),
        validates=row.get("validates", True),
    )


def html(row: dict[str, Any]) -> str:
    """A page as an agency or a federation lays it out."""
    title, table = escape(row.get("title", "Les CPTS")), row.get("table", ())
    lines = [f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head><body><main>']
    lines.append(f"<h1>{title}</h1>")
    lines.append(row.get("html", ""))
    lines += [f"<p>{escape(line.strip())}</p>" for line in row.get("prose", "").strip().splitlines()]
    if table:
        lines.append("<table>" + _row(table[0], "th") + "".join(_row(cells, "td") for cells in table[1:]) + "</table>")
    return "\n".join([*lines, f"</main><footer><p>{NOTICE}</p></footer></body></html>"])


def _row(cells: list[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
