"""Where a block stands in a page: under an id that tells, else by its path."""

from __future__ import annotations

import re

from lxml import etree


def locator_of(tree: etree._ElementTree, element: etree._Element) -> str:
    identified = element
    for _ in range(3):
        name = identified.get("id")
        if (
            name
            and re.fullmatch(r"[\w:.-]*(?:\d|cpts)[\w:.-]*", name.lower())
            and identified.tag not in ("body", "main")
        ):
            return f'//*[@id="{name}"]'
        identified = identified.getparent()
        if identified is None:
            break
    return str(tree.getpath(element))
