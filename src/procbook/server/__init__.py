"""The embedded server: functions become processes, jobs live in a database, HTTP is OGC API - Processes 1.0.

The names are imported when they are first used: describing processes needs no web framework.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "_annotations": ("MediaType", "Occurs"),
    "_app": ("create_app",),
    "_cli": ("new_cli",),
    "_context": ("JobCancelledError", "JobContext"),
    "_local": ("LocalServer", "local_server"),
    "_serve": ("registry_from", "serve"),
    "_registry": ("ProcessRegistry", "RegisteredProcess"),
    "_work": ("ProcessError",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - made from the table above


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'procbook.server' has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
