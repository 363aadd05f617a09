"""Text whose encoding was applied twice, undone."""

from __future__ import annotations

from lexicon.gate import gated

# UTF-8 read as Windows-1252 (« FougÃ¨res », « Ã‰chirolles ») or Windows-1250, and written again
_MOJIBAKE = gated(r"Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|Ă[\u0080-\u00ff©Š¨š]|Â[\u00a0«»°]|Å“")


def repaired(text: str) -> str:
    """`text` with encodings applied twice undone, line by line: a page may be right around a field that is not."""
    if not _MOJIBAKE.search(text):
        return text
    return "\n".join(_repaired(line) if _MOJIBAKE.search(line) else line for line in text.split("\n"))


def _repaired(line: str) -> str:
    import ftfy

    try:
        return line.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ftfy.fix_encoding(line)
