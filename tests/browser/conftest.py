"""Browser tests need Chromium; each keeps its pictures under ``tests/output/``, to be looked at."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
OUTPUT = Path(__file__).parents[1] / "output"


@pytest.fixture(autouse=True)
def _chromium() -> None:
    from labdriver import CHROMIUM

    if CHROMIUM is None:
        if os.environ.get("PROCBOOK_BROWSER") == "required":
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path:
    """A folder for the screenshots of one test."""
    folder = OUTPUT / request.node.name.replace("/", "_")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
