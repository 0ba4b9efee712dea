"""Processes, form, jobs and result in one widget.

The widgets of this package side by side, in one flow.

The page gets one record, ``_``: what stands in the head, and the models of the widgets within,
which the host of the page draws.
"""

from __future__ import annotations

import asyncio
import functools
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any

from .. import auth
from .._json import JsonValue
from ..jobs import get_monitor
from ..protocol.errors import ClientError, LoginRequiredError
from ..transport import background
from ._base import LiveWidget, bundle
from ._process_browser import ProcessBrowser
from ._sign_in import SignIn
from .form._process_form import ProcessForm
from .jobs._job_table import JobTable
from .results._result_viewer import ResultViewer

if TYPE_CHECKING:
    from ..jobs import Watch
    from ._interfaces import JobResults, WidgetClient, WidgetJob, WorkbenchClient
    from .wire._records import Reopen

TABLE_HEIGHT = 220
"""Pixels of the job table's rows."""
CHOOSE = "Choose a process in the list."
FILL_IN = "Fill in the form and press Run."


class Workbench(LiveWidget):
    """Everything for one server.

    Choose a process, fill in its form, watch the jobs, look at a result.

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
        The result that is shown.
    """

    locals().update(bundle("workbench"))

    def __init__(self, client: WorkbenchClient, process_id: str | None = None) -> None:
        super().__init__()
        self.client = client
        self.form: ProcessForm | None = None
        self.viewer: ResultViewer | None = None
        self._forms: dict[str, ProcessForm] = {}
        self._signing: SignIn | None = None
        self._opening: WidgetJob | None = None
        self._started: WidgetJob | None = None
        self._watches: list[Watch[WidgetClient]] = []
        self.browser = ProcessBrowser(
            client, self._form_of, self._show_form, chosen=process_id
        )
        self.table = JobTable(client, height=TABLE_HEIGHT)
        self.table.on_open = self._open
        self.table.on_edit = self.edit
        self.stream.update({"_": {"form": None, "viewer": None, "signing": None}})
        self._set(browser=self.browser.model_id, table=self.table.model_id, job=None)
        self._set_head()
        self._set(next=CHOOSE, process=None)
        if process_id is not None:
            self._show_form(self._form_of(process_id))
        if client.session.operations.landing_page is None:
            background.start(asyncio.to_thread(self._read_title))

    def _set(self, **fields: JsonValue) -> None:
        self.stream.update({"_": fields})
        self.refresh()

    # -- the head

    def _read_title(self) -> None:
        with suppress(ClientError):
            self.client.get_capabilities()
            self._set_head()

    def _set_head(self) -> None:
        session = self.client.session
        sentence = auth.describe_sign_in(session)
        wanted = isinstance(self.browser.error, LoginRequiredError) or (
            session.operations.wants_sign_in and sentence.startswith("Not signed in")
        )
        self._set(
            title=self._title,
            address=self.client.api_url,
            client=session.config.display_name,
            sign_in="The server wants you to sign in." if wanted else sentence,
            wanted=wanted,
        )

    @property
    def _title(self) -> str:
        page = self.client.session.operations.landing_page
        return (page.title if page is not None else None) or self.client.name

    def _do_sign_in(self) -> None:
        """Show the form for signing in, or out."""

        def make() -> None:
            self._signing = SignIn(self.client)
            self._signing.on_change = self._signed

        self._do_close_sign_in()
        self.carry(make)
        if self._signing is not None:
            self._set(signing=self._signing.model_id)

    def _do_close_sign_in(self) -> None:
        """Hide the form for signing in."""
        signing, self._signing = self._signing, None
        self._set(signing=None)
        if signing is not None:
            signing.close()

    def _signed(self) -> None:
        """Read the processes again after somebody signed in or out."""
        self._set_head()
        background.start(asyncio.to_thread(self._reload))

    def _reload(self) -> None:
        self.browser.reload()
        self._set_head()

    # -- the form

    def _form_of(self, process_id: str) -> ProcessForm:
        """Return the form of a process; what was typed into one stays when another is chosen."""
        if process_id not in self._forms:
            process = self.client.processes[process_id]
            self.carry(functools.partial(self._make_form, process_id, process))
        return self._forms[process_id]

    def _make_form(self, process_id: str, process: Any) -> None:
        form: ProcessForm = process.form()
        form.lists_jobs = False
        form.observe(lambda _change: self._ran(form), "job")
        self._forms[process_id] = form

    def _show_form(self, form: ProcessForm) -> None:
        self.form = form
        title = form.plan.title or form.plan.id
        self._set(form=form.model_id, process=title, next=FILL_IN)

    def _do_edit(self) -> None:
        """Fill the form with the inputs of the job whose result is shown."""
        if self._opening is not None:
            self.edit(self._opening)

    def edit(self, job: WidgetJob) -> None:
        """Show the form of a job's process, filled with the inputs of the job.

        Parameters
        ----------
        job : Job
            A job of this server; of its inputs, secret ones and those that were too large to be
            kept are left out.

        Raises
        ------
        ClientError
            If neither this kernel nor the server knows the inputs of the job.
        """
        if not job.process_id:
            raise ClientError(f"Nobody says which process job {job.id} runs.")
        form = self._form_of(job.process_id)
        self.carry(lambda: form.fill_in_job(job))
        self.browser.mark(job.process_id)
        self._show_form(form)
        self._set(
            next="The form holds the inputs of the job; change them and press Run."
        )

    # -- the jobs that were started here

    def _ran(self, form: ProcessForm) -> None:
        """Follow the job that a form started; its result opens by itself."""
        job, self._started = form.job, form.job
        if len(form.jobs) > 1:
            self._set(next=f"{len(form.jobs)} jobs are in the table below.")
        elif job.immediate is not None or job.status.is_final:
            self._ended(job)
        else:
            self._set(
                next=f"{_name(job)} runs; its result opens here when it is ready."
            )
            heard = functools.partial(self._heard, job)
            self._watches.append(
                get_monitor().follow(job.session, job.id, heard, known=[job.info])
            )

    def _heard(
        self, job: WidgetJob, watch: Watch[WidgetClient], _ids: set[str]
    ) -> None:
        entry = watch.entry()
        if entry is not None:
            job.info = entry.life.info
        if job.status.is_final:
            watch.close()
            background.start(asyncio.to_thread(self._ended, job))

    def _ended(self, job: WidgetJob) -> None:
        if job is not self._started:
            return
        if job.immediate is None and job.status.value != "successful":
            why = f": {job.info.message}" if job.info.message else ""
            self._set(next=f"{_name(job)} {job.status.value}{why}")
            return
        try:
            self._open(job)
        except ClientError as error:
            self._set(next=f"{_name(job)} was successful. {error.message}")

    # -- the result

    def _open(self, job: WidgetJob) -> None:
        """Show the results of a job, unless another was asked for meanwhile."""
        self._opening = job
        results = job.results()
        if self._opening is job:
            self.carry(lambda: self._show_results(results, job))

    def _show_results(self, results: JobResults, job: WidgetJob) -> None:
        previous, self.viewer = self.viewer, ResultViewer(results)
        self._set(
            viewer=self.viewer.model_id,
            job={"id": job.id, "process": job.process_id or "a process"},
            next=f"The result of {_name(job)} is open.",
        )
        if previous is not None:
            previous.close()

    def _do_close_result(self) -> None:
        """Close the result."""
        viewer, self.viewer, self._opening = self.viewer, None, None
        self._set(viewer=None, job=None, next=FILL_IN if self.form else CHOOSE)
        if viewer is not None:
            viewer.close()

    # -- elsewhere

    def close(self) -> None:
        """Close all parts; the jobs go on."""
        for watch in self._watches:
            watch.close()
        parts = (self.browser, self.table, self.viewer, self._signing)
        for part in (*parts, *self._forms.values()):
            if part is not None:
                part.close()
        super().close()

    def _reopen(self) -> Reopen | None:
        server_id = self.client.server_id
        record: Reopen = {
            "kind": "workbench",
            "server": server_id,
            "model": self.model_id,
        }
        if self.form is not None and self.form.process is not None:
            record["process"] = self.form.process.id
        return record

    def _fallback_html(self) -> str:
        """Return what a page without a kernel shows: server, processes, form, jobs and result."""
        head = f"<p><b>{escape(self._title)}</b> {escape(self.client.api_url)}</p>"
        parts = (self.browser, self.form, self.table, self.viewer)
        return head + "".join(
            part._fallback_html()  # noqa: SLF001 - our own parts
            for part in parts
            if part is not None
        )

    def __repr__(self) -> str:
        return f"Workbench of {self.client.api_url}"


def _name(job: WidgetJob) -> str:
    """Return a job in words, with as much of its id as tells it apart."""
    process = job.process_id or "a process"
    return f"{process} ({job.id[:8]})" if job.id else process
