"""The address of a website without what may name a person: its host, and the path as far as it speaks of the CPTS."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from lexicon.cpts_names import name_key
from lexicon.gate import gated
from lexicon.text import fold


def public_site(address: str, name: str) -> str:
    """`address` without its query, and without the parts of its path after the last one that speaks of a CPTS or has a
    word of `name`: « https://cpts.example/equipe/jeanne-untel » is the page of a person, « …/associations/cpts-iroise »
    that of the CPTS. As published when it has neither."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    path = [part for part in parts.path.split("/") if part]
    if not path and not parts.query and "@" not in address:
        return address
    own = {word for word in name_key(name).split() if len(word) > 3} | {"cpts", "ctps", "communaute", "communautes"}
    told = [number for number, part in enumerate(path, 1) if own & set(gated(r"[a-z]+").findall(fold(unquote(part))))]
    kept = path[: max(told, default=0)]
    if kept == path and not parts.query:
        return address
    host = parts.netloc.rpartition("@")[2]
    return "/".join([f"{parts.scheme}://{host}" if parts.scheme else host, *kept])
