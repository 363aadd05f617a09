"""What one cell says once its column is known: still the publisher's words, made to stand alone.

A figure under « Population » loses its unit when it leaves its column; these functions give it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lexicon.gate import gated
from lexicon.months import MONTH
from lexicon.numbers import THOUSANDS
from lexicon.people import CIVILITY, EMAIL, PHONE
from lexicon.text import fold, tidy
from spiders.extract.people.clean import clean
from spiders.extract.table.header_meaning import is_blank

SMALLEST_POPULATION = 500  # below it a figure under « Population » is a class, a rank or a mistake

_DATE = gated(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})\b|\b(?:19|20)\d\d[/-]\d{{1,2}}(?:[/-]\d{{1,2}})?\b|\b{MONTH}\s*-?(?:19|20)?\d\d\b"
    rf"|\b\d{{1,2}}(?:er)?\s+{MONTH}|\b(?:19|20)\d\d\b|\b[1-4][a-z]{{1,3}}\s*trimestre|\bt[1-4]\s+(?:19|20)\d\d"
)
_NUMBER = r"\d{1,3}(?:[ '.,]\d{3})+(?![\d])|\d+"
_PERSON = gated(
    rf"(?:(?:{CIVILITY}|M)\.?\s+)?"
    r"[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?\s+(?:(?:de|DE|du|LE|Le)\s+)?[A-ZÀ-Þ][A-ZÀ-Þ'’-]{2,}(?:\s[A-ZÀ-Þ'’-]+)?"
)
_CIVILITY = gated(rf"\b{CIVILITY}\.?\s+[A-ZÀ-Þ]")


def looks_personal(cell: str) -> bool:
    """An e-mail, a phone, a civility, or « Prénom NOM »."""
    text = tidy(cell)
    return bool(EMAIL.search(text) or PHONE.search(text) or _CIVILITY.search(text) or _PERSON.fullmatch(text))


def lists_people(cell: str) -> bool:
    """« Jeanne Martin, Paul Durand »: nothing but two or more pairs of capitalised words that no article opens."""
    parts = [part.strip() for part in re.split(r"[,;\n]|\bet\b", tidy(cell)) if part.strip()]
    person = gated(r"(?!(?:Les?|La|Saint|Sainte|Ste?)\b)[A-ZÀ-Þ][\w’'-]+ [A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?")
    return len(parts) > 1 and all(map(person.fullmatch, parts))


_TAG = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>|</?[a-z][\w-]*(?:\s[^<>]*)?/?>|<!--.*?-->", re.I | re.S)


def plain(cell: str) -> str:
    """The words of a cell, without the markup that some exports write in it; a tag that breaks lines breaks one."""
    if "<" not in cell:
        return tidy(cell)
    return tidy(_TAG.sub(lambda tag: "\n" if re.match(r"<(?:br|/p|/li|/div)\b", tag.group(), re.I) else " ", cell))


def has_date(cell: str) -> bool:
    return bool(_DATE.search(fold(tidy(cell))))


_PARIS = ZoneInfo("Europe/Paris")
_DAYS_FROM = date(1899, 12, 30)  # the day 0 of spreadsheets


def written_date(cell: str) -> str | None:
    """The ISO day of a date a machine wrote: an instant (`2021-10-09T22:00:00Z`, the 10th in Paris), a
    day with its zone (`2021-10-09Z`) or its hour (« 09/10/2021 00:00 »), milliseconds or
    seconds since 1970, the day number of a spreadsheet, `20211010`; « juin-21 » as « juin 2021 ». `None` for a date
    that needs no such help, and for anything else."""
    text = tidy(cell)
    zoned = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)", text)
    if zoned:
        return zoned.group(1)  # a day of the calendar, in whatever zone
    timed = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d) \d{1,2}[:h]\d\d(?::\d\d)?", text)
    if timed:
        return f"{timed.group(3)}-{timed.group(2):0>2}-{timed.group(1):0>2}"
    instant = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:[.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?", text)
    if instant and instant.group(4) in ("Z", "+00:00", "+0000"):
        day = datetime.fromisoformat(f"{instant.group(1)}T{instant.group(2)}:{instant.group(3)}+00:00")
        return day.astimezone(_PARIS).date().isoformat()
    if instant:
        return instant.group(1)
    short = re.fullmatch(rf"(?:(\d{{1,2}})[\s-]+)?({MONTH})[\s'’-]*(\d\d)", fold(text))
    if short:
        return f"{short.group(1) or ''} {short.group(2)} 20{short.group(3)}".strip()
    number = re.fullmatch(r"(\d+)(?:[.,]\d+)?", text)
    if not number:
        return None
    digits = number.group(1)
    if re.fullmatch(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", digits):
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    if len(digits) in (10, 12, 13):
        seconds = int(digits) / (1 if len(digits) == 10 else 1000)
        day = datetime.fromtimestamp(seconds, tz=_PARIS)
        return day.date().isoformat() if 2010 <= day.year < 2050 else None
    if len(digits) == 5 and 40_000 <= int(digits) < 55_000:  # 2009 to 2050
        return (_DAYS_FROM + timedelta(days=int(digits))).isoformat()
    return None


def spelled(cell: str) -> str:
    """The keys a machine keeps for words, as words: `LETTRE_INTENTION_VALIDEE`, « acces-aux-soins, prevention »."""
    parts = [part.strip() for part in cell.split(",")]
    keys = [re.fullmatch(r"[^\W_]+(?:[_-][^\W_]+)*", part) for part in parts]
    if not all(keys) or not any("_" in part or ("-" in part and part == part.lower()) for part in parts):
        return cell
    return ", ".join(re.sub(r"[_-]", " ", part) for part in parts)


def is_figure(cell: str) -> bool:
    return bool(re.fullmatch(r"[\d\s.,'%]+", tidy(cell)))


def register_number(cell: str | None) -> str | None:
    """A nine-character FINESS or SIREN number, some written without their first zero; a SIRET begins with the SIREN."""
    digits = re.sub(r"[.,]0$|[\s.]", "", cell or "")  # a sheet may hold it as « 10012345.0 »
    digits = digits[:9] if len(digits) == 14 else digits
    return digits.zfill(9) if re.fullmatch(r"\d[\dAB]?\d{6,7}", digits) else None


def whole_number(cell: str) -> str | None:
    """A cell that is one number, without the decimals a spreadsheet adds: `12345.0`, `12 345,00`, `12,345` →
    `12345`. `None` when it is anything else."""
    text = tidy(cell).replace("\u2019", "'")
    found = re.fullmatch(rf"({_NUMBER})(?:[.,](\d+))?", text)
    if not found:
        return None
    grouped, decimals = found.groups()
    if decimals and len(decimals) == 3 and not re.search(r"[ '.,]", grouped):
        return grouped + decimals  # « 34,567 » groups thousands
    return re.sub(r"\D", "", grouped)


def inhabitants(cell: str) -> str | None:
    """The number of a cell that states inhabitants by itself: « 48 924 habitants », « 25.000 hab. »; or a bare
    number of the usual size of a CPTS."""
    text = fold(tidy(cell))
    if re.search(rf"(?<!\d)(?:{_NUMBER})\s*(?:d')?hab(?:itants?|\b)", text):
        return text
    number = whole_number(cell)
    if number and 5_000 <= int(number) <= 900_000 and not re.fullmatch(r"\d{5}", text):
        return number
    return None


# a figure that no noun, currency or unit follows: « env. 48 000 (2019) », « 48 000 en 2019 », « 48 000 dont … »
_UNITLESS = gated(
    r"(?<![\d.,])(\d+)(?:[.,]0+)?(?!\d)(?! ?[€$%²°])(?! ?(?!(?:en|au|aux|a|et|ou|selon|dont|dans|sur|pour|source"
    r"|insee|env\w*|estim\w*|est|maxi?(?:mum)?|mini?(?:mum)?|tout|personnes?|ames?|municipale|totale|legale"
    r"|soit|d'apres|millesime|rp|le|la|par|chiffres?|donnees?)\b)[a-z])"
)


_BESIDE_CONTACT = gated(r"\(\s*\)|[\s/–—(:-]+$")


def population_text(cell: str, header: str) -> str | None:
    """The words of a population cell, unit included. A 0, a size class or a rank is no population."""
    text = _BESIDE_CONTACT.sub("", clean(" ".join(tidy(cell).split()), value=True))
    if is_blank(text):
        return None
    unit = fold(header)
    thousands = "millier" in unit or re.search(r"\(k\)|\ben k\b", unit)
    if thousands and (found := re.fullmatch(r"(\d+)(?:[.,](\d+))?", text)):
        number = str(round(float(f"{found.group(1)}.{found.group(2) or 0}") * 1000))
    else:
        number = whole_number(text) or ""
    if number:
        return f"{_grouped(int(number))} habitants" if int(number) >= SMALLEST_POPULATION else None
    if found := re.fullmatch(r"(\D{0,12})(\d{1,3})(?:[.,](\d))? ?k(?: ?hab\w*)?", text, re.I):
        about, whole, tenth = found.groups()  # « 45k », « env. 45,5 k »
        return f"{about}{_grouped(int(whole) * 1000 + int(tenth or 0) * 100)} habitants"
    return _with_its_unit(text)


def _with_its_unit(text: str) -> str | None:
    """Words about inhabitants as published, with the unit that their column gave them; None for a size class, and where
    each figure has a unit of its own."""
    joined = re.sub(r"(?<=\d)[ '.,](?=\d{3}(?!\d))", "", fold(text))
    if found := re.fullmatch(
        rf"(?:\W|[a-z]{{2,8}} ){{0,4}}{THOUSANDS.pattern}(\W+(?:d')?(?:habitants?|hab\.?|ames))?\W*", joined
    ):
        return text if found.group(1) else f"{text} habitants"  # « environ deux cent mille »
    if re.search(r"\d{3,}\s*(?:-|a|et|/)\s*\d{4,}", joined):
        return None  # « 40 000 à 80 000 » is a size class
    if not re.search(r"[1-9]\d{2,}|\d\s*(?:k|mille)\b", joined):
        return None
    if re.search(r"(?<![a-z])hab", joined):
        return text
    if not any(int(found.group(1)) >= SMALLEST_POPULATION for found in _UNITLESS.finditer(joined)):
        return None  # each figure has a unit of its own: « 287 000 € », « 2 293 km² », « 70 000 étudiants »
    # « env. 48 000 (2019) »: the unit belongs to the first large figure
    return re.sub(r"(?:\d{1,3}(?:[ '.,]\d{3})+|\d{4,})(?:[.,]0+)?(?!\d)", r"\g<0> habitants", text, count=1)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def count_text(cell: str) -> str | None:
    """« 25 », « 25.0 », « 25 communes » → « 25 communes »."""
    number = whole_number(cell)
    if number:
        return f"{int(number)} commune{'s' if int(number) > 1 else ''}" if 0 < int(number) < 1500 else None
    found = re.search(r"(\d{1,3})\s+communes?", fold(cell))
    return f"{found.group(1)} communes" if found else None


def department_text(cell: str) -> str | None:
    """As published; a one-digit code gets back the zero a spreadsheet took."""
    text = " ".join(tidy(cell).split())
    if is_blank(text):
        return None
    number = whole_number(text)
    if number and len(number) == 1:
        return "0" + number
    return number if number and re.fullmatch(r"\d+[.,]0", text) else text


def insee_codes(cell: str) -> tuple[str, ...]:
    """Commune codes of a cell; a code that lost its leading zero gets it back."""
    found = re.findall(r"(?<![\dA-Za-z])(\d[\dABab]\d{3}|\d{4})(?:[.,]0)?(?![\dA-Za-z])", cell)
    return tuple(dict.fromkeys(code.upper().zfill(5) for code in found))


_JOINING_END = re.compile(
    r"(?:[-’']|\b(?:de|du|des|la|le|les|l|d|sur|sous|en|et|au|aux|st|ste|saint|sainte|lès|cc|ca|communautés?))$", re.I
)


_GOING_ON = gated(r"[a-zà-ÿ(,;)]|[dl]['’]|Arrondissement\b")


def unwrap(cell: str) -> str:
    """The lines of a cell on one line. A line break is a separator when every line is an item of its own; it is
    a space where the text only wrapped (after a comma, a hyphen, « de », before a lower-case word)."""
    lines = [re.sub(r"^\s*(?:[•▪◦●■➢✓*·o]|[-–—])\s+", "", line).strip() for line in tidy(cell).split("\n")]
    lines = [line for line in lines if line]
    if not lines:
        return ""
    listed = not re.search(r"[;,]|\s[-–—/]\s", "\n".join(lines[:-1]) if len(lines) > 1 else "")
    text = lines[0]
    for line in lines[1:]:
        if text.endswith("-") or line.startswith("-"):
            text += line
        elif (
            re.search(r"[;,.:(/–—]$", text)
            or _JOINING_END.search(text)
            or _GOING_ON.match(line)
            or _cuts_a_date(text, line)
        ):
            text += " " + line
        else:
            text += (", " if listed else " ") + line
    return re.sub(r"\s+([,;])", r"\1", text)


def _cuts_a_date(above: str, below: str) -> bool:
    """« signé le 6 octobre | 2025 »."""
    return bool(re.search(rf"\b{MONTH}$", fold(above)) and re.match(r"(?:19|20)\d\d\b", below))


def join_places(parts: Sequence[tuple[str, bool]]) -> str:
    """Cells of one CPTS joined into one list. The flag says that a cell continues the cell before it (cut by a
    page) rather than being a place of its own."""
    text = ""
    for part, continues in parts:
        if not text:
            text = part
        elif text.endswith("-"):
            text += part
        elif (
            re.search(r"[,;:/–—]$", text)
            or _JOINING_END.search(text)
            or (continues and re.search(r"[,;]|\s[-–]\s", text) and re.match(r"[a-zà-ÿ(]|[dl]['’]", part))
        ):
            text += " " + part
        else:
            text += ("; " if ";" in text and "," not in text else ", ") + part
    return text
