"""Progress of a wait for several jobs: a line in a terminal, a bar in a notebook, else nothing."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any, TypeAlias

from ..._front_end import is_live

Show: TypeAlias = Callable[[str, float], object]
"""Shows a sentence, and which part is share, from 0 to 1."""


@contextmanager
def show_progress(
    *,
    wanted: bool,
) -> Iterator[Show]:
    """Yield a function that shows how far something is, where somebody can see it."""
    if wanted and is_live():
        yield _bar()
    elif wanted and sys.stderr is not None and sys.stderr.isatty():
        yield _write_line
        sys.stderr.write("\n")
    else:
        yield lambda _text, _done: None


def _write_line(
    text: str,
    share: float,
) -> None:
    sys.stderr.write(f"\r\x1b[K{100 * share:3.0f} %  {text}"[:200])
    sys.stderr.flush()


def _bar() -> Show:
    ipython: Any = importlib.import_module("IPython.display")  # it has no types
    handle: Any = None
    before = ""

    def show(
        text: str,
        share: float,
    ) -> None:
        nonlocal handle, before
        if text == before:
            return
        before = text
        bar = f'<progress max="1" value="{share:.3f}"></progress> ' if share < 1 else ""
        html = ipython.HTML(f"<div>{bar}{escape(text)}</div>")
        if handle is None:
            handle = ipython.display(html, display_id=True)
        else:
            handle.update(html)

    return show
