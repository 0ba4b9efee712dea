"""The live table of jobs in a terminal."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, ConsoleDimensions, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from ..display import count, text
from ..jobs import Life, Watch
from ._output import escape_unencodable, is_encodable

if TYPE_CHECKING:
    from ..client import Client

SIGNS = {
    "created": "◦",
    "accepted": "◌",
    "running": "●",
    "paused": "‖",
    "successful": "✓",
    "failed": "✕",
    "dismissed": "⊘",
}
ASCII_SIGNS = {
    "created": ".",
    "accepted": "o",
    "running": ">",
    "paused": "=",
    "successful": "+",
    "failed": "x",
    "dismissed": "-",
}
"""Signs for a terminal that cannot show the others."""
IDLE = 5.0
"""Seconds between two requests while no job runs: the monitor polls only while one does."""
WIDE = 110
"""Columns of a terminal in which a job fits in a line."""
NARROWEST = 70
"""Columns below which there is no room for a message."""
_STYLES = {"successful": "green", "failed": "red", "running": "bold"}


def show_table(
    title: str,
    watch: Watch[Client],
    lives: Callable[[], list[Life]],
    changed: threading.Event,
) -> None:
    """Draw the table anew whenever a job changes, until Ctrl-C.

    Parameters
    ----------
    title : str
        Title of the table.
    watch : Watch
        The jobs of the server.
    lives : callable
        Returns the jobs to show, in their order.
    changed : threading.Event
        Is set when a job changes.
    """
    escape_unencodable(sys.stdout)
    console = Console(stderr=False)
    # Find out before rich replaces stdout.
    signs = SIGNS if is_encodable("".join(SIGNS.values()) + "━…─") else ASCII_SIGNS
    refresh_time = time.monotonic()
    with Live(console=console, auto_refresh=False, vertical_overflow="crop") as live:
        while True:
            changed.clear()
            is_idle = watch.next_poll is None
            if is_idle and time.monotonic() - refresh_time > IDLE:
                refresh_time = time.monotonic()
                watch.refresh()
            error = watch.error
            table = _table(title, lives(), error, console.size, signs)
            live.update(table, refresh=True)
            changed.wait(1)


def _table(
    title: str,
    lives: list[Life],
    error: BaseException | None,
    size: ConsoleDimensions,
    signs: Mapping[str, str],
) -> Table:
    is_narrow = size.width < WIDE
    lines_a_job = 2 if is_narrow else 1
    rows = max((size.height - 4) // lines_a_job, 1)
    table = Table(
        title=Text(text(title)),
        caption=Text(_caption(len(lives), rows, error)),
        box=box.SIMPLE if signs is SIGNS else box.ASCII2,
        expand=True,
    )
    columns = _columns(size.width)
    for column in columns:
        table.add_column(
            column,
            no_wrap=column in {"Job", "Status"},
            overflow="fold",
            ratio=1 if column == "Message" else None,
        )
    for life in lives[:rows]:
        cells = _cells(life, signs, is_narrow=is_narrow)
        table.add_row(*cells[: len(columns)])
    return table


def _caption(jobs: int, rows: int, error: BaseException | None) -> str:
    caption = count(jobs, "job")
    if jobs > rows:
        caption += f", the first {rows} shown"
    caption += " - Ctrl-C ends the watching, not the jobs"
    if error is not None:
        caption += f" - no answer: {_first_line(error)}"
    return caption


def _columns(width: int) -> list[str]:
    if width < NARROWEST:
        return ["Job", "Status"]
    if width < WIDE:
        return ["Job", "Status", "Message"]
    return ["Job", "Process", "Status", "Progress", "Message"]


def _first_line(error: BaseException) -> str:
    return text(error).splitlines()[0]


def _cells(
    life: Life, signs: Mapping[str, str], *, is_narrow: bool
) -> list[RenderableType]:
    """Return a row; in a narrow terminal, process and progress stand below job and status."""
    info, state = life.info, str(life.state)
    job, process = Text(text(info.jobID)), Text(text(info.processID or ""))
    message = Text(text(" ".join((info.message or "").split())))
    status = Text(f"{signs.get(state, '?')} {state}", style=_STYLES.get(state, ""))
    progress: RenderableType = ""
    if info.progress is not None and not life.state.is_final:
        progress = f"{info.progress} %"
        if signs is SIGNS and not is_narrow:
            progress = ProgressBar(total=100, completed=info.progress, width=20)
    if is_narrow:
        return [Group(job, process), Group(status, progress), message]
    return [job, process, status, progress, message]
