"""An address of the network of whoever wrote the page is nobody's site, nor is the door of a host that many share: work, not values."""

from __future__ import annotations

import pytest

from pipelines.normalise.websites import is_public
from pipelines.steps.claims import read_listing
from spiders.listing import Evidence, Listing


@pytest.mark.parametrize(
    ("site", "public"),
    [
        ("https://www.cpts-val.fr/accueil", True),
        ("www.cpts-val.bzh", True),
        ("cpts-val.pepsup.com", True),
        ("https://linktr.ee/cptsval", True),
        ("https://linktr.ee/", False),
        ("https://sites.google.com", False),
        ("http://127.0.0.1/", False),
        ("http://[::1]/", False),
        ("http://[", False),
        ("http://10.0.0.1/a", False),
        ("http://2130706433/", False),
        ("http://localhost:8000/x", False),
        ("http://intranet/cpts", False),
        ("http://cpts.local/", False),
    ],
)
def test_a_site_is_a_name_below_a_domain(site: str, public: bool) -> None:
    assert is_public(site) is public
    read = read_listing(Listing("CPTS du Val", Evidence("essai", "https://a.fr/", "/html"), website=site))
    assert bool(read.values("site_web")) is public
    assert (("site_web", "non_resolu", site) in read.unread) is not public
