"""Where a block stands in a page: under an id that tells, else by its path."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree


class Paths:
    """The path of each element asked for, as `getpath` of lxml writes it (`/html/body/ul/li[2]`), which counts the
    elements before at each call: a list of n rows would take n² steps. The tree stays as it is meanwhile."""

    def __init__(self) -> None:
        self._known: dict[etree._Element, str] = {}

    def of(self, element: etree._Element) -> str:
        above = []
        current = element
        while current not in self._known:
            parent = current.getparent()
            if parent is None:
                self._known[current] = f"/{current.tag}"
                break
            above.append(parent)
            current = parent
        for parent in reversed(above):
            self._number(parent)
        return self._known[element]

    def _number(self, parent: etree._Element) -> None:
        children = [child for child in parent if isinstance(child.tag, str)]
        same, seen = Counter(child.tag for child in children), Counter[str]()
        for child in children:
            seen[child.tag] += 1
            rank = f"[{seen[child.tag]}]" if same[child.tag] > 1 else ""
            self._known[child] = f"{self._known[parent]}/{child.tag}{rank}"


def locator_of(paths: Paths, element: etree._Element) -> str:
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
    return paths.of(element)
