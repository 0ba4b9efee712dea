"""Imports of optional packages, with an error that says how to install them."""

from __future__ import annotations

import importlib
from types import ModuleType

from ..protocol.errors import ResultError


def need(module: str, *, extra: str, subject: str) -> ModuleType:
    """Return an optional module.

    Parameters
    ----------
    module : str
        Its dotted name.
    extra : str
        The extra of procbook, or the package, that brings it.
    subject : str
        The things that need it, as the first word of the error, such as ``"Tables"``.

    Raises
    ------
    ResultError
        The module is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.split(".", maxsplit=1)[0]
        command = f"pip install {extra}"
        if extra in ("data", "geo"):
            command = f"pip install 'procbook[{extra}]'"
        raise ResultError(
            f"{subject} need {package}, which is not installed.",
            hint=f"{command}, or keep it as a file with .save(path).",
        ) from None
