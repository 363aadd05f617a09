"""French writing of numbers and dates, for everything a visitor reads. Standard library only."""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
NARROW = "\u202f"  # narrow no-break space between thousands and before a percent sign
NO_BREAK = "\u00a0"
# a passage that is shown as it was written, a tag, or a text between two tags; a sentence to copy is our own
_PIECES = re.compile(
    r'<(pre|code|q|blockquote|script|style|textarea)\b(?! class="a-copier").*?</\1>|<[^>]*>|[^<]+', re.S
)
_BREAKS = re.compile(r"(?<=«) | (?=[:;?!](?:[\s,.)»]|$)|»)")
# before a unit, and between the thousands of a number that a person wrote: « 1 000 CPTS »
_UNITS = re.compile(r"(?<=\d) (?=[%€])|(?<!\d)(\d{1,3}) (?=\d{3}(?!\d))")


def without_breaks(page: str) -> str:
    """HTML whose French punctuation never begins a line: no-break spaces before `: ; ? !` and inside « », narrow ones
    before `%` and `€`, and between thousands. Quotations of others, code and attributes stay as they are."""

    def spaced(piece: re.Match[str]) -> str:
        text = piece[0]
        return text if text[0] == "<" else _UNITS.sub(rf"\g<1>{NARROW}", _BREAKS.sub(NO_BREAK, text))

    return _PIECES.sub(spaced, page)


def french_number(value: Any, decimals: int | None = None) -> str:
    """`1234567.5` → `1 234 567,5`; an empty string for nothing, the text itself when it is no number."""
    if value is None or value == "":
        return ""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    if decimals is None:
        decimals = 0 if number == int(number) else 3 if abs(number) < 1 else 1  # an index of 0,534 is not 0,5
        number = round(number, decimals)
        decimals = next(fewer for fewer in range(decimals + 1) if round(number, fewer) == number)  # 0,2 is not 0,200
    return f"{number:,.{decimals}f}".replace(",", NARROW).replace(".", ",").replace("-", "−")


def at_least(share: float | None) -> str:
    """A share that is a lower bound, rounded down to one decimal: 4.878 → `4,8`, not « 4,9 at least ». Every page, row
    and table shows a bound by this rule or the next."""
    return french_number(math.floor(round((share or 0) * 10, 6)) / 10, 1).removesuffix(",0")


def at_most(share: float | None) -> str:
    """A share that is an upper bound, rounded up: 10.661 → `10,7`; 100.0 → `100`."""
    return french_number(math.ceil(round((share or 0) * 10, 6)) / 10, 1).removesuffix(",0")


def french_date(value: Any) -> str:
    """`2026-03-01` → `1er mars 2026`; `2026-03` → `mars 2026`; `--06-12` → `12 juin (année non dite)`; other
    texts unchanged."""
    text = str(value or "")
    match = re.fullmatch(r"(\d{4}|-)(?:-(\d{2})(?:-(\d{2}))?)?", text[:10])
    if not match:
        return text
    year, month, day = match.groups()
    if month and not 1 <= int(month) <= 12:
        return text
    parts = []
    if day:
        parts.append("1er" if day == "01" else str(int(day)))
    if month:
        parts.append(MONTHS[int(month) - 1])
    parts.append(year if year != "-" else "(année non dite)")
    return " ".join(parts)


_INFERRED = {
    "nom_de_la_cpts": "du nom de la CPTS",
    "siege": "de son siège",
    "lieu_d_action": "d'un lieu où elle agit",
    "commune_partenaire": "d'une commune partenaire",
    "ville_centre": "de sa ville centrale",
    "borne_trop_peuplee": "d'une étendue dont elle est une borne, trop peuplée pour en être",
    "ville_sans_arrondissement": "de sa ville, dont la source ne dit pas l'arrondissement",
}


def french_inference(rule: Any) -> str:
    """What a commune of a territory was inferred from, by the rule of `territoires`; nothing where it is
    stated."""
    return f"déduite {_INFERRED[rule]}" if rule in _INFERRED else ""


def french_since(value: Any) -> str:
    """What follows « depuis »: `2020-02-06` → `le 6 février 2020`; `2020-02` → `février 2020`."""
    written = french_date(value)
    return f"le {written}" if written[:1].isdigit() and " " in written else written


def french_of(value: Any) -> str:
    """With its « de »: `2020-02-06` → `du 6 février 2020`; `2020-08` → `d'août 2020`; `2020` → `de 2020`."""
    written = french_date(value)
    if written[:1].isdigit() and " " in written:
        return f"du {written}"
    return f"d'{written}" if written[:1] in "ao" else f"de {written}"


def french_on(value: Any) -> str:
    """When it was: `2020-02-06` → `le 6 février 2020`; `2020-02` → `en février 2020`."""
    written = french_date(value)
    return f"le {written}" if written[:1].isdigit() and " " in written else f"en {written}"


@cache
def _prepositions(kind: str) -> dict[str, str]:
    text = (Path(__file__).parent / "prepositions.toml").read_text(encoding="utf-8")
    return {code: words for words, codes in tomllib.loads(text)[kind].items() for code in codes}


def french_within(code: str, kind: str, name: str) -> str:
    """Where it is: `("32", "departement", "Gers")` → `dans le Gers`; `("04", "region", "La Réunion")` → `à La Réunion`.
    A territory that the list has not is named after a colon."""
    before = _prepositions(kind).get(code, ":")
    return before + name if before.endswith("'") else f"{before} {name}"


def french_release(name: str) -> str:
    """`2026-11-22` → `22 novembre 2026`; the second release of that day, `2026-11-22.2`, says so."""
    day, _, again = name.partition(".")
    return french_date(day) + (f" ({again}e de la journée)" if again else "")


def french_bytes(value: Any) -> str:
    """`1536` → `1,5 ko`."""
    size = float(value or 0)
    for unit in ("octets", "ko", "Mo", "Go"):
        if size < 1000 or unit == "Go":
            return f"{french_number(size, 0 if unit == 'octets' or size >= 10 else 1)} {unit}"
        size /= 1000
    raise AssertionError("unreachable")


def french_host(url: str) -> str:
    """Whose page it is: `https://www.xn--cpts-mtropole-meb.fr/a` → `cpts-métropole.fr`."""
    host = url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")
    try:
        return host.encode().decode("idna")
    except UnicodeError:
        return host


def lowered(label: str) -> str:
    """A label within a sentence: `Actives` → `actives`, but `ACI signés` as it is."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def plural(number: Any, singular: str, several: str | None = None) -> str:
    """`(1, "commune")` → `1 commune`; French is singular below two."""
    word = singular if abs(float(number or 0)) < 2 else several or singular + "s"
    return f"{french_number(number or 0)} {word}"


# element of a page → what a reader sees there
ELEMENTS = {
    "p": "un paragraphe",
    "li": "un point d'une liste",
    "tr": "une ligne d'un tableau",
    "td": "une case d'un tableau",
    "th": "une case d'un tableau",
    "dd": "une définition",
    "dt": "une définition",
    "title": "le titre de la page",
    "titre": "le titre",
    "meta": "l'en-tête de la page",
    "img": "une image",
} | {f"h{level}": "un titre de la page" for level in range(1, 7)}


def french_place(location: str | None) -> str:
    """Where in a document, as a reader would say it: `/html/body/main/p[3]` → `un paragraphe`; `page 2, ligne 7` is
    said already; the way through the page, which programs need, stays in the data."""

    def element(path: re.Match[str]) -> str:
        last = re.sub(r"\[\d+\]$", "", path.group().rstrip("/").rsplit("/", 1)[-1])
        return ELEMENTS.get(last, "un passage de la page")

    return re.sub(r"(?<![\w:/])/[a-z][^\s,()]*", element, location or "")
