"""Who answers for a live crawl: the address that a publisher reads in our user agent."""

from __future__ import annotations

import os
import re

from spiders.clock import rehearsing

CONTACT = "OBSERVATOIRE_CONTACT"  # the site names the same one to its readers
PRODUCT = "observatoire-cpts/0.1"
_ADDRESS = re.compile(r"https?://[^\s()]+\.[^\s()]+|[^\s()@]+@[^\s()@]+\.[^\s()@]+")


class NoContact(ValueError):
    """Nobody answers for the crawl. The message says what to set."""


def contact() -> str:
    """An e-mail address or the address of a page; empty when nobody said."""
    return os.environ.get(CONTACT, "").strip()


def required_contact() -> str:
    """The contact of a live crawl, empty in a rehearsal, which asks nobody. Raises `NoContact`."""
    said = contact()
    if _ADDRESS.fullmatch(said) or (not said and rehearsing()):
        return said
    wrong = f"{CONTACT}={said!r} is no address" if said else f"{CONTACT} is not set"
    raise NoContact(
        f"{wrong}: a publisher who is asked must know whom to write to; give an e-mail address or the address of a "
        f"page, for instance `export {CONTACT}=contact@example.org`"
    )


def user_agent() -> str:
    said = contact()
    return f"{PRODUCT} (+{said})" if _ADDRESS.fullmatch(said) else PRODUCT
