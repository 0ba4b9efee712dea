"""The embedded server: OGC API - Processes 1.0 for Python functions, with jobs in a database.

The names are imported when they are first used: describing processes needs no web framework.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
