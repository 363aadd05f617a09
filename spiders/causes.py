"""Why a page could not be read, told apart from the alarms of a crawl: gone is not refused, nor out of order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

# state → what is published of it; the first that holds is the cause, and explains those that follow
CAUSES = {
    "robots": "refusé par robots.txt",
    "unreachable": "site injoignable",
    "proxy": "connexion que le mandataire n'a pas ouverte",
    "connection refused": "connexion refusée",
    "connection closed": "connexion coupée avant la réponse",
    "timeout": "pas de réponse dans le temps admis",
    "server error": "serveur en erreur",
    "gone": "page disparue",
    "refused": "accès refusé",
    "blocked": "page fermée (contrôle, identification ou maintenance)",
    "type changed": "autre type de document que celui attendu",
    "too heavy": "document trop lourd à lire",
    "not captured": "page absente de la capture",
    "damaged": "document ou fichier incomplet ou abîmé",
    "layout changed": "la page n'est plus celle que la fiche décrit",
    "too few": "moins de mentions qu'attendu",
    "other names": "trop de noms diffèrent du dernier relevé réussi",
    "alarm": "le relevé n'a pas pu se faire",
}
BY_ALARM = {
    "RobotsRefused": "robots",
    "BlockedPage": "blocked",
    "WrongType": "type changed",
    "TooHeavy": "too heavy",
    "ReplayMiss": "not captured",
    "Truncated": "damaged",
    "LayoutDrift": "layout changed",
    "Collapse": "too few",
    "Turnover": "other names",
}
# what the network says of an exchange that did not come
BY_NETWORK = {
    "proxy": re.compile(r"TunnelError|CONNECT tunnel"),
    "timeout": re.compile(r"Timeout"),
    "connection refused": re.compile(r"ConnectionRefused"),
    "connection closed": re.compile(r"Connection(?:Lost|Done|Aborted)|ResponseNeverReceived|ResponseDataLoss"),
}
SILENT = ("unreachable", *BY_NETWORK)  # states in which nobody answered
PASSING = (*SILENT, "server error")  # states that pass by themselves
_ANSWERED = re.compile(r"(?:répondu|'status':) (\d{3})\b")


def state(name: str, detail: str) -> str:
    """The state that an alarm tells of: a key of `CAUSES`."""
    answered = _ANSWERED.search(detail)
    if name != "FetchFailed":
        return BY_ALARM.get(name, "alarm")
    met = next((one for one, words in BY_NETWORK.items() if words.search(detail)), "")
    if met or answered is None:
        return met or "unreachable"
    if answered[1] in ("404", "410"):
        return "gone"
    return "refused" if answered[1].startswith("4") else "server error"


def silent(alarms: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a run failed for want of any answer."""
    states = [state(one["name"], one.get("detail") or "") for one in alarms]
    return min(states, key=list(CAUSES).index, default="") in SILENT


def cause(alarms: Iterable[Mapping[str, Any]]) -> str:
    """Why a run failed, in French, with the status that the server gave; the worst of its alarms."""
    order = list(CAUSES)
    found = []
    for one in alarms:
        name, detail = one["name"], one.get("detail") or ""
        told = state(name, detail)
        status = _ANSWERED.search(detail)
        found.append((order.index(told), CAUSES[told] + (f" ({status[1]})" if status else "")))
    return min(found, default=(0, CAUSES["alarm"]))[1]
