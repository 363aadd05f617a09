"""What goes with a person: the clause, the apposition or the bracket it stands in."""

from __future__ import annotations

from lexicon.cpts_names import triggers
from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.text import fold

_SIGNED = gated(
    r"\b(?:a|ont) (?:\w+ )?(?:co-?)?(?:sign|paraph|valid|depos|lanc|inaugur)\w+\s*$"
)  # « A. Untel et B. Untel ont signé, »
# « la CPTS X portée par A. Untel a signé … »: the verb is of the CPTS
_LED = gated(r"\b(?:port|pilot|anim|présid|coordonn|dirig|gér)ée\s+(?:par\s+)?$")
_GOES_ON = gated(r"\s+(?:a|est|sera|couvre|compte|regroupe|réunit|rassemble)\s")


def clause_of(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause to cut around a person: an apposition between commas or brackets, else to the punctuation. Words that
    name a CPTS stay: « A. Untel et ses collègues ont fondé la CPTS X », « la CPTS X présidée par A. Untel »."""
    if _LED.search(sentence[:start]) and _GOES_ON.match(sentence, end):
        return start, end
    return _whole_clause(sentence, start, end)


def _whole_clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    apposition = gated(r"\s*,\s*(?:(?:la|le|sa|son|notre|nouve(?:au|lle))\s+)?(?=[a-z])").match(fold(sentence[end:]))
    if apposition and pattern("privacy", "function").match(fold(sentence), end + apposition.end()):
        close = gated(r"[,;.)]|\s[|·/]\s|$").search(sentence[end + apposition.end() :])
        stop = end + apposition.end() + (close.start() if close else 0)
        if not triggers(sentence[end:stop]):  # « présidente de la CPTS de Pantin » names the CPTS: it stays
            end = stop
    before = sentence[:start]
    opening = max(before.rfind(mark) for mark in ("(", ",", ";", " – ", " - ", "«", " | ", " · ", " / "))
    if opening >= 0 and before[opening] == "(":
        bracket = sentence.find(")", end)
        return opening, bracket + 1 if bracket >= 0 else len(sentence)
    role = gated(r"\s*\([^()]*\)").match(sentence[end:])  # « A. Untel (infirmière) - lettre d'intention »
    end += role.end() if role else 0
    closing = gated(r"\)|,|;|\s?:(?=\s)|\s[–|·/-]\s|»|[.!?]?$").search(sentence[end:])
    stop = end + (closing.start() if closing else 0)
    return (
        start if opening < 0 or triggers(sentence[opening:start]) else opening,
        end if triggers(sentence[end:stop]) or _SIGNED.search(fold(sentence[end:stop])) else stop,
    )


def bracket_closed(sentence: str, start: int, end: int) -> int:
    """Where the bracket that holds a label ends, « (contact : …) couvre 22 communes »; 0 without one."""
    opened = sentence.rfind("(", 0, start) > sentence.rfind(")", 0, start)
    return sentence.find(")", end) + 1 if opened else 0


def junction(before: str, after: str) -> str:
    """What joins the words before a person to those after."""
    if not before.strip() or not after.strip():
        return ""
    if before.rstrip()[-1:] == "," or after.lstrip()[:1] == ",":
        return ", "
    if after.lstrip()[:1] in ".!?)":
        return ""
    if gated(r"\s[–-]\s").match(after):
        return " - "
    return " "
