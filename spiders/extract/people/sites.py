"""The address of a website without what may name a person: its host, and the path as far as it speaks of the CPTS."""

from __future__ import annotations

from itertools import pairwise, takewhile
from urllib.parse import unquote, urlsplit

from lexicon.cpts_names import name_key
from lexicon.gate import gated
from lexicon.people import first_names, is_a_stranger
from lexicon.text import fold
from spiders.addresses import is_shared


def public_site(address: str, name: str) -> str | None:
    """`address` without its query and fragment, and without the parts of its path after the last one that speaks of a
    CPTS, has a word of `name` or is all of it beside « cpts »: « https://cpts.example/equipe/jeanne-untel » is that of
    a person, « …/associations/cpts-iroise » that of the CPTS. As published when it has none of these; `None` for a
    mailbox, the site of a person, « jeanne-untel.example », or his page where many have theirs, « facebook.com/untel ».
    """
    parts = urlsplit(address if "//" in address else f"//{address}")
    path = [part for part in parts.path.split("/") if part]
    own = {word for word in name_key(name).split() if len(word) > 3} | {"cpts", "ctps", "communaute", "communautes"}
    host = parts.netloc
    if _is_a_persons(host, name, own):
        return None
    told = [number for number, part in enumerate(path, 1) if _speaks_of_it(part, name, own)]
    kept = path[: max(told, default=0)]
    kept = list(takewhile(lambda part: not _names_a_person(part, own), kept))
    if not kept and _holds_pages_of_many(host, name, own):
        return None
    if kept == path and not (parts.query or parts.fragment):
        return address
    return "/".join([f"{parts.scheme}://{host}" if parts.scheme else host, *kept])


# who lets anybody open a site under his own name
_HOSTS = gated(
    r"(.+)\.(?:wixsite\.com|wordpress\.com|blogspot\.(?:com|fr)|over-blog\.com|e-monsite\.com|jimdo(?:free|site)?\.com"
    r"|webnode\.(?:fr|com)|weebly\.com|canalblog\.com|sitew\.(?:fr|com)|business\.site|github\.io)$"
)


def _is_a_persons(host: str, name: str, own: set[str]) -> bool:
    """Whether a host names a person: « ysoline-vercassoul.wixsite.com », words that nothing explains, none of the name,
    where anybody has a site."""
    if _names_a_person(host.rpartition(".")[0], own):
        return True
    hosted = _HOSTS.fullmatch(host.lower())
    if hosted is None:
        return False
    words, letters = _words(hosted[1].removeprefix("www.")), "".join(_words(name_key(name)))
    explained = any(word in letters or "cpts" in word or "sante" in word for word in words)
    return not explained and len(words) > 1 and is_a_stranger(words)


def _holds_pages_of_many(host: str, name: str, own: set[str]) -> bool:
    return is_shared(host) and not _speaks_of_it(host, name, own)


def _speaks_of_it(part: str, name: str, own: set[str]) -> bool:
    """Whether a part of a path has a word of the CPTS, or its name glued to « cpts »: « cptsnoir », « cptsdunoir »."""
    if own & set(_words(part)):
        return True
    letters, wholes = "".join(_words(part)), ("".join(_words(one)) for one in (name, name_key(name)))
    return "cpts" in letters and letters.replace("cpts", "") in {one.replace("cpts", "") for one in wholes if one}


def public_page(address: str) -> str:
    """`address` as far as it names nobody: « …/portraits » of « https://presse.example/portraits/jeanne-untel »."""
    begins, *path = address.split("/")
    return "/".join([begins, *takewhile(lambda part: not _names_a_person(part, set()), path)])


def _words(part: str) -> list[str]:
    return gated(r"[a-z]+").findall(fold(unquote(part)))


def _names_a_person(part: str, own: set[str]) -> bool:
    """Whether a first name stands beside a word that nothing explains, those of the CPTS left out; or a mailbox."""
    if "@" in unquote(part)[1:]:
        return True
    words = [word for word in _words(part) if word not in own]
    pairs = (pair for one, other in pairwise(words) for pair in ((one, other), (other, one)))
    return any(
        first in first_names() and len(last) > 3 and last not in first_names() and is_a_stranger([last])
        for first, last in pairs
    )
