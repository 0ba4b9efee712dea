"""Progress of downloads: a line in a terminal, a bar in a notebook, nothing where nobody looks."""

from __future__ import annotations

import contextlib
import html
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..._front_end import is_live
from ..._lazy import lazy_module
from .. import _limits

if TYPE_CHECKING:
    from IPython import display as ipython_display
    from IPython.display import DisplayHandle
else:
    ipython_display = lazy_module("IPython.display")

_PERIOD = 0.2
"""Seconds between two drawings."""
_WIDTH = 119


class Progress:
    """The progress of one download.

    Attributes
    ----------
    received : int
        Bytes so far.
    total : int or None
        Bytes of the complete file, where it is known.
    """

    def __init__(self, bars: Bars, name: str, total: int | None) -> None:
        self._bars = bars
        self.name = name
        self.total = total
        self.received = 0
        self._start = time.monotonic()

    def update(self, received: int, total: int | None = None) -> None:
        """Set the number of bytes that were received so far."""
        self.received = received
        self.total = total or self.total
        self._bars.draw()

    def __str__(self) -> str:
        share = total = ""
        if self.total:
            share = f" {100 * self.received // self.total} %"
            total = f" of {_limits.human(self.total)}"
        rate = self.received / max(0.001, time.monotonic() - self._start)
        amount = _limits.human(self.received)
        return f"{self.name}:{share} {amount}{total}, {_limits.human(int(rate))}/s"


class Bars:
    """The downloads of one call; this class shows nothing."""

    def __init__(self) -> None:
        self.downloads: list[Progress] = []
        self._lock = threading.Lock()
        self._last_drawing = 0.0

    def add(self, name: str, total: int | None) -> Progress:
        """Return the progress of one more download."""
        progress = Progress(self, name, total)
        self.downloads.append(progress)
        return progress

    def draw(self, *, last: bool = False) -> None:
        """Show the progress of all downloads, a few times a second."""
        with self._lock:
            now = time.monotonic()
            if last or now - self._last_drawing > _PERIOD:
                self._last_drawing = now
                self._show(last=last)

    def _show(self, *, last: bool) -> None:
        """Show nothing."""


class _TerminalLine(Bars):
    """One line of a terminal, written over itself."""

    def _show(self, *, last: bool) -> None:
        text = "; ".join(map(str, self.downloads))
        text = text.encode("ascii", "replace").decode()
        end = "\n" if last else ""
        sys.stderr.write("\r" + text[:_WIDTH].ljust(_WIDTH) + end)
        sys.stderr.flush()


class _NotebookOutput(Bars):
    """One output of a notebook, with ``progress`` elements, updated in place."""

    def __init__(self) -> None:
        super().__init__()
        self._handle: DisplayHandle | None = None

    def _show(self, *, last: bool) -> None:
        bundle = {
            "text/html": "".join(map(_progress_element, self.downloads)),
            "text/plain": "; ".join(map(str, self.downloads)),
        }
        if self._handle is None:
            display: Callable[..., DisplayHandle] = ipython_display.display
            self._handle = display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)  # type: ignore[no-untyped-call]


def _progress_element(progress: Progress) -> str:
    attributes = (
        f'aria-label="{html.escape(progress.name)}" max="{progress.total or 1}"'
    )
    if progress.total:
        attributes += f' value="{progress.received}"'
    text = html.escape(str(progress))
    return f"<div><progress {attributes}></progress> {text}</div>"


@contextlib.contextmanager
def show_progress(is_wanted: bool) -> Iterator[Bars]:
    """Show the progress of downloads in the ``with`` block, if wanted and visible."""
    bars = Bars()
    if is_wanted and is_live():
        bars = _NotebookOutput()
    elif is_wanted and sys.stderr is not None and sys.stderr.isatty():
        bars = _TerminalLine()
    try:
        yield bars
    finally:
        if bars.downloads:
            bars.draw(last=True)
