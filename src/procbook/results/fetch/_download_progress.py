"""Progress of downloads: a line in a terminal, a bar in a notebook, nothing where nobody looks."""

from __future__ import annotations

import contextlib
import html
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from ..._front_end import is_live
from .. import _limits

_PERIOD = 0.2


class Progress:
    """How far one download is."""

    def __init__(self, bars: Bars, name: str, total: int | None) -> None:
        self._bars = bars
        self.name = name
        self.total = total
        self.done = 0
        self.started = time.monotonic()

    def at(self, done: int, total: int | None = None) -> None:
        """Tell how many bytes are there."""
        self.done = done
        self.total = total or self.total
        self._bars.draw()

    def __str__(self) -> str:
        share = f" {100 * self.done // self.total} %" if self.total else ""
        rate = self.done / max(0.001, time.monotonic() - self.started)
        of = f" of {_limits.human(self.total)}" if self.total else ""
        return f"{self.name}:{share} {_limits.human(self.done)}{of}, {_limits.human(int(rate))}/s"


class Bars:
    """The downloads of one call."""

    def __init__(self) -> None:
        self.all: list[Progress] = []
        self._lock = threading.Lock()
        self._drawn = 0.0

    def add(self, name: str, total: int | None) -> Progress:
        """Return the progress of one more download."""
        self.all.append(Progress(self, name, total))
        return self.all[-1]

    def draw(self, *, last: bool = False) -> None:
        """Show how far all are, a few times a second."""
        with self._lock:
            if last or time.monotonic() - self._drawn > _PERIOD:
                self._drawn = time.monotonic()
                self.show(last=last)

    def show(self, *, last: bool) -> None:
        """Show nothing."""


class _Line(Bars):
    """One line of a terminal, written over itself."""

    def show(self, *, last: bool) -> None:
        text = "; ".join(str(p).encode("ascii", "replace").decode() for p in self.all)
        sys.stderr.write("\r" + text[:119].ljust(119) + ("\n" if last else ""))
        sys.stderr.flush()


class _Output(Bars):
    """One output of a notebook, with ``progress`` elements, updated in place."""

    def __init__(self, display: Any) -> None:
        super().__init__()
        self._display = display
        self._handle: Any = None

    def show(self, *, last: bool) -> None:
        rows = [
            f'<div><progress aria-label="{html.escape(p.name)}" max="{p.total or 1}"'
            + (f' value="{p.done}"' if p.total else "")
            + f"></progress> {html.escape(str(p))}</div>"
            for p in self.all
        ]
        bundle = {
            "text/html": "".join(rows),
            "text/plain": "; ".join(map(str, self.all)),
        }
        if self._handle is None:
            self._handle = self._display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)


@contextlib.contextmanager
def shown(wanted: bool) -> Iterator[Bars]:
    """Show the progress of what is done inside, if that is wanted and somebody can see it."""
    bars = Bars()
    if wanted and is_live():
        from IPython.display import display

        bars = _Output(display)
    elif wanted and sys.stderr is not None and sys.stderr.isatty():
        bars = _Line()
    try:
        yield bars
    finally:
        if bars.all:
            bars.draw(last=True)
