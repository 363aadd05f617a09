"""What several test files share and is slow to make."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.site_server import make_release

# nothing in a test asserts a time: a busy machine is no fault
settings.register_profile("observatoire", deadline=None)
settings.load_profile("observatoire")


@pytest.fixture(scope="session")
def drawn_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the synthetic tables with its maps; read-only."""
    return make_release(tmp_path_factory.mktemp("releases"), maps=True)
