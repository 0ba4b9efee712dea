"""``watch-jobs``: a live table in a terminal, a line for each change in a pipe."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from ..display import count, text
from ..jobs import Life, get_monitor
from ._output import encodable, forgive, put, say

if TYPE_CHECKING:
    from ..client import Client

SIGNS = {
    "created": "◦", "accepted": "◌", "running": "●", "paused": "‖", "successful": "✓", "failed": "✕", "dismissed": "⊘",
}  # fmt: skip
PLAIN_SIGNS = {
    "created": ".", "accepted": "o", "running": ">", "paused": "=", "successful": "+", "failed": "x", "dismissed": "-",
}  # fmt: skip
"""Signs for a terminal that cannot show the others."""
IDLE = 5.0
"""Seconds between two looks while no job runs, which the monitor leaves to whoever watches."""
WIDE = 110
"""Columns of a terminal in which a job fits in a line."""
NARROWEST = 70
"""Columns below which there is no room for a message."""
_STYLES = {"successful": "green", "failed": "red", "running": "bold"}


def watch(
    client: Client, *, process_id: str | None = None, status: str | None = None
) -> None:
    """Show the jobs of a server until Ctrl-C, or in a pipe until all have ended."""
    changed = threading.Event()
    looking = get_monitor().watch(client, lambda *_: changed.set())

    def jobs() -> list[Life]:
        lives = [entry.life for entry in list(looking.jobs.values())]
        wanted = [
            life
            for life in lives
            if process_id in (None, life.info.processID)
            and status in (None, life.state)
        ]
        return sorted(wanted, key=_age, reverse=True)

    try:
        if not looking.first_answer(client.config.timeout) or looking.error is not None:
            raise looking.error or TimeoutError(
                f"{client.name} did not answer in time."
            )
        _in_terminal(
            client.name, jobs, looking, changed
        ) if sys.stdout.isatty() else _in_pipe(jobs, looking, changed)
    except KeyboardInterrupt:
        pass
    finally:
        looking.close()


def _age(life: Life) -> float:
    when = life.info.created or life.info.started or life.info.updated
    return when.timestamp() if when is not None else 0.0


def _in_pipe(jobs: Any, looking: Any, changed: threading.Event) -> None:
    told: dict[str, str] = {}
    while True:
        changed.clear()
        found = jobs()
        for life in found:
            line = _line(life)
            if told.get(life.info.jobID) != line:
                told[life.info.jobID] = line
                put(line)
        sys.stdout.flush()
        if all(life.state.is_final for life in found):
            return
        changed.wait(60)
        if looking.error is not None:
            say(f"No answer: {text(looking.error).splitlines()[0]}")


def _line(life: Life) -> str:
    info = life.info
    parts = [
        info.jobID,
        info.processID or "-",
        str(life.state),
        "-" if info.progress is None else str(info.progress),
    ]
    return "\t".join(
        [text(part) for part in parts] + [text(" ".join((info.message or "-").split()))]
    )


def _in_terminal(title: str, jobs: Any, looking: Any, changed: threading.Event) -> None:
    from rich.console import Console
    from rich.live import Live

    forgive(sys.stdout)
    console = Console(stderr=False)
    # Asked before rich puts itself in front of stdout.
    signs = SIGNS if encodable("".join(SIGNS.values()) + "━…─") else PLAIN_SIGNS
    looked = time.monotonic()
    with Live(console=console, auto_refresh=False, vertical_overflow="crop") as live:
        while True:
            changed.clear()
            if looking.next_poll is None and time.monotonic() - looked > IDLE:
                looked = time.monotonic()
                looking.refresh()
            live.update(
                _table(title, jobs(), looking.error, console.size, signs), refresh=True
            )
            changed.wait(1)


def _table(
    title: str, jobs: list[Life], error: Any, size: Any, signs: dict[str, str]
) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    narrow = size.width < WIDE
    rows = max((size.height - 4) // (2 if narrow else 1), 1)
    more = f", the first {rows} shown" if len(jobs) > rows else ""
    trouble = (
        f" - no answer: {text(error).splitlines()[0]}" if error is not None else ""
    )
    caption = Text(
        f"{count(len(jobs), 'job')}{more} - Ctrl-C ends the watching, not the jobs{trouble}"
    )
    table = Table(
        title=Text(text(title)),
        caption=caption,
        box=box.SIMPLE if signs is SIGNS else box.ASCII2,
        expand=True,
    )
    names = (
        ["Job", "Status", "Message"]
        if narrow
        else ["Job", "Process", "Status", "Progress", "Message"]
    )
    shown = names[: -1 if size.width < NARROWEST else None]
    for name in shown:
        ratio = 1 if name == "Message" else None
        table.add_column(
            name, no_wrap=name in {"Job", "Status"}, overflow="fold", ratio=ratio
        )
    for life in jobs[:rows]:
        table.add_row(*_cells(life, signs, narrow=narrow)[: len(shown)])
    return table


def _cells(life: Life, signs: dict[str, str], *, narrow: bool) -> list[Any]:
    """Return a row; in a narrow terminal, process and progress stand below job and status."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.text import Text

    info, state = life.info, str(life.state)
    job, process, message = (
        Text(text(word or ""))
        for word in (info.jobID, info.processID, " ".join((info.message or "").split()))
    )
    status = Text(f"{signs.get(state, '?')} {state}", style=_STYLES.get(state, ""))
    progress: Any = ""
    if info.progress is not None and not life.state.is_final:
        bar = ProgressBar(total=100, completed=info.progress, width=20)
        progress = bar if signs is SIGNS and not narrow else f"{info.progress} %"
    if narrow:
        return [Group(job, process), Group(status, progress), message]
    return [job, process, status, progress, message]
