"""Calling a function for each job that ends while somebody looks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ...transport import background

if TYPE_CHECKING:
    from ...jobs import Watch
    from ...models import JobInfo

_log = logging.getLogger(__name__)


class JobEnds:
    """Calls a function for each job that ends; not for those that had ended before.

    Parameters
    ----------
    on_end : callable
        Called with the state of the job, on a thread of its own.
    """

    def __init__(self, on_end: Callable[[JobInfo], object]) -> None:
        self._on_end = on_end
        self._active: set[tuple[int, str, int]] = set()

    def look_at(self, watch: Watch[Any], job_ids: Iterable[str]) -> None:
        """Look which of the jobs have ended."""
        for job_id in job_ids:
            entry = watch.entry(job_id)
            if entry is None:
                continue
            key = (id(watch), job_id, entry.life.number)
            if entry.life.state.is_active:
                self._active.add(key)
            elif key in self._active:
                self._active.discard(key)
                background.start(self._call(entry.life.info))

    async def _call(self, info: JobInfo) -> None:
        try:
            await asyncio.to_thread(self._on_end, info)
        except Exception:  # noqa: BLE001 - the table goes on
            _log.exception("The callback for the end of job %s failed.", info.jobID)
