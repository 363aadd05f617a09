"""What several test files share and is slow to make."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.site_server import make_release


@pytest.fixture(scope="session")
def drawn_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the synthetic tables with its maps; read-only."""
    return make_release(tmp_path_factory.mktemp("releases"), maps=True)
