"""Head counts beside a territory, which say nothing of where: « et 86 professionnels dont 17 médecins »."""

from __future__ import annotations

from lexicon.gate import gated
from lexicon.numbers import ABOUT, below_1000
from lexicon.stage_marks import tells_stage
from lexicon.text import fold
from spiders.extract.fields.population import INHABITANTS

_QUANTIFIER = rf"(?:(?:{ABOUT}|soit|dont|au total)\s+)*"
# head counts that stand beside a territory: « et 86 professionnels de santé dont 17 médecins », up to « et couvre 46
# communes »
_CLUTTER = gated(
    r"(?:,|;|\bet|\bpour|\bavec|\bqui)?\s*(?:(?:elle|il)\s+)?(?:(?:regroupe|rassemble|reunit|federe|compte|mobilise|couvre|implique|represente|concerne|totalise)(?:nt|ant)?\s+)?"
    r"(?:(?:une?|la)\s+population\s+(?:totale\s+|globale\s+)?(?:de|d'environ"
    r"|estimee a)\s+)?(?:soit\s+)?(?:un total de\s+)?"
    + _QUANTIFIER
    + r"\d[\d .]*\s*(?:(?:habitants?|hab\b\.?|ames)(?:\s*\([^()]*\))?(?:\s+repartis?(?:es)?)?(?:\s+sur(?=\s+\d))?|"
    r"(?:professionnels?|adherents?|medecins?|infirmi\w+|pharmac\w+|kinesitherapeutes?|structures|membres|sages-femmes)"
    rf"(?:(?!\bd[eu]s? \d+ communes|\bet (?:[a-z']+ ){{1,4}}(?:\d+|{below_1000()}) communes)[^,;.()])*)"
)
_TRAILING_VERB = gated(
    r"\s*(?:\bet\b|\bpour\b|\bavec\b|\bqui\b|\bsoit\b|,)?\s*(?:(?:elle\s+)?(?:concerne|represente|compte|rassemble|regroupe|couvre|totalise)(?:nt)?)?[\s,;:.–-]*$"
)

_HEADS = gated(rf"\W*(?:{ABOUT} ?)?{INHABITANTS.pattern}")


def without_clutter(text: str) -> str:
    """Territory words without the head counts that stand beside them; populations commune by commune stay."""
    folded = fold(text)
    if len(INHABITANTS.findall(folded)) < 3:
        pieces, cursor = [], 0
        for match in _CLUTTER.finditer(folded):
            pieces.append(text[cursor : match.start()])
            cursor = match.end()
        pieces.append(text[cursor:])
        text = " ".join(pieces)
    text = gated(r"\s+").sub(" ", text).strip(" ,;:.–-")
    return text[: _TRAILING_VERB.search(fold(text)).start()].strip(" ,;:.–-") if text else text  # type: ignore[union-attr]


def without_facts(value: str) -> str:
    """« CC du Val d'Ille – 45 000 habitants – ACI signé le 3 mai 2021 »: a line of facts without those that say no
    place."""
    parts = gated(r"\s[–—|·-]\s").split(value)
    kept = [part for part in parts if not (_HEADS.match(fold(part)) or tells_stage(fold(part)))]
    return " – ".join(kept) if 0 < len(kept) < len(parts) else value
