"""What follows or holds the word « CPTS » and is the name of none: one set of refusals for every layout.

The patterns are data (`vocabulary/cpts_names.toml`), each with the words it was made for.
"""

from __future__ import annotations

import re

from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.text import fold

_ARTICLE_TITLE = gated(
    r"\W*(?:(?:Les?|La|Nos|Notre|Vos|Votre|Mes|Mon|Des|Un|Une)\s|L['’])[a-zà-ÿœ][^|–—]*?\s[|–—-]\s.*\bC(?:PT|TP)S\b"
)
# what a program reads and nobody says: a tag, a scheme, an e-mail address, the address of a site
_FOR_PROGRAMS = re.compile(
    r"<[/!?\w]|^\s*[a-z][a-z0-9+.-]+:\S|://|\bwww\.|\S@\S|^\s*[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|eu|info|bzh|re)(?:[/?#:]\S*)?\s*$",
    re.IGNORECASE,
)
# the signs of CDATA, of a template, of a formula, of Markdown, a scheme that runs: what was written for a program, or
# against one, and is shown as it is by a page that reads none of them
_SIGNS_OF_PROGRAMS = re.compile(
    r"\]\]>|<!\[|\{\{|\}\}|\b(?:javascript|vbscript|data):\S|=[a-z]+\(|\]\(|(?<![\w*])\*\w[^*]*\w\*(?!\w)|(?:^|\s)#+\s",
    re.IGNORECASE,
)
_OWN_WORD = gated(
    r"\W*(?P<article>(?:les?|la|une?|cette|nos|notre|votre|vos|des)\s+)?"
    r"(?P<gathering>(?:inter|supra|multi|i)[ -]?)?c(?:pt|tp)s\b\W*"
)


def is_gathering(before: str) -> bool:
    """Whether the folded words before « CPTS » make it a gathering of CPTS: « l'inter-CPTS », « l'i-CPTS »."""
    return _ends(before, "gatherings")


def is_carrier(before: str, named: bool) -> bool:
    """Whether the folded words before « CPTS » make it the association that carries one. `named`: another CPTS is
    named before them."""
    return "asso" in before and (_ends(before, "carriers") or (named and _ends(before, "carried")))


def _ends(before: str, rules: str) -> bool:
    return any(found.end() == len(before) for found in pattern("cpts_names", rules).finditer(before))


def is_refused(name: str, plural: bool = False) -> bool:
    """Whether words after « CPTS » are an adverb, an order, the title of a page or a legal phrase. `plural`: they
    follow « les CPTS », and may agree with it."""
    own = _OWN_WORD.sub("", fold(name), count=1)
    if pattern("cpts_names", "refusals").match(own):
        return True
    return plural and bool(pattern("cpts_names", "plural_refusals").match(own))


def is_for_programs(text: str) -> bool:
    """Whether a text is an address (`www.cpts-alpha.fr`, `contact@…`), a script or markup, or holds no letter."""
    written = _FOR_PROGRAMS.search(text) is not None or has_signs_of_programs(text)
    return written or not any(letter.isalpha() for letter in text)


def has_signs_of_programs(text: str) -> bool:
    """Whether a text holds what no French reader writes in a name: « CPTS ]]><![CDATA[ », « CPTS javascript:alert »,
    « CPTS =HYPERLINK(… », « CPTS *gras* », « CPTS # Titre ». Met in pages that attack their readers."""
    return _SIGNS_OF_PROGRAMS.search(text) is not None


def is_no_name(text: str) -> bool:
    """Whether a text that should be a name (a cell, a field of data, a heading) asks a question, or is the title of
    a page with the name of its site: « Nos actualités - CPTS du Haut Val »."""
    folded = fold(text).strip()
    if pattern("cpts_names", "no_names").match(folded) or _ARTICLE_TITLE.match(text):
        return True
    own = _OWN_WORD.match(folded)
    plural = own is not None and (own["article"] or "").strip() in ("les", "nos", "vos", "des")
    return own is not None and (bool(own["gathering"]) or is_refused(text, plural))
