"""Live widgets for notebooks, one module each; a name is imported when it is first used."""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
