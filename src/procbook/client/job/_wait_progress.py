"""Progress of a wait for a job: a line in a terminal, a bar in a notebook, else nothing."""

from __future__ import annotations

import importlib
import sys
from html import escape
from typing import Any, Protocol

from ...models import JobInfo


class Display(Protocol):
    """Shows the state of a job that is waited for."""

    def tell(self, info: JobInfo | None) -> None:
        """Show a state; None when the server cannot be reached."""

    def close(self) -> None:
        """Leave the place tidy."""


def display_for(job_id: str, *, wanted: bool) -> Display:
    """Return the display that suits where this runs."""
    if not wanted:
        return _Nothing()
    shell = _notebook()
    if shell is not None:
        return _Bar(job_id)
    return (
        _Line(job_id) if sys.stderr is not None and sys.stderr.isatty() else _Nothing()
    )


def _notebook() -> Any:
    """Return the shell of a kernel; IPython is asked only if it is running anyway."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell if shell is not None and hasattr(shell, "kernel") else None


def words(job_id: str, info: JobInfo | None) -> str:
    """Return a state as one line."""
    if info is None:
        return f"job {job_id}: no connection, trying again"
    percent = (
        f" {info.progress} %"
        if info.progress is not None and not info.status.is_final
        else ""
    )
    message = f" - {' '.join(info.message.split())}" if info.message else ""
    return f"job {job_id}: {info.status}{percent}{message}"


class _Nothing:
    def tell(self, info: JobInfo | None) -> None:
        pass

    def close(self) -> None:
        pass


class _Line:
    def __init__(self, job_id: str) -> None:
        self._job_id = job_id
        self._shown = ""

    def tell(self, info: JobInfo | None) -> None:
        import shutil

        width = max(20, shutil.get_terminal_size().columns - 1)
        line = words(self._job_id, info)[:width]
        line = line.encode(sys.stderr.encoding or "ascii", "replace").decode(
            sys.stderr.encoding or "ascii"
        )
        if line != self._shown:
            sys.stderr.write("\r" + line.ljust(len(self._shown)))
            sys.stderr.flush()
            self._shown = line

    def close(self) -> None:
        if self._shown:
            sys.stderr.write("\n")
            sys.stderr.flush()


class _Bar:
    def __init__(self, job_id: str) -> None:
        self._job_id = job_id
        self._handle: Any = None
        self._shown = ""

    def tell(self, info: JobInfo | None) -> None:
        ipython: Any = importlib.import_module("IPython.display")  # it has no types

        text = words(self._job_id, info)
        if text == self._shown:
            return
        self._shown = text
        value = (
            f' value="{info.progress}"'
            if info is not None and info.progress is not None
            else ""
        )
        bar = (
            ""
            if info is not None and info.status.is_final
            else f'<progress max="100"{value}></progress> '
        )
        bar_html = ipython.HTML(f"<div>{bar}{escape(text)}</div>")
        if self._handle is None:
            self._handle = ipython.display(bar_html, display_id=True)
        else:
            self._handle.update(bar_html)

    def close(self) -> None:
        pass
