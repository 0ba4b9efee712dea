"""Imports the packages of an extra when a demo process that needs them runs."""

from __future__ import annotations

import importlib
from typing import Any


def import_extra(
    process: str,
    extra: str,
    *modules: str,
) -> tuple[Any, ...]:
    """Return modules that a process needs.

    Parameters
    ----------
    process : str
        Name of the process.
    extra : str
        The extra of procbook with which they are installed.
    modules : str
        Their names.

    Raises
    ------
    RuntimeError
        If one is not installed.
    """
    try:
        return tuple(importlib.import_module(module) for module in modules)
    except ImportError as error:
        raise RuntimeError(
            f"{process} needs {error.name}: pip install 'procbook[{extra}]'"
        ) from error
