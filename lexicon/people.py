"""What tells how to reach a person, in every spelling met: it is cut from all that is kept."""

from __future__ import annotations

import re

EMAIL = re.compile(r"[\w.+%-]+\s?(?:@|\(at\)|\[at\]|\barobase\b)\s?[\w-]+(?:\.[\w-]+)+", re.I)
# ten digits in pairs, or the country (France and its overseas numbers) and nine
PHONE = re.compile(r"(?<![\w.])(?:\+\s?(?:33|262|590|594|596)\s?(?:\(0\)\s?)?[1-9]|0[1-9])(?:[\s.\-/]?\d{2}){4}(?!\w)")
