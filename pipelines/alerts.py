"""Messages to whoever keeps the observatory: mail, webhook, Matrix and what else `apprise` knows.

`OBSERVATOIRE_ALERTES` holds the addresses, between spaces, in the words of https://appriseit.com (`mailtos://…`,
`json://…`, `matrixs://…`). Without it nobody is told. They may hold passwords: none of them is ever written anywhere.
"""

from __future__ import annotations

import logging
import os

ADDRESSES = "OBSERVATOIRE_ALERTES"
LONGEST = 4_000  # characters of a message; the release and the history of runs hold the rest


def alert(title: str, lines: list[str]) -> bool:
    """Tells every address; whether all were reached. A message that does not arrive stops nothing: it is logged."""
    addresses = os.environ.get(ADDRESSES, "").split()
    if not addresses or not lines:
        return not addresses
    from apprise import Apprise, NotifyFormat

    journal = logging.getLogger("observatoire")
    told = Apprise()
    understood = [told.add(one) for one in addresses]
    body = "\n".join(lines)
    reached = told.notify(title=title, body=body[:LONGEST], body_format=NotifyFormat.TEXT) if len(told) else False
    if not (all(understood) and reached):
        journal.warning("an alert did not reach every address of %s: %s", ADDRESSES, title)
    return bool(all(understood) and reached)
