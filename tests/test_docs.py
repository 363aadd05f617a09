"""The documentation can be found and followed: every page is in the table of `architecture.md`, every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\(([^)#\s]+\.md)(?:#[^)]*)?\)")


def linked(page: Path) -> set[Path]:
    """The pages of ours that a page links to."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return {(page.parent / one).resolve() for one in found if "://" not in one}


def test_every_link_between_pages_leads_to_one() -> None:
    assert not [(page.name, one.name) for page in PAGES for one in linked(page) if not one.exists()]


def test_every_page_is_found_from_the_architecture() -> None:
    architecture = ROOT / "docs" / "architecture.md"
    reached = {architecture, *linked(architecture), *linked(ROOT / "docs" / "platforms" / "README.md")}
    assert not [page.name for page in PAGES if page not in reached]
