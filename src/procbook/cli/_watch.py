"""``watch-jobs``: a live table in a terminal, a line for each change in a pipe."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..display import text
from ..jobs import Life, Watch, get_monitor
from ._output import say, write

if TYPE_CHECKING:
    from ..client import Client

PIPE_PERIOD = 60.0
"""Seconds after which a pipe is looked after even if no job changed."""


@dataclass(frozen=True)
class _SelectedJobs:
    """The jobs of a server that pass the filters."""

    watch: Watch[Client]
    process_id: str | None
    status: str | None

    def lives(self) -> list[Life]:
        """Return the jobs as they are known now, the newest first."""
        lives = [entry.life for entry in list(self.watch.jobs.values())]
        selected = [life for life in lives if self._is_selected(life)]
        return sorted(selected, key=_start_time, reverse=True)

    def _is_selected(self, life: Life) -> bool:
        has_process = self.process_id in (None, life.info.processID)
        return has_process and self.status in (None, life.state)


def watch(
    client: Client, *, process_id: str | None = None, status: str | None = None
) -> None:
    """Show the jobs of a server until Ctrl-C, or in a pipe until all have ended."""
    changed = threading.Event()
    server_watch = get_monitor().watch(client, lambda *_: changed.set())
    jobs = _SelectedJobs(server_watch, process_id, status)
    try:
        has_answer = server_watch.first_answer(client.config.timeout)
        if server_watch.error is not None:
            raise server_watch.error
        if not has_answer:
            raise TimeoutError(f"{client.name} did not answer in time.")
        if sys.stdout.isatty():
            from ._live_table import show_table  # rich, which a pipe does not need

            show_table(client.name, server_watch, jobs.lives, changed)
        else:
            _write_changes(jobs, changed)
    except KeyboardInterrupt:
        pass
    finally:
        server_watch.close()


def _start_time(life: Life) -> float:
    time_of_job = life.info.created or life.info.started or life.info.updated
    return time_of_job.timestamp() if time_of_job is not None else 0.0


def _write_changes(jobs: _SelectedJobs, changed: threading.Event) -> None:
    lines: dict[str, str] = {}
    while True:
        changed.clear()
        lives = jobs.lives()
        for life in lives:
            line = _line(life)
            if lines.get(life.info.jobID) != line:
                lines[life.info.jobID] = line
                write(line)
        sys.stdout.flush()
        if all(life.state.is_final for life in lives):
            return
        changed.wait(PIPE_PERIOD)
        if jobs.watch.error is not None:
            say(f"No answer: {text(jobs.watch.error).splitlines()[0]}")


def _line(life: Life) -> str:
    info = life.info
    progress = "-" if info.progress is None else str(info.progress)
    message = " ".join((info.message or "-").split())
    cells = (info.jobID, info.processID or "-", str(life.state), progress, message)
    return "\t".join(text(cell) for cell in cells)
