"""The names of widgets that notebooks for older clients use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from .notebook import _notebook

if TYPE_CHECKING:
    from ..widgets import JobTable, Workbench


class _Widgets(Protocol):
    """What the names stand for."""

    def workbench(self, **options: Any) -> Workbench:
        """Return processes, form, jobs and result in one widget."""

    def job_table(self, **options: Any) -> JobTable:
        """Return a live table of the jobs."""


class OlderNames:
    """Other names of :meth:`Client.workbench` and :meth:`Client.job_table`."""

    def show(self: _Widgets, **options: Any) -> Workbench:
        """Return the workbench; the name that notebooks for older clients use."""
        return self.workbench(**options)

    def show_app(self: _Widgets, **options: Any) -> Workbench:
        """Return the workbench; the name that notebooks for older clients use."""
        return self.workbench(**_notebook.without_page_sizes(options))

    def show_jobs(self: _Widgets, **options: Any) -> JobTable:
        """Return a live table of the jobs; the name that notebooks for older clients use."""
        return self.job_table(**options)
