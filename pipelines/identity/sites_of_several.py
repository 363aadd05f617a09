"""Sites that one list gives to several CPTS: that of a federation or of an agency identifies none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from pipelines.identity.compare import compare
from pipelines.identity.mention import Mention

_FEW = 8  # names of one site; more are a federation's


def without_sites_of_several(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, without the site where a list gives it to names that nothing else brings together."""
    given = list(mentions)
    named: dict[tuple[str, str], dict[str, Mention]] = defaultdict(dict)
    for one in given:
        if one.listed and one.website_host:
            named[one.listed, one.website_host].setdefault(one.name, replace(one, website_host=None))
    several = {host for (_, host), by_name in named.items() if _are_several(list(by_name.values()))}
    return [replace(one, website_host=None) if one.website_host in several else one for one in given]


def _are_several(named: list[Mention]) -> bool:
    return len(named) > _FEW or any(not compare(one, other).same for one, other in combinations(named, 2))
