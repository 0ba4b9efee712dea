"""The context of a widget's page, in which other threads make and send."""

from __future__ import annotations

import contextvars
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from procbook.widgets._page_context import PageContext

VARIABLE: contextvars.ContextVar[str] = contextvars.ContextVar("variable")


def run_on_thread(context: PageContext, function: object) -> None:
    thread = threading.Thread(target=context.run, args=(function,))
    thread.start()
    thread.join()


def test_a_thread_has_the_variables_of_the_page_s_last_message() -> None:
    seen: list[str] = []
    VARIABLE.set("cell")
    context = PageContext()
    VARIABLE.set("message")
    run_on_thread(context, lambda: seen.append(VARIABLE.get()))
    context.renew()
    run_on_thread(context, lambda: seen.append(VARIABLE.get()))
    assert seen == ["cell", "message"]


class RuntimeContext:
    """Plays marimo's: what is installed on a thread, and the cell that runs."""

    installed = threading.local()

    def __init__(self, cell: str | None) -> None:
        self.cell = cell

    @contextmanager
    def install(self) -> Iterator[None]:
        self.installed.context = self
        yield
        del self.installed.context


def test_in_marimo_a_thread_has_the_cell_in_which_the_widget_was_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel, seen = RuntimeContext("a"), list[object]()
    module = types.ModuleType("marimo._runtime.context")
    module.safe_get_context = lambda: kernel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "marimo._runtime.context", module)
    context = PageContext()
    kernel.cell = None  # the cell has ended; now a message is handled
    context.renew()
    run_on_thread(context, lambda: seen.append(RuntimeContext.installed.context.cell))
    assert seen == ["a"]
    assert not hasattr(RuntimeContext.installed, "context")
