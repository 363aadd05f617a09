"""The picture of the README: `python -m tests.support.home_picture datasets/releases/latest`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser.test_pages import ARGUMENTS, CHROMIUM
from tests.support.site_server import running

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "accueil.png"
WIDTH, HEIGHT = 1280, 1230  # the top of the page, down to the figures of the population


def main(release: Path) -> None:
    from playwright.sync_api import sync_playwright

    with running(release) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(site.address)
        page.screenshot(path=str(PICTURE))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
