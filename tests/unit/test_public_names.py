"""The public face: sorted, complete, and light."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import procbook

HEAVY = {"IPython", "anywidget", "fastapi", "ipywidgets", "jinja2", "typer", "xarray"}


def test_public_names_are_sorted_and_there() -> None:
    assert procbook.__all__ == sorted(procbook.__all__)
    for name in procbook.__all__:
        assert getattr(procbook, name) is not None


def test_public_names_have_docstrings() -> None:
    for name in procbook.__all__:
        value = getattr(procbook, name)
        if isinstance(value, type) or callable(value):
            assert (value.__doc__ or "").strip(), name


@pytest.mark.parametrize("package", ["client", "server", "widgets"])
def test_packages_have_what_their_stubs_name(package: str) -> None:
    module = importlib.import_module(f"procbook.{package}")
    assert module.__all__ == sorted(module.__all__) == dir(module)
    for name in module.__all__:
        assert getattr(module, name) is not None


def test_an_unknown_name_says_so() -> None:
    try:
        procbook.Cleint  # noqa: B018
    except AttributeError as error:
        assert "Cleint" in str(error)


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    return set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_import_is_light() -> None:
    assert not loaded_by("import procbook") & (HEAVY | {"pydantic", "httpx"})
    assert not loaded_by("from procbook import Client") & HEAVY
