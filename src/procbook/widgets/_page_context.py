"""Where a widget may send: the context of the last message that came from its page.

Jupyter keeps that context in context variables. marimo keeps it in a variable of the thread, with
the cell that runs: a widget that opens on another thread without it never reaches the page, which
then waits for it ten seconds.
"""

from __future__ import annotations

import contextlib
import contextvars
import copy
import sys
from collections.abc import Callable
from typing import Any


class PageContext:
    """The context of a widget's cell and page, in which other threads run functions."""

    def __init__(self) -> None:
        self._variables = contextvars.copy_context()
        self._marimo = _marimo_context()

    def renew(self) -> None:
        """Take the context variables of this thread, which handles a message from the page."""
        # Not marimo's context: in the cell's own, a new widget belongs to the cell and is closed
        # when it runs again; while a message is handled no cell runs.
        self._variables = contextvars.copy_context()

    def run(self, function: Callable[..., object], *args: object) -> None:
        """Call a function in the context, from any thread."""
        with self._marimo.install() if self._marimo else contextlib.nullcontext():
            self._variables.copy().run(function, *args)


def _marimo_context() -> Any:
    """Return a copy of marimo's runtime context of this thread; None outside of marimo."""
    # Its one public form is `mo.Thread`, which copies it likewise, for one run of one thread.
    module = sys.modules.get("marimo._runtime.context")
    get_context = getattr(module, "safe_get_context", None)
    context = get_context() if get_context is not None else None
    return copy.copy(context) if hasattr(context, "install") else None
