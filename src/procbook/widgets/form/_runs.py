"""The jobs that a form started: each is a record of the form, followed until it ends."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from ...jobs import get_monitor
from ..actions import _job_actions as actions
from ..actions._job_log import read_log
from ..results._inner_results import InnerResults
from ..wire._records import FormJob, JobDetails, LogPart, OpenedResult

if TYPE_CHECKING:
    from ...jobs import Watch
    from .._base import LiveWidget
    from .._interfaces import WidgetClient, WidgetJob


class Runs:
    """Jobs by the key of their record, in the order in which they were started.

    Attributes
    ----------
    listed : bool
        Whether the form shows them; not so where a job table beside it does.
    """

    def __init__(self, widget: LiveWidget) -> None:
        self.listed = True
        self._widget = widget
        self._numbers = itertools.count(1)
        self._started: dict[str, WidgetJob] = {}
        self._groups: dict[str, str] = {}
        self._watches: dict[str, Watch[WidgetClient]] = {}
        self._results = InnerResults(widget)

    def add(self, job: WidgetJob, group: str = "") -> None:
        """Show a job and follow it."""
        if not self.listed:
            return
        key = f"job:{next(self._numbers):04d}"
        self._started[key] = job
        self._groups[key] = group
        self._show(key)
        if job.immediate is None and not job.status.is_final:
            self._watch_of(key)

    def html(self) -> str:
        """Return what the notebook file should hold of the jobs.

        The newest, and the results that were opened last.
        """
        from ...display import html

        newest = next(reversed(self._started.values()), None)
        return "" if newest is None else html(newest.info) + self._results.html()

    def _watch_of(self, key: str) -> Watch[WidgetClient]:
        """Return what follows a job."""
        job = self.job(key)
        if not job.id:
            raise LookupError("The server answered at once and keeps no job.")
        if key not in self._watches:
            callback = functools.partial(self._heard, key)
            self._watches[key] = get_monitor().follow(
                job.client, job.id, callback, known=[job.info]
            )
        return self._watches[key]

    def job(self, key: str) -> WidgetJob:
        """Return a job by the key of its record."""
        if key not in self._started:
            raise LookupError("This job is no longer in the form.")
        return self._started[key]

    def details(self, key: str) -> JobDetails:
        """Return what the details of a job show."""
        return actions.details(self._watch_of(key), self.job(key).id)

    def log(self, key: str, offset: int | None) -> LogPart:
        """Return the log of a job from an offset on."""
        return read_log(self._watch_of(key), self.job(key).id, offset)

    def cancel(self, key: str) -> None:
        """Dismiss a job."""
        job = self._started[key]
        job.cancel()
        get_monitor().tell(job.session, [job.info])
        self._show(key)

    def open(self, key: str, *, live: bool) -> OpenedResult:
        """Return the results of a job as the page draws them."""
        return self._results.show(key, self._started[key].results, live=live)

    def close(self) -> None:
        """Follow none any more; the jobs go on."""
        for watch in self._watches.values():
            watch.close()
        self._results.close()

    def _heard(self, key: str, watch: Watch[WidgetClient], _ids: set[str]) -> None:
        job, entry = self._started[key], watch.entry()
        if entry is not None:
            job.info = entry.life.info
            self._show(key)
        if job.status.is_final:
            watch.close()

    def _show(self, key: str) -> None:
        job = self._started[key]
        info = job.info
        record: FormJob = {
            "id": info.jobID or "answered at once",
            "process": job.process_id,
            "status": info.status.value,
            "progress": info.progress,
            "message": info.message,
            "kept": bool(info.jobID),
        }
        if self._groups[key]:
            record["group"] = self._groups[key]
        self._widget.stream.update({key: record})
        self._widget.refresh()
