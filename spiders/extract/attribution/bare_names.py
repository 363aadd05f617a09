"""Names of CPTS where « CPTS » is not written: bare headings and bullets of a list, names told again by a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from lexicon.cpts_names import Mention, bare_name, find_names, name_key
from lexicon.date_words import DATE
from lexicon.departement_words import departement_of, is_place
from lexicon.gate import gated
from lexicon.stage_marks import tells_stage
from lexicon.text import fold, sentences
from spiders.extract.attribution.assign import give, give_context
from spiders.extract.attribution.heading_stack import (
    close,
    close_below_group,
    current_subject,
    in_a_group,
    in_list,
    open_scope,
    role_above,
)
from spiders.extract.attribution.reading import BareHeading, Found, Reading
from spiders.extract.attribution.subjects import known_as, stands_by_itself, subject_named
from spiders.extract.model.content import Block
from spiders.extract.prose.heading_roles import noise_role, role_of_heading

# what is said under the name of a CPTS, and not under another heading of a list
_DESCRIBES = gated(
    r"\bcommunes?\b|\bhab(?:itants)?\b|\bstatut\b|\baci\b|\bsign|\bpopulation\b|\bterritoire\b"
    r"|\blettre d'intention|\bprojet de sante\b|\bdepartements? ?:"
)
_MAY_HOLD_A_ROW = ("", "missions", "territory", "population", "stage", "list")  # roles of headings over a list of names


def named_elsewhere(reading: Reading) -> Sequence[Mention]:
    """« CPTS du Nord » under « La Réunion »: within one département, another one's name is that of a CPTS."""
    names = find_names(reading.block.text)
    above = [
        departement_of(scope.text)
        for scope in reading.scopes
        if scope.role == "department" and scope.written < reading.block.level
    ]
    own = departement_of(names[0].name.removeprefix("CPTS ")) if len(names) == 1 else None
    return names if own and above and own not in above else ()


def bare_heading(reading: Reading, found: Found) -> tuple[Reading, bool]:
    """A heading « Sud Yonne » in a list of CPTS, when what stands under it describes a territory: the next reading, and
    whether the heading is a name."""
    block, name = reading.block, _name_of_heading(reading.block)
    below = reading.text.blocks[reading.at + 1 : reading.at + 8]
    told = find_names(below[0].text) if name and below else ()
    if not name or (told and told[0].start <= len("La ") and not _share_a_word(told[0].name, name)):
        return reading, False  # « Autres », then « La CPTS des Étangs … »: the text names the one it is about
    under = takewhile(lambda one: one.kind != "heading" or one.level > block.level, below)
    if not _DESCRIBES.search(" ".join(fold(one.text) for one in under)):
        reading = close(reading, block.level)
        if in_list(reading):
            found.bare.append(BareHeading(block.level, block.text, block.locator, named=False))
        return reading, False
    reading = close_below_group(reading, found, block.level)
    if not in_list(reading):
        return reading, False
    found.bare.append(BareHeading(block.level, block.text, block.locator, named=True))
    subject = subject_named(found, name, block.locator, listed=True, rule="titre.nom_sans_cpts")
    reading = open_scope(reading, block.level, "cpts", block.text, subject)
    give_context(reading, found, subject)
    return reading, True


def _name_of_heading(block: Block) -> str:
    """The name that is the whole of a heading without « CPTS », empty where it is another heading."""
    if role_of_heading(block.text) != "other":
        return ""
    name = bare_name(block.text)
    whole = name and name[1] >= len(block.text.rstrip(" :")) - 1 and not noise_role(fold(block.text))
    return name[0] if name and whole else ""


def called_first(reading: Reading, text: str, names: Sequence[Mention]) -> str | None:
    """« Terres d'Ocre (CPTS du Gâtinais) : … » in a list of CPTS: one that goes by another name first."""
    first = bare_name(text) if names and in_list(reading) else None
    if first is None or not re.fullmatch(r"\s*\((?:la\s+)?", text[first[1] : names[0].start], re.I):
        return None
    close = text.find(")", names[0].end)
    return text[: close + 1] if 0 < close <= names[0].end + 2 else None


def told_a_stage(reading: Reading, found: Found, text: str) -> bool:
    """« Oisans : lettre d'intention reçue » beside a list of CPTS and in none: a row, perhaps, of another list."""
    label, colon, said = text.partition(" : ")
    if (
        not colon
        or not found.subjects
        or current_subject(reading) is not None
        or role_above(reading) not in _MAY_HOLD_A_ROW
    ):
        return False
    name = bare_name(label)
    alone = name is not None and name[1] == len(label) and role_of_heading(label) == "other"
    return alone and not DATE.search(fold(label)) and tells_stage(fold(said))


def recalled(reading: Reading, found: Found) -> bool:
    """« Grésivaudan : 43 communes »: a line that opens with the bare name of a CPTS named above is about it."""
    label = re.match(r"([A-ZÀ-ÞŒ][^:.;\n]{2,60}?)\s*(?::|\s[–—-]\s)\s*(?=\S)", reading.block.text)
    subject = known_as(found, label.group(1)) if label and not is_place(label.group(1)) else None
    if subject is None or label is None or subject == reading.main:
        return False
    stands_by_itself(found, subject)
    told = reading.block.text[label.end() :]
    for start, end in sentences(told):
        give(reading, found, subject, told[start:end], "ligne.nom_rappele", hint="territory")
    return True


def acceptable_bare(reading: Reading, text: str, end: int) -> bool:
    """A bare item is a name when it ends there or goes on with a separator, and is nothing else."""
    folded = fold(text)
    if noise_role(folded[:end]):
        return False
    if is_place(text[:end]) and not in_a_group(reading):
        return False
    rest = folded[end:].strip()
    if not rest:
        return True
    return (
        bool(re.match(r"[:(,;–\-|/\[]|regroup|couvr|\d|en |avec |qui |est |a sign|sign|valid", rest))
        and len(text) < 600
    )


def _share_a_word(one: str, other: str) -> bool:
    return bool(set(name_key(one).split()) & set(name_key(other).split()))
