"""The documentation can be found and followed: every page is in the table of `architecture.md`, every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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


def test_the_recipe_that_joins_a_zoning_counts_each_commune_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    (recipe,) = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "analyses.md").read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tvs.csv").write_text("commune,tvs\n01015,A\n01340,B\n01341,B\n01004,A\n", encoding="utf-8")
    merged = "('01340', '01015', 'ancien_code'), ('01341', '01015', 'ancien_code')"
    today = "('01015', 100, 40), ('01004', 7, null)"
    with duckdb.connect() as base:
        base.execute(f"copy (from (values {merged}) t(code, actuelle, nature)) to 'anciennes_communes.parquet'")
        base.execute(f"copy (from (values {today}) t(commune, population, population_max)) to 'couverture.parquet'")
        assert base.execute(recipe).fetchall() == [("A", 2, 107, 40)]
