"""One job, live: what ``job`` shows at the end of a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from ...jobs import Entry, Watch, get_monitor, life
from ...protocol.errors import ClientError
from .._base import LiveWidget, bundle
from ..actions import _job_actions as actions
from ..actions._job_log import read_log
from ..results._inner_results import InnerResults, InnerWidgets
from ..wire._records import (
    Html,
    JobDetails,
    LogPart,
    NewJob,
    OpenedResult,
    Reopen,
    SavedFiles,
)
from ._edit_form import form_of_job
from ._job_rows import row, server

if TYPE_CHECKING:
    from .._interfaces import WidgetClient, WidgetJob


class JobCard(LiveWidget):
    """State, progress, message, trace and result of one job, with what can be done about it.

    Parameters
    ----------
    job : Job
        The job; results that came at once, without a job, are shown too.
    notify : bool
        Tell when the job ends while the page is in the background: in its title, and on the desktop
        where the browser allows it.
    """

    _esm = bundle("card")["_esm"]
    _css = bundle("card")["_css"]

    notify = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        job: WidgetJob,
        *,
        notify: bool = False,
        **traits: Any,
    ) -> None:
        self._watch: Watch[WidgetClient] | None = None
        self._results = InnerResults(self)
        self._forms = InnerWidgets(self)
        self._looked = ""
        super().__init__(notify=notify, **traits)
        self.job = job
        self.stream.update({"job": row(Entry(life.seen(None, _with_process(job))))})
        self._preview = {
            name: self.stream["job"][name]
            for name in ("id", "p", "s", "g", "c")
            if name in self.stream["job"]
        }
        if job.id:
            self._watch = get_monitor().follow(
                job.client, job.id, self._heard, known=[_with_process(job)]
            )

    # -- from the monitor

    def _heard(self, watch: Watch[Any], _changed: set[str]) -> None:
        entry = watch.entry()
        watch.looking = self.visible
        with self._mutex:
            record = self.stream.get("job") or {}
            fields = (
                row(entry, record) if entry is not None else _record_of_removed(record)
            )
            self.stream.update({"job": fields, "_0": server(watch)})
        if entry is not None and entry.life.info is not self.job.info:
            self.job.info = entry.life.info
        self.refresh()

    def _visibility_changed(self) -> None:
        if self._watch is not None:
            self._watch.looking = self.visible

    # -- verbs of the page

    def _do_cancel(self) -> None:
        """Dismiss the job."""
        actions.cancel(self._watch_of_job(), self.job.id)

    def _do_remove(self) -> None:
        """Have the server forget the job and its results."""
        actions.remove(self._watch_of_job(), self.job.id)

    def _do_details(self) -> JobDetails:
        """Return times, inputs, links and trace of the job."""
        return actions.details(self._watch_of_job(), self.job.id)

    def _do_log(self, offset: int | None = None) -> LogPart:
        """Return the log of the job from an offset on."""
        return read_log(self._watch_of_job(), self.job.id, offset)

    def _do_rerun(self) -> NewJob:
        """Submit the job again with the same inputs."""
        return {"id": actions.run_again(self._watch_of_job(), self.job.id)}

    def _do_edit(self) -> OpenedResult:
        """Return the form of the job's process, filled in as the job was run."""
        return self._forms.show(self.job.id, lambda: form_of_job(self.job))

    def _do_save(self) -> SavedFiles:
        """Write the results into files of the kernel's folder."""
        return actions.save_results(self.job)

    def _do_preview(self) -> Html:
        """Return a first look at the results."""
        try:
            self._looked = actions.preview_html(self.job)
        except ClientError as error:
            self._expired(error)
            raise
        return {"html": self._looked}

    def _do_open(self, live: bool = False) -> OpenedResult:
        """Return the results, ready to be drawn."""
        try:
            return self._results.show(self.job.id, self.job.results, live=live)
        except ClientError as error:
            self._expired(error)
            raise

    def _expired(self, error: ClientError) -> None:
        if self._watch is not None and actions.is_expired(error):
            self._watch.expire(self.job.id)

    def _watch_of_job(self) -> Watch[WidgetClient]:
        if self._watch is None:
            raise LookupError("The server answered at once and keeps no job.")
        return self._watch

    # -- without a page that is alive

    def _fallback_html(self) -> str:
        from ...display import html

        return html(self.job.info) + (self._results.html() or self._looked)

    def _reopen(self) -> Reopen | None:
        if not self.job.id:
            return None
        server_id = self.job.client.server_id
        return {
            "kind": "job",
            "server": server_id,
            "model": self.model_id,
            "job": self.job.id,
        }

    def __repr__(self) -> str:
        return repr(self.job.info)

    def close(self) -> None:
        """Close the card and look no longer."""
        if self._watch is not None:
            self._watch.close()
        self._results.close()
        self._forms.close()
        super().close()


def _record_of_removed(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a job that was removed; what it was before is said once only."""
    return (
        record
        if record.get("s") == "gone"
        else {**record, "s": "gone", "w": record.get("s")}
    )


def _with_process(job: WidgetJob) -> Any:
    """Return the state of a job with its process, which the first answer may leave out."""
    if job.info.processID or not job.process_id:
        return job.info
    return job.info.model_copy(update={"processID": job.process_id})
