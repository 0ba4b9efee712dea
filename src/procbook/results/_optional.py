"""Optional packages are asked for here, with one message that says what to install."""

from __future__ import annotations

import importlib
from types import ModuleType

from ..protocol.errors import ResultError


def need(module: str, *, extra: str, what: str) -> ModuleType:
    """Import an optional module, or raise :class:`~procbook.ResultError` naming the extra that brings it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.split(".", maxsplit=1)[0]
        how = (
            f"pip install 'procbook[{extra}]'"
            if extra in ("data", "geo")
            else f"pip install {extra}"
        )
        raise ResultError(
            f"{what} need {package}, which is not installed.",
            hint=f"{how}, or keep it as a file with .save(path).",
        ) from None
