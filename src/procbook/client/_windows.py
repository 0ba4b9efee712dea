"""The widgets that a client opens, and the names by which notebooks for older clients of this family call them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from . import _doors

if TYPE_CHECKING:
    from ..widgets import JobCard, JobTable, Workbench
    from ._client import Client

# What older clients took to size their page; a widget has the width of its cell.
_SIZES = frozenset({"compact", "debug", "scheme", "width", "height", "display", "proxy"})


class Windows:
    """What a client can open in a notebook."""

    @property
    def _me(self) -> Client:
        return cast("Client", self)

    def job_table(self, **options: Any) -> JobTable:
        """Return a live table of the jobs."""
        return _doors.open_job_table(self._me, **options)

    def workbench(self, **options: Any) -> Workbench:
        """Return processes, form, jobs and result in one widget."""
        return _doors.open_workbench(self._me, **options)

    def show(self, **options: Any) -> Workbench:
        """Return the workbench; the name that notebooks for older clients use."""
        return self.workbench(**options)

    def show_app(self, **options: Any) -> Workbench:
        """Return the workbench; the name that notebooks for older clients use."""
        return self.workbench(**{name: value for name, value in options.items() if name not in _SIZES})

    def show_jobs(self, **options: Any) -> JobTable:
        """Return a live table of the jobs; the name that notebooks for older clients use."""
        return self.job_table(**options)

    def show_job(self, job_id: str) -> JobCard:
        """Return one job, live; the name that notebooks for older clients use."""
        return _doors.open_job_card(self._me.job(job_id))
