"""Names of CPTS where « CPTS » is not written: bare headings and bullets of a list, names told again by a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lexicon.cpts_names import Mention, bare_name, find_names, name_key
from lexicon.date_words import DATE
from lexicon.departement_words import departement_of, is_place
from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.text import fold, sentences
from spiders.extract.attribution.assign import give, give_context
from spiders.extract.attribution.heading_stack import (
    close,
    close_below_group,
    current_subject,
    in_list,
    open_scope,
    role_above,
    stage_above,
)
from spiders.extract.attribution.reading import Reading
from spiders.extract.attribution.subjects import subject_named
from spiders.extract.model.content import Block
from spiders.extract.prose.heading_roles import noise_role, role_of_heading

# what is said under the name of a CPTS, and not under another heading of a list
_DESCRIBES = gated(
    r"\bcommunes?\b|\bhab(?:itants)?\b|\bstatut\b|\baci\b|\bsign|\bpopulation\b|\bterritoire\b"
    r"|\blettre d'intention|\bprojet de sante\b|\bdepartements? ?:"
)
_MAY_HOLD_A_ROW = ("", "missions", "territory", "population", "stage", "list")  # roles of headings over a list of names


def named_elsewhere(reading: Reading, block: Block) -> Sequence[Mention]:
    """« CPTS du Nord » under « La Réunion »: within one département, another one's name is that of a CPTS."""
    names = find_names(block.text)
    above = [
        departement_of(scope.text)
        for scope in reading.scopes
        if scope.role == "department" and scope.written < block.level
    ]
    own = departement_of(names[0].name.removeprefix("CPTS ")) if len(names) == 1 else None
    return names if own and above and own not in above else ()


def bare_heading(reading: Reading, index: int, block: Block) -> bool:
    """A heading « Sud Yonne » in a list of CPTS, when what stands under it describes a territory."""
    if role_of_heading(block.text) != "other":
        return False
    found = bare_name(block.text)
    if not found or found[1] < len(block.text.rstrip(" :")) - 1 or noise_role(fold(block.text)):
        return False
    below = []
    told = find_names(reading.blocks[index + 1].text) if index + 1 < len(reading.blocks) else ()
    if told and told[0].start <= len("La ") and not _share_a_word(told[0].name, found[0]):
        return False  # « Autres », then « La CPTS des Étangs … »: the text names the one it is about
    for following in reading.blocks[index + 1 : index + 8]:
        if following.kind == "heading" and following.level <= block.level:
            break
        below.append(fold(following.text))
    if not _DESCRIBES.search(" ".join(below)):
        close(reading, block.level)
        if in_list(reading):
            reading.bare.append((block.level, block.text, block.locator))
        return False
    close_below_group(reading, block.level)
    if not in_list(reading):
        return False
    reading.bare_levels.add(block.level)
    subject = subject_named(reading, found[0], block.locator, listed=True, rule="titre.nom_sans_cpts")
    open_scope(reading, block.level, "cpts", block.text, subject)
    give_context(reading, subject, block)
    return True


def called_first(reading: Reading, text: str, names: Sequence[Mention]) -> str | None:
    """« Terres d'Ocre (CPTS du Gâtinais) : … » in a list of CPTS: one that goes by another name first."""
    first = bare_name(text) if names and in_list(reading) else None
    if first is None or not re.fullmatch(r"\s*\((?:la\s+)?", text[first[1] : names[0].start], re.I):
        return None
    close = text.find(")", names[0].end)
    return text[: close + 1] if 0 < close <= names[0].end + 2 else None


def told_a_stage(reading: Reading, text: str) -> bool:
    """« Oisans : lettre d'intention reçue » beside a list of CPTS and in none: a row, perhaps, of another list."""
    label, colon, said = text.partition(" : ")
    if (
        not colon
        or not reading.subjects
        or current_subject(reading) is not None
        or role_above(reading) not in _MAY_HOLD_A_ROW
    ):
        return False
    found = bare_name(label)
    alone = found is not None and found[1] == len(label) and role_of_heading(label) == "other"
    return alone and not DATE.search(fold(label)) and bool(pattern("passages", "status_strong").search(fold(said)))


def recalled(reading: Reading, block: Block) -> bool:
    """« Grésivaudan : 43 communes »: a line that opens with the bare name of a CPTS named above is about it."""
    label = re.match(r"([A-ZÀ-ÞŒ][^:.;\n]{2,60}?)\s*(?::|\s[–—-]\s)\s*(?=\S)", block.text)
    known = reading.subjects.get(name_key(label.group(1))) if label and not is_place(label.group(1)) else None
    if known is None or label is None or known is reading.main:
        return False
    known.listed = True
    for start, end in sentences(block.text[label.end() :]):
        give(reading, known, block.text[label.end() :][start:end], block, "ligne.nom_rappele", hint="territory")
    return True


def acceptable_bare(reading: Reading, text: str, end: int) -> bool:
    """A bare item is a name when it ends there or goes on with a separator, and is nothing else."""
    folded = fold(text)
    if noise_role(folded[:end]) or re.match(r"(?:les|des|un|une|nos|notre)\s", folded):
        return False
    if is_place(text[:end]) and not stage_above(reading):
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
