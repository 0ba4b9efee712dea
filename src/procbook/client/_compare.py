"""Jobs side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .. import widgets
from .job._base_job import BaseJob

if TYPE_CHECKING:
    from ..widgets import Comparison


def compare(*compared: BaseJob[Any] | Iterable[BaseJob[Any]]) -> Comparison:
    """Lay jobs side by side: inputs with their differences, states and times, and results.

    Numbers come with difference and ratio, documents and tables with what differs, pictures and
    rasters with a picture of the difference.

    Parameters
    ----------
    *compared : Job or sequence of Job
        Two to ten jobs, also of several servers.

    Raises
    ------
    ValueError
        If there are fewer than two jobs, or more than ten.
    """
    selected: list[Any] = []
    for one in compared:
        selected += [one] if isinstance(one, BaseJob) else list(one)
    blocking = [job.to_sync() if hasattr(job, "to_sync") else job for job in selected]
    return widgets.compare_jobs(blocking)
