"""The reference names every public name, and no other."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

import procbook

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
NAMED_ELSEWHERE = {
    *{"__version__", "AuthSettings", "DEMO", "STORE", "compare_jobs", "new_cli"},
    *{"Reopen", "reopen", "under_model"},
}
"""Constants, functions that the page of the command line has, and what only a page asks for after a restart."""
EXTENSIONS = ["client", "server", "widgets", "models", "check"]
"""Packages whose names are all public."""


def referenced() -> set[str]:
    """The full names on the pages of the reference."""
    names = set()
    for page in REFERENCE.glob("*.rst"):
        module = ""
        for line in page.read_text("utf-8").splitlines():
            if line.startswith(".. currentmodule::"):
                module = line.split()[-1]
            elif re.fullmatch(r"   \w+", line):
                names.add(f"{module}.{line.strip()}")
    return names


@pytest.mark.parametrize("name", sorted(referenced()))
def test_what_is_on_a_page_exists_and_is_public(name: str) -> None:
    package, _, last = name.rpartition(".")
    module = importlib.import_module(package)
    assert hasattr(module, last)
    assert last in module.__all__ if hasattr(module, "__all__") else last[0] != "_"


@pytest.mark.parametrize("package", ["", *EXTENSIONS])
def test_every_public_name_is_on_a_page(package: str) -> None:
    module = importlib.import_module(f"procbook.{package}") if package else procbook
    on_pages = {name.rpartition(".")[2] for name in referenced()}
    constants = {"CHARSETS", "READING"}
    assert set(module.__all__) - on_pages - NAMED_ELSEWHERE - constants == set()
