"""Processes, form, jobs and result in one widget: the four widgets of this package side by side, in one flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets

from ._headless import for_the_record
from ._process_browser import ProcessBrowser
from .form._process_form import ProcessForm
from .jobs._job_table import JobTable
from .results._result_viewer import ResultViewer

if TYPE_CHECKING:
    from ._interfaces import JobResults, WidgetJob, WorkbenchClient

_START = "<p style='padding: 2em 1em; text-align: center'>Choose a process; its form appears here.</p>"


class Workbench(ipywidgets.Box):  # type: ignore[misc] # ipywidgets has no types
    """Everything for one server: choose a process, fill in its form, watch the jobs, look at a result.

    Parameters
    ----------
    client : Client
        The server.
    process_id : str, optional
        The process whose form is shown first.

    Attributes
    ----------
    form : ProcessForm or None
        The form that is shown.
    table : JobTable
        The jobs of the server.
    viewer : ResultViewer or None
        The result that was opened last.
    """

    def __init__(self, client: WorkbenchClient, process_id: str | None = None) -> None:
        self.client = client
        self.form: ProcessForm | None = None
        self.viewer: ResultViewer | None = None
        self._forms: dict[str, ProcessForm] = {}
        self._opening: WidgetJob | None = None
        self.browser = ProcessBrowser(
            client, self._form_of, self._show_form, chosen=process_id
        )
        self.table = JobTable(client)
        self.table.on_open = self._open
        self._left = _pane(self.browser, flex="1 1 240px")
        self._right = _pane(ipywidgets.HTML(_START), flex="3 1 420px")
        self._below = _pane(self.table, flex="1 1 100%")
        self._result = _pane(flex="1 1 100%")
        super().__init__([self._left, self._right, self._below, self._result])
        self.layout = ipywidgets.Layout(
            display="flex",
            flex_flow="row wrap",
            width="100%",
            padding="0 4px",
            grid_gap="12px",
        )
        if process_id is not None:
            self._show_form(self._form_of(process_id))

    def _form_of(self, process_id: str) -> ProcessForm:
        """Return the form of a process; what was typed into one stays when another is chosen."""
        if process_id not in self._forms:
            self._forms[process_id] = self.client.processes[process_id].form()
        return self._forms[process_id]

    def _show_form(self, form: ProcessForm) -> None:
        self.form = form
        self.browser.carry(lambda: setattr(self._right, "children", (form,)))

    def _open(self, job: WidgetJob) -> None:
        """Show the results of a job below the table, unless another was asked for meanwhile."""
        self._opening = job
        results = job.results()
        if self._opening is job:
            self.table.carry(lambda: self._show_results(results))

    def _show_results(self, results: JobResults) -> None:
        previous, self.viewer = self.viewer, ResultViewer(results)
        self._result.children = (self.viewer,)
        if previous is not None:
            previous.close()

    def close(self) -> None:
        """Close all parts."""
        for part in (self.browser, self.table, self.viewer, *self._forms.values()):
            if part is not None:
                part.close()
        super().close()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        live = {**data, "text/html": self._fallback_html(), "text/plain": repr(self)}
        return for_the_record(live), metadata

    def _fallback_html(self) -> str:
        """Return what a page without a kernel shows: the processes and the jobs."""
        return "".join(part._fallback_html() for part in (self.browser, self.table))  # noqa: SLF001 - our own parts

    def __repr__(self) -> str:
        return f"Workbench of {self.client.api_url}"


def _pane(*children: Any, flex: str) -> ipywidgets.Box:
    layout = ipywidgets.Layout(
        flex=flex, min_width="0", display="block", overflow="visible"
    )
    return ipywidgets.Box(list(children), layout=layout)
