"""What all tests share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
sys.path[:0] = [
    str(Path(__file__).parent),
    str(ROOT / "tools"),
]  # for json_answers, recorded_processes and environments

# The same examples in each run, so that a change is judged by what it changed;
# PROCBOOK_HYPOTHESIS=random looks for new ones.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("random", print_blob=True)
settings.load_profile(os.environ.get("PROCBOOK_HYPOTHESIS", "repeatable"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded exchanges and real documents beside the checkout; not part of the project."""
    folder = ROOT.parent / "shared"
    if not folder.exists():
        pytest.skip("no recorded documents beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def _private_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No test reads or writes the profile, ledger or keyring of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PROCBOOK_HOME", str(home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
